"""A quiz of the stocked organisation: published, with a draft of its next revision, given out, half taken."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from drillhub.audit import Actor
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.identity import links
from drillhub.identity.models import LinkPurpose, Person
from drillhub.learning import assignments, attempts, quizzes
from drillhub.learning.models import Enrollment, QuizSlot
from drillhub.learning.questions import Words
from drillhub.learning.quizzes import QuizSettings
from drillhub.learning.states import Audience
from tests.drills.stage import actor
from tests.learning.build import ONE_OF_EACH, RIGHT
from tests.support.world import Member, World


def stock_quiz(world: World, by: Actor, employee: Member, canary: str) -> tuple[dict[str, Any], str]:
    """Gives what stands for its parts of addresses, and the token of the employee's personal link."""
    at = clock.now()
    with world.changing(employee.org):
        quiz_id = quizzes.create_quiz(QuizSettings(f"{canary}の理解度テスト", canary), by=by, at=at).id
        for question in ONE_OF_EACH:
            secret = replace(question, text=Words(f"{canary}: {question.text.ja}"), explanation=Words(canary))
            quizzes.add_question(quiz_id, secret, by=by, at=at)
        published = quizzes.publish(quiz_id, by=by, at=at)
        draft = quizzes.next_revision(quiz_id, by=by, at=at)
        given = assignments.assign(
            published.id,
            [employee.id],
            audience=Audience.PEOPLE,
            audience_id=None,
            audience_label=canary,
            due_on=clock.today("Asia/Tokyo") + timedelta(days=7),
            timezone="Asia/Tokyo",
            address_of=lambda token: f"/q/{token}",
            by=by,
            at=at,
        )
        enrollment_id = db.session.scalars(select(Enrollment.id)).one()
        attempt_id = attempts.start(enrollment_id, by=actor(employee), at=at).id
        attempts.save_answer(attempt_id, 1, RIGHT[0], base_rev=0, event_id=uuid4(), by=actor(employee), at=at)
        until = at + timedelta(days=1)
        link = links.issue(LinkPurpose.QUIZ, employee.id, expires_at=until, at=at, subject_id=enrollment_id)
        slot_id = db.session.scalars(select(QuizSlot.id).where(QuizSlot.revision_id == draft.id)).first()
        parts = {
            "quiz_id": quiz_id,
            "slot_id": slot_id,
            "assignment_id": given.assignment_id,
            "enrollment_id": enrollment_id,
            "attempt_id": attempt_id,
        }
        return parts, link.token


def give_quiz_to(assignment_id: int, people: Iterable[Person]) -> None:
    """Everybody has to take it. Within a transaction."""
    db.session.add_all(
        Enrollment(assignment_id=assignment_id, person_id=person.id, frozen_name=person.name, frozen_department="工場")
        for person in people
    )
