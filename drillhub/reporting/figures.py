"""A figure is a value with its proof: the rows it was counted from, each saying how it was counted.

The rows come first and the numbers are their sums, so a figure that its rows do not add up to cannot be made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from drillhub.core.i18n import LazyString, _l
from drillhub.reporting.kpis import Direction, Kpi, Unit
from drillhub.reporting.numbers import Number
from drillhub.reporting.words import Words

# Below this many counted records a rate is printed as 参考値: one record more or less would turn it over.
FEWEST_FOR_A_RATE: Final = 3
_TENTH: Final = Decimal("0.1")


class RowReason(StrEnum):
    """Why a row was counted as it was."""

    HELD = "held"
    NOT_HELD = "not_held"
    HELD_LATER = "held_later"
    NOT_DUE_YET = "not_due_yet"
    MOVED_AWAY = "moved_away"
    ATTENDANCE = "attendance"
    NOBODY_EXPECTED = "nobody_expected"
    ON_TIME = "on_time"
    LATE = "late"
    BY_CRITERION = "by_criterion"
    BEYOND_THE_STORY = "beyond_the_story"
    NEVER_STARTED = "never_started"
    ENDED_EARLIER = "ended_earlier"
    REVIEWED_IN_TIME = "reviewed_in_time"
    REVIEWED_LATE = "reviewed_late"
    NOT_REVIEWED = "not_reviewed"
    REVIEW_NOT_DUE = "review_not_due"

    @property
    def label(self) -> LazyString:
        return _REASON_LABELS[self]


_REASON_LABELS: Final = {
    RowReason.HELD: _l("実施した"),
    RowReason.NOT_HELD: _l("実施していない"),
    RowReason.HELD_LATER: _l("期間の後に実施した"),
    RowReason.NOT_DUE_YET: _l("期日がまだ来ていない"),
    RowReason.MOVED_AWAY: _l("期間の外の日に移した"),
    RowReason.ATTENDANCE: _l("参加した人 ÷ 参加するはずの人"),
    RowReason.NOBODY_EXPECTED: _l("参加するはずの人がいない"),
    RowReason.ON_TIME: _l("目標内"),
    RowReason.LATE: _l("超過"),
    RowReason.BY_CRITERION: _l("時間ではなく、評価の観点で判定"),
    RowReason.BEYOND_THE_STORY: _l("目標が想定の終わりより後"),
    RowReason.NEVER_STARTED: _l("測り始める出来事が起きなかった"),
    RowReason.ENDED_EARLIER: _l("目標の時間になる前に終わった"),
    RowReason.REVIEWED_IN_TIME: _l("14日以内にレビュー済み"),
    RowReason.REVIEWED_LATE: _l("レビューが14日を過ぎた"),
    RowReason.NOT_REVIEWED: _l("レビューがまだ（14日を過ぎた）"),
    RowReason.REVIEW_NOT_DUE: _l("レビューの期限前"),
}


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
    plain count adds the same to both.
    """

    kind: str
    id: int
    number: str
    label: Words
    day: date | None
    numerator: int
    denominator: int
    reason: RowReason

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
    """A share of a figure shown by itself, such as the critical tasks. key: stable name, a drill type or "critical"."""

    key: str
    numerator: int
    denominator: int


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


@dataclass(frozen=True)
class Previous:
    """The figure of the year before. n: how many records were counted."""

    value: Number
    numerator: int
    denominator: int
    n: int


@dataclass(frozen=True)
class Figure:
    """A key figure of a period, with the rows behind it.

    value: in `unit`, percent with one decimal place; None when nothing was counted, and then no_value says why.
    numerator, denominator: the sums of the rows; denominator is None for a plain count. n: rows that were counted.
    previous: None when nothing was counted the year before.
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

    @property
    def is_reference_only(self) -> bool:
        """参考値: a rate or a median of too few records."""
        return self.value is not None and self.unit is not Unit.COUNT and self.n < FEWEST_FOR_A_RATE

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

    before: the rows of the year before, counted by the same rule.
    """
    numerator, denominator = _sums(rows)
    earlier_numerator, earlier_denominator = _sums(before)
    previous = None
    if earlier_denominator:
        previous = Previous(
            percent(earlier_numerator, earlier_denominator), earlier_numerator, earlier_denominator, _counted(before)
        )
    return Figure(
        code=kpi.code,
        id=kpi.id,
        unit=kpi.unit,
        direction=kpi.direction,
        value=percent(numerator, denominator) if denominator else None,
        numerator=numerator,
        denominator=denominator,
        n=_counted(rows),
        previous=previous,
        target=kpi.target,
        no_value=None if denominator else NoValue.NOTHING_COUNTED,
        rows=tuple(rows),
        parts=parts,
    )


def count(kpi: Kpi, rows: Sequence[RecordRef], before: Sequence[RecordRef], *, parts: tuple[Part, ...] = ()) -> Figure:
    """A plain count. None counted is a zero: the records are kept, and there are none.

    A year before without any record may be a year before records were kept: there is nothing to compare with.
    """
    total, earlier = _sums(rows)[0], _sums(before)[0]
    return Figure(
        code=kpi.code,
        id=kpi.id,
        unit=kpi.unit,
        direction=kpi.direction,
        value=Decimal(total),
        numerator=total,
        denominator=None,
        n=_counted(rows),
        previous=Previous(Decimal(earlier), earlier, earlier, _counted(before)) if earlier else None,
        target=kpi.target,
        no_value=None,
        rows=tuple(rows),
        parts=parts,
    )


def not_kept(kpi: Kpi) -> Figure:
    """A figure whose records are not kept yet."""
    return Figure(
        code=kpi.code,
        id=kpi.id,
        unit=kpi.unit,
        direction=kpi.direction,
        value=None,
        numerator=None,
        denominator=None,
        n=0,
        previous=None,
        target=kpi.target,
        no_value=NoValue.NOT_KEPT,
    )


def percent(numerator: int, denominator: int) -> Decimal:
    """With one decimal place, half up: 7 of 9 is 77.8."""
    return (Decimal(100) * numerator / denominator).quantize(_TENTH, ROUND_HALF_UP)


def _sums(rows: Sequence[RecordRef]) -> tuple[int, int]:
    return sum(row.numerator for row in rows), sum(row.denominator for row in rows)


def _counted(rows: Sequence[RecordRef]) -> int:
    return sum(row.counted is not Counted.NOT_COUNTED for row in rows)
