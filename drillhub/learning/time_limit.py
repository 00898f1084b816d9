"""The end of a time limit. All by the server's clock; `at` is the moment a request arrived, before any work on it."""

from datetime import datetime, timedelta
from typing import Final

# What leaves a browser in the last second arrives later. Answers that arrive within this time still count.
GRACE: Final = timedelta(seconds=60)


def is_over(deadline_at: datetime | None, at: datetime) -> bool:
    """Whether what arrives now comes too late to count. Never without a time limit."""
    return deadline_at is not None and at > deadline_at + GRACE


def remaining(deadline_at: datetime | None, at: datetime) -> timedelta | None:
    """The time that is left, never negative; None without a time limit."""
    return None if deadline_at is None else max(timedelta(0), deadline_at - at)
