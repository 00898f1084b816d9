"""The improvement history: every finding with what became of it, figures over the years of the plan, gaps."""

import csv
import io
import json
from datetime import date, timedelta

import openpyxl
import pypdf
import pytest
from sqlalchemy import select

from drillhub.audit import OPERATOR, Actor
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.improvement.life_cycle import DecisionResult, ProposalState, VerificationResult
from drillhub.improvement.models import ImprovementProposal
from drillhub.improvement.proposals import from_finding
from drillhub.planning import plans
from drillhub.planning.models import Commitment
from drillhub.reporting import editions, renewal, renewal_words
from drillhub.reporting.exports import ExportFormat, export
from drillhub.reporting.periods import chosen, plan_period
from drillhub.reporting.renewal_layout import chart
from drillhub.reporting.renewal_values import RenewalGapCode, Step
from drillhub.reporting.report_types import RENEWAL
from drillhub.reporting.status_ratings import StatusItem
from drillhub.vocabulary import DrillType, PlanItem
from tests.drills.build import at
from tests.drills.stage import Stage, actor
from tests.improvement.table import FIX, Table, finding, later_drill, moment
from tests.planning.build import content
from tests.reporting.records import Numbers
from tests.support.rows import counted_statements

PERIOD = plan_period(date(2026, 4, 1), date(2029, 3, 31))
FIRST = date(2026, 4, 1)


@pytest.fixture
def table(world, org, employee, trainer, general_affairs, approver) -> Table:
    return Table(world, org, employee, trainer, general_affairs, approver)


@pytest.fixture
def plan(world, org) -> None:
    with world.changing(org):
        plans.save(content(), by=OPERATOR, at=at(0))


@pytest.fixture
def found(stage: Stage, plan) -> tuple[int, int]:
    """(drill, number) of a finding of a drill that was held on 1 April 2026, with its record closed."""
    run = stage.evaluated()
    made = finding(stage, run)
    stage.close(run)
    return made


def report(world, org, *, today=date(2026, 7, 1), period=PERIOD, language="ja"):
    with world.inside(org):
        return renewal.assemble(period, language=language, today=today)


def exported(world, org, wanted, number=None, *, today=date(2026, 7, 1)):
    with world.inside(org):
        if number:
            return export(editions.edition(RENEWAL, PERIOD, number), wanted).data
        return export(editions.draft(RENEWAL, PERIOD, language="ja", today=today), wanted).data


def proposed(table: Table, found: tuple[int, int]) -> int:
    """A proposal from a finding, written out so far that a meeting can take it up."""
    with table.world.changing(table.org):
        proposal = from_finding(*found, today=FIRST, by=actor(table.trainer), at=moment(1))
        proposal.proposal = "名簿を異動の前日に直す。"
        return proposal.id


def counts(made, year: int | None = None) -> list[int]:
    return [len(made.reached(step, year)) for step in Step]


# --- Chains -------------------------------------------------------------------------------------------------------


def test_a_finding_that_nobody_took_up_is_shown_as_such(world, org, found):
    made = report(world, org)
    [chain] = made.chains
    assert (chain.finding.text, chain.plan_item, chain.proposed) == (FIX, PlanItem.RESPONSE, None)
    assert counts(made) == [1, 0, 0, 0, 0, 0]
    with world.inside(org):
        assert renewal_words.chain_state(chain) == ("todo", "改善提案がまだない")
    assert RenewalGapCode.FINDING_WITHOUT_PROPOSAL in {gap.code for gap in made.gaps}


