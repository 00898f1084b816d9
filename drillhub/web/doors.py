"""What every view needs: access marks, who acts, which fields come, and write transactions with repeatable posts."""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, TypeVar

from flask import Response, flash, g, get_flashed_messages, jsonify, make_response, request, session
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from drillhub.core import clock, submissions
from drillhub.core.transactions import transaction
from drillhub.web.access import actor, by_link, link, me, public, requires, signed_in
from drillhub.web.fields import many, takes
from drillhub.web.forms import KEY_FIELD

__all__ = [
    "KEY_FIELD",
    "actor",
    "by_link",
    "link",
    "many",
    "me",
    "page_number",
    "public",
    "requires",
    "signed_in",
    "submit",
    "takes",
    "timezone",
    "today",
    "writes",
]

V = TypeVar("V", bound=Callable[..., Any])
_NOT_CONTENT = {KEY_FIELD, "csrf_token"}


class _Refused(Exception):
    """The view answered that it changed nothing; carries its answer out of the transaction."""

    def __init__(self, response: Response) -> None:
        self.response = response


def writes(view: V) -> V:
    """Decorator of views that change something: one transaction, one effect however often the form is sent.

    The view returns a redirect (303) or JSON when it changed something. An answer of 400 and above, such as the
    form shown again, rolls everything back and is not remembered.
    """

    @wraps(view)
    def door(**arguments: Any) -> ResponseReturnValue:
        return submit(lambda: view(**arguments))

    return door  # type: ignore[return-value]


def submit(change: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """Carry out a change as `writes` does. For views with slow work (hashing, files) before their transaction."""
    key = request.headers.get("Idempotency-Key") or request.form.get(KEY_FIELD)
    if key is None:
        return _change_once(change, claimed=None)
    key = hashlib.sha256(key.encode()).hexdigest()
    with submissions.one_at_a_time(key):
        return _change_once(change, claimed=key)


def _change_once(change: Callable[[], ResponseReturnValue], claimed: str | None) -> ResponseReturnValue:
    digest = _body_digest() if claimed else ""
    try:
        with transaction():
            held = submissions.claim(claimed, digest, at=clock.now()) if claimed else None
            if held is not None and held.reply is not None:
                return _replay(held.reply)
            response = make_response(change())
            if response.status_code >= 400:
                raise _Refused(response)
            if held is not None:
                held.row.reply = _reply_of(response)
            return response
    except _Refused as refused:
        return refused.response


def _body_digest() -> str:
    fields = sorted((name, request.form.getlist(name)) for name in request.form if name not in _NOT_CONTENT)
    files = sorted(
        (name, [(file.filename, _file_digest(file)) for file in request.files.getlist(name)]) for name in request.files
    )
    body = request.get_data(cache=True).decode("latin-1") if request.is_json else ""
    content = json.dumps([request.path, actor().person_id, fields, files, body])
    return hashlib.sha256(content.encode()).hexdigest()


def _file_digest(file: FileStorage) -> str:
    """By content: a corrected file usually keeps its name. Leaves the stream where it was."""
    position = file.stream.tell()
    file.stream.seek(0)
    digest = hashlib.file_digest(file.stream, "sha256").hexdigest()  # type: ignore[arg-type]
    file.stream.seek(position)
    return digest


def _reply_of(response: Response) -> dict[str, Any]:
    reply: dict[str, Any] = {"status": response.status_code, "flashes": session.get("_flashes", [])}
    if response.location:
        reply["location"] = response.location
    if response.is_json:
        reply["json"] = response.get_json()
    return reply


def _replay(reply: dict[str, Any]) -> Response:
    # What the first reply told the person is told again, once: a double tap may have eaten the first page.
    get_flashed_messages()
    for category, message in reply.get("flashes", []):
        flash(message, category)
    response = jsonify(reply["json"]) if "json" in reply else Response()
    response.status_code = reply["status"]
    if "location" in reply:
        response.headers["Location"] = reply["location"]
    return response


def timezone() -> str:
    """The organisation's IANA zone: what all times on pages are shown in."""
    return str(g.organisation.timezone) if g.get("link") else me().timezone


def today() -> date:
    """The organisation's calendar day."""
    return clock.today(timezone())


def page_number() -> int:
    """The `page` of the address, from 1. Nonsense means the first page."""
    value = request.args.get("page", "1")
    return int(value) if value.isdigit() and 0 < int(value) < 1_000_000 else 1
