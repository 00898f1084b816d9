"""The company's own days: entered, changed and taken away."""

from datetime import date

import pytest
from sqlalchemy import select

from drillhub.audit import OPERATOR, AuditEntry
from drillhub.calendar import company_calendar
from drillhub.calendar.errors import DaysTheWrongWay, HolidayTooLong, NoWorkingDay, ReasonMissing
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.core.errors import NotFound

MAY, LAST = date(2026, 5, 1), date(2026, 5, 31)


def said():
    return {"by": OPERATOR, "at": clock.now()}


def test_a_company_that_has_said_nothing_is_off_on_saturday_and_sunday(world, org):
    with world.inside(org):
        days = company_calendar.company_days(MAY, LAST)

    assert not days.is_working_day(date(2026, 5, 9))
    assert not days.is_working_day(date(2026, 5, 5))
    assert days.is_working_day(date(2026, 5, 8))


def test_the_week_may_be_changed_any_number_of_times(world, org):
    for off in ({6}, {2, 6}):
        with world.changing(org):
            company_calendar.set_week(off, works_on_national_holidays=True, **said())
    with world.inside(org):
        days = company_calendar.company_days(MAY, LAST)

    assert (days.weekly_off, days.works_on_national_holidays) == (frozenset({2, 6}), True)


def test_holidays_in_a_row_are_one_row_a_day_and_entered_once(world, org):
    for expected in (3, 0):
        with world.changing(org):
            added = company_calendar.add_holidays(date(2026, 8, 12), date(2026, 8, 14), "夏季休業", **said())
        assert added == expected
    with world.changing(org):
        line = company_calendar.holidays(date(2026, 8, 13), date(2026, 8, 13))[0]
        company_calendar.remove_holiday(line.id, **said())
    with world.inside(org):
        kept = [each.day.day for each in company_calendar.holidays(date(2026, 8, 1), date(2026, 8, 31))]
        kinds = [entry.action for entry in db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert kept == [12, 14]
    assert kinds[-2:] == ["company_calendar.holidays_added", "company_calendar.holiday_removed"]


def test_a_busy_month_has_its_reason_and_can_be_taken_back(world, org):
    with world.changing(org):
        company_calendar.set_busy_month(3, "決算", **said())
        company_calendar.set_busy_month(3, "棚卸し", **said())
        company_calendar.set_busy_month(12, "納期", **said())
        company_calendar.remove_busy_month(12, **said())
    with world.inside(org):
        assert company_calendar.busy_months() == {3: "棚卸し"}


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda: company_calendar.set_week(range(7), works_on_national_holidays=False, **said()), NoWorkingDay),
        (lambda: company_calendar.add_holidays(LAST, MAY, "休み", **said()), DaysTheWrongWay),
        (lambda: company_calendar.add_holidays(MAY, date(2026, 12, 31), "休み", **said()), HolidayTooLong),
        (lambda: company_calendar.set_busy_month(3, " ", **said()), ReasonMissing),
    ],
)
def test_what_makes_no_sense_is_refused(world, org, change, refusal):
    with pytest.raises(refusal), world.changing(org):
        change()


def test_t5_a_holiday_of_another_company_is_not_found(world, org, outsider):
    with world.changing(outsider.org):
        company_calendar.add_holidays(MAY, MAY, "休み", **said())
        theirs = company_calendar.holidays(MAY, MAY)[0].id
    with pytest.raises(NotFound), world.changing(org):
        company_calendar.remove_holiday(theirs, **said())
