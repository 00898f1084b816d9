"""Where a proposal may come from: what of quizzes a person may name as its origin."""

from sqlalchemy import select

from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.learning.models import Attempt, Enrollment, QuizAssignment, QuizRevision


def own_result(attempt_id: int, person_id: int) -> str:
    """The title of the quiz that somebody took. Somebody else's attempt looks missing. Raises NotFound."""
    title = db.session.scalar(
        select(QuizRevision.title)
        .join(QuizAssignment, QuizAssignment.revision_id == QuizRevision.id)
        .join(Enrollment, Enrollment.assignment_id == QuizAssignment.id)
        .join(Attempt, Attempt.enrollment_id == Enrollment.id)
        .where(Attempt.id == attempt_id, Enrollment.person_id == person_id)
    )
    if title is None:
        raise NotFound()
    return title


def last_attempt(enrollment_id: int, person_id: int) -> int:
    """The latest attempt at a quiz that was given to somebody. Raises NotFound before the first."""
    attempt_id = db.session.scalar(
        select(Attempt.id)
        .join(Enrollment, Enrollment.id == Attempt.enrollment_id)
        .where(Enrollment.id == enrollment_id, Enrollment.person_id == person_id)
        .order_by(Attempt.number.desc())
        .limit(1)
    )
    if attempt_id is None:
        raise NotFound()
    return attempt_id
