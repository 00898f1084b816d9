"""What the cadence rules ask for: the target of the number of drills, and the windows that were kept."""

from datetime import date
from decimal import Decimal

import pytest

from drillhub.audit import OPERATOR
from drillhub.core.fiscal_year import FiscalYear
from drillhub.programme import rules
from drillhub.programme.rules import RuleEntry
from drillhub.reporting.all_figures import figures_of
from drillhub.reporting.figures import Figure, Judgement, NoValue
from drillhub.reporting.period_records import records_of
from drillhub.reporting.periods import Period, fiscal_year, plan_years
from drillhub.reporting.row_reasons import RowReason
from drillhub.vocabulary import DrillType
from tests.drills.build import at
from tests.planning.build import use_only
from tests.reporting.records import Numbers

EVACUATION, TABLETOP = DrillType.EVACUATION_DRILL, DrillType.TABLETOP_EXERCISE
# Years after the drill that every test starts with, so that the windows are those of these tests alone.
YEAR = fiscal_year(2028, 4)
IN_THE_YEAR, AFTER_IT = date(2028, 11, 24), date(2029, 4, 10)


@pytest.fixture
def counted(world, org):
    """A figure by its code, as it is counted on a day."""

    def counting(code: str, today: date, period: Period = YEAR) -> Figure:
        with world.inside(org):
            figures = figures_of(records_of(period, today=today), period, today=today)
        return next(figure for figure in figures if figure.code == code)

    return counting


@pytest.fixture(autouse=True)
def three_rules(world, org):
    """The company asks for training, evacuation drills and tabletop exercises, and for nothing else."""
    with world.changing(org):
        use_only("CR01", "CR03", "CR04", since=FiscalYear(2027, 4))


@pytest.fixture
def year(world, org, records):
    """Two tabletop exercises in time for the second and the third quarter, one evacuation, nothing for the first."""
    with world.changing(org):
        records.drill(date(2028, 7, 15), TABLETOP, title="夏の机上")
        records.drill(date(2028, 9, 10), EVACUATION, numbers=Numbers(evacuation=300), title="秋の避難")
        records.drill(date(2028, 9, 30), TABLETOP, title="秋の机上")


@pytest.mark.parametrize(
    ("today", "target"),
    [
        pytest.param(date(2028, 6, 30), 1, id="what is due today may still take place: no fewer than one"),
        pytest.param(date(2028, 7, 1), 1, id="one quarter is over"),
        pytest.param(IN_THE_YEAR, 3, id="two quarters and a half-year"),
        pytest.param(AFTER_IT, 6, id="4 tabletop exercises and 2 evacuations; the yearly drill is one of them"),
    ],
)
def test_the_target_of_drills_held_is_what_the_rules_asked_for_by_then(counted, year, today, target):
    assert counted("K01", today).target == target


def test_without_a_calendar_the_target_is_one_drill_a_year(counted, records):
    found = counted("K01", AFTER_IT)
    assert (found.value, found.target, found.judgement) == (0, 1, Judgement.MISSED)


def test_windows_kept_are_counted_of_those_that_closed(counted, year):
    found = counted("K03", IN_THE_YEAR)
    rows = [(row.number, row.day, row.label.ja, row.reason) for row in found.rows]
    assert rows == [
        ("CR04", date(2028, 6, 30), "机上演習", RowReason.WINDOW_MISSED),
        ("CR03", date(2028, 9, 30), "実地避難訓練（秋の避難）", RowReason.WINDOW_KEPT),
        ("CR04", date(2028, 9, 30), "机上演習（秋の机上）", RowReason.WINDOW_KEPT),
    ], "the exercise of July came too late for the first quarter, and the second has its own"
    assert (found.numerator, found.denominator, found.value) == (2, 3, Decimal("66.7"))


def test_after_the_year_the_windows_that_nobody_kept_count_too(counted, year):
    found = counted("K03", AFTER_IT)
    assert (found.numerator, found.denominator) == (3, 7)
    assert [row.number for row in found.rows if row.day == YEAR.last_day] == ["CR01", "CR03", "CR04"]


def test_a_kept_window_opens_to_its_drill_and_a_missed_one_to_the_rules(counted, year):
    kinds = {row.reason: row.kind for row in counted("K03", IN_THE_YEAR).rows}
    assert kinds == {RowReason.WINDOW_KEPT: "drill", RowReason.WINDOW_MISSED: "cadence"}


def test_a_year_in_which_the_calendar_held_nothing_is_neither_kept_nor_missed(counted, year):
    assert counted("K03", AFTER_IT).previous is None
    assert counted("K03", AFTER_IT, fiscal_year(2027, 4)).no_value is NoValue.NOTHING_COUNTED


def test_a_year_of_the_plan_has_the_windows_that_end_in_it(counted, year):
    first, second, _third = plan_years(date(2027, 10, 1), date(2030, 9, 30))
    assert [row.day for row in counted("K03", AFTER_IT, first).rows] == [
        date(2028, 6, 30),
        date(2028, 9, 30),
        date(2028, 9, 30),
    ]
    assert {row.day for row in counted("K03", AFTER_IT, second).rows} == {date(2028, 12, 31), date(2029, 3, 31)}


def test_a_running_year_stands_beside_the_same_days_and_its_target_beside_the_whole_year(world, org, records, counted):
    with world.changing(org):
        records.drill(date(2027, 9, 10), EVACUATION, numbers=Numbers(evacuation=400))
        records.drill(date(2028, 3, 10), EVACUATION, numbers=Numbers(evacuation=200))
        records.drill(date(2028, 9, 10), EVACUATION, numbers=Numbers(evacuation=270))
    running, over = counted("K10", IN_THE_YEAR), counted("K10", AFTER_IT)
    assert (running.previous.value, over.previous.value) == (400, 300)
    assert running.target == over.target == 270, "a tenth less than the median of the whole year before"
    assert (counted("K01", IN_THE_YEAR).previous.value, counted("K01", AFTER_IT).previous.value) == (1, 2)


def test_a_review_that_is_due_counts_as_a_window_and_not_as_a_drill(world, org, counted, year):
    with world.changing(org):
        yearly = RuleEntry(is_on=True, per_year=1)
        rules.choose("CR08", None, yearly, FiscalYear(2028, 4), seen=1, by=OPERATOR, at=at(1))
    assert counted("K01", AFTER_IT).target == 6
    assert (counted("K03", AFTER_IT).numerator, counted("K03", AFTER_IT).denominator) == (3, 8)
