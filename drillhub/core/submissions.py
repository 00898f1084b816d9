"""Form posts that may be repeated: double tap, retry, back button, two tabs. Each has one effect.

Every rendered form carries a random key. The first post with a key stores its reply in the transaction of its
change; a repeat gets that reply, a repeat with other content is refused, one that is still running is asked to wait.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import String, UniqueConstraint, delete, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, mapped_column

from drillhub.core.database import INTERNAL, PERSONAL, PUBLIC, Base, db
from drillhub.core.errors import DrillHubError
from drillhub.core.i18n import _l
from drillhub.core.tenancy import OrgOwned, bound_org_id, insert_if_absent

log = logging.getLogger(__name__)

KEPT_FOR: Final = timedelta(days=7)
_WAIT_SECONDS: Final = 5


class SubmissionRunning(DrillHubError):
    code = "submission_running"
    status = 409
    sentence = _l("同じ送信を処理しています。少し待ってから、画面を開き直してください。")


class SubmissionReused(DrillHubError):
    code = "submission_reused"
    status = 422
    sentence = _l(
        "この画面の内容は、すでに別の内容で送信されています。最初の送信は保存済みです。画面を開き直してください。"
    )


class Submission(OrgOwned, Base):
    """The reply to one form post. `key` was made when the form was rendered."""

    __tablename__ = "submissions"
    __table_args__ = (UniqueConstraint("org_id", "key"),)

    key: Mapped[str] = mapped_column(String(64), info=PUBLIC)
    body_digest: Mapped[str] = mapped_column(String(64), info=PUBLIC)
    at: Mapped[datetime] = mapped_column(info=PERSONAL)
    reply: Mapped[dict[str, Any] | None] = mapped_column(info=INTERNAL)


@dataclass(frozen=True)
class Claim:
    """The right to carry out a post, or the reply of the one that did. reply is None for the first."""

    row: Submission
    reply: dict[str, Any] | None


def claim(key: str, body_digest: str, *, at: datetime) -> Claim:
    """Claim a key in the open transaction. Raises SubmissionReused, SubmissionRunning.

    body_digest: of everything the form sent, and of who sent it to which address.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        # Another process may hold the key in a transaction of its own: wait for it, but not for ever.
        db.session.connection().exec_driver_sql(f"SET LOCAL lock_timeout = '{_WAIT_SECONDS}s'")
    try:
        first = insert_if_absent(Submission, unique=("key",), key=key, body_digest=body_digest, at=at)
    except OperationalError as error:
        raise SubmissionRunning() from error
    row = db.session.scalars(select(Submission).where(Submission.key == key)).one()
    if row.body_digest != body_digest:
        log.warning("organisation %s: the key of a form was sent again with other content", bound_org_id())
        raise SubmissionReused()
    return Claim(row, None if first else row.reply)


def forget_old(*, at: datetime) -> None:
    """Drop replies that nobody can ask for any more; called by a job for each organisation."""
    db.session.execute(delete(Submission).where(Submission.at < at - KEPT_FOR))


_running: set[tuple[int, str]] = set()
_changed = threading.Condition()


@contextmanager
def one_at_a_time(key: str) -> Iterator[None]:
    """Let posts with the same key pass one after the other within this process. Raises SubmissionRunning.

    Without it, a repeat would queue for SQLite's writer as if it had work to do.
    """
    mine = (bound_org_id(), key)
    with _changed:
        if not _changed.wait_for(lambda: mine not in _running, timeout=_WAIT_SECONDS):
            raise SubmissionRunning()
        _running.add(mine)
    try:
        yield
    finally:
        with _changed:
            _running.discard(mine)
            _changed.notify_all()
