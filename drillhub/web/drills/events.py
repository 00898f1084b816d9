"""From a form post to an event of a run, and back to the person as a receipt."""

from datetime import UTC, datetime
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from flask import jsonify, redirect, request
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.drills import headcounts, runs
from drillhub.drills.errors import UnknownInRun
from drillhub.drills.events import Action, EventSource, NewEvent, RunEvent, TaskDone
from drillhub.web.doors import KEY_FIELD, actor
from drillhub.web.error_pages import wants_json
from drillhub.web.forms import Form

EVENT_ID: Final = "event_id"
# A device's own clock, at the act and at sending.
DEVICE_AT: Final = "device_at"
SENT_AT: Final = "sent_at"
# Of how many people who are not accounted for the form told that declares a roll call finished.
OPEN_PEOPLE: Final = "open"


def event_id() -> UUID:
    """The id of the event that this post makes: sent by a script, or derived from the form's key.

    Either way a repeated post makes the same event. Raises UnknownInRun for an id that is none.
    """
    sent = request.form.get(EVENT_ID)
    if sent:
        try:
            return UUID(sent)
        except ValueError as error:
            raise UnknownInRun(EVENT_ID) from error
    key = request.form.get(KEY_FIELD)
    return uuid5(NAMESPACE_URL, f"urn:drillhub:form:{key}") if key else uuid4()


def whole_number(field: str) -> int:
    """A number that a page gives its forms along in a hidden field. Raises UnknownInRun for anything else."""
    sent = request.form.get(field, "")
    if not (sent.isascii() and sent.isdigit() and len(sent) < 10):
        raise UnknownInRun(field)
    return int(sent)


def append(run_id: int, action: Action, *, source: EventSource = EventSource.DEVICE) -> RunEvent:
    """Add what this post says to the run, as the person behind the request."""
    new = NewEvent(event_id(), action, source, device_at=_instant(DEVICE_AT), sent_at=_instant(SENT_AT))
    if isinstance(action, TaskDone):
        told = whole_number(OPEN_PEOPLE) if OPEN_PEOPLE in request.form else 0
        return headcounts.finish_task(run_id, new, open_people=told, by=actor(), at=clock.now())
    return runs.append_event(run_id, new, by=actor(), at=clock.now())


def _instant(field: str) -> datetime | None:
    """A moment of the sender's clock (ISO, with its zone), which is kept beside ours; None when it says none."""
    try:
        moment = datetime.fromisoformat(request.form.get(field, ""))
        return moment.astimezone(UTC) if moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def refused_as_json(form: Form) -> ResponseReturnValue:
    """What is wrong with an input, for scripts: the first sentence of it."""
    sentences = [sentence for field in form for sentence in field.errors]
    return jsonify(code="invalid", message=str(sentences[0]) if sentences else str(UnknownInRun())), 422


def receipt(event: RunEvent, back: str) -> ResponseReturnValue:
    """Scripts get the id and number of the stored event; everyone else goes back to the page."""
    if wants_json():
        return jsonify(
            event_id=str(event.event_id), seq=event.seq, received_at=event.received_at.isoformat(timespec="seconds")
        )
    return redirect(back, 303)
