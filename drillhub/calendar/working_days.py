"""Which days a company works, and why it does not on the others. Pure: the company's calendar is a value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from drillhub.core.i18n import LazyString, _l


class OffReason(StrEnum):
    """Why nobody works on a day."""

    NATIONAL_HOLIDAY = "national_holiday"
    COMPANY_HOLIDAY = "company_holiday"
    WEEKLY = "weekly"

    @property
    def label(self) -> LazyString:
        return _LABELS[self]


_LABELS = {
    OffReason.NATIONAL_HOLIDAY: _l("祝日"),
    OffReason.COMPANY_HOLIDAY: _l("会社の休日"),
    OffReason.WEEKLY: _l("毎週の休み"),
}


@dataclass(frozen=True)
class DayOff:
    """name: of the holiday; None for a day off of every week."""

    reason: OffReason
    name: str | LazyString | None = None


@dataclass(frozen=True)
class CompanyDays:
    """The days of a company. weekly_off: weekdays, Monday is 0. busy_months: month 1-12 → why.

    known_years: those for which the national holidays are known; in another year none is claimed and none denied.
    """

    weekly_off: frozenset[int]
    works_on_national_holidays: bool
    national: Mapping[date, str | LazyString]
    company: Mapping[date, str]
    busy_months: Mapping[int, str]
    known_years: range

    def day_off(self, day: date) -> DayOff | None:
        """Why nobody works on a day; None for a working day. The name that says most comes first."""
        if day in self.company:
            return DayOff(OffReason.COMPANY_HOLIDAY, self.company[day])
        if day in self.national and not self.works_on_national_holidays:
            return DayOff(OffReason.NATIONAL_HOLIDAY, self.national[day])
        if day.weekday() in self.weekly_off:
            return DayOff(OffReason.WEEKLY)
        return None

    def is_working_day(self, day: date) -> bool:
        return self.day_off(day) is None

    def is_busy(self, day: date) -> bool:
        return day.month in self.busy_months

    def working_days(self, first_day: date, last_day: date) -> Iterator[date]:
        """The working days of a period, both ends included, in order."""
        day = first_day
        while day <= last_day:
            if self.is_working_day(day):
                yield day
            day += timedelta(days=1)

    def next_working_day(self, day: date, *, within_days: int = 366) -> date | None:
        """The day itself or the first working day after it; None where there is none within so many days."""
        return next(self.working_days(day, day + timedelta(days=within_days)), None)

    def unknown_years(self, first_day: date, last_day: date) -> tuple[int, ...]:
        """Years of a period whose national holidays are not known."""
        return tuple(year for year in range(first_day.year, last_day.year + 1) if year not in self.known_years)
