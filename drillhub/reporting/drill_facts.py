"""What a report knows of drills: plain values, taken from closed records and from the calendar."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from drillhub.calendar.models import SlotState
from drillhub.drills.task_watches import NotJudgedBecause, Verdict
from drillhub.reporting.words import Words
from drillhub.vocabulary import DrillType, PlanItem, TaskRating

# The review of a drill is due within this many days after it ended.
REVIEW_DAYS: Final = 14


@dataclass(frozen=True)
class ObjectiveOutcome:
    """An objective and how it was rated. comment: why, for ratings that need it."""

    id: str
    text: Words
    rating: TaskRating | None
    comment: str


@dataclass(frozen=True)
class TaskOutcome:
    """A task with its watch. elapsed_min: story minutes until it was done, rounded up; None when it was not.

    elapsed_seconds: the same exactly; None also in editions made before it was kept.
    """

    id: str
    text: Words
    critical: bool
    is_notice: bool
    target_min: int
    elapsed_min: int | None
    verdict: Verdict
    because: NotJudgedBecause | None
    follow_up_on: date | None
    elapsed_seconds: int | None = None


@dataclass(frozen=True)
class FindingLine:
    """A finding of a drill. plan_item: which item of the plan it is about, when somebody said so."""

    number: int
    text: str
    cause: str
    plan_item: PlanItem | None


@dataclass(frozen=True)
class HeadcountOutcome:
    """What the roll call found. on_site: everybody who should have been found, guests too, without the excused;
    accounted: of them; missing: not accounted for."""

    on_site: int
    accounted: int
    missing: int
    guests: int


@dataclass(frozen=True)
class DrillEntry:
    """A drill that took place, as its closed record says.

    planned_on: the day it was first planned for. review_days: from its end to the approved review, None until then.
    invited, excused, attended: players. record_digest: SHA-256 of the record in force. evacuation_seconds,
    headcount_seconds: from the alarm, None when they were not measured. headcount: None without a roll call.
    """

    id: int
    number: str
    title: str
    drill_type: DrillType
    further_types: tuple[DrillType, ...]
    site: str
    place: str
    planned_on: date
    held_on: date
    ended_on: date
    review_days: int | None
    scenario: Words
    scenario_version: int
    facilitator: str
    elapsed_min: int
    invited: int
    excused: int
    attended: int
    objectives: tuple[ObjectiveOutcome, ...]
    tasks: tuple[TaskOutcome, ...]
    good_points: tuple[str, ...]
    findings: tuple[FindingLine, ...]
    record_revision: int
    record_digest: str
    evacuation_seconds: int | None = None
    headcount_seconds: int | None = None
    headcount: HeadcountOutcome | None = None

    @property
    def types(self) -> tuple[DrillType, ...]:
        return (self.drill_type, *self.further_types)

    @property
    def is_evacuation(self) -> bool:
        return DrillType.EVACUATION_DRILL in self.types

    @property
    def expected(self) -> int:
        """Who should have taken part: the invited without the excused."""
        return self.invited - self.excused

    @property
    def review_due_on(self) -> date:
        return self.ended_on + timedelta(days=REVIEW_DAYS)


@dataclass(frozen=True)
class PlannedDrill:
    """A place in the calendar and what became of it.

    scheduled_for: the day it was first planned for; planned_for: where it stands now. reason: why it was moved, put
    off, cancelled or missed. held_on: the day on which it was fulfilled. drill_id: None while no drill hangs on it.
    awaits_record: the run is over but its record has not been closed.
    """

    slot_id: int
    drill_id: int | None
    number: str
    title: str
    drill_type: DrillType
    site: str
    scheduled_for: date
    planned_for: date
    state: SlotState
    reason: str
    held_on: date | None
    awaits_record: bool = False

    @property
    def was_given_up(self) -> bool:
        """It has no day any more on which it could still take place."""
        return self.state in {SlotState.POSTPONED, SlotState.CANCELLED, SlotState.MISSED}
