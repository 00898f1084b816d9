"""The outbox: what was sent, what waits, what did not arrive."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.i18n import _
from drillhub.identity import queries as identity
from drillhub.identity.roles import Role
from drillhub.notifications import services
from drillhub.notifications.models import OutboxState
from drillhub.web.doors import actor, page_number, requires, writes

bp = Blueprint("outbox", __name__, url_prefix="/outbox")
_READERS = (Role.GENERAL_AFFAIRS,)


@bp.get("")
@requires(*_READERS)
def index() -> ResponseReturnValue:
    value = request.args.get("state", "")
    state = OutboxState(value) if value in set(OutboxState) else None
    page = services.messages(state=state, number=page_number())
    return render_template(
        "outbox/index.html",
        page=page,
        names=identity.names({row.person_id for row in page.items}),
        counts=services.counts(),
        state=state,
        states=tuple(OutboxState),
        paused=services.current_pause(),
        mail_server=current_app.config["DRILLHUB"].mail_server,
    )


@bp.get("/<int:message_id>")
@requires(*_READERS)
def message(message_id: int) -> ResponseReturnValue:
    found = services.message(message_id)
    return render_template("outbox/message.html", message=found, names=identity.names({found.person_id}))


@bp.post("/pause")
@requires(*_READERS)
@writes
def pause() -> ResponseReturnValue:
    services.pause("", by=actor(), at=clock.now())
    flash(_("送信を止めました。再開するまで、メールは送信箱で待ちます。"))
    return redirect(url_for(".index"), 303)


@bp.post("/resume")
@requires(*_READERS)
@writes
def resume() -> ResponseReturnValue:
    services.resume(by=actor(), at=clock.now())
    flash(_("送信を再開しました。"))
    return redirect(url_for(".index"), 303)


@bp.post("/try-again")
@requires(*_READERS)
@writes
def try_again() -> ResponseReturnValue:
    count = services.try_again(by=actor(), at=clock.now())
    flash(_("%(count)s件を、もう一度送ります。", count=count))
    return redirect(url_for(".index"), 303)
