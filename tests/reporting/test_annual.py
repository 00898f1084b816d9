"""The annual report: every figure with its rows, every gap with its place, one value for every form of it."""

import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pypdf
import pytest
from sqlalchemy import func, select

from drillhub.audit import Actor, AuditEntry
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.core.fiscal_year import FiscalYear
from drillhub.documents.blocks import Cell, Measured
from drillhub.drills import evaluations, records
from drillhub.drills.findings import FindingKind, NewFinding
from drillhub.planning import plans, queries
from drillhub.reporting import annual, editions, notes
from drillhub.reporting.annual_layout import document
from drillhub.reporting.annual_values import Outcome, Requirement, SectionCode
from drillhub.reporting.errors import PeriodNotBegun, ReasonForNewEdition, ReportChanged
from drillhub.reporting.exports import ExportFormat, export
from drillhub.reporting.figure_cells import change_cell, value_cell
from drillhub.reporting.figures import Counted, NoValue, RecordRef, median, median_seconds, percent, rate
from drillhub.reporting.gap_codes import GapCode
from drillhub.reporting.kpis import KPIS, Unit, kpi_of
from drillhub.reporting.models import ReportEdition, ReportKind
from drillhub.reporting.report import Signatures
from drillhub.reporting.report_types import ANNUAL
from drillhub.reporting.row_reasons import RowReason
from drillhub.reporting.words import Words
from tests.drills.build import at
from tests.reporting.conftest import PERIOD, TODAY
from tests.support.rows import counted_statements

PERIOD_YEAR = FiscalYear(2026, 4)
OFFICE = Actor(None, "佐藤 美咲", "cli")


def assembled(world, org, *, today=TODAY, language="ja"):
    with world.inside(org):
        return annual.assemble(PERIOD, language=language, today=today)


def approved(world, org, by: Actor, *, reason="", seen=None):
    with world.changing(org):
        seen = seen or editions.draft(ANNUAL, PERIOD, language="ja", today=TODAY).digest
        return editions.approve(
            ANNUAL, PERIOD, language="ja", seen=seen, reason=reason, today=TODAY, by=by, at=clock.now()
        ).number


def exported(world, org, wanted, number=None):
    with world.inside(org):
        if number:
            return export(editions.edition(ANNUAL, PERIOD, number), wanted).data
        return export(editions.draft(ANNUAL, PERIOD, language="ja", today=TODAY), wanted).data


# --- What it says -------------------------------------------------------------------------------------------------


def test_an_empty_year_has_all_chapters_and_says_what_is_missing(world, org):
    report = assembled(world, org)
    with world.inside(org):
        printed = document(report)
    assert ["A", *(section.code for section in printed.sections)] == [code.value for code in SectionCode]
    assert {gap.code for gap in report.gaps} >= {GapCode.NO_PLAN, GapCode.NO_COMMENT, GapCode.NO_DRILL_HELD}
    nothing = [section.code for section in printed.sections if type(section.blocks[0]).__name__ == "Nothing"]
    assert {"E", "G", "K", "M"} <= set(nothing)


def test_the_gaps_of_a_year_lead_to_what_mends_them(world, org, year):
    found = {gap.code: gap for gap in assembled(world, org).gaps}
    assert found[GapCode.NOT_HELD_WITHOUT_REASON].subject == "流れた演習"
    assert found[GapCode.NOT_HELD_WITHOUT_REASON].target_kind == "drill"
    assert found[GapCode.MEASURE_OVERDUE].subject == "設備を固定する"
    assert found[GapCode.REVIEW_NOT_RECORDED].target_kind == "commitment"
    assert found[GapCode.NO_EVIDENCE].section is SectionCode.EVIDENCE
    assert GapCode.NO_PLAN not in found


def test_what_was_done_for_the_plan_closes_its_gap(world, org, year):
    with world.changing(org):
        line = next(
            each
            for each in queries.commitments(queries.plan_in_force(TODAY), PERIOD_YEAR, today=TODAY)
            if each.code == "C02"
        )
        plans.record_fulfilment(line.id, date(2027, 3, 18), "見直した", today=TODAY, by=OFFICE, at=clock.now())
    report = assembled(world, org)
    outcome = next(each for each in report.requirements if each.requirement is Requirement.PLAN_REVIEW)
    assert outcome.outcome is Outcome.DONE
    assert GapCode.REVIEW_NOT_RECORDED not in {gap.code for gap in report.gaps}


