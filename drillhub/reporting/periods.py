"""The period of a report: 会計年度, the 実施期間 of a plan, one of its years (計画年次), or two chosen days."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from drillhub.core.fiscal_year import FiscalYear, years_later
from drillhub.reporting.errors import PeriodBackwards, PeriodNotBegun, PeriodTooLong, PeriodUnreadable

LONGEST_YEARS: Final = 5
# Years that a period may begin in; records of other years do not exist.
_YEARS: Final = range(1990, 2200)


class PeriodKind(StrEnum):
    FISCAL_YEAR = "fiscal_year"
    CHOSEN = "chosen"
    PLAN = "plan"
    PLAN_YEAR = "plan_year"


@dataclass(frozen=True)
class Period:
    """A stretch of days, both ends included.

    number: the year in which a fiscal year begins; 1 for the first year of a plan; otherwise 0.
    """

    kind: PeriodKind
    number: int
    first_day: date
    last_day: date

    def contains(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def has_ended(self, today: date) -> bool:
        return self.last_day < today

    def as_of(self, today: date) -> date:
        """The day on which promises are looked at: what came after a period that is over is not known to it."""
        return min(today, self.last_day + timedelta(days=1))

    def known_until(self, today: date) -> date:
        """The last day of which something is known: today, or the last one of a period that is over."""
        return min(today, self.last_day)

    @property
    def key(self) -> str:
        """The name under which its editions are kept."""
        if self.kind is PeriodKind.FISCAL_YEAR:
            return f"fy{self.number}"
        if self.kind is PeriodKind.PLAN:  # a plan is known by the first month of its 実施期間
            return f"plan{self.first_day:%Y-%m}"
        return f"{self.first_day}_{self.last_day}"

    def compared(self, today: date) -> "Period":
        """What its figures are compared with: the period before; of one that still runs, until the same day."""
        before = self.previous()
        if self.has_ended(today):
            return before
        return Period(PeriodKind.CHOSEN, 0, before.first_day, max(before.first_day, years_later(today, -1)))

    def previous(self) -> "Period":
        """The year before, or the same days of the year before."""
        if self.kind is PeriodKind.FISCAL_YEAR:
            return _period(FiscalYear(self.number, self.first_day.month).previous())
        number = self.number - 1 if self.kind is PeriodKind.PLAN_YEAR else 0
        return Period(self.kind, number, years_later(self.first_day, -1), years_later(self.last_day, -1))

    def following(self) -> "Period":
        """The year after the last day: what the next year's plan looks at."""
        if self.kind is PeriodKind.FISCAL_YEAR:
            return _period(FiscalYear(self.number, self.first_day.month).following())
        first = self.last_day + timedelta(days=1)
        last = years_later(first, 1) - timedelta(days=1)
        number = self.number + 1 if self.kind is PeriodKind.PLAN_YEAR else 0
        return Period(self.kind, number, first, last)

    def months(self) -> tuple[tuple[int, int], ...]:
        """The calendar months it touches, in order, as (year, month)."""
        first = self.first_day.year * 12 + self.first_day.month - 1
        last = self.last_day.year * 12 + self.last_day.month - 1
        return tuple((month // 12, month % 12 + 1) for month in range(first, last + 1))


def fiscal_year(year: int, start_month: int) -> Period:
    """The fiscal year that begins in this calendar year. Raises PeriodUnreadable."""
    if year not in _YEARS:
        raise PeriodUnreadable("fiscal_year", text=str(year))
    return _period(FiscalYear(year, start_month))


def chosen(first_day: date, last_day: date, start_month: int) -> Period:
    """Any days; those of a whole fiscal year are that year. Raises PeriodBackwards, PeriodTooLong, PeriodUnreadable.

    start_month: of the organisation's fiscal year.
    """
    if last_day < first_day:
        raise PeriodBackwards("to", first=first_day.isoformat(), last=last_day.isoformat())
    if first_day.year not in _YEARS:
        raise PeriodUnreadable("from", text=first_day.isoformat())
    if last_day >= years_later(first_day, LONGEST_YEARS):
        raise PeriodTooLong("to", years=LONGEST_YEARS)
    year = _period(FiscalYear.of(first_day, start_month))
    if (year.first_day, year.last_day) == (first_day, last_day):
        return year
    return Period(PeriodKind.CHOSEN, 0, first_day, last_day)


def plan_period(first_day: date, last_day: date) -> Period:
    """The whole 実施期間 of a plan."""
    return Period(PeriodKind.PLAN, 0, first_day, last_day)


def plan_years(first_day: date, last_day: date) -> tuple[Period, ...]:
    """The years of a 実施期間 (計画年次), the first one first; the last may be shorter than a year."""
    years: list[Period] = []
    while first_day <= last_day:
        following = years_later(first_day, 1)
        last_of_year = min(following - timedelta(days=1), last_day)
        years.append(Period(PeriodKind.PLAN_YEAR, len(years) + 1, first_day, last_of_year))
        first_day = following
    return tuple(years)


def last_ended_fiscal_year(today: date, start_month: int) -> Period:
    """What an annual report is about when nobody says: the last fiscal year that is over."""
    return _period(FiscalYear.of(today, start_month).previous())


def require_begun(period: Period, today: date) -> Period:
    """Give the period back. Raises PeriodNotBegun when it lies ahead altogether."""
    if period.first_day > today:
        raise PeriodNotBegun("period", first=period.first_day.isoformat())
    return period


def _period(year: FiscalYear) -> Period:
    return Period(PeriodKind.FISCAL_YEAR, year.year, year.first_day, year.last_day)
