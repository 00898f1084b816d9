"""Sending what is in the outbox: leased with a token, handed to the mail server, finished with the token.

No database lock is held while the mail server is talked to. A message is marked sent after the server took it, so
one that was sent in the moment of a crash is sent again with the same Message-ID, and none is ever lost.
"""

import logging
import re
import secrets
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from sqlalchemy import ColumnElement, func, select, update

from drillhub.config import MailServer
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.core.transactions import transaction
from drillhub.notifications.models import OutboxMessage, OutboxPause, OutboxState

log = logging.getLogger(__name__)

BATCH: Final = 50
LEASE: Final = timedelta(minutes=5)
SMTP_TIMEOUT_SECONDS: Final = 15
# Minutes until the next try after the first, second … failure; after the last one somebody has to look at it.
BACK_OFF: Final = (1, 2, 5, 10, 20, 40, 60, 60, 120, 240, 480)


@dataclass(frozen=True)
class Lease:
    """Messages that this sender alone may send until `until`, by showing `token`."""

    token: str
    messages: tuple[OutboxMessage, ...]


def deliver_due(server: MailServer | None, mail_from: str) -> int:
    """Send one batch of the bound organisation; gives how many messages were dealt with.

    Opens its own short transactions, so it is called from a job or command and never inside one. Without a mail
    server the messages are marked as kept, to be read in the outbox.
    """
    at = clock.now()
    if not _something_due(at):
        return 0
    lease = _take(at=at)
    if not lease.messages:
        return 0
    if server is None:
        for message in lease.messages:
            _finish(message.id, lease.token, OutboxState.KEPT)
        return len(lease.messages)
    _send_batch(lease, server, mail_from)
    return len(lease.messages)


def is_paused() -> bool:
    """Whether sending is paused for the bound organisation."""
    return db.session.scalar(select(func.count(OutboxPause.id))) != 0


def _something_due(at: datetime) -> bool:
    """A look without the writer's lock: most of the time there is nothing to send."""
    return bool(db.session.scalar(select(func.count(OutboxMessage.id)).where(_due(at))))


def _due(at: datetime) -> ColumnElement[bool]:
    waiting = (OutboxMessage.state == OutboxState.QUEUED) & (OutboxMessage.next_try_at <= at)
    # A sender that died leaves its lease behind; what it held is due again when the lease ends.
    abandoned = (OutboxMessage.state == OutboxState.SENDING) & (OutboxMessage.lease_until < at)
    return waiting | abandoned


def _take(*, at: datetime) -> Lease:
    token = secrets.token_hex(16)
    with transaction():
        if is_paused():
            return Lease(token, ())
        rows = db.session.scalars(
            select(OutboxMessage)
            .where(_due(at))
            .order_by(OutboxMessage.next_try_at, OutboxMessage.id)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            row.state, row.lease_token, row.lease_until = OutboxState.SENDING, token, at + LEASE
            row.attempts += 1
    return Lease(token, tuple(rows))


def _send_batch(lease: Lease, server: MailServer, mail_from: str) -> None:
    try:
        connection = _connect(server)
    except (OSError, smtplib.SMTPException) as error:
        for message in lease.messages:
            _try_later(message, lease.token, error)
        log.warning("mail server not reached, %s messages wait: %s", len(lease.messages), type(error).__name__)
        return
    try:
        for message in lease.messages:
            _send_one(connection, message, lease.token, mail_from)
    finally:
        try:
            connection.quit()
        except (OSError, smtplib.SMTPException):
            connection.close()


def _connect(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.tls:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=SMTP_TIMEOUT_SECONDS, context=context
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=SMTP_TIMEOUT_SECONDS)
    try:
        if server.starttls:
            # Raises when the server does not offer it: nothing is ever sent in clear because somebody removed it.
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password or "")
    except BaseException:
        connection.close()
        raise
    return connection


def _send_one(connection: smtplib.SMTP, message: OutboxMessage, token: str, mail_from: str) -> None:
    try:
        connection.send_message(_mail(message, mail_from), from_addr=mail_from, to_addrs=[message.to_address])
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        if code >= 500:
            _finish(message.id, token, OutboxState.REFUSED, error=f"{code} {_words(words)}")
        else:
            _try_later(message, token, error)
    except smtplib.SMTPResponseException as error:
        if 500 <= error.smtp_code < 600 and not isinstance(error, smtplib.SMTPSenderRefused):
            _finish(message.id, token, OutboxState.REFUSED, error=f"{error.smtp_code} {_words(error.smtp_error)}")
        else:
            _try_later(message, token, error)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        _try_later(message, token, error)
    else:
        _finish(message.id, token, OutboxState.SENT)


def _mail(message: OutboxMessage, mail_from: str) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = mail_from
    mail["To"] = message.to_address
    mail["Subject"] = message.subject
    mail["Date"] = message.queued_at
    mail["Message-ID"] = message.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.body)
    if message.calendar:
        _add_calendar(mail, message.calendar)
    return mail


def _add_calendar(mail: EmailMessage, calendar: str) -> None:
    """As another form of the text, which mail programs act on, and as a file for those that do not."""
    found = re.search(r"^METHOD:(\w+)", calendar, re.MULTILINE)
    method = {"method": found[1]} if found else {}
    mail.add_alternative(calendar, subtype="calendar", params=method)
    mail.add_attachment(calendar, subtype="calendar", params=method, filename="invite.ics")


def _finish(message_id: int, token: str, state: OutboxState, *, error: str = "") -> None:
    """Close a message, if the token is still the one that holds it."""
    with transaction():
        db.session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id == message_id, OutboxMessage.lease_token == token)
            .values(
                state=state,
                lease_token=None,
                lease_until=None,
                sent_at=clock.now() if state is OutboxState.SENT else None,
                last_error=error[:500],
            )
        )


def _try_later(message: OutboxMessage, token: str, error: Exception) -> None:
    failures = message.attempts
    given_up = failures > len(BACK_OFF)
    at = clock.now()
    with transaction():
        db.session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id == message.id, OutboxMessage.lease_token == token)
            .values(
                state=OutboxState.DEAD if given_up else OutboxState.QUEUED,
                lease_token=None,
                lease_until=None,
                next_try_at=at if given_up else at + timedelta(minutes=BACK_OFF[failures - 1]),
                last_error=f"{type(error).__name__}: {error}"[:500],
            )
        )


def _words(value: bytes | str) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else value
