"""From a form post to an event of a run, and back to the person as a receipt."""

from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from flask import jsonify, redirect, request
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.drills import runs
from drillhub.drills.errors import UnknownInRun
from drillhub.drills.events import Action, EventSource, NewEvent, RunEvent
from drillhub.web.doors import KEY_FIELD, actor
from drillhub.web.error_pages import wants_json

EVENT_ID: Final = "event_id"


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


def append(run_id: int, action: Action, *, source: EventSource = EventSource.DEVICE) -> RunEvent:
    """Add what this post says to the run, as the person behind the request."""
    return runs.append_event(run_id, NewEvent(event_id(), action, source), by=actor(), at=clock.now())


def receipt(event: RunEvent, back: str) -> ResponseReturnValue:
    """Scripts get the id and number of the stored event; everyone else goes back to the page."""
    if wants_json():
        return jsonify(
            event_id=str(event.event_id), seq=event.seq, received_at=event.received_at.isoformat(timespec="seconds")
        )
    return redirect(back, 303)
