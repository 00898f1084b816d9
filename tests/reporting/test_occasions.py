"""When promises fall due and whether they were kept: pure values in, pure values out."""

from datetime import date

import pytest

from drillhub.planning.models import CommitmentKind
from drillhub.reporting.occasions import occasions_of
from drillhub.reporting.periods import PeriodKind, chosen, plan_period, plan_years
from drillhub.reporting.plan_facts import CommitmentLine, Fulfilment
from drillhub.reporting.status_ratings import StatusRating
from drillhub.reporting.status_rules import proposed_rating
from drillhub.vocabulary import PlanItem

FIRST, LAST = date(2024, 4, 1), date(2027, 3, 31)
PLAN = plan_period(FIRST, LAST)
YEARS = plan_years(FIRST, LAST)


def yearly(*done: date, months: tuple[int, ...] = (6, 10), kind=CommitmentKind.PLAN_REVIEW, withdrawn_on=None):
    return _line(kind, done, months=months, withdrawn_on=withdrawn_on)


def measure(*done: date, due_on: date | None = date(2025, 9, 30)):
    return _line(CommitmentKind.MEASURE, done, due_on=due_on)


def _line(kind, done, *, months=(), due_on=None, withdrawn_on=None):
    notes = tuple(Fulfilment(day, "") for day in sorted(done))
    return CommitmentLine(1, "C01", PlanItem.PROMOTION, kind, "見直す", months, due_on, notes, 0, withdrawn_on)


def kept(line, as_of: date, *, period=PLAN, drilled_on=()):
    """(due, done) of everything that has fallen due."""
    found = occasions_of(line, YEARS, period, as_of=as_of, drilled_on=drilled_on)
    return [(each.due_on, each.done_on) for each in found if each.is_due]


def test_the_years_of_a_plan_are_counted_from_its_first_month():
    assert [(year.number, year.first_day, year.last_day) for year in YEARS] == [
        (1, date(2024, 4, 1), date(2025, 3, 31)),
        (2, date(2025, 4, 1), date(2026, 3, 31)),
        (3, date(2026, 4, 1), date(2027, 3, 31)),
    ]
    assert all(year.kind is PeriodKind.PLAN_YEAR for year in YEARS)
    assert YEARS[1].previous() == YEARS[0]


def test_a_short_plan_has_a_short_last_year():
    years = plan_years(date(2024, 10, 1), date(2026, 3, 31))
    assert [(year.first_day, year.last_day) for year in years] == [
        (date(2024, 10, 1), date(2025, 9, 30)),
        (date(2025, 10, 1), date(2026, 3, 31)),
    ]


def test_the_period_of_a_plan_is_known_by_its_first_month():
    assert PLAN.key == "plan2024-04"
    assert plan_period(FIRST, date(2026, 3, 31)).key == PLAN.key
    assert chosen(FIRST, LAST, 4).key != PLAN.key


def test_a_yearly_promise_falls_due_once_for_each_month_that_has_passed():
    assert kept(yearly(), date(2025, 7, 1)) == [
        (date(2024, 6, 30), None),
        (date(2024, 10, 31), None),
        (date(2025, 6, 30), None),
    ]


@pytest.mark.parametrize(
    ("as_of", "due"),
    [
        pytest.param(date(2024, 6, 1), 0, id="its month has begun"),
        pytest.param(date(2024, 6, 30), 0, id="its last day is still there"),
        pytest.param(date(2024, 7, 1), 1, id="its month has passed"),
    ],
)
def test_a_month_that_has_not_passed_is_held_against_nobody(as_of, due):
    assert len(kept(yearly(), as_of)) == due


def test_what_was_done_in_its_month_counts_at_once():
    assert kept(yearly(date(2024, 6, 3)), date(2024, 6, 10)) == [(date(2024, 6, 30), date(2024, 6, 3))]


def test_a_day_in_another_month_of_the_year_makes_up_for_a_month_that_was_missed():
    found = occasions_of(yearly(date(2024, 8, 5)), YEARS, PLAN, as_of=date(2024, 9, 1))
    assert [(each.done_on, each.was_on_time) for each in found if each.is_due] == [(date(2024, 8, 5), False)]


