"""The outbox."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from drillhub.core.database import INTERNAL, PERSONAL, PUBLIC, Base
from drillhub.core.i18n import LazyString, _l
from drillhub.core.tenancy import OrgOwned


class OutboxState(enum.StrEnum):
    """Where a message stands."""

    QUEUED = "queued"  # waits for its first or next try
    SENDING = "sending"  # a sender holds it by its lease
    SENT = "sent"  # the mail server took it
    REFUSED = "refused"  # the mail server refused the address for good
    DEAD = "dead"  # all tries failed; somebody must look at it
    KEPT = "kept"  # no mail server is set up: kept here to be read

    @property
    def label(self) -> LazyString:
        return _LABELS[self]


_LABELS = {
    OutboxState.QUEUED: _l("送信待ち"),
    OutboxState.SENDING: _l("送信中"),
    OutboxState.SENT: _l("送信済み"),
    OutboxState.REFUSED: _l("不達"),
    OutboxState.DEAD: _l("送信失敗"),
    OutboxState.KEPT: _l("保管（メール未設定）"),
}


class OutboxMessage(OrgOwned, Base):
    """One mail to one address."""

    __tablename__ = "outbox_messages"
    __table_args__ = (
        UniqueConstraint("org_id", "dedupe_key"),
        UniqueConstraint("org_id", "message_id"),
        CheckConstraint("(state = 'sending') = (lease_token IS NOT NULL)", name="leased_while_sending"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_has_a_moment"),
        Index("ix_outbox_messages_due", "org_id", "state", "next_try_at"),
    )

    kind: Mapped[str] = mapped_column(String(60), info=INTERNAL)
    # What the message is about and to whom, so that one cause never makes two.
    dedupe_key: Mapped[str] = mapped_column(String(200), info=INTERNAL)
    # The Message-ID header: the same at every try, so that a mail program shows a repetition once.
    message_id: Mapped[str] = mapped_column(String(200), info=PUBLIC)
    person_id: Mapped[int | None] = mapped_column(index=True, info=PERSONAL)
    to_address: Mapped[str] = mapped_column(String(254), info=PERSONAL)
    subject: Mapped[str] = mapped_column(String(400), info=INTERNAL)
    body: Mapped[str] = mapped_column(Text, info=PERSONAL)
    # An invitation for the reader's calendar (iCalendar with its METHOD), "" for none.
    calendar: Mapped[str] = mapped_column(Text, default="", info=PERSONAL)
    state: Mapped[OutboxState] = mapped_column(default=OutboxState.QUEUED, info=INTERNAL)
    queued_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    next_try_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    attempts: Mapped[int] = mapped_column(default=0, info=INTERNAL)
    lease_token: Mapped[str | None] = mapped_column(String(64), info=PUBLIC)
    lease_until: Mapped[datetime | None] = mapped_column(info=PUBLIC)
    sent_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)
    last_error: Mapped[str] = mapped_column(String(500), default="", info=INTERNAL)


class OutboxPause(OrgOwned, Base):
    """While this row exists nothing of the organisation is sent: paused by hand, or after a restore."""

    __tablename__ = "outbox_pauses"
    __table_args__ = (UniqueConstraint("org_id"),)

    paused_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    reason: Mapped[str] = mapped_column(String(200), info=INTERNAL)
