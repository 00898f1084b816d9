"""Reads for the person who takes a quiz. Each asks for rows of that person alone: others' do not exist here."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import joinedload, raiseload

from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.core.pagination import Page, paginate
from drillhub.learning.errors import NotSubmittedYet
from drillhub.learning.grading import FULL, NOTHING, Grade, grade, total
from drillhub.learning.layout import AskedQuestion, asked
from drillhub.learning.models import (
    Attempt,
    AttemptAnswer,
    AttemptEvent,
    Enrollment,
    Quiz,
    QuizAssignment,
    QuizRevision,
    QuizSlot,
)
from drillhub.learning.questions import Question, parse_canonical
from drillhub.learning.responses import Response, response_of
from drillhub.learning.standings import Last, is_last, is_settled, standing
from drillhub.learning.states import AttemptEventKind, AttemptState, Outcome, Standing, SubmittedBy
from drillhub.learning.time_limit import is_over, remaining


@dataclass(frozen=True)
class MyQuiz:
    """A quiz that was given to somebody, and where they stand. The marks are those of the last attempt.

    time_limit_min, attempt_limit None: without. attempts: begun so far. attempt_id: the last one, None before the
    first. percent: of the last attempt, rounded down, None until it was submitted. is_overdue: not passed, and the
    due date is over.
    """

    enrollment_id: int
    number: str
    title: str
    instructions: str
    questions: int
    pass_mark: int
    time_limit_min: int | None
    attempt_limit: int | None
    due_on: date
    is_overdue: bool
    standing: Standing
    attempts: int
    attempt_id: int | None
    percent: int | None
    finished_at: datetime | None
    passed_at: datetime | None

    @property
    def attempts_left(self) -> int | None:
        """How many more can be begun, None: as many as wanted."""
        return None if self.attempt_limit is None else max(0, self.attempt_limit - self.attempts)

    @property
    def may_start(self) -> bool:
        """Whether pressing start begins an attempt."""
        return self.standing in {Standing.NOT_STARTED, Standing.FAILED} and self.attempts_left != 0


@dataclass(frozen=True)
class MyQuizzes:
    """to_do: to begin, resume or take again, nearest due date first; done: passed or no attempt left, newest first."""

    to_do: tuple[MyQuiz, ...]
    done: Page[MyQuiz]


def my_quizzes(person_id: int, *, at: datetime, page: int = 1, size: int = 20) -> MyQuizzes:
    """Everything that was given to somebody. Three statements."""
    mine = _my_quizzes(at).where(Enrollment.person_id == person_id)
    done = paginate(
        mine.where(is_settled()).order_by(Enrollment.finished_at.desc(), Enrollment.id.desc()),
        number=page,
        size=size,
        scalars=False,
    )
    to_do = db.session.execute(mine.where(~is_settled()).order_by(QuizAssignment.due_on, Enrollment.id))
    return MyQuizzes(
        tuple(_my_quiz(row, at) for row in to_do),
        Page(tuple(_my_quiz(row, at) for row in done.items), done.total, done.number, done.size),
    )


def quizzes_to_take(person_id: int, *, at: datetime, limit: int = 5) -> tuple[MyQuiz, ...]:
    """What somebody still has to pass, the nearest due date first. One statement."""
    mine = _my_quizzes(at).where(Enrollment.person_id == person_id, ~is_settled())
    rows = db.session.execute(mine.order_by(QuizAssignment.due_on, Enrollment.id).limit(limit))
    return tuple(_my_quiz(row, at) for row in rows)


@dataclass(frozen=True)
class PastAttempt:
    """An attempt that was submitted. grade: None until the timetable has submitted one whose time is over."""

    id: int
    number: int
    started_at: datetime
    submitted_at: datetime | None
    grade: Grade | None


@dataclass(frozen=True)
class Cover:
    """What somebody reads before they begin: what awaits them, and what came of their attempts so far."""

    quiz: MyQuiz
    attempts: tuple[PastAttempt, ...]


def cover(enrollment_id: int, person_id: int, *, at: datetime) -> Cover:
    """Two statements. Raises NotFound."""
    row = db.session.execute(
        _my_quizzes(at).where(Enrollment.id == enrollment_id, Enrollment.person_id == person_id)
    ).one_or_none()
    if row is None:
        raise NotFound()
    attempts = db.session.scalars(
        select(Attempt).options(raiseload("*")).where(Attempt.enrollment_id == enrollment_id).order_by(Attempt.number)
    )
    past = tuple(
        PastAttempt(each.id, each.number, each.started_at, each.submitted_at, _grade_of(each))
        for each in attempts
        if each.state is AttemptState.SUBMITTED or is_over(each.deadline_at, at)
    )
    return Cover(_my_quiz(row, at), past)


@dataclass(frozen=True)
class SittingQuestion:
    """A question with what was answered last. response: the plain shape, None while unanswered."""

    position: int
    asked: AskedQuestion
    max_mark: int
    response: Any
    rev: int
    saved_at: datetime | None

    @property
    def is_answered(self) -> bool:
        return self.response is not None


@dataclass(frozen=True)
class Sitting:
    """An attempt as its page shows it while it goes on. Nothing in it tells what is right.

    remaining: of the time limit, None without one. is_over: its time is up; what is saved now no longer counts.
    """

    attempt_id: int
    enrollment_id: int
    number: str
    title: str
    instructions: str
    attempt_number: int
    due_on: date
    pass_mark: int
    started_at: datetime
    deadline_at: datetime | None
    remaining: timedelta | None
    is_over: bool
    is_submitted: bool
    questions: tuple[SittingQuestion, ...]

    @property
    def answered(self) -> int:
        return sum(question.is_answered for question in self.questions)


def require_attempt(attempt_id: int, enrollment_id: int, person_id: int) -> None:
    """Raises NotFound for an attempt that is not this person's, or not of this enrollment. One statement."""
    found = db.session.scalar(
        select(Attempt.id)
        .join(Enrollment, Enrollment.id == Attempt.enrollment_id)
        .where(Attempt.id == attempt_id, Enrollment.id == enrollment_id, Enrollment.person_id == person_id)
    )
    if found is None:
        raise NotFound()


