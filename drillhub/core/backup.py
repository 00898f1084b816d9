"""Backups of one installation on SQLite: the database and all files in one archive, each entry with its digest.

The archive is a zip file: `manifest.json` first, then `database.sqlite3`, then `files/…`. A file is stored before the
row that refers to it is committed, so the database is copied first and every row in the copy finds its file.
"""

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from drillhub.core.errors import DrillHubError
from drillhub.core.i18n import _l
from drillhub.core.private_files import private

FORMAT: Final = 1
_MANIFEST: Final = "manifest.json"
_DATABASE: Final = "database.sqlite3"
_FILES: Final = "files/"
_CHUNK: Final = 1 << 20


class BackupExists(DrillHubError):
    code = "backup_exists"
    sentence = _l("%(path)s はすでにあります。上書きはしません。別の名前を指定してください。")


class BackupNotWritten(DrillHubError):
    code = "backup_not_written"
    sentence = _l("バックアップを書き込めませんでした（%(reason)s）。途中のファイルは消しました。")


class BackupUnreadable(DrillHubError):
    code = "backup_unreadable"
    sentence = _l("%(path)s はDrillHubのバックアップとして読めません。")


class BackupBroken(DrillHubError):
    code = "backup_broken"
    sentence = _l("%(path)s の中の %(entry)s が壊れています。このバックアップは使えません。")


@dataclass(frozen=True)
class Entry:
    """One file of the archive. sha256: hexadecimal, of its uncompressed content."""

    name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What an archive holds. created_at: UTC; revision: the database's schema revision."""

    created_at: datetime
    revision: str
    entries: tuple[Entry, ...]

    @property
    def size_bytes(self) -> int:
        return sum(entry.size_bytes for entry in self.entries)

    def as_json(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "created_at": self.created_at.isoformat(),
            "revision": self.revision,
            "entries": [[entry.name, entry.size_bytes, entry.sha256] for entry in self.entries],
        }


def create(target: Path, *, database: Path, files: Path, revision: str, at: datetime) -> Manifest:
    """Write a backup while the service goes on working. The archive appears under its name only when it is whole.

    Raises BackupExists, BackupNotWritten.
    """
    if target.exists():
        raise BackupExists(path=target)
    partial = target.with_name(target.name + ".partial")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            copy = Path(folder) / _DATABASE
            _copy_database(database, copy)
            sources = [(_DATABASE, copy), *_stored_files(files)]
            manifest = Manifest(at, revision, tuple(_entry(name, path) for name, path in sources))
            partial.unlink(missing_ok=True)
            with (
                open(partial, "xb", opener=private) as file,
                zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
            ):
                archive.writestr(_MANIFEST, json.dumps(manifest.as_json(), ensure_ascii=False, indent=1))
                for name, path in sources:
                    archive.write(path, name)
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        partial.rename(target)
    except (OSError, sqlite3.Error) as error:
        partial.unlink(missing_ok=True)
        raise BackupNotWritten(reason=error) from error
    return manifest


def verify(path: Path) -> Manifest:
    """Read every byte of a backup and compare it with its digest; check the database inside.

    Raises BackupUnreadable, BackupBroken.
    """
    with _opened(path) as (archive, manifest), tempfile.TemporaryDirectory() as folder:
        _extract(path, archive, manifest, Path(folder))
        if not _database_is_sound(Path(folder) / _DATABASE):
            raise BackupBroken(path=path, entry=_DATABASE)
    return manifest


