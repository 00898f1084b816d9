"""Real databases for the suite: a file per worker on SQLite, a database per worker on PostgreSQL.

With TEST_DATABASE_URL (a PostgreSQL superuser's address) the whole suite runs on PostgreSQL, with a role that owns
the tables and a role for the application, as in production.
"""

import os
import shutil
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

OWNER = "drillhub_test_owner"
APPLICATION = "drillhub_test_app"


@dataclass(frozen=True)
class TestDatabase:
    """One worker's database. owner_url is None on SQLite."""

    __test__ = False

    url: str
    owner_url: str | None
    template: Path | None

    @property
    def on_postgresql(self) -> bool:
        return self.owner_url is not None

    def reset(self) -> None:
        """Back to the freshly migrated, empty state. No connection may be in use."""
        if self.template is not None:
            path = Path(self.url.removeprefix("sqlite:///"))
            for leftover in path.parent.glob(f"{path.name}-*"):
                leftover.unlink()
            shutil.copyfile(self.template, path)
        else:
            _empty(str(make_url(self.url).database))


def on_sqlite(folder: Path) -> TestDatabase:
    return TestDatabase(f"sqlite:///{folder / 'test.sqlite3'}", None, folder / "template.sqlite3")


def on_postgresql(worker: str, *, copied_from: TestDatabase | None = None) -> TestDatabase:
    """Create the roles (once) and a database of this worker: empty, or a copy of another that nobody is using."""
    address = make_url(os.environ["TEST_DATABASE_URL"]).set(drivername="postgresql")
    # A name of one's own lets two runs share a server.
    name = f"drillhub_test_{os.environ.get('DRILLHUB_TEST_NAME', '')}{worker}"
    template = make_url(copied_from.url).database if copied_from else "template0"
    with psycopg.connect(address.render_as_string(hide_password=False), autocommit=True) as connection:
        for role in (OWNER, APPLICATION):
            connection.execute(
                f"""DO $$ BEGIN
                    CREATE ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
                EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"""  # type: ignore[arg-type]
            )
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # type: ignore[arg-type]
        connection.execute(f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {template}")  # type: ignore[arg-type]
    base = address.set(drivername="postgresql+psycopg", database=name, password=None)
    return TestDatabase(
        base.set(username=APPLICATION).render_as_string(), base.set(username=OWNER).render_as_string(), None
    )


_resets = count(1)
_VACUUM_EVERY = 25


def _empty(name: str) -> None:
    """Take every row out of a database and count from one again.

    Truncating all tables takes most of a second; few of them have rows after a test. Deleting leaves dead rows behind,
    which are swept up now and then. In the role of a replica no trigger and no reference holds a row back.
    """
    address = _superuser(name)
    with psycopg.connect(address, autocommit=True) as connection:
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        )
        asked = " UNION ALL ".join(f"SELECT '{row[0]}' WHERE EXISTS (SELECT 1 FROM {row[0]})" for row in tables)
        filled = [row[0] for row in connection.execute(asked)]  # type: ignore[arg-type]
        counting = connection.execute(
            "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
        )
        commands = ["SET session_replication_role = replica", *(f"DELETE FROM {table}" for table in filled)]
        commands += [f"SELECT setval('{row[0]}', 1, false)" for row in counting]
        connection.execute("; ".join(commands))  # type: ignore[arg-type]
        if filled and next(_resets) % _VACUUM_EVERY == 0:
            connection.execute(f"VACUUM {', '.join(filled)}")  # type: ignore[arg-type]


def _superuser(name: str) -> str:
    address = make_url(os.environ["TEST_DATABASE_URL"]).set(drivername="postgresql", database=name)
    return address.render_as_string(hide_password=False)


def drop_on_postgresql(database: TestDatabase) -> None:
    """Take a database away that no other test will use."""
    address = make_url(os.environ["TEST_DATABASE_URL"]).set(drivername="postgresql")
    name = make_url(database.url).database
    with psycopg.connect(address.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # type: ignore[arg-type]
