"""Verbs of the people who look after the outbox: pause, resume, try again."""

from datetime import datetime

from sqlalchemy import delete, func, select, update

from drillhub import audit
from drillhub.audit import Actor
from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.core.pagination import Page, paginate
from drillhub.core.tenancy import insert_if_absent
from drillhub.notifications.models import OutboxMessage, OutboxPause, OutboxState


def pause(reason: str, *, by: Actor, at: datetime) -> None:
    """Send nothing of the bound organisation until `resume`. What is being sent this moment still goes out."""
    if insert_if_absent(OutboxPause, unique=(), paused_at=at, reason=reason[:200]):
        audit.record("outbox.paused", by=by, at=at)


def resume(*, by: Actor, at: datetime) -> None:
    """Go on sending where it was left."""
    if db.session.execute(delete(OutboxPause)).rowcount:  # type: ignore[attr-defined]
        audit.record("outbox.resumed", by=by, at=at)


def try_again(*, by: Actor, at: datetime) -> int:
    """Queue the messages whose tries all failed once more; gives how many."""
    count: int = db.session.execute(  # type: ignore[attr-defined]
        update(OutboxMessage)
        .where(OutboxMessage.state == OutboxState.DEAD)
        .values(state=OutboxState.QUEUED, attempts=0, next_try_at=at, last_error="")
    ).rowcount
    if count:
        audit.record("outbox.tried_again", by=by, at=at, facts={"count": count})
    return count


def current_pause() -> OutboxPause | None:
    """The pause that is in force, or None while messages go out."""
    return db.session.scalar(select(OutboxPause))


def counts() -> dict[OutboxState, int]:
    """How many messages stand where; a state without messages is 0. One statement."""
    rows = db.session.execute(select(OutboxMessage.state, func.count(OutboxMessage.id)).group_by(OutboxMessage.state))
    found = {row[0]: row[1] for row in rows}
    return {state: found.get(state, 0) for state in OutboxState}


def message(message_id: int) -> OutboxMessage:
    """One message with its text. Raises NotFound."""
    found = db.session.scalar(select(OutboxMessage).where(OutboxMessage.id == message_id))
    if found is None:
        raise NotFound()
    return found


def messages(*, state: OutboxState | None = None, number: int = 1) -> Page[OutboxMessage]:
    """The outbox, newest first. Two statements."""
    query = select(OutboxMessage).order_by(OutboxMessage.id.desc())
    if state is not None:
        query = query.where(OutboxMessage.state == state)
    return paginate(query, number=number)


def needs_attention() -> int:
    """How many messages did not arrive and wait for somebody to look at them. One statement."""
    query = select(func.count(OutboxMessage.id)).where(OutboxMessage.state.in_((OutboxState.DEAD, OutboxState.REFUSED)))
    return db.session.scalar(query) or 0
