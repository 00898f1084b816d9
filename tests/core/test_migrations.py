"""The migrations make exactly what the models say, both ways."""

import flask_migrate
import pytest
from sqlalchemy import create_engine, inspect
from sqlalchemy.pool import NullPool

from drillhub.core.schema import schema_problem
from tests.support.databases import TestDatabase


def test_migrations_and_models_agree(app):
    with app.app_context():
        flask_migrate.check()  # raises when a table or column differs


def test_flask_db_check_says_so_with_its_exit_code(app):
    assert app.test_cli_runner().invoke(args=["db", "check"]).exit_code == 0


def test_down_and_up_again_gives_the_same_tables(app, database: TestDatabase):
    def tables() -> list[str]:
        engine = create_engine(database.owner_url or database.url, poolclass=NullPool)
        return sorted(inspect(engine).get_table_names())

    before = tables()
    with app.app_context():
        flask_migrate.downgrade(revision="base")
        assert tables() == ["alembic_version"]
        assert "flask db upgrade" in (schema_problem() or "")
        flask_migrate.upgrade()
        assert schema_problem() is None
    assert tables() == before


@pytest.mark.postgres
def test_the_application_may_not_change_the_structure(app):
    from sqlalchemy import text
    from sqlalchemy.exc import ProgrammingError

    from drillhub.core.database import db

    with app.app_context(), db.engine.connect() as connection:
        for statement in ("DROP TABLE people", "TRUNCATE people", "UPDATE alembic_version SET version_num = 'x'"):
            with pytest.raises(ProgrammingError, match=r"must be owner|permission denied"):
                connection.execute(text(statement))
            connection.rollback()
