"""The store: whole files under their hash, or a refusal and nothing at all."""

import errno
import hashlib
import io
import os
import time
from pathlib import Path

import pytest

from drillhub.evidence import storage
from drillhub.evidence.errors import FileEmpty, FileTooLarge, StorageFailed, StorageFull
from drillhub.evidence.intake import StoredFile, take_in
from drillhub.evidence.storage import Store
from tests.evidence import files


@pytest.fixture
def store(files: Path) -> Store:
    return Store(files / "evidence", 7)


def contents(store: Store) -> dict[str, bytes]:
    return {str(path.relative_to(store.root)): path.read_bytes() for path in store.root.rglob("*") if path.is_file()}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def keep(store: Store, data: bytes, name: str = "記録.txt") -> StoredFile:
    return take_in([(name, io.BytesIO(data))], store)[0]


def test_a_file_is_kept_under_its_hash_and_never_under_its_name(store):
    stored = keep(store, b"evidence", "../../経営/秘密.txt")

    assert stored.sha256 == sha256(b"evidence")
    assert contents(store) == {f"7/{stored.sha256[:2]}/{stored.sha256}": b"evidence"}
    assert store.path(stored.sha256).stat().st_mode & 0o077 == 0


def test_a_picture_is_kept_as_it_came_beside_its_copy(store):
    original = files.jpeg()

    stored = keep(store, original, "写真.jpg")

    assert store.path(stored.sha256).read_bytes() == original
    copy = store.path(stored.copy_sha256).read_bytes()
    assert files.PHONE.encode() not in copy
    assert sha256(copy) == stored.copy_sha256


def test_the_same_content_is_kept_once_and_apart_for_each_organisation(store):
    other = Store(store.root, 8)
    for each in (store, store, other):
        keep(each, b"same")

    assert sorted(contents(store)) == sorted(f"{org}/{sha256(b'same')[:2]}/{sha256(b'same')}" for org in (7, 8))


def test_when_one_of_several_is_refused_none_is_kept(store):
    with pytest.raises(Exception, match="実行できるプログラム"):
        take_in([("記録.txt", io.BytesIO(b"good")), ("写真.jpg", io.BytesIO(files.EXE))], store)

    assert contents(store) == {}


@pytest.mark.parametrize(
    ("data", "error"),
    [
        pytest.param(b"", FileEmpty, id="empty"),
        pytest.param(b"x" * 101, FileTooLarge, id="too large"),
    ],
)
def test_a_file_of_no_fitting_size_leaves_nothing_behind(store, data, error):
    with pytest.raises(error, match=r"「記録\.txt」"):
        take_in([("記録.txt", io.BytesIO(data))], store, limit=100)

    assert contents(store) == {}


@pytest.mark.parametrize("moment", ["write", "fsync", "replace"])
@pytest.mark.parametrize(
    ("code", "error", "status"),
    [(errno.ENOSPC, StorageFull, 507), (errno.EDQUOT, StorageFull, 507), (errno.EROFS, StorageFailed, 503)],
)
def test_a_disk_that_fails_is_told_and_leaves_nothing_behind(store, monkeypatch, moment, code, error, status):
    def fail(*_arguments):
        raise OSError(code, os.strerror(code))

    if moment == "write":
        monkeypatch.setattr(storage.os, "fdopen", lambda *_: _FullFile(code))
    else:
        monkeypatch.setattr(storage.os, moment, fail)
    with pytest.raises(error) as refusal:
        keep(store, b"evidence")

    assert refusal.value.status == status
    assert "何も保存していません。" in str(refusal.value)
    monkeypatch.undo()
    assert contents(store) == {}


class _FullFile:
    def __init__(self, code: int) -> None:
        self.code = code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def write(self, _data: bytes) -> None:
        raise OSError(self.code, os.strerror(self.code))


def test_f07_what_a_process_that_died_left_behind_is_cleared_a_day_later(store):
    store.root.mkdir()
    old, fresh = store.root / ".incoming-old", store.root / ".incoming-fresh"
    for path in (old, fresh):
        path.write_bytes(b"partial")
    yesterday = time.time() - 25 * 60 * 60
    os.utime(old, (yesterday, yesterday))

    keep(store, b"evidence")

    assert not old.exists()
    assert fresh.exists()


def test_a_kept_file_that_was_damaged_is_mended_by_keeping_it_again(store):
    stored = keep(store, b"evidence")
    store.path(stored.sha256).write_bytes(b"evil")
    assert not store.holds(stored.sha256)

    keep(store, b"evidence")

    assert store.holds(stored.sha256)


def test_a_file_whose_bytes_changed_or_that_is_gone_is_not_held(store):
    stored = keep(store, b"evidence")

    assert store.read(stored.sha256) == b"evidence"
    store.path(stored.sha256).write_bytes(b"Evidence")
    assert store.read(stored.sha256) is None
    store.path(stored.sha256).unlink()
    assert not store.holds(stored.sha256)
