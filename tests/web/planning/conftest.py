"""General affairs at the pages of planning."""

import pytest

from drillhub.audit import OPERATOR
from drillhub.planning import plans
from tests.drills.build import at
from tests.planning.build import content


@pytest.fixture
def office(world, general_affairs):
    return world.browser(general_affairs)


@pytest.fixture
def saved(world, org):
    with world.changing(org):
        plans.save(content(), by=OPERATOR, at=at(0))
