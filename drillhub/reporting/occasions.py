"""When what the plan promises falls due, and what was done for it: the proof behind a rating of the status report.

What is promised for every year falls due once for each promised month of each year of the plan, a measure once: on
its day, else on the last day of the plan. A month or a day that has not passed is held against nobody.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from drillhub.planning.content import YearMonth
from drillhub.planning.models import CommitmentKind
from drillhub.reporting.periods import Period
from drillhub.reporting.plan_facts import CommitmentLine
from drillhub.vocabulary import PlanItem


@dataclass(frozen=True)
class Occasion:
    """One time at which a commitment was to be kept.

    due_on: the last day of the promised month, the day a measure is due. plan_year: of what is promised for every
    year, counted from 1. done_on: None while it has not been done. is_due: its time has passed, or it was done before;
    only then does it count.
    """

    commitment_id: int
    code: str
    plan_item: PlanItem
    kind: CommitmentKind
    text: str
    plan_year: int | None
    due_on: date
    done_on: date | None
    is_due: bool

    @property
    def was_kept(self) -> bool:
        """Done at all; late is done."""
        return self.done_on is not None

    @property
    def was_on_time(self) -> bool:
        """Done by its day, or in its month."""
        if self.done_on is None:
            return False
        if self.plan_year is not None:
            return YearMonth.of(self.done_on) == YearMonth.of(self.due_on)
        return self.done_on <= self.due_on


def occasions_of(
    line: CommitmentLine, years: Sequence[Period], period: Period, *, as_of: date, drilled_on: Iterable[date] = ()
) -> tuple[Occasion, ...]:
    """All times at which a commitment falls due in a period, in their order.

    years: the years of the plan. as_of: days before it have passed. drilled_on: days on which a drill was held; a
    drill keeps the promise of training.
    """
    if line.kind is CommitmentKind.MEASURE:
        return _measure(line, years[-1].last_day, period, as_of=as_of)
    days = {each.day for each in line.done}
    if line.kind is CommitmentKind.TRAINING_EDUCATION:
        days |= set(drilled_on)
    return tuple(
        _occasion(line, year.number, due_on, done_on, as_of=as_of)
        for year in years
        for due_on, done_on in _in_year(line, year, sorted(filter(year.contains, days)), as_of=as_of)
        if period.contains(due_on) and (done_on is not None or line.was_promised_after(due_on))
    )


def _measure(line: CommitmentLine, plan_ends_on: date, period: Period, *, as_of: date) -> tuple[Occasion, ...]:
    """A measure that was done before the period is none of its promises any more."""
    due_on = line.due_on or plan_ends_on
    done_on = line.done[0].day if line.done else None
    if done_on is not None and done_on < period.first_day:
        return ()
    if done_on is None and not line.was_promised_after(due_on):
        return ()
    return (_occasion(line, None, due_on, done_on, as_of=as_of),)


def _in_year(
    line: CommitmentLine, year: Period, days: list[date], *, as_of: date
) -> Iterator[tuple[date, date | None]]:
    """The promised months of a year of the plan by their last day, each with the day on which it was kept.

    A month first takes a day of its own; the days that are left make up for other months that have passed.
    """
    months = [YearMonth(*each) for each in year.months() if each[1] in line.planned_months]
    if not months:
        yield year.last_day, days[0] if days else None
        return
    left = list(days)
    own = [_taken(left, month) for month in months]
    for month, done_on in zip(months, own, strict=True):
        due_on = min(month.last_day, year.last_day)
        if done_on is None and due_on < as_of and left:
            done_on = left.pop(0)
        yield due_on, done_on


def _taken(days: list[date], month: YearMonth) -> date | None:
    """The first day of the month, taken out of the list."""
    found = next((day for day in days if YearMonth.of(day) == month), None)
    if found is not None:
        days.remove(found)
    return found


def _occasion(
    line: CommitmentLine, plan_year: int | None, due_on: date, done_on: date | None, *, as_of: date
) -> Occasion:
    return Occasion(
        commitment_id=line.id,
        code=line.code,
        plan_item=line.plan_item,
        kind=line.kind,
        text=line.text,
        plan_year=plan_year,
        due_on=due_on,
        done_on=done_on,
        is_due=done_on is not None or due_on < as_of,
    )
