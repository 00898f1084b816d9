"""Taking a quiz: begin or resume an attempt, save each answer, submit.

Whoever changes an attempt holds the enrollment it belongs to until the transaction ends: a person's tabs and devices
and the timetable come one after the other, and each decides on what the one before left behind.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from drillhub import audit
from drillhub.audit import TIMETABLE, Actor
from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.learning.errors import (
    AlreadyPassed,
    AnswerConflict,
    AttemptSubmitted,
    EventIdReused,
    NoAttemptsLeft,
)
from drillhub.learning.grading import Grade, grade, total
from drillhub.learning.layout import shown_order
from drillhub.learning.models import (
    Attempt,
    AttemptAnswer,
    AttemptEvent,
    Enrollment,
    QuizAssignment,
    QuizRevision,
    QuizSlot,
)
from drillhub.learning.questions import parse_canonical
from drillhub.learning.responses import plain_of, response_of
from drillhub.learning.states import AttemptEventKind, AttemptState, SubmittedBy
from drillhub.learning.time_limit import is_over, remaining

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Saved:
    """What became of an answer that was sent, and how to go on.

    response: the plain shape, None when it was taken back. counted: False when it came after the end of the time
    limit: it is kept, but the attempt was submitted without it. rev: of the answer that counts, for the next save.
    remaining: of the time limit, None without one.
    """

    position: int
    response: Any
    rev: int
    saved_at: datetime
    counted: bool
    remaining: timedelta | None


def start(enrollment_id: int, *, by: Actor, at: datetime) -> Attempt:
    """Begin an attempt, or give the one that is open: pressing start often begins one.

    An open attempt whose time is over is submitted and given, so that its result is shown.
    Raises NotFound for somebody else's, AlreadyPassed, NoAttemptsLeft.
    """
    enrollment = _locked_enrollment(enrollment_id, by)
    before = db.session.scalars(
        select(Attempt)
        .where(Attempt.enrollment_id == enrollment.id)
        .order_by(Attempt.number)
        .execution_options(populate_existing=True)
    ).all()
    if before and before[-1].state is AttemptState.IN_PROGRESS:
        return _settled(before[-1], enrollment, by=by, at=at)
    if enrollment.passed_at is not None:
        raise AlreadyPassed()
    revision = _revision_of(enrollment)
    if revision.attempt_limit is not None and len(before) >= revision.attempt_limit:
        raise NoAttemptsLeft(limit=revision.attempt_limit)
    return _begin(enrollment, revision, number=len(before) + 1, by=by, at=at)


def save_answer(
    attempt_id: int,
    position: int,
    raw: object,
    *,
    base_rev: int,
    event_id: UUID,
    by: Actor,
    at: datetime,
    device_at: datetime | None = None,
) -> Saved:
    """Save what somebody answered to one question; sent again under the same id it is one save with one reply.

    raw: the plain shape (`responses.py`). base_rev: the rev of the answer it was given upon. at: when it arrived.

    Raises NotFound; Invalid (`response`); AnswerConflict when another answer to this question was saved meanwhile;
    EventIdReused; AttemptSubmitted when the person has submitted the attempt.
    """
    attempt, enrollment = _locked_attempt(attempt_id, by)
    answer = _answer_at(attempt, position)
    response = plain_of(response_of(parse_canonical(answer.question_version.body), raw))
    known = _event(attempt, event_id)
    if known is not None:
        return _saved_before(known, attempt, position, response, at=at)
    if attempt.submitted_by is SubmittedBy.PERSON:
        raise AttemptSubmitted()
    late = is_over(attempt.deadline_at, at)
    if late:
        _settled(attempt, enrollment, by=by, at=at)
    else:
        if base_rev != answer.rev and response != answer.response:
            raise AnswerConflict(position=position, response=answer.response, rev=answer.rev, saved_at=answer.saved_at)
        answer.response = response
        answer.rev += 1
        answer.saved_at = at
    kind = AttemptEventKind.ANSWER_LATE if late else AttemptEventKind.ANSWER_SAVED
    payload = {"response": response, "rev": answer.rev}
    event = _add_event(attempt, kind, event_id, position, payload, by=by, at=at, device_at=device_at)
    if not late and attempt.state is AttemptState.SUBMITTED:
        # It arrived in time and waited while the timetable submitted the attempt: it counts.
        _note_result(attempt, enrollment, _grade(attempt))
        audit.record("attempt.graded_again", by=by, at=at, subject=attempt, facts={"passed": attempt.passed})
    db.session.flush()
    return _saved(event, attempt, at=at)


def submit(attempt_id: int, event_id: UUID, *, by: Actor, at: datetime) -> Attempt:
    """Submit an attempt and grade it, in one step. Sent again under the same id it gives the same result.

    When its time is over, what was saved until then is graded. Raises NotFound, AttemptSubmitted, EventIdReused.
    """
    attempt, enrollment = _locked_attempt(attempt_id, by)
    known = _event(attempt, event_id)
    if known is not None and known.kind is not AttemptEventKind.SUBMITTED:
        raise _reused(attempt)
    if attempt.state is AttemptState.SUBMITTED:
        if known is None:
            raise AttemptSubmitted()
        return attempt
    submitted_by = SubmittedBy.TIMEOUT if is_over(attempt.deadline_at, at) else SubmittedBy.PERSON
    _close(attempt, enrollment, submitted_by, event_id=event_id, by=by, at=at)
    return attempt


def settle(attempt_id: int, *, by: Actor, at: datetime) -> Attempt:
    """Submit somebody's own attempt if its time is over; give it as it is then. Raises NotFound."""
    attempt, enrollment = _locked_attempt(attempt_id, by)
    return _settled(attempt, enrollment, by=by, at=at)


