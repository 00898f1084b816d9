"""Verbs on evidence. The files themselves are taken in before (`intake`), outside any transaction."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from sqlalchemy import func, select

from drillhub import audit
from drillhub.audit import Actor
from drillhub.core import tenancy
from drillhub.core.database import db
from drillhub.core.directory import DirectoryOrganisation
from drillhub.core.errors import NotFound
from drillhub.evidence.errors import FileLost, ReasonMissing
from drillhub.evidence.file_types import FileType
from drillhub.evidence.intake import StoredFile
from drillhub.evidence.models import EvidenceFile, SubjectKind
from drillhub.evidence.storage import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Subject:
    """What files are evidence of. That it exists and who may see it is checked by the door."""

    kind: SubjectKind
    id: int


@dataclass(frozen=True)
class Added:
    """A file of a subject. is_new: False when the same content was there already, so that nothing was entered."""

    row: EvidenceFile
    is_new: bool


def add_files(
    stored: Sequence[StoredFile], subject: Subject, *, note: str = "", by: Actor, at: datetime
) -> list[Added]:
    """Enter files that were taken in. The same content counts once for a subject, however it is called."""
    _hold_numbers()
    there = {
        row.sha256: row
        for row in db.session.scalars(
            select(EvidenceFile).where(
                EvidenceFile.subject_kind == subject.kind,
                EvidenceFile.subject_id == subject.id,
                EvidenceFile.withdrawn_at.is_(None),
            )
        )
    }
    number = db.session.scalar(select(func.max(EvidenceFile.number))) or 0
    added = []
    for file in stored:
        if file.sha256 in there:
            added.append(Added(there[file.sha256], is_new=False))
            continue
        number += 1
        row = EvidenceFile(
            number=number,
            subject_kind=subject.kind,
            subject_id=subject.id,
            file_name=file.name,
            file_type=file.file_type,
            size_bytes=file.size_bytes,
            sha256=file.sha256,
            copy_sha256=file.copy_sha256,
            copy_type=file.copy_type,
            note=note,
            added_at=at,
            added_by_id=by.person_id,
        )
        db.session.add(row)
        there[file.sha256] = row
        added.append(Added(row, is_new=True))
    db.session.flush()
    for each in added:
        if each.is_new:
            audit.record("evidence_file.added", by=by, at=at, subject=each.row, facts=_facts(each.row))
    return added


def _facts(row: EvidenceFile) -> dict[str, object]:
    return {
        "number": row.number,
        "sha256": row.sha256,
        "size_bytes": row.size_bytes,
        "subject_kind": row.subject_kind.value,
        "subject_id": row.subject_id,
    }


def withdraw(file_id: int, *, reason: str, by: Actor, at: datetime) -> EvidenceFile:
    """Say that a file does not count as evidence any more. It stays, with its hash; `bring_back` undoes it.

    Withdrawing again changes nothing. Raises NotFound, ReasonMissing.
    """
    row = find(file_id)
    if not reason.strip():
        raise ReasonMissing("reason")
    if not row.is_withdrawn:
        row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_reason = at, by.person_id, reason.strip()
        audit.record("evidence_file.withdrawn", by=by, at=at, subject=row, facts={"number": row.number})
    return row


def bring_back(file_id: int, *, by: Actor, at: datetime) -> EvidenceFile:
    """Let a withdrawn file count again. Raises NotFound."""
    row = find(file_id)
    if row.is_withdrawn:
        row.withdrawn_at = row.withdrawn_by_id = row.withdrawn_reason = None
        audit.record("evidence_file.brought_back", by=by, at=at, subject=row, facts={"number": row.number})
    return row


def note_hand_out(file_id: int, *, by: Actor, at: datetime) -> None:
    """Enter into the trail that somebody takes the original, with all that is in it. Raises NotFound."""
    row = find(file_id)
    audit.record("evidence_file.original_handed_out", by=by, at=at, subject=row, facts={"sha256": row.sha256})


def find(file_id: int) -> EvidenceFile:
    """Raises NotFound."""
    row = db.session.scalar(select(EvidenceFile).where(EvidenceFile.id == file_id))
    if row is None:
        raise NotFound()
    return row


@dataclass(frozen=True)
class Download:
    """A file to hand out: exactly the bytes that were compared with the hash, and the name to save them under."""

    data: bytes
    file_type: FileType
    name: str


def copy_to_show(row: EvidenceFile, store: Store) -> Download:
    """What people get to see: the copy without metadata of a picture, everything else as it came.

    Raises FileLost when it is not what was kept.
    """
    if row.copy_sha256 is None or row.copy_type is None:
        return original(row, store)
    name = str(PurePath(row.file_name).with_suffix(row.copy_type.suffix))
    return Download(_read(row, row.copy_sha256, store), row.copy_type, name)


def original(row: EvidenceFile, store: Store) -> Download:
    """The file as it came, with all that is in it. Raises FileLost when it is not what was kept."""
    return Download(_read(row, row.sha256, store), row.file_type, row.file_name)


def _read(row: EvidenceFile, sha256: str, store: Store) -> bytes:
    data = store.read(sha256)
    if data is None:
        log.error("evidence file %s: what is stored as %s is gone or has changed", row.id, sha256)
        raise FileLost(name=row.file_name)
    return data


@dataclass(frozen=True)
class LostFile:
    """A row whose file is gone or has changed. number: of the evidence within its organisation."""

    number: int
    file_name: str
    sha256: str


@dataclass(frozen=True)
class Verification:
    """What reading all files of the bound organisation anew has shown. checked: rows."""

    checked: int
    lost: tuple[LostFile, ...]

    @property
    def is_sound(self) -> bool:
        return not self.lost


def verify_all(store: Store) -> Verification:
    """Read every file and compare it with the hash it came in with, originals and copies. One statement; slow."""
    rows = db.session.execute(
        select(
            EvidenceFile.number,
            EvidenceFile.file_name,
            EvidenceFile.sha256,
            EvidenceFile.copy_sha256,
        ).order_by(EvidenceFile.number)
    ).all()
    lost = []
    for row in rows:
        sound = store.holds(row.sha256)
        if not sound or (row.copy_sha256 is not None and not store.holds(row.copy_sha256)):
            lost.append(LostFile(row.number, row.file_name, row.sha256))
    return Verification(len(rows), tuple(lost))


def _hold_numbers() -> None:
    """Let one transaction at a time give out numbers in the organisation, and see what the others have added."""
    organisation = select(DirectoryOrganisation.id).where(DirectoryOrganisation.id == tenancy.bound_org_id())
    db.session.execute(organisation.with_for_update(key_share=True)).one()