def test_p7_every_figure_is_the_sum_of_its_rows(world, org, year):
    report = assembled(world, org)
    assert [figure.code for figure in report.figures] == [kpi.code for kpi in KPIS]
    for figure in report.figures:
        if figure.no_value is NoValue.NOT_KEPT:
            assert figure.rows == ()
            continue
        if figure.unit is Unit.SECONDS:
            assert figure.value == median_seconds(figure.rows)
            continue
        assert figure.numerator == sum(row.numerator for row in figure.rows)
        if figure.denominator is not None:
            assert figure.denominator == sum(row.denominator for row in figure.rows)
    held, achieved, taken_part = (report.figure(code) for code in ("K01", "K02", "K04"))
    assert held.value == 1
    assert (achieved.numerator, achieved.denominator) == (1, 2)
    assert (taken_part.numerator, taken_part.denominator, taken_part.value) == (2, 2, Decimal("100.0"))


def test_figures_that_are_not_kept_yet_are_never_zero(world, org, year):
    figure = assembled(world, org).figure("K14")
    assert (figure.value, figure.no_value) == (None, NoValue.NOT_KEPT)


def test_a_year_that_has_not_begun_has_no_report(world, org, year):
    with world.inside(org), pytest.raises(PeriodNotBegun):
        editions.draft(ANNUAL, PERIOD, language="ja", today=date(2026, 3, 31))


def row(numerator: int, denominator: int) -> RecordRef:
    return RecordRef("drill", 1, "D1", Words("訓練"), date(2026, 4, 1), numerator, denominator, RowReason.ATTENDANCE)


@pytest.mark.parametrize(
    ("rows", "value", "n"),
    [
        pytest.param([], None, 0, id="nothing counted is no value"),
        pytest.param([row(0, 0)], None, 0, id="a row that counts nothing"),
        pytest.param([row(0, 4)], Decimal("0.0"), 1, id="none of four is zero"),
        pytest.param([row(1, 2), row(9, 10)], Decimal("83.3"), 2, id="people are added, rates are not averaged"),
        pytest.param([row(2, 3)], Decimal("66.7"), 1, id="half up"),
    ],
)
def test_a_rate_is_the_sum_over_its_rows(rows, value, n):
    figure = rate(kpi_of("K04"), rows, [])
    assert (figure.value, figure.n) == (value, n)
    assert (figure.no_value is None) == (value is not None)


def test_a_target_is_met_exactly_and_not_by_rounding():
    figure = rate(kpi_of("K04"), [row(8996, 10000)], [])
    assert figure.value == percent(8996, 10000) == Decimal("90.0")
    assert figure.judgement.value == "missed"


def test_a_row_cannot_add_more_than_there_is():
    with pytest.raises(ValueError, match="adds 3 of 2"):
        row(3, 2)
    assert row(0, 0).counted is Counted.NOT_COUNTED


# --- One value, every form ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", list(ExportFormat))
def test_p7_the_same_records_give_the_same_bytes(world, org, year, wanted):
    assert exported(world, org, wanted) == exported(world, org, wanted)


def test_p7_the_json_gives_the_report_back(world, org, year):
    report = assembled(world, org)
    assert ANNUAL.from_text(ANNUAL.to_text(report)) == report


@pytest.mark.parametrize("wanted", [ExportFormat.JSON, ExportFormat.XLSX, ExportFormat.PDF])
def test_p7_an_approved_edition_never_changes(world, org, year, approver, wanted):
    number = approved(world, org, Actor(approver.id, approver.name, "session"))
    before = exported(world, org, wanted, number)
    run = 1
    with world.changing(org):
        records.start_correction(run, "間違い", by=year.by, at=at(100))
        evaluations.add_finding(run, NewFinding(FindingKind.FIX, "後から見つかった"), by=year.by, at=at(101))
        records.close_record(run, by=year.by, at=at(102))
        notes.write(ReportKind.ANNUAL, PERIOD, Signatures("別の人", "", ""), by=year.by, at=at(103))
    assert exported(world, org, wanted, number) == before
    assert exported(world, org, wanted) != before


def test_the_pdf_holds_the_report_and_says_it_is_pdf_a(world, org, year):
    reader = pypdf.PdfReader(io.BytesIO(exported(world, org, ExportFormat.PDF)))
    text = "".join(page.extract_text() for page in reader.pages)
    for words in ("年次実施状況報告書", "小さな地震の机上演習", "流れた演習", "記録なし", "設備を固定する"):
        assert words in text, words
    assert b"pdfaid:part" in reader.trailer["/Root"]["/Metadata"].get_data()


def test_the_workbook_has_a_sheet_for_each_chapter_and_real_dates(world, org, year):
    book = openpyxl.load_workbook(io.BytesIO(exported(world, org, ExportFormat.XLSX)))
    assert [name[0] for name in book.sheetnames[1:]] == [code.value for code in SectionCode][1:]
    drills = next(book[name] for name in book.sheetnames if name.startswith("D"))
    cells = [cell for line in drills.iter_rows() for cell in line]
    assert any(cell.is_date for cell in cells)
    assert any(cell.number_format.endswith("%") for cell in cells)