def settle_by_timetable(attempt_id: int, *, at: datetime) -> Attempt:
    """As `settle`, for whoever it belongs to."""
    attempt, enrollment = _locked_attempt(attempt_id, TIMETABLE)
    return _settled(attempt, enrollment, by=TIMETABLE, at=at)


# --- The attempt, held until the transaction ends -------------------------------------------------------------


def _locked_enrollment(enrollment_id: int, by: Actor) -> Enrollment:
    enrollment = db.session.scalar(
        select(Enrollment)
        .where(Enrollment.id == enrollment_id, Enrollment.person_id == by.person_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if enrollment is None:
        raise NotFound()
    return enrollment


def _locked_attempt(attempt_id: int, by: Actor) -> tuple[Attempt, Enrollment]:
    """Somebody's own attempt; any for the timetable. Read only after the enrollment is held, so never outdated."""
    held = (
        select(Enrollment)
        .join(Attempt, Attempt.enrollment_id == Enrollment.id)
        .where(Attempt.id == attempt_id)
        .with_for_update(of=Enrollment)
        .execution_options(populate_existing=True)
    )
    if by is not TIMETABLE:
        held = held.where(Enrollment.person_id == by.person_id)
    enrollment = db.session.scalar(held)
    if enrollment is None:
        raise NotFound()
    attempt = db.session.scalars(
        select(Attempt).where(Attempt.id == attempt_id).execution_options(populate_existing=True)
    ).one()
    return attempt, enrollment


def _answer_at(attempt: Attempt, position: int) -> AttemptAnswer:
    answer = db.session.scalar(
        select(AttemptAnswer)
        .options(joinedload(AttemptAnswer.question_version, innerjoin=True))
        .where(AttemptAnswer.attempt_id == attempt.id, AttemptAnswer.position == position)
        .execution_options(populate_existing=True)
    )
    if answer is None:
        raise NotFound()
    return answer


# --- The beginning --------------------------------------------------------------------------------------------


def _revision_of(enrollment: Enrollment) -> QuizRevision:
    return db.session.scalars(
        select(QuizRevision)
        .join(QuizAssignment, QuizAssignment.revision_id == QuizRevision.id)
        .where(QuizAssignment.id == enrollment.assignment_id)
    ).one()


def _begin(enrollment: Enrollment, revision: QuizRevision, *, number: int, by: Actor, at: datetime) -> Attempt:
    """Lay out every question as this person will see it, with what it is worth: nothing changes it any more."""
    slots = db.session.scalars(
        select(QuizSlot)
        .options(joinedload(QuizSlot.question_version, innerjoin=True))
        .where(QuizSlot.revision_id == revision.id)
        .order_by(QuizSlot.position)
    ).all()
    limit = revision.time_limit_min
    attempt = Attempt(
        enrollment_id=enrollment.id,
        number=number,
        state=AttemptState.IN_PROGRESS,
        rev=0,
        pass_mark=revision.pass_mark,
        max_score=sum(slot.max_mark for slot in slots),
        started_at=at,
        deadline_at=None if limit is None else at + timedelta(minutes=limit),
    )
    db.session.add(attempt)
    db.session.flush()
    db.session.add_all(
        AttemptAnswer(
            attempt_id=attempt.id,
            position=slot.position,
            question_version_id=slot.question_version_id,
            max_mark=slot.max_mark,
            shown_order=shown_order(
                parse_canonical(slot.question_version.body), seed=f"{enrollment.id}:{number}:{slot.position}"
            ),
        )
        for slot in slots
    )
    _add_event(attempt, AttemptEventKind.STARTED, uuid4(), by=by, at=at)
    audit.record("attempt.started", by=by, at=at, subject=attempt, facts={"number": number})
    db.session.flush()
    return attempt


# --- The end --------------------------------------------------------------------------------------------------


def _settled(attempt: Attempt, enrollment: Enrollment, *, by: Actor, at: datetime) -> Attempt:
    if attempt.state is AttemptState.IN_PROGRESS and is_over(attempt.deadline_at, at):
        _close(attempt, enrollment, SubmittedBy.TIMEOUT, event_id=uuid4(), by=by, at=at)
    return attempt


def _close(
    attempt: Attempt, enrollment: Enrollment, submitted_by: SubmittedBy, *, event_id: UUID, by: Actor, at: datetime
) -> None:
    result = _grade(attempt)
    attempt.state = AttemptState.SUBMITTED
    attempt.submitted_by = submitted_by
    attempt.submitted_via = by.via if submitted_by is SubmittedBy.PERSON else ""
    # Nobody works longer than the limit, whenever the end was noticed.
    attempt.submitted_at = at if attempt.deadline_at is None else min(at, attempt.deadline_at)
    _note_result(attempt, enrollment, result)
    _add_event(attempt, AttemptEventKind.SUBMITTED, event_id, by=by, at=at)
    facts = {"number": attempt.number, "by": submitted_by.value, "passed": attempt.passed}
    audit.record("attempt.submitted", by=by, at=at, subject=attempt, facts=facts)
    db.session.flush()


def _grade(attempt: Attempt) -> Grade:
    """Grade what is saved, question by question, out of the whole layout."""
    answers = db.session.scalars(
        select(AttemptAnswer)
        .options(joinedload(AttemptAnswer.question_version, innerjoin=True))
        .where(AttemptAnswer.attempt_id == attempt.id)
    ).all()
    marks = []
    for answer in answers:
        question = parse_canonical(answer.question_version.body)
        fraction = grade(question, response_of(question, answer.response))
        answer.fraction_numerator, answer.fraction_denominator = fraction.numerator, fraction.denominator
        marks.append((fraction, answer.max_mark))
    return Grade(total(marks), attempt.max_score, attempt.pass_mark)


def _note_result(attempt: Attempt, enrollment: Enrollment, result: Grade) -> None:
    """Write down what came of an attempt, and let the enrollment repeat it."""
    attempt.score_numerator, attempt.score_denominator = result.score.numerator, result.score.denominator
    attempt.passed = result.passed
    enrollment.finished_at = enrollment.finished_at or attempt.submitted_at
    if result.passed:
        enrollment.passed_at = enrollment.passed_at or attempt.submitted_at
    elif enrollment.passed_at == attempt.submitted_at:
        enrollment.passed_at = None  # passed until the last answer in time was counted too


# --- Events ---------------------------------------------------------------------------------------------------


def _event(attempt: Attempt, event_id: UUID) -> AttemptEvent | None:
    return db.session.scalar(
        select(AttemptEvent).where(AttemptEvent.attempt_id == attempt.id, AttemptEvent.event_id == str(event_id))
    )


def _add_event(
    attempt: Attempt,
    kind: AttemptEventKind,
    event_id: UUID,
    position: int | None = None,
    payload: dict[str, Any] | None = None,
    *,
    by: Actor,
    at: datetime,
    device_at: datetime | None = None,
) -> AttemptEvent:
    attempt.rev += 1
    event = AttemptEvent(
        attempt_id=attempt.id,
        event_id=str(event_id),
        seq=attempt.rev,
        kind=kind,
        position=position,
        payload=payload,
        at=at,
        device_at=device_at,
        via=by.via,
    )
    db.session.add(event)
    return event


def _saved_before(event: AttemptEvent, attempt: Attempt, position: int, response: object, *, at: datetime) -> Saved:
    """The reply to an answer that is there already. Raises EventIdReused when it says something else."""
    payload = event.payload or {}
    if event.position != position or payload.get("response") != response:
        raise _reused(attempt)
    return _saved(event, attempt, at=at)


def _saved(event: AttemptEvent, attempt: Attempt, *, at: datetime) -> Saved:
    payload = event.payload or {}
    return Saved(
        position=event.position or 0,
        response=payload.get("response"),
        rev=payload.get("rev", 0),
        saved_at=event.at,
        counted=event.kind is AttemptEventKind.ANSWER_SAVED,
        remaining=remaining(attempt.deadline_at, at),
    )


def _reused(attempt: Attempt) -> EventIdReused:
    log.warning("attempt %s: an event id was sent again with other content", attempt.id)
    return EventIdReused()
