"""Putting a message into the outbox, in the transaction of what it tells."""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from drillhub.core.tenancy import insert_all
from drillhub.core.text import clean
from drillhub.notifications.models import OutboxMessage, OutboxState

# Stands first in subject and body of every message of a drill, in every language, so that nobody takes it for real.
DRILL_MARK: Final = "【訓練】"


@dataclass(frozen=True)
class Message:
    """A mail to one person. dedupe_key: unique within the organisation; queueing it again does nothing.

    drill: it belongs to a drill and is marked as such whatever the text says. to_address None: the person has no
    mail address, so nothing is queued. calendar: an invitation as iCalendar that goes with it, "" for none.
    """

    kind: str
    to_address: str | None
    person_id: int | None
    subject: str
    body: str
    dedupe_key: str
    drill: bool = False
    calendar: str = ""


def queue(message: Message, *, at: datetime) -> bool:
    """Queue a message; says whether it is new. Line breaks in subject and address are taken out."""
    return queue_all([message], at=at) == 1


def queue_all(messages: Iterable[Message], *, at: datetime) -> int:
    """Queue many messages in one statement; gives how many are new."""
    rows = [_row(message, message.to_address, at) for message in messages if message.to_address]
    return len(insert_all(OutboxMessage, rows, unique=("dedupe_key",)))


def _row(message: Message, to_address: str, at: datetime) -> dict[str, Any]:
    subject, body = _one_line(message.subject), clean(message.body)
    if message.drill:
        subject, body = _marked(subject), _marked(body)
    return {
        "kind": message.kind,
        "dedupe_key": message.dedupe_key,
        "message_id": f"<{secrets.token_hex(16)}@drillhub>",
        "person_id": message.person_id,
        "to_address": _one_line(to_address),
        "subject": subject[:400],
        "body": body,
        "calendar": message.calendar,
        "state": OutboxState.QUEUED,
        "queued_at": at,
        "next_try_at": at,
        "attempts": 0,
        "last_error": "",
    }


def _one_line(text: str) -> str:
    """A header value: a line break in it would begin a header of the sender's own making."""
    return re.sub(r"\s+", " ", clean(text)).strip()


def _marked(text: str) -> str:
    return text if text.startswith(DRILL_MARK) else DRILL_MARK + text
