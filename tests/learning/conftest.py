"""Fixtures of the learning tests."""

import pytest

from tests.learning.stage import Classroom
from tests.support.world import Member, Org, World


@pytest.fixture
def classroom(world: World, org: Org, trainer: Member) -> Classroom:
    """A company with a trainer and two people who take quizzes."""
    return Classroom.set_up(world, org, trainer)
