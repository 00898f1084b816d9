"""What people write for a report: who made and checked it, and the management's comment."""

from datetime import datetime
from typing import Final

from sqlalchemy import select

from drillhub import audit
from drillhub.audit import Actor
from drillhub.core.database import db
from drillhub.core.errors import TextTooLong
from drillhub.reporting.models import ReportKind, ReportNote
from drillhub.reporting.periods import Period
from drillhub.reporting.report import Signatures

LONGEST_NAME: Final = 100
LONGEST_COMMENT: Final = 4000


def signatures(kind: ReportKind, period: Period) -> Signatures:
    """What has been written for the report of a period; nothing yet is empty. One statement."""
    row = _row(kind, period)
    return Signatures(row.prepared_by, row.checked_by, row.comment) if row else Signatures()


def write(kind: ReportKind, period: Period, new: Signatures, *, by: Actor, at: datetime) -> None:
    """Keep what was written. Raises TextTooLong. Editions that were approved before stay as they are."""
    fields = {"prepared_by": LONGEST_NAME, "checked_by": LONGEST_NAME, "comment": LONGEST_COMMENT}
    values = {name: getattr(new, name).strip() for name in fields}
    for name, longest in fields.items():
        if len(values[name]) > longest:
            raise TextTooLong(name, maximum=longest)
    row = _row(kind, period)
    if row is None:
        row = ReportNote(kind=kind, period=period.key)
        db.session.add(row)
    row.prepared_by, row.checked_by, row.comment = values["prepared_by"], values["checked_by"], values["comment"]
    row.changed_at = at
    audit.record("report.note_written", by=by, at=at, subject=row, facts={"kind": kind.value, "period": period.key})


def _row(kind: ReportKind, period: Period) -> ReportNote | None:
    return db.session.scalar(select(ReportNote).where(ReportNote.kind == kind, ReportNote.period == period.key))
