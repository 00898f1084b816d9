"""Verbs of the roll call that are more than one event: everybody at once and back again, a guest, the end."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from drillhub.audit import Actor
from drillhub.drills import run_log
from drillhub.drills.errors import StillUnaccounted
from drillhub.drills.events import (
    GuestAdded,
    GuestKind,
    HeadcountMarked,
    Mark,
    NewEvent,
    RunEvent,
    TaskDone,
    guest_subject,
)
from drillhub.drills.headcount import Called, RollCall
from drillhub.drills.roll_call import roll_call_of
from drillhub.drills.run_state import RunState, fold
from drillhub.drills.snapshot import snapshot_of
from drillhub.scenarios.vocabulary import Measure


def mark_everyone(
    run_id: int, press: UUID, *, seen: int, group: str | None = None, by: Actor, at: datetime
) -> tuple[RunEvent, ...]:
    """Everybody who is left is here: those who were unconfirmed on the page somebody saw, and still are.

    press: id of this one press, by which it can be taken back. seen: version of the run on that page; who came onto
    the list since was not looked at. group: only people of this department. Somebody who was looked for and not
    found is not found by a press for everybody. Sent again it is the same press. Raises NotFound, RunConflict.
    """
    run = run_log.locked_run(run_id)
    events = run_log.events_of(run.id)
    if already := tuple(event for event in events if _is_of(event, press)):
        return already
    frozen = snapshot_of(run.snapshot)
    now, then = fold(frozen, events), fold(frozen, (event for event in events if event.seq <= seen))
    left = [each.subject for each in _people(roll_call_of(now), group) if _was_and_is_unconfirmed(each, then)]
    news = [NewEvent(uuid5(press, each), HeadcountMarked(each, Mark.PRESENT, press=press)) for each in left]
    return run_log.append_all(run, news, by=by, at=at)


def _is_of(event: RunEvent, press: UUID) -> bool:
    return isinstance(event.action, HeadcountMarked) and event.action.press == press


def _people(roll: RollCall, group: str | None) -> tuple[Called, ...]:
    if group is None:
        return roll.people
    found = roll.group(group)
    return found.people if found else ()


def _was_and_is_unconfirmed(called: Called, then: RunState) -> bool:
    return (
        called.mark is Mark.UNCONFIRMED
        and then.calls(called.subject)
        and then.headcount.mark_of(called.subject) is Mark.UNCONFIRMED
    )


def take_back(run_id: int, press: UUID, *, by: Actor, at: datetime) -> tuple[RunEvent, ...]:
    """Undo a press for everybody: whoever was marked by it, and not again since, is unconfirmed as before.

    Raises NotFound, RunConflict.
    """
    run = run_log.locked_run(run_id)
    marks = run_log.state_of(run).headcount.pressed(press)
    news = [NewEvent(uuid5(made.event_id, "back"), HeadcountMarked(made.subject, Mark.UNCONFIRMED)) for made in marks]
    return run_log.append_all(run, news, by=by, at=at)


@dataclass(frozen=True)
class NewGuest:
    """Somebody on site who is on no roster. is_here: they stand at the assembly point already."""

    kind: GuestKind
    name: str
    company: str = ""
    is_here: bool = False


def add_guest(run_id: int, new: NewGuest, event_id: UUID, *, by: Actor, at: datetime) -> tuple[RunEvent, ...]:
    """Name a guest; their id is that of the event. Raises NotFound, RunConflict, Invalid."""
    run = run_log.locked_run(run_id)
    news = [NewEvent(event_id, GuestAdded(event_id, new.kind, new.name, new.company))]
    if new.is_here:
        here = HeadcountMarked(guest_subject(event_id), Mark.PRESENT)
        news.append(NewEvent(uuid5(event_id, "here"), here))
    return run_log.append_all(run, news, by=by, at=at)


def finish_task(run_id: int, new: NewEvent, *, open_people: int, by: Actor, at: datetime) -> RunEvent:
    """A task is done (the event is a `TaskDone`). A roll call is not declared finished over anybody's head.

    open_people: of how many who are not accounted for somebody was told and said that it is finished all the same.
    Raises NotFound, RunConflict, Invalid; StillUnaccounted when there are more.
    """
    run = run_log.locked_run(run_id)
    state = run_log.state_of(run)
    if isinstance(new.action, TaskDone) and new.event_id not in state.event_ids and _ends_roll_call(state, new.action):
        count = len(roll_call_of(state).unaccounted)
        if count > open_people:
            raise StillUnaccounted(count=count)
    return run_log.append(run, new, by=by, at=at)


def _ends_roll_call(state: RunState, done: TaskDone) -> bool:
    """Whether a task is the roll call of a run in which people are called, and not done yet."""
    task = state.snapshot.task(done.task)
    return (
        state.snapshot.takes_headcount
        and task is not None
        and task.measure is Measure.HEADCOUNT_TIME_MIN
        and done.task not in state.done
    )
