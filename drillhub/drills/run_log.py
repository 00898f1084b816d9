"""The event list of a run in the database: reading it, and adding one event at its end."""

import logging
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from drillhub import audit
from drillhub.audit import Actor
from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.drills.acceptance import require_possible
from drillhub.drills.errors import EventIdReused
from drillhub.drills.events import EventKind, NewEvent, RunEvent, action_of, payload_of
from drillhub.drills.models import Run, RunEventRow
from drillhub.drills.run_state import RunState, after, fold
from drillhub.drills.snapshot import snapshot_of

log = logging.getLogger(__name__)

# What happens to the run as a whole is in the audit trail too; notes and stop-watches are in the event list alone.
_AUDITED = frozenset(
    {EventKind.STARTED, EventKind.ENDED, EventKind.STOPPED, EventKind.CLOSED, EventKind.PARTICIPANT_ADDED}
)


def events_of(run_id: int) -> list[RunEvent]:
    """All events in their order. One statement."""
    rows = db.session.scalars(select(RunEventRow).where(RunEventRow.run_id == run_id).order_by(RunEventRow.seq))
    return [_event_of(row) for row in rows]


def state_of(run: Run) -> RunState:
    """The state of a run now. One statement."""
    return fold(snapshot_of(run.snapshot), events_of(run.id))


def locked_run(run_id: int) -> Run:
    """The run, held by this transaction until it ends. Raises NotFound.

    Whoever comes second waits here and then decides on what the first one left behind.
    """
    run = db.session.scalar(
        select(Run)
        .options(joinedload(Run.drill, innerjoin=True))
        .where(Run.id == run_id)
        .with_for_update(of=Run)
        .execution_options(populate_existing=True)
    )
    if run is None:
        raise NotFound()
    return run


def append(run: Run, new: NewEvent, *, by: Actor, at: datetime) -> RunEvent:
    """Add an event to a locked run, or give the one that is there already under the same id.

    Raises RunConflict, Invalid (see `acceptance`) and EventIdReused.
    """
    return append_all(run, [new], by=by, at=at)[0]


def append_all(run: Run, news: Sequence[NewEvent], *, by: Actor, at: datetime) -> tuple[RunEvent, ...]:
    """Add several events of one moment, in their order; as `append`."""
    events = events_of(run.id)
    known = {event.event_id: event for event in events}
    state = fold(snapshot_of(run.snapshot), events)
    added: list[RunEvent] = []
    for new in news:
        event = known.get(new.event_id)
        if event is None:
            require_possible(state, new.action)
            event = _event_after(state, new, by=by, at=at)
            state = after(state, event)
            known[event.event_id] = event
            db.session.add(_row_of(run, event, by))
            if event.kind in _AUDITED:
                audit.record(f"run.{event.kind}", by=by, at=at, subject=run, facts={"version": event.seq})
        elif event.action != new.action:
            log.warning("run %s: an event id was sent again with other content", run.id)
            raise EventIdReused()
        added.append(event)
    run.version = state.version
    run.status = state.status
    run.automatic_release = state.automatic_release
    db.session.flush()
    return tuple(added)


def _event_after(state: RunState, new: NewEvent, *, by: Actor, at: datetime) -> RunEvent:
    return RunEvent(
        event_id=new.event_id,
        seq=state.version + 1,
        action=new.action,
        received_at=at,
        actor_id=by.person_id,
        actor_name=by.name,
        source=new.source,
        device_at=new.device_at,
        sent_at=new.sent_at,
    )


def _row_of(run: Run, event: RunEvent, by: Actor) -> RunEventRow:
    return RunEventRow(
        run_id=run.id,
        event_id=str(event.event_id),
        seq=event.seq,
        kind=event.kind,
        payload=payload_of(event.action),
        source=event.source,
        device_at=event.device_at,
        sent_at=event.sent_at,
        received_at=event.received_at,
        actor_id=event.actor_id,
        actor_name=event.actor_name,
        via=by.via,
    )


def _event_of(row: RunEventRow) -> RunEvent:
    return RunEvent(
        event_id=UUID(row.event_id),
        seq=row.seq,
        action=action_of(row.kind, row.payload),
        received_at=row.received_at,
        actor_id=row.actor_id,
        actor_name=row.actor_name,
        source=row.source,
        device_at=row.device_at,
        sent_at=row.sent_at,
    )