def test_the_figures_of_the_workbook_are_numbers_that_read_as_in_the_report(world, org, year):
    book = openpyxl.load_workbook(io.BytesIO(exported(world, org, ExportFormat.XLSX)))
    sheet = next(book[name] for name in book.sheetnames if name.startswith("F"))
    rows = {line[0].value: line for line in sheet.iter_rows()}
    shown = {code: [(cell.value, cell.number_format) for cell in rows[code][2:]] for code in ("K01", "K04")}

    value, _numerator, _denominator, _n, before, change, target, _judgement = shown["K04"]
    assert value == (1, '#,##0.0%"（参考値）"')
    assert target == (0.9, "#,##0.0%")
    assert (before[0], change[0]) == ("—", "比較不可")  # what is no number stays words
    assert shown["K01"][0] == (1, '#,##0"件"')


def test_a_change_is_a_number_with_its_sign(app):
    def change(now: RecordRef, before: RecordRef) -> Cell:
        return change_cell(rate(kpi_of("K04"), [now], [before]))

    points = '+#,##0.0"ポイント";-#,##0.0"ポイント";+#,##0.0"ポイント"'
    with app.app_context():
        assert change(row(17, 20), row(3, 4)) == Measured("+10.0ポイント", 10, points)
        assert change(row(2, 3), row(3, 4)) == Measured("-8.3ポイント", -8.3, points)
        assert change(row(2, 3), row(0, 0)) == "比較不可"


def test_a_time_is_a_time_of_the_spreadsheet(app):
    this_year, year_before = (replace(row(1, 1), seconds=seconds) for seconds in (312, 352))
    with app.app_context():
        figure = median(kpi_of("K10"), [this_year], [year_before])
        assert value_cell(figure) == Measured("5分12秒（参考値）", 312 / 86400, '[m]:ss"（参考値）"')
        assert change_cell(figure) == Measured("-40秒", -40, '+#,##0"秒";-#,##0"秒";+#,##0"秒"')


def test_the_csv_opens_in_a_spreadsheet_and_names_its_records(world, org, year):
    data = exported(world, org, ExportFormat.CSV)
    assert data.startswith(b"\xef\xbb\xbf")
    lines = data.decode("utf-8-sig").splitlines()
    assert lines[0] == "章,項目,値,単位,分子,分母,記録の番号"
    assert "F,K04 参加率,100.0,%,2,2,D2026-001" in lines


# --- Approval -----------------------------------------------------------------------------------------------------


def test_only_what_was_shown_can_be_approved(world, org, year, approver):
    with pytest.raises(ReportChanged):
        approved(world, org, Actor(approver.id, approver.name, "session"), seen="0" * 64)
    with world.inside(org):
        assert db.session.scalar(select(func.count(ReportEdition.id))) == 0


def test_a_further_edition_needs_its_reason_and_the_first_one_stays(world, org, year, approver):
    by = Actor(approver.id, approver.name, "session")
    assert approved(world, org, by) == 1
    with pytest.raises(ReasonForNewEdition):
        approved(world, org, by)
    assert approved(world, org, by, reason="記録の訂正") == 2
    with world.inside(org):
        lines = editions.editions(ANNUAL, PERIOD)
        assert [(each.number, each.reason) for each in lines] == [(2, "記録の訂正"), (1, "")]
        assert db.session.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.action == "report.approved")) == 2


def test_plans_for_the_year_after_it_do_not_outdate_an_approved_report(world, org, year, approver):
    approved(world, org, Actor(approver.id, approver.name, "session"))

    def is_up_to_date() -> bool:
        with world.inside(org):
            now = editions.draft(ANNUAL, PERIOD, language="ja", today=date(2027, 6, 1))
            return editions.says_the_same(now, editions.edition(ANNUAL, PERIOD, 1))

    assert is_up_to_date()
    year.drill(title="来年度の演習", appointment=year.appointment(local_date=date(2027, 9, 1)))
    assert is_up_to_date()
    assert any(slot.title == "来年度の演習" for slot in assembled(world, org).next_year)
    year.drill(title="書き忘れた演習", appointment=year.appointment(local_date=date(2027, 2, 1)))
    assert not is_up_to_date()


def test_the_edition_carries_its_digest(world, org, year, approver):
    approved(world, org, Actor(approver.id, approver.name, "session"))
    with world.inside(org):
        frozen = editions.edition(ANNUAL, PERIOD, 1)
        assert json.loads(frozen.text)["edition"]["number"] == 1
        assert frozen.report.edition.approved_by == approver.name


def test_assembling_takes_the_same_statements_for_few_and_many_drills(app, world, org, year):
    def statements() -> int:
        with world.inside(org), counted_statements(app) as found:
            annual.assemble(PERIOD, language="ja", today=TODAY)
        return len(found)

    few = statements()
    for month in (5, 6, 7, 8):
        drill = year.drill(appointment=year.appointment(local_date=date(2026, month, 10)))
        run = year.launched(drill)
        assert run
    assert statements() == few
