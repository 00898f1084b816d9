"""What may happen to people, places and scenarios after a drill. A closed record and its reports stay as they were."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final

import pytest
from sqlalchemy import select

from drillhub.audit import OPERATOR
from drillhub.core.database import db
from drillhub.drills.models import DrillParticipant
from drillhub.identity import register, services
from drillhub.identity.models import Department, Person
from drillhub.identity.register import DepartmentDetails, SiteDetails
from drillhub.identity.roles import Role
from drillhub.scenarios.services import import_scenarios
from tests.drills.build import at
from tests.drills.stage import SMALL_QUAKE, Stage

Change = Callable[[Stage], None]


def _somebody_leaves(stage: Stage) -> None:
    player = stage.players[0]
    register.leave(player.id, on=date(2026, 5, 1), today=date(2026, 5, 1), by=OPERATOR, at=at(10_000))


def _somebody_marries(stage: Stage) -> None:
    db.session.scalars(select(Person).where(Person.id == stage.players[0].id)).one().family_name = "佐々木"


def _a_department_is_renamed(stage: Stage) -> None:
    department = db.session.scalars(select(Department)).one()
    register.change_department(department.id, DepartmentDetails("営業第一部"), by=OPERATOR, at=at(10_000))


def _somebody_moves_to_another_department(stage: Stage) -> None:
    department = register.add_department(DepartmentDetails("海外部"), by=OPERATOR, at=at(10_000))
    db.session.flush()
    person = db.session.scalars(select(Person).where(Person.id == stage.players[0].id)).one()
    person.department_id = department.id


def _a_site_is_renamed(stage: Stage) -> None:
    details = SiteDetails("本店", assembly_point="屋上")
    register.change_site(stage.site_id, details, by=OPERATOR, at=at(10_000))


def _roles_change(stage: Stage) -> None:
    for person_id, roles in ((stage.players[0].id, {Role.TRAINER}), (stage.trainer.id, {Role.APPROVER})):
        person = register.find_person(person_id)
        services.set_roles(person, frozenset(roles), by=OPERATOR, at=at(10_000))


def _the_scenario_gets_a_new_version(stage: Stage) -> None:
    changed = replace(SMALL_QUAKE, title=replace(SMALL_QUAKE.title, ja="まったく別の想定"))
    import_scenarios([changed], by=OPERATOR, at=at(10_000))


def _a_participants_part_is_rewritten(stage: Stage) -> None:
    """No page does this; a program that did would still not reach the record."""
    db.session.scalars(select(DrillParticipant)).first().role_ids = []  # type: ignore[union-attr]


CHANGES: Final = [
    pytest.param(_somebody_leaves, id="somebody leaves"),
    pytest.param(_somebody_marries, id="somebody gets another name"),
    pytest.param(_a_department_is_renamed, id="a department is renamed"),
    pytest.param(_somebody_moves_to_another_department, id="somebody moves to another department"),
    pytest.param(_a_site_is_renamed, id="a site is renamed"),
    pytest.param(_roles_change, id="roles in the organisation change"),
    pytest.param(_the_scenario_gets_a_new_version, id="the scenario gets a new version"),
    pytest.param(_a_participants_part_is_rewritten, id="a part in the drill is rewritten"),
]
