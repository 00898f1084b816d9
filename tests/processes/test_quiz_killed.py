"""F01, F02: an answer and a submission, killed before each statement, are whole or absent, and can be sent again."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from drillhub.core import clock
from drillhub.core.database import db
from drillhub.core.transactions import transaction
from drillhub.identity import links
from drillhub.identity.models import LinkPurpose
from drillhub.learning.models import Attempt, AttemptAnswer, AttemptEvent, Enrollment
from drillhub.learning.states import AttemptEventKind, AttemptState
from tests.processes.installation import REPOSITORY, Installation

pytestmark = pytest.mark.processes


class Phone:
    """Somebody's phone that holds the personal link of a quiz; every request it makes may be killed."""

    def __init__(self, installation: Installation, process: "subprocess.Popen[str]", token: str) -> None:
        self.installation = installation
        self.process = process
        self.quiz = f"/q/{token}"
        started = self.send("POST", f"{self.quiz}/attempts", form={"_key": str(uuid4())})
        assert started is not None
        assert started["status"] == 303, started
        self.attempt = started["location"]
        self.attempt_id = int(self.attempt.rsplit("/", 1)[1])

    def send(self, method: str, path: str, *, die: int | None = None, **body: Any) -> dict[str, Any] | None:
        """What was answered; None when the process was killed before it could answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"method": method, "path": path, "die": die, **body}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline().strip()
        assert line, "the process that answers has ended"
        return None if line == "killed" else json.loads(line)

    def answer(self, event: str, base_rev: int, response: Any, *, die: int | None = None) -> dict[str, Any] | None:
        body = {"event_id": event, "base_rev": base_rev, "response": response}
        return self.send("PUT", f"{self.attempt}/answers/1", die=die, json=body)

    def submit(self, key: str, *, die: int | None = None) -> dict[str, Any] | None:
        """A page that changed no answer, and says that leaving some open is meant."""
        untouched = {f"was-{position}": "null" for position in range(1, 20)}
        form = {"_key": key, "confirmed": "1", **untouched}
        return self.send("POST", f"{self.attempt}/submission", die=die, form=form)

    def stored(self) -> AttemptAnswer:
        statement = select(AttemptAnswer).where(
            AttemptAnswer.attempt_id == self.attempt_id, AttemptAnswer.position == 1
        )
        with self.installation.inside():
            return db.session.scalars(statement).one()

    def saves(self, event: str | None = None) -> int:
        counted = select(func.count(AttemptEvent.id)).where(
            AttemptEvent.attempt_id == self.attempt_id, AttemptEvent.kind == AttemptEventKind.ANSWER_SAVED
        )
        return self.installation.count(counted if event is None else counted.where(AttemptEvent.event_id == event))

    def row(self) -> Attempt:
        with self.installation.inside():
            return db.session.scalars(select(Attempt).where(Attempt.id == self.attempt_id)).one()


@pytest.fixture
def phone(own: Installation) -> Iterator[Phone]:
    with own.inside(), transaction():
        untouched = ~select(Attempt.id).where(Attempt.enrollment_id == Enrollment.id).exists()
        enrollment = db.session.scalars(
            select(Enrollment).where(untouched).order_by(Enrollment.id.desc()).limit(1)
        ).one()
        at = clock.now()
        tomorrow = at + timedelta(days=1)
        token = links.issue(
            LinkPurpose.QUIZ, enrollment.person_id, expires_at=tomorrow, at=at, subject_id=enrollment.id
        ).token
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.processes.requests_again"],
        cwd=REPOSITORY,
        env=own.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "ready"
    yield Phone(own, process, token)
    assert process.stdin is not None
    process.stdin.close()
    process.wait()
    process.stdout.close()


def test_f01_an_answer_killed_at_any_statement_is_whole_or_absent_and_sent_again_is_one(phone: Phone) -> None:
    for step in count(1):
        before, event = phone.stored(), str(uuid4())
        response = "b" if step % 2 else "a"
        answered = phone.answer(event, before.rev, response, die=step)
        after = phone.stored()
        assert (after.rev, after.response) in {(before.rev, before.response), (before.rev + 1, response)}
        assert phone.saves() == after.rev, "the list of saves and the answer say different things"
        if answered is not None:
            assert answered["status"] == 200, answered
            break
        again = phone.answer(event, before.rev, response)
        assert again is not None
        assert again["status"] == 200, again
        assert phone.saves(event) == 1
        assert phone.stored().rev == before.rev + 1
    assert step > 3, "nothing was killed"


def test_f02_a_submission_killed_at_any_statement_is_open_with_all_answers_or_graded(phone: Phone) -> None:
    saved = phone.answer(str(uuid4()), 0, "b")
    assert saved is not None
    assert saved["status"] == 200, saved
    key = str(uuid4())
    for step in count(1):
        answered = phone.submit(key, die=step)
        attempt = phone.row()
        assert (attempt.state is AttemptState.SUBMITTED) == (attempt.score is not None)
        assert phone.stored().response is not None
        if answered is not None:
            assert answered["status"] == 200, answered
            break
    assert step > 3, "nothing was killed"
    done = phone.row()
    assert done.state is AttemptState.SUBMITTED
    again = phone.submit(key)
    assert again is not None
    assert again["text"] == answered["text"]
    submissions = select(func.count(AttemptEvent.id)).where(
        AttemptEvent.attempt_id == phone.attempt_id, AttemptEvent.kind == AttemptEventKind.SUBMITTED
    )
    assert phone.installation.count(submissions) == 1
    assert phone.row().submitted_at == done.submitted_at
