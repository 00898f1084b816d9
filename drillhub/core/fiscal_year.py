"""The fiscal year (年度): a first-class value, because it belongs to the organisation and need not start in April."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, order=True)
class FiscalYear:
    """Twelve months. year: the calendar year in which it begins; start_month: 1-12."""

    year: int
    start_month: int = 4

    def __post_init__(self) -> None:
        if not 1 <= self.start_month <= 12:
            raise ValueError(f"start month {self.start_month} is not 1-12")
        if not 1 <= self.year <= 9998:
            raise ValueError(f"fiscal year {self.year} is not 1-9998")

    @classmethod
    def of(cls, day: date, start_month: int) -> "FiscalYear":
        """The fiscal year that contains a day. Every day is in exactly one."""
        return cls(day.year if day.month >= start_month else day.year - 1, start_month)

    @property
    def first_day(self) -> date:
        return date(self.year, self.start_month, 1)

    @property
    def last_day(self) -> date:
        return date(self.year + 1, self.start_month, 1) - timedelta(days=1)

    def contains(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def previous(self) -> "FiscalYear":
        return FiscalYear(self.year - 1, self.start_month)

    def following(self) -> "FiscalYear":
        return FiscalYear(self.year + 1, self.start_month)

    def months(self) -> tuple[tuple[int, int], ...]:
        """The twelve months in order, as (calendar year, month)."""
        return tuple(
            (self.year + (self.start_month - 1 + offset) // 12, (self.start_month - 1 + offset) % 12 + 1)
            for offset in range(12)
        )


def years_later(day: date, years: int) -> date:
    """The same day of another year; 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
