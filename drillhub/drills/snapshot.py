"""The launch snapshot: what was in force when a run was launched, frozen for good.

A run is judged and shown by its snapshot alone. Scenario, roster and targets may change afterwards; the run and its
record do not.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any, Final

from drillhub.core.i18n import LazyString, _l
from drillhub.drills.events import participant_subject
from drillhub.scenarios import content as scenario_content
from drillhub.scenarios.content import EVERYONE, Criterion, Inject, Objective, ScenarioContent, Task
from drillhub.scenarios.vocabulary import InjectKind, Measure
from drillhub.vocabulary import DrillType, ExerciseClass

FORMAT: Final = 1  # raised when the shape of the stored snapshot changes


class TimeAxis(StrEnum):
    """Whether the story has a time of its own."""

    STORY = "story"
    ONE = "one"  # drill time is story time

    @classmethod
    def of(cls, drill_type: DrillType) -> "TimeAxis":
        """People who really evacuate, restore or answer do it in real time; a discussion jumps through days.

        A comprehensive exercise combines both and keeps the story's time.
        """
        if drill_type is DrillType.COMPREHENSIVE_EXERCISE:
            return cls.STORY
        return cls.STORY if drill_type.exercise_class is ExerciseClass.DISCUSSION_BASED else cls.ONE


class ParticipantKind(StrEnum):
    PLAYER = "player"
    FACILITATOR = "facilitator"
    EVALUATOR = "evaluator"
    OBSERVER = "observer"

    @property
    def label(self) -> LazyString:
        return _KIND_LABELS[self]


_KIND_LABELS = {
    ParticipantKind.PLAYER: _l("参加者"),
    ParticipantKind.FACILITATOR: _l("進行役"),
    ParticipantKind.EVALUATOR: _l("評価者"),
    ParticipantKind.OBSERVER: _l("傍聴者"),
}


@dataclass(frozen=True)
class RosterEntry:
    """A participant as they were at launch. participant_id: the drill's participant; roles: scenario role ids."""

    participant_id: int
    person_id: int
    name: str
    department: str
    site: str
    employment: str
    kind: ParticipantKind
    roles: tuple[str, ...]


@dataclass(frozen=True)
class LaunchSnapshot:
    """Everything a run and its record need, as it was in the launching transaction.

    planned_date, planned_time: ISO date and HH:MM in `timezone` (IANA). facilitator, deputy: names; deputy may be "".
    duration_min: the planned length.
    """

    drill_number: str
    title: str
    drill_type: DrillType
    further_types: tuple[DrillType, ...]
    site: str
    place: str
    facilitator: str
    deputy: str
    planned_date: str
    planned_time: str
    timezone: str
    axis: TimeAxis
    duration_min: int
    scenario_version: int
    scenario_digest: str
    scenario: ScenarioContent
    roster: tuple[RosterEntry, ...]

    @cached_property
    def planned_injects(self) -> tuple[Inject, ...]:
        """The contextual injects in the order of the plan."""
        chosen = (inject for inject in self.scenario.injects if inject.kind is InjectKind.CONTEXTUAL)
        return tuple(sorted(chosen, key=lambda inject: (inject.drill_min, inject.seq)))

    @cached_property
    def contingency_injects(self) -> tuple[Inject, ...]:
        """What is kept back for when play stalls."""
        return tuple(inject for inject in self.scenario.msel if inject.kind is InjectKind.CONTINGENCY)

    @cached_property
    def story_end_min(self) -> int:
        """Where the planned story ends: the last planned inject, and what is left of the drill after it."""
        planned = self.planned_injects
        if self.axis is TimeAxis.ONE or not planned:
            return max([self.duration_min, *(inject.drill_min for inject in planned)])
        last = planned[-1]
        return last.story_min + max(0, self.duration_min - last.drill_min)

    @property
    def tasks(self) -> tuple[Task, ...]:
        return self.scenario.tasks

    @property
    def objectives(self) -> tuple[Objective, ...]:
        return self.scenario.objectives

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        return self.scenario.evaluation_criteria

    @property
    def takes_headcount(self) -> bool:
        return takes_headcount((self.drill_type, *self.further_types))

    @cached_property
    def player_subjects(self) -> frozenset[str]:
        """The players of the launch, as marks of a roll call name them."""
        players = (entry for entry in self.roster if entry.kind is ParticipantKind.PLAYER)
        return frozenset(participant_subject(entry.participant_id) for entry in players)

    def tasks_measured_by(self, measure: Measure) -> tuple[Task, ...]:
        return tuple(task for task in self.tasks if task.measure is measure)

    def inject(self, seq: int) -> Inject | None:
        return next((inject for inject in self.scenario.injects if inject.seq == seq), None)

    def task(self, task_id: str) -> Task | None:
        return next((task for task in self.tasks if task.id == task_id), None)

    def to_text(self) -> str:
        """Canonical JSON: the same snapshot is the same text, so that its digest means something."""
        return json.dumps(
            {
                "format": FORMAT,
                "drill_number": self.drill_number,
                "title": self.title,
                "drill_type": self.drill_type,
                "further_types": list(self.further_types),
                "site": self.site,
                "place": self.place,
                "facilitator": self.facilitator,
                "deputy": self.deputy,
                "planned_date": self.planned_date,
                "planned_time": self.planned_time,
                "timezone": self.timezone,
                "axis": self.axis,
                "duration_min": self.duration_min,
                "scenario_version": self.scenario_version,
                "scenario_digest": self.scenario_digest,
                "scenario": scenario_content.to_dict(self.scenario),
                "roster": [asdict(entry) for entry in self.roster],
            },
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )


def takes_headcount(types: Iterable[DrillType]) -> bool:
    """Whether people gather and are counted. What is only talked about at a table has nobody to call."""
    return DrillType.EVACUATION_DRILL in types


def headcount_roles(scenario: ScenarioContent) -> frozenset[str]:
    """The roles that call the roll: those who have to finish it in time."""
    return frozenset(task.role for task in scenario.tasks if task.measure is Measure.HEADCOUNT_TIME_MIN)


def is_for(inject: Inject, roles: tuple[str, ...]) -> bool:
    """Whether somebody who plays these roles receives an inject."""
    return EVERYONE in inject.to or bool(set(inject.to) & set(roles))


@lru_cache(maxsize=64)
def snapshot_of(text: str) -> LaunchSnapshot:
    """Read what `to_text` wrote. Kept in memory: a run is shown many times and its snapshot never changes."""
    data: dict[str, Any] = json.loads(text)
    if data.pop("format") != FORMAT:
        raise ValueError("a snapshot of an unknown format")
    return LaunchSnapshot(
        **{
            **data,
            "drill_type": DrillType(data["drill_type"]),
            "further_types": tuple(DrillType(each) for each in data["further_types"]),
            "axis": TimeAxis(data["axis"]),
            "scenario": scenario_content.from_dict(data["scenario"]),
            "roster": tuple(_roster_entry(row) for row in data["roster"]),
        }
    )


def _roster_entry(row: dict[str, Any]) -> RosterEntry:
    return RosterEntry(**{**row, "kind": ParticipantKind(row["kind"]), "roles": tuple(row["roles"])})


def digest_of(text: str) -> str:
    """SHA-256 of a frozen text, as 64 hexadecimal characters."""
    return hashlib.sha256(text.encode()).hexdigest()
