"""Results of quizzes as reports count them: one value for each assignment.

A result counts people once, by their first attempt where it says so. What a person left unanswered counts as not
right; people who have not finished are in no mean.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Final

from sqlalchemy import Select, func, select

from drillhub.core import clock
from drillhub.core.database import db
from drillhub.identity.queries import organisation
from drillhub.learning.models import (
    Attempt,
    AttemptAnswer,
    Enrollment,
    QuestionVersion,
    Quiz,
    QuizAssignment,
    QuizRevision,
)
from drillhub.learning.questions import parse_canonical
from drillhub.learning.states import AttemptState

MOST_MISSED: Final = 3
_NO_END: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class MissedQuestion:
    """A question with how many got it right in their first attempt. answered: finished first attempts."""

    position: int
    text: str
    right: int
    answered: int


@dataclass(frozen=True)
class AssignmentResult:
    """What came of a quiz that was given to people.

    assigned: people; finished: those who submitted an attempt, in_time: by the due date; passed: in any attempt,
    passed_first: in the first. mean_percent: of first attempts, 0-100, None when nobody finished.
    missed: the questions that most people got wrong, worst first, where they were asked for; those that everybody got
    right are left out.
    """

    assignment_id: int
    quiz_id: int
    number: str
    title: str
    revision: int
    audience_label: str
    assigned_on: date
    due_on: date
    assigned: int
    finished: int
    finished_in_time: int
    passed: int
    passed_first: int
    mean_percent: Fraction | None
    missed: tuple[MissedQuestion, ...]


def assignment_results(
    first_day: date, last_day: date, *, until: date, missed: bool = False
) -> tuple[AssignmentResult, ...]:
    """Assignments given in a period, in their order, as they stood at the end of a day of the organisation.

    What was submitted after `until` is not known then: the figures of a year that is over do not move any more.
    missed: whether the questions that most people got wrong are wanted. Four statements, whatever their number and
    size, and two more for `missed`, which reads every answer.
    """
    end = clock.instant(until + timedelta(days=1), 0, 0, organisation().timezone)
    return _results(_assignments().where(QuizAssignment.assigned_on.between(first_day, last_day)), end, missed=missed)


def assignment_result(assignment_id: int) -> AssignmentResult | None:
    """One assignment as it stands; None when there is none of this id. Five statements."""
    return next(iter(_results(_assignments().where(QuizAssignment.id == assignment_id), _NO_END, missed=True)), None)


def _assignments() -> Select[QuizAssignment, QuizRevision, Quiz]:
    return (
        select(QuizAssignment, QuizRevision, Quiz)
        .join(QuizRevision, QuizRevision.id == QuizAssignment.revision_id)
        .join(Quiz, Quiz.id == QuizRevision.quiz_id)
        .order_by(QuizAssignment.assigned_on, QuizAssignment.id)
    )


def _results(
    assignments: Select[QuizAssignment, QuizRevision, Quiz], end: datetime, *, missed: bool
) -> tuple[AssignmentResult, ...]:
    """end: the instant from which on nothing counts."""
    rows = db.session.execute(assignments).all()
    ids = [assignment.id for assignment, _revision, _quiz in rows]
    people = _people(ids, end)
    firsts = _first_attempts(ids, end)
    most_missed = _most_missed(ids, end) if missed else {}
    nobody = _People(0, 0, 0, 0)
    return tuple(
        AssignmentResult(
            assignment_id=assignment.id,
            quiz_id=quiz.id,
            number=quiz.number,
            title=revision.title,
            revision=revision.number,
            audience_label=assignment.audience_label,
            assigned_on=assignment.assigned_on,
            due_on=assignment.due_on,
            assigned=people.get(assignment.id, nobody).assigned,
            finished=people.get(assignment.id, nobody).finished,
            finished_in_time=people.get(assignment.id, nobody).finished_in_time,
            passed=people.get(assignment.id, nobody).passed,
            passed_first=firsts[assignment.id].passed,
            mean_percent=firsts[assignment.id].mean_percent,
            missed=most_missed.get(assignment.id, ()),
        )
        for assignment, revision, quiz in rows
    )


@dataclass(frozen=True)
class _People:
    assigned: int
    finished: int
    finished_in_time: int
    passed: int


def _people(assignment_ids: Collection[int], end: datetime) -> dict[int, _People]:
    finished = Enrollment.finished_at < end
    in_time = Enrollment.finished_at < QuizAssignment.due_at
    rows = db.session.execute(
        select(
            Enrollment.assignment_id,
            func.count(Enrollment.id),
            func.count(Enrollment.id).filter(finished),
            func.count(Enrollment.id).filter(finished, in_time),
            func.count(Enrollment.id).filter(Enrollment.passed_at < end),
        )
        .join(QuizAssignment, QuizAssignment.id == Enrollment.assignment_id)
        .where(Enrollment.assignment_id.in_(assignment_ids))
        .group_by(Enrollment.assignment_id)
    )
    return {row[0]: _People(*row[1:]) for row in rows}


@dataclass
class _Firsts:
    """The first attempts of an assignment. percents: the sum of their scores in percent."""

    count: int = 0
    passed: int = 0
    percents: Fraction = Fraction(0)

    @property
    def mean_percent(self) -> Fraction | None:
        return self.percents / self.count if self.count else None


def _first_attempts(assignment_ids: Collection[int], end: datetime) -> dict[int, _Firsts]:
    """Counted by equal scores, so that the mean is exact and the rows stay few."""
    rows = db.session.execute(
        select(
            Enrollment.assignment_id,
            Attempt.score_numerator,
            Attempt.score_denominator,
            Attempt.max_score,
            func.count(Attempt.id),
            func.count(Attempt.id).filter(Attempt.passed.is_(True)),
        )
        .join(Enrollment, Enrollment.id == Attempt.enrollment_id)
        .where(
            Enrollment.assignment_id.in_(assignment_ids),
            Attempt.number == 1,
            Attempt.state == AttemptState.SUBMITTED,
            Attempt.submitted_at < end,
        )
        .group_by(Enrollment.assignment_id, Attempt.score_numerator, Attempt.score_denominator, Attempt.max_score)
    )
    firsts: dict[int, _Firsts] = defaultdict(_Firsts)
    for assignment_id, numerator, denominator, max_score, count, passed in rows:
        first = firsts[assignment_id]
        first.count += count
        first.passed += passed
        first.percents += count * Fraction(100 * (numerator or 0), (denominator or 1) * max_score)
    return firsts


def _most_missed(assignment_ids: Collection[int], end: datetime) -> dict[int, tuple[MissedQuestion, ...]]:
    """For each assignment the questions that most people got wrong at first. Two statements."""
    rows = db.session.execute(
        select(
            Enrollment.assignment_id,
            AttemptAnswer.position,
            AttemptAnswer.question_version_id,
            func.count(AttemptAnswer.id).label("answered"),
            func.count(AttemptAnswer.id)
            .filter(AttemptAnswer.fraction_numerator == AttemptAnswer.fraction_denominator)
            .label("right"),
        )
        .join(Attempt, Attempt.id == AttemptAnswer.attempt_id)
        .join(Enrollment, Enrollment.id == Attempt.enrollment_id)
        .where(
            Enrollment.assignment_id.in_(assignment_ids),
            Attempt.number == 1,
            Attempt.state == AttemptState.SUBMITTED,
            Attempt.submitted_at < end,
        )
        .group_by(Enrollment.assignment_id, AttemptAnswer.position, AttemptAnswer.question_version_id)
    )
    missed = defaultdict(list)
    for row in rows:
        if row.right < row.answered:
            missed[row.assignment_id].append(row)
    worst = {
        assignment_id: sorted(found, key=lambda row: (row.right - row.answered, row.position))[:MOST_MISSED]
        for assignment_id, found in missed.items()
    }
    texts = _texts({row.question_version_id for found in worst.values() for row in found})
    return {
        assignment_id: tuple(
            MissedQuestion(row.position, texts[row.question_version_id], row.right, row.answered) for row in found
        )
        for assignment_id, found in worst.items()
    }


def _texts(version_ids: Collection[int]) -> dict[int, str]:
    """What versions ask, in Japanese."""
    rows = db.session.execute(
        select(QuestionVersion.id, QuestionVersion.body).where(QuestionVersion.id.in_(version_ids))
    )
    return {version_id: parse_canonical(body).text.ja for version_id, body in rows}
