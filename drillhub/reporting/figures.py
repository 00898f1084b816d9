"""A figure is a value with its proof: the rows it was counted from, each saying how it was counted.

The rows come first and the numbers are their sums, so a figure that its rows do not add up to cannot be made.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from drillhub.core.i18n import LazyString, _l
from drillhub.reporting.kpis import Direction, Kpi, Unit
from drillhub.reporting.numbers import Number
from drillhub.reporting.row_reasons import RowReason
from drillhub.reporting.words import Words

# Below this many counted records a rate is printed as 参考値: one record more or less would turn it over.
FEWEST_FOR_A_RATE: Final = 3
_TENTH: Final = Decimal("0.1")


class Counted(StrEnum):
    """What a row added to its figure."""

    NUMERATOR_AND_DENOMINATOR = "numerator_and_denominator"
    DENOMINATOR = "denominator"
    NOT_COUNTED = "not_counted"

    @property
    def label(self) -> LazyString:
        return _COUNTED_LABELS[self]


_COUNTED_LABELS: Final = {
    Counted.NUMERATOR_AND_DENOMINATOR: _l("分子と分母"),
    Counted.DENOMINATOR: _l("分母だけ"),
    Counted.NOT_COUNTED: _l("数えない"),
}


@dataclass(frozen=True)
class RecordRef:
    """One record behind a figure.

    kind, id: what it is, for links ("drill", "slot"). number: its number for people, "" when it has none.
    numerator, denominator: what it adds; one record may add several, as a drill adds its participants. A row of a
    plain count adds the same to both. seconds: what was measured, in a figure about times.
    """

    kind: str
    id: int
    number: str
    label: Words
    day: date | None
    numerator: int
    denominator: int
    reason: RowReason
    seconds: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.numerator <= self.denominator:
            raise ValueError(f"row {self.kind} {self.id} adds {self.numerator} of {self.denominator}")

    @property
    def counted(self) -> Counted:
        if self.numerator:
            return Counted.NUMERATOR_AND_DENOMINATOR
        return Counted.DENOMINATOR if self.denominator else Counted.NOT_COUNTED


@dataclass(frozen=True)
class Part:
    """A share of a figure shown by itself, such as the critical tasks. key: stable name, a drill type or "critical".

    value: of a part that is no share, such as a mean, in the figure's unit; then there is no numerator, and
    denominator is how many it is the mean of.
    """

    key: str
    numerator: int | None
    denominator: int
    value: Number | None = None


class NoValue(StrEnum):
    """Why there is no value. Never printed as zero."""

    NOT_KEPT = "not_kept"
    NOTHING_COUNTED = "nothing_counted"

    @property
    def label(self) -> LazyString:
        return _NO_VALUE_LABELS[self]


_NO_VALUE_LABELS: Final = {
    NoValue.NOT_KEPT: _l("記録なし"),
    NoValue.NOTHING_COUNTED: _l("数える記録がありません"),
}


class Judgement(StrEnum):
    """The value against its target."""

    MET = "met"
    MISSED = "missed"
    NONE = "none"

    @property
    def label(self) -> LazyString:
        return _JUDGEMENT_LABELS[self]


_JUDGEMENT_LABELS: Final = {
    Judgement.MET: _l("達成"),
    Judgement.MISSED: _l("未達"),
    Judgement.NONE: _l("判定なし"),
}


_NOTHING_BEFORE: Final = _l("前年に数える記録がありません")


@dataclass(frozen=True)
class Previous:
    """The figure of the year before. n: how many records were counted. numerator, denominator: None for a median."""

    value: Number
    numerator: int | None
    denominator: int | None
    n: int


@dataclass(frozen=True)
class Figure:
    """A key figure of a period, with the rows behind it.

    value: in `unit`, percent with one decimal place; None when nothing was counted, and then no_value says why.
    numerator, denominator: the sums of the rows; denominator is None for a plain count, both for a median. n: rows
    that were counted. previous: None when nothing was counted the year before.
    """

    code: str
    id: str
    unit: Unit
    direction: Direction
    value: Number | None
    numerator: int | None
    denominator: int | None
    n: int
    previous: Previous | None
    target: Number | None
    no_value: NoValue | None
    rows: tuple[RecordRef, ...] = ()
    parts: tuple[Part, ...] = ()

    def __post_init__(self) -> None:
        if (self.value is None) != (self.no_value is not None):
            raise ValueError(f"{self.code}: a figure has a value or the reason why not")
        if self.numerator is not None and self.numerator != sum(row.numerator for row in self.rows):
            raise ValueError(f"{self.code}: the rows do not add up to the numerator")
        if self.denominator is not None and self.denominator != sum(row.denominator for row in self.rows):
            raise ValueError(f"{self.code}: the rows do not add up to the denominator")
        if self.unit is Unit.SECONDS and self.value != median_seconds(self.rows):
            raise ValueError(f"{self.code}: the value is not the median of the rows")

    @property
    def is_kept(self) -> bool:
        """Whether its records are kept at all."""
        return self.no_value is not NoValue.NOT_KEPT

    @property
    def is_reference_only(self) -> bool:
        """参考値: a rate or a median of too few records."""
        return self.value is not None and self.unit is not Unit.COUNT and self.n < FEWEST_FOR_A_RATE

    @property
    def why_not_compared(self) -> LazyString | None:
        """Why there is no change against the year before; None when there is one."""
        if self.no_value is not None:
            return self.no_value.label
        return None if self.previous is not None else _NOTHING_BEFORE

    @property
    def change(self) -> Decimal | None:
        """Against the previous year, in the unit (percentage points for a rate); None when not comparable."""
        return self.value - self.previous.value if self.value is not None and self.previous is not None else None

    @property
    def judgement(self) -> Judgement:
        """Compared exactly: 89.96% is printed as 90.0% but does not reach a target of 90%."""
        if self.value is None or self.target is None or self.direction is Direction.NEUTRAL:
            return Judgement.NONE
        exact = Fraction(self.value)
        if self.unit is Unit.PERCENT and self.numerator is not None and self.denominator:
            exact = Fraction(100 * self.numerator, self.denominator)
        target = Fraction(self.target)
        met = exact >= target if self.direction is Direction.HIGHER_BETTER else exact <= target
        return Judgement.MET if met else Judgement.MISSED

    def rows_counted(self, counted: Counted) -> tuple[RecordRef, ...]:
        return tuple(row for row in self.rows if row.counted is counted)


def rate(kpi: Kpi, rows: Sequence[RecordRef], before: Sequence[RecordRef], *, parts: tuple[Part, ...] = ()) -> Figure:
    """A rate: the sum of the numerators ÷ the sum of the denominators, never an average of rates.

    before: the rows of what it is compared with, counted by the same rule.
    """
    numerator, denominator = _sums(rows)
    earlier_numerator, earlier_denominator = _sums(before)
    previous = None
    if earlier_denominator:
        previous = Previous(
            percent(earlier_numerator, earlier_denominator), earlier_numerator, earlier_denominator, _counted(before)
        )
    return _figure(
        kpi,
        rows,
        value=percent(numerator, denominator) if denominator else None,
        numerator=numerator,
        denominator=denominator,
        previous=previous,
        target=kpi.target,
        parts=parts,
    )


def count(
    kpi: Kpi,
    rows: Sequence[RecordRef],
    before: Sequence[RecordRef],
    *,
    target: Decimal | None = None,
    parts: tuple[Part, ...] = (),
    needs_rows: bool = False,
) -> Figure:
    """A plain count. None counted is a zero: the records are kept, and there are none.

    A year before without any record may be a year before records were kept: there is nothing to compare with.
    target: when it depends on the company; else that of the dictionary. needs_rows: without anything that could have
    been counted there is no value: nothing overdue is no merit where nothing was due.
    """
    total, earlier = _sums(rows)[0], _sums(before)[0]
    return _figure(
        kpi,
        rows,
        value=Decimal(total) if rows or not needs_rows else None,
        numerator=total,
        denominator=None,
        previous=Previous(Decimal(earlier), earlier, earlier, _counted(before)) if before else None,
        target=kpi.target if target is None else target,
        parts=parts,
    )


def median(
    kpi: Kpi, rows: Sequence[RecordRef], before: Sequence[RecordRef], *, year_before: Sequence[RecordRef] | None = None
) -> Figure:
    """The median of measured times, in seconds: half of the drills were as fast or faster.

    year_before: the rows of the whole year before; `before` when they are the same. The target is a share of it, where
    there is one; in half seconds, as medians are, so that the target
    that is printed is the one that is judged.
    """
    earlier, last_year = median_seconds(before), median_seconds(before if year_before is None else year_before)
    previous = Previous(earlier, None, None, _counted(before)) if earlier is not None else None
    return _figure(
        kpi,
        rows,
        value=median_seconds(rows),
        numerator=None,
        denominator=None,
        previous=previous,
        target=_share(last_year, kpi.target_share) if last_year is not None and kpi.target_share else kpi.target,
        parts=(),
    )


def not_kept(kpi: Kpi) -> Figure:
    """A figure whose records are not kept yet."""
    figure = _figure(kpi, (), value=None, numerator=None, denominator=None, previous=None, target=kpi.target, parts=())
    return replace(figure, no_value=NoValue.NOT_KEPT)


def _figure(
    kpi: Kpi,
    rows: Sequence[RecordRef],
    *,
    value: Decimal | None,
    numerator: int | None,
    denominator: int | None,
    previous: Previous | None,
    target: Decimal | None,
    parts: tuple[Part, ...],
) -> Figure:
    return Figure(
        code=kpi.code,
        id=kpi.id,
        unit=kpi.unit,
        direction=kpi.direction,
        value=value,
        numerator=numerator,
        denominator=denominator,
        n=_counted(rows),
        previous=previous,
        target=target,
        no_value=None if value is not None else NoValue.NOTHING_COUNTED,
        rows=tuple(rows),
        parts=parts,
    )


def percent(numerator: int, denominator: int) -> Decimal:
    """With one decimal place, half up: 7 of 9 is 77.8."""
    return (Decimal(100) * numerator / denominator).quantize(_TENTH, ROUND_HALF_UP)


def median_seconds(rows: Iterable[RecordRef]) -> Decimal | None:
    """The middle of what was measured, exactly: between two seconds it is the half. None when nothing was."""
    measured = sorted(row.seconds for row in rows if row.denominator and row.seconds is not None)
    if not measured:
        return None
    low, high = measured[(len(measured) - 1) // 2], measured[len(measured) // 2]
    return _whole_if_it_is(Decimal(low + high) / 2)


def _share(value: Decimal, share: Decimal) -> Decimal:
    return _whole_if_it_is((2 * value * share).to_integral_value(ROUND_FLOOR) / 2)


def _whole_if_it_is(value: Decimal) -> Decimal:
    """312 for 312.0, so that equal values are written alike."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _sums(rows: Sequence[RecordRef]) -> tuple[int, int]:
    return sum(row.numerator for row in rows), sum(row.denominator for row in rows)


def _counted(rows: Sequence[RecordRef]) -> int:
    return sum(row.counted is not Counted.NOT_COUNTED for row in rows)
