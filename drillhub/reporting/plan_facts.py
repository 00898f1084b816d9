"""What a report knows of the certified plan: plain values, taken from its editions and commitments."""

from dataclasses import dataclass
from datetime import date

from drillhub.planning.models import CommitmentKind
from drillhub.vocabulary import Hazard, PlanItem


@dataclass(frozen=True)
class PlanFacts:
    """The certified plan as the cover names it. Texts are "" when they have not been entered."""

    id: int
    title: str
    is_joint: bool
    certification_number: str
    certified_on: date | None
    first_day: date
    last_day: date
    edition: int
    representative: str
    address: str
    corporate_number: str
    hazards: tuple[Hazard, ...]
    structure: str


@dataclass(frozen=True)
class Fulfilment:
    """A day on which a promise was kept, and what was written about it."""

    day: date
    note: str


@dataclass(frozen=True)
class CommitmentLine:
    """Something the plan promises. planned_months: 1-12.

    done: of a measure until the period ended, of anything else in the period; oldest first. withdrawn_on: the day from
    which the plan no longer promised it.
    """

    id: int
    code: str
    plan_item: PlanItem
    kind: CommitmentKind
    text: str
    planned_months: tuple[int, ...]
    due_on: date | None
    done: tuple[Fulfilment, ...]
    evidence_count: int
    withdrawn_on: date | None = None

    @property
    def done_on(self) -> date | None:
        """The last day on which it was done; None while it is not done."""
        return self.done[-1].day if self.done else None

    def was_promised_after(self, day: date) -> bool:
        return self.withdrawn_on is None or self.withdrawn_on > day

    def is_overdue(self, as_of: date) -> bool:
        return self.done_on is None and self.due_on is not None and self.due_on < as_of


@dataclass(frozen=True)
class PlanEditionLine:
    """An edition of the plan that was made in the period."""

    number: int
    made_on: date
    made_by: str
