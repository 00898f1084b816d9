"""Real databases for the suite: a file per worker on SQLite, a database per worker on PostgreSQL.

With TEST_DATABASE_URL (a PostgreSQL superuser's address) the whole suite runs on PostgreSQL, with a role that owns
the tables and a role for the application, as in production.
"""

import os
import shutil
from dataclasses import dataclass
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
            with psycopg.connect(_plain(self.owner_url), autocommit=True) as connection:
                rows = connection.execute(
                    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
                )
                names = ", ".join(row[0] for row in rows)
                connection.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")  # type: ignore[arg-type]


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


def drop_on_postgresql(database: TestDatabase) -> None:
    """Take a database away that no other test will use."""
    address = make_url(os.environ["TEST_DATABASE_URL"]).set(drivername="postgresql")
    name = make_url(database.url).database
    with psycopg.connect(address.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # type: ignore[arg-type]


def _plain(url: str | None) -> str:
    return (url or "").replace("postgresql+psycopg://", "postgresql://")
