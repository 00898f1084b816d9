"""Giving a quiz to people: who has to take it by when, and the message that tells them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from drillhub import audit, notifications
from drillhub.audit import Actor
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.core.i18n import use_language
from drillhub.core.tenancy import insert_all
from drillhub.identity import links
from drillhub.identity.models import Department, LinkPurpose, Person, PersonStatus
from drillhub.learning import texts
from drillhub.learning.errors import AudienceEmpty, DueDatePast, NotPublished, PersonUnknown
from drillhub.learning.models import Enrollment, QuizAssignment, QuizRevision, QuizSlot
from drillhub.learning.states import Audience, RevisionStatus
from drillhub.notifications import Message

# Answers are taken after the due date too; then the link is dead, and the quiz is taken signed in.
LINK_OUTLIVES_DUE_DATE: Final = timedelta(days=90)


@dataclass(frozen=True)
class Assigned:
    """added: how many people were given it now; queued: how many mails are on their way.

    unreachable: names of those without a mail address; left: names of leavers, who were left out.
    """

    assignment_id: int
    added: int
    queued: int
    unreachable: tuple[str, ...]
    left: tuple[str, ...]


def assign(
    revision_id: int,
    person_ids: Sequence[int],
    *,
    audience: Audience,
    audience_id: int | None,
    audience_label: str,
    due_on: date,
    timezone: str,
    address_of: Callable[[str], str],
    by: Actor,
    at: datetime,
) -> Assigned:
    """Give a published revision to people and tell them.

    The same revision for the same audience and due date is the same assignment: given again, only those who do not
    have it yet are added. audience_id: the drill or department, None for people picked one by one; timezone: the
    organisation's; address_of: makes the address of a personal page from a link's token.

    Raises NotFound, NotPublished, DueDatePast, AudienceEmpty, PersonUnknown.
    """
    revision = _locked_revision(revision_id)
    if revision.status is not RevisionStatus.PUBLISHED:
        raise NotPublished()
    today = clock.local(at, timezone).date()
    if due_on < today:
        raise DueDatePast("due_on")
    people = _people(person_ids)
    present = [person for person in people if person.is_present]
    if not present:
        raise AudienceEmpty("people")
    assignment = _assignment(revision.id, audience, audience_id, due_on)
    if assignment is None:
        assignment = QuizAssignment(
            revision_id=revision.id,
            audience=audience,
            audience_id=audience_id,
            audience_label=audience_label[:300],
            assigned_on=today,
            due_on=due_on,
            due_at=clock.instant(due_on + timedelta(days=1), 0, 0, timezone),
            timezone=timezone,
            assigned_at=at,
            assigned_by=by.name,
        )
        db.session.add(assignment)
        db.session.flush()
    added = _enroll(assignment, present, at=at)
    if added:
        queued = _tell(assignment, revision, added, address_of, at=at)
        facts = {"quiz": revision.quiz.number, "revision": revision.number, "count": len(added)}
        audit.record("quiz.assigned", by=by, at=at, subject=assignment, facts=facts)
    else:
        queued = 0
    return Assigned(
        assignment_id=assignment.id,
        added=len(added),
        queued=queued,
        unreachable=tuple(each.person.name for each in added if not each.person.email),
        left=tuple(person.name for person in people if not person.is_present),
    )


def department_members(department_id: int) -> tuple[str, tuple[int, ...]]:
    """The path of a department and the people in it and below it, leavers aside. Two statements. Raises NotFound."""
    path = db.session.scalar(select(Department.path).where(Department.id == department_id))
    if path is None:
        raise NotFound()
    ids = db.session.scalars(
        select(Person.id)
        .join(Department, Department.id == Person.department_id)
        .where(
            Person.status != PersonStatus.LEFT,
            or_(Department.path == path, Department.path.startswith(f"{path} / ", autoescape=True)),
        )
        .order_by(Person.employee_number)
    )
    return path, tuple(ids)


def _locked_revision(revision_id: int) -> QuizRevision:
    """Whoever gives it to people meanwhile waits, and then adds only those who are missing."""
    revision = db.session.scalar(
        select(QuizRevision)
        .options(joinedload(QuizRevision.quiz, innerjoin=True))
        .where(QuizRevision.id == revision_id)
        .with_for_update(of=QuizRevision)
        .execution_options(populate_existing=True)
    )
    if revision is None:
        raise NotFound()
    return revision


def _people(person_ids: Sequence[int]) -> list[Person]:
    wanted = list(dict.fromkeys(person_ids))
    people = db.session.scalars(
        select(Person)
        .options(joinedload(Person.department))
        .where(Person.id.in_(wanted))
        .order_by(Person.employee_number)
    ).all()
    if len(people) != len(wanted):
        raise PersonUnknown("people")
    return list(people)


def _assignment(revision_id: int, audience: Audience, audience_id: int | None, due_on: date) -> QuizAssignment | None:
    return db.session.scalar(
        select(QuizAssignment).where(
            QuizAssignment.revision_id == revision_id,
            QuizAssignment.audience == audience,
            QuizAssignment.audience_id.is_not_distinct_from(audience_id),
            QuizAssignment.due_on == due_on,
        )
    )


def _enroll(assignment: QuizAssignment, people: list[Person], *, at: datetime) -> list[Enrollment]:
    """Rows for those who have none yet, with the names of today. Whoever has an address is told in a moment."""
    ids = insert_all(
        Enrollment,
        [
            {
                "assignment_id": assignment.id,
                "person_id": person.id,
                "frozen_name": person.name,
                "frozen_department": person.department.path if person.department else "",
                "invited_at": at if person.email else None,
            }
            for person in people
        ],
        unique=("assignment_id", "person_id"),
    )
    return list(
        db.session.scalars(
            select(Enrollment)
            .options(joinedload(Enrollment.person, innerjoin=True))
            .where(Enrollment.id.in_(ids))
            .order_by(Enrollment.id)
        )
    )


def _tell(
    assignment: QuizAssignment,
    revision: QuizRevision,
    enrollments: list[Enrollment],
    address_of: Callable[[str], str],
    *,
    at: datetime,
) -> int:
    reachable = {each.person_id: each for each in enrollments if each.person.email}
    if not reachable:
        return 0
    questions = db.session.scalar(select(func.count(QuizSlot.id)).where(QuizSlot.revision_id == revision.id)) or 0
    issued = links.issue_each(
        LinkPurpose.QUIZ,
        {person_id: each.id for person_id, each in reachable.items()},
        expires_at=assignment.due_at + LINK_OUTLIVES_DUE_DATE,
        at=at,
    )
    messages = []
    for person_id, each in reachable.items():
        with use_language(each.person.language):
            messages.append(
                Message(
                    kind="quiz_assignment",
                    to_address=each.person.email,
                    person_id=person_id,
                    subject=texts.assignment_subject(revision),
                    body=texts.assignment_body(
                        each.person.name,
                        revision,
                        questions=questions,
                        due_on=assignment.due_on,
                        address=address_of(issued[person_id].token),
                    ),
                    dedupe_key=f"quiz-assignment:{each.id}",
                )
            )
    return notifications.queue_all(messages, at=at)
