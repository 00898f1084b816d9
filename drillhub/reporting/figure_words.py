"""The words of a figure: its value, its fraction, its target and its change, for pages and files."""

from decimal import Decimal

from drillhub.core.i18n import _
from drillhub.reporting.drill_figures import CRITICAL
from drillhub.reporting.figures import Figure, Part, percent
from drillhub.reporting.kpis import Kpi, Unit, kpi_of
from drillhub.vocabulary import DrillType


def number(value: Decimal | None, unit: Unit) -> str:
    """A value with its unit; a dash when there is none."""
    if value is None:
        return "—"
    shown = f"{value:,.1f}" if unit is Unit.PERCENT else f"{value:,}"
    return f"{shown}{unit.label}"


def kpi(figure: Figure) -> Kpi:
    """The definition of a figure."""
    found = kpi_of(figure.code)
    if found is None:
        raise ValueError(f"no key figure is called {figure.code}")
    return found


def plain(figure: Figure) -> str:
    """The value alone, without its unit."""
    if figure.value is None:
        return "—"
    return f"{figure.value:,.1f}" if figure.unit is Unit.PERCENT else f"{figure.value:,}"


def figure_value(figure: Figure) -> str:
    """The value with its unit, or why there is none."""
    return str(figure.no_value.label) if figure.no_value is not None else number(figure.value, figure.unit)


def figure_fraction(figure: Figure) -> str:
    """24 / 26, or "" for a plain count."""
    if figure.numerator is None or figure.denominator is None:
        return ""
    return f"{figure.numerator:,} / {figure.denominator:,}"


def figure_target(figure: Figure, kpi: Kpi) -> str:
    """The target with its unit, or in words."""
    if figure.target is not None:
        return number(figure.target, figure.unit)
    return str(kpi.target_text) if kpi.target_text else "—"


def figure_change(figure: Figure) -> str:
    """+3.1ポイント against the year before; 比較不可 when there is nothing to compare with."""
    if figure.change is None:
        return _("比較不可")
    if figure.unit is Unit.PERCENT:
        return _("%(change)sポイント", change=f"{figure.change:+.1f}")
    return f"{figure.change:+,}{figure.unit.label}"


def part_name(part: Part) -> str:
    """What a share of a figure is about."""
    return _("最重要の作業") if part.key == CRITICAL else str(DrillType(part.key).label)


def part_value(figure: Figure, part: Part) -> str:
    """The share's own value with the figure's unit."""
    if figure.unit is Unit.PERCENT:
        return number(percent(part.numerator, part.denominator), figure.unit)
    return number(Decimal(part.numerator), figure.unit)
