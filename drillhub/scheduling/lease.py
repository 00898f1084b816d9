"""Who runs the timetable: one row decides, for any number of processes, on both databases.

The holder renews it each second; it expires after five by the database's clock. Whoever takes it over raises the
fence number; a holder that was frozen and wakes finds its number outdated and stops.
"""

import os
import secrets
import socket
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import String, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from drillhub.core.database import PUBLIC, Base, UtcDateTime, db
from drillhub.core.transactions import transaction

LASTS: Final = timedelta(seconds=5)


class SchedulerLease(Base):
    """The one row. Outside the wall: it belongs to the service, not to an organisation."""

    __tablename__ = "scheduler_lease"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=PUBLIC)
    holder: Mapped[str] = mapped_column(String(120), info=PUBLIC)
    fence: Mapped[int] = mapped_column(info=PUBLIC)
    expires_at: Mapped[datetime] = mapped_column(info=PUBLIC)


class LeaseLost(Exception):
    """Another process runs the timetable now."""


class Lease:
    """This process's claim. fence is None while another process holds the row."""

    def __init__(self) -> None:
        self.holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self.fence: int | None = None

    def renew(self) -> bool:
        """Take or keep the lease; says whether this process holds it now."""
        with transaction():
            row = db.session.scalar(select(SchedulerLease).where(SchedulerLease.id == 1).with_for_update())
            now = database_now()
            if row is None:
                row = SchedulerLease(id=1, holder=self.holder, fence=1, expires_at=now + LASTS)
                db.session.add(row)
                try:
                    db.session.flush()
                except IntegrityError:
                    db.session.rollback()
                    self.fence = None
                    return False
            elif row.holder == self.holder and row.fence == self.fence:
                row.expires_at = now + LASTS
            elif row.expires_at <= now:
                row.holder, row.fence, row.expires_at = self.holder, row.fence + 1, now + LASTS
            else:
                self.fence = None
                return False
            self.fence = row.fence
        return True

    def check(self) -> None:
        """Call inside a job's transaction: raises LeaseLost when the fence is outdated, which rolls the job back."""
        row = db.session.scalar(select(SchedulerLease.fence).where(SchedulerLease.id == 1).with_for_update(read=True))
        if self.fence is None or row != self.fence:
            raise LeaseLost()

    def release(self) -> None:
        """Let go, so that another process need not wait for the lease to expire."""
        if self.fence is None:
            return
        with transaction():
            db.session.execute(
                update(SchedulerLease)
                .where(SchedulerLease.id == 1, SchedulerLease.fence == self.fence)
                .values(expires_at=database_now())
            )
        self.fence = None


def database_now() -> datetime:
    """The database's clock, aware UTC: the one clock that all processes share."""
    if db.engine.dialect.name == "postgresql":
        return db.session.scalar(select(func.clock_timestamp(type_=UtcDateTime()))) or _no_time()
    text = db.session.scalar(select(func.strftime("%Y-%m-%dT%H:%M:%f+00:00", "now")))
    return datetime.fromisoformat(str(text))


def _no_time() -> datetime:
    raise RuntimeError("the database gave no time")


def is_fresh() -> bool:
    """Whether some process runs the timetable right now."""
    expires_at = db.session.scalar(select(SchedulerLease.expires_at).where(SchedulerLease.id == 1))
    return expires_at is not None and expires_at > database_now()
