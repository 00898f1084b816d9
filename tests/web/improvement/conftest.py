"""Improvement at its pages: the cast of tests/improvement, each with a browser."""

import re

import pytest
from flask.testing import FlaskClient

from tests.drills.stage import Stage
from tests.improvement.table import Table
from tests.support.world import Member, Org, World


@pytest.fixture
def stage(world: World, org: Org, trainer: Member) -> Stage:
    return Stage.set_up(world, org, trainer)


@pytest.fixture
def table(
    world: World, org: Org, employee: Member, trainer: Member, general_affairs: Member, approver: Member
) -> Table:
    return Table(world, org, employee, trainer, general_affairs, approver)


@pytest.fixture
def phone(world: World, employee: Member) -> FlaskClient:
    """The browser of a plain employee."""
    return world.browser(employee)


@pytest.fixture
def desk(world: World, trainer: Member) -> FlaskClient:
    """The trainer's browser."""
    return world.browser(trainer)


@pytest.fixture
def office(world: World, general_affairs: Member) -> FlaskClient:
    return world.browser(general_affairs)


@pytest.fixture
def chair(world: World, approver: Member) -> FlaskClient:
    """The browser of the approver, who decides."""
    return world.browser(approver)


def keyed(key: str, **fields: object) -> dict[str, object]:
    """The fields of a form that was rendered with this key."""
    return {"_key": key, **fields}


def text_of(page: str) -> str:
    """What the page says inside its main part, without tags."""
    main = re.search(r"(?s)<main.*</main>", page)
    assert main is not None
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main[0]))


def url(proposal_id: int, *more: str) -> str:
    return "/".join(["/improvement/proposals", str(proposal_id), *more])
