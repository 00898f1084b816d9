"""Which days a company works, and the national holidays that are known."""

from datetime import date

import pytest

from drillhub.calendar.national_holidays import national_holidays
from drillhub.calendar.working_days import CompanyDays, DayOff, OffReason


def days(**more) -> CompanyDays:
    values = {
        "weekly_off": frozenset({5, 6}),
        "works_on_national_holidays": False,
        "national": {date(2026, 5, 4): "みどりの日", date(2026, 5, 5): "こどもの日", date(2026, 5, 6): "振替休日"},
        "company": {date(2026, 5, 7): "創立記念日"},
        "busy_months": {3: "決算"},
        "known_years": range(2023, 2031),
    }
    return CompanyDays(**{**values, **more})


@pytest.mark.parametrize(
    ("day", "off"),
    [
        pytest.param(date(2026, 5, 1), None, id="a Friday"),
        pytest.param(date(2026, 5, 2), DayOff(OffReason.WEEKLY), id="a Saturday"),
        pytest.param(date(2026, 5, 6), DayOff(OffReason.NATIONAL_HOLIDAY, "振替休日"), id="a substitute holiday"),
        pytest.param(date(2026, 5, 7), DayOff(OffReason.COMPANY_HOLIDAY, "創立記念日"), id="the company's own"),
    ],
)
def test_a_day_off_says_why(day, off):
    assert days().day_off(day) == off


def test_the_next_working_day_lies_behind_all_kinds_of_days_off():
    assert days().next_working_day(date(2026, 5, 2)) == date(2026, 5, 8)
    assert days().next_working_day(date(2026, 5, 8)) == date(2026, 5, 8)


def test_a_company_may_work_on_national_holidays():
    assert days(works_on_national_holidays=True).is_working_day(date(2026, 5, 5))


def test_a_period_without_a_working_day_has_no_next_one():
    assert days(weekly_off=frozenset(range(7))).next_working_day(date(2026, 5, 2)) is None


def test_years_beyond_the_file_are_said_to_be_unknown():
    assert days().unknown_years(date(2030, 4, 1), date(2031, 3, 31)) == (2031,)


def test_f43_the_file_has_the_holidays_with_their_names():
    known = national_holidays()
    told = {day: str(known.names[day]) for day in known.names if day.year == 2026 and day.month in {5, 9}}

    assert told == {
        date(2026, 5, 3): "憲法記念日",
        date(2026, 5, 4): "みどりの日",
        date(2026, 5, 5): "こどもの日",
        date(2026, 5, 6): "振替休日",
        date(2026, 9, 21): "敬老の日",
        date(2026, 9, 22): "国民の休日",
        date(2026, 9, 23): "秋分の日",
    }
    assert (known.first_year, known.last_year) == (2023, 2030)
    assert not known.knows(2031)


def test_f43_a_holiday_on_a_sunday_is_followed_by_its_substitute():
    names = national_holidays().names
    for day in names:
        if day.weekday() == 6:
            after = [each for each in sorted(names) if each > day]
            assert any(str(names[each]) == "振替休日" and (each - day).days <= 3 for each in after[:4]), day
