"""The official status report: six fixed rows, each proposal with its proof, each row confirmed by a person."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import openpyxl
import pypdf
import pytest
import time_machine
from sqlalchemy import func, select

from drillhub.audit import OPERATOR, Actor, AuditEntry
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.improvement.life_cycle import DecisionResult
from drillhub.planning import plans
from drillhub.planning.content import YearMonth
from drillhub.planning.models import Commitment, Plan
from drillhub.reporting import editions, notes, status, status_rows, status_words
from drillhub.reporting.errors import NoPlan, ReportChanged, StatusReasonMissing, StatusRowChanged
from drillhub.reporting.exports import ExportFormat, export
from drillhub.reporting.models import ReportEdition, ReportKind, StatusRow
from drillhub.reporting.periods import plan_period
from drillhub.reporting.plan_records import plan_records
from drillhub.reporting.report import Signatures
from drillhub.reporting.report_types import STATUS
from drillhub.reporting.status_lines import improvements_of
from drillhub.reporting.status_ratings import StatusItem, StatusRating
from drillhub.reporting.status_rules import StatusText
from drillhub.reporting.status_values import StatusGapCode
from tests.drills.build import at
from tests.planning.build import PLAN, changed, content
from tests.support.at_once import at_once
from tests.support.rows import counted_statements

PERIOD = plan_period(date(2026, 4, 1), date(2029, 3, 31))
TODAY = date(2027, 4, 10)
OFFICE = Actor(None, "佐藤 美咲", "cli")
SHORT = StatusText(StatusRating.INSUFFICIENT, "半分を行った", "人手が足りなかった", "担当を2人にする")


def report(world, org, *, today=TODAY, language="ja"):
    with world.inside(org):
        return status.assemble(PERIOD, language=language, today=today)


def done(world, org, code: str, *days: date):
    """Record that something the plan promises was done."""
    with world.changing(org):
        row = db.session.scalars(select(Commitment).where(Commitment.code == code)).one()
        for day in days:
            plans.record_fulfilment(row.id, day, "", today=TODAY, by=OFFICE, at=clock.now())


def confirm(world, org, item: StatusItem, said: StatusText, *, seen=0, proposed=StatusRating.NOT_STARTED):
    with world.changing(org):
        plan_id = db.session.scalars(select(Plan.id)).one()
        status_rows.confirm(
            plan_id,
            item,
            said,
            proposed=proposed,
            seen=seen,
            timezone="Asia/Tokyo",
            by=OFFICE,
            at=datetime(2027, 4, 10, 3, 0, tzinfo=UTC),
        )


def rows(world, org) -> list[StatusRow]:
    with world.inside(org):
        return list(db.session.scalars(select(StatusRow)))


def approved(world, org, approver, *, seen=None, reason=""):
    with world.changing(org):
        seen = seen or editions.draft(STATUS, PERIOD, language="ja", today=TODAY).digest
        by = Actor(approver.id, approver.name, "session")
        return editions.approve(
            STATUS, PERIOD, language="ja", seen=seen, reason=reason, today=TODAY, by=by, at=clock.now()
        ).number


def exported(world, org, wanted, number=None, *, today=TODAY):
    with world.inside(org):
        if number:
            return export(editions.edition(STATUS, PERIOD, number), wanted).data
        return export(editions.draft(STATUS, PERIOD, language="ja", today=today), wanted).data


# --- What is proposed ---------------------------------------------------------------------------------------------


def test_it_has_the_six_rows_of_the_form_in_their_order(world, org, year):
    assert [line.item.value for line in report(world, org).lines] == ["3(1)", "3(2)", "3(3)", "3(4)", "3(5)", "other"]


def test_each_proposal_follows_from_what_fell_due_and_was_kept(world, org, year):
    # 3(5): training fell due in June and October (the drill of April makes up for one of them), review in March and
    # communication in April: 1 of 4. 3(2): the measure was due in September.
    lines = {line.item: line for line in report(world, org).lines}
    promotion, measures = lines[StatusItem.PROMOTION], lines[StatusItem.MEASURES]
    assert (promotion.kept, promotion.due, promotion.proposed.symbol) == (1, 4, "×")
    assert (measures.kept, measures.due, measures.proposed) == (0, 1, StatusRating.NOT_STARTED)
    assert lines[StatusItem.RESPONSE].proposed is StatusRating.NOT_APPLICABLE
    done(world, org, "C02", date(2027, 3, 18))
    done(world, org, "C03", date(2026, 4, 7))
    done(world, org, "C04", date(2026, 10, 5))
    lines = {line.item: line for line in report(world, org).lines}
    assert (lines[StatusItem.PROMOTION].kept, lines[StatusItem.PROMOTION].proposed.symbol) == (3, "△")
    assert lines[StatusItem.MEASURES].proposed.symbol == "◎"


def test_months_that_were_missed_before_a_promise_was_withdrawn_stay_missed(world, org, year):
    # C03 fell due in April; C02 falls due in March, after it was withdrawn.
    kept = "".join(line for line in PLAN.splitlines(keepends=True) if "C02" not in line and "C03" not in line)
    with world.changing(org), time_machine.travel(datetime(2026, 9, 1, 3, 0, tzinfo=UTC)):
        plans.save(content(kept), by=OPERATOR, at=clock.now())
    promotion = report(world, org).line(StatusItem.PROMOTION)
    missed = [(each.code, each.due_on) for each in promotion.occasions if each.is_due and not each.was_kept]
    assert ("C03", date(2026, 4, 30)) in missed
    assert "C02" not in {each.code for each in promotion.occasions}
    assert (promotion.kept, promotion.due) == (1, 3)


def test_an_effect_that_did_not_last_is_not_claimed_for_what_was_carried_out_again(world, org, records):
    def verified() -> list[bool]:
        with world.inside(org):
            return [each.was_verified for each in improvements_of(plan_records(PERIOD, today=TODAY))]

    with world.changing(org):
        plans.save(content(), by=OPERATOR, at=at(0))
        proposal = records.proposal(date(2026, 5, 1))
        records.decide(proposal, records.meeting(date(2026, 6, 1)), DecisionResult.ADOPTED)
        records.implement(proposal, date(2026, 7, 1))
        records.verify(proposal, records.drill(date(2026, 8, 1)), date(2026, 8, 1))
    assert verified() == [True]
    with world.changing(org):
        records.reopen(proposal)
        records.implement(proposal, date(2026, 10, 1))
    assert verified() == [False]


def test_every_proposal_is_the_sum_of_its_occasions_with_their_commitments(world, org, year):
    for line in report(world, org).lines:
        assert line.kept == sum(each.was_kept for each in line.occasions)
        assert line.due == sum(each.is_due for each in line.occasions)
        assert {each.commitment_id for each in line.occasions} <= {each.id for each in line.commitments}


def test_at_the_beginning_nothing_is_held_against_anybody(world, org, year):
    early = report(world, org, today=date(2026, 4, 1))
    assert early.line(StatusItem.MEASURES).due == 0
    assert early.line(StatusItem.MEASURES).next_due == YearMonth(2026, 9)


def test_the_draft_says_what_was_done_and_what_was_not(world, org, year):
    done(world, org, "C04", date(2026, 10, 5))
    made = report(world, org)
    with world.inside(org):
        measures = status_words.draft_text(made.line(StatusItem.MEASURES), made.drills, made.quizzes)
        promotion = status_words.draft_text(made.line(StatusItem.PROMOTION), made.drills, made.quizzes)
    assert measures == "「設備を固定する」を2026年10月5日に実施した（予定は2026年9月）。"
    assert "「訓練をする」は、予定した2回のうち1回を実施した（最近は2026年4月1日）。" in promotion
    assert "「見直す」は、予定した1回をまだ実施していない。" in promotion
    assert "訓練を1回行い、延べ2人が参加した（机上演習1回）。" in promotion


def test_without_a_plan_there_is_no_report(world, org):
    with world.inside(org), pytest.raises(NoPlan):
        status.assemble(PERIOD, language="ja", today=TODAY)


def test_a_plan_that_a_newer_one_followed_is_still_reported_on_by_itself(world, org, year):
    later = changed("{first: 2026-04, last: 2029-03}", "{first: 2028-04, last: 2031-03}")
    with world.changing(org):
        plans.save(content(later.replace("2026-09", "2028-09")), by=OPERATOR, at=at(0))
    made = report(world, org, today=date(2028, 5, 1))
    assert made.plan.first_day == date(2026, 4, 1)


# --- What a person says -------------------------------------------------------------------------------------------


def test_a_confirmed_row_stands_in_place_of_the_proposal(world, org, year):
    confirm(world, org, StatusItem.MEASURES, SHORT)
    line = report(world, org).line(StatusItem.MEASURES)
    assert (line.rating.symbol, line.proposed) == ("△", StatusRating.NOT_STARTED)
    assert (line.confirmed.confirmed_by, line.confirmed.confirmed_on) == ("佐藤 美咲", date(2027, 4, 10))
    with world.inside(org):
        text = status_words.status_text(line, (), ())
    assert text == "半分を行った\n理由: 人手が足りなかった\n改善の方針: 担当を2人にする"
    with world.inside(org):
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action.like("report.status_row%"))).one()
    assert entry.facts == {"item": "3(2)", "rating": "insufficient", "proposed": "not_started"}


def test_a_row_without_its_reason_is_refused_and_nothing_changes(world, org, year):
    confirm(world, org, StatusItem.MEASURES, SHORT)
    with pytest.raises(StatusReasonMissing) as refused:
        confirm(world, org, StatusItem.MEASURES, StatusText(StatusRating.HARDLY, "", "", "増やす"), seen=1)
    assert "その理由を入力してください" in str(refused.value)
    [row] = rows(world, org)
    assert (row.rating, row.reason, row.version) == (StatusRating.INSUFFICIENT, "人手が足りなかった", 1)


def test_a_row_that_somebody_changed_meanwhile_is_not_overwritten(world, org, year):
    confirm(world, org, StatusItem.MEASURES, SHORT)
    with pytest.raises(StatusRowChanged):
        confirm(world, org, StatusItem.MEASURES, StatusText(StatusRating.AS_PLANNED, "全部行った"))
    confirm(world, org, StatusItem.MEASURES, StatusText(StatusRating.AS_PLANNED, "全部行った"), seen=1)
    [row] = rows(world, org)
    assert (row.rating, row.reason, row.policy, row.version) == (StatusRating.AS_PLANNED, "", "", 2)


def test_of_two_people_confirming_a_row_at_once_one_is_told_to_look_again(world, org, year):
    def confirming(text: str) -> Callable[[], object]:
        said = StatusText(StatusRating.AS_PLANNED, text)
        return lambda: confirm(world, org, StatusItem.MEASURES, said)

    outcomes = at_once(confirming("一人目"), confirming("二人目"))
    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "StatusRowChanged"]
    [row] = rows(world, org)
    assert row.version == 1


def test_a_confirmation_can_be_taken_back_once(world, org, year):
    confirm(world, org, StatusItem.MEASURES, SHORT)
    with world.changing(org):
        plan_id = db.session.scalars(select(Plan.id)).one()
        status_rows.withdraw(plan_id, StatusItem.MEASURES, seen=1, by=OFFICE, at=clock.now())
    assert report(world, org).line(StatusItem.MEASURES).confirmed is None
    with world.changing(org), pytest.raises(StatusRowChanged):
        status_rows.withdraw(plan_id, StatusItem.MEASURES, seen=1, by=OFFICE, at=clock.now())
    with world.changing(org), pytest.raises(NotFound):
        status_rows.withdraw(plan_id, StatusItem.MEASURES, seen=0, by=OFFICE, at=clock.now())


def test_the_gaps_name_what_a_person_still_has_to_say(world, org, year):
    def codes():
        return {gap.item: gap.code for gap in report(world, org).gaps if gap.item}

    assert codes() == {
        StatusItem.RESPONSE: StatusGapCode.ROW_NOT_CONFIRMED,
        StatusItem.MEASURES: StatusGapCode.START_MISSING,
        StatusItem.PROMOTION: StatusGapCode.REASON_MISSING,
    }
    confirm(world, org, StatusItem.MEASURES, SHORT)
    assert StatusItem.MEASURES not in codes()
    done(world, org, "C04", date(2026, 9, 5))
    assert codes()[StatusItem.MEASURES] is StatusGapCode.PROPOSAL_CHANGED


# --- One value, every form ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", list(ExportFormat))
def test_p7_the_same_records_give_the_same_bytes(world, org, year, wanted):
    assert exported(world, org, wanted) == exported(world, org, wanted)


def test_p7_the_json_gives_the_report_back(world, org, year):
    confirm(world, org, StatusItem.MEASURES, SHORT)
    made = report(world, org)
    assert STATUS.from_text(STATUS.to_text(made)) == made


@pytest.mark.parametrize("wanted", list(ExportFormat))
def test_p7_an_approved_edition_never_changes(world, org, year, approver, wanted):
    number = approved(world, org, approver)
    before = exported(world, org, wanted, number)
    done(world, org, "C04", date(2026, 9, 5))
    confirm(world, org, StatusItem.MEASURES, SHORT)
    with world.changing(org):
        notes.write(ReportKind.STATUS, PERIOD, Signatures("別の人"), by=OFFICE, at=clock.now())
    assert exported(world, org, wanted, number) == before
    assert exported(world, org, wanted) != before


def test_only_what_was_shown_can_be_approved(world, org, year, approver):
    with pytest.raises(ReportChanged):
        approved(world, org, approver, seen="0" * 64)
    with world.inside(org):
        assert db.session.scalar(select(func.count(ReportEdition.id))) == 0


def test_editions_of_one_kind_and_plan_are_counted_by_themselves(world, org, year, approver):
    assert approved(world, org, approver) == 1
    assert approved(world, org, approver, reason="記録の訂正") == 2
    with world.inside(org):
        [edition] = editions.newest_editions(ReportKind.STATUS).values()
        assert (edition.number, editions.newest_editions(ReportKind.RENEWAL)) == (2, {})
        assert json.loads(editions.edition(STATUS, PERIOD, 1).text)["period"]["kind"] == "plan"


def test_the_pdf_holds_the_official_table_and_never_speaks_of_a_duty(world, org, year):
    confirm(world, org, StatusItem.MEASURES, SHORT)
    reader = pypdf.PdfReader(io.BytesIO(exported(world, org, ExportFormat.PDF)))
    text = "".join(page.extract_text() for page in reader.pages).replace("\n", "")
    for words in (
        "実施状況報告書",
        "計画申請時の実施事項",
        "評価",
        "実施状況",
        "3(1) 初動対応の内容",
        "（該当なし）",
        "設備を固定する",
        "改善の方針: 担当を2人にする",
        "2回目以降の申請",
    ):
        assert words in text, words
    assert "義務" not in text
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in reader.trailer["/Root"]["/Metadata"].get_data()


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        (StatusText(StatusRating.NOT_STARTED, "", planned_start=YearMonth(2027, 9)), "（未着手）"),
        (StatusText(StatusRating.NOT_APPLICABLE), "（該当なし）"),
    ],
)
def test_the_two_dashes_are_told_apart_in_print(world, org, year, said, printed):
    confirm(world, org, StatusItem.MEASURES, said)
    book = openpyxl.load_workbook(io.BytesIO(exported(world, org, ExportFormat.XLSX)), rich_text=True)
    sheet = book["1 実施状況"]
    [row] = [line for line in sheet.iter_rows(values_only=True) if "3(2)" in str(line[0])]
    assert printed in str(row[1])


def test_the_workbook_has_the_table_and_its_proof_with_real_dates(world, org, year):
    done(world, org, "C04", date(2026, 9, 5))
    book = openpyxl.load_workbook(io.BytesIO(exported(world, org, ExportFormat.XLSX)))
    assert book.sheetnames == ["表紙", "1 実施状況", "2 評価の根拠"]
    cells = [cell for line in book["2 評価の根拠"].iter_rows() for cell in line]
    assert any(cell.is_date and cell.value.date() == date(2026, 9, 5) for cell in cells)


def test_the_lines_of_the_csv_add_up_to_the_rows(world, org, year):
    lines = list(csv.reader(io.StringIO(exported(world, org, ExportFormat.CSV).decode("utf-8-sig"))))
    rated = next(line for line in lines if line[0] == "1" and line[1] == "3(5) 平時の推進体制: 評価")
    assert rated[4:6] == ["1", "4"]
    proof = [line for line in lines if line[0] == "2" and line[-1] in {"C01", "C02", "C03"}]
    assert [sum(int(line[index]) for line in proof) for index in (4, 5)] == [1, 4]


def test_b3_assembling_takes_the_same_statements_for_little_and_much(app, world, org, year):
    def statements() -> int:
        with world.inside(org), counted_statements(app) as found:
            status.assemble(PERIOD, language="ja", today=TODAY)
        return len(found)

    few = statements()
    more = "".join(
        f'\n  - {{code: D{number:02d}, item: "3(2)C", kind: measure, text: 対策{number}, due: 2026-08}}'
        for number in range(20)
    )
    with world.changing(org):
        plans.save(content(PLAN.rstrip() + more + "\n"), by=OPERATOR, at=at(1))
    done(world, org, "D03", date(2026, 8, 1), date(2026, 8, 2))
    for month in (5, 6, 7):
        year.launched(year.drill(appointment=year.appointment(local_date=date(2026, month, 10))))
    assert statements() == few