def test_the_whole_chain_from_the_finding_to_the_changed_plan(world, org, stage, table, found):
    proposal_id = proposed(table, found)
    table.implemented(_adopted(table, proposal_id))
    table.verify(table.expecting(proposal_id, later_drill(stage)), VerificationResult.EFFECTIVE)
    with world.changing(org):
        plans.save(_second_edition(), by=OPERATOR, at=moment(41))
        row = db.session.scalars(select(ImprovementProposal).where(ImprovementProposal.id == proposal_id)).one()
        row.plan_edition = 2
    made = report(world, org)
    [chain] = made.chains
    assert [chain.reached(step) for step in Step] == [True] * 6
    assert counts(made) == counts(made, 1) == [1, 1, 1, 1, 1, 1]
    assert counts(made, 2) == [0] * 6
    assert chain.finding.number == 1
    assert [each.body for each in chain.proposed.decisions] == ["経営会議"]
    with world.inside(org):
        assert renewal_words.chain_state(chain) == ("done", "効果を確認")
        [(where, told)] = renewal_words.verified(chain.proposed, made.known_until)
        assert where.startswith("2026年5月6日")
        assert told == "効果あり。40秒で全員が気付いた。"
        assert renewal_words.plan_changed(chain.proposed, chain.plan_item) == "計画 第2版 3(1) 対応手順"


def _adopted(table: Table, proposal_id: int) -> int:
    table.decide(*table.reviewed(proposal_id), table.adoption())
    return proposal_id


def _second_edition():
    text = content()
    return plans.without_promise(text, "C03")


@pytest.mark.parametrize(
    ("result", "kind", "said"),
    [
        (DecisionResult.REJECTED, "none", "採択しなかった"),
        (DecisionResult.DEFERRED, "plan", "保留しています"),
        (DecisionResult.ADOPTED, "late", "実施の期限を過ぎた"),
    ],
)
def test_what_was_not_carried_out_stays_in_the_history_with_its_reason(
    world, org, plan, stage, table, result, kind, said
):
    table.decided(result)
    made = report(world, org)
    [chain] = made.chains
    assert chain.finding is None
    with world.inside(org):
        assert renewal_words.chain_state(chain) == (kind, said)
        [(where, told)] = renewal_words.decided(chain.proposed)
    assert where == "2026年4月11日 経営会議"
    assert chain.proposed.decisions[0].reason.rstrip("。") in told
    assert chain.reached(Step.ADOPTED) is (result is DecisionResult.ADOPTED)


def test_a_drill_that_is_still_to_show_the_effect_is_named(world, org, plan, stage, table):
    proposal_id = table.implemented()
    table.expecting(proposal_id, later_drill(stage, number=90, held=False))
    [chain] = report(world, org, today=date(2026, 5, 1)).chains
    with world.inside(org):
        [(where, told)] = renewal_words.verified(chain.proposed, date(2026, 5, 1))
    assert where.startswith("2026年6月30日")
    assert told.startswith("この訓練で確かめる。")
    assert not chain.reached(Step.VERIFIED)


def test_the_newest_stands_last_and_each_in_the_year_it_began(world, org, plan, records):
    with world.changing(org):
        for day in (date(2027, 5, 1), date(2026, 6, 1), date(2028, 4, 1)):
            records.proposal(day, title=f"{day}の提案")
    made = report(world, org, today=date(2028, 6, 1))
    assert [(chain.began_on, chain.plan_year) for chain in made.chains] == [
        (date(2026, 6, 1), 1),
        (date(2027, 5, 1), 2),
        (date(2028, 4, 1), 3),
    ]
    assert [counts(made, year)[0] for year in (1, 2, 3, None)] == [1, 1, 1, 3]


def test_a_period_that_is_over_does_not_know_what_came_after_it(world, org, plan, records):
    with world.changing(org):
        proposal_id = records.proposal(date(2026, 6, 1))
        records.decide(proposal_id, records.meeting(date(2026, 9, 1)), DecisionResult.ADOPTED)
        records.implement(proposal_id, date(2026, 12, 1))
    half = chosen(date(2026, 4, 1), date(2026, 9, 30), 4)
    [chain] = report(world, org, today=date(2027, 1, 10), period=half).chains
    assert (chain.reached(Step.ADOPTED), chain.reached(Step.IMPLEMENTED)) == (True, False)
    assert chain.proposed.line.state is ProposalState.ADOPTED
    [chain] = report(world, org, today=date(2027, 1, 10)).chains
    assert chain.reached(Step.IMPLEMENTED)


# --- Figures over the years ---------------------------------------------------------------------------------------