def sitting(attempt_id: int, person_id: int, *, at: datetime) -> Sitting:
    """Two statements. Raises NotFound."""
    attempt, assignment, revision, quiz = _my_attempt(attempt_id, person_id)
    return Sitting(
        attempt_id=attempt.id,
        enrollment_id=attempt.enrollment_id,
        number=quiz.number,
        title=revision.title,
        instructions=revision.instructions,
        attempt_number=attempt.number,
        due_on=assignment.due_on,
        pass_mark=attempt.pass_mark,
        started_at=attempt.started_at,
        deadline_at=attempt.deadline_at,
        remaining=remaining(attempt.deadline_at, at),
        is_over=is_over(attempt.deadline_at, at),
        is_submitted=attempt.state is AttemptState.SUBMITTED,
        questions=tuple(
            SittingQuestion(
                position=answer.position,
                asked=asked(parse_canonical(answer.question_version.body), answer.shown_order),
                max_mark=answer.max_mark,
                response=answer.response,
                rev=answer.rev,
                saved_at=answer.saved_at,
            )
            for answer in _answers(attempt.id)
        ),
    )


@dataclass(frozen=True)
class AnsweredQuestion:
    """A question after submission, with its key. asked: in the order in which this person saw it."""

    position: int
    question: Question
    asked: AskedQuestion
    response: Response | None
    fraction: Fraction
    max_mark: int

    @property
    def mark(self) -> Fraction:
        return self.fraction * self.max_mark

    @property
    def outcome(self) -> Outcome:
        if self.response is None:
            return Outcome.UNANSWERED
        if self.fraction in (NOTHING, FULL):
            return Outcome.RIGHT if self.fraction else Outcome.WRONG
        return Outcome.PARTLY


@dataclass(frozen=True)
class AttemptResult:
    """What came of an attempt. questions: what was not right first, then by position.

    late_answers: to how many questions an answer came after the end of the time limit; they are kept and not counted.
    """

    attempt_id: int
    number: str
    attempt_number: int
    submitted_at: datetime
    submitted_by: SubmittedBy
    grade: Grade
    questions: tuple[AnsweredQuestion, ...]
    late_answers: int
    quiz: MyQuiz

    @property
    def right(self) -> int:
        return sum(question.outcome is Outcome.RIGHT for question in self.questions)


