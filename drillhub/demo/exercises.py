"""Playing the exercises of the demonstration company: every record comes out of a run, through the services."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from ruamel.yaml import YAML
from sqlalchemy import select

from drillhub.audit import Actor
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.demo.timeline import ZONE, Exercise, Fate
from drillhub.drills import evaluations, invitations, queries, records, runs, schedule
from drillhub.drills.evaluation import Attendance, CriterionResult
from drillhub.drills.evaluations import AttendanceEntry, ObservationEntry, RatingEntry
from drillhub.drills.events import (
    Action,
    DecisionNoted,
    Ended,
    FixPointNoted,
    GoodPointNoted,
    InjectReleased,
    NewEvent,
    ParticipantJoined,
    Started,
    TaskDone,
)
from drillhub.drills.findings import FindingKind, NewFinding
from drillhub.drills.life_cycle import DrillStatus
from drillhub.drills.models import Drill, DrillParticipant
from drillhub.drills.run_log import state_of
from drillhub.drills.schedule import Appointment, NewDrill
from drillhub.drills.snapshot import ParticipantKind
from drillhub.drills.task_watches import count_on_time, watches
from drillhub.identity.models import Site
from drillhub.scenarios.content import ScenarioContent, Task
from drillhub.scenarios.models import Scenario, ScenarioVersion
from drillhub.scenarios.vocabulary import InjectKind
from drillhub.vocabulary import DrillType, PlanItem, TaskRating

_SAYINGS: Final = Path(__file__).parents[2] / "seed" / "demo" / "exercises.yaml"
# How surely the group does a thing in time: it learns from year to year (index: years ago).
_SKILL: Final = (0.88, 0.74, 0.58)
_EXCUSES: Final = ("出張のため", "有給休暇のため", "生産の応援のため")


@dataclass(frozen=True)
class Table:
    """Who sits at the table. Ids of people."""

    trainer: Actor
    evaluator: Actor
    players: tuple[int, ...]


def play(exercise: Exercise, table: Table, *, address: str, rng: random.Random) -> int:
    """Take an exercise as far as its fate says; gives the drill's id. Inside one transaction.

    address: of the service, for the links in invitations.
    """
    return _Play(exercise, table, rng).take_place(address)


class _Play:
    def __init__(self, exercise: Exercise, table: Table, rng: random.Random) -> None:
        self.exercise = exercise
        self.table = table
        self.rng = rng
        self.skill = _SKILL[exercise.years_ago]
        self.scenario = db.session.scalars(
            select(ScenarioVersion)
            .join(Scenario, Scenario.id == ScenarioVersion.scenario_id)
            .where(Scenario.slug == exercise.scenario, ScenarioVersion.number == Scenario.current_number)
        ).one()
        self.content: ScenarioContent = self.scenario.content
        self.sayings = _sayings()[exercise.scenario]

    def take_place(self, address: str) -> int:
        drill = self._schedule()
        fate = self.exercise.fate
        if fate is Fate.PLANNED:
            return drill.id
        if fate is Fate.MISSED:
            reason = "大雪の対応を優先し、年度内に代わりの日程を取れなかった。"
            schedule.change_status(drill.id, DrillStatus.MISSED, reason=reason, by=self.trainer, at=self._days(5))
            return drill.id
        invitations.invite(
            drill.id, address_of=lambda token: f"{address}/follow/{token}", by=self.trainer, at=self._days(-12)
        )
        if fate is Fate.INVITED:
            return drill.id
        run_id = self._run(drill.id)
        if fate is Fate.RECORDED:
            self._evaluate(run_id, drill.id)
            records.close_record(run_id, by=self.trainer, at=self._at(self._minutes + 90))
            self._review(drill.id)
        return drill.id

    @property
    def trainer(self) -> Actor:
        return self.table.trainer

    @property
    def _minutes(self) -> int:
        return self.content.recommended_duration_min

    def _at(self, minutes: float) -> datetime:
        return self.exercise.at(minutes)

    def _days(self, days: int) -> datetime:
        """A moment in the days around the exercise; what lies ahead of now is said to have happened just now."""
        return min(self.exercise.days(days), clock.now())

    def _schedule(self) -> Drill:
        site_id = db.session.scalars(select(Site.id).where(Site.name == self.exercise.site)).one()
        new = NewDrill(
            scenario_version_id=self.scenario.id,
            title=f"{self.content.title.ja}の机上演習",
            drill_type=DrillType.TABLETOP_EXERCISE,
            site_id=site_id,
            appointment=Appointment(
                place="会議室",
                local_date=self.exercise.day,
                local_time=self.exercise.starts,
                duration_min=self._minutes,
                facilitator_id=_person_id(self.trainer),
                deputy_id=_person_id(self.table.evaluator),
            ),
        )
        at = self._days(-30)
        drill = schedule.schedule_drill(new, timezone=ZONE, by=self.trainer, at=at)
        schedule.add_participants(drill.id, self.table.players, ParticipantKind.PLAYER, by=self.trainer, at=at)
        roles = [role.id for role in self.content.roles]
        for number, row in enumerate(self._participants(drill.id, ParticipantKind.PLAYER)):
            schedule.change_part(row.id, ParticipantKind.PLAYER, (roles[number % len(roles)],), by=self.trainer, at=at)
        return drill

    def _participants(self, drill_id: int, kind: ParticipantKind) -> Sequence[DrillParticipant]:
        return db.session.scalars(
            select(DrillParticipant)
            .where(DrillParticipant.drill_id == drill_id, DrillParticipant.kind == kind)
            .order_by(DrillParticipant.id)
        ).all()

    def _run(self, drill_id: int) -> int:
        """Launch, play to the end and say who was there."""
        run = runs.launch(drill_id, by=self.trainer, at=self._at(-5))
        players = self._participants(drill_id, ParticipantKind.PLAYER)
        missing = {row.id for row in players if self.rng.random() > 0.85}
        for minute, action, who in sorted(self._script(players, missing), key=lambda each: each[0]):
            event = NewEvent(UUID(int=self.rng.getrandbits(128), version=4), action)
            runs.append_event(run.id, event, by=who, at=self._at(minute))
        leaders = self._participants(drill_id, ParticipantKind.FACILITATOR)
        entries = [self._attendance(row.id, row.id in missing) for row in (*players, *leaders)]
        evaluations.mark_attendance(run.id, entries, by=self.trainer, at=self._at(self._minutes + 5))
        return run.id

    def _attendance(self, participant_id: int, is_missing: bool) -> AttendanceEntry:
        if not is_missing:
            return AttendanceEntry(participant_id, Attendance.ATTENDED)
        if self.rng.random() < 0.6:
            return AttendanceEntry(participant_id, Attendance.EXCUSED, self.rng.choice(_EXCUSES))
        return AttendanceEntry(participant_id, Attendance.ABSENT)

    def _script(self, players: Sequence[DrillParticipant], missing: set[int]) -> Iterator[tuple[float, Action, Actor]]:
        """(minute of the exercise, action, who) in any order."""
        yield 0, Started(), self.trainer
        for row in players:
            if row.id not in missing:
                yield 0.2 + self.rng.random(), ParticipantJoined(row.id), self.trainer
        injects = [each for each in self.content.injects if each.kind is InjectKind.CONTEXTUAL]
        released = {each.seq: each.drill_min + self.rng.random() * 0.9 for each in injects}
        for inject in injects:
            yield released[inject.seq], InjectReleased(inject.seq), self.trainer
        yield from self._tasks(released)
        said: list[tuple[Action, Actor]] = [
            *((DecisionNoted(text), self.trainer) for text in self.sayings["decisions"]),
            *((GoodPointNoted(text), self.table.evaluator) for text in self.sayings["good"]),
            *((FixPointNoted(each["text"]), self.table.evaluator) for each in self.sayings["fix"]),
        ]
        step = (self._minutes - 10) / max(1, len(said))
        for number, (action, who) in enumerate(said):
            yield 5 + number * step + self.rng.random(), action, who
        yield self._minutes - 1 + 4 * self.rng.random(), Ended(), self.trainer

    def _tasks(self, released: dict[int, float]) -> Iterator[tuple[float, Action, Actor]]:
        """The group states at which story time it would have finished each task that the story has room for."""
        story_end = max(each.story_min for each in self.content.injects)
        story_of = {each.seq: each.story_min for each in self.content.injects}
        done: dict[str, tuple[float, int]] = {}
        for task in self.content.tasks:
            start = _start_of(task, released, story_of, done)
            if start is None or start[1] + task.target_min > story_end:
                continue
            factor = self.rng.uniform(0.5, 0.95) if self.rng.random() < self.skill else self.rng.uniform(1.1, 1.7)
            story = start[1] + round(task.target_min * factor)
            if story <= story_end:
                minute = min(start[0] + 3 + 4 * self.rng.random(), self._minutes - 2)
                done[task.id] = (minute, story)
                yield minute, TaskDone(task.id, story), self.trainer

    def _evaluate(self, run_id: int, drill_id: int) -> None:
        drill = db.session.scalars(select(Drill).where(Drill.id == drill_id)).one()
        at = self._at(self._minutes + 40)
        observed = [
            ObservationEntry(
                each.id, self._chance(CriterionResult.MET, CriterionResult.PARTLY, CriterionResult.NOT_MET)
            )
            for each in self.content.evaluation_criteria
        ]
        evaluations.observe(run_id, observed, by=self.table.evaluator, at=at)
        ratings = [self._rating(each.id) for each in self.content.objectives]
        evaluations.rate(run_id, ratings, is_final=True, by=self.trainer, at=at)
        self._follow_ups(run_id, drill, at)
        for text in self.sayings["good"]:
            evaluations.add_finding(run_id, NewFinding(FindingKind.GOOD, text), by=self.trainer, at=at)
        # The better the group is, the less there is to mend.
        for each in self.sayings["fix"][: 1 + self.exercise.years_ago]:
            finding = NewFinding(FindingKind.FIX, each["text"], each["cause"], PlanItem(each["plan_item"]))
            evaluations.add_finding(run_id, finding, by=self.trainer, at=at)

    def _rating(self, objective: str) -> RatingEntry:
        """A rating; one with major challenges says why."""
        rating = self._chance(TaskRating.PERFORMED, TaskRating.SOME_CHALLENGES, TaskRating.MAJOR_CHALLENGES)
        why = self.rng.choice(self.sayings["fix"])["text"] if rating is TaskRating.MAJOR_CHALLENGES else ""
        return RatingEntry(objective, rating, why)

    def _chance(self, good: Any, fair: Any, poor: Any) -> Any:
        drawn = self.rng.random()
        return good if drawn < self.skill else fair if drawn < self.skill + (1 - self.skill) * 0.7 else poor

    def _follow_ups(self, run_id: int, drill: Drill, at: datetime) -> None:
        run = next(each for each in queries.runs_of(drill.id) if each.id == run_id)
        state = state_of(run)
        results = watches(state, at)
        if not count_on_time(results).judged:
            raise RuntimeError(f"no task of {self.exercise.scenario} was judged")
        for number, watch in enumerate(each for each in results if each.is_follow_up):
            due = self.exercise.day + timedelta(days=30 * (number + 1))
            evaluations.set_follow_up(run_id, watch.task.id, due, by=self.trainer, at=at)

    def _review(self, drill_id: int) -> None:
        """Most reviews come in time; now and then one takes more than the two weeks."""
        days = 10 if self.rng.random() < self.skill else 19
        reviewed = self.exercise.days(days)
        if reviewed > clock.now():
            return
        schedule.change_status(drill_id, DrillStatus.UNDER_REVIEW, by=self.trainer, at=self._days(3))
        schedule.change_status(drill_id, DrillStatus.REVIEWED, by=self.trainer, at=reviewed)


def _start_of(
    task: Task, released: dict[int, float], story_of: dict[int, int], done: dict[str, tuple[float, int]]
) -> tuple[float, int] | None:
    """(minute of the exercise, minute of the story) at which a task's watch starts; None when it never does."""
    if task.start_inject is not None:
        minute = released.get(task.start_inject)
        return None if minute is None else (minute, story_of[task.start_inject])
    if task.start_task is not None:
        return done.get(task.start_task)
    return (min(released.values()), 0)


def _person_id(actor: Actor) -> int:
    if actor.person_id is None:
        raise ValueError("the table has only people")
    return actor.person_id


@cache
def _sayings() -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load(_SAYINGS)
    return loaded