def test_a_figure_is_counted_for_each_year_that_has_begun(world, org, plan, records):
    with world.changing(org):
        records.drill(date(2026, 6, 1), DrillType.EVACUATION_DRILL, numbers=Numbers(10, 8, evacuation=400))
        records.drill(date(2027, 6, 1), DrillType.EVACUATION_DRILL, numbers=Numbers(10, 9, evacuation=300))
        records.drill(date(2027, 7, 1), DrillType.EVACUATION_DRILL, numbers=Numbers(20, 20, evacuation=310))
    made = report(world, org, today=date(2027, 8, 1))
    assert [year.number for year in made.years] == [1, 2]
    held, taken_part, evacuated = (made.trend(code) for code in ("K01", "K04", "K10"))
    assert [figure.value for figure in held.figures] == [2, 2]  # the stage's own drill is in the first year
    assert [(figure.numerator, figure.denominator) for figure in taken_part.figures] == [(10, 12), (29, 30)]
    assert [figure.value for figure in evacuated.figures] == [400, 305]
    for trend in made.trends:
        for figure in trend.figures:
            assert figure.numerator is None or figure.numerator == sum(row.numerator for row in figure.rows)


def test_a_chart_and_its_table_are_the_same_numbers(world, org, plan, records):
    with world.changing(org):
        records.drill(date(2027, 6, 1), DrillType.EVACUATION_DRILL, numbers=Numbers(evacuation=330))
    made = report(world, org, today=date(2027, 8, 1))
    with world.inside(org):
        evacuated = chart(made, made.trend("K10"))
    assert [row[:2] for row in evacuated.table.rows] == [("1年目", None), ("2年目", 5.5)]
    assert evacuated.table.columns[1].title == "分"
    assert "1年目 数える記録がありません、2年目 5分30秒" in evacuated.alt


def test_what_is_not_kept_has_no_trend(world, org, plan, records):
    codes = {trend.code for trend in report(world, org).trends}
    assert {"K01", "K04", "K10", "K20", "K21", "K26"} <= codes
    assert "K14" not in codes


# --- Rows, drafts and gaps ----------------------------------------------------------------------------------------


def test_the_next_plan_gets_sentences_for_what_was_done(world, org, plan, records):
    with world.changing(org):
        row = db.session.scalars(select(Commitment).where(Commitment.code == "C04")).one()
        plans.record_fulfilment(row.id, date(2026, 9, 5), "12台", today=date(2026, 10, 1), by=OPERATOR, at=clock.now())
        proposal_id = records.proposal(date(2026, 6, 1), title="棚を固定する")
        item = db.session.scalars(select(ImprovementProposal).where(ImprovementProposal.id == proposal_id)).one()
        item.plan_item, item.proposal = PlanItem.EQUIPMENT, "棚を金具で留める。"
        records.decide(proposal_id, records.meeting(date(2026, 7, 1)), DecisionResult.ADOPTED)
        records.implement(proposal_id, date(2026, 8, 1))
    made = report(world, org, today=date(2026, 10, 1))
    line = next(each for each in made.items if each.item is StatusItem.MEASURES)
    with world.inside(org):
        assert list(renewal_words.current_measures(line, PlanItem.EQUIPMENT)) == [
            "「設備を固定する」を2026年9月に実施した。 12台",
            "「棚を金具で留める」を2026年8月に実施した（改善提案 P2026-101）。",
        ]
        assert list(renewal_words.current_measures(line, PlanItem.FUNDS)) == []


def test_the_gaps_are_months_that_were_not_met_and_what_nobody_can_show(world, org, plan, records):
    with world.changing(org):
        row = db.session.scalars(select(Commitment).where(Commitment.code == "C02")).one()
        plans.record_fulfilment(row.id, date(2027, 1, 9), "", today=date(2027, 4, 10), by=OPERATOR, at=clock.now())
    made = report(world, org, today=date(2027, 4, 10))
    told = {(gap.code, gap.subject) for gap in made.gaps}
    assert {
        (RenewalGapCode.MONTH_MADE_UP_FOR, "訓練をする"),
        (RenewalGapCode.MONTH_NOT_MET, "訓練をする"),
        (RenewalGapCode.MONTH_MADE_UP_FOR, "見直す"),
        (RenewalGapCode.MONTH_NOT_MET, "知らせる"),
        (RenewalGapCode.MEASURE_NOT_DONE, "設備を固定する"),
        (RenewalGapCode.COMMITMENT_WITHOUT_EVIDENCE, "見直す"),
        (RenewalGapCode.DRILL_WITHOUT_EVIDENCE, "小さな地震の机上演習"),
    } <= told
    assert all(gap.target_kind for gap in made.gaps)


