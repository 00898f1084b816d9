"""Interim: the schema straight from the models, until the first migration is written."""

from flask import current_app
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from drillhub.core.append_only import POSTGRESQL_FUNCTION, triggers
from drillhub.core.database import Base
from drillhub.core.tenancy import policies, tenant_tables


def create() -> None:
    config = current_app.config["DRILLHUB"]
    engine = create_engine(config.owner_database_url or config.database_url, poolclass=NullPool)
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
        pg = connection.dialect.name == "postgresql"
        if pg:
            connection.exec_driver_sql(POSTGRESQL_FUNCTION.replace("%", "%%"))
            for table in tenant_tables():
                for sql in policies(table.name):
                    connection.execute(text(sql))
        for table in Base.metadata.tables.values():
            if table.info.get("append_only"):
                for sql in triggers(table.name, connection.dialect.name):
                    connection.exec_driver_sql(sql)
        if pg:
            connection.execute(text("GRANT USAGE ON SCHEMA public TO drillhub_test_app"))
            connection.execute(
                text("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO drillhub_test_app")
            )
            connection.execute(text("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO drillhub_test_app"))
