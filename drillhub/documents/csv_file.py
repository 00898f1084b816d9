"""Writing csv that a Japanese office opens with a double click, and that runs nothing there."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

# A cell that begins with one of these is a formula to a spreadsheet (CWE-1236); the full-width forms too, because
# some programs fold them.
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
REPLACEMENT: Final = "〓"


@dataclass(frozen=True)
class CsvFile:
    """The bytes, and the characters the encoding lacks (each replaced by 〓)."""

    data: bytes
    replaced: tuple[str, ...] = ()


def write_csv(rows: Iterable[Sequence[object]], *, encoding: str = "utf-8") -> CsvFile:
    """Write rows with CRLF. encoding: utf-8 (with byte order mark, as spreadsheets need it) or cp932."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in rows:
        writer.writerow([neutral(value) for value in row])
    text = buffer.getvalue()
    if encoding == "utf-8":
        return CsvFile(text.encode("utf-8-sig"))
    replaced: list[str] = []
    kept: list[str] = []
    for character in text:
        if _fits(character, encoding):
            kept.append(character)
        else:
            replaced.append(character)
            kept.append(REPLACEMENT)
    return CsvFile("".join(kept).encode(encoding), tuple(dict.fromkeys(replaced)))


def neutral(value: object) -> str:
    """The cell's text; an apostrophe in front of what would be a formula. Numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _fits(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
