"""The decision on a proposal: what each result needs."""

from dataclasses import dataclass
from datetime import date

from drillhub.improvement.errors import (
    DecisionReasonMissing,
    DeferralDateMissing,
    DeferralNotLater,
    DueBeforeDecision,
    DueDateMissing,
    OwnerMissing,
)
from drillhub.improvement.life_cycle import DecisionResult
from drillhub.improvement.wording import require_short


@dataclass(frozen=True)
class Decision:
    """What a meeting decides on one proposal. owner_id, due_on, conditions: of an adoption alone.

    deferred_until: when it is decided again; of a deferral alone.
    """

    result: DecisionResult
    reason: str
    conditions: str = ""
    owner_id: int | None = None
    due_on: date | None = None
    deferred_until: date | None = None

    def require_complete(self, decided_on: date) -> None:
        """Raises DecisionReasonMissing, OwnerMissing, DueDateMissing, DueBeforeDecision, DeferralDateMissing,
        DeferralNotLater, TextTooLong."""
        if not self.reason.strip():
            raise DecisionReasonMissing("reason")
        require_short(self.reason, "reason")
        require_short(self.conditions, "conditions")
        if self.result is DecisionResult.ADOPTED:
            if self.owner_id is None:
                raise OwnerMissing("owner_id")
            require_due(self.due_on, decided_on)
        if self.result is DecisionResult.DEFERRED:
            if self.deferred_until is None:
                raise DeferralDateMissing("deferred_until")
            if self.deferred_until <= decided_on:
                raise DeferralNotLater("deferred_until")


def require_due(due_on: date | None, decided_on: date) -> date:
    """A due date lies on or after the day of the adoption. Raises DueDateMissing, DueBeforeDecision."""
    if due_on is None:
        raise DueDateMissing("due_on")
    if due_on < decided_on:
        raise DueBeforeDecision("due_on")
    return due_on
