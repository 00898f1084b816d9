"""Rows of quizzes: questions and their versions, quizzes and their revisions, assignments, attempts, answers."""

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint, event, inspect, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from drillhub.core.append_only import WrittenOnce, append_only
from drillhub.core.database import INTERNAL, PERSONAL, PUBLIC, Base, JsonValue
from drillhub.core.tenancy import OrgOwned, same_org
from drillhub.identity.models import Person
from drillhub.learning.states import AttemptEventKind, AttemptState, Audience, RevisionStatus, SubmittedBy
from drillhub.vocabulary import QuestionType


class Question(OrgOwned, Base):
    """A question under its stable code. What it asks is in its versions.

    source: where it was taken from, such as "fire_evacuation/Q1" of a scenario; "" when it was written by hand.
    """

    __tablename__ = "questions"
    __table_args__ = (UniqueConstraint("org_id", "code"),)

    code: Mapped[str] = mapped_column(String(40), info=INTERNAL)
    source: Mapped[str] = mapped_column(String(200), default="", info=INTERNAL)
    created_at: Mapped[datetime] = mapped_column(info=INTERNAL)


@append_only
class QuestionVersion(OrgOwned, Base):
    """What a question asks and what is right, written once. A change is the next version.

    body: canonical JSON of the question value (`questions.py`); digest: its SHA-256.
    """

    __tablename__ = "question_versions"
    __table_args__ = (
        same_org("question_id", "questions"),
        UniqueConstraint("org_id", "question_id", "number"),
        CheckConstraint("number > 0", name="number_counts_from_one"),
    )

    question_id: Mapped[int] = mapped_column(info=PUBLIC)
    question: Mapped[Question] = relationship(foreign_keys=[question_id])
    number: Mapped[int] = mapped_column(info=INTERNAL)
    question_type: Mapped[QuestionType] = mapped_column(info=INTERNAL)
    body: Mapped[str] = mapped_column(Text, info=INTERNAL)
    digest: Mapped[str] = mapped_column(String(64), info=INTERNAL)
    created_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    created_by: Mapped[str] = mapped_column(String(201), info=PERSONAL)


class Quiz(OrgOwned, Base):
    """A comprehension quiz (理解度テスト). number for people, as Q2026-001. What it asks is in its revisions.

    scenario_version_id: the scenario its questions were taken from, if any.
    """

    __tablename__ = "quizzes"
    __table_args__ = (
        same_org("scenario_version_id", "scenario_versions"),
        UniqueConstraint("org_id", "number"),
    )

    number: Mapped[str] = mapped_column(String(20), info=INTERNAL)
    scenario_version_id: Mapped[int | None] = mapped_column(index=True, info=INTERNAL)
    created_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    created_by: Mapped[str] = mapped_column(String(201), info=PERSONAL)


class QuizRevision(OrgOwned, Base):
    """What a quiz asks and asks for. Fixed when published; a later change is the next revision.

    pass_mark: percent of all marks needed to pass, 1-100. time_limit_min: minutes for one attempt, None: no limit.
    attempt_limit: how often it may be taken until it is passed, None: as often as needed.
    """

    __tablename__ = "quiz_revisions"
    __table_args__ = (
        same_org("quiz_id", "quizzes"),
        UniqueConstraint("org_id", "quiz_id", "number"),
        CheckConstraint("number > 0", name="number_counts_from_one"),
        CheckConstraint("pass_mark BETWEEN 1 AND 100", name="pass_mark_is_a_percentage"),
        CheckConstraint("time_limit_min > 0", name="time_limit_is_positive"),
        CheckConstraint("attempt_limit > 0", name="attempt_limit_is_positive"),
        CheckConstraint("(status = 'published') = (published_at IS NOT NULL)", name="published_has_a_moment"),
    )

    quiz_id: Mapped[int] = mapped_column(info=PUBLIC)
    quiz: Mapped[Quiz] = relationship(foreign_keys=[quiz_id])
    number: Mapped[int] = mapped_column(info=INTERNAL)
    title: Mapped[str] = mapped_column(String(200), info=INTERNAL)
    instructions: Mapped[str] = mapped_column(String(2000), default="", info=INTERNAL)
    pass_mark: Mapped[int] = mapped_column(default=80, info=INTERNAL)
    time_limit_min: Mapped[int | None] = mapped_column(info=INTERNAL)
    attempt_limit: Mapped[int | None] = mapped_column(info=INTERNAL)
    status: Mapped[RevisionStatus] = mapped_column(default=RevisionStatus.DRAFT, info=INTERNAL)
    created_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    published_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)
    published_by: Mapped[str] = mapped_column(String(201), default="", info=PERSONAL)


@event.listens_for(QuizRevision, "before_update")
def _refuse_to_rewrite(_mapper: object, _connection: object, revision: QuizRevision) -> None:
    before = inspect(revision).attrs.status.history.deleted
    if revision.status is RevisionStatus.PUBLISHED and not before:
        raise WrittenOnce(f"revision {revision.number} of quiz {revision.quiz_id} is published")


