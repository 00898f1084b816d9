"""The register of IT systems: the order of restoring, and what it refuses."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from drillhub.audit import OPERATOR, AuditEntry
from drillhub.core.database import db
from drillhub.core.errors import Invalid, NameMissing, NotFound, TextTooLong, faults_of
from drillhub.planning import it_system_queries, it_systems
from drillhub.planning.errors import LevelMissing, NotAnAmount, RegisterEntryChanged
from drillhub.planning.recovery_targets import SystemEntry
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
        assert [each.name for each in it_system_queries.systems().items] == ["受発注", "生産", "メール", "会計", "図面"]


def trail(world, org) -> list[tuple[str, dict]]:
    with world.inside(org):
        rows = db.session.execute(
            select(AuditEntry.action, AuditEntry.facts)
            .where(AuditEntry.action.startswith("it_system."))
            .order_by(AuditEntry.id)
        )
        return [(row.action, row.facts) for row in rows]


def test_a_system_is_written_anew_and_taken_off_and_the_trail_tells_what_changed(world, org):
    system_id = added(world, org, ORDERS)
    with world.changing(org):
        new = replace(ORDERS, rto_hours=4, owner="購買部")
        it_systems.change_system(system_id, new, version=1, by=OPERATOR, at=at(2))
    with world.inside(org):
        row = it_system_queries.system(system_id)
        assert (row.rto_hours, row.owner, row.version) == (4, "購買部", 2)
    with world.changing(org):
        it_systems.remove_system(system_id, version=2, by=OPERATOR, at=at(3))
    with world.inside(org):
        assert it_system_queries.all_systems() == ()
        with pytest.raises(NotFound):
            it_system_queries.system(system_id)
    assert trail(world, org) == [
        ("it_system.added", {"name": "受発注", "priority": 1, "rto_hours": 8, "rpo_hours": 4, "generations": 7}),
        # Who looks after it is a person: the trail says that it changed, not what it says.
        (
            "it_system.changed",
            {"name": "受発注", "fields": ["owner", "rto_hours"], "before": {"rto_hours": 8}, "after": {"rto_hours": 4}},
        ),
        ("it_system.removed", {"name": "受発注"}),
    ]


def test_saving_what_is_there_already_changes_nothing(world, org):
    system_id = added(world, org, ORDERS)
    before = all_rows(world, org)
    with world.changing(org):
        it_systems.change_system(system_id, replace(ORDERS, name=" 受発注 "), version=1, by=OPERATOR, at=at(2))
    assert all_rows(world, org) == before


def test_the_register_is_cut_into_pages_and_printed_whole(world, org):
    for number in range(5):
        added(world, org, replace(ORDERS, name=f"システム {number}"))
    with world.inside(org):
        page = it_system_queries.systems(page=2, size=2)
        assert ([each.name for each in page.items], page.total) == (["システム 2", "システム 3"], 5)
        assert len(it_system_queries.all_systems()) == 5


def test_who_looked_at_an_older_version_changes_nothing(world, org):
    system_id = added(world, org, ORDERS)
    before = all_rows(world, org)
    with pytest.raises(RegisterEntryChanged), world.changing(org):
        it_systems.change_system(system_id, replace(ORDERS, name="会計"), version=2, by=OPERATOR, at=at(2))
    with pytest.raises(RegisterEntryChanged), world.changing(org):
        it_systems.remove_system(system_id, version=0, by=OPERATOR, at=at(2))
    assert all_rows(world, org) == before


@pytest.mark.parametrize(
    ("entry", "refusals"),
    [
        pytest.param(replace(ORDERS, name=" ", priority=0), [(NameMissing, "name"), (LevelMissing, "priority")]),
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
