"""How a drill of the demonstration company is planned, held and closed: every record comes out of a run.

What differs from one type of drill to another is in `tabletops.py` and `evacuations.py`.
"""

import random
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import select

from drillhub.audit import Actor
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.demo.timeline import ZONE, Exercise, Fate
from drillhub.drills import evaluations, invitations, queries, records, runs, schedule, task_outcomes
from drillhub.drills.evaluation import Attendance, CriterionResult
from drillhub.drills.evaluations import AttendanceEntry, ObservationEntry, RatingEntry
from drillhub.drills.events import Action, DecisionNoted, Ended, FixPointNoted, GoodPointNoted, InjectReleased, NewEvent
from drillhub.drills.findings import FindingKind, NewFinding
from drillhub.drills.life_cycle import DrillStatus
from drillhub.drills.models import Drill, DrillParticipant
from drillhub.drills.run_log import state_of
from drillhub.drills.schedule import Appointment, NewDrill
from drillhub.drills.snapshot import ParticipantKind
from drillhub.drills.task_outcomes import OutcomeEntry, TaskOutcome, to_be_told
from drillhub.drills.task_watches import TaskWatch, Verdict, count_on_time, watches
from drillhub.identity.models import Site
from drillhub.scenarios.content import ScenarioContent
from drillhub.scenarios.models import Scenario, ScenarioVersion
from drillhub.scenarios.vocabulary import InjectKind
from drillhub.vocabulary import DrillType, PlanItem, TaskRating

# How surely the group does a thing in time: it learns from year to year (index: years ago).
_SKILL: Final = (0.88, 0.74, 0.58)
_EXCUSES: Final = ("出張のため", "有給休暇のため", "生産の応援のため")
_REASON_MISSED: Final = "大雪の対応を優先し、年度内に代わりの日程を取れなかった。"

# What an evaluator sees of the criteria of an objective that is rated so.
_SEEN: Final = {
    TaskRating.PERFORMED: CriterionResult.MET,
    TaskRating.SOME_CHALLENGES: CriterionResult.PARTLY,
    TaskRating.MAJOR_CHALLENGES: CriterionResult.NOT_MET,
}

Step = tuple[float, Action, Actor]  # minute of the drill, what happens, who does it


@dataclass(frozen=True)
class Absence:
    """Why somebody was not there. reason: "" for nobody knows."""

    attendance: Attendance
    reason: str = ""


@dataclass(frozen=True)
class Leaders:
    """Who leads the drills and who looks on."""

    trainer: Actor
    evaluator: Actor


