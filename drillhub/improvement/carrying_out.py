"""Verbs after the adoption: note progress, hand over, carry out, close, reopen."""

from datetime import date, datetime

from sqlalchemy import update

from drillhub.audit import Actor
from drillhub.core.database import db
from drillhub.core.errors import check_all
from drillhub.core.i18n import current_language
from drillhub.core.japanese_dates import long_date
from drillhub.identity.queries import organisation
from drillhub.improvement import messages, trail
from drillhub.improvement.decisions import require_due
from drillhub.improvement.errors import (
    DueDateMissing,
    DueInPast,
    EditionNotLater,
    ImplementationDateMissing,
    ImplementedBeforeAdoption,
    ImplementedBeforeReopening,
    ImplementedInFuture,
    ReasonMissing,
    TextMissing,
)
from drillhub.improvement.life_cycle import ProposalEventKind, require
from drillhub.improvement.locking import locked_proposal
from drillhub.improvement.messages import AddressOf
from drillhub.improvement.models import ImprovementProposal, ProposalVerification
from drillhub.improvement.owners import owner_in_register
from drillhub.improvement.wording import require_short
from drillhub.planning.queries import editions_made_since


def note_progress(proposal_id: int, text: str, *, by: Actor, at: datetime) -> ImprovementProposal:
    """Say how far it is; the first note says that work has begun. Notes overwrite nothing, so no version is asked.

    Raises TextMissing, TextTooLong, TransitionRefused.
    """
    if not text.strip():
        raise TextMissing("text")
    require_short(text, "text")
    proposal = locked_proposal(proposal_id)
    proposal.note_progress()
    trail.note(proposal, ProposalEventKind.PROGRESS_NOTED, by=by, at=at, text=text)
    return proposal


def hand_over(
    proposal_id: int,
    owner_id: int | None,
    due_on: date | None,
    *,
    reason: str,
    version: int,
    address_of: AddressOf,
    by: Actor,
    at: datetime,
) -> ImprovementProposal:
    """Change who carries it out or until when. A new owner is told.

    Raises ReasonMissing, OwnerMissing, DueDateMissing, DueBeforeDecision, TransitionRefused, ProposalChanged.
    """
    proposal = locked_proposal(proposal_id, version)
    require(proposal.state, ProposalEventKind.OWNER_CHANGED)
    decided_on = proposal.decided_on or date.min
    check_all(
        lambda: owner_in_register(owner_id),
        lambda: require_due(due_on, decided_on),
        lambda: _require_reason(reason),
    )
    owner, due = owner_in_register(owner_id), require_due(due_on, decided_on)
    is_new = owner.id != proposal.owner_id
    before = {"owner": proposal.owner_name, "due_on": _iso(proposal.due_on)}
    proposal.hand_over(owner.id, owner.name, due)
    facts = {"before": before, "owner": owner.name, "due_on": _iso(due)}
    trail.note(proposal, ProposalEventKind.OWNER_CHANGED, by=by, at=at, text=reason, facts=facts)
    if is_new:
        messages.tell_owner(proposal, why=reason.strip(), address_of=address_of, at=at)
    return proposal


def implement(
    proposal_id: int, on: date | None, *, remark: str = "", version: int, today: date, by: Actor, at: datetime
) -> ImprovementProposal:
    """It was carried out on a day between its adoption, or its last reopening, and today.

    Raises ImplementationDateMissing, ImplementedInFuture, ImplementedBeforeAdoption, ImplementedBeforeReopening,
    TextTooLong, TransitionRefused, ProposalChanged.
    """
    if on is None:
        raise ImplementationDateMissing("implemented_on")
    if on > today:
        raise ImplementedInFuture("implemented_on")
    require_short(remark, "remark")
    proposal = locked_proposal(proposal_id, version)
    require(proposal.state, ProposalEventKind.IMPLEMENTED)
    if proposal.decided_on is not None and on < proposal.decided_on:
        day = long_date(proposal.decided_on, current_language())
        raise ImplementedBeforeAdoption("implemented_on", day=day)
    reopened_on = _reopened_on(proposal)
    if reopened_on is not None and on < reopened_on:
        # What was done before was found wanting; a drill that was held before this day would show that, not the new.
        raise ImplementedBeforeReopening("implemented_on", day=long_date(reopened_on, current_language()))
    proposal.implement(on=on)
    trail.note(proposal, ProposalEventKind.IMPLEMENTED, by=by, at=at, text=remark, facts={"on": _iso(on)})
    return proposal