def result(attempt_id: int, person_id: int, *, at: datetime) -> AttemptResult:
    """The result with explanations. Four statements. Raises NotFound, NotSubmittedYet.

    Of an attempt whose time is over it says what the timetable will find in a moment.
    """
    attempt, _assignment, _revision, quiz = _my_attempt(attempt_id, person_id)
    if attempt.state is not AttemptState.SUBMITTED and not is_over(attempt.deadline_at, at):
        raise NotSubmittedYet()
    questions = tuple(_answered(answer) for answer in _answers(attempt.id))
    late = db.session.scalar(
        select(func.count(AttemptEvent.position.distinct())).where(
            AttemptEvent.attempt_id == attempt.id, AttemptEvent.kind == AttemptEventKind.ANSWER_LATE
        )
    )
    mine = db.session.execute(_my_quizzes(at).where(Enrollment.id == attempt.enrollment_id)).one()
    foreseen = total((question.fraction, question.max_mark) for question in questions)
    return AttemptResult(
        attempt_id=attempt.id,
        number=quiz.number,
        attempt_number=attempt.number,
        submitted_at=attempt.submitted_at or attempt.deadline_at or at,
        submitted_by=attempt.submitted_by or SubmittedBy.TIMEOUT,
        grade=_grade_of(attempt) or Grade(foreseen, attempt.max_score, attempt.pass_mark),
        questions=tuple(sorted(questions, key=lambda each: (each.outcome is Outcome.RIGHT, each.position))),
        late_answers=late or 0,
        quiz=_my_quiz(mine, at),
    )


# --- Selects and rows -----------------------------------------------------------------------------------------


def _my_quizzes(at: datetime) -> Select[*tuple[Any, ...]]:
    questions = (
        select(func.count(QuizSlot.id))
        .where(QuizSlot.revision_id == QuizRevision.id)
        .correlate(QuizRevision)
        .scalar_subquery()
    )
    return (
        select(
            Enrollment,
            QuizAssignment,
            QuizRevision,
            Quiz.number.label("quiz_number"),
            Last,
            questions.label("questions"),
            standing(at).label("standing"),
        )
        .join(QuizAssignment, QuizAssignment.id == Enrollment.assignment_id)
        .join(QuizRevision, QuizRevision.id == QuizAssignment.revision_id)
        .join(Quiz, Quiz.id == QuizRevision.quiz_id)
        .outerjoin(Last, is_last())
        .options(raiseload("*"))
    )


def _my_quiz(row: Row[*tuple[Any, ...]], at: datetime) -> MyQuiz:
    enrollment, assignment, revision, number, last, questions, standing_value = row
    grade_of_last = _grade_of(last) if last is not None else None
    return MyQuiz(
        enrollment_id=enrollment.id,
        number=number,
        title=revision.title,
        instructions=revision.instructions,
        questions=questions,
        pass_mark=revision.pass_mark,
        time_limit_min=revision.time_limit_min,
        attempt_limit=revision.attempt_limit,
        due_on=assignment.due_on,
        is_overdue=enrollment.passed_at is None and at >= assignment.due_at,
        standing=Standing(standing_value),
        attempts=last.number if last is not None else 0,
        attempt_id=last.id if last is not None else None,
        percent=grade_of_last.percent if grade_of_last is not None else None,
        finished_at=enrollment.finished_at,
        passed_at=enrollment.passed_at,
    )


def _grade_of(attempt: Attempt) -> Grade | None:
    return None if attempt.score is None else Grade(attempt.score, attempt.max_score, attempt.pass_mark)


def _my_attempt(attempt_id: int, person_id: int) -> tuple[Attempt, QuizAssignment, QuizRevision, Quiz]:
    row = db.session.execute(
        select(Attempt, QuizAssignment, QuizRevision, Quiz)
        .join(Enrollment, Enrollment.id == Attempt.enrollment_id)
        .join(QuizAssignment, QuizAssignment.id == Enrollment.assignment_id)
        .join(QuizRevision, QuizRevision.id == QuizAssignment.revision_id)
        .join(Quiz, Quiz.id == QuizRevision.quiz_id)
        .where(Attempt.id == attempt_id, Enrollment.person_id == person_id)
        .options(raiseload("*"))
    ).one_or_none()
    if row is None:
        raise NotFound()
    return row[0], row[1], row[2], row[3]


def _answers(attempt_id: int) -> list[AttemptAnswer]:
    return list(
        db.session.scalars(
            select(AttemptAnswer)
            .options(
                joinedload(AttemptAnswer.question_version, innerjoin=True).raiseload("*"),
                raiseload("*"),
            )
            .where(AttemptAnswer.attempt_id == attempt_id)
            .order_by(AttemptAnswer.position)
        )
    )


def _answered(answer: AttemptAnswer) -> AnsweredQuestion:
    """With the fraction it was graded with, whatever the rules of today would give."""
    question = parse_canonical(answer.question_version.body)
    response = response_of(question, answer.response)
    return AnsweredQuestion(
        position=answer.position,
        question=question,
        asked=asked(question, answer.shown_order),
        response=response,
        fraction=grade(question, response) if answer.fraction is None else answer.fraction,
        max_mark=answer.max_mark,
    )
