"""Chapters C, E and G of the annual report, and the figures of F that they give: from records to every output."""

import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from sqlalchemy import select

from drillhub.audit import OPERATOR, Actor
from drillhub.core.database import db
from drillhub.documents.blocks import Table
from drillhub.identity import register
from drillhub.identity.models import Department, Site
from drillhub.identity.register import DepartmentDetails, SiteDetails
from drillhub.improvement.life_cycle import DecisionResult, ProposalSource, ProposalState
from drillhub.reporting import annual, editions
from drillhub.reporting.annual_layout import document
from drillhub.reporting.annual_values import SCHEMA_VERSION, Outcome, Requirement
from drillhub.reporting.exports import ExportFormat, export
from drillhub.reporting.figure_words import duration
from drillhub.reporting.figures import Judgement, NoValue, RecordRef, count, median
from drillhub.reporting.gap_codes import GapCode
from drillhub.reporting.kpis import kpi
from drillhub.reporting.periods import chosen, fiscal_year
from drillhub.reporting.report_types import ANNUAL
from drillhub.reporting.row_reasons import RowReason
from drillhub.reporting.words import Words
from drillhub.vocabulary import DrillType
from tests.drills.build import at
from tests.reporting.conftest import PERIOD, TODAY
from tests.reporting.records import Numbers, Taken
from tests.support.rows import counted_statements

EVACUATION = DrillType.EVACUATION_DRILL
ADOPTED, REJECTED, DEFERRED = DecisionResult.ADOPTED, DecisionResult.REJECTED, DecisionResult.DEFERRED


@pytest.fixture
def assembled(world, org):
    def assembling(*, today=TODAY, period=PERIOD):
        with world.inside(org):
            return annual.assemble(period, language="ja", today=today)

    return assembling


@pytest.fixture
def full_year(world, org, records, people):
    """An evacuation drill with a roll call, a quiz, a meeting, proposals in several states."""
    with world.changing(org):
        numbers = Numbers(20, 18, evacuation=312, headcount=540, on_site=25, accounted=24, guests=2)
        drill = records.drill(date(2026, 10, 22), EVACUATION, numbers=numbers, title="秋の避難訓練")
        records.quiz(date(2026, 6, 1), [Taken([4]), Taken([2, 3]), Taken()], people=people)
        meeting = records.meeting(date(2026, 7, 14))
        done = records.proposal(date(2026, 5, 1), source=ProposalSource.DRILL, title="棚を固定する")
        late = records.proposal(date(2026, 5, 2), title="鍵を預ける")
        refused = records.proposal(date(2026, 5, 3), title="新しい社屋を建てる")
        records.decide(done, meeting, ADOPTED, due_on=date(2026, 9, 30))
        records.decide(late, meeting, ADOPTED, due_on=date(2026, 12, 1))
        records.decide(refused, meeting, REJECTED)
        records.implement(done, date(2026, 9, 1))
        records.verify(done, drill, date(2026, 10, 22))
        records.proposal(date(2026, 11, 1), title="放送を録音する")
    return records


def table(report, section: str, caption: str) -> list[tuple]:
    with_blocks = next(each for each in document(report).sections if each.code == section)
    return list(
        next(each.rows for each in with_blocks.blocks if isinstance(each, Table) and each.caption.startswith(caption))
    )


# --- What the chapters say ----------------------------------------------------------------------------------------


def test_chapter_c_has_the_meetings_and_what_they_decided(app, assembled, full_year):
    with app.app_context():
        [row] = table(assembled(), "C", "開いた会議")
    assert row == (date(2026, 7, 14), "M2026-101", "経営会議", "青葉、佐藤", "採択2件、不採択1件", "提案を決裁した")


def test_chapter_d_has_the_times_and_the_roll_call(app, assembled, full_year):
    with app.app_context():
        [row] = table(assembled(), "D", "避難と点呼の結果")
    assert row == (date(2026, 10, 22), "D2026-101", "5分12秒", "9分0秒", 25, 24, 24 / 25, 1, 2)


def test_chapter_e_has_each_quiz_with_its_people_and_what_was_missed(app, assembled, full_year):
    with app.app_context():
        report = assembled()
        [row] = table(report, "E", "理解度テスト")
        missed = table(report, "E", "間違いの多かった問題")
    assert row[:4] == (date(2026, 6, 1), "Q2026-101", "避難の理解度テスト 第1版", "営業部")
    assert row[4:] == (3, 2, 2 / 3, 2, 1.0, 0.75)
    assert [(each[1], each[3], each[4]) for each in missed] == [(3, 1, 2), (4, 1, 2)]


