"""A fiscal year with a plan and drills, made through the services. It is over: today is ten days after its end."""

from datetime import date

import pytest

from drillhub.audit import OPERATOR
from drillhub.planning import plans
from drillhub.reporting.periods import Period, fiscal_year
from tests.drills.build import at
from tests.drills.stage import Stage
from tests.planning.build import content
from tests.reporting.records import Records
from tests.support.world import Member, Org, World

PERIOD: Period = fiscal_year(2026, 4)
TODAY = date(2027, 4, 10)


@pytest.fixture
def stage(world: World, org: Org, trainer: Member) -> Stage:
    return Stage.set_up(world, org, trainer)


@pytest.fixture
def year(world: World, org: Org, stage: Stage) -> Stage:
    """A plan, one recorded drill, one that was never held and says nothing about it."""
    with world.changing(org):
        plans.save(content(), by=OPERATOR, at=at(0))
    stage.recorded()
    stage.drill(title="流れた演習", appointment=stage.appointment(local_date=date(2026, 9, 10)))
    return stage


@pytest.fixture
def records(world: World, org: Org, stage: Stage) -> Records:
    """Writes raw rows beside one recorded drill of 1 April 2026; call inside `world.changing(org)`."""
    stage.recorded()
    return Records(stage)


@pytest.fixture
def people(world: World, org: Org) -> list[int]:
    return [world.person(org, f"人 {number}", number=f"7{number:03d}").id for number in range(12)]
