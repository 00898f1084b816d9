"""Backups on SQLite: written while the service works, checked byte by byte, put back without sending anything."""

import json
import zipfile
from pathlib import Path

import pytest
from flask import Flask

from tests.cli.conftest import Installation

MIGRATIONS = Path(__file__).parents[2] / "migrations" / "versions"


@pytest.fixture
def backup(installation: Installation) -> Path:
    """A backup of an installation with one organisation and one file."""
    assert installation.run("org", "create", "--name", "青葉精工", "--slug", "aoba").exit_code == 0
    stored = installation.config.files_directory / "ab" / "abcdef"
    stored.parent.mkdir(parents=True)
    stored.write_bytes(b"evidence")
    target = installation.folder / "backup.zip"
    assert installation.run("backup", "create", target).exit_code == 0
    return target


def _organisations(installation: Installation) -> list[str]:
    result = installation.run("org", "list", "--json")
    return [each["slug"] for each in json.loads(result.output)]


def test_a_restored_backup_has_the_rows_and_files_of_its_moment(installation: Installation, backup: Path) -> None:
    installation.run("org", "create", "--name", "後から", "--slug", "later")
    (installation.config.files_directory / "ab" / "abcdef").unlink()

    assert installation.run("backup", "restore", backup).exit_code == 0

    assert _organisations(installation) == ["aoba"]
    assert (installation.config.files_directory / "ab" / "abcdef").read_bytes() == b"evidence"


def test_p9_after_a_restore_sending_is_paused_until_it_is_resumed(installation: Installation, backup: Path) -> None:
    result = installation.run("backup", "restore", backup)
    assert "flask outbox resume" in result.output
    assert "メールの送信を止めています" in installation.run("doctor").output

    installation.run("outbox", "resume")

    assert "メールの送信を止めています" not in installation.run("doctor").output


def test_a_restore_keeps_the_database_that_was_there(installation: Installation, backup: Path) -> None:
    installation.run("org", "create", "--name", "後から", "--slug", "later")

    installation.run("backup", "restore", backup)

    [kept] = installation.config.sqlite_path.parent.glob("drillhub.sqlite3.before-*")
    assert b"later" in kept.read_bytes()


def test_a_backup_never_overwrites_a_file(installation: Installation, backup: Path) -> None:
    before = backup.read_bytes()
    result = installation.run("backup", "create", backup)
    assert result.exit_code == 1
    assert "すでにあります" in result.output
    assert backup.read_bytes() == before


def test_a_backup_that_cannot_be_written_leaves_nothing_behind(installation: Installation, tmp_path: Path) -> None:
    folder = tmp_path / "missing"
    result = installation.run("backup", "create", folder / "backup.zip")
    assert result.exit_code == 1
    assert "書き込めませんでした" in result.output
    assert not folder.exists()


@pytest.mark.parametrize("entry", ["database.sqlite3", "files/ab/abcdef"])
def test_a_flipped_byte_is_found_and_the_backup_refused(installation: Installation, backup: Path, entry: str) -> None:
    damaged = backup.with_name("damaged.zip")
    with zipfile.ZipFile(backup) as whole, zipfile.ZipFile(damaged, "w") as copy:
        for name in whole.namelist():
            content = bytearray(whole.read(name))
            if name == entry:
                content[len(content) // 2] ^= 1
            copy.writestr(name, bytes(content))
    rows = _organisations(installation)

    for command in ("verify", "restore"):
        result = installation.run("backup", command, damaged)
        assert result.exit_code == 1
        assert entry in result.output
    assert _organisations(installation) == rows


@pytest.mark.parametrize("content", [b"", b"no archive at all"])
def test_a_file_that_is_no_backup_is_refused(installation: Installation, content: bytes) -> None:
    wrong = installation.folder / "wrong.zip"
    wrong.write_bytes(content)
    result = installation.run("backup", "verify", wrong)
    assert result.exit_code == 1
    assert "読めません" in result.output


def test_an_archive_that_leads_out_of_its_folder_is_refused(installation: Installation) -> None:
    forged = installation.folder / "forged.zip"
    manifest = {
        "format": 1,
        "created_at": "2026-04-01T00:00:00+00:00",
        "revision": "0001",
        "entries": [["files/../../../outside", 1, "0" * 64]],
    }
    with zipfile.ZipFile(forged, "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest))
        archive.writestr("files/../../../outside", "x")
    assert installation.run("backup", "restore", forged).exit_code == 1
    assert not (installation.folder.parent / "outside").exists()


def test_a_backup_describes_itself_as_json(installation: Installation, backup: Path) -> None:
    result = installation.run("backup", "verify", backup, "--json")
    described = json.loads(result.output)
    assert described["entries"] == 2
    assert described["revision"] == max(each.name[:4] for each in MIGRATIONS.glob("0*.py"))


@pytest.mark.postgres
def test_on_postgresql_its_own_tools_are_named(app: Flask, tmp_path: Path) -> None:
    result = app.test_cli_runner().invoke(args=["backup", "create", str(tmp_path / "b.zip")])
    assert result.exit_code == 1
    assert "pg_dump" in result.output