def restore(path: Path, *, database: Path, files: Path, at: datetime) -> tuple[Manifest, Path | None]:
    """Put a backup in place of what is there; nothing may be running on it.

    Everything is extracted and checked beside its place first. An existing database is kept under another name, which
    is given back; stored files are only added, as their names are their digests. Raises BackupUnreadable, BackupBroken,
    BackupNotWritten.
    """
    with _opened(path) as (archive, manifest):
        try:
            database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            files.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.TemporaryDirectory(dir=database.parent, prefix=".restore-") as name:
                folder = Path(name)
                _extract(path, archive, manifest, folder)
                if not _database_is_sound(folder / _DATABASE):
                    raise BackupBroken(path=path, entry=_DATABASE)
                for entry in manifest.entries:
                    if entry.name.startswith(_FILES):
                        place = files / entry.name.removeprefix(_FILES)
                        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                        shutil.move(folder / entry.name, place)
                kept = _set_aside(database, at=at)
                (folder / _DATABASE).rename(database)
        except OSError as error:
            raise BackupNotWritten(reason=error) from error
    return manifest, kept


def _copy_database(database: Path, copy: Path) -> None:
    """A consistent copy of a database that is being written to."""
    source = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    target = sqlite3.connect(copy)
    with contextlib.closing(source), contextlib.closing(target):
        source.backup(target)


def _stored_files(files: Path) -> list[tuple[str, Path]]:
    if not files.is_dir():
        return []
    found = (path for path in sorted(files.rglob("*")) if path.is_file() and not path.name.startswith("."))
    return [(_FILES + path.relative_to(files).as_posix(), path) for path in found]


def _entry(name: str, path: Path) -> Entry:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Entry(name, path.stat().st_size, digest)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    try:
        with zipfile.ZipFile(path) as archive:
            content = json.loads(archive.read(_MANIFEST))
            if content["format"] != FORMAT:
                raise BackupUnreadable(path=path)
            manifest = Manifest(
                datetime.fromisoformat(content["created_at"]),
                content["revision"],
                tuple(Entry(*entry) for entry in content["entries"]),
            )
            yield archive, manifest
    except (OSError, zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        raise BackupUnreadable(path=path) from error


def _extract(path: Path, archive: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    for entry in manifest.entries:
        place = folder / _safe(path, entry.name)
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            with archive.open(entry.name) as packed, open(place, "wb", opener=private) as unpacked:
                digest = _copy(packed, unpacked, limit=entry.size_bytes)
        except (KeyError, zipfile.BadZipFile, OSError, EOFError) as error:
            raise BackupBroken(path=path, entry=entry.name) from error
        if digest != entry.sha256:
            raise BackupBroken(path=path, entry=entry.name)


def _safe(path: Path, name: str) -> PurePosixPath:
    """A name from the archive; one that leads out of the folder it is extracted to is refused."""
    pure = PurePosixPath(name)
    if pure.is_absolute() or ".." in pure.parts or not (name == _DATABASE or name.startswith(_FILES)):
        raise BackupBroken(path=path, entry=name)
    return pure


def _copy(source: IO[bytes], target: IO[bytes], *, limit: int) -> str:
    """Copy at most one byte more than the manifest says, so that a forged entry cannot fill the disk."""
    digest, left = hashlib.sha256(), limit + 1
    while left > 0 and (chunk := source.read(min(_CHUNK, left))):
        digest.update(chunk)
        target.write(chunk)
        left -= len(chunk)
    return digest.hexdigest() if left > 0 else ""


def _database_is_sound(database: Path) -> bool:
    connection = sqlite3.connect(database)
    with contextlib.closing(connection):
        try:
            whole = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            return whole and connection.execute("PRAGMA foreign_key_check").fetchone() is None
        except sqlite3.DatabaseError:
            return False


def _set_aside(database: Path, *, at: datetime) -> Path | None:
    """Give an existing database another name, with the write-ahead log that belongs to it."""
    if not database.exists():
        return None
    connection = sqlite3.connect(database)
    with contextlib.closing(connection):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = database.with_name(f"{database.name}.before-{at:%Y%m%dT%H%M%SZ}")
    database.rename(kept)
    for leftover in ("-wal", "-shm"):
        database.with_name(database.name + leftover).unlink(missing_ok=True)
    return kept