class QuizSlot(OrgOwned, Base):
    """A place in a revision with the exact version of the question that stands there. position counts from 1."""

    __tablename__ = "quiz_slots"
    __table_args__ = (
        same_org("revision_id", "quiz_revisions"),
        same_org("question_version_id", "question_versions"),
        UniqueConstraint("org_id", "revision_id", "position"),
        CheckConstraint("position > 0", name="position_counts_from_one"),
        CheckConstraint("max_mark > 0", name="is_worth_something"),
    )

    revision_id: Mapped[int] = mapped_column(info=PUBLIC)
    position: Mapped[int] = mapped_column(info=INTERNAL)
    question_version_id: Mapped[int] = mapped_column(index=True, info=PUBLIC)
    question_version: Mapped[QuestionVersion] = relationship(foreign_keys=[question_version_id])
    max_mark: Mapped[int] = mapped_column(default=1, info=INTERNAL)


class QuizAssignment(OrgOwned, Base):
    """A revision given to people, once. Next year's is another row: results of a year never change.

    audience_id: the drill or department, None for people picked one by one; audience_label: its name at that time.
    due_on: the last day on which it counts as in time; due_at: the instant at which that day is over in `timezone`.
    Answers are taken later too.
    """

    __tablename__ = "quiz_assignments"
    __table_args__ = (
        same_org("revision_id", "quiz_revisions"),
        Index("ix_quiz_assignments_audience", "org_id", "audience", "audience_id"),
        Index("ix_quiz_assignments_org_id_due_on", "org_id", "due_on"),
    )

    revision_id: Mapped[int] = mapped_column(index=True, info=PUBLIC)
    revision: Mapped[QuizRevision] = relationship(foreign_keys=[revision_id])
    audience: Mapped[Audience] = mapped_column(info=INTERNAL)
    audience_id: Mapped[int | None] = mapped_column(info=INTERNAL)
    audience_label: Mapped[str] = mapped_column(String(300), default="", info=INTERNAL)
    assigned_on: Mapped[date] = mapped_column(info=INTERNAL)
    due_on: Mapped[date] = mapped_column(info=INTERNAL)
    due_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    timezone: Mapped[str] = mapped_column(String(64), info=INTERNAL)
    assigned_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    assigned_by: Mapped[str] = mapped_column(String(201), info=PERSONAL)


class Enrollment(OrgOwned, Base):
    """A person who has been given a quiz. Name and department are those of the day it was given.

    finished_at, passed_at: of the first attempt that was submitted, and that passed; they repeat what the attempts
    say, so that lists need not read all of them.
    """

    __tablename__ = "enrollments"
    __table_args__ = (
        same_org("assignment_id", "quiz_assignments"),
        same_org("person_id", "people"),
        UniqueConstraint("org_id", "assignment_id", "person_id"),
        CheckConstraint("passed_at IS NULL OR finished_at IS NOT NULL", name="passed_after_finishing"),
    )

    assignment_id: Mapped[int] = mapped_column(info=PUBLIC)
    assignment: Mapped[QuizAssignment] = relationship(foreign_keys=[assignment_id])
    person_id: Mapped[int] = mapped_column(index=True, info=PERSONAL)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    frozen_name: Mapped[str] = mapped_column(String(201), info=PERSONAL)
    frozen_department: Mapped[str] = mapped_column(String(400), default="", info=PERSONAL)
    invited_at: Mapped[datetime | None] = mapped_column(info=PERSONAL)
    finished_at: Mapped[datetime | None] = mapped_column(info=PERSONAL)
    passed_at: Mapped[datetime | None] = mapped_column(info=PERSONAL)