def test_chapter_g_counts_the_states_and_lists_every_proposal(app, assembled, full_year):
    with app.app_context():
        report = assembled()
        states = dict(table(report, "G", "状態ごとの件数"))
        decided = table(report, "G", "提案と決裁")
        carried_out = table(report, "G", "採択した提案")
        overdue = table(report, "G", "期限を過ぎて")
    assert states == {"効果確認済み": 1, "採択": 1, "不採択": 1, "提出済み": 1}
    assert [row[1] for row in decided] == ["棚を固定する", "鍵を預ける", "新しい社屋を建てる", "放送を録音する"]
    assert decided[0][2:] == ("訓練", date(2026, 5, 1), "採択", date(2026, 7, 14), "効果確認済み")
    assert decided[3][4:] == ("—", None, "提出済み")
    assert carried_out[0][2:] == ("伊藤 直樹", date(2026, 9, 30), date(2026, 9, 1), date(2026, 10, 22), "D2026-101")
    assert [row[2] for row in overdue] == ["鍵を預ける"]


def test_a_year_without_them_says_that_there_is_no_record(app, assembled, year):
    with app.app_context():
        printed = {section.code: section for section in document(assembled()).sections}
    assert type(printed["E"].blocks[0]).__name__ == type(printed["G"].blocks[0]).__name__ == "Nothing"


def test_what_came_after_the_year_is_not_known_to_it(world, org, assembled, full_year):
    before = assembled()
    with world.changing(org):
        line = next(each for each in before.proposals if each.title == "鍵を預ける")
        full_year.implement(line.id, date(2027, 4, 2))
    after = assembled()
    assert after.proposals == before.proposals
    assert next(each for each in after.proposals if each.title == "鍵を預ける").state is ProposalState.ADOPTED


def test_a_proposal_stays_in_the_list_of_each_year_until_it_is_over(world, org, assembled, records):
    with world.changing(org):
        meeting = records.meeting(date(2025, 6, 1))
        for title, result in (
            ("まだ続く", ADOPTED),
            ("去年確かめた", ADOPTED),
            ("去年断った", REJECTED),
            ("保留中", DEFERRED),
        ):
            proposal = records.proposal(date(2025, 5, 1), title=title)
            records.decide(proposal, meeting, result, due_on=date(2025, 12, 1))
            if title == "去年確かめた":
                records.implement(proposal, date(2025, 8, 1))
                records.verify(proposal, records.drill(date(2025, 9, 1)), date(2025, 9, 1))
    assert {each.title for each in assembled().proposals} == {"まだ続く", "保留中"}
    last_year = assembled(period=fiscal_year(2025, 4))
    assert {each.title for each in last_year.proposals} == {"まだ続く", "去年確かめた", "去年断った", "保留中"}


# --- What is missing ----------------------------------------------------------------------------------------------


def gaps(report) -> dict[GapCode, list[str]]:
    found: dict[GapCode, list[str]] = {}
    for gap in report.gaps:
        found.setdefault(gap.code, []).append(gap.subject)
    return found


def test_what_is_late_or_missing_is_named_with_its_record(world, org, assembled, full_year, people):
    with world.changing(org):
        full_year.quiz(date(2026, 8, 1), [Taken()], people=people, title="誰も受けないテスト")
        full_year.drill(date(2026, 5, 20), EVACUATION, title="点呼のない避難訓練")
    report = assembled()
    found = gaps(report)
    assert found[GapCode.QUIZ_UNFINISHED] == ["避難の理解度テスト"]
    assert found[GapCode.QUIZ_WITHOUT_RESULTS] == ["誰も受けないテスト"]
    assert found[GapCode.EVACUATION_WITHOUT_HEADCOUNT] == ["点呼のない避難訓練"]
    assert found[GapCode.PROPOSAL_OVERDUE] == ["鍵を預ける"]
    assert GapCode.NO_EDUCATION not in found
    overdue = next(gap for gap in report.gaps if gap.code is GapCode.PROPOSAL_OVERDUE)
    assert (overdue.target_kind, overdue.number) == ("proposal", (date(2027, 4, 1) - date(2026, 12, 1)).days)


