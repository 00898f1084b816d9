"""Sealing: a job links the entries of an organisation, in their order, into a chain of digests.

Each seal's digest covers the entry's content and the digest before it, so an entry that was changed, taken out or
put in later shows. Entries are written without a lock; sealing a moment later keeps a rush of answers fast.
"""

import hashlib
import json
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, func, select

from drillhub.audit.models import AuditEntry, AuditSeal
from drillhub.core.database import db

BATCH: Final = 1_000
# Numbers are given before transactions commit; waiting a little lets slower ones with lower numbers arrive first.
SETTLING: Final = timedelta(seconds=15)
_START: Final = "0" * 64


@dataclass(frozen=True)
class Verdict:
    """Result of a verification. entries: how many seals hold. broken_entry: the first that does not, or None.

    unsealed: entries that no seal covers although later ones are sealed or their time has come.
    """

    entries: int
    broken_entry: int | None
    unsealed: int

    @property
    def holds(self) -> bool:
        return self.broken_entry is None and self.unsealed == 0


def has_pending(*, at: datetime) -> bool:
    """Whether something waits to be sealed in the bound organisation. One statement."""
    return bool(db.session.scalar(select(func.count()).select_from(_waiting(at).subquery())))


def _waiting(at: datetime) -> Select[AuditEntry]:
    return select(AuditEntry).where(AuditEntry.id.not_in(select(AuditSeal.entry_id)), AuditEntry.at <= at - SETTLING)


def seal_pending(*, at: datetime) -> int:
    """Seal what is waiting in the bound organisation; gives how many entries."""
    last = db.session.scalar(select(AuditSeal).order_by(AuditSeal.number.desc()).limit(1))
    entries = db.session.scalars(_waiting(at).order_by(AuditEntry.id).limit(BATCH)).all()
    number, digest = (last.number, last.digest) if last else (0, _START)
    for entry in entries:
        number, digest = number + 1, link(digest, entry)
        db.session.add(AuditSeal(number=number, entry_id=entry.id, digest=digest, sealed_at=at))
    return len(entries)


def link(previous: str, entry: AuditEntry) -> str:
    """The digest of an entry on top of the digest before it: SHA-256 over canonical JSON."""
    content = json.dumps(
        [
            previous,
            entry.id,
            entry.action,
            entry.at.isoformat(timespec="microseconds"),
            entry.actor_id,
            entry.actor_name,
            entry.via,
            entry.subject_type,
            entry.subject_id,
            entry.facts,
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(content.encode()).hexdigest()


def verify(*, at: datetime) -> Verdict:
    """Check every link of the bound organisation's chain."""
    digest, checked = _START, 0
    rows = db.session.execute(
        select(AuditSeal, AuditEntry)
        .join(AuditEntry, AuditEntry.id == AuditSeal.entry_id)
        .order_by(AuditSeal.number)
        .execution_options(yield_per=BATCH)
    )
    with closing(rows):
        for seal, entry in rows:
            digest = link(digest, entry)
            if seal.digest != digest or seal.number != checked + 1:
                return Verdict(checked, entry.id, 0)
            checked += 1
    overdue = db.session.scalar(
        select(func.count(AuditEntry.id)).where(
            AuditEntry.id.not_in(select(AuditSeal.entry_id)), AuditEntry.at <= at - timedelta(minutes=10)
        )
    )
    return Verdict(checked, None, overdue or 0)
