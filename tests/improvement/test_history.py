"""What reports read: the proposals and meetings of a period, and how they stood on a day."""

from datetime import date

import pytest
from flask import Flask

from drillhub.improvement import carrying_out, history, meetings
from drillhub.improvement.history import ProposalFact
from drillhub.improvement.life_cycle import DecisionResult, ProposalSource, ProposalState, VerificationResult
from drillhub.improvement.proposals import from_finding, merge
from drillhub.reporting.improvement_figures import in_time_rows, overdue_rows
from drillhub.reporting.improvement_sources import state_on
from drillhub.reporting.periods import Period, PeriodKind
from drillhub.vocabulary import PlanItem
from tests.drills.stage import Stage, actor
from tests.improvement.table import FIX, Table, address_of, day, finding, moment
from tests.support.rows import counted_statements
from tests.support.world import Org, World

YEAR = (date(2026, 4, 1), date(2027, 3, 31))


def facts(table: Table, first: date = YEAR[0], last: date = YEAR[1]) -> list[ProposalFact]:
    with table.world.inside(table.org):
        return list(history.proposals(first, last))


def test_a_company_without_proposals_has_no_history(world: World, org: Org) -> None:
    with world.inside(org):
        assert history.proposals(*YEAR) == ()
        assert history.meetings(*YEAR) == ()
        assert history.proposal_fact(1) is None


def test_the_chain_of_a_proposal_can_be_told_from_its_fact(table: Table, stage: Stage) -> None:
    proposal_id = table.closed(stage)
    (fact,) = facts(table)
    assert (fact.id, fact.number, fact.state) == (proposal_id, "P2026-001", ProposalState.CLOSED)
    assert [fact.submitted_on, fact.decided_on, fact.implemented_on, fact.verified_on, fact.closed_on] == [
        day(0),
        day(10),
        day(20),
        day(40),
        day(41),
    ]
    (decision,) = fact.decisions
    assert (decision.result, decision.body, decision.meeting_number) == (
        DecisionResult.ADOPTED,
        "経営会議",
        "M2026-001",
    )
    assert (decision.reason, decision.due_on) == ("夜勤でも気付けるようにするため。", day(30))
    (shown,) = fact.verifications
    assert (shown.drill_number, shown.drill_on, shown.result, shown.note) == (
        "D2026-001",
        day(35),
        VerificationResult.EFFECTIVE,
        "40秒で全員が気付いた。",
    )
    assert (fact.proposer, fact.owner, fact.reopened_count, fact.merged_into) == ("石田 亮", "石田 亮", 0, "")


def test_a_fact_names_the_finding_it_came_from(table: Table, stage: Stage) -> None:
    found = finding(stage, stage.ended())
    with table.world.changing(table.org):
        from_finding(*found, today=day(0), by=actor(table.trainer), at=moment(0))
    (fact,) = facts(table)
    assert (fact.finding_drill_id, fact.finding_text, fact.plan_item) == (found[0], FIX, PlanItem.RESPONSE)
    assert fact.finding_id is not None
    assert fact.source is ProposalSource.DRILL


@pytest.mark.parametrize(
    ("number", "adopted", "implemented", "overdue"),
    [
        (9, False, False, False),
        (10, True, False, False),
        (20, True, True, False),
        (59, True, True, False),  # reopened on day 60
        (60, True, False, False),
        (90, True, False, False),
        (91, True, False, True),
    ],
)
def test_dates_say_how_it_stood_on_any_day_even_after_it_was_reopened(
    table: Table, stage: Stage, number: int, adopted: bool, implemented: bool, overdue: bool
) -> None:
    proposal_id = table.closed(stage)
    with table.world.changing(table.org):
        carrying_out.reopen(
            proposal_id,
            reason="また聞こえなかった。",
            due_on=day(90),
            version=table._row(proposal_id).version,
            today=day(60),
            address_of=address_of,
            by=actor(table.trainer),
            at=moment(60),
        )
    (fact,) = facts(table)
    assert fact.reopened_count == 1
    assert (
        fact.was_adopted_by(day(number)),
        fact.was_implemented_by(day(number)),
        fact.is_overdue_on(day(number)),
    ) == (adopted, implemented, overdue)


def test_an_adoption_that_was_taken_back_does_not_count_after_that(table: Table) -> None:
    proposal_id, later = table.adopted(), table.meeting(held_on=day(10))
    with table.world.changing(table.org):
        meetings.put_on_table(later, [proposal_id], reason="費用", by=actor(table.office), at=moment(10))
    table.decide(proposal_id, later, table.adoption(result=DecisionResult.REJECTED))
    (fact,) = facts(table)
    assert not fact.was_adopted_by(day(10))
    assert len(fact.decisions) == 2


