"""The history of a proposal: one line for everything that happens to it, with its entry in the audit trail."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from drillhub import audit
from drillhub.audit import Actor
from drillhub.core.database import db
from drillhub.improvement.life_cycle import ProposalEventKind, ProposalState
from drillhub.improvement.models import ImprovementProposal, ProposalEvent


def note(
    proposal: ImprovementProposal,
    kind: ProposalEventKind,
    *,
    by: Actor,
    at: datetime,
    text: str = "",
    facts: dict[str, Any] | None = None,
) -> None:
    """Add a line to the history of a proposal held by this transaction. facts: what changed, as plain values."""
    last = db.session.scalar(select(func.max(ProposalEvent.seq)).where(ProposalEvent.proposal_id == proposal.id))
    db.session.add(
        ProposalEvent(
            proposal_id=proposal.id,
            seq=(last or 0) + 1,
            kind=kind,
            text=text.strip(),
            facts=facts or {},
            at=at,
            by_id=by.person_id,
            by=by.name,
        )
    )
    audit.record(
        f"proposal.{kind.value}",
        by=by,
        at=at,
        subject=proposal,
        facts={"number": proposal.number, "state": proposal.state.value},
    )


def last(proposal: ImprovementProposal, kind: ProposalEventKind) -> ProposalEvent | None:
    """The last time that this happened to a proposal."""
    return db.session.scalar(
        select(ProposalEvent)
        .where(ProposalEvent.proposal_id == proposal.id, ProposalEvent.kind == kind)
        .order_by(ProposalEvent.seq.desc())
        .limit(1)
    )


def before_review(proposal: ImprovementProposal) -> tuple[ProposalState, int | None]:
    """The state, and the meeting of the decision that stood, when what is on a table came to it."""
    started = last(proposal, ProposalEventKind.REVIEW_STARTED)
    if started is None:
        raise ValueError("was never on a table")
    return ProposalState(started.facts["state"]), started.facts["meeting_id"]
