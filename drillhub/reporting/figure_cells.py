"""A figure in the cells of a table: words for people, and behind them the number for a spreadsheet."""

from decimal import Decimal
from typing import Final

from drillhub.core.i18n import _
from drillhub.documents.blocks import Cell, Measured
from drillhub.reporting import figure_words
from drillhub.reporting.figures import Figure, Part
from drillhub.reporting.kpis import Kpi, Unit

_SECONDS_OF_A_DAY: Final = 86_400


def value_cell(figure: Figure) -> Cell:
    """The value of the period, or in words why there is none."""
    note = _("（参考値）") if figure.is_reference_only else ""
    return _measured(figure_words.figure_value(figure) + note, figure.value, figure.unit, note)


def previous_cell(figure: Figure) -> Cell:
    """The value of the period before; a dash where nothing was counted."""
    if figure.previous is None:
        return "—"
    return _measured(figure_words.number(figure.previous.value, figure.unit), figure.previous.value, figure.unit)


def target_cell(figure: Figure, kpi: Kpi) -> Cell:
    """The target; in words while a relative one cannot be counted."""
    return _measured(figure_words.figure_target(figure, kpi), figure.target, figure.unit)


def part_cell(figure: Figure, part: Part) -> Cell:
    """What one part of a figure comes to."""
    return _measured(figure_words.part_value(figure, part), figure_words.part_number(figure, part), figure.unit)


def change_cell(figure: Figure) -> Cell:
    """The change against the period before, always with its sign; 比較不可 where there is none."""
    words, change = figure_words.figure_change(figure), figure.change
    if change is None:
        return words
    unit = _("%(change)sポイント", change="") if figure.unit is Unit.PERCENT else figure_words.unit_behind(figure.unit)
    shown = f'{_digits(change, figure.unit)}"{unit}"'
    return Measured(words, float(change), f"+{shown};-{shown};+{shown}")


def _measured(words: str, value: Decimal | None, unit: Unit, note: str = "") -> Cell:
    """note: words that follow the number in the spreadsheet too."""
    if value is None:
        return words
    after = f'"{note}"' if note else ""
    if unit is Unit.PERCENT:
        return Measured(words, float(value) / 100, f"{_digits(value, unit)}%{after}")
    if unit is Unit.SECONDS:
        # A spreadsheet counts times in days.
        return Measured(words, float(value) / _SECONDS_OF_A_DAY, f"[m]:ss{after}")
    return Measured(words, float(value), f'{_digits(value, unit)}"{figure_words.unit_behind(unit)}"{after}')


def _digits(value: Decimal, unit: Unit) -> str:
    """The format of the number alone: a tenth for rates and wherever the value has one."""
    return "#,##0.0" if unit is Unit.PERCENT or value % 1 else "#,##0"
