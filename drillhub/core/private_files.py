"""Files that hold personal data are their owner's alone to read."""

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def private(path: str, flags: int) -> int:
    """For `open(…, opener=private)`: what is made can be read by its owner alone, from the first moment."""
    return os.open(path, flags, 0o600)


def make_private(path: Path) -> None:
    """Close an existing file to everyone but its owner; one that belongs to somebody else is left as it is."""
    with suppress(OSError):
        if is_open_to_others(path):
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~_OTHERS)


def is_open_to_others(path: Path) -> bool:
    """Whether other users of this machine may read it. Windows keeps a folder's files to its owner by itself."""
    return os.name == "posix" and path.exists() and bool(path.stat().st_mode & _OTHERS)
