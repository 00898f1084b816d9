"""The running fiscal year so far, beside the same days of the year before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate, groupby

from drillhub.core.fiscal_year import FiscalYear
from drillhub.programme.standings import YearStandings, year_standings
from drillhub.reporting import periods
from drillhub.reporting.all_figures import figures_of
from drillhub.reporting.figures import Figure, RecordRef, percent
from drillhub.reporting.kpis import Unit
from drillhub.reporting.period_records import records_of
from drillhub.reporting.periods import Period


@dataclass(frozen=True)
class Dashboard:
    """period: from the first day of the fiscal year until today. before: figure → its rows in the year before."""

    period: Period
    standings: YearStandings
    figures: tuple[Figure, ...]
    before: Mapping[str, tuple[RecordRef, ...]]

    def figure(self, code: str) -> Figure | None:
        """A figure that is kept."""
        return next((figure for figure in self.figures if figure.code == code and figure.is_kept), None)

    @property
    def is_empty(self) -> bool:
        """Nothing has been recorded in these two years, and nothing is planned."""
        return self.standings.is_empty and not any(figure.rows or self.before[figure.code] for figure in self.figures)


def dashboard(today: date, start_month: int) -> Dashboard:
    """start_month: of the organisation's fiscal year. Fifteen statements, however much there is."""
    year = FiscalYear.of(today, start_month)
    period = periods.chosen(year.first_day, today, start_month)
    records = records_of(period, today=today)
    earlier = figures_of(records, period.compared(today), today=today)
    return Dashboard(
        period=period,
        standings=year_standings(year, today=today),
        figures=figures_of(records, period, today=today),
        before={figure.code: figure.rows for figure in earlier},
    )


def course(figure: Figure, before: Sequence[RecordRef]) -> tuple[Decimal, ...]:
    """How a figure went, in the order of its days, for a line beside it.

    A count: the running total after each month of this year. A rate: as it stood after each day of this year, so that
    the last one is the figure itself. Times: each that was measured, those of the year before first.
    """
    if figure.unit is Unit.SECONDS:
        return tuple(Decimal(row.seconds) for row in _in_order((*before, *figure.rows)) if row.seconds is not None)
    rows = _in_order(figure.rows)
    steps = [len(tuple(group)) for _step, group in groupby(rows, key=_month if figure.unit is Unit.COUNT else _day)]
    so_far = [rows[:end] for end in accumulate(steps)]
    if figure.unit is Unit.COUNT:
        return tuple(Decimal(sum(row.numerator for row in each)) for each in so_far)
    return tuple(percent(sum(row.numerator for row in each), sum(row.denominator for row in each)) for each in so_far)


def _in_order(rows: Iterable[RecordRef]) -> list[RecordRef]:
    return sorted((row for row in rows if row.denominator and row.day), key=_day)


def _day(row: RecordRef) -> date:
    return row.day or date.min


def _month(row: RecordRef) -> tuple[int, int]:
    return _day(row).year, _day(row).month
