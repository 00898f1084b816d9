"""The wall as the schema has it: T2 and T3, and the data class of every column."""

import pytest
from flask import Flask
from sqlalchemy import Table, UniqueConstraint, text

from drillhub.core.database import Base, data_class_of, db
from drillhub.core.tenancy import tenant_tables

# Everything that may be read before the organisation is known. A table that joins this list must be argued for.
OUTSIDE_THE_WALL = {
    "directory_organisations",
    "directory_keys",
    "directory_sign_in_failures",
    "scheduler_lease",
}


def tables() -> list[Table]:
    return tenant_tables()


def test_t2_only_the_small_directory_stands_outside_the_wall(app: Flask) -> None:
    outside = set(Base.metadata.tables) - {table.name for table in tables()}
    assert outside == OUTSIDE_THE_WALL


def test_t2_every_row_behind_the_wall_names_its_organisation(app: Flask) -> None:
    assert [table.name for table in tables() if table.c.org_id.nullable] == []


def test_t2_every_unique_key_behind_the_wall_contains_the_organisation(app: Flask) -> None:
    loose = [
        f"{table.name}: {sorted(column.name for column in key.columns)}"
        for table in tables()
        for key in [
            *(c for c in table.constraints if isinstance(c, UniqueConstraint)),
            *(index for index in table.indexes if index.unique),
        ]
        if "org_id" not in {column.name for column in key.columns}
    ]
    assert loose == []


def test_t2_references_between_rows_of_an_organisation_carry_it_along(app: Flask) -> None:
    walled = {table.name for table in tables()}
    loose = [
        f"{table.name}: {[element.parent.name for element in key.elements]}"
        for table in tables()
        for key in table.foreign_key_constraints
        if key.referred_table.name in walled and [element.column.name for element in key.elements][:1] != ["org_id"]
    ]
    assert loose == []


def test_every_column_says_how_much_care_its_content_needs(app: Flask) -> None:
    unmarked = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if data_class_of(column.info) is None
    ]
    assert unmarked == []


@pytest.mark.postgres
def test_t3_row_level_security_is_enabled_and_forced_on_every_table(app: Flask) -> None:
    """SQLite has no row-level security; there the guards in the session stand alone (test_session_guards)."""
    with app.app_context(), db.engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, p.qual, p.with_check"
                " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'"
                " LEFT JOIN pg_policies p ON p.tablename = c.relname WHERE c.relkind = 'r'"
            )
        ).all()
        role = connection.execute(
            text("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        ).one()
        owned = connection.execute(text("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")).scalar()
    state = {row.relname: row for row in rows}
    for table in tables():
        row = state[table.name]
        assert row.relrowsecurity, f"{table.name} has no row level security"
        assert row.relforcerowsecurity, f"{table.name} does not hold its owner"
        assert "app.org_id" in row.qual, f"{table.name} has no policy on reading"
        assert "app.org_id" in row.with_check, f"{table.name} has no policy on writing"
    assert not role.rolsuper
    assert not role.rolbypassrls
    assert owned == 0, "the application's role owns tables"


@pytest.mark.parametrize("table", ["audit_entries", "audit_seals"])
def test_the_database_itself_keeps_the_trail_append_only(app: Flask, table: str) -> None:
    assert Base.metadata.tables[table].info.get("append_only")
