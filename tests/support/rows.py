"""Looking at an organisation's rows as a whole: what a test asserts when nothing may have changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event, select

from drillhub.core.database import Base, db
from drillhub.core.tenancy import tenant_tables
from tests.support.world import Org, World


def all_rows(world: World, org: Org) -> dict[str, list[Any]]:
    """Every row behind this organisation's wall, table by table, and the directory's keys."""
    tables = [*tenant_tables(), Base.metadata.tables["directory_keys"]]
    with world.inside(org):
        connection = db.session.connection()
        found = {}
        for table in tables:
            rows = connection.execute(select(table).where(table.c.org_id == org.id).order_by(table.c.id))
            found[table.name] = [tuple(row) for row in rows]
        return found


@contextmanager
def counted_statements(app: Flask) -> Iterator[list[str]]:
    """The statements sent inside the block."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