# --- One value, every form ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", list(ExportFormat))
def test_p7_the_same_records_give_the_same_bytes(world, org, table, stage, found, wanted):
    _adopted(table, proposed(table, found))
    assert exported(world, org, wanted) == exported(world, org, wanted)


def test_p7_the_json_gives_the_report_back(world, org, table, stage, found):
    table.implemented(_adopted(table, proposed(table, found)))
    made = report(world, org)
    assert RENEWAL.from_text(RENEWAL.to_text(made)) == made


@pytest.mark.parametrize("wanted", list(ExportFormat))
def test_p7_an_approved_edition_never_changes(world, org, table, stage, found, approver, wanted):
    today = date(2026, 7, 1)
    with world.changing(org):
        seen = editions.draft(RENEWAL, PERIOD, language="ja", today=today).digest
        by = Actor(approver.id, approver.name, "session")
        number = editions.approve(RENEWAL, PERIOD, language="ja", seen=seen, today=today, by=by, at=clock.now()).number
    before = exported(world, org, wanted, number)
    table.implemented(_adopted(table, proposed(table, found)))
    assert exported(world, org, wanted, number) == before
    assert exported(world, org, wanted) != before


def test_the_pdf_is_tagged_and_tells_its_charts_in_words(world, org, table, stage, found):
    _adopted(table, proposed(table, found))
    reader = pypdf.PdfReader(io.BytesIO(exported(world, org, ExportFormat.PDF)))
    text = "".join(page.extract_text() for page in reader.pages).replace("\n", "")
    for words in ("更新審査の改善履歴", "再申請", FIX, "経営会議", "主な数字の推移", "現在の取組", "足りないもの"):
        assert words in text, words
    assert "義務" not in text
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in reader.trailer["/Root"]["/Metadata"].get_data()


def test_the_workbook_has_a_sheet_for_each_part_and_charts_of_its_own(world, org, table, stage, found):
    book = openpyxl.load_workbook(io.BytesIO(exported(world, org, ExportFormat.XLSX)))
    assert [name[0] for name in book.sheetnames[1:]] == ["1", "2", "3", "4", "5"]
    assert len(book["2 主な数字の推移"]._charts) >= 3


def test_the_csv_counts_what_the_report_counts(world, org, table, stage, found):
    _adopted(table, proposed(table, found))
    lines = list(csv.reader(io.StringIO(exported(world, org, ExportFormat.CSV).decode("utf-8-sig"))))
    assert ["1", "1年目 採択", "1", "件", "", "", ""] in lines
    [state] = [line for line in lines if line[1].endswith(": 状態")]
    assert state[-1] == "D2026-001 P2026-001"


def test_the_report_speaks_the_language_it_is_asked_for(world, org, table, stage, found):
    assert json.loads(RENEWAL.to_text(report(world, org, language="en")))["language"] == "en"


def test_b3_assembling_takes_the_same_statements_for_few_and_many(app, world, org, plan, records, people):
    def statements() -> int:
        with world.inside(org), counted_statements(app) as counted:
            renewal.assemble(PERIOD, language="ja", today=date(2027, 3, 1))
        return len(counted)

    few = statements()
    with world.changing(org):
        for number in range(30):
            day = date(2026, 5, 1) + timedelta(days=7 * number)
            records.drill(day, DrillType.EVACUATION_DRILL, numbers=Numbers(evacuation=300))
            proposal_id = records.proposal(day)
            records.decide(proposal_id, records.meeting(day), DecisionResult.ADOPTED)
    for number in range(40):
        world.person(org, f"新人 {number}", number=f"8{number:03d}")
    assert statements() == few


def test_no_gap_falls_between_the_groups():
    grouped = [code for _name, codes in renewal_words._GROUPS for code in codes]
    assert sorted(grouped) == sorted(RenewalGapCode)
