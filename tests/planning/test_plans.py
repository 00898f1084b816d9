"""Saving a plan, its editions and commitments, and what was done for them."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from drillhub.audit import OPERATOR, AuditEntry
from drillhub.core.append_only import WrittenOnce
from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.core.fiscal_year import FiscalYear
from drillhub.planning import plans, queries
from drillhub.planning.content import AssumedHazard, PlanContent, PlanPeriod, YearMonth
from drillhub.planning.errors import (
    CommitmentNotDatable,
    CommitmentWithdrawn,
    FulfilmentTwice,
    HazardTwice,
    PlanChanged,
    PlanFaulty,
)
from drillhub.planning.models import Commitment, CommitmentKind, Plan, PlanEdition
from drillhub.planning.queries import CommitmentState, PlanGap, state_of
from drillhub.vocabulary import Hazard
from tests.drills.build import at
from tests.planning.build import content
from tests.support.at_once import at_once
from tests.support.rows import all_rows, counted_statements

YEAR = FiscalYear(2026, 4)
TODAY = date(2026, 11, 24)


@pytest.fixture
def saved(world, org):
    with world.changing(org):
        plans.save(content(), by=OPERATOR, at=at(0))


def line(code: str, *, today: date = TODAY) -> queries.CommitmentLine:
    page = queries.plan_page(YEAR, today=today)
    return next(each for each in page.commitments if each.code == code)


def test_a_first_plan_is_edition_one(world, org, saved):
    with world.inside(org):
        page = queries.plan_page(YEAR, today=TODAY)
        assert page.plan.current_edition == 1
        assert page.content == content()
        assert page.plan_year == 1
        assert page.days_left == (date(2029, 3, 31) - TODAY).days


def test_the_same_content_again_changes_nothing(world, org, saved):
    with world.changing(org):
        assert plans.save(content(), by=OPERATOR, at=at(1)).edition is None
    with world.inside(org):
        assert db.session.scalar(select(func.count(PlanEdition.id))) == 1


def test_a_change_is_a_further_edition_and_the_first_one_stays(world, org, saved):
    longer = replace(content(), structure="常務が責任者")
    with world.changing(org):
        assert plans.save(longer, by=OPERATOR, at=at(1)).edition == 2
    with world.inside(org):
        plan = queries.plan_in_force(TODAY)
        assert queries.edition(plan.id, 1).content == content()
        assert queries.edition(plan.id, 2).content == longer


def shown(world, org) -> int:
    """Id of the edition that a page shows now."""
    with world.inside(org):
        return queries.in_force(TODAY).edition.id


def led_by(who: str):
    def edit(before: PlanContent) -> PlanContent:
        return replace(before, structure=who)

    return edit


def test_a_change_is_made_to_what_is_in_force(world, org, saved):
    seen = shown(world, org)
    with world.changing(org):
        done = plans.change(led_by("常務が責任者"), seen=seen, today=TODAY, by=OPERATOR, at=at(1))
    assert done.edition == 2
    with world.inside(org):
        assert queries.in_force(TODAY).content == replace(content(), structure="常務が責任者")


def test_who_looked_at_an_older_edition_changes_nothing_and_hears_who_was_faster(world, org, saved):
    seen = shown(world, org)
    with world.changing(org):
        plans.change(led_by("常務が責任者"), seen=seen, today=TODAY, by=OPERATOR, at=at(1))
    before = all_rows(world, org)
    for old in (seen, 0, -1, seen + 100):
        with pytest.raises(PlanChanged) as refused, world.changing(org):
            plans.change(led_by("専務が責任者"), seen=old, today=TODAY, by=OPERATOR, at=at(2))
        assert refused.value.facts == {"number": 2, "name": OPERATOR.name}
    with pytest.raises(PlanChanged), world.changing(org):
        plans.save(content(), seen=seen, by=OPERATOR, at=at(2))
    assert all_rows(world, org) == before


def test_of_two_people_changing_the_plan_at_once_one_is_told_to_look_again(world, org, saved):
    seen = shown(world, org)

    def changing(who: str):
        def act():
            with world.changing(org):
                queries.in_force(TODAY)  # as a page does before it writes
                return plans.change(led_by(who), seen=seen, today=TODAY, by=OPERATOR, at=at(1)).edition

        return act

    found = at_once(changing("常務"), changing("専務"))
    assert sorted(type(each).__name__ for each in found) == ["PlanChanged", "int"]
    with world.inside(org):
        assert db.session.scalar(select(func.count(PlanEdition.id))) == 2


def test_a_first_plan_is_entered_once(world, org):
    with world.changing(org):
        assert plans.enter(content(), today=TODAY, by=OPERATOR, at=at(0)).is_new_plan
    other = replace(content(), period=PlanPeriod(YearMonth(2026, 5), YearMonth(2029, 3)))
    before = all_rows(world, org)
    with pytest.raises(PlanChanged), world.changing(org):
        plans.enter(other, today=TODAY, by=OPERATOR, at=at(1))
    assert all_rows(world, org) == before


def test_without_a_plan_there_is_nothing_to_change(world, org):
    with pytest.raises(NotFound), world.changing(org):
        plans.change(led_by("常務"), seen=1, today=TODAY, by=OPERATOR, at=at(1))


def test_each_hazard_is_assumed_once():
    with pytest.raises(HazardTwice) as refused:
        plans.with_new_hazard(content(), AssumedHazard(Hazard.EARTHQUAKE))
    assert refused.value.field == "hazard"
    both = plans.with_new_hazard(content(), AssumedHazard(Hazard.FLOOD))
    assert [each.hazard for each in both.hazards] == [Hazard.EARTHQUAKE, Hazard.FLOOD]


def test_editions_are_cut_into_pages_and_each_says_what_it_changed(app, world, org, saved):
    for number in range(4):
        with world.changing(org):
            plans.save(replace(content(), structure=f"{number}代目", purpose="守る"), by=OPERATOR, at=at(1))
    with world.inside(org):
        plan_id = queries.plan_in_force(TODAY).id

        def told(page: int) -> list[tuple[int, int | None]]:
            lines = queries.editions(plan_id, page=page, size=2).items
            return [(each.edition.number, len(each.review.changes) if each.review else None) for each in lines]

        assert (told(1), told(2), told(3)) == ([(5, 1), (4, 1)], [(3, 1), (2, 2)], [(1, None)])
        with counted_statements(app) as few:
            told(3)
        with counted_statements(app) as many:
            told(1)
    assert len(few) == len(many)


def test_an_edition_cannot_be_rewritten(world, org, saved):
    with pytest.raises(WrittenOnce), world.changing(org):
        db.session.scalars(select(PlanEdition)).one().created_by_name = "誰か"


def test_another_period_is_another_plan(world, org, saved):
    later = replace(content(), period=PlanPeriod(YearMonth(2029, 4), YearMonth(2032, 3)), commitments=())
    with world.changing(org):
        assert plans.save(later, by=OPERATOR, at=at(1)).is_new_plan
    with world.inside(org):
        assert db.session.scalar(select(func.count(Plan.id))) == 2
        assert queries.plan_in_force(TODAY).period_starts_on == date(2026, 4, 1)
        assert queries.plan_page(YEAR, today=TODAY).following.period_starts_on == date(2029, 4, 1)
        assert queries.plan_in_force(date(2029, 4, 1)).period_starts_on == date(2029, 4, 1)
        assert queries.plan_in_force(date(2020, 4, 1)).period_starts_on == date(2026, 4, 1)


def test_a_commitment_that_is_taken_out_keeps_what_was_done_for_it(world, org, saved):
    with world.changing(org):
        commitment_id = line("C04").id
        plans.record_fulfilment(commitment_id, date(2026, 8, 1), "", today=TODAY, by=OPERATOR, at=at(1))
        plans.save(plans.without_promise(content(), "C04"), by=OPERATOR, at=at(2))
    with world.inside(org):
        row = db.session.scalars(select(Commitment).where(Commitment.code == "C04")).one()
        assert row.withdrawn_at is not None
        assert queries.commitment(row.id, YEAR, today=TODAY).last.done_on == date(2026, 8, 1)
    with world.changing(org), pytest.raises(CommitmentWithdrawn):
        plans.record_fulfilment(commitment_id, date(2026, 8, 2), "", today=TODAY, by=OPERATOR, at=at(3))


def test_a_faulty_plan_is_refused_and_nothing_is_saved(world, org):
    wrong = replace(content(), period=PlanPeriod(YearMonth(2026, 4), YearMonth(2030, 3)))
    with pytest.raises(PlanFaulty) as refused, world.changing(org):
        plans.save(wrong, by=OPERATOR, at=at(0))
    assert refused.value.field == "last"
    with world.inside(org):
        assert db.session.scalar(select(func.count(Plan.id))) == 0


def test_a_fulfilment_counts_once_a_day_and_never_ahead(world, org, saved):
    with world.changing(org):
        commitment_id = line("C03").id
        plans.record_fulfilment(commitment_id, date(2026, 4, 7), "朝礼", today=TODAY, by=OPERATOR, at=at(1))
        with pytest.raises(FulfilmentTwice):
            plans.record_fulfilment(commitment_id, date(2026, 4, 7), "", today=TODAY, by=OPERATOR, at=at(1))
        with pytest.raises(CommitmentNotDatable):
            plans.record_fulfilment(commitment_id, date(2026, 11, 25), "", today=TODAY, by=OPERATOR, at=at(1))
    with world.inside(org):
        assert line("C03").state is CommitmentState.DONE


def test_a_fulfilment_that_was_a_mistake_is_taken_back_and_the_trail_knows(world, org, saved):
    with world.changing(org):
        row = plans.record_fulfilment(line("C03").id, date(2026, 4, 7), "", today=TODAY, by=OPERATOR, at=at(1))
        db.session.flush()
        plans.withdraw_fulfilment(row.id, by=OPERATOR, at=at(2))
    with world.inside(org):
        assert line("C03").fulfilments == ()
        actions = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
        assert actions[-2:] == ["commitment.fulfilled", "commitment.fulfilment_withdrawn"]


def test_late_commitments_are_those_whose_month_or_day_has_passed(world, org, saved):
    with world.inside(org):
        assert [each.code for each in queries.late_commitments(YEAR, today=TODAY)] == ["C01", "C03", "C04"]


def test_a_plan_says_what_it_lacks():
    bare = replace(content(), commitments=(), structure="", hazards=())
    assert list(queries.gaps(bare)) == [
        PlanGap.TRAINING,
        PlanGap.REVIEW,
        PlanGap.COMMUNICATION,
        PlanGap.STRUCTURE,
        PlanGap.HAZARDS,
    ]


@pytest.mark.parametrize(
    ("months", "due", "done", "expected"),
    [
        pytest.param((6, 10), None, [], "late", id="both months passed"),
        pytest.param((6, 10), None, ["2026-07-01"], "late", id="one of two"),
        pytest.param((6, 10), None, ["2026-07-01", "2026-10-31"], "done", id="as often as promised"),
        pytest.param((6, 10), None, ["2025-06-01", "2026-03-31"], "late", id="last year does not count"),
        pytest.param(
            (6, 9, 12, 2), None, ["2026-04-10", "2026-06-05", "2026-06-20", "2026-09-12"], "ahead", id="two of four"
        ),
        pytest.param((6, 10), None, ["2026-06-01", "2026-06-30"], "late", id="twice in one month keeps one month"),
        pytest.param((10,), None, ["2026-09-30"], "late", id="before its month"),
        pytest.param((10,), None, ["2026-11-01"], "done", id="after its month"),
        pytest.param((11,), None, [], "ahead", id="the month is not over"),
        pytest.param((2,), None, [], "ahead", id="a month of the following calendar year"),
        pytest.param((), date(2026, 11, 23), [], "late", id="the day passed"),
        pytest.param((), date(2026, 11, 24), [], "ahead", id="the day is today"),
        pytest.param((), date(2026, 9, 30), ["2025-01-01"], "done", id="a measure is done for good"),
        pytest.param((), None, [], "open", id="nothing was promised"),
    ],
)
def test_where_a_commitment_stands(months, due, done, expected):
    days = [date.fromisoformat(day) for day in done]
    assert state_of(months, due, days, YEAR, today=TODAY) == expected


@pytest.mark.parametrize(
    ("day", "year"),
    [("2026-03-31", None), ("2026-04-01", 1), ("2028-03-31", 2), ("2028-04-01", 3), ("2029-04-01", None)],
)
def test_the_year_of_the_plan(world, org, saved, day, year):
    with world.inside(org):
        plan = queries.plan_in_force(TODAY)
        assert queries.plan_year(plan, date.fromisoformat(day)) == year


def test_a_drill_keeps_the_promise_of_training(world, org, trainer, saved):
    from tests.drills.stage import Stage

    stage = Stage.set_up(world, org, trainer)
    stage.recorded()
    with world.inside(org):
        promise = line("C01", today=date(2026, 4, 30))
        assert promise.kind is CommitmentKind.TRAINING_EDUCATION
        assert promise.done_in_year == (date(2026, 4, 1),)
