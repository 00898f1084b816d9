"""Rules of the official 実施状況報告書: which rating is proposed, and what a row must say for its rating.

Source: 事業継続力強化計画 策定の手引き (2025-11-10). The limits of the proposal are the product's own: a person
confirms every row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from drillhub.core.errors import Invalid, TextTooLong, check_all
from drillhub.planning.content import YearMonth
from drillhub.reporting.errors import (
    StatusPolicyMissing,
    StatusReasonMissing,
    StatusStartMissing,
    StatusStartPassed,
    StatusTextMissing,
)
from drillhub.reporting.occasions import Occasion
from drillhub.reporting.status_ratings import StatusItem, StatusRating
from drillhub.vocabulary import PlanItem

LONGEST_ROW_TEXT: Final = 2000
# The official rows, each with the parts of the plan it is about.
PLAN_ITEMS: Final = {
    StatusItem.RESPONSE: (PlanItem.RESPONSE,),
    StatusItem.MEASURES: (PlanItem.PEOPLE, PlanItem.EQUIPMENT, PlanItem.FUNDS, PlanItem.INFORMATION),
    StatusItem.EQUIPMENT: (PlanItem.TAX_EQUIPMENT,),
    StatusItem.COOPERATION: (PlanItem.COOPERATION,),
    StatusItem.PROMOTION: (PlanItem.PROMOTION,),
    StatusItem.OTHER: (),
}
_SHORT: Final = frozenset({StatusRating.INSUFFICIENT, StatusRating.HARDLY})
_DONE: Final = frozenset({StatusRating.AS_PLANNED, StatusRating.MOSTLY_AS_PLANNED})


@dataclass(frozen=True)
class StatusText:
    """What a row says. text: what was done. reason, policy: why it fell short, and how it will be improved (△ and ×).
    planned_start: the month in which it begins (未着手)."""

    rating: StatusRating
    text: str = ""
    reason: str = ""
    policy: str = ""
    planned_start: YearMonth | None = None


def proposed_rating(occasions: Sequence[Occasion]) -> StatusRating:
    """The rating that the records speak for. occasions: all times at which something of the row falls due."""
    if not occasions:
        return StatusRating.NOT_APPLICABLE
    kept = sum(each.was_kept for each in occasions)
    return rating_of(kept, sum(each.is_due for each in occasions)) if kept else StatusRating.NOT_STARTED


def rating_of(kept: int, due: int) -> StatusRating:
    """By r = kept ÷ due, of what was begun (0 < kept <= due). Compared as integers: 0.8 is reached exactly."""
    if kept == due:
        return StatusRating.AS_PLANNED
    if 10 * kept >= 8 * due:
        return StatusRating.MOSTLY_AS_PLANNED
    return StatusRating.INSUFFICIENT if 10 * kept >= 3 * due else StatusRating.HARDLY


def needs_reason(rating: StatusRating) -> bool:
    """△ and ×: a reason and a policy of improvement have to be given."""
    return rating in _SHORT


def needs_start(rating: StatusRating) -> bool:
    """未着手: the month in which it begins has to be given."""
    return rating is StatusRating.NOT_STARTED


def needs_text(rating: StatusRating) -> bool:
    """◎ and ○: what was done has to be written."""
    return rating in _DONE


def checked(row: StatusText, *, this_month: YearMonth) -> StatusText:
    """The row as it is kept: what its rating does not ask for is left out, what was done is kept beside △ and × too.

    Raises StatusTextMissing, StatusReasonMissing, StatusPolicyMissing, StatusStartMissing, StatusStartPassed,
    TextTooLong, each naming its field.
    """
    text, reason, policy = row.text.strip(), row.reason.strip(), row.policy.strip()
    check_all(
        partial(_require, needs_text(row.rating), text, StatusTextMissing("text")),
        partial(_require, needs_reason(row.rating), reason, StatusReasonMissing("reason")),
        partial(_require, needs_reason(row.rating), policy, StatusPolicyMissing("policy")),
        partial(_require_start, row, this_month),
    )
    if needs_reason(row.rating):
        return StatusText(row.rating, text, reason, policy)
    return StatusText(row.rating, text, planned_start=row.planned_start if needs_start(row.rating) else None)


def _require(is_needed: bool, text: str, missing: Invalid) -> None:
    if is_needed and not text:
        raise missing
    if len(text) > LONGEST_ROW_TEXT:
        raise TextTooLong(missing.field, maximum=LONGEST_ROW_TEXT)


def _require_start(row: StatusText, this_month: YearMonth) -> None:
    if not needs_start(row.rating):
        return
    if row.planned_start is None:
        raise StatusStartMissing("planned_start")
    if row.planned_start < this_month:
        raise StatusStartPassed("planned_start")
