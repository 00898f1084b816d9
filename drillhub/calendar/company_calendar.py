"""When the company works: days off of every week, its own holidays, and the months in which it is busy."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import delete, select

from drillhub import audit
from drillhub.audit import Actor
from drillhub.calendar.errors import DaysTheWrongWay, HolidayTooLong, MonthUnknown, NoWorkingDay, ReasonMissing
from drillhub.calendar.models import BusyMonth, CompanyHoliday, CompanyWeek
from drillhub.calendar.national_holidays import national_holidays
from drillhub.calendar.working_days import CompanyDays
from drillhub.core.database import db
from drillhub.core.errors import NameMissing, NotFound, TextTooLong
from drillhub.core.tenancy import insert_all, insert_if_absent

SATURDAY_AND_SUNDAY: Final = frozenset({5, 6})  # of a company that has not said
LONGEST_NAME: Final = 100
LONGEST_HOLIDAY_DAYS: Final = 62


@dataclass(frozen=True)
class HolidayLine:
    """A company holiday in a list."""

    id: int
    day: date
    name: str


def company_days(first_day: date, last_day: date) -> CompanyDays:
    """The company's days of a period, both ends included. Three statements."""
    week = db.session.scalar(select(CompanyWeek))
    national = national_holidays()
    return CompanyDays(
        weekly_off=frozenset(week.weekly_off) if week else SATURDAY_AND_SUNDAY,
        works_on_national_holidays=bool(week and week.works_on_national_holidays),
        national={day: name for day, name in national.names.items() if first_day <= day <= last_day},
        company={each.day: each.name for each in holidays(first_day, last_day)},
        busy_months=busy_months(),
        known_years=range(national.first_year, national.last_year + 1),
    )


def holidays(first_day: date, last_day: date) -> tuple[HolidayLine, ...]:
    """The company's own holidays of a period, by day. One statement."""
    rows = db.session.execute(
        select(CompanyHoliday.id, CompanyHoliday.day, CompanyHoliday.name)
        .where(CompanyHoliday.day.between(first_day, last_day))
        .order_by(CompanyHoliday.day)
    )
    return tuple(HolidayLine(row.id, row.day, row.name) for row in rows)


def busy_months() -> dict[int, str]:
    """Month 1-12 → why the company is busy in it. One statement."""
    rows = db.session.execute(select(BusyMonth.month, BusyMonth.reason).order_by(BusyMonth.month))
    return {row.month: row.reason for row in rows}


def set_week(weekly_off: Collection[int], *, works_on_national_holidays: bool, by: Actor, at: datetime) -> None:
    """Say which weekdays are off (Monday is 0). Raises NoWorkingDay for a week without a day to work on."""
    days = sorted(set(weekly_off) & set(range(7)))
    if len(days) == 7:
        raise NoWorkingDay("weekly_off")
    insert_if_absent(CompanyWeek, unique=(), weekly_off=days, works_on_national_holidays=works_on_national_holidays)
    row = db.session.scalars(select(CompanyWeek).with_for_update()).one()
    row.weekly_off, row.works_on_national_holidays = days, works_on_national_holidays
    audit.record(
        "company_calendar.week_set",
        by=by,
        at=at,
        subject=row,
        facts={"weekly_off": days, "works_on_national_holidays": works_on_national_holidays},
    )


def add_holidays(first_day: date, last_day: date, name: str, *, by: Actor, at: datetime) -> int:
    """Add every day of a period as a holiday of the company; gives how many are new.

    Raises NameMissing, TextTooLong, DaysTheWrongWay, HolidayTooLong.
    """
    name = name.strip()
    if not name:
        raise NameMissing("name")
    if len(name) > LONGEST_NAME:
        raise TextTooLong("name", maximum=LONGEST_NAME)
    count = (last_day - first_day).days + 1
    if count < 1:
        raise DaysTheWrongWay("last_day")
    if count > LONGEST_HOLIDAY_DAYS:
        raise HolidayTooLong("last_day", maximum=LONGEST_HOLIDAY_DAYS)
    days = [first_day + timedelta(days=offset) for offset in range(count)]
    added = len(insert_all(CompanyHoliday, [{"day": day, "name": name} for day in days], unique=("day",)))
    if added:
        facts = {"from": first_day.isoformat(), "to": last_day.isoformat(), "name": name, "added": added}
        audit.record("company_calendar.holidays_added", by=by, at=at, facts=facts)
    return added


def remove_holiday(holiday_id: int, *, by: Actor, at: datetime) -> HolidayLine:
    """Take a holiday of the company away; it is a working day again. Raises NotFound."""
    row = db.session.scalar(select(CompanyHoliday).where(CompanyHoliday.id == holiday_id))
    if row is None:
        raise NotFound()
    removed = HolidayLine(row.id, row.day, row.name)
    facts = {"day": row.day.isoformat(), "name": row.name}
    audit.record("company_calendar.holiday_removed", by=by, at=at, subject=row, facts=facts)
    db.session.delete(row)
    return removed


def set_busy_month(month: int, reason: str, *, by: Actor, at: datetime) -> None:
    """Say that the company is busy in a month, and why. Raises MonthUnknown, ReasonMissing, TextTooLong."""
    reason = reason.strip()
    if not 1 <= month <= 12:
        raise MonthUnknown("month")
    if not reason:
        raise ReasonMissing("reason")
    if len(reason) > LONGEST_NAME:
        raise TextTooLong("reason", maximum=LONGEST_NAME)
    insert_if_absent(BusyMonth, unique=("month",), month=month, reason=reason)
    row = db.session.scalars(select(BusyMonth).where(BusyMonth.month == month).with_for_update()).one()
    row.reason = reason
    audit.record("company_calendar.busy_month_set", by=by, at=at, subject=row, facts={"month": month})


def remove_busy_month(month: int, *, by: Actor, at: datetime) -> None:
    """The company is no busier in this month than in others."""
    if db.session.execute(delete(BusyMonth).where(BusyMonth.month == month)).rowcount:  # type: ignore[attr-defined]
        audit.record("company_calendar.busy_month_removed", by=by, at=at, facts={"month": month})
