"""Sparklines: a few values as a line, drawn by the server. What it shows is always said in words beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

WIDTH: Final = 290
HEIGHT: Final = 40
_MARGIN: Final = 6
MOST_POINTS: Final = 12


@dataclass(frozen=True)
class Spark:
    """path: of the line; last: where its last value stands; target: the height of the target, None without one."""

    path: str
    last: tuple[str, str]
    target: str | None


def spark_of(values: Sequence[Decimal], target: Decimal | None = None) -> Spark | None:
    """The last values as a line from left to right; None for fewer than two: one value is no course."""
    shown = values[-MOST_POINTS:]
    if len(shown) < 2:
        return None
    known = [*shown, *([target] if target is not None else [])]
    low, high = min(known), max(known)
    points = [(_x(index, len(shown)), _y(value, low, high)) for index, value in enumerate(shown)]
    return Spark(
        path="M" + "L".join(f"{x} {y}" for x, y in points),
        last=points[-1],
        target=_y(target, low, high) if target is not None else None,
    )


def _x(index: int, count: int) -> str:
    return f"{4 + (WIDTH - 8) * index / (count - 1):.1f}"


def _y(value: Decimal, low: Decimal, high: Decimal) -> str:
    """Equal values stand in the middle."""
    share = float((value - low) / (high - low)) if high > low else 0.5
    return f"{HEIGHT - _MARGIN - (HEIGHT - 2 * _MARGIN) * share:.1f}"
