"""Fixtures of the drill tests."""

import pytest

from tests.drills.stage import Stage
from tests.support.world import Member, Org, World


@pytest.fixture
def stage(world: World, org: Org, trainer: Member) -> Stage:
    """A company with a site, a scenario and two players."""
    return Stage.set_up(world, org, trainer)
