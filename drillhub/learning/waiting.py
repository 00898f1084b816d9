"""What waits for whoever makes quizzes: drafts to finish, and people who have not passed in time."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import func, select

from drillhub.core.database import db
from drillhub.identity.models import Person, PersonStatus
from drillhub.learning.models import Enrollment, QuizAssignment, QuizRevision
from drillhub.learning.states import RevisionStatus

# Longer ago nobody can mend it by asking once more; it stays in the list and in the reports.
_LATELY: Final = timedelta(days=60)
_MOST: Final = 5


@dataclass(frozen=True)
class OpenDraft:
    """A revision that is being written."""

    quiz_id: int
    title: str
    number: int


@dataclass(frozen=True)
class OverdueAssignment:
    """A quiz whose due date passed lately while people who are still here have not passed it."""

    id: int
    title: str
    due_on: date
    missing: int


def open_drafts() -> tuple[OpenDraft, ...]:
    """The newest first, at most five. One statement."""
    rows = db.session.execute(
        select(QuizRevision.quiz_id, QuizRevision.title, QuizRevision.number)
        .where(QuizRevision.status == RevisionStatus.DRAFT)
        .order_by(QuizRevision.created_at.desc(), QuizRevision.id.desc())
        .limit(_MOST)
    )
    return tuple(OpenDraft(*row) for row in rows)


def overdue_assignments(today: date) -> tuple[OverdueAssignment, ...]:
    """The longest overdue first, at most five. One statement."""
    rows = db.session.execute(
        select(QuizAssignment.id, QuizRevision.title, QuizAssignment.due_on, func.count(Enrollment.id))
        .join(QuizRevision, QuizRevision.id == QuizAssignment.revision_id)
        .join(Enrollment, Enrollment.assignment_id == QuizAssignment.id)
        .join(Person, Person.id == Enrollment.person_id)
        .where(
            QuizAssignment.due_on.between(today - _LATELY, today - timedelta(days=1)),
            Enrollment.passed_at.is_(None),
            Person.status != PersonStatus.LEFT,
        )
        .group_by(QuizAssignment.id, QuizRevision.title, QuizAssignment.due_on)
        .order_by(QuizAssignment.due_on, QuizAssignment.id)
        .limit(_MOST)
    )
    return tuple(OverdueAssignment(*row) for row in rows)
