"""What is wrong with a file that people write, and where."""

from dataclasses import dataclass
from typing import TypeAlias

from drillhub.core.i18n import LazyString

# A place in a file: keys of mappings and positions in lists (from 0), from the top. () is the whole file.
Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """A rule that the value at `path` breaks. sentence: what is wrong and what would be right.

    line: where it is, when that is not the line of the value itself.
    """

    path: Path
    sentence: LazyString
    line: int | None = None


@dataclass(frozen=True)
class Problem:
    """A fault with its place in a file. line counts from 1; path reads `injects[2].to[0]`, "" for the whole file."""

    file: str
    line: int
    path: str
    sentence: LazyString

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}" + (f" ({self.path})" if self.path else "")


def path_text(path: Path) -> str:
    """A path as people read it: `injects[2].to[0]`. Positions count from 0."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
    return text
