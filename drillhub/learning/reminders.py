"""Asking those who have not finished a quiz once more: a new personal link, at most one message a day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, raiseload

from drillhub import audit, notifications
from drillhub.audit import Actor
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.core.i18n import use_language
from drillhub.identity import links
from drillhub.identity.models import LinkPurpose, Person, PersonStatus
from drillhub.learning import texts
from drillhub.learning.assignments import LINK_OUTLIVES_DUE_DATE
from drillhub.learning.models import Enrollment, QuizAssignment, QuizRevision
from drillhub.learning.standings import Last, is_last, is_settled
from drillhub.notifications import Message


@dataclass(frozen=True)
class Unfinished:
    """How many people can still pass a quiz, and how many of them a mail reaches."""

    people: int
    reachable: int


@dataclass(frozen=True)
class Reminded:
    """queued: mails on their way. told_today: people who have had one today already.

    unreachable: names of those without a mail address.
    """

    queued: int
    told_today: int
    unreachable: tuple[str, ...]


def unfinished(assignment_id: int) -> Unfinished:
    """Whom `remind` would concern. One statement."""
    waiting = _unfinished(assignment_id).with_only_columns(func.count(), func.count(Person.email)).order_by(None)
    return Unfinished(*db.session.execute(waiting).one())


def remind(assignment_id: int, *, address_of: Callable[[str], str], by: Actor, at: datetime) -> Reminded:
    """Send everybody who has not passed, and still can, a message with a new link. Raises NotFound.

    address_of: makes the address of a personal page from a link's token.
    """
    assignment = db.session.scalar(
        select(QuizAssignment)
        .options(joinedload(QuizAssignment.revision, innerjoin=True))
        .where(QuizAssignment.id == assignment_id)
    )
    if assignment is None:
        raise NotFound()
    waiting = list(db.session.scalars(_unfinished(assignment_id)))
    reachable = [each for each in waiting if each.person.email]
    queued = _send(assignment, reachable, address_of, at=at) if reachable else 0
    if queued:
        audit.record("quiz.reminded", by=by, at=at, subject=assignment, facts={"count": queued})
    unreachable = tuple(each.person.name for each in waiting if not each.person.email)
    return Reminded(queued, len(reachable) - queued, unreachable)


def _unfinished(assignment_id: int) -> Select[Enrollment]:
    return (
        select(Enrollment)
        .join(Enrollment.person)
        .join(QuizAssignment, QuizAssignment.id == Enrollment.assignment_id)
        .join(QuizRevision, QuizRevision.id == QuizAssignment.revision_id)
        .outerjoin(Last, is_last())
        .options(joinedload(Enrollment.person, innerjoin=True).raiseload("*"), raiseload("*"))
        .where(Enrollment.assignment_id == assignment_id, Person.status != PersonStatus.LEFT, ~is_settled())
        .order_by(Enrollment.id)
    )


def _send(
    assignment: QuizAssignment, enrollments: list[Enrollment], address_of: Callable[[str], str], *, at: datetime
) -> int:
    today = clock.local(at, assignment.timezone).date()
    issued = links.issue_each(
        LinkPurpose.QUIZ,
        {each.person_id: each.id for each in enrollments},
        expires_at=max(assignment.due_at, at) + LINK_OUTLIVES_DUE_DATE,
        at=at,
    )
    messages = []
    for each in enrollments:
        with use_language(each.person.language):
            messages.append(
                Message(
                    kind="quiz_reminder",
                    to_address=each.person.email,
                    person_id=each.person_id,
                    subject=texts.reminder_subject(assignment.revision),
                    body=texts.reminder_body(
                        each.person.name,
                        assignment.revision,
                        due_on=assignment.due_on,
                        is_overdue=at >= assignment.due_at,
                        address=address_of(issued[each.person_id].token),
                    ),
                    dedupe_key=f"quiz-reminder:{each.id}:{today.isoformat()}",
                )
            )
        each.invited_at = each.invited_at or at
    return notifications.queue_all(messages, at=at)
