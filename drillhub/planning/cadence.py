"""How often drills are due in a fiscal year: the rules, and how far each is kept. Pure.

A rule asks for so many drills in the year, each by its own deadline; one that comes late still meets it. A drill of
several types counts for every rule it fits. What is due today may still take place today.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, TypeVar

from drillhub.core.fiscal_year import FiscalYear
from drillhub.core.i18n import LazyString, _l
from drillhub.vocabulary import DrillType


class Basis(StrEnum):
    """Who says so: nobody should mistake a recommendation for a duty."""

    LEGAL = "legal"
    CERTIFICATION = "certification"
    GUIDE = "guide"
    COMPANY = "company"

    @property
    def label(self) -> LazyString:
        return _BASIS_LABELS[self]


_BASIS_LABELS: Final = {
    Basis.LEGAL: _l("法令"),
    Basis.CERTIFICATION: _l("認定計画"),
    Basis.GUIDE: _l("推奨"),
    Basis.COMPANY: _l("社内"),
}


@dataclass(frozen=True)
class CadenceRule:
    """What has to take place how often in a fiscal year.

    drill_types: any of them counts; empty means every drill. per_year: 1-12, spread evenly over the year.
    in_promised_months: due in the months that the certified plan names, when it names some. default_on: whether it
    holds for a company that has not chosen.
    """

    id: str
    ja: str
    en: str
    basis: Basis
    drill_types: tuple[DrillType, ...]
    per_year: int
    in_promised_months: bool
    default_on: bool

    def name(self, language: str) -> str:
        return self.en if language == "en" else self.ja

    def fits(self, types: Iterable[DrillType]) -> bool:
        return not self.drill_types or not set(self.drill_types).isdisjoint(types)


@dataclass(frozen=True)
class Occasion:
    """A place in the calendar and what became of it.

    planned_for: the day it stands on now. held_on: when it took place, None so far. was_given_up: it has no day any
    more. drill_id: the drill that took place on it.
    """

    slot_id: int
    drill_id: int | None
    title: str
    types: tuple[DrillType, ...]
    planned_for: date
    held_on: date | None
    was_given_up: bool


@dataclass(frozen=True)
class CadenceWindow:
    """A stretch of days in which a rule asks for a drill. kept_by: the drill that took place in it."""

    rule: CadenceRule
    from_day: date
    to_day: date
    kept_by: Occasion | None


class RuleState(StrEnum):
    """Where a rule stands on a day."""

    DONE = "done"
    ON_TRACK = "on_track"  # the next one has a day in time, or its turn has not come
    DUE = "due"  # its turn has come, and it has no day yet
    OVERDUE = "overdue"

    @property
    def label(self) -> LazyString:
        return _STATE_LABELS[self]


_STATE_LABELS: Final = {
    RuleState.DONE: _l("完了"),
    RuleState.ON_TRACK: _l("予定どおり"),
    RuleState.DUE: _l("日にち未定"),
    RuleState.OVERDUE: _l("遅れ"),
}


@dataclass(frozen=True)
class Deadline:
    """One of the times that something is asked for. from_day: its turn begins; to_day: its last day.

    met_on: the day that met it; met_by: what took place on it, where that is known.
    """

    from_day: date
    to_day: date
    met_by: Occasion | None = None
    met_on: date | None = None

    def contains(self, day: date) -> bool:
        return self.from_day <= day <= self.to_day

    def is_over(self, today: date) -> bool:
        return self.to_day < today

    @property
    def was_kept(self) -> bool:
        return self.met_by is not None and self.met_by.held_on is not None and self.met_by.held_on <= self.to_day


@dataclass(frozen=True)
class Standing:
    """How far a rule is kept in a year, as of a day.

    deadlines: one for each drill that is asked for, in order. due: how many of them are over. further: what took place
    beyond what was asked. ahead: what is planned.
    """

    rule: CadenceRule
    deadlines: tuple[Deadline, ...]
    due: int
    further: tuple[Occasion, ...]
    ahead: tuple[Occasion, ...]
    state: RuleState

    @property
    def needed(self) -> int:
        return len(self.deadlines)

    @property
    def done(self) -> int:
        return sum(each.met_by is not None for each in self.deadlines)

    @property
    def held(self) -> tuple[Occasion, ...]:
        """Everything that took place and fits, also beyond what was asked."""
        return (*(each.met_by for each in self.deadlines if each.met_by is not None), *self.further)

    @property
    def windows(self) -> tuple[CadenceWindow, ...]:
        """Its deadlines as they were kept: what came late meets a deadline and does not keep it."""
        return tuple(
            CadenceWindow(self.rule, each.from_day, each.to_day, each.met_by if each.was_kept else None)
            for each in self.deadlines
        )

    @property
    def next_deadline(self) -> Deadline | None:
        """The first one that is not met; None when nothing more is asked."""
        return next((each for each in self.deadlines if each.met_by is None), None)


def standing(
    rule: CadenceRule,
    year: FiscalYear,
    occasions: Iterable[Occasion],
    *,
    promised_months: Collection[int] = (),
    today: date,
) -> Standing:
    """How far a rule is kept. promised_months: 1-12, the months that the certified plan names for training."""
    fitting = [each for each in occasions if rule.fits(each.types)]
    held = [(each.held_on, each) for each in fitting if each.held_on is not None]
    held = [(day, each) for day, each in held if year.contains(day) and day <= today]
    ahead = [
        each
        for each in fitting
        if each.held_on is None and not each.was_given_up and today <= each.planned_for <= year.last_day
    ]
    deadlines, further = _met(
        _deadlines(rule, year, promised_months), sorted(held, key=lambda pair: (pair[0], pair[1].slot_id))
    )
    ahead.sort(key=lambda each: (each.planned_for, each.slot_id))
    return Standing(
        rule=rule,
        deadlines=deadlines,
        due=sum(each.is_over(today) for each in deadlines),
        further=further,
        ahead=tuple(ahead),
        state=_state(deadlines, ahead, today),
    )


def promised_deadlines(months: Collection[int], year: FiscalYear, days: Iterable[date]) -> tuple[Deadline, ...]:
    """The months, 1-12, for which something is promised in a year, each as it was met by one of the days."""
    deadlines, _further = _met(_months(months, year), [(day, None) for day in sorted(days) if year.contains(day)])
    return deadlines


def _months(months: Collection[int], year: FiscalYear) -> list[Deadline]:
    return [Deadline(date(*each, 1), _last_day(*each)) for each in year.months() if each[1] in months]


_Held = TypeVar("_Held", Occasion, None)


def _deadlines(rule: CadenceRule, year: FiscalYear, promised_months: Collection[int]) -> list[Deadline]:
    """The promised months, else the ends of equal parts of the year: what is held early counts for a later one too."""
    months = year.months()
    if rule.in_promised_months and promised_months:
        named = _months(promised_months, year)
        return named + [Deadline(year.first_day, year.last_day)] * (rule.per_year - len(named))
    ends = [-(-12 * number // rule.per_year) for number in range(1, rule.per_year + 1)]
    return [Deadline(year.first_day, _last_day(*months[end - 1])) for end in ends]


def _met(
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


def _state(deadlines: Sequence[Deadline], ahead: Sequence[Occasion], today: date) -> RuleState:
    open_ones = [each for each in deadlines if each.met_by is None]
    if not open_ones:
        return RuleState.DONE
    following = open_ones[0]
    if following.is_over(today):
        return RuleState.OVERDUE
    has_day = any(following.contains(each.planned_for) for each in ahead)
    before = deadlines[: deadlines.index(following)]
    turn_has_come = all(each.is_over(today) for each in before)
    return RuleState.DUE if turn_has_come and not has_day else RuleState.ON_TRACK


def _last_day(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