class Play(ABC):
    """One drill, taken as far as its fate says."""

    name: ClassVar[str]  # what the drill is called after its scenario's title
    place: ClassVar[str]
    further_types: ClassVar[tuple[DrillType, ...]] = ()

    def __init__(self, exercise: Exercise, leaders: Leaders, sayings: dict[str, Any], rng: random.Random) -> None:
        """sayings: what people say and learn; lists decisions, good and fix, the first may be missing."""
        self.exercise = exercise
        self.leaders = leaders
        self.sayings = sayings
        self.rng = rng
        self.skill = _SKILL[max(0, exercise.years_ago)]
        self.scenario = db.session.scalars(
            select(ScenarioVersion)
            .join(Scenario, Scenario.id == ScenarioVersion.scenario_id)
            .where(Scenario.slug == exercise.scenario, ScenarioVersion.number == Scenario.current_number)
        ).one()
        self.content: ScenarioContent = self.scenario.content

    def take_place(self, address: str) -> int:
        """Gives the drill's id. Inside one transaction. address: of the service, for the links in invitations."""
        drill = self._schedule()
        fate = self.exercise.fate
        if fate is Fate.PLANNED:
            return drill.id
        if fate is Fate.MISSED:
            at = self.days(5)
            schedule.change_status(drill.id, DrillStatus.MISSED, reason=_REASON_MISSED, by=self.trainer, at=at)
            return drill.id
        invitations.invite(
            drill.id, address_of=lambda token: f"{address}/follow/{token}", by=self.trainer, at=self.days(-12)
        )
        if fate is Fate.INVITED:
            return drill.id
        run_id = self._run(drill.id)
        if fate is Fate.RECORDED:
            self._evaluate(run_id, drill.id)
            records.close_record(run_id, by=self.trainer, at=self.at(self.minutes + 90))
            self._review(drill.id)
        return drill.id

    # --- What the types of drill say ----------------------------------------------------------------------------

    @abstractmethod
    def invited(self) -> Sequence[int]:
        """Ids of the people who play."""

    @abstractmethod
    def roles_of(self, number: int) -> tuple[str, ...]:
        """The parts of the player with this place on the list, from 0."""

    @abstractmethod
    def script(self, players: Sequence[DrillParticipant], away: dict[int, Absence]) -> Iterator[Step]:
        """What happens between the start and the end, in any order. away: participant id → why they are not there."""

    @abstractmethod
    def share_away(self) -> float:
        """How likely it is that somebody cannot come, 0-1."""

    # --- What all have in common --------------------------------------------------------------------------------

    @property
    def trainer(self) -> Actor:
        return self.leaders.trainer

    @property
    def evaluator(self) -> Actor:
        return self.leaders.evaluator

    @property
    def minutes(self) -> int:
        return self.content.recommended_duration_min

    def at(self, minutes: float) -> datetime:
        return self.exercise.at(minutes)

    def days(self, days: int) -> datetime:
        """A moment in the days around the drill; what lies ahead of now is said to have happened just now."""
        return min(self.exercise.days(days), clock.now())

    def releases(self) -> dict[int, float]:
        """When each planned inject comes: seq → minute of the drill."""
        planned = (each for each in self.content.injects if each.kind is InjectKind.CONTEXTUAL)
        return {each.seq: each.drill_min + self.rng.random() * 0.9 for each in planned}

    def said(self, first: float, last: float) -> Iterator[Step]:
        """Decisions and observations between two minutes of the drill."""
        said: list[tuple[Action, Actor]] = [
            *((DecisionNoted(text), self.trainer) for text in self.sayings.get("decisions", ())),
            *((GoodPointNoted(text), self.evaluator) for text in self.sayings["good"]),
            *((FixPointNoted(each["text"]), self.evaluator) for each in self.sayings["fix"]),
        ]
        step = (last - first) / max(1, len(said))
        for number, (action, who) in enumerate(said):
            yield first + number * step + self.rng.random(), action, who

    def released(self, releases: dict[int, float]) -> Iterator[Step]:
        for seq, minute in releases.items():
            yield minute, InjectReleased(seq), self.trainer

    def event_id(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)

    def _schedule(self) -> Drill:
        site_id = db.session.scalars(select(Site.id).where(Site.name == self.exercise.site)).one()
        new = NewDrill(
            scenario_version_id=self.scenario.id,
            title=f"{self.content.title.ja.split('（')[0]}{self.name}",
            drill_type=self.exercise.drill_type,
            further_types=self.further_types,
            site_id=site_id,
            appointment=Appointment(
                place=self.place,
                local_date=self.exercise.day,
                local_time=self.exercise.starts,
                duration_min=self.minutes,
                facilitator_id=person_id(self.trainer),
                deputy_id=person_id(self.evaluator),
            ),
        )
        at = self.days(-30)
        drill = schedule.schedule_drill(new, timezone=ZONE, by=self.trainer, at=at)
        schedule.add_participants(drill.id, self.invited(), ParticipantKind.PLAYER, by=self.trainer, at=at)
        for number, row in enumerate(self._participants(drill.id, ParticipantKind.PLAYER)):
            if roles := self.roles_of(number):
                schedule.change_part(row.id, ParticipantKind.PLAYER, roles, by=self.trainer, at=at)
        return drill

    def _participants(self, drill_id: int, kind: ParticipantKind) -> Sequence[DrillParticipant]:
        return db.session.scalars(
            select(DrillParticipant)
            .where(DrillParticipant.drill_id == drill_id, DrillParticipant.kind == kind)
            .order_by(DrillParticipant.id)
        ).all()

    def _run(self, drill_id: int) -> int:
        """Launch, play to the end and say who was there."""
        run = runs.launch(drill_id, by=self.trainer, at=self.at(-5))
        players = self._participants(drill_id, ParticipantKind.PLAYER)
        away = {row.id: self._why_away() for row in players if self.rng.random() < self.share_away()}
        end = self.minutes - 1 + 4 * self.rng.random()
        steps = [*self.script(players, away), (end, Ended(), self.trainer)]
        for minute, action, who in sorted(steps, key=lambda step: step[0]):
            runs.append_event(run.id, NewEvent(self.event_id(), action), by=who, at=self.at(minute))
        leaders = self._participants(drill_id, ParticipantKind.FACILITATOR)
        entries = [self._attendance(row.id, away.get(row.id)) for row in (*players, *leaders)]
        evaluations.mark_attendance(run.id, entries, by=self.trainer, at=self.at(self.minutes + 5))
        return run.id

    def _why_away(self) -> Absence:
        if self.rng.random() < 0.6:
            return Absence(Attendance.EXCUSED, self.rng.choice(_EXCUSES))
        return Absence(Attendance.ABSENT)

    def _attendance(self, participant_id: int, away: Absence | None) -> AttendanceEntry:
        if away is None:
            return AttendanceEntry(participant_id, Attendance.ATTENDED)
        return AttendanceEntry(participant_id, away.attendance, away.reason)

    def _evaluate(self, run_id: int, drill_id: int) -> None:
        at = self.at(self.minutes + 40)
        run = next(each for each in queries.runs_of(drill_id) if each.id == run_id)
        # Of what the group could not say when it would be done, it says that it was not.
        left = [OutcomeEntry(each.task.id, TaskOutcome.NOT_DONE) for each in to_be_told(state_of(run))]
        task_outcomes.tell(run_id, left, by=self.trainer, at=at)
        results = watches(state_of(run), at)
        ratings = {each.id: self._rating(each.id, results) for each in self.content.objectives}
        observed = [
            ObservationEntry(each.id, _SEEN[ratings[each.objective].rating])
            for each in self.content.evaluation_criteria
        ]
        evaluations.observe(run_id, observed, by=self.evaluator, at=at)
        evaluations.rate(run_id, list(ratings.values()), is_final=True, by=self.trainer, at=at)
        self._follow_ups(run_id, results, at)
        for text in self.sayings["good"]:
            evaluations.add_finding(run_id, NewFinding(FindingKind.GOOD, text), by=self.trainer, at=at)
        # The better the group is, the less there is to mend.
        for each in self.sayings["fix"][: 1 + self.exercise.years_ago]:
            finding = NewFinding(FindingKind.FIX, each["text"], each["cause"], PlanItem(each["plan_item"]))
            evaluations.add_finding(run_id, finding, by=self.trainer, at=at)

    def _rating(self, objective: str, results: Sequence[TaskWatch]) -> RatingEntry:
        """A rating that its own times bear out: nobody performs without challenges and misses a target."""
        tasks = tasks_of(self.content, objective)
        late = [each for each in results if each.task.id in tasks and each.verdict is Verdict.LATE]
        if late:
            names = "、".join(f"「{each.task.ja}」" for each in late)
            critical = any(each.task.critical for each in late)
            rating = TaskRating.MAJOR_CHALLENGES if critical else TaskRating.SOME_CHALLENGES
            return RatingEntry(objective, rating, f"{names}が目標の時間を超えた。")
        with_ease = self.rng.random() < self.skill
        return RatingEntry(objective, TaskRating.PERFORMED if with_ease else TaskRating.SOME_CHALLENGES)

    def _follow_ups(self, run_id: int, results: Sequence[TaskWatch], at: datetime) -> None:
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
        schedule.change_status(drill_id, DrillStatus.UNDER_REVIEW, by=self.trainer, at=self.days(3))
        schedule.change_status(drill_id, DrillStatus.REVIEWED, by=self.trainer, at=reviewed)


def tasks_of(content: ScenarioContent, objective: str) -> frozenset[str]:
    """The tasks by which an objective is seen: those of the injects that are given for it."""
    return frozenset(task for each in content.injects if objective in each.objectives for task in each.tasks)


def person_id(actor: Actor) -> int:
    if actor.person_id is None:
        raise ValueError("only people take part")
    return actor.person_id
