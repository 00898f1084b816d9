"""Switching between Japanese and English."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from drillhub.core.i18n import DEFAULT_LANGUAGE, LANGUAGES
from drillhub.core.transactions import transaction
from drillhub.identity import services
from drillhub.web.doors import me, public, takes

bp = Blueprint("language", __name__)


@bp.post("/language")
@public
@takes("language", "next")
def switch() -> ResponseReturnValue:
    """Remember the language, with the account or for this browser, and go back to the page."""
    language = request.form.get("language", DEFAULT_LANGUAGE)
    language = language if language in LANGUAGES else DEFAULT_LANGUAGE
    session["language"] = language
    if current_user.is_authenticated:
        with transaction():
            services.choose_language(me().person_id, language)
    return redirect(own_page(request.form.get("next")), 303)


def own_page(address: str | None) -> str:
    """The address when it is a page of ours, the home page otherwise: never lead people elsewhere."""
    parts = urlsplit(address or "")
    if not address or parts.scheme or parts.netloc or not address.startswith("/") or address.startswith(("//", "/\\")):
        return url_for("home.page")
    return address