def test_what_was_merged_after_its_adoption_is_nobodys_task_from_that_day(table: Table) -> None:
    proposal_id, later = table.adopted(), table.meeting(held_on=day(40))  # due on day 30
    table.proposal()
    with table.world.changing(table.org):
        meetings.put_on_table(later, [proposal_id], reason="同じ工事", by=actor(table.office), at=moment(35))
    version = table.row(proposal_id).version
    with table.world.changing(table.org):
        merge(proposal_id, "P2026-002", version=version, address_of=address_of, by=actor(table.office), at=moment(40))
    fact = next(each for each in facts(table) if each.id == proposal_id)
    assert fact.merged_on == day(40)
    assert [(fact.was_adopted_by(day(n)), fact.is_overdue_on(day(n))) for n in (31, 39, 40, 400)] == [
        (True, True),
        (True, True),
        (False, False),
        (False, False),
    ]
    year = Period(PeriodKind.CHOSEN, 0, *YEAR)
    with table.world.inside(table.org):
        known = history.proposals(*YEAR)
    assert state_on(fact, day(39), today=day(50)) is ProposalState.ADOPTED
    assert state_on(fact, day(40), today=day(50)) is ProposalState.MERGED
    assert [each.numerator for each in overdue_rows(known, year, today=day(39))] == [1]
    assert overdue_rows(known, year, today=day(50)) == ()
    # A period between its adoption and its merging still knows it.
    assert proposal_id in [each.id for each in facts(table, day(31), day(35))]


def test_a_due_date_that_is_moved_later_moves_no_figure_of_the_past(table: Table) -> None:
    proposal_id = table.adopted()  # due on day 30
    past = Period(PeriodKind.CHOSEN, 0, day(0), day(59))
    with table.world.changing(table.org):
        carrying_out.hand_over(
            proposal_id,
            table.office.id,
            day(90),
            reason="工事が延びた。",
            version=table._row(proposal_id).version,
            address_of=address_of,
            by=actor(table.office),
            at=moment(70),
        )
    (fact,) = facts(table)
    assert [fact.due_on_as_of(day(n)) for n in (9, 10, 69, 70)] == [None, day(30), day(30), day(90)]
    assert [fact.is_overdue_on(day(n)) for n in (30, 31, 69, 70, 91)] == [False, True, True, False, True]
    assert [each.numerator for each in overdue_rows([fact], past, today=day(100))] == [1]
    assert [(each.numerator, each.denominator) for each in in_time_rows([fact], past, today=day(100))] == [(0, 1)]


def test_a_period_holds_what_was_submitted_in_it_and_what_was_still_open_or_moved(table: Table, stage: Stage) -> None:
    table.closed(stage)  # closed on day 41
    rejected = table.decided(DecisionResult.REJECTED)  # on day 10
    waiting = table.proposal()
    assert [each.id for each in facts(table, day(42), day(400))] == [waiting]
    assert len(facts(table, day(41), day(400))) == 2
    assert rejected in [each.id for each in facts(table, day(10), day(400))]
    assert facts(table, day(-100), day(-1)) == []


def test_drafts_are_nobodys_business(table: Table) -> None:
    from drillhub.improvement import proposals
    from drillhub.improvement.wording import Origin, Wording

    with table.world.changing(table.org):
        proposals.save_new_draft(Wording("ベル"), Origin(), by=actor(table.employee), at=moment(0))
    assert facts(table) == []


def test_a_meeting_counts_its_decisions_and_one_that_only_was_planned_is_not_told(table: Table) -> None:
    proposal_id, meeting = table.reviewed()
    table.decide(proposal_id, meeting, table.adoption())
    table.meeting(held_on=day(11))
    ended = table.meeting(held_on=day(5))
    with table.world.changing(table.org):
        meetings.end_meeting(ended, version=1, today=day(5), by=actor(table.office), at=moment(5))
    with table.world.inside(table.org):
        found = history.meetings(*YEAR)
    assert [(each.id, each.adopted, each.rejected, each.deferred) for each in found] == [
        (ended, 0, 0, 0),
        (meeting, 1, 0, 0),
    ]


def test_the_history_takes_the_same_statements_for_many_proposals_as_for_few(app: Flask, table: Table) -> None:
    def count() -> int:
        with table.world.inside(table.org), counted_statements(app) as statements:
            history.proposals(*YEAR)
            history.meetings(*YEAR)
        return len(statements)

    table.adopted()
    few = count()
    for _ in range(8):
        table.adopted()
    assert count() == few
