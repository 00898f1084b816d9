"""Taking files in: streamed to the disk, examined, copied without metadata, kept. All of them or none.

This is the slow part and needs no database; the door does it before its transaction.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from drillhub.evidence import copies, file_types
from drillhub.evidence.file_types import FileType
from drillhub.evidence.storage import MAX_BYTES, Received, Store, Tray


@dataclass(frozen=True)
class StoredFile:
    """A file that is kept. copy_sha256, copy_type: of the copy without metadata; None for what is no picture."""

    name: str
    file_type: FileType
    size_bytes: int
    sha256: str
    copy_sha256: str | None = None
    copy_type: FileType | None = None


def take_in(files: Iterable[tuple[str, BinaryIO]], store: Store, *, limit: int = MAX_BYTES) -> tuple[StoredFile, ...]:
    """Keep files as (name, stream) pairs and give what to enter about them.

    Raises a FileRefused that names the file, StorageFull, StorageFailed; then none of them counts. All are examined
    before the first is kept; only a disk that fails in between can leave a whole file behind that no row names.
    """
    with store.receiving() as tray:
        examined = [_examine(tray, name, stream, limit=limit) for name, stream in files]
        for stored, received, copy in examined:
            tray.keep(received, stored.name)
            if copy is not None:
                tray.keep(copy, stored.name)
    return tuple(stored for stored, *_ in examined)


def _examine(tray: Tray, name: str, stream: BinaryIO, *, limit: int) -> tuple[StoredFile, Received, Received | None]:
    received = tray.receive(stream, name, limit=limit)
    with received.path.open("rb") as file:
        kind = file_types.recognise(file, name)
        if not kind.is_picture:
            return StoredFile(name, kind, received.size_bytes, received.sha256), received, None
        data, copy_kind = copies.copy_of(file, kind, name)
    copy = tray.receive(io.BytesIO(data), name, limit=len(data))
    stored = StoredFile(name, kind, received.size_bytes, received.sha256, copy.sha256, copy_kind)
    return stored, received, copy