def test_proposals_without_a_meeting_and_a_year_without_education_are_gaps(world, org, assembled, records):
    with world.changing(org):
        records.proposal(date(2026, 5, 1))
    assert {GapCode.NO_MEETING, GapCode.NO_EDUCATION} <= set(gaps(assembled()))
    assert {GapCode.NO_MEETING, GapCode.NO_EDUCATION}.isdisjoint(gaps(assembled(today=date(2026, 12, 1))))


@pytest.mark.parametrize(
    ("today", "taken", "outcome"),
    [
        pytest.param(date(2026, 12, 1), None, Outcome.AHEAD, id="the year is not over"),
        pytest.param(TODAY, None, Outcome.NOT_DONE, id="nothing in the year"),
        pytest.param(TODAY, Taken(), Outcome.NOT_DONE, id="given to people, and nobody took it"),
        pytest.param(TODAY, Taken([1]), Outcome.DONE, id="somebody took it, passed or not"),
    ],
)
def test_the_requirement_of_education(world, org, assembled, records, people, today, taken, outcome):
    if taken is not None:
        with world.changing(org):
            records.quiz(date(2026, 6, 1), [taken], people=people)
    found = next(each for each in assembled(today=today).requirements if each.requirement is Requirement.EDUCATION)
    assert found.outcome is outcome
    assert found.done_on == ((date(2026, 6, 1),) if outcome is Outcome.DONE else ())


def test_a_seminar_is_education_too(world, org, assembled, records):
    with world.changing(org):
        records.drill(date(2026, 6, 1), DrillType.SEMINAR)
    found = next(each for each in assembled().requirements if each.requirement is Requirement.EDUCATION)
    assert (found.outcome, found.done_on) == (Outcome.DONE, (date(2026, 6, 1),))


# --- Figures ------------------------------------------------------------------------------------------------------


def timed(*seconds: int | None) -> list[RecordRef]:
    return [
        RecordRef("drill", n, f"D{n}", Words("訓練"), date(2026, 4, 1), int(each is not None), int(each is not None),
                  RowReason.MEASURED if each is not None else RowReason.NOT_MEASURED, each)
        for n, each in enumerate(seconds)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("seconds", "value", "n", "shown"),
    [
        pytest.param([], None, 0, None, id="nothing measured"),
        pytest.param([None], None, 0, None, id="a drill without a time"),
        pytest.param([312], Decimal(312), 1, "5分12秒", id="one"),
        pytest.param([300, None, 301], Decimal("300.5"), 2, "5分0.5秒", id="between two"),
        pytest.param([48, 900, 40], Decimal(48), 3, "48秒", id="the middle one, not the mean"),
    ],
)
def test_a_time_is_the_median_of_its_rows(app, seconds, value, n, shown):
    figure = median(kpi("K10"), timed(*seconds), [])
    assert (figure.value, figure.n, figure.numerator, figure.denominator) == (value, n, None, None)
    assert figure.is_reference_only == (value is not None and n < 3)
    assert (figure.no_value is NoValue.NOTHING_COUNTED) == (value is None)
    if shown:
        with app.app_context():
            assert duration(figure.value) == shown


def test_p7_a_time_that_is_not_the_median_of_its_rows_cannot_be_made():
    figure = median(kpi("K10"), timed(300, 400, 500), [])
    with pytest.raises(ValueError, match="not the median"):
        replace(figure, value=Decimal(300))


@pytest.mark.parametrize(
    ("now", "before", "target", "judgement"),
    [
        pytest.param(270, 300, Decimal(270), Judgement.MET, id="exactly a tenth less"),
        pytest.param(271, 300, Decimal(270), Judgement.MISSED, id="a second too long"),
        pytest.param(280, 312, Decimal("280.5"), Judgement.MET, id="the target in half seconds"),
        pytest.param(300, None, None, Judgement.NONE, id="no year before, no target"),
    ],
)
def test_the_target_of_a_time_is_a_tenth_less_than_the_year_before(now, before, target, judgement):
    figure = median(kpi("K10"), timed(now), timed(before))
    assert (figure.target, figure.judgement) == (target, judgement)
    assert (figure.why_not_compared is None) == (before is not None)


def test_a_tabletop_about_an_evacuation_gives_no_evacuation_time(world, org, assembled, records):
    with world.changing(org):
        records.drill(date(2026, 5, 1), numbers=Numbers(evacuation=100, headcount=200))
    assert assembled().figure("K10").value is None


