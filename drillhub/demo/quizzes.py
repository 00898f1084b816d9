"""The quizzes of the demonstration company: given to people, answered by them one answer after the other."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, assert_never
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from drillhub.audit import Actor
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.demo.timeline import START_MONTH, ZONE, this_year
from drillhub.drills.evaluation import Attendance
from drillhub.drills.models import Drill, DrillParticipant
from drillhub.identity.models import Department
from drillhub.learning import assignments, attempts, quizzes
from drillhub.learning.models import Attempt, AttemptAnswer, Enrollment
from drillhub.learning.questions import (
    MultipleQuestion,
    NumericQuestion,
    OrderingQuestion,
    Question,
    ShortTextQuestion,
    SingleQuestion,
    TrueFalseQuestion,
    parse_canonical,
)
from drillhub.learning.quizzes import QuizSettings
from drillhub.learning.states import Audience
from drillhub.scenarios.models import Scenario, ScenarioVersion

_PASS_MARK: Final = 70
# How likely a right answer is, by how many years ago.
_KNOWLEDGE: Final = (0.9, 0.84, 0.76)
# The yearly quiz of everybody in a part of the company: years ago, month, department with those below it. The one of
# this year is still going on, whatever day today is.
_YEARLY: Final = ((2, 11, "製造部 / 製造一課"), (1, 11, "製造部 / 製造二課"), (0, 0, "製造部 / 製造一課"))
_YEARLY_SCENARIO: Final = "fire_evacuation"
_STILL_OPEN_DAYS: Final = 9


@dataclass(frozen=True)
class Round:
    """One time a quiz is given to people. given_on, due_on: local days. years_ago: as of the drills."""

    audience: Audience
    audience_id: int | None
    audience_label: str
    people: tuple[int, ...]
    given_on: date
    due_on: date
    years_ago: int


class Quizmaster:
    """Gives quizzes and has them taken. actors: person id → who acts. waits: who has not begun the quiz of today."""

    def __init__(
        self, trainer: Actor, actors: Mapping[int, Actor], address: str, rng: random.Random, *, waits: int
    ) -> None:
        self.trainer = trainer
        self.waits = waits
        self.actors = actors
        self.address = address
        self.rng = rng
        self.now = clock.now()

    def after_drill(self, drill: Drill, *, years_ago: int) -> None:
        """A quiz from the drill's scenario for those who were there, given the day after."""
        played = select(ScenarioVersion).where(ScenarioVersion.id == drill.scenario_version_id)
        version = db.session.scalars(played).one()
        attended = db.session.scalars(
            select(DrillParticipant.person_id)
            .where(DrillParticipant.drill_id == drill.id, DrillParticipant.attendance == Attendance.ATTENDED)
            .order_by(DrillParticipant.id)
        )
        given_on = (drill.held_on or drill.local_date) + timedelta(days=1)
        label = f"{drill.number} {drill.title}"
        people = tuple(attended)
        found = Round(Audience.DRILL, drill.id, label, people, given_on, given_on + timedelta(days=14), years_ago)
        self._hold(self._revision(version, given_on), found)

    def yearly(self, today: date) -> Iterator[None]:
        """The quizzes of whole departments; a pause after each, for the caller's transactions."""
        version = db.session.scalars(
            select(ScenarioVersion)
            .join(Scenario, Scenario.id == ScenarioVersion.scenario_id)
            .where(Scenario.slug == _YEARLY_SCENARIO, ScenarioVersion.number == Scenario.current_number)
        ).one()
        first = date(this_year(today).year - 2, START_MONTH, 20)
        revision = self._revision(version, first)
        yield
        for years_ago, month, department in _YEARLY:
            if month:
                given_on = date(this_year(today).year - years_ago, month, 17)
                due_on = given_on + timedelta(days=21)
            else:
                given_on, due_on = today - timedelta(days=12), today + timedelta(days=_STILL_OPEN_DAYS)
            department_id = db.session.scalars(select(Department.id).where(Department.path == department)).one()
            label, people = assignments.department_members(department_id)
            self._hold(revision, Round(Audience.DEPARTMENT, department_id, label, people, given_on, due_on, years_ago))
            yield

    def _revision(self, version: ScenarioVersion, day: date) -> int:
        """A published quiz of all items of a scenario."""
        at = min(clock.instant(day, 9, 0, ZONE), self.now)
        title = f"理解度テスト {version.content.title.ja.split('（')[0]}"
        settings = QuizSettings(title=title, pass_mark=_PASS_MARK)
        items = [item.id for item in version.content.quiz]
        quiz = quizzes.quiz_from_scenario(version.id, items, settings, by=self.trainer, at=at)
        db.session.flush()
        return quizzes.publish(quiz.id, by=self.trainer, at=at).id

    def _hold(self, revision_id: int, found: Round) -> None:
        at = min(clock.instant(found.given_on, 10, 0, ZONE), self.now)
        assigned = assignments.assign(
            revision_id,
            found.people,
            audience=found.audience,
            audience_id=found.audience_id,
            audience_label=found.audience_label,
            due_on=found.due_on,
            timezone=ZONE,
            address_of=lambda token: f"{self.address}/q/{token}",
            by=self.trainer,
            at=at,
        )
        rows = db.session.scalars(
            select(Enrollment).where(Enrollment.assignment_id == assigned.assignment_id).order_by(Enrollment.id)
        ).all()
        is_open = found.due_on >= clock.local(self.now, ZONE).date()
        for row in rows:
            if not (is_open and row.person_id == self.waits):
                self._take(row, at, found)

    def _take(self, enrollment: Enrollment, given_at: datetime, found: Round) -> None:
        """Most people finish in time; who fails may try again some days later. Nothing happens after now."""
        lateness = self.rng.betavariate(1.6, 2.2) * ((found.due_on - found.given_on).days + 3)
        at = given_at + timedelta(days=lateness, minutes=self.rng.uniform(0, 300))
        if self.rng.random() < 0.05 or at > self.now:
            return
        knows = _KNOWLEDGE[found.years_ago] * self.rng.uniform(0.8, 1.1)
        while not self._attempt(enrollment, at, knows) and self.rng.random() < 0.75:
            at += timedelta(days=self.rng.uniform(0.5, 4))
            knows += 0.1
            if at > self.now:
                return

    def _attempt(self, enrollment: Enrollment, at: datetime, knows: float) -> bool:
        """One sitting from start to submission; says whether it was passed. Now and then somebody stops half-way."""
        by = self.actors[enrollment.person_id]
        attempt = attempts.start(enrollment.id, by=by, at=at)
        answers = db.session.scalars(
            select(AttemptAnswer)
            .options(joinedload(AttemptAnswer.question_version))
            .where(AttemptAnswer.attempt_id == attempt.id)
            .order_by(AttemptAnswer.position)
        ).all()
        stops = self.rng.randint(1, 3) if at > self.now - timedelta(days=10) and self.rng.random() < 0.1 else None
        for answer in answers[:stops]:
            at += timedelta(seconds=self.rng.uniform(15, 70))
            question = parse_canonical(answer.question_version.body)
            said = _right(question) if self.rng.random() < knows else self._wrong(question)
            attempts.save_answer(
                attempt.id, answer.position, said, base_rev=answer.rev, event_id=self._id(), by=by, at=at
            )
        if stops is not None:
            return True
        done: Attempt = attempts.submit(attempt.id, self._id(), by=by, at=at + timedelta(seconds=20))
        return bool(done.passed)

    def _wrong(self, question: Question) -> Any:
        match question:
            case SingleQuestion(choices=choices):
                return self.rng.choice([each.id for each in choices if not each.is_correct])
            case MultipleQuestion(choices=choices):
                return [choices[0].id] if not choices[0].is_correct or len(_right(question)) > 1 else [choices[-1].id]
            case TrueFalseQuestion(answer=answer):
                return not answer
            case NumericQuestion(answer=answer):
                return str(answer + self.rng.choice((-10, 5, 20)))
            case OrderingQuestion(answer=answer):
                return [*answer[1:], answer[0]]
            case ShortTextQuestion():
                return "分かりません"
            case _:
                assert_never(question)

    def _id(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)


def _right(question: Question) -> Any:
    match question:
        case SingleQuestion(choices=choices):
            return next(each.id for each in choices if each.is_correct)
        case MultipleQuestion(choices=choices):
            return [each.id for each in choices if each.is_correct]
        case TrueFalseQuestion(answer=answer):
            return answer
        case NumericQuestion(answer=answer):
            return str(answer)
        case OrderingQuestion(answer=answer):
            return list(answer)
        case ShortTextQuestion(accepted=accepted):
            return accepted[0]
        case _:
            assert_never(question)
