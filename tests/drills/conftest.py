"""Fixtures of the drill tests."""

import pytest

from tests.drills.stage import SMALL_FIRE, Stage
from tests.support.world import Member, Org, World


@pytest.fixture
def stage(world: World, org: Org, trainer: Member) -> Stage:
    """A company with a site, a scenario and two players."""
    return Stage.set_up(world, org, trainer)


@pytest.fixture
def outside(world: World, org: Org, trainer: Member) -> Stage:
    """A company whose scenario is a small fire: two players, of whom 中村 calls the roll."""
    return Stage.set_up(world, org, trainer, SMALL_FIRE)