def test_who_was_excused_is_neither_found_nor_missed_at_the_roll_call(world, org, assembled, records):
    with world.changing(org):
        records.drill(date(2026, 5, 1), EVACUATION, numbers=Numbers(on_site=20, accounted=15, excused=5))
    row = assembled().figure("K11b").rows[0]
    assert (row.numerator, row.denominator) == (10, 15)


@pytest.mark.parametrize(("code", "measure"), [("K10", "evacuation_time_min"), ("K11", "headcount_time_min")])
def test_a_time_is_not_measured_while_a_part_of_it_was_never_done(world, org, assembled, records, code, measure):
    numbers = Numbers(evacuation=100, headcount=200, on_site=9, accounted=9, undone=[measure])
    with world.changing(org):
        records.drill(date(2026, 5, 1), EVACUATION, numbers=numbers)
    assert assembled().figure(code).value is None
    assert assembled().figure(code).rows[0].reason is RowReason.NOT_MEASURED


@pytest.mark.parametrize(
    ("today", "target"),
    [
        pytest.param(date(2026, 6, 30), None, id="no quarter is over"),
        pytest.param(date(2026, 7, 1), Decimal(1), id="one quarter: 15 people give one proposal"),
        pytest.param(date(2027, 3, 31), Decimal(3), id="three quarters: 2.25, so three"),
        pytest.param(TODAY, Decimal(3), id="the year"),
    ],
)
def test_the_target_of_proposals_follows_people_and_quarters(assembled, records, people, today, target):
    assert assembled(today=today).figure("K21").target == target


def test_nothing_overdue_is_no_merit_where_nothing_was_adopted(world, org, assembled, records):
    assert assembled().figure("K25").no_value is NoValue.NOTHING_COUNTED
    with world.changing(org):
        meeting = records.meeting(date(2026, 6, 1))
        records.decide(records.proposal(date(2026, 5, 1)), meeting, ADOPTED, due_on=date(2027, 5, 1))
    assert (assembled().figure("K25").value, assembled().figure("K25").judgement) == (Decimal(0), Judgement.MET)


def test_a_quiz_whose_days_are_still_running_is_held_against_nobody(world, org, assembled, records, people):
    with world.changing(org):
        records.quiz(date(2026, 6, 1), [Taken(), Taken([4])], people=people, due_on=date(2026, 6, 15))
    running, over = (assembled(today=day).figure("K19") for day in (date(2026, 6, 15), date(2026, 6, 16)))
    assert (running.value, running.rows[0].reason) == (None, RowReason.QUIZ_NOT_DUE)
    assert over.value == Decimal("50.0")


def test_a_part_of_a_year_is_compared_with_the_same_days_of_the_year_before(world, org, assembled, records):
    with world.changing(org):
        for day in (date(2025, 5, 1), date(2025, 12, 1), date(2026, 5, 2)):
            records.proposal(day)
    until = date(2026, 11, 24)
    so_far = assembled(period=chosen(date(2026, 4, 1), until, 4), today=until).figure("K21")
    assert (so_far.value, so_far.previous.value) == (1, 1)
    assert assembled().figure("K21").previous.value == 2


def test_a_count_of_nothing_is_compared_where_something_could_have_been_counted():
    row = RecordRef("proposal", 1, "P1", Words("提案"), date(2026, 4, 1), 0, 0, RowReason.DUE_LATER)
    assert count(kpi("K25"), [row], [row], needs_rows=True).previous.value == 0
    assert count(kpi("K25"), [row], [], needs_rows=True).previous is None


def test_what_was_done_long_before_its_due_date_counts_in_the_year_it_was_due(world, org, assembled, records):
    with world.changing(org):
        proposal = records.proposal(date(2025, 5, 1))
        records.decide(proposal, records.meeting(date(2025, 6, 1)), ADOPTED, due_on=date(2026, 5, 31))
        records.implement(proposal, date(2025, 8, 1))
        records.verify(proposal, records.drill(date(2025, 9, 1)), date(2025, 9, 1))
        records.close(proposal, date(2025, 9, 2))
    figure = assembled().figure("K24")
    assert (figure.numerator, figure.denominator) == (1, 1)
    assert assembled().proposals == ()


# --- One value, every form ----------------------------------------------------------------------------------------


