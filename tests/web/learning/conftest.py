"""A quiz at its pages: the classroom of tests/learning, each with a browser."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from drillhub.core import clock
from drillhub.learning.questions import Question
from tests.learning.build import ONE_OF_EACH
from tests.learning.stage import Classroom
from tests.support.world import Member, Org, World

JSON = {"Accept": "application/json"}
# The form of ONE_OF_EACH, filled in right.
ORDER = {f"rank_5_{item}": str(place) for place, item in enumerate("abcd", start=1)}
ALL_RIGHT = {
    "answer_1": "b",
    "answer_2": ["a", "c"],
    "answer_3": "false",
    "answer_4": "７２",
    "answer_6": "正門前",
} | ORDER


@pytest.fixture
def room(world: World, org: Org, trainer: Member) -> Classroom:
    return Classroom.set_up(world, org, trainer)


@pytest.fixture
def desk(world: World, trainer: Member) -> FlaskClient:
    """The trainer's browser."""
    return world.browser(trainer)


@dataclass
class Taker:
    """伊藤 in front of a quiz, signed in or by the personal link of the mail."""

    room: Classroom
    browser: FlaskClient
    cover: str
    attempt: str = ""

    def start(self) -> str:
        """The page of the attempt."""
        answer = self.browser.post(f"{self.cover}/attempts", data={"_key": f"{self.cover} {self.attempt}"})
        assert answer.status_code == 303, answer.text
        self.attempt = answer.location
        return self.page()

    def page(self) -> str:
        return self.browser.get(self.attempt).text

    @property
    def attempt_id(self) -> int:
        return int(self.attempt.rsplit("/", 1)[1])

    def put(self, position: int, response: Any, *, base_rev: int = 0, event_id: str | None = None) -> TestResponse:
        sent = {"event_id": event_id or str(uuid4()), "base_rev": base_rev, "response": response}
        return self.browser.put(f"{self.attempt}/answers/{position}", json=sent, headers=JSON)

    def form(self, page: str, **answers: Any) -> dict[str, Any]:
        """The whole form of a page as it was shown, with these answers: `answer_1="b"`, `rank_5_a="1"`."""
        fields = dict(hidden_fields(page))
        return fields | {name.replace("_", "-"): value for name, value in answers.items()}

    def post(self, step: str, fields: dict[str, Any], **more: Any) -> TestResponse:
        return self.browser.post(f"{self.attempt}/{step}", data=fields, **more)

    def stored(self) -> list[Any]:
        """The answers as the database has them."""
        return [answer.response for answer in self.room.answers(self.attempt_id)]


def hidden_fields(page: str) -> list[tuple[str, str]]:
    form = page[page.index("data-sitting") : page.index("</form>", page.index("data-sitting"))]
    found_fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return [(name, unescape(value)) for name, value in found_fields if name != "csrf_token"]


@pytest.fixture(params=["signed in", "by link"])
def door(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def taker(world: World, room: Classroom, door: str) -> Taker:
    return taker_of(world, room, door)


def taker_of(
    world: World, room: Classroom, door: str, questions: Sequence[Question] = ONE_OF_EACH, **settings: Any
) -> Taker:
    """伊藤 with a quiz that was given to both learners."""
    tokens: list[str] = []
    due_on = clock.today("Asia/Tokyo") + timedelta(days=7)
    room.assign(
        room.quiz(questions, **settings),
        due_on=due_on,
        address_of=lambda token: tokens.append(token) or token,
    )
    if door == "by link":
        return Taker(room, world.browser(), f"/q/{tokens[0]}")
    return Taker(room, world.browser(room.ito), f"/learning/mine/{room.enrollment_id(room.ito)}")
