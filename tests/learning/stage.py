"""A company with a published quiz, given to people, and attempts at every stage. Made through the verbs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from drillhub.audit import Actor, AuditEntry
from drillhub.core.database import db
from drillhub.learning import assignments, attempts, queries, quizzes
from drillhub.learning.assignments import Assigned
from drillhub.learning.attempts import Saved
from drillhub.learning.models import Attempt, AttemptAnswer, AttemptEvent, Enrollment, QuizRevision
from drillhub.learning.queries import AttemptResult, Sitting
from drillhub.learning.questions import Question
from drillhub.learning.quizzes import QuizSettings
from drillhub.learning.states import Audience
from tests.learning.build import ONE_OF_EACH
from tests.support.world import Member, Org, World

# 10:00 in Tokyo on a Monday.
START = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
TODAY = date(2026, 6, 1)
DUE = date(2026, 6, 15)


def at(minutes: float) -> datetime:
    """An instant, in minutes after START."""
    return START + timedelta(minutes=minutes)


def actor(member: Member) -> Actor:
    return Actor(member.id, member.name, "session")


def address_of(token: str) -> str:
    return f"https://drillhub.example/q/{token}"


@dataclass
class Classroom:
    """The trainer who gives quizzes, and the people who take them: 石田 with a mail address, 中村 without."""

    world: World
    org: Org
    trainer: Member
    learners: list[Member] = field(default_factory=list)

    @classmethod
    def set_up(cls, world: World, org: Org, trainer: Member) -> "Classroom":
        learners = [
            world.person(org, "伊藤 直樹", number="0301", email="ito@aoba.example"),
            world.person(org, "中村 拓", number="0302"),
        ]
        return cls(world, org, trainer, learners)

    @property
    def by(self) -> Actor:
        return actor(self.trainer)

    @property
    def ito(self) -> Member:
        return self.learners[0]

    # --- Quizzes and assignments ---

    def quiz(self, questions: Sequence[Question] = ONE_OF_EACH, *, published: bool = True, **settings: Any) -> int:
        """A quiz by hand; gives its id."""
        wanted = QuizSettings(**{"title": "避難の基本", **settings})
        with self.world.changing(self.org):
            quiz_id = quizzes.create_quiz(wanted, by=self.by, at=at(-60)).id
            for question in questions:
                quizzes.add_question(quiz_id, question, by=self.by, at=at(-60))
            if published:
                quizzes.publish(quiz_id, by=self.by, at=at(-50))
            return quiz_id

    def revision_id(self, quiz_id: int) -> int:
        """The newest revision."""
        with self.world.inside(self.org):
            return db.session.scalars(
                select(QuizRevision.id).where(QuizRevision.quiz_id == quiz_id).order_by(QuizRevision.number.desc())
            ).first()  # type: ignore[return-value]

    def assign(self, quiz_id: int, *members: Member, minute: float = -30, **more: Any) -> Assigned:
        values = {
            "audience": Audience.PEOPLE,
            "audience_id": None,
            "audience_label": "",
            "due_on": DUE,
            "timezone": "Asia/Tokyo",
            "address_of": address_of,
        }
        ids = [member.id for member in members or self.learners]
        with self.world.changing(self.org):
            return assignments.assign(self.revision_id(quiz_id), ids, **{**values, **more}, by=self.by, at=at(minute))

    def enrollment_id(self, member: Member, assignment_id: int | None = None) -> int:
        """The newest one of a person."""
        with self.world.inside(self.org):
            wanted = select(Enrollment.id).where(Enrollment.person_id == member.id).order_by(Enrollment.id.desc())
            if assignment_id is not None:
                wanted = wanted.where(Enrollment.assignment_id == assignment_id)
            return db.session.scalars(wanted).first()  # type: ignore[return-value]

    # --- Attempts ---

    def started(self, questions: Sequence[Question] = ONE_OF_EACH, *, minute: float = 0, **settings: Any) -> int:
        """An attempt of 伊藤 on a new quiz."""
        self.assign(self.quiz(questions, **settings))
        return self.start(self.ito, minute=minute)

    def start(self, member: Member, *, minute: float = 0, enrollment_id: int | None = None) -> int:
        enrollment_id = enrollment_id or self.enrollment_id(member)
        with self.world.changing(self.org):
            return attempts.start(enrollment_id, by=actor(member), at=at(minute)).id

    def save(
        self,
        attempt_id: int,
        position: int,
        raw: object,
        *,
        base_rev: int = 0,
        event_id: UUID | None = None,
        minute: float = 1,
        by: Member | None = None,
    ) -> Saved:
        with self.world.changing(self.org):
            return attempts.save_answer(
                attempt_id,
                position,
                raw,
                base_rev=base_rev,
                event_id=event_id or uuid4(),
                by=actor(by or self.ito),
                at=at(minute),
            )

    def answer_all(
        self, attempt_id: int, raws: Sequence[object], *, minute: float = 1, by: Member | None = None
    ) -> None:
        for position, raw in enumerate(raws, start=1):
            self.save(attempt_id, position, raw, minute=minute, by=by)

    def submit(
        self, attempt_id: int, *, event_id: UUID | None = None, minute: float = 5, by: Member | None = None
    ) -> Attempt:
        with self.world.changing(self.org):
            return attempts.submit(attempt_id, event_id or uuid4(), by=actor(by or self.ito), at=at(minute))

    def take(
        self, member: Member, raws: Sequence[object], *, minute: float = 0, enrollment_id: int | None = None
    ) -> int:
        """A whole attempt: begun, answered, submitted."""
        attempt_id = self.start(member, minute=minute, enrollment_id=enrollment_id)
        self.answer_all(attempt_id, raws, minute=minute + 1, by=member)
        self.submit(attempt_id, minute=minute + 5, by=member)
        return attempt_id

    # --- Looking ---

    def sitting(self, attempt_id: int, *, minute: float = 2, by: Member | None = None) -> Sitting:
        with self.world.inside(self.org):
            return queries.sitting(attempt_id, (by or self.ito).id, at=at(minute))

    def result(self, attempt_id: int, *, minute: float = 10, by: Member | None = None) -> AttemptResult:
        with self.world.inside(self.org):
            return queries.result(attempt_id, (by or self.ito).id, at=at(minute))

    def attempt(self, attempt_id: int) -> Attempt:
        with self.world.inside(self.org):
            return db.session.scalars(select(Attempt).where(Attempt.id == attempt_id)).one()

    def answers(self, attempt_id: int) -> list[AttemptAnswer]:
        with self.world.inside(self.org):
            return list(
                db.session.scalars(
                    select(AttemptAnswer).where(AttemptAnswer.attempt_id == attempt_id).order_by(AttemptAnswer.position)
                )
            )

    def events(self, attempt_id: int) -> list[AttemptEvent]:
        with self.world.inside(self.org):
            return list(
                db.session.scalars(
                    select(AttemptEvent).where(AttemptEvent.attempt_id == attempt_id).order_by(AttemptEvent.seq)
                )
            )

    def trail(self, subject_type: str) -> list[str]:
        """The actions on rows of one table, as the audit trail has them."""
        with self.world.inside(self.org):
            return list(
                db.session.scalars(
                    select(AuditEntry.action).where(AuditEntry.subject_type == subject_type).order_by(AuditEntry.id)
                )
            )
