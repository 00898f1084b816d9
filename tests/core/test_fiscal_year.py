"""年度: any start month, every day in exactly one year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillhub.core.fiscal_year import FiscalYear, years_later


@pytest.mark.parametrize(
    ("day", "start_month", "year"),
    [
        pytest.param(date(2026, 3, 31), 4, 2025, id="the last day of March belongs to the year before"),
        pytest.param(date(2026, 4, 1), 4, 2026, id="the first of April begins a year"),
        pytest.param(date(2026, 1, 1), 1, 2026, id="a year that starts in January is the calendar year"),
        pytest.param(date(2028, 2, 29), 3, 2027, id="29 February is an ordinary day"),
        pytest.param(date(2026, 12, 1), 12, 2026, id="a year that starts in December"),
    ],
)
def test_d4_a_day_belongs_to_the_fiscal_year_of_its_start_month(day: date, start_month: int, year: int) -> None:
    assert FiscalYear.of(day, start_month) == FiscalYear(year, start_month)


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)), st.integers(1, 12))
def test_d4_every_day_is_in_exactly_one_fiscal_year(day: date, start_month: int) -> None:
    year = FiscalYear.of(day, start_month)
    assert year.contains(day)
    assert not year.previous().contains(day)
    assert not year.following().contains(day)
    assert year.previous().last_day + timedelta(days=1) == year.first_day


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        pytest.param(date(2028, 2, 29), 1, date(2029, 2, 28), id="a common year has no 29 February"),
        pytest.param(date(2028, 2, 29), -1, date(2027, 2, 28), id="nor has the year before"),
        pytest.param(date(2028, 2, 29), 4, date(2032, 2, 29), id="the next leap year has it again"),
        pytest.param(date(2027, 2, 28), 1, date(2028, 2, 28), id="the 28th stays the 28th in a leap year"),
    ],
)
def test_d4_the_same_day_of_another_year(day: date, years: int, expected: date) -> None:
    assert years_later(day, years) == expected


def test_its_months_run_from_the_start_month() -> None:
    months = FiscalYear(2026, 10).months()
    assert months[0] == (2026, 10)
    assert months[3] == (2027, 1)
    assert len(months) == 12


@pytest.mark.parametrize(("year", "start_month"), [(2026, 0), (2026, 13), (0, 4), (9999, 4)])
def test_f42_a_year_out_of_range_is_refused(year: int, start_month: int) -> None:
    with pytest.raises(ValueError):
        FiscalYear(year, start_month)
