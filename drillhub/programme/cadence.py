"""What is due in a fiscal year: the rules, and how far each is kept. Pure.

A yearly rule asks for so many drills or reviews, each by its own deadline; one that comes late still meets it. A drill
of several types counts for every rule it fits. Other rules hang on each drill: something is due so many days before it
or after it. What is due today may still take place today.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from drillhub.calendar.deadlines import Deadline, last_day, met, month_deadlines
from drillhub.calendar.occasions import Activity, Occasion
from drillhub.core.fiscal_year import FiscalYear
from drillhub.core.i18n import LazyString, _l
from drillhub.vocabulary import DrillType, ReviewType


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


class RuleKind(StrEnum):
    """What a rule hangs on."""

    YEARLY = "yearly"  # so many in a fiscal year
    BEFORE_EACH = "before_each"  # something is done so many days before each drill of its types
    AFTER_EACH = "after_each"  # something is done within so many days after each drill of its types
    ON_CHANGE = "on_change"  # whenever something in the company changes; nothing is counted


@dataclass(frozen=True)
class CadenceRule:
    """What has to take place how often.

    drill_types, review_types: any of them counts; both empty means every drill. per_year: 1-12, of a yearly rule.
    in_promised_months: due in the months that the certified plan names, when it names some. default_on: whether it
    holds for a company that has not chosen. months: 1-12, in which the company itself wants it, spread evenly when
    empty. days: of a rule that hangs on each drill. with_partners: only what is done together with other companies
    counts. each_type: it asks for so many of each of its types (`parts`); part: the one that this part of it asks for.
    site_id: it asks this of one site, None of the whole company; site: its name.
    """

    id: str
    ja: str
    en: str
    basis: Basis
    drill_types: tuple[DrillType, ...]
    per_year: int
    in_promised_months: bool
    default_on: bool
    review_types: tuple[ReviewType, ...] = ()
    kind: RuleKind = RuleKind.YEARLY
    months: tuple[int, ...] = ()
    days: int | None = None
    with_partners: bool = False
    each_type: bool = False
    part: DrillType | None = None
    why_ja: str = ""
    why_en: str = ""
    site_id: int | None = None
    site: str = ""

    @property
    def key(self) -> str:
        """What tells it from its other parts and from other sites: `CR11-fire_drill-3` for the site with the id 3."""
        return "-".join(str(each) for each in (self.id, self.part, self.site_id) if each is not None)

    @property
    def parts(self) -> tuple["CadenceRule", ...]:
        """What is counted apart: a rule that asks for so many of each type is one part for each."""
        if not self.each_type:
            return (self,)
        return tuple(replace(self, drill_types=(each,), each_type=False, part=each) for each in self.drill_types)

    @property
    def activities(self) -> tuple[Activity, ...]:
        return (*self.drill_types, *self.review_types)

    def name(self, language: str) -> str:
        return self.en if language == "en" else self.ja

    def why(self, language: str) -> str:
        """Where it comes from, in a sentence or two."""
        return self.why_en if language == "en" else self.why_ja

    def fits(self, occasion: Occasion) -> bool:
        """Whether what stands in the calendar counts for it. What the whole company does counts for each site."""
        if self.site_id is not None and occasion.site_id not in (None, self.site_id):
            return False
        if self.with_partners and not occasion.with_partners:
            return False
        if not self.activities:
            return occasion.is_drill or occasion.is_training
        return not set(self.activities).isdisjoint(occasion.types)


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
    NOTHING = "nothing"  # it hangs on drills or changes, and there are none

    @property
    def label(self) -> LazyString:
        return _STATE_LABELS[self]


_STATE_LABELS: Final = {
    RuleState.DONE: _l("完了"),
    RuleState.ON_TRACK: _l("予定どおり"),
    RuleState.DUE: _l("日にち未定"),
    RuleState.OVERDUE: _l("遅れ"),
    RuleState.NOTHING: _l("対象なし"),
}


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
    """How far a rule is kept. promised_months: 1-12, the months that the certified plan names for it."""
    fitting = [each for each in occasions if rule.fits(each)]
    if rule.kind is not RuleKind.YEARLY:
        return _standing_of_each(rule, year, fitting, today=today)
    held = [(each.held_on, each) for each in fitting if each.held_on is not None]
    held = [(day, each) for day, each in held if year.contains(day) and day <= today]
    ahead = [
        each
        for each in fitting
        if each.held_on is None
        and not each.was_given_up
        and max(today, year.first_day) <= each.planned_for <= year.last_day
    ]
    deadlines, further = met(
        deadlines_of(rule, year, promised_months), sorted(held, key=lambda pair: (pair[0], pair[1].slot_id))
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


def _standing_of_each(rule: CadenceRule, year: FiscalYear, fitting: Sequence[Occasion], *, today: date) -> Standing:
    """One deadline for each drill: before the day it is planned for, or after the day it was held."""
    days = timedelta(days=rule.days or 0)
    found = []
    for each in sorted(fitting, key=lambda one: (one.held_on or one.planned_for, one.slot_id)):
        if rule.kind is RuleKind.AFTER_EACH and each.held_on is not None and year.contains(each.held_on):
            found.append(_hanging_on(each, each.held_on, each.held_on + days, each.reviewed_on))
        elif rule.kind is RuleKind.BEFORE_EACH and not each.was_given_up and year.contains(each.planned_for):
            found.append(_hanging_on(each, year.first_day, each.planned_for - days, each.noticed_on))
    open_ones = [each for each in found if each.met_by is None]
    if any(each.is_over(today) for each in open_ones):
        state = RuleState.OVERDUE
    elif not found:
        state = RuleState.NOTHING
    else:
        state = RuleState.ON_TRACK if open_ones else RuleState.DONE
    due = sum(each.is_over(today) for each in found)
    return Standing(rule=rule, deadlines=tuple(found), due=due, further=(), ahead=(), state=state)


def _hanging_on(occasion: Occasion, from_day: date, to_day: date, done_on: date | None) -> Deadline:
    met_by = replace(occasion, held_on=done_on) if done_on is not None else None
    return Deadline(from_day, to_day, met_by, met_on=done_on, of=occasion)


def deadlines_of(rule: CadenceRule, year: FiscalYear, promised_months: Collection[int] = ()) -> list[Deadline]:
    """When a yearly rule wants something: in the promised months, else in the months that the company chose, else by
    the ends of equal parts of the year, where what is held early counts for a later one too.
    """
    months = year.months()
    wanted = promised_months if rule.in_promised_months and promised_months else rule.months
    if wanted:
        named = month_deadlines(wanted, year)
        return named + [Deadline(year.first_day, year.last_day)] * (rule.per_year - len(named))
    ends = [-(-12 * number // rule.per_year) for number in range(1, rule.per_year + 1)]
    return [Deadline(year.first_day, last_day(*months[end - 1])) for end in ends]


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
