"""A document as a value: what stands in it and in which order. The writers decide how it looks."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class Titled:
    """A cell whose first line names what stands below it."""

    title: str
    text: str


@dataclass(frozen=True)
class Measured:
    """A number as people read it. number_format: in which a spreadsheet shows the number in the same words."""

    text: str
    number: float
    number_format: str


# None is an empty cell. Numbers and dates stay what they are, so that a spreadsheet can count with them.
Cell = str | int | float | date | Titled | Measured | None


@dataclass(frozen=True)
class Column:
    """width: share of the line, relative to the other columns."""

    title: str
    kind: Literal["text", "number", "date", "percent"] = "text"
    width: float = 1.0


@dataclass(frozen=True)
class Heading:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Fields:
    """Names with their values, one pair a line."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """rows: one tuple a row, as long as columns. A percent cell is a ratio from 0 to 1."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Chart:
    """A table with its picture beside it: its first column names the steps, its second is what is drawn.

    A row whose second cell is None has no value, and the picture says so. alt: what the picture shows, in words.
    target_column: which column has the target of each step. unit: what stands behind a drawn number that is no rate.
    """

    table: Table
    shape: Literal["line", "bar"]
    alt: str
    target_column: int | None = None
    unit: str = ""

    @property
    def targets(self) -> tuple[float | None, ...]:
        """Step by step; None where there is none."""
        if self.target_column is None:
            return (None,) * len(self.table.rows)
        cells = (row[self.target_column] for row in self.table.rows)
        return tuple(float(cell) if isinstance(cell, (int, float)) else None for cell in cells)


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Nothing:
    """There is no record of this: said in words, never left blank."""

    text: str


Block = Heading | Paragraph | Fields | Table | Chart | Bullets | Nothing


@dataclass(frozen=True)
class Section:
    """A chapter, and a sheet of the workbook. code: the letter it is known by."""

    code: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """Everything a writer needs. dated: the day printed and stored in the file; the clock is never asked.

    stamps: label and name for the boxes 作成・確認・承認. cover: pairs shown on the first page.
    """

    title: str
    subtitle: str
    organisation: str
    language: Literal["ja", "en"]
    dated: date
    edition: str
    cover: tuple[tuple[str, str], ...]
    stamps: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = field(default=())
