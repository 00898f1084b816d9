"""What the demonstration company did for the commitments of its plan, and when: most of it in time, not all."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from drillhub.demo.timeline import START_MONTH, this_year
from drillhub.planning.models import Commitment, CommitmentKind

# Days between a measure's due day and the day it was done: negative is early, None is not done at all.
_MEASURES: Final[dict[str, int | None]] = {
    "C11": -20,
    "C12": -35,
    "C13": None,
    "C21": 41,
    "C22": -12,
    "C31": -60,
    "C32": -5,
    "C33": None,
    "C41": -90,
    "C51": 14,
    "C52": None,
    "C61": -48,
    "C71": -9,
}
# The yearly review and communication, by how many years ago; the first spring's communication fell out.
_DAY_OF_REVIEW: Final = 18
_DAY_OF_COMMUNICATION: Final = 7


def fulfilments(commitment: Commitment, today: date) -> Iterator[tuple[date, str]]:
    """(day, note) of everything that was done for a commitment up to today."""
    if commitment.kind is CommitmentKind.MEASURE:
        days = _MEASURES.get(commitment.code)
        if commitment.due_on is not None and days is not None:
            yield from _until(today, commitment.due_on + timedelta(days=days), "")
        return
    if commitment.kind is CommitmentKind.TRAINING_EDUCATION:
        return  # the exercises themselves keep this promise
    for years_ago in (2, 1, 0):
        for month in commitment.planned_months:
            year = this_year(today).year - years_ago + (1 if month < START_MONTH else 0)
            if commitment.kind is CommitmentKind.PLAN_REVIEW:
                note = "訓練の結果をふまえて対応手順と連絡先を見直した。"
                yield from _until(today, date(year, month, _DAY_OF_REVIEW), note)
            elif (years_ago, month) != (2, START_MONTH):
                yield from _until(today, date(year, month, _DAY_OF_COMMUNICATION), "社内報と各部の朝礼で知らせた。")


def _until(today: date, day: date, note: str) -> Iterator[tuple[date, str]]:
    if day <= today:
        yield day, note
