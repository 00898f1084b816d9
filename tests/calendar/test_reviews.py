"""Reviews and inspections of the calendar, and what they come to."""

from datetime import date, time

import pytest

from drillhub.audit import OPERATOR
from drillhub.calendar import reviews, slots
from drillhub.calendar.errors import NotAReview, ReviewDayUnlikely, ReviewTextMissing, SlotOver
from drillhub.calendar.reviews import ReviewOutcome
from drillhub.calendar.slots import NewSlot
from drillhub.core.database import db
from drillhub.core.errors import Invalid, NotFound, faults_of
from drillhub.core.fiscal_year import FiscalYear
from drillhub.programme.cadence import RuleState
from drillhub.programme.standings import year_standings
from drillhub.vocabulary import DrillType, ReviewType
from tests.drills.build import at
from tests.support.rows import all_rows

TODAY = date(2026, 12, 1)
OUTCOME = ReviewOutcome(date(2026, 11, 20), "社長、総務", "連絡先が3件古い。", "12月末までに直す。")


def scheduled(world, org, kind=ReviewType.PARTIAL_INSPECTION, day=date(2026, 11, 20)) -> int:
    with world.changing(org):
        return reviews.schedule_review(
            kind, day, site_id=None, trainer_id=None, timezone="Asia/Tokyo", by=OPERATOR, at=at(0)
        ).id


def recorded(world, org, slot_id: int, outcome: ReviewOutcome = OUTCOME) -> None:
    with world.changing(org):
        reviews.record_review(slot_id, outcome, today=TODAY, by=OPERATOR, at=at(1))


def standing_of(world, org, rule: str):
    with world.inside(org):
        found = year_standings(FiscalYear(2026, 4), today=TODAY).of(rule)
    assert found is not None
    return found[0]


def test_a_review_that_was_recorded_keeps_its_rule(world, org):
    slot_id = scheduled(world, org)
    assert standing_of(world, org, "CR07").state is RuleState.OVERDUE
    recorded(world, org, slot_id)
    found = standing_of(world, org, "CR07")
    assert (found.done, found.needed) == (1, 2)
    assert found.held[0].drill_id is None, "no drill took place"
    with world.inside(org):
        slot, record = reviews.review(slot_id)
    assert (slot.fulfilled_on, record.findings) == (OUTCOME.held_on, OUTCOME.findings)


def test_a_review_counts_for_no_other_rule(world, org):
    recorded(world, org, scheduled(world, org, ReviewType.KPI_REVIEW))
    assert standing_of(world, org, "CR01").done == standing_of(world, org, "CR08").done == 0
    assert standing_of(world, org, "CR09").done == 1


@pytest.mark.parametrize(
    ("outcome", "faults"),
    [
        pytest.param(ReviewOutcome(date(2026, 12, 2), "", "異常なし"), [("held_on", ReviewDayUnlikely)], id="tomorrow"),
        pytest.param(ReviewOutcome(TODAY, "", "  "), [("findings", ReviewTextMissing)], id="nothing said"),
    ],
)
def test_what_cannot_be_is_refused_by_field_and_nothing_changes(world, org, outcome, faults):
    slot_id = scheduled(world, org)
    before = all_rows(world, org)
    with pytest.raises(Invalid) as refused:
        recorded(world, org, slot_id, outcome)
    assert [(fault.field, type(fault)) for fault in faults_of(refused.value)] == faults
    assert all_rows(world, org) == before


def test_a_review_is_recorded_once_and_not_after_it_was_called_off(world, org):
    slot_id, other = scheduled(world, org), scheduled(world, org)
    recorded(world, org, slot_id)
    with pytest.raises(SlotOver):
        recorded(world, org, slot_id)
    with world.changing(org):
        slots.cancel_slot(other, reason="別の会議で行う", by=OPERATOR, at=at(1))
    with pytest.raises(SlotOver):
        recorded(world, org, other)


def test_a_drill_is_no_review(world, org):
    new = NewSlot(DrillType.TABLETOP_EXERCISE, "机上", None, None, date(2026, 11, 20), time(10), "Asia/Tokyo", 60)
    with world.changing(org):
        slot = slots.schedule_slot(new, by=OPERATOR, at=at(0))
        db.session.flush()
        drill_slot = slot.id
    with pytest.raises(NotAReview):
        recorded(world, org, drill_slot)
    with pytest.raises(NotFound), world.inside(org):
        reviews.review(drill_slot)
