"""Reads of evidence. Names of people are added by whoever shows them: they belong to a room above."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from drillhub.core.database import db
from drillhub.evidence.file_types import FileType
from drillhub.evidence.models import EvidenceFile, SubjectKind


@dataclass(frozen=True)
class FileLine:
    """A file in a list. withdrawn_reason: "" while it counts."""

    id: int
    number: int
    subject_kind: SubjectKind
    subject_id: int
    file_name: str
    file_type: FileType
    size_bytes: int
    sha256: str
    note: str
    added_at: datetime
    added_by_id: int | None
    withdrawn_at: datetime | None
    withdrawn_by_id: int | None
    withdrawn_reason: str

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


def files_of(kind: SubjectKind, ids: Collection[int], *, withdrawn: bool = False) -> tuple[FileLine, ...]:
    """Files of these subjects by number. withdrawn: also those that do not count any more. One statement."""
    statement = select(EvidenceFile).where(EvidenceFile.subject_kind == kind, EvidenceFile.subject_id.in_(ids))
    if not withdrawn:
        statement = statement.where(EvidenceFile.withdrawn_at.is_(None))
    return tuple(_line(row) for row in db.session.scalars(statement.order_by(EvidenceFile.number)))


def files_added(kind: SubjectKind, first: datetime, end: datetime) -> tuple[FileLine, ...]:
    """Files that count, of all subjects of a kind, added from `first` until before `end`, by number. One statement."""
    rows = db.session.scalars(
        select(EvidenceFile)
        .where(
            EvidenceFile.subject_kind == kind,
            EvidenceFile.withdrawn_at.is_(None),
            EvidenceFile.added_at >= first,
            EvidenceFile.added_at < end,
        )
        .order_by(EvidenceFile.number)
    )
    return tuple(_line(row) for row in rows)


def _line(row: EvidenceFile) -> FileLine:
    return FileLine(
        id=row.id,
        number=row.number,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        file_name=row.file_name,
        file_type=row.file_type,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        note=row.note,
        added_at=row.added_at,
        added_by_id=row.added_by_id,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by_id=row.withdrawn_by_id,
        withdrawn_reason=row.withdrawn_reason or "",
    )