class Attempt(OrgOwned, Base):
    """One sitting of a quiz. What it asks was laid out at its start and stays, whatever is edited later.

    score: marks as an exact fraction (score_numerator / score_denominator); max_score: all marks of the layout;
    pass_mark: percent, copied at the start. deadline_at: when the time limit ends it, None without a limit; what was
    saved by then counts. Score and result are None until it is submitted and graded, in one moment. rev: raised with
    every change.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        same_org("enrollment_id", "enrollments"),
        UniqueConstraint("org_id", "enrollment_id", "number"),
        CheckConstraint("number > 0", name="number_counts_from_one"),
        CheckConstraint("(state = 'submitted') = (submitted_at IS NOT NULL)", name="submitted_has_a_moment"),
        CheckConstraint("(state = 'submitted') = (passed IS NOT NULL)", name="submitted_has_a_result"),
        CheckConstraint("(state = 'submitted') = (submitted_by IS NOT NULL)", name="submitted_by_somebody"),
        Index("ix_attempts_org_id_state_deadline_at", "org_id", "state", "deadline_at"),
        CheckConstraint(
            "(state = 'submitted') = (score_numerator IS NOT NULL AND score_denominator IS NOT NULL)",
            name="submitted_has_a_score",
        ),
        # One sitting at a time, whoever presses start how often.
        Index(
            "uq_attempts_one_in_progress",
            "org_id",
            "enrollment_id",
            unique=True,
            sqlite_where=text("state = 'in_progress'"),
            postgresql_where=text("state = 'in_progress'"),
        ),
    )

    enrollment_id: Mapped[int] = mapped_column(info=PUBLIC)
    enrollment: Mapped[Enrollment] = relationship(foreign_keys=[enrollment_id])
    number: Mapped[int] = mapped_column(info=INTERNAL)
    state: Mapped[AttemptState] = mapped_column(default=AttemptState.IN_PROGRESS, info=INTERNAL)
    rev: Mapped[int] = mapped_column(default=0, info=PUBLIC)
    pass_mark: Mapped[int] = mapped_column(info=INTERNAL)
    max_score: Mapped[int] = mapped_column(info=INTERNAL)
    score_numerator: Mapped[int | None] = mapped_column(info=PERSONAL)
    score_denominator: Mapped[int | None] = mapped_column(info=PERSONAL)
    passed: Mapped[bool | None] = mapped_column(info=PERSONAL)
    started_at: Mapped[datetime] = mapped_column(info=PERSONAL)
    deadline_at: Mapped[datetime | None] = mapped_column(info=PERSONAL)
    submitted_at: Mapped[datetime | None] = mapped_column(info=PERSONAL)
    submitted_by: Mapped[SubmittedBy | None] = mapped_column(info=PERSONAL)
    # How the person was known when submitting: "password", "link" (`Actor.via`).
    submitted_via: Mapped[str] = mapped_column(String(20), default="", info=PERSONAL)

    @property
    def score(self) -> Fraction | None:
        """Marks; None until graded."""
        if self.score_numerator is None or self.score_denominator is None:
            return None
        return Fraction(self.score_numerator, self.score_denominator)


class AttemptAnswer(OrgOwned, Base):
    """One question of an attempt with what was answered last. Made for every place of the layout at the start.

    response: the answer as plain JSON (`responses.py`), None while unanswered. rev: 0 at the start, raised by each
    save; a save names the rev it saw, so that two tabs never overwrite each other unseen. fraction: of the marks, set
    when graded.
    """

    __tablename__ = "attempt_answers"
    __table_args__ = (
        same_org("attempt_id", "attempts"),
        same_org("question_version_id", "question_versions"),
        UniqueConstraint("org_id", "attempt_id", "position"),
    )

    attempt_id: Mapped[int] = mapped_column(info=PUBLIC)
    position: Mapped[int] = mapped_column(info=INTERNAL)
    question_version_id: Mapped[int] = mapped_column(index=True, info=PUBLIC)
    question_version: Mapped[QuestionVersion] = relationship(foreign_keys=[question_version_id])
    max_mark: Mapped[int] = mapped_column(info=INTERNAL)
    # The ids of choices or items in the order in which this person sees them.
    shown_order: Mapped[list[str]] = mapped_column(default=list, info=INTERNAL)
    response: Mapped[Any | None] = mapped_column(JsonValue, info=PERSONAL)
    rev: Mapped[int] = mapped_column(default=0, info=PUBLIC)
    saved_at: Mapped[datetime | None] = mapped_column(info=PERSONAL)
    fraction_numerator: Mapped[int | None] = mapped_column(info=PERSONAL)
    fraction_denominator: Mapped[int | None] = mapped_column(info=PERSONAL)

    @property
    def fraction(self) -> Fraction | None:
        """Of the marks; None until graded."""
        if self.fraction_numerator is None or self.fraction_denominator is None:
            return None
        return Fraction(self.fraction_numerator, self.fraction_denominator)


@append_only
class AttemptEvent(OrgOwned, Base):
    """What happened in an attempt, in its order, written once. payload: the answer that was saved, if one was.

    event_id comes from the sender: sending twice is one event.
    """

    __tablename__ = "attempt_events"
    __table_args__ = (
        same_org("attempt_id", "attempts"),
        UniqueConstraint("org_id", "attempt_id", "seq"),
        UniqueConstraint("org_id", "attempt_id", "event_id"),
    )

    attempt_id: Mapped[int] = mapped_column(info=PUBLIC)
    event_id: Mapped[str] = mapped_column(String(36), info=PUBLIC)
    seq: Mapped[int] = mapped_column(info=PUBLIC)
    kind: Mapped[AttemptEventKind] = mapped_column(info=INTERNAL)
    position: Mapped[int | None] = mapped_column(info=INTERNAL)
    payload: Mapped[dict[str, Any] | None] = mapped_column(info=PERSONAL)
    at: Mapped[datetime] = mapped_column(info=PERSONAL)
    device_at: Mapped[datetime | None] = mapped_column(info=PERSONAL)
    via: Mapped[str] = mapped_column(String(20), info=INTERNAL)
