"""What is done on a roll call: each tap is one event, committed before its receipt goes out."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from flask import jsonify, redirect, request
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.errors import Invalid, NotFound
from drillhub.drills import headcounts, roll_call
from drillhub.drills.errors import RunConflict, UnknownInRun
from drillhub.drills.events import RunEvent, TaskDone, TaskReopened, guest_subject, participant_subject
from drillhub.web.doors import actor, takes
from drillhub.web.drills.events import (
    DEVICE_AT,
    EVENT_ID,
    OPEN_PEOPLE,
    SENT_AT,
    append,
    event_id,
    receipt,
    refused_as_json,
    whole_number,
)
from drillhub.web.drills.headcount import headcount_page, person_page
from drillhub.web.drills.headcount_doors import Door, at_both_doors
from drillhub.web.drills.headcount_forms import GuestForm, MarkForm
from drillhub.web.error_pages import wants_json

# The guest stands at the assembly point already; the version of the run on the page that somebody saw.
HERE: Final = "here"
SEEN: Final = "seen"


@at_both_doors("/people/<int:participant_id>", post=True)
@takes(MarkForm, EVENT_ID, DEVICE_AT, SENT_AT)
def mark_participant(door: Door, participant_id: int) -> ResponseReturnValue:
    return _mark(door, participant_subject(participant_id))


@at_both_doors("/guests/<uuid:guest_id>", post=True)
@takes(MarkForm, EVENT_ID, DEVICE_AT, SENT_AT)
def mark_guest(door: Door, guest_id: UUID) -> ResponseReturnValue:
    return _mark(door, guest_subject(guest_id))


def _mark(door: Door, subject: str) -> ResponseReturnValue:
    form = MarkForm()
    if not form.validate():
        return refused_as_json(form) if wants_json() else (person_page(door, subject, form=form), 422)
    try:
        event = append(door.run_id, form.value(subject))
    except UnknownInRun as error:
        raise NotFound() from error
    except (RunConflict, Invalid) as error:
        if wants_json():
            raise
        if isinstance(error, RunConflict):
            return headcount_page(door, refusal=str(error)), error.status
        form.accept_errors(error)
        return person_page(door, subject, form=form), error.status
    return receipt(event, f"{door.page}#{subject.replace(':', '-')}")


@at_both_doors("/guests", post=True)
@takes(GuestForm, EVENT_ID, HERE)
def add_guest(door: Door) -> ResponseReturnValue:
    form = GuestForm()
    if not form.validate():
        return refused_as_json(form) if wants_json() else (headcount_page(door, guest=form), 422)
    new = form.value(is_here=HERE in request.form)
    try:
        events = headcounts.add_guest(door.run_id, new, event_id(), by=actor(), at=clock.now())
    except (RunConflict, Invalid) as error:
        if wants_json():
            raise
        if isinstance(error, RunConflict):
            return headcount_page(door, guest=form, refusal=str(error)), error.status
        form.accept_errors(error)
        return headcount_page(door, guest=form), error.status
    return receipt(events[0], f"{door.page}#guests")


@at_both_doors("/everyone", post=True)
@takes(EVENT_ID, SEEN)
def mark_everyone(door: Door) -> ResponseReturnValue:
    """All who are left on the page that was seen. The receipt names the press and how many it marked."""
    press = event_id()
    events = headcounts.mark_everyone(
        door.run_id, press, seen=whole_number(SEEN), group=door.group, by=actor(), at=clock.now()
    )
    return _receipt_of_press(door, press, events)


@at_both_doors("/everyone/<uuid:press>/undo", post=True)
@takes(EVENT_ID)
def take_back_everyone(door: Door, press: UUID) -> ResponseReturnValue:
    return _receipt_of_press(door, press, headcounts.take_back(door.run_id, press, by=actor(), at=clock.now()))


def _receipt_of_press(door: Door, press: UUID, events: tuple[RunEvent, ...]) -> ResponseReturnValue:
    if wants_json():
        return jsonify(event_id=str(press), count=len(events), events=[str(event.event_id) for event in events])
    return redirect(door.page, 303)


@at_both_doors("/finish", post=True)
@takes(EVENT_ID, OPEN_PEOPLE)
def finish_headcount(door: Door) -> ResponseReturnValue:
    """The roll call is over; when people are not accounted for, the form says how many it told of (`OPEN_PEOPLE`)."""
    done = TaskDone(_headcount_task(door))
    return _step(door, lambda: append(door.run_id, done))


@at_both_doors("/reopening", post=True)
@takes(EVENT_ID)
def reopen_headcount(door: Door) -> ResponseReturnValue:
    reopened = TaskReopened(_headcount_task(door))
    return _step(door, lambda: append(door.run_id, reopened))


def _headcount_task(door: Door) -> str:
    """The task whose watch the roll call stops. Raises NotFound where the scenario measures no such time."""
    watch = roll_call.headcount(door.run_id, at=clock.now()).headcount_watch
    if watch is None:
        raise NotFound()
    return watch.task.id


def _step(door: Door, change: Callable[[], RunEvent]) -> ResponseReturnValue:
    """Add an event. When somebody else was faster, the list as it is now says so."""
    try:
        event = change()
    except RunConflict as error:
        if wants_json():
            raise
        return headcount_page(door, refusal=str(error)), error.status
    return receipt(event, door.page)
