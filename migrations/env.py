"""How migrations run: as the role that owns the tables, in one transaction, on SQLite and PostgreSQL."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from drillhub.core.database import Base


def owner_engine() -> Engine:
    """The engine of the role that may change tables; on SQLite there is only one."""
    config = current_app.config["DRILLHUB"]
    return create_engine(config.owner_database_url or config.database_url, poolclass=NullPool)


def let_application_in(connection: Connection) -> None:
    """Give the application's role exactly what it needs: rows of every table, nothing of their structure."""
    config = current_app.config["DRILLHUB"]
    if connection.dialect.name != "postgresql" or config.owner_database_url is None:
        return
    if not inspect(connection).has_table("alembic_version"):
        return
    role = connection.dialect.identifier_preparer.quote(make_url(config.database_url).username)
    for statement in (
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {role}",
    ):
        connection.execute(text(statement))


def run() -> None:
    with owner_engine().connect() as connection:
        if connection.dialect.name == "sqlite":
            # Batch operations rebuild tables; references are checked again by the integrity check of `flask doctor`.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.rollback()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()
            let_application_in(connection)


run()
