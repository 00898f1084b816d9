"""Flask's extensions, made once and set up for each app."""

from pathlib import Path

from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, UserMixin, current_user
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

from drillhub.core import clock
from drillhub.core.database import db
from drillhub.core.i18n import DEFAULT_LANGUAGE, LANGUAGES
from drillhub.identity.sign_in import SignedIn, signed_in

login_manager = LoginManager()
login_manager.session_protection = None  # our session rows decide; a phone's address changes all the time


class CrossSiteCheck(CSRFProtect):  # type: ignore[misc]
    """Flask-WTF's check; behind a personal link the address itself is the secret that another site does not know.

    Its page stays open on a phone for hours, longer than the cookie of somebody who has not signed in is good for.
    """

    def protect(self, apply_exemptions: bool = False) -> None:
        if g.get("link") is not None:
            g.csrf_valid = True  # forms ask for it, too
            return
        super().protect(apply_exemptions)


csrf = CrossSiteCheck()
babel = Babel()
# Counts per process; with several processes the limits are that much wider. Failed sign-ins are counted in the
# database (drillhub.identity.sign_in), which all processes share.
limiter = Limiter(get_remote_address, default_limits=[])
migrate = Migrate(render_as_batch=True, compare_type=True)


def init_app(app: Flask, *, migrations: Path) -> None:
    """Set all extensions up for this app."""
    login_manager.init_app(app)
    csrf.init_app(app)
    babel.init_app(app, locale_selector=chosen_language)
    limiter.init_app(app)
    migrate.init_app(app, db, directory=str(migrations))


class SessionUser(UserMixin):  # type: ignore[misc]
    """What Flask-Login carries: the session's random id, and the person it stands for."""

    def __init__(self, token: str, signed_in: SignedIn) -> None:
        self.token = token
        self.signed_in = signed_in

    def get_id(self) -> str:
        return self.token


@login_manager.user_loader
def _load(token: str) -> SessionUser | None:
    if g.get("plain_page"):  # it asks the database for nothing, not even for who reads it
        return None
    person = signed_in(token, at=clock.now())
    return SessionUser(token, person) if person else None


def chosen_language() -> str:
    """The person's own language; before the sign-in what they switched to, or what their browser asks for."""
    if not has_request_context():
        return DEFAULT_LANGUAGE
    person = getattr(current_user, "signed_in", None)
    if isinstance(person, SignedIn):
        return person.language if person.language in LANGUAGES else DEFAULT_LANGUAGE
    switched = session.get("language")
    if switched in LANGUAGES:
        return str(switched)
    return request.accept_languages.best_match(LANGUAGES) or DEFAULT_LANGUAGE
