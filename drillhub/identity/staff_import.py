"""Bringing a staff file into the register: preview, stage, apply.

Reading and comparing are pure (`staff_file`, `staff_comparison`). What is shown is staged on the server, so that
applying needs no second upload, and its digest makes sure that what is applied is what was shown. Everything happens
in one transaction with a number of statements that does not grow with the number of people.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import select, update

from drillhub import audit
from drillhub.audit import Actor
from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.documents import table_file
from drillhub.identity.errors import RegisterChanged, StaffImportGone
from drillhub.identity.models import Department, Organisation, Person, Site
from drillhub.identity.staff_application import Application
from drillhub.identity.staff_comparison import (
    Decision,
    Outcome,
    Register,
    RegisteredPerson,
    StaffImportPreview,
    compare,
)
from drillhub.identity.staff_file import StaffFile, Table, read_staff_file
from drillhub.identity.staff_models import StaffImport

KEPT_FOR: Final = timedelta(hours=24)


@dataclass(frozen=True)
class Source:
    """Where the rows come from. sha256: of the file's bytes, hexadecimal."""

    file_name: str
    sha256: str


def read(data: bytes, file_name: str) -> tuple[StaffFile, Source]:
    """Read an uploaded file, csv or xlsx. Raises TableUnreadable. Slow for large files: outside transactions."""
    table = table_file.read_table(data)
    file = read_staff_file([(row.number, row.cells) for row in table.rows], encoding=table.encoding)
    return file, Source(file_name, hashlib.sha256(data).hexdigest())


@dataclass(frozen=True)
class Choices:
    """What a person decided about a preview. decisions: row number → answer; a row without one is left out."""

    decisions: Mapping[int, Decision] = field(default_factory=dict)
    absent_have_left: bool = False


@dataclass(frozen=True)
class StaffImportResult:
    """What an import did, in numbers of people.

    left: people whom the file says have left, and people whom it does not have; absent: the latter alone, and
    absent_marked: how many of them were marked as having left.
    undecided: rows with an open question, left out. not_entered: leavers whom the register never knew.
    """

    read: int
    added: int
    changed: int
    left: int
    unchanged: int
    undecided: int
    not_entered: int
    absent: int
    absent_marked: int
    new_departments: int
    new_sites: int


def preview(file: StaffFile, *, today: date) -> StaffImportPreview:
    """What an import of this file would do to the register as it is now. Three statements."""
    return compare(file, register(), today=today)


def register() -> Register:
    """Everyone, all departments and sites, as plain values. Three statements."""
    paths = {row.id: row.path for row in db.session.execute(select(Department.id, Department.path))}
    sites = {row.id: row.name for row in db.session.execute(select(Site.id, Site.name))}
    people = db.session.execute(
        select(
            Person.id,
            Person.employee_number,
            Person.family_name,
            Person.given_name,
            Person.family_name_kana,
            Person.given_name_kana,
            Person.department_id,
            Person.site_id,
            Person.job_title,
            Person.email,
            Person.mobile,
            Person.employment,
            Person.status,
            Person.joined_on,
            Person.left_on,
        ).order_by(Person.id)
    )
    return Register(
        people=tuple(
            RegisteredPerson(
                **{key: value for key, value in row._mapping.items() if key not in {"department_id", "site_id"}},
                department=tuple(paths[row.department_id].split(" / ")) if row.department_id else (),
                site=sites[row.site_id] if row.site_id else "",
            )
            for row in people
        ),
        departments=frozenset(tuple(path.split(" / ")) for path in paths.values()),
        sites=frozenset(sites.values()),
    )


