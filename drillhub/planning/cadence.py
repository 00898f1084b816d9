"""How often drills are due in a fiscal year: the rules, and how far each is kept. Pure.

A rule is kept by counting: so many drills in the year, each by its own deadline. A drill of several types counts for
every rule it fits. What is due today may still take place today.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

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
class Standing:
    """How far a rule is kept in a year, as of a day.

    deadlines: the last day for each of them, in order. due: how many of these are over. fulfilled_by: what took place,
    in order; there may be more than needed. ahead: what is planned, in order.
    """

    rule: CadenceRule
    deadlines: tuple[date, ...]
    due: int
    fulfilled_by: tuple[Occasion, ...]
    ahead: tuple[Occasion, ...]
    state: RuleState

    @property
    def needed(self) -> int:
        return len(self.deadlines)

    @property
    def done(self) -> int:
        return len(self.fulfilled_by)

    @property
    def counted(self) -> int:
        """What took place, no more than was needed: for sums over several rules."""
        return min(self.done, self.needed)

    @property
    def next_deadline(self) -> date | None:
        """The last day for the next one; None when nothing more is needed."""
        return self.deadlines[self.done] if self.done < self.needed else None


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
    held = [each for each in fitting if each.held_on and year.contains(each.held_on) and each.held_on <= today]
    ahead = [
        each
        for each in fitting
        if each.held_on is None and not each.was_given_up and today <= each.planned_for <= year.last_day
    ]
    deadlines = _deadlines(rule, year, promised_months)
    held.sort(key=lambda each: (each.held_on or each.planned_for, each.slot_id))
    ahead.sort(key=lambda each: (each.planned_for, each.slot_id))
    return Standing(
        rule=rule,
        deadlines=deadlines,
        due=sum(deadline < today for deadline in deadlines),
        fulfilled_by=tuple(held),
        ahead=tuple(ahead),
        state=_state(len(held), deadlines, ahead, today),
    )


def _deadlines(rule: CadenceRule, year: FiscalYear, promised_months: Collection[int]) -> tuple[date, ...]:
    """The last days of the promised months, else of equal parts of the year."""
    months = year.months()
    if rule.in_promised_months and promised_months:
        named = [_last_day(*each) for each in months if each[1] in promised_months]
        return tuple(named + [year.last_day] * (rule.per_year - len(named)))
    ends = [-(-12 * number // rule.per_year) for number in range(1, rule.per_year + 1)]
    return tuple(_last_day(*months[end - 1]) for end in ends)


def _state(done: int, deadlines: Sequence[date], ahead: Sequence[Occasion], today: date) -> RuleState:
    if done >= len(deadlines):
        return RuleState.DONE
    deadline = deadlines[done]
    if deadline < today:
        return RuleState.OVERDUE
    has_day = any(each.planned_for <= deadline for each in ahead)
    turn_has_come = done == 0 or deadlines[done - 1] < today
    return RuleState.DUE if turn_has_come and not has_day else RuleState.ON_TRACK


def _last_day(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