def close(
    proposal_id: int, plan_edition: int | None, *, version: int, today: date, by: Actor, at: datetime
) -> ImprovementProposal:
    """Its effect was shown. plan_edition: the edition of the certified plan that was changed because of it, if one.

    Raises EditionNotLater, TransitionRefused, ProposalChanged.
    """
    proposal = locked_proposal(proposal_id, version)
    require(proposal.state, ProposalEventKind.CLOSED)
    if plan_edition is not None and plan_edition not in revisions(proposal, today=today):
        raise EditionNotLater("plan_edition", number=plan_edition)
    proposal.close(on=today, plan_edition=plan_edition)
    trail.note(proposal, ProposalEventKind.CLOSED, by=by, at=at, facts={"plan_edition": plan_edition})
    return proposal


def revisions(proposal: ImprovementProposal, *, today: date) -> tuple[int, ...]:
    """The editions of the certified plan that can have been made because of it: since the day of its adoption."""
    if proposal.decided_on is None:
        return ()
    return editions_made_since(proposal.decided_on, timezone=organisation().timezone, today=today)


def reopen(
    proposal_id: int,
    *,
    reason: str,
    due_on: date | None,
    version: int,
    today: date,
    address_of: AddressOf,
    by: Actor,
    at: datetime,
) -> ImprovementProposal:
    """Carry it out once more: it had no effect, or the defect came back.

    Raises ReasonMissing, DueDateMissing, DueInPast, TransitionRefused, ProposalChanged.
    """
    proposal = locked_proposal(proposal_id, version)
    reopen_held(proposal, reason=reason, due_on=due_on, today=today, address_of=address_of, by=by, at=at)
    return proposal


def reopen_held(
    proposal: ImprovementProposal,
    *,
    reason: str,
    due_on: date | None,
    today: date,
    address_of: AddressOf,
    by: Actor,
    at: datetime,
) -> None:
    """`reopen` for a proposal that this transaction holds already."""
    require(proposal.state, ProposalEventKind.REOPENED)
    check_all(lambda: _require_reason(reason), lambda: require_new_due(due_on, today))
    due = require_new_due(due_on, today)
    facts = {
        "from": proposal.state.value,
        "implemented_on": _iso(proposal.implemented_on),
        "reopened_on": _iso(today),
        "due_on": _iso(due),
    }
    proposal.reopen(due)
    # A drill that was to show the effect shows nothing of what is done anew.
    db.session.execute(
        update(ProposalVerification)
        .where(
            ProposalVerification.proposal_id == proposal.id,
            ProposalVerification.result.is_(None),
            ProposalVerification.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=at)
    )
    trail.note(proposal, ProposalEventKind.REOPENED, by=by, at=at, text=reason, facts=facts)
    messages.tell_owner(proposal, why=reason.strip(), address_of=address_of, at=at)


def require_new_due(due_on: date | None, today: date) -> date:
    """Raises DueDateMissing, DueInPast."""
    if due_on is None:
        raise DueDateMissing("due_on")
    if due_on < today:
        raise DueInPast("due_on")
    return due_on


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing("reason")
    require_short(reason, "reason")


def _reopened_on(proposal: ImprovementProposal) -> date | None:
    last = trail.last(proposal, ProposalEventKind.REOPENED)
    return date.fromisoformat(last.facts["reopened_on"]) if last is not None else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
