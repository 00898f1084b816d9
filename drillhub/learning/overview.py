"""Reads for those who make quizzes and give them to people."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased, joinedload, raiseload

from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.core.pagination import Page, paginate
from drillhub.learning.models import (
    Enrollment,
    QuestionVersion,
    Quiz,
    QuizAssignment,
    QuizRevision,
    QuizSlot,
)
from drillhub.learning.questions import Question, parse_canonical
from drillhub.learning.states import Audience, RevisionStatus

# Any revision of a quiz beside the one that is selected.
_Any: Final = aliased(QuizRevision)


@dataclass(frozen=True)
class QuizLine:
    """A quiz in the list, by its newest revision. published: number of the last published one, None before the first.

    last_assigned_on: None while it was given to nobody.
    """

    id: int
    number: str
    title: str
    revision: int
    status: RevisionStatus
    published: int | None
    questions: int
    assignments: int
    last_assigned_on: date | None


def quizzes(*, page: int = 1, size: int = 50) -> Page[QuizLine]:
    """All quizzes, the newest first. Two statements."""
    newest = _number_of_newest(None)
    assigned = (
        select(QuizAssignment)
        .join(QuizRevision, QuizRevision.id == QuizAssignment.revision_id)
        .where(QuizRevision.quiz_id == Quiz.id)
        .correlate(Quiz)
    )
    statement = (
        select(
            Quiz.id,
            Quiz.number,
            QuizRevision.title,
            QuizRevision.number.label("revision"),
            QuizRevision.status,
            _number_of_newest(RevisionStatus.PUBLISHED).label("published"),
            _question_count().label("questions"),
            assigned.with_only_columns(func.count(QuizAssignment.id)).scalar_subquery().label("assignments"),
            assigned.with_only_columns(func.max(QuizAssignment.assigned_on))
            .scalar_subquery()
            .label("last_assigned_on"),
        )
        .join(QuizRevision, (QuizRevision.quiz_id == Quiz.id) & (QuizRevision.number == newest))
        .order_by(Quiz.id.desc())
    )
    found = paginate(statement, number=page, size=size, scalars=False)
    return Page(tuple(QuizLine(*row) for row in found.items), found.total, found.number, found.size)


@dataclass(frozen=True)
class RevisionLine:
    """A revision in the list of all revisions of a quiz. published_by: "" for a draft."""

    id: int
    number: int
    status: RevisionStatus
    created_at: datetime
    published_at: datetime | None
    published_by: str


@dataclass(frozen=True)
class SlotLine:
    """A question of a revision. code, version: of the question, as Q2026-001-03 version 2."""

    id: int
    position: int
    code: str
    version: int
    question: Question
    max_mark: int


@dataclass(frozen=True)
class QuizPage:
    """A quiz in one of its revisions, with the others (newest first) and whom it was given to (newest first)."""

    id: int
    number: str
    scenario_version_id: int | None
    revision: QuizRevision
    slots: tuple[SlotLine, ...]
    revisions: tuple[RevisionLine, ...]
    assignments: tuple["AssignmentLine", ...]

    @property
    def is_draft(self) -> bool:
        return self.revision.status is RevisionStatus.DRAFT

    @property
    def max_score(self) -> int:
        return sum(slot.max_mark for slot in self.slots)

    @property
    def draft(self) -> RevisionLine | None:
        return next((each for each in self.revisions if each.status is RevisionStatus.DRAFT), None)

    @property
    def published(self) -> RevisionLine | None:
        """The revision that is given to people now."""
        return next((each for each in self.revisions if each.status is RevisionStatus.PUBLISHED), None)


def quiz(quiz_id: int, number: int | None = None) -> QuizPage:
    """A quiz in its newest revision, or in the one of this number. Three statements. Raises NotFound."""
    revisions = db.session.scalars(
        select(QuizRevision)
        .options(joinedload(QuizRevision.quiz, innerjoin=True).raiseload("*"), raiseload("*"))
        .where(QuizRevision.quiz_id == quiz_id)
        .order_by(QuizRevision.number.desc())
    ).all()
    shown = next((each for each in revisions if number in (None, each.number)), None)
    if shown is None:
        raise NotFound()
    return QuizPage(
        id=shown.quiz_id,
        number=shown.quiz.number,
        scenario_version_id=shown.quiz.scenario_version_id,
        revision=shown,
        slots=_slots(QuizSlot.revision_id == shown.id),
        revisions=tuple(
            RevisionLine(each.id, each.number, each.status, each.created_at, each.published_at, each.published_by)
            for each in revisions
        ),
        assignments=tuple(
            AssignmentLine(*row) for row in db.session.execute(_assignments().where(QuizRevision.quiz_id == quiz_id))
        ),
    )


def slot(slot_id: int) -> SlotLine:
    """One question of a revision. One statement. Raises NotFound."""
    found = _slots(QuizSlot.id == slot_id)
    if not found:
        raise NotFound()
    return found[0]


@dataclass(frozen=True)
class AssignmentLine:
    """A quiz that was given to people, with how far they are."""

    id: int
    quiz_id: int
    number: str
    title: str
    revision: int
    audience: Audience
    audience_id: int | None
    audience_label: str
    assigned_on: date
    due_on: date
    assigned: int
    finished: int
    passed: int


def assignments(*, page: int = 1, size: int = 50) -> Page[AssignmentLine]:
    """All assignments, the newest first. Two statements."""
    found = paginate(_assignments(), number=page, size=size, scalars=False)
    return Page(tuple(AssignmentLine(*row) for row in found.items), found.total, found.number, found.size)


def assignments_of(audience: Audience, audience_id: int) -> tuple[AssignmentLine, ...]:
    """What a drill or a department was given, the newest first. One statement."""
    rows = db.session.execute(
        _assignments().where(QuizAssignment.audience == audience, QuizAssignment.audience_id == audience_id)
    )
    return tuple(AssignmentLine(*row) for row in rows)


# --- Selects and rows -----------------------------------------------------------------------------------------


def _number_of_newest(status: RevisionStatus | None) -> Any:
    """Scalar subquery beside Quiz: the highest number of its revisions, of this status when one is given."""
    other = select(func.max(_Any.number)).where(_Any.quiz_id == Quiz.id).correlate(Quiz)
    return (other if status is None else other.where(_Any.status == status)).scalar_subquery()


def _question_count() -> Any:
    """Scalar subquery beside QuizRevision."""
    return (
        select(func.count(QuizSlot.id))
        .where(QuizSlot.revision_id == QuizRevision.id)
        .correlate(QuizRevision)
        .scalar_subquery()
    )


def _slots(condition: ColumnElement[bool]) -> tuple[SlotLine, ...]:
    rows = db.session.scalars(
        select(QuizSlot)
        .options(
            joinedload(QuizSlot.question_version, innerjoin=True).options(
                joinedload(QuestionVersion.question, innerjoin=True), raiseload("*")
            ),
            raiseload("*"),
        )
        .where(condition)
        .order_by(QuizSlot.position)
    )
    return tuple(
        SlotLine(
            id=row.id,
            position=row.position,
            code=row.question_version.question.code,
            version=row.question_version.number,
            question=parse_canonical(row.question_version.body),
            max_mark=row.max_mark,
        )
        for row in rows
    )


def _assignments() -> Select[*tuple[Any, ...]]:
    people = select(Enrollment).where(Enrollment.assignment_id == QuizAssignment.id).correlate(QuizAssignment)
    return (
        select(
            QuizAssignment.id,
            QuizRevision.quiz_id,
            Quiz.number,
            QuizRevision.title,
            QuizRevision.number.label("revision"),
            QuizAssignment.audience,
            QuizAssignment.audience_id,
            QuizAssignment.audience_label,
            QuizAssignment.assigned_on,
            QuizAssignment.due_on,
            people.with_only_columns(func.count(Enrollment.id)).scalar_subquery().label("assigned"),
            people.with_only_columns(func.count(Enrollment.finished_at)).scalar_subquery().label("finished"),
            people.with_only_columns(func.count(Enrollment.passed_at)).scalar_subquery().label("passed"),
        )
        .join(QuizRevision, QuizRevision.id == QuizAssignment.revision_id)
        .join(Quiz, Quiz.id == QuizRevision.quiz_id)
        .order_by(QuizAssignment.assigned_on.desc(), QuizAssignment.id.desc())
    )
