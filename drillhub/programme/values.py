"""What a proposal of the year is made from, and what it comes to. Plain values: nothing here reads a database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final

from drillhub.calendar.occasions import Activity, Occasion
from drillhub.core.fiscal_year import FiscalYear
from drillhub.core.i18n import LazyString
from drillhub.programme.cadence import CadenceRule
from drillhub.vocabulary import DrillType, Hazard, ReviewType

# Days between today and the first day that is proposed: people have to be invited.
LEAD_DAYS: Final = 7

DURATIONS_MIN: Final[Mapping[Activity, int]] = {
    DrillType.TABLETOP_EXERCISE: 90,
    DrillType.EVACUATION_DRILL: 45,
    DrillType.FIRE_DRILL: 45,
    DrillType.NOTIFICATION_DRILL: 30,
    DrillType.RESTORE_DRILL: 120,
}
USUAL_DURATION_MIN: Final = 60


@dataclass(frozen=True)
class Month:
    """A month of any year, 1-12."""

    number: int


class Remark(StrEnum):
    """Why a place stands where it does, what somebody should look at, or why something has no place."""

    PROMISED = "promised"
    NUMBERED = "numbered"
    BUSY_AVOIDED = "busy_avoided"
    FIRST_AT_SITE = "first_at_site"
    TURN_OF_SITE = "turn_of_site"
    NEW_HAZARD = "new_hazard"
    OLD_HAZARD = "old_hazard"
    TURN_OF_SYSTEM = "turn_of_system"
    AFTER_DEADLINE = "after_deadline"
    ALL_BUSY = "all_busy"
    NO_SCENARIO = "no_scenario"
    ONE_TRAINER = "one_trainer"
    NO_TRAINER_FREE = "no_trainer_free"
    NO_TRAINER = "no_trainer"
    CLOSED = "closed"
    BEFORE_ITS_TURN = "before_its_turn"
    BUSY = "busy"
    NOT_AHEAD = "not_ahead"
    OUTSIDE_YEAR = "outside_year"
    NOTICE_TOO_LATE = "notice_too_late"
    SAME_SITE = "same_site"
    LEFT_OUT = "left_out"
    NO_TIME_LEFT = "no_time_left"
    NO_WORKING_DAY = "no_working_day"


@dataclass(frozen=True)
class Said:
    """A remark with its facts: days, rules, months (1-12, one or several), names."""

    remark: Remark
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ProposalSite:
    """A place of work. trainer_ids: who may lead a drill there, those who work there first. headcount: people."""

    id: int
    name: str
    headcount: int
    trainer_ids: tuple[int, ...]


@dataclass(frozen=True)
class ScenarioOffer:
    """A scenario of the library. risk_rank: place of its hazard in the order of the risks, 0 the heaviest.

    last_held: by site id, the last day on which it was played there.
    """

    code: str
    title: str
    hazard: Hazard
    drill_types: frozenset[DrillType]
    risk_rank: int
    last_held: Mapping[int, date] = field(default_factory=dict)


@dataclass(frozen=True)
class SystemOffer:
    """An IT system of the register, in the order in which systems are restored. last_held: of a restore drill of it."""

    id: int
    name: str
    last_held: date | None


@dataclass(frozen=True)
class ProposalQuestion:
    """All that a proposal depends on.

    occasions: what the calendar has, with what was held in the years before (for turns). promised_months: by rule key,
    1-12. closed: why nobody works on a day, None for a working day. busy_months: 1-12 with the reason. fixed: days that
    somebody chose, by key of the proposed place; left_out: keys that somebody does not want.
    """

    year: FiscalYear
    today: date
    rules: tuple[CadenceRule, ...]
    occasions: tuple[Occasion, ...]
    promised_months: Mapping[str, tuple[int, ...]]
    sites: tuple[ProposalSite, ...]
    closed: Callable[[date], str | LazyString | None]
    busy_months: Mapping[int, str] = field(default_factory=dict)
    trainer_days: frozenset[tuple[int, date]] = frozenset()
    scenarios: tuple[ScenarioOffer, ...] = ()
    systems: tuple[SystemOffer, ...] = ()
    fixed: Mapping[str, date] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ProposedPlace:
    """A place that is proposed for the calendar.

    key: stays the same when other places are moved. activities: the main one first. site_id: None for the whole
    company. rules: those it counts for, by id, and rule_keys with their sites. why: sentences, the most important
    first. concerns: what somebody should look at. notice_by: the fire department is told by this day. is_fixed:
    somebody chose the day.
    """

    key: str
    day: date
    activities: tuple[Activity, ...]
    site_id: int | None
    trainer_id: int | None
    rules: tuple[CadenceRule, ...]
    scenario: ScenarioOffer | None
    system: SystemOffer | None
    why: tuple[Said, ...]
    concerns: tuple[Said, ...]
    notice_by: date | None
    is_fixed: bool
    with_partners: bool

    @property
    def drill_type(self) -> DrillType | None:
        return self.activities[0] if isinstance(self.activities[0], DrillType) else None

    @property
    def review_type(self) -> ReviewType | None:
        return self.activities[0] if isinstance(self.activities[0], ReviewType) else None

    @property
    def duration_min(self) -> int:
        return max(DURATIONS_MIN.get(each, USUAL_DURATION_MIN) for each in self.activities)


@dataclass(frozen=True)
class Unsatisfied:
    """Something that a rule asks for and that has no day. why: a sentence."""

    rule: CadenceRule
    number: int
    why: Said


@dataclass(frozen=True)
class Proposal:
    """places: by day. unsatisfied: by the order of the rules. standing_already: what the calendar met before."""

    places: tuple[ProposedPlace, ...]
    unsatisfied: tuple[Unsatisfied, ...]
    met_already: int

    @property
    def asked(self) -> int:
        return self.met_already + sum(len(each.rules) for each in self.places) + len(self.unsatisfied)
