"""The decision on a proposal: what each result needs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from drillhub.core.errors import check_all
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
        check_all(
            self._require_reason,
            lambda: require_short(self.conditions, "conditions"),
            *self._checks_of_result(decided_on),
        )

    def _checks_of_result(self, decided_on: date) -> tuple[Callable[[], object], ...]:
        match self.result:
            case DecisionResult.ADOPTED:
                return self._require_owner, lambda: require_due(self.due_on, decided_on)
            case DecisionResult.DEFERRED:
                return (lambda: self._require_deferral(decided_on),)
        return ()

    def _require_reason(self) -> None:
        if not self.reason.strip():
            raise DecisionReasonMissing("reason")
        require_short(self.reason, "reason")

    def _require_owner(self) -> None:
        if self.owner_id is None:
            raise OwnerMissing("owner_id")

    def _require_deferral(self, decided_on: date) -> None:
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
