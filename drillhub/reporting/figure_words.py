"""The words of a figure: its value, its fraction, its target and its change, for pages and files."""

from decimal import Decimal
from typing import Final

from drillhub.core.i18n import LazyString, _, _l
from drillhub.improvement.life_cycle import ProposalSource
from drillhub.reporting.drill_figures import CRITICAL
from drillhub.reporting.education_figures import FIRST_ATTEMPT, MEAN_SCORE
from drillhub.reporting.figures import Figure, Part, percent
from drillhub.reporting.improvement_figures import OF_SUBMITTED
from drillhub.reporting.kpis import Kpi, Unit, kpi_of
from drillhub.vocabulary import DrillType

_PARTS: Final[dict[str, LazyString]] = {
    **{kind.value: kind.label for kind in DrillType},
    **{source.value: source.label for source in ProposalSource},
    CRITICAL: _l("最重要の作業"),
    FIRST_ATTEMPT: _l("1回目で合格した人"),
    MEAN_SCORE: _l("1回目の得点率の平均"),
    OF_SUBMITTED: _l("提出された提案に対する実施"),
}


def number(value: Decimal | None, unit: Unit) -> str:
    """A value with its unit; a dash when there is none."""
    if value is None:
        return "—"
    if unit is Unit.SECONDS:
        return duration(value)
    shown = f"{value:,.1f}" if unit is Unit.PERCENT else f"{value:,}"
    return f"{shown}{unit_behind(unit)}"


def unit_behind(unit: Unit) -> str:
    """The unit as it stands behind a number: 件 of a count, where English says nothing."""
    return _("%(count)s件", count="") if unit is Unit.COUNT else str(unit.label)


def duration(seconds: Decimal | int) -> str:
    """5分12秒, 48秒; a half second stays visible: 5分12.5秒."""
    minutes, rest = divmod(abs(Decimal(seconds)).normalize(), 60)
    sign = "-" if seconds < 0 else ""
    if minutes:
        return sign + _("%(minutes)s分%(seconds)s秒", minutes=f"{minutes:,f}", seconds=f"{rest:f}")
    return sign + _("%(seconds)s秒", seconds=f"{rest:f}")


def kpi(figure: Figure) -> Kpi:
    """The definition of a figure."""
    found = kpi_of(figure.code)
    if found is None:
        raise ValueError(f"no key figure is called {figure.code}")
    return found


def plain(figure: Figure) -> str:
    """The value alone, without its unit; a time is always written with its units."""
    if figure.value is None:
        return "—"
    if figure.unit is Unit.SECONDS:
        return duration(figure.value)
    return f"{figure.value:,.1f}" if figure.unit is Unit.PERCENT else f"{figure.value:,}"


def digits(value: Decimal, unit: Unit) -> str:
    """The value for a spreadsheet: without separators and without its unit."""
    return f"{value:.1f}" if unit is Unit.PERCENT else f"{value}"


def record_numbers(figure: Figure) -> str:
    """The numbers of the records that were counted, each once."""
    return " ".join(dict.fromkeys(row.number for row in figure.rows if row.number and row.denominator))


def figure_value(figure: Figure) -> str:
    """The value with its unit, or why there is none."""
    return str(figure.no_value.label) if figure.no_value is not None else number(figure.value, figure.unit)


def figure_fraction(figure: Figure) -> str:
    """24 / 26, or "" for a plain count."""
    if figure.numerator is None or figure.denominator is None:
        return ""
    return f"{figure.numerator:,} / {figure.denominator:,}"


def figure_target(figure: Figure, kpi: Kpi) -> str:
    """The target with its unit; in words while a relative one cannot be counted."""
    if figure.target is None:
        return str(kpi.target_text) if kpi.target_text else "—"
    return number(figure.target, figure.unit)


def target_in_full(figure: Figure, kpi: Kpi) -> str:
    """The target and what it is relative to."""
    shown = figure_target(figure, kpi)
    if figure.target is None or kpi.target_text is None:
        return shown
    return _("%(target)s（%(words)s）", target=shown, words=kpi.target_text)


def figure_change(figure: Figure) -> str:
    """+3.1ポイント against the year before; 比較不可 when there is nothing to compare with."""
    if figure.change is None:
        return _("比較不可")
    if figure.unit is Unit.PERCENT:
        return _("%(change)sポイント", change=f"{figure.change:+.1f}")
    if figure.unit is Unit.SECONDS:
        return ("+" if figure.change > 0 else "") + duration(figure.change)
    return f"{figure.change:+,}{unit_behind(figure.unit)}"


def part_name(part: Part) -> str:
    """What a share of a figure is about."""
    return str(_PARTS[part.key])


def part_number(figure: Figure, part: Part) -> Decimal:
    """The share's own value, in the figure's unit."""
    if part.value is not None or part.numerator is None:
        return part.value or Decimal(0)
    return percent(part.numerator, part.denominator) if figure.unit is Unit.PERCENT else Decimal(part.numerator)


def part_value(figure: Figure, part: Part) -> str:
    """The same with its unit."""
    return number(part_number(figure, part), figure.unit)
