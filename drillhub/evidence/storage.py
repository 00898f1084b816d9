"""Where files are: one folder per organisation, each file under its SHA-256, never under a name that people gave.

A file is complete and on the disk before it has its place, and it has its place before the row that refers to it is
committed. So every row finds its file, whenever the process dies; the most that is left behind is a file without a row.
"""

import errno
import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from drillhub.evidence.errors import FileEmpty, FileTooLarge, StorageFailed, StorageFull

MAX_BYTES: Final = 20_000_000
_CHUNK: Final = 1 << 16
# Backups pass names with a dot in front over.
_INCOMING: Final = ".incoming-"
_ABANDONED_AFTER_SECONDS: Final = 24 * 60 * 60
_NO_SPACE: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True)
class Received:
    """A file that has come in and waits to be examined. sha256: hexadecimal, taken while it was written."""

    path: Path
    sha256: str
    size_bytes: int


class Store:
    """The files of one organisation below `root`. Two organisations never share a file, even of equal content."""

    def __init__(self, root: Path, org_id: int) -> None:
        self.root = root
        self.folder = root / str(org_id)

    def path(self, sha256: str) -> Path:
        """Where a file of this digest is, or would be."""
        return self.folder / sha256[:2] / sha256

    def read(self, sha256: str) -> bytes | None:
        """The bytes of a file; None when it is gone or is not what its name says."""
        try:
            data = self.path(sha256).read_bytes()
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest() == sha256 else None

    def holds(self, sha256: str) -> bool:
        """Whether the file is there and still is what its name says."""
        return self.read(sha256) is not None

    @contextmanager
    def receiving(self) -> "Iterator[Tray]":
        """A tray for files that come in; what was not kept is gone at the end, whatever happened."""
        tray = Tray(self)
        try:
            yield tray
        finally:
            tray.clear()


class Tray:
    """Files on their way in, on the same disk as the store so that keeping one is a rename."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[Path] = []

    def receive(self, stream: BinaryIO, name: str, *, limit: int = MAX_BYTES) -> Received:
        """Write a stream to the disk and take its digest on the way. name: for the sentence of a refusal.

        Raises FileEmpty, FileTooLarge, StorageFull, StorageFailed; then nothing of it is left.
        """
        digest, size = hashlib.sha256(), 0
        with _failing_loudly(name), self._new_file() as (file, path):
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > limit:
                    raise FileTooLarge(name=name, limit=limit // 1_000_000)
                digest.update(chunk)
                file.write(chunk)
            if not size:
                raise FileEmpty(name=name)
            file.flush()
            os.fsync(file.fileno())
        return Received(path, digest.hexdigest(), size)

    def keep(self, received: Received, name: str) -> None:
        """Give a received file its place for good. Raises StorageFull, StorageFailed."""
        place = self._store.path(received.sha256)
        with _failing_loudly(name):
            if self._store.holds(received.sha256):
                return
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.replace(received.path, place)
            for folder in (place.parent, self._store.folder, self._store.root):
                _make_durable(folder)

    def clear(self) -> None:
        for path in self._waiting:
            path.unlink(missing_ok=True)
        self._waiting.clear()

    @contextmanager
    def _new_file(self) -> Iterator[tuple[BinaryIO, Path]]:
        self._store.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._remove_abandoned()
        path = self._store.root / f"{_INCOMING}{secrets.token_hex(16)}"
        self._waiting.append(path)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            yield file, path

    def _remove_abandoned(self) -> None:
        """What a process that died in the middle of an upload left behind."""
        for path in self._store.root.glob(f"{_INCOMING}*"):
            try:
                if path.stat().st_mtime < time.time() - _ABANDONED_AFTER_SECONDS:
                    path.unlink()
            except FileNotFoundError:
                continue


@contextmanager
def _failing_loudly(name: str) -> Iterator[None]:
    """Turn what the disk says into a sentence for the person who waits."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise StorageFull(name=name) from error
        raise StorageFailed(name=name) from error


def _make_durable(folder: Path) -> None:
    """Have the disk remember the names in a folder, so that a power cut does not lose a file that was kept."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
