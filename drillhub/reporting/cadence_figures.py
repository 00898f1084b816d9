"""What the cadence rules ask for, as figures: how many drills, and how many of their windows were kept."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from drillhub.programme.cadence import CadenceWindow
from drillhub.reporting.figures import RecordRef
from drillhub.reporting.periods import Period
from drillhub.reporting.row_reasons import RowReason
from drillhub.reporting.words import Words


def drills_asked_for(windows: Iterable[CadenceWindow], period: Period, *, today: date) -> Decimal:
    """The target of K01: the sum of what the rules asked for in windows that closed in the period, at least 1.

    Reviews are no drills. A rule that any drill fulfils is fulfilled by those that other rules ask for: it adds only
    what goes beyond them.
    """
    closed = _closed((each for each in windows if not each.rule.review_types), period, today)
    particular = sum(bool(each.rule.drill_types) for each in closed)
    return Decimal(max(1, particular, len(closed) - particular))


def window_rows(windows: Iterable[CadenceWindow], period: Period, *, today: date) -> tuple[RecordRef, ...]:
    """K03: windows in which the drill that their rule asks for took place ÷ windows that closed in the period."""
    return tuple(_row(each) for each in _closed(windows, period, today))


def _closed(windows: Iterable[CadenceWindow], period: Period, today: date) -> list[CadenceWindow]:
    """What is due today may still take place today."""
    return [each for each in windows if period.contains(each.to_day) and each.to_day < period.as_of(today)]


def _row(window: CadenceWindow) -> RecordRef:
    """A window that was kept opens to its drill."""
    rule, drill = window.rule, window.kept_by
    title = f"（{drill.title}）" if drill else ""
    kind, record_id = ("cadence", 0) if drill is None else ("slot", drill.slot_id)
    if drill is not None and drill.drill_id is not None:
        kind, record_id = "drill", drill.drill_id
    return RecordRef(
        kind=kind,
        id=record_id,
        number=rule.id,
        label=Words(f"{rule.ja}{title}", f"{rule.en}{title}"),
        day=window.to_day,
        numerator=int(drill is not None),
        denominator=1,
        reason=RowReason.WINDOW_KEPT if drill else RowReason.WINDOW_MISSED,
    )