def test_dt57_dt58_an_approved_report_keeps_the_names_of_its_day(world, org, full_year, approver):
    by = Actor(approver.id, approver.name, "session")
    with world.changing(org):
        seen = editions.draft(ANNUAL, PERIOD, language="ja", today=TODAY).digest
        editions.approve(ANNUAL, PERIOD, language="ja", seen=seen, today=TODAY, by=by, at=at(0))

    def printed(wanted: ExportFormat) -> bytes:
        with world.inside(org):
            return export(editions.edition(ANNUAL, PERIOD, 1), wanted).data

    before = {wanted: printed(wanted) for wanted in ExportFormat}
    with world.changing(org):
        site = db.session.scalars(select(Site)).one()
        department = db.session.scalars(select(Department)).one()
        register.change_site(site.id, SiteDetails("新しい本社"), by=OPERATOR, at=at(1))
        register.change_department(department.id, DepartmentDetails("新しい営業部"), by=OPERATOR, at=at(1))
        for member in (full_year.stage.trainer, *full_year.stage.players):
            register.leave(member.id, on=TODAY, today=TODAY, by=OPERATOR, at=at(1))
    assert {wanted: printed(wanted) for wanted in ExportFormat} == before
    with world.inside(org):
        report = annual.assemble(PERIOD, language="ja", today=TODAY)
    assert {drill.site for drill in report.drills.held} == {"本社"}, "a draft too keeps the names of the records"
    assert "伊藤 直樹" in {line.owner for line in report.proposals}


@pytest.mark.parametrize("wanted", list(ExportFormat))
def test_p7_a_full_year_gives_the_same_bytes_again(world, org, full_year, wanted):
    made = []
    for _time in range(2):
        with world.inside(org):
            made.append(export(editions.draft(ANNUAL, PERIOD, language="ja", today=TODAY), wanted).data)
    assert made[0] == made[1]


def test_p7_a_full_year_comes_back_from_its_json(assembled, full_year):
    report = assembled()
    assert report.schema_version == SCHEMA_VERSION
    assert ANNUAL.from_text(ANNUAL.to_text(report)) == report


def test_the_csv_has_a_line_for_each_thing_said(world, org, full_year):
    with world.inside(org):
        data = export(editions.draft(ANNUAL, PERIOD, language="ja", today=TODAY), ExportFormat.CSV).data
    lines = data.decode("utf-8-sig").splitlines()
    for line in (
        "C,経営会議,2026-07-14,,,,M2026-101",
        "D,避難完了,312,秒,,,D2026-101",
        "D,点呼,1,人,24,25,D2026-101",
        "E,避難の理解度テスト,2026-06-01,人,2,3,Q2026-101",
        "E,1回目の得点率の平均,75.0,%,,,Q2026-101",
        "F,K10 避難完了時間,312,秒,,,D2026-101",
        "F,K11b 人員確認率,96.0,%,24,25,D2026-101",
        "F,K20 理解度テスト合格率 のうち 1回目の得点率の平均,75.0,%,,2,",
        "F,K24 改善期限内実施率,50.0,%,1,2,P2026-101 P2026-102",
        "G,鍵を預ける,採択,,,,P2026-102",
        "G,期限,2026-12-01,,,,P2026-102",
    ):
        assert line in lines, line


def test_the_workbook_has_the_new_chapters_with_real_numbers_and_dates(world, org, full_year):
    with world.inside(org):
        data = export(editions.draft(ANNUAL, PERIOD, language="ja", today=TODAY), ExportFormat.XLSX).data
    book = openpyxl.load_workbook(io.BytesIO(data))
    for letter in "CEG":
        sheet = next(book[name] for name in book.sheetnames if name.startswith(letter))
        assert any(cell.is_date for line in sheet.iter_rows() for cell in line), letter


def test_the_report_takes_the_same_statements_for_much_and_little(app, world, org, full_year, people):
    def statements() -> int:
        with world.inside(org), counted_statements(app) as found:
            annual.assemble(PERIOD, language="ja", today=TODAY)
        return len(found)

    few = statements()
    with world.changing(org):
        for number in range(6):
            day = date(2026, 6, 2) + timedelta(days=number)
            full_year.quiz(day, [Taken([number % 5])] * len(people), people=people)
            full_year.drill(day, EVACUATION, numbers=Numbers(evacuation=100 + number))
            full_year.decide(full_year.proposal(day), full_year.meeting(day), ADOPTED)
    assert statements() == few
