"""A cell of a table as people read it."""

from datetime import date

from drillhub.core import japanese_dates
from drillhub.documents.blocks import Cell, Column, Measured, Titled


def written(cell: Cell, column: Column, language: str) -> str:
    """A cell as people read it."""
    if cell is None:
        return "—"
    if isinstance(cell, Titled):
        return f"{cell.title}\n{cell.text}".strip()
    if isinstance(cell, Measured):
        return cell.text
    if isinstance(cell, date):
        return japanese_dates.plain_date(cell, language)
    if column.kind == "percent" and isinstance(cell, (int, float)):
        return f"{cell * 100:.1f}%"
    if isinstance(cell, float):
        return f"{cell:.1f}".rstrip("0").rstrip(".")
    return str(cell)
