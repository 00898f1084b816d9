"""The trail is sealed into a chain that shows every later change."""

from datetime import timedelta

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import DBAPIError

from drillhub.audit import OPERATOR, AuditEntry, record, sealing
from drillhub.core import clock
from drillhub.core.append_only import WrittenOnce
from drillhub.core.database import db
from tests.support.databases import TestDatabase
from tests.support.world import Org, World

LATER = timedelta(minutes=1)


@pytest.fixture
def sealed(world: World, org: Org) -> Org:
    with world.changing(org):
        for number in range(5):
            record("test.done", by=OPERATOR, at=clock.now(), facts={"number": number, "name": "訓練"})
    with world.changing(org):
        assert sealing.seal_pending(at=clock.now() + LATER) >= 5
    return org


def verdict(world: World, org: Org) -> sealing.Verdict:
    with world.inside(org):
        return sealing.verify(at=clock.now() + LATER)


def test_a_chain_that_nobody_touched_holds(world: World, sealed: Org) -> None:
    assert verdict(world, sealed).holds


def test_sealing_goes_on_where_it_stopped(world: World, sealed: Org) -> None:
    before = verdict(world, sealed).entries
    with world.changing(sealed):
        record("test.done", by=OPERATOR, at=clock.now())
    with world.changing(sealed):
        assert sealing.seal_pending(at=clock.now() + LATER) == 1
    assert verdict(world, sealed) == sealing.Verdict(before + 1, None, 0)


def test_the_program_refuses_to_change_an_entry(world: World, sealed: Org) -> None:
    with pytest.raises(WrittenOnce), world.changing(sealed):
        db.session.scalars(select(AuditEntry)).first().action = "test.undone"  # type: ignore[union-attr]


def test_the_database_refuses_to_change_an_entry(world: World, sealed: Org) -> None:
    with world.app.app_context(), db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT set_config('app.org_id', :org, true)"), {"org": str(sealed.id)})
        with pytest.raises(DBAPIError, match="append-only"):
            connection.execute(text("UPDATE audit_entries SET action = 'x'"))
        connection.rollback()


@pytest.mark.parametrize(
    "tamper",
    [
        pytest.param("UPDATE audit_entries SET action = 'test.undone' WHERE id = 3", id="an action"),
        pytest.param("UPDATE audit_entries SET actor_name = 'somebody' WHERE id = 3", id="who"),
        pytest.param("UPDATE audit_entries SET facts = '{\"number\": 9}' WHERE id = 3", id="a fact"),
    ],
)
def test_an_entry_changed_behind_the_program_is_named(
    world: World, sealed: Org, database: TestDatabase, tamper: str
) -> None:
    engine = create_engine(database.owner_url or database.url)
    with engine.begin() as connection:
        if database.on_postgresql:
            connection.execute(text("SELECT set_config('app.org_id', :org, true)"), {"org": str(sealed.id)})
            connection.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER USER"))
        else:
            connection.execute(text("DROP TRIGGER audit_entries_no_update"))
        connection.execute(text(tamper))
        if database.on_postgresql:
            connection.execute(text("ALTER TABLE audit_entries ENABLE TRIGGER USER"))
    engine.dispose()
    assert verdict(world, sealed).broken_entry == 3


def test_the_command_says_whether_the_trail_holds(world: World, sealed: Org) -> None:
    done = world.app.test_cli_runner().invoke(args=["audit", "verify", "--org", sealed.slug])
    assert done.exit_code == 0
