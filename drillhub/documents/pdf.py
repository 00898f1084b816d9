"""Writing a document as PDF/A-3a and PDF/UA-1.

The typesetter runs in a child process of its own, with a time limit: it keeps caches for as long as its process
lives, and a document must not be able to hold up the server. Content reaches it as JSON only, so that no text can
become a command, and it may read nothing but its own folder.
"""

import logging
import subprocess
import sys
import tempfile
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from fontTools.ttLib import TTFont

from drillhub.core.i18n import _, use_language
from drillhub.documents.blocks import (
    Block,
    Bullets,
    Cell,
    Chart,
    Column,
    Document,
    Fields,
    Heading,
    Nothing,
    Paragraph,
    Table,
    Titled,
)
from drillhub.documents.cells import written
from drillhub.documents.charts import picture
from drillhub.documents.errors import PdfNotBuilt
from drillhub.documents.json_file import canonical_json

log = logging.getLogger(__name__)

TIME_LIMIT_SECONDS: Final = 60
REPLACEMENT: Final = "〓"
_HERE: Final = Path(str(resources.files("drillhub.documents")))
FONTS: Final = _HERE / "fonts"
TEMPLATE: Final = _HERE / "report.typ"


def write_pdf(document: Document) -> bytes:
    """The document as PDF. The same value gives the same bytes. Raises PdfNotBuilt.

    A character that the font lacks is printed as 〓 and listed at the end, because the standard forbids a page
    with an unreadable box.
    """
    with tempfile.TemporaryDirectory(prefix="drillhub-pdf-") as folder:
        root = Path(folder)
        (root / "report.typ").write_bytes(TEMPLATE.read_bytes())
        (root / "data.json").write_text(canonical_json(_data_of(document)), encoding="utf-8")
        command = [sys.executable, "-I", str(_HERE / "typeset.py"), str(root), str(FONTS)]
        try:
            done = subprocess.run(  # noqa: S603 - our own program and folder
                command, capture_output=True, timeout=TIME_LIMIT_SECONDS, check=False, cwd=root
            )
        except subprocess.TimeoutExpired as error:
            log.error("typesetting took more than %s seconds", TIME_LIMIT_SECONDS)
            raise PdfNotBuilt() from error
        if done.returncode != 0:
            log.error("typesetting failed: %s", done.stderr.decode(errors="replace")[-2000:])
            raise PdfNotBuilt()
        return (root / "out.pdf").read_bytes()


def _data_of(document: Document) -> dict[str, Any]:
    """What the template reads: texts only, each printable by the font."""
    printer = _Printer()
    language = document.language
    data: dict[str, Any] = {
        "title": printer.text(document.title),
        "subtitle": printer.text(document.subtitle),
        "organisation": printer.text(document.organisation),
        "language": language,
        "dated": [document.dated.year, document.dated.month, document.dated.day],
        "edition": printer.text(document.edition),
        "cover": [[printer.text(name), printer.text(value)] for name, value in document.cover],
        "stamps": [[printer.text(name), printer.text(value)] for name, value in document.stamps],
        "sections": [
            {
                "code": section.code,
                "title": printer.text(section.title),
                "blocks": [_block(block, printer, language) for block in section.blocks],
            }
            for section in document.sections
        ],
    }
    data["notes"] = [printer.text(note) for note in document.notes] + printer.notes(language)
    return data


def _block(block: Block, printer: "_Printer", language: str) -> dict[str, Any]:
    match block:
        case Heading(text):
            return {"type": "heading", "text": printer.text(text)}
        case Paragraph(text):
            return {"type": "paragraph", "text": printer.text(text)}
        case Nothing(text):
            return {"type": "nothing", "text": printer.text(text)}
        case Bullets(items):
            return {"type": "bullets", "items": [printer.text(item) for item in items]}
        case Fields(pairs):
            return {"type": "fields", "pairs": [[printer.text(name), printer.text(value)] for name, value in pairs]}
        case Table():
            return {"type": "table", **_table(block, printer, language)}
        case Chart():
            return {
                "type": "chart",
                "picture": picture(_printable_chart(block, printer), language),
                "alt": printer.text(block.alt),
                "table": _table(block.table, printer, language),
            }


def _printable_chart(chart: Chart, printer: "_Printer") -> Chart:
    rows = (tuple(printer.text(cell) if isinstance(cell, str) else cell for cell in row) for row in chart.table.rows)
    return replace(chart, table=replace(chart.table, rows=tuple(rows)))


def _table(table: Table, printer: "_Printer", language: str) -> dict[str, Any]:
    return {
        "caption": printer.text(table.caption),
        "columns": [
            {"title": printer.text(column.title), "kind": column.kind, "width": column.width}
            for column in table.columns
        ],
        "rows": [
            [_cell(cell, column, printer, language) for cell, column in zip(row, table.columns, strict=True)]
            for row in table.rows
        ],
    }


def _cell(cell: Cell, column: Column, printer: "_Printer", language: str) -> str | list[str]:
    """Its text; of a titled cell the title and the text."""
    if isinstance(cell, Titled):
        return [printer.text(cell.title), printer.text(cell.text)]
    return printer.text(written(cell, column, language))


class _Printer:
    """Replaces what the font cannot print and remembers it."""

    def __init__(self) -> None:
        self.replaced: dict[str, None] = {}

    def text(self, text: str) -> str:
        known = _printable()
        kept = []
        for character in text:
            if ord(character) in known or character == "\n":
                kept.append(character)
            elif _is_invisible(character):
                continue  # joiners and variation selectors: nothing to print, nothing lost to a reader
            else:
                self.replaced[character] = None
                kept.append(REPLACEMENT)
        return "".join(kept)

    def notes(self, language: str) -> list[str]:
        if not self.replaced:
            return []
        codes = ", ".join(f"U+{ord(character):04X}" for character in self.replaced)
        with use_language(language):
            return [_("印刷できない文字を〓に置き換えました: %(codes)s", codes=codes)]


def _is_invisible(character: str) -> bool:
    code = ord(character)
    return code in {0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF} or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF


@cache
def _printable() -> frozenset[int]:
    """Code points that both fonts have."""
    sets = []
    for name in ("NotoSansJP-Regular.ttf", "NotoSansJP-Bold.ttf"):
        with TTFont(FONTS / name, lazy=True) as font:
            sets.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*sets)
