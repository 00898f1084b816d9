"""A drill at its pages: the cast of tests/drills, each with a browser."""

import re

import pytest
from flask.testing import FlaskClient

from drillhub.drills.events import Started
from tests.drills.stage import SMALL_FIRE, Stage
from tests.support.world import Member, Org, World
from tests.web.drills.roll import Door, link_to


@pytest.fixture
def stage(world: World, org: Org, trainer: Member) -> Stage:
    return Stage.set_up(world, org, trainer)


@pytest.fixture
def outside(world: World, org: Org, trainer: Member) -> Stage:
    """A company whose scenario is a small fire: two players, of whom 中村 calls the roll."""
    return Stage.set_up(world, org, trainer, SMALL_FIRE)


@pytest.fixture
def desk(world: World, trainer: Member) -> FlaskClient:
    """The trainer's browser."""
    return world.browser(trainer)


@pytest.fixture
def phone(world: World, stage: Stage) -> FlaskClient:
    """The browser of the first player, who plays the sales lead."""
    return world.browser(stage.players[0])


@pytest.fixture(params=["signed in", "by link"])
def door(request: pytest.FixtureRequest, world: World, outside: Stage) -> Door:
    """The browser of 中村, who calls the roll, the address of the list and the run: both ways must do the same."""
    run = outside.launched(outside.evacuation())
    outside.add(run, Started(), 0)
    caller = outside.players[1]
    if request.param == "by link":
        with world.inside(outside.org):
            drill = outside.run(run).drill_id
        return world.browser(), link_to(outside, drill, caller), run
    return world.browser(caller), f"/runs/{run}/headcount", run


def keyed(key: str, **fields: object) -> dict[str, object]:
    """The fields of a form that was rendered with this key."""
    return {"_key": key, **fields}


def found(pattern: str, page: str) -> str:
    match = re.search(pattern, page)
    assert match is not None, (pattern, page)
    return match[1]
