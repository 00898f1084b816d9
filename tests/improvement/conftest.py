"""Fixtures of the improvement tests."""

import pytest

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
