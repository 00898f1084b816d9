"""What holds personal data can be read by its owner alone."""

import os
import stat
from pathlib import Path

import pytest

from drillhub.core.database import db
from tests.cli.conftest import Installation

pytestmark = pytest.mark.skipif(os.name != "posix", reason="file modes of POSIX")


@pytest.fixture(autouse=True)
def _generous_umask() -> object:
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def backup(installation: Installation) -> Path:
    installation.run("org", "create", "--name", "青葉精工", "--slug", "aoba")
    target = installation.folder / "backup.zip"
    assert installation.run("backup", "create", target).exit_code == 0
    return target


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_database_and_its_log(installation: Installation) -> None:
    folder = installation.config.sqlite_path.parent
    assert mode(folder) == 0o700
    with installation.app.app_context(), db.engine.connect():
        assert {path.name: mode(path) for path in folder.glob("drillhub.sqlite3*")} == {
            name: 0o600 for name in ("drillhub.sqlite3", "drillhub.sqlite3-wal", "drillhub.sqlite3-shm")
        }


def test_a_database_that_was_open_to_others_is_closed_when_it_is_used(installation: Installation) -> None:
    installation.close()
    installation.config.sqlite_path.chmod(0o644)
    installation.run("org", "list")
    assert mode(installation.config.sqlite_path) == 0o600


def test_a_backup(backup: Path) -> None:
    assert mode(backup) == 0o600


def test_what_a_restore_puts_in_place(installation: Installation, backup: Path) -> None:
    assert installation.run("backup", "restore", backup).exit_code == 0
    restored = installation.config.sqlite_path
    [kept] = restored.parent.glob("drillhub.sqlite3.before-*")
    assert (mode(restored), mode(kept), mode(installation.config.files_directory)) == (0o600, 0o600, 0o700)
