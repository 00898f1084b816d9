"""Deadlines of a year, and how they are met: by what takes place in time, or late. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from drillhub.calendar.occasions import Occasion
from drillhub.core.fiscal_year import FiscalYear


@dataclass(frozen=True)
class Deadline:
    """One of the times that something is asked for. from_day: its turn begins; to_day: its last day.

    met_on: the day that met it; met_by: what took place on it, where that is known. of: the drill it hangs on, for a
    rule that hangs on each drill.
    """

    from_day: date
    to_day: date
    met_by: Occasion | None = None
    met_on: date | None = None
    of: Occasion | None = None

    def contains(self, day: date) -> bool:
        return self.from_day <= day <= self.to_day

    def is_over(self, today: date) -> bool:
        return self.to_day < today

    @property
    def was_kept(self) -> bool:
        return self.met_by is not None and self.met_by.held_on is not None and self.met_by.held_on <= self.to_day


def promised_deadlines(months: Collection[int], year: FiscalYear, days: Iterable[date]) -> tuple[Deadline, ...]:
    """The months, 1-12, for which something is promised in a year, each as it was met by one of the days."""
    of_the_year = [(day, None) for day in sorted(days) if year.contains(day)]
    deadlines, _further = met(month_deadlines(months, year), of_the_year)
    return deadlines


def month_deadlines(months: Collection[int], year: FiscalYear) -> list[Deadline]:
    """A deadline for each of the months, 1-12, in the order of the year."""
    return [Deadline(date(*each, 1), last_day(*each)) for each in year.months() if each[1] in months]


_Held = TypeVar("_Held", Occasion, None)


def met(
    deadlines: list[Deadline], held: Sequence[tuple[date, _Held]]
) -> tuple[tuple[Deadline, ...], tuple[_Held, ...]]:
    """Give what took place to the deadline in whose time it was, else to the first one that was missed before it.

    The parts of a year all begin with it, so that there the first one that is open is served first.
    """
    further: list[_Held] = []
    for day, occasion in held:
        open_ones = [index for index, each in enumerate(deadlines) if each.met_on is None]
        in_time = [index for index in open_ones if deadlines[index].contains(day)]
        missed = [index for index in open_ones if deadlines[index].is_over(day)]
        same_start = len({deadlines[index].from_day for index in open_ones}) == 1
        order = missed + in_time if same_start else in_time + missed
        if order:
            deadlines[order[0]] = replace(deadlines[order[0]], met_by=occasion, met_on=day)
        else:
            further.append(occasion)
    return tuple(deadlines), tuple(further)


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