def stage(file: StaffFile, shown: StaffImportPreview, source: Source, *, by: Actor, at: datetime) -> StaffImport:
    """Keep an accepted file with what was shown of it, for KEPT_FOR. ValueError when it was refused."""
    if shown.refused:
        raise ValueError("a file with refusals is not staged")
    row = StaffImport(
        file_name=source.file_name[:255],
        sha256=source.sha256,
        encoding=file.encoding,
        content={"table": [[number, list(cells)] for number, cells in file.table]},
        preview_digest=shown.digest,
        staged_at=at,
        staged_by_id=by.person_id,
        expires_at=at + KEPT_FOR,
    )
    db.session.add(row)
    audit.record("staff_import.staged", by=by, at=at, subject=row, facts={"read": file.read, "sha256": source.sha256})
    return row


@dataclass(frozen=True)
class StagedImport:
    """A staged file, read again. preview: against the register as it is now."""

    row: StaffImport
    file: StaffFile
    preview: StaffImportPreview


def staged(import_id: int, *, at: datetime, today: date) -> StagedImport:
    """A staged import to look at. Raises NotFound, StaffImportGone."""
    row = find(import_id)
    if row.content is None or row.discarded_at is not None or row.expires_at <= at:
        raise StaffImportGone()
    file = read_staff_file(_table(row.content), encoding=row.encoding)
    return StagedImport(row, file, preview(file, today=today))


def find(import_id: int) -> StaffImport:
    """A staged, applied or discarded import. Raises NotFound."""
    row = db.session.scalar(select(StaffImport).where(StaffImport.id == import_id))
    if row is None:
        raise NotFound()
    return row


def show_again(import_id: int, *, at: datetime, today: date) -> None:
    """Take the preview as it is now for what was shown; after RegisterChanged. Raises NotFound, StaffImportGone."""
    found = staged(import_id, at=at, today=today)
    found.row.preview_digest = found.preview.digest


def apply(import_id: int, choices: Choices, *, by: Actor, at: datetime, today: date) -> StaffImportResult:
    """Do what the preview showed, with the decisions made about it.

    Applying again gives the first result and does nothing. Raises NotFound, StaffImportGone, RegisterChanged (the
    preview would look different by now), PersonMeantTwice, LastAdministrator; then nothing is changed.
    """
    # One import at a time: another one would change the register between comparing and writing.
    db.session.scalars(select(Organisation).with_for_update()).one()
    row = find(import_id)
    if row.result is not None:
        return StaffImportResult(**row.result)
    found = staged(import_id, at=at, today=today)
    shown = found.preview
    if shown.refused or shown.digest != row.preview_digest:
        raise RegisterChanged()
    done = Application(shown, choices.decisions, choices.absent_have_left, by=by, at=at, today=today).carry_out()
    result = StaffImportResult(
        read=shown.read,
        added=done.added,
        changed=done.changed,
        left=done.left + len(shown.absent),
        unchanged=len(shown.of(Outcome.UNCHANGED)),
        undecided=done.left_out,
        not_entered=len(shown.of(Outcome.NOT_ENTERED)),
        absent=len(shown.absent),
        absent_marked=done.absent_marked,
        new_departments=done.new_departments,
        new_sites=done.new_sites,
    )
    row.result = asdict(result)
    row.applied_at = at
    row.content = None
    audit.record("staff_import.applied", by=by, at=at, subject=row, facts={**asdict(result), "sha256": row.sha256})
    return result


def discard(import_id: int, *, by: Actor, at: datetime) -> None:
    """Do without a staged import. Nothing happens to one that was applied. Raises NotFound."""
    row = find(import_id)
    if row.applied_at is None and row.discarded_at is None:
        row.discarded_at = at
        row.content = None
        audit.record("staff_import.discarded", by=by, at=at, subject=row)


def erase_expired(*, at: datetime) -> None:
    """Erase what was staged and never applied; called by a job for each organisation."""
    db.session.execute(
        update(StaffImport).where(StaffImport.expires_at <= at, StaffImport.content.is_not(None)).values(content=None)
    )


def _table(content: dict[str, Any]) -> Table:
    return [(int(number), [str(cell) for cell in cells]) for number, cells in content["table"]]
