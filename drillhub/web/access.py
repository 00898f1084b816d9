"""Who may use a page. Every view carries exactly one mark; the app refuses to start with one that has none."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import Flask, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from drillhub.audit import Actor
from drillhub.core import clock
from drillhub.core.errors import NotAllowed
from drillhub.identity import links, queries
from drillhub.identity.models import LinkPurpose, PersonalLink
from drillhub.identity.roles import Role
from drillhub.identity.sign_in import SignedIn
from drillhub.web.error_pages import sign_in_first, wants_json

V = TypeVar("V", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """A mark. kind: public, signed_in, roles or link."""

    kind: str
    roles: frozenset[Role] = field(default_factory=frozenset)
    purpose: LinkPurpose | None = None


def _mark(access: Access) -> Callable[[V], V]:
    def attach(view: V) -> V:
        if hasattr(view, "access"):
            raise RuntimeError(f"{view.__name__} has two access marks")
        view.access = access  # type: ignore[attr-defined]
        return view

    return attach


def public(view: V) -> V:
    """Anyone, signed in or not. The page shows nothing of any organisation."""
    return _mark(Access("public"))(view)


def signed_in(view: V) -> V:
    """Everyone who has signed in, whatever their role."""
    return _mark(Access("signed_in"))(view)


def requires(*roles: Role) -> Callable[[V], V]:
    """Signed in and acting in one of these roles. An administrator also acts as general affairs."""
    return _mark(Access("roles", frozenset(roles)))


def by_link(purpose: LinkPurpose) -> Callable[[V], V]:
    """Whoever holds a personal link of this purpose; the address has `<token>`. The view finds it in `link()`."""
    return _mark(Access("link", purpose=purpose))


def resendable(view: V) -> V:
    """What was typed must not be lost when the session ended meanwhile: it is shown with a way to send it again."""
    view.resendable = True  # type: ignore[attr-defined]
    return view


def me() -> SignedIn:
    """The person behind this request. Only in views that need a sign-in."""
    person = getattr(current_user, "signed_in", None)
    if not isinstance(person, SignedIn):
        raise RuntimeError("this view has no signed-in person: check its access mark")
    return person


def link() -> PersonalLink:
    """The personal link that opened this page. Only in views marked `by_link`."""
    opened = g.get("link")
    if not isinstance(opened, PersonalLink):
        raise RuntimeError("this view was not opened by a link: check its access mark")
    return opened


def actor() -> Actor:
    """Who acts in this request, for services and the audit trail."""
    opened = g.get("link")
    if isinstance(opened, PersonalLink):
        return Actor(opened.person_id, opened.person.name, "link")
    return me().actor


def access_of(app: Flask, endpoint: str) -> Access | None:
    """The mark of an endpoint, or None."""
    if endpoint == "static" or endpoint.endswith(".static"):
        return Access("public")
    return getattr(app.view_functions[endpoint], "access", None)


def unmarked(app: Flask) -> list[str]:
    """Endpoints without a mark. Anything in it keeps the app from starting."""
    return sorted(endpoint for endpoint in app.view_functions if access_of(app, endpoint) is None)


def check() -> ResponseReturnValue | None:
    """Before each request: let it pass, ask for a sign-in, or refuse. Binds the database to the organisation."""
    if request.endpoint is None:
        return None
    access = access_of(current_app, request.endpoint)
    if access is None or access.kind == "public":
        return None
    if access.kind == "link" and access.purpose is not None:
        g.link = links.open_link(str((request.view_args or {})["token"]), access.purpose, at=clock.now())
        g.organisation = queries.organisation()
        return None
    if not current_user.is_authenticated:
        if wants_json():
            return sign_in_first()
        if request.form and getattr(current_app.view_functions[request.endpoint], "resendable", False):
            return render_template("sign_in/again.html", fields=_typed_fields()), 401
        wanted = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("sign_in.form", next=wanted), 303)
    if access.kind == "roles" and not me().acts_as(*access.roles):
        raise NotAllowed()
    return None


def _typed_fields() -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.form.lists() for value in values]
