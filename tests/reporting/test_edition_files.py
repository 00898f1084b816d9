"""P7: an approved edition is printed once, and what was printed is handed out for ever."""

from datetime import date
from hashlib import sha256

import pytest
from sqlalchemy import select

from drillhub.core import clock
from drillhub.core.append_only import WrittenOnce
from drillhub.core.database import db
from drillhub.reporting import editions, exports
from drillhub.reporting.exports import ExportFormat, export, keep_files
from drillhub.reporting.models import EditionFile
from drillhub.reporting.periods import fiscal_year
from drillhub.reporting.report_types import ANNUAL
from tests.drills.stage import actor

PERIOD, TODAY = fiscal_year(2026, 4), date(2027, 4, 10)
PRINTED = (ExportFormat.PDF, ExportFormat.XLSX)


@pytest.fixture
def approved(world, org, approver):
    with world.changing(org):
        seen = editions.draft(ANNUAL, PERIOD, language="ja", today=TODAY).digest
        editions.approve(ANNUAL, PERIOD, language="ja", seen=seen, today=TODAY, by=actor(approver), at=clock.now())


@pytest.fixture
def kept(world, org, approved) -> None:
    with world.inside(org):
        assert keep_files(at=clock.now()) == len(PRINTED)


def exported(world, org, wanted: ExportFormat) -> bytes:
    with world.inside(org):
        return export(editions.edition(ANNUAL, PERIOD, 1), wanted).data


def test_p7_what_is_printed_later_is_what_was_handed_out_right_after_the_approval(world, org, approved):
    before = {wanted: exported(world, org, wanted) for wanted in PRINTED}
    with world.inside(org):
        keep_files(at=clock.now())
    assert {wanted: exported(world, org, wanted) for wanted in PRINTED} == before


def test_p7_each_edition_is_printed_once(world, org, kept):
    with world.inside(org):
        assert keep_files(at=clock.now()) == 0
        rows = db.session.scalars(select(EditionFile)).all()
        assert {row.format for row in rows} == {"pdf", "xlsx"}
        assert all(row.sha256 == sha256(row.data).hexdigest() for row in rows)
    with pytest.raises(WrittenOnce), world.changing(org):
        db.session.scalars(select(EditionFile)).first().data = b""


def test_p7_another_layout_or_library_changes_nothing_of_an_approved_edition(world, org, kept, monkeypatch):
    before = {wanted: exported(world, org, wanted) for wanted in PRINTED}
    for name in ("write_pdf", "write_workbook"):
        monkeypatch.setattr(exports, name, lambda _document: b"another layout")
    assert {wanted: exported(world, org, wanted) for wanted in PRINTED} == before
    with world.inside(org):
        draft = editions.draft(ANNUAL, PERIOD, language="ja", today=TODAY)
        assert export(draft, ExportFormat.PDF).data == b"another layout", "a draft is printed as it is today"


def test_p7_a_file_that_is_not_what_was_printed_is_not_handed_out(world, org, approved, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(exports, "sha256", lambda _data: sha256(b"something else"))
        with world.inside(org):
            keep_files(at=clock.now())
    with pytest.raises(exports.EditionFileBroken):
        exported(world, org, ExportFormat.PDF)
    assert exported(world, org, ExportFormat.JSON)
