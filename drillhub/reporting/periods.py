"""The period of a report: 会計年度, 計画年次, 暦年, or two days that somebody chose."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from drillhub.core.fiscal_year import FiscalYear
from drillhub.core.i18n import LazyString, _l
from drillhub.reporting.errors import (
    PeriodBackwards,
    PeriodNotBegun,
    PeriodTooLong,
    PeriodUnreadable,
    PlanYearUnknown,
)

LONGEST_YEARS: Final = 5
# Years that a period may begin in; records of other years do not exist.
_YEARS: Final = range(1990, 2200)


class PeriodKind(StrEnum):
    FISCAL_YEAR = "fiscal_year"
    PLAN_YEAR = "plan_year"
    CALENDAR_YEAR = "calendar_year"
    CHOSEN = "chosen"

    @property
    def label(self) -> LazyString:
        return _LABELS[self]


_LABELS: Final = {
    PeriodKind.FISCAL_YEAR: _l("会計年度"),
    PeriodKind.PLAN_YEAR: _l("計画年次"),
    PeriodKind.CALENDAR_YEAR: _l("暦年"),
    PeriodKind.CHOSEN: _l("選んだ期間"),
}


@dataclass(frozen=True)
class Period:
    """A stretch of days, both ends included.

    number: the year in which a fiscal or calendar year begins; 1, 2, 3 for years of the plan (0 and below for the
    time before it); 0 for chosen days.
    """

    kind: PeriodKind
    number: int
    first_day: date
    last_day: date

    def contains(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def has_ended(self, today: date) -> bool:
        return self.last_day < today

    @property
    def key(self) -> str:
        """The period in addresses and as the name under which its editions are kept; `period_of_key` reads it."""
        match self.kind:
            case PeriodKind.FISCAL_YEAR:
                return f"fy{self.number}"
            case PeriodKind.CALENDAR_YEAR:
                return f"cy{self.number}"
            case PeriodKind.PLAN_YEAR:
                return f"plan{self.first_day:%Y-%m}"
            case PeriodKind.CHOSEN:
                return f"{self.first_day}_{self.last_day}"

    def previous(self) -> "Period":
        """What it is compared with: the year before, or the same days of the year before."""
        match self.kind:
            case PeriodKind.FISCAL_YEAR:
                return fiscal_year(self.number - 1, self.first_day.month)
            case PeriodKind.CALENDAR_YEAR:
                return calendar_year(self.number - 1)
            case PeriodKind.PLAN_YEAR:
                first = _years_later(self.first_day, -1)
                return Period(self.kind, self.number - 1, first, self.first_day - timedelta(days=1))
            case PeriodKind.CHOSEN:
                return Period(self.kind, 0, _years_later(self.first_day, -1), _years_later(self.last_day, -1))

    def following(self) -> "Period":
        """The year after the last day: what the next year's plan looks at."""
        if self.kind is PeriodKind.FISCAL_YEAR:
            return fiscal_year(self.number + 1, self.first_day.month)
        first = self.last_day + timedelta(days=1)
        last = _years_later(first, 1) - timedelta(days=1)
        return Period(self.kind, self.number + 1 if self.number else 0, first, last)

    def months(self) -> tuple[tuple[int, int], ...]:
        """The calendar months it touches, in order, as (year, month)."""
        first = self.first_day.year * 12 + self.first_day.month - 1
        last = self.last_day.year * 12 + self.last_day.month - 1
        return tuple((month // 12, month % 12 + 1) for month in range(first, last + 1))


@dataclass(frozen=True)
class PlanSpan:
    """The 実施期間 of a plan, both days included."""

    first_day: date
    last_day: date

    def years(self) -> tuple[Period, ...]:
        """1年目, 2年目, 3年目: counted from the first day; the last one ends with the plan."""
        found: list[Period] = []
        first = self.first_day
        while first <= self.last_day:
            following = _years_later(self.first_day, len(found) + 1)
            last = min(following - timedelta(days=1), self.last_day)
            found.append(Period(PeriodKind.PLAN_YEAR, len(found) + 1, first, last))
            first = following
        return tuple(found)


def fiscal_year(year: int, start_month: int) -> Period:
    """The fiscal year that begins in this calendar year. Raises PeriodUnreadable."""
    if year not in _YEARS:
        raise PeriodUnreadable("fiscal_year", text=str(year))
    days = FiscalYear(year, start_month)
    return Period(PeriodKind.FISCAL_YEAR, year, days.first_day, days.last_day)


def calendar_year(year: int) -> Period:
    """1 January to 31 December. Raises PeriodUnreadable."""
    if year not in _YEARS:
        raise PeriodUnreadable("period", text=str(year))
    return Period(PeriodKind.CALENDAR_YEAR, year, date(year, 1, 1), date(year, 12, 31))


def chosen(first_day: date, last_day: date) -> Period:
    """Any days. Raises PeriodBackwards, PeriodTooLong, PeriodUnreadable."""
    if last_day < first_day:
        raise PeriodBackwards("to", first=first_day.isoformat(), last=last_day.isoformat())
    if first_day.year not in _YEARS:
        raise PeriodUnreadable("from", text=first_day.isoformat())
    if last_day >= _years_later(first_day, LONGEST_YEARS):
        raise PeriodTooLong("to", years=LONGEST_YEARS)
    return Period(PeriodKind.CHOSEN, 0, first_day, last_day)


def last_ended_fiscal_year(today: date, start_month: int) -> Period:
    """What an annual report is about when nobody says: the last fiscal year that is over."""
    return fiscal_year(FiscalYear.of(today, start_month).year - 1, start_month)


def current_fiscal_year(today: date, start_month: int) -> Period:
    return fiscal_year(FiscalYear.of(today, start_month).year, start_month)


def require_begun(period: Period, today: date) -> Period:
    """Give the period back. Raises PeriodNotBegun when it lies ahead altogether."""
    if period.first_day > today:
        raise PeriodNotBegun("period", first=period.first_day.isoformat())
    return period


def period_of_key(key: str, *, start_month: int, plans: tuple[PlanSpan, ...] = ()) -> Period:
    """The period that `Period.key` names. Raises PeriodUnreadable, PlanYearUnknown and what `chosen` raises."""
    shown = key[:40]
    if match := re.fullmatch(r"(fy|cy)(\d{4})", key):
        year = int(match[2])
        return fiscal_year(year, start_month) if match[1] == "fy" else calendar_year(year)
    if re.fullmatch(r"plan\d{4}-\d{2}", key):
        for plan in plans:
            for period in plan.years():
                if period.key == key:
                    return period
        raise PlanYearUnknown("period", text=shown)
    if match := re.fullmatch(r"(\d{4}-\d{2}-\d{2})_(\d{4}-\d{2}-\d{2})", key):
        try:
            first, last = date.fromisoformat(match[1]), date.fromisoformat(match[2])
        except ValueError as error:
            raise PeriodUnreadable("period", text=shown) from error
        return chosen(first, last)
    raise PeriodUnreadable("period", text=shown)


def _years_later(day: date, years: int) -> date:
    """The same day of another year; 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
