"""What a report knows of improvement: plain values, taken from proposals and meetings as they stood on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from drillhub.improvement.life_cycle import DecisionResult, ProposalSource, ProposalState


@dataclass(frozen=True)
class MeetingLine:
    """A meeting held in the period, with how many of its decisions went which way."""

    id: int
    number: str
    body: str
    held_on: date
    attendees: str
    minutes: str
    adopted: int
    rejected: int
    deferred: int


@dataclass(frozen=True)
class ProposalLine:
    """A proposal as it stood at the end of what the report knows; what came later is None or "".

    drill_id: the drill it came from. decision, decided_on, decided_by: the last one, and the body that made it.
    verified_by: the number of the drill that showed the effect. is_overdue: adopted, not carried out, past its date.
    """

    id: int
    number: str
    title: str
    source: ProposalSource
    drill_id: int | None
    state: ProposalState
    submitted_on: date
    decision: DecisionResult | None
    decided_on: date | None
    decided_by: str
    owner: str
    due_on: date | None
    implemented_on: date | None
    verified_on: date | None
    verified_by: str
    is_overdue: bool


def after(decision: DecisionResult) -> ProposalState:
    """The state that a decision leads to."""
    return _AFTER[decision]


_AFTER: Final = {
    DecisionResult.ADOPTED: ProposalState.ADOPTED,
    DecisionResult.REJECTED: ProposalState.REJECTED,
    DecisionResult.DEFERRED: ProposalState.DEFERRED,
}