def test_days_of_one_month_do_not_keep_a_promise_that_is_still_to_come():
    line = yearly(date(2024, 6, 3), date(2024, 6, 20))
    assert kept(line, date(2024, 7, 1)) == [(date(2024, 6, 30), date(2024, 6, 3))]
    assert kept(line, date(2024, 11, 1))[1] == (date(2024, 10, 31), date(2024, 6, 20))


def test_a_day_of_the_next_year_makes_up_for_nothing():
    assert kept(yearly(date(2025, 4, 2), months=(3,)), date(2025, 4, 10)) == [(date(2025, 3, 31), None)]


def test_a_drill_keeps_the_promise_of_training_and_no_other():
    day = date(2024, 6, 10)
    training = yearly(months=(6,), kind=CommitmentKind.TRAINING_EDUCATION)
    assert kept(training, date(2024, 7, 1), drilled_on=[day]) == [(date(2024, 6, 30), day)]
    assert kept(yearly(months=(6,)), date(2024, 7, 1), drilled_on=[day]) == [(date(2024, 6, 30), None)]


def test_a_yearly_promise_without_a_month_falls_due_at_the_end_of_each_year():
    line = yearly(date(2024, 5, 1), months=())
    assert kept(line, date(2025, 4, 1)) == [(date(2025, 3, 31), date(2024, 5, 1))]


@pytest.mark.parametrize(
    ("line", "as_of", "expected"),
    [
        pytest.param(measure(), date(2025, 9, 30), [], id="its day is still there"),
        pytest.param(measure(), date(2025, 10, 1), [(date(2025, 9, 30), None)], id="its day has passed"),
        pytest.param(
            measure(date(2024, 5, 1)), date(2024, 6, 1), [(date(2025, 9, 30), date(2024, 5, 1))], id="done early"
        ),
        pytest.param(
            measure(date(2025, 12, 1)), date(2026, 1, 1), [(date(2025, 9, 30), date(2025, 12, 1))], id="done late"
        ),
        pytest.param(measure(due_on=None), LAST, [], id="without a day, the plan has not ended"),
        pytest.param(measure(due_on=None), date(2027, 4, 1), [(LAST, None)], id="without a day, the plan has ended"),
        pytest.param(
            measure(date(2025, 1, 1), due_on=None),
            date(2026, 1, 1),
            [(LAST, date(2025, 1, 1))],
            id="without a day, done",
        ),
    ],
)
def test_a_measure_falls_due_once(line, as_of, expected):
    assert kept(line, as_of) == expected


def test_measures_without_a_day_that_were_never_done_count_when_the_plan_has_ended():
    lines = [measure(date(2025, 1, 1), due_on=None), *[measure(due_on=None)] * 3]
    found = [each for line in lines for each in occasions_of(line, YEARS, PLAN, as_of=date(2027, 4, 1))]
    assert proposed_rating(found) is StatusRating.HARDLY


def test_late_is_kept_but_not_on_time():
    [late] = occasions_of(measure(date(2025, 10, 1)), YEARS, PLAN, as_of=date(2026, 1, 1))
    assert (late.was_kept, late.was_on_time) == (True, False)


def test_what_a_later_edition_no_longer_promises_falls_due_no_more():
    line = yearly(date(2024, 6, 3), withdrawn_on=date(2024, 9, 1))
    assert kept(line, date(2026, 1, 1)) == [(date(2024, 6, 30), date(2024, 6, 3))]


def test_a_measure_that_was_withdrawn_before_its_day_falls_due_no_more():
    line = _line(CommitmentKind.MEASURE, (), due_on=date(2025, 9, 30), withdrawn_on=date(2025, 9, 1))
    assert occasions_of(line, YEARS, PLAN, as_of=date(2026, 1, 1)) == ()


def test_a_chosen_period_has_what_falls_due_in_it():
    second = chosen(date(2025, 4, 1), date(2026, 3, 31), 4)
    assert [due for due, _done in kept(yearly(), date(2027, 1, 1), period=second)] == [
        date(2025, 6, 30),
        date(2025, 10, 31),
    ]
    assert kept(measure(date(2024, 5, 1)), date(2027, 1, 1), period=second) == []
