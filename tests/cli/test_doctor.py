"""`flask doctor` finds what is wrong and says what to do, one sentence a finding."""

import contextlib
import json
import sqlite3

import pytest
from flask import Flask
from sqlalchemy import text

from drillhub.cli import doctor
from drillhub.core.database import db
from tests.cli.conftest import Installation


def test_a_sound_installation_has_nothing_broken_and_says_how_much_there_is_to_look_at(
    installation: Installation,
) -> None:
    result = installation.run("doctor")
    assert result.exit_code == 0
    *advice, verdict = result.output.splitlines()
    assert verdict == f"壊れているところはありません。上の{len(advice)}件を確かめてください。"


def test_without_advice_there_is_nothing_to_mend(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_advice", lambda config: [])
    assert installation.run("doctor").output == "直すところはありません。\n"


def test_folders_that_others_may_open_are_advice(installation: Installation) -> None:
    installation.config.instance_directory.chmod(0o755)
    assert f"chmod 700 {installation.config.instance_directory}" in installation.run("doctor").output


def test_what_works_differently_than_one_may_think_is_advice(installation: Installation) -> None:
    told = json.loads(installation.run("doctor", "--json").output)
    assert told["problems"] == []
    assert any("DRILLHUB_MAIL_URL" in sentence for sentence in told["advice"])
    assert any("flask scheduler run" in sentence for sentence in told["advice"])


def test_an_older_database_is_a_problem(installation: Installation) -> None:
    with contextlib.closing(sqlite3.connect(installation.config.sqlite_path)) as connection, connection:
        connection.execute("DELETE FROM alembic_version")
    result = installation.run("doctor")
    assert result.exit_code == 1
    assert "flask db upgrade" in result.output


def test_a_database_of_a_newer_version_is_a_problem(installation: Installation) -> None:
    with contextlib.closing(sqlite3.connect(installation.config.sqlite_path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = 'from the future'")
    result = installation.run("doctor")
    assert result.exit_code == 1
    assert "新しい版" in result.output


def test_a_torn_reference_is_a_problem(installation: Installation) -> None:
    installation.run("org", "create", "--name", "青葉精工", "--slug", "aoba")
    with contextlib.closing(sqlite3.connect(installation.config.sqlite_path)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DELETE FROM directory_organisations")
    result = installation.run("doctor")
    assert result.exit_code == 1
    assert "つながりの切れた記録" in result.output


def test_a_changed_audit_entry_is_a_problem(installation: Installation) -> None:
    from datetime import timedelta

    from drillhub.audit import sealing
    from drillhub.core import clock, tenancy
    from drillhub.core.transactions import transaction

    installation.run("org", "create", "--name", "青葉精工", "--slug", "aoba")
    with installation.app.app_context():
        tenancy.bind(1)
        with transaction():
            assert sealing.seal_pending(at=clock.now() + timedelta(minutes=1)) == 1
    with contextlib.closing(sqlite3.connect(installation.config.sqlite_path)) as connection, connection:
        connection.execute("DROP TRIGGER audit_entries_no_update")
        connection.execute("UPDATE audit_entries SET actor_name = 'somebody else'")
    result = installation.run("doctor")
    assert result.exit_code == 1
    assert "監査記録1番" in result.output


@pytest.mark.postgres
def test_on_postgresql_it_tells_when_nothing_keeps_the_statistics_of_the_tables(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        is_off = connection.execute(text("SHOW autovacuum")).scalar() == "off"
    result = app.test_cli_runner().invoke(args=["doctor"])
    assert result.exit_code == 0
    assert ("autovacuum" in result.output) is is_off
