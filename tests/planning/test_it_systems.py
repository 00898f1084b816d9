"""The register of IT systems: the order of restoring, and what it refuses."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from drillhub.audit import OPERATOR, AuditEntry
from drillhub.core.database import db
from drillhub.core.errors import Invalid, NotFound, faults_of
from drillhub.planning import it_systems
from drillhub.planning.errors import NameMissing, NotAnAmount, PriorityMissing, SystemChanged, TextTooLong
from drillhub.planning.it_systems import SystemEntry
from tests.drills.build import at
from tests.support.rows import all_rows

ORDERS = SystemEntry("受発注", 1, owner="営業部", rto_hours=8, rpo_hours=4, backup="毎日", generations=7)


def added(world, org, entry: SystemEntry) -> int:
    with world.changing(org):
        return it_systems.add_system(entry, by=OPERATOR, at=at(1)).id


def test_systems_stand_in_the_order_in_which_they_are_restored(world, org):
    for name, priority, rto in (("図面", 3, 1), ("会計", 2, 24), ("生産", 1, None), ("受発注", 1, 8), ("メール", 2, 4)):
        added(world, org, SystemEntry(name, priority, rto_hours=rto))
    with world.inside(org):
        assert [each.name for each in it_systems.systems()] == ["受発注", "生産", "メール", "会計", "図面"]


def test_a_system_is_written_anew_and_taken_off_and_the_trail_tells_it(world, org):
    system_id = added(world, org, ORDERS)
    with world.changing(org):
        it_systems.change_system(system_id, replace(ORDERS, rto_hours=4), version=1, by=OPERATOR, at=at(2))
    with world.inside(org):
        assert (it_systems.system(system_id).rto_hours, it_systems.system(system_id).version) == (4, 2)
    with world.changing(org):
        it_systems.remove_system(system_id, version=2, by=OPERATOR, at=at(3))
    with world.inside(org):
        assert it_systems.systems() == ()
        with pytest.raises(NotFound):
            it_systems.system(system_id)
        actions = list(db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("it_system."))))
    assert actions == ["it_system.added", "it_system.changed", "it_system.removed"]


def test_who_looked_at_an_older_version_changes_nothing(world, org):
    system_id = added(world, org, ORDERS)
    before = all_rows(world, org)
    with pytest.raises(SystemChanged), world.changing(org):
        it_systems.change_system(system_id, replace(ORDERS, name="会計"), version=2, by=OPERATOR, at=at(2))
    with pytest.raises(SystemChanged), world.changing(org):
        it_systems.remove_system(system_id, version=0, by=OPERATOR, at=at(2))
    assert all_rows(world, org) == before


@pytest.mark.parametrize(
    ("entry", "refusals"),
    [
        pytest.param(replace(ORDERS, name=" ", priority=0), [(NameMissing, "name"), (PriorityMissing, "priority")]),
        pytest.param(replace(ORDERS, backup="長" * 1001), [(TextTooLong, "backup")]),
        pytest.param(replace(ORDERS, rto_hours=-1), [(NotAnAmount, "rto_hours")]),
        pytest.param(
            replace(ORDERS, rpo_hours=8761, generations=1001),
            [(NotAnAmount, "rpo_hours"), (NotAnAmount, "generations")],
        ),
    ],
)
def test_what_is_wrong_is_named_at_its_field_and_nothing_is_kept(world, org, entry, refusals):
    before = all_rows(world, org)
    with pytest.raises(Invalid) as refused, world.changing(org):
        it_systems.add_system(entry, by=OPERATOR, at=at(1))
    assert [(type(fault), fault.field) for fault in faults_of(refused.value)] == refusals
    assert all_rows(world, org) == before
