"""Verbs of writing a proposal: draft, submit, take back, make one from a finding, work it out, merge."""

from datetime import date, datetime

from sqlalchemy import select

from drillhub import audit
from drillhub.audit import Actor
from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.drills.findings import FindingKind
from drillhub.drills.models import Finding
from drillhub.identity.numbering import next_number
from drillhub.improvement import messages, trail
from drillhub.improvement.errors import AlreadySubmitted, FindingIsGood, MergeTargetMissing, OthersMergedInto
from drillhub.improvement.life_cycle import ProposalEventKind, ProposalSource, ProposalState
from drillhub.improvement.locking import locked_proposal
from drillhub.improvement.messages import AddressOf
from drillhub.improvement.models import ImprovementProposal
from drillhub.improvement.origins import own_result
from drillhub.improvement.wording import Origin, Preparation, Wording, title_from

_NO_TARGET = frozenset({ProposalState.DRAFT, ProposalState.REJECTED, ProposalState.MERGED})


def save_new_draft(wording: Wording, origin: Origin, *, by: Actor, at: datetime) -> ImprovementProposal:
    """Keep what somebody has written so far; nobody else sees it. Raises TitleMissing, TextTooLong, NotFound."""
    wording.require_draft()
    proposal = _new(wording, origin, by=by, at=at)
    audit.record("proposal.drafted", by=by, at=at, subject=proposal)
    return proposal


def propose(wording: Wording, origin: Origin, *, today: date, by: Actor, at: datetime) -> ImprovementProposal:
    """Write and submit at once. Raises TitleMissing, FindingMissing, ProposalTextMissing, TextTooLong, NotFound."""
    wording.require_complete()
    proposal = _new(wording, origin, by=by, at=at)
    _submit(proposal, today=today, by=by, at=at)
    return proposal


def _new(wording: Wording, origin: Origin, *, by: Actor, at: datetime) -> ImprovementProposal:
    if by.person_id is None:
        raise ValueError("a proposal needs the person who makes it")
    if origin.attempt_id is not None:
        own_result(origin.attempt_id, by.person_id)  # somebody else's looks missing
    proposal = ImprovementProposal(
        title=wording.title.strip(),
        source=origin.source,
        drill_id=origin.drill_id,
        attempt_id=origin.attempt_id,
        finding=wording.finding.strip(),
        proposal=wording.proposal.strip(),
        expected_effect=wording.expected_effect.strip(),
        state=ProposalState.DRAFT,
        version=1,
        proposer_id=by.person_id,
        proposer_name=by.name,
        created_at=at,
    )
    db.session.add(proposal)
    db.session.flush()
    return proposal


def save_draft(proposal_id: int, wording: Wording, *, version: int, by: Actor, at: datetime) -> ImprovementProposal:
    """Raises TitleMissing, TextTooLong, TransitionRefused, ProposalChanged."""
    wording.require_draft()
    proposal = locked_proposal(proposal_id, version)
    proposal.reword(wording)
    audit.record("proposal.draft_saved", by=by, at=at, subject=proposal)
    return proposal


def submit(
    proposal_id: int, wording: Wording, *, version: int, today: date, by: Actor, at: datetime
) -> ImprovementProposal:
    """Submit a draft as it is written now. Raises as `propose`, and TransitionRefused, ProposalChanged."""
    wording.require_complete()
    proposal = locked_proposal(proposal_id, version)
    proposal.reword(wording)
    _submit(proposal, today=today, by=by, at=at)
    return proposal


def _submit(proposal: ImprovementProposal, *, today: date, by: Actor, at: datetime) -> None:
    number = proposal.number or next_number("P", ImprovementProposal.number, today)
    proposal.submit(number, on=today)
    trail.note(proposal, ProposalEventKind.SUBMITTED, by=by, at=at, facts={"source": proposal.source.value})


def delete_draft(proposal_id: int, *, version: int, by: Actor, at: datetime) -> None:
    """Drop a draft that was never submitted. Raises AlreadySubmitted, ProposalChanged."""
    proposal = locked_proposal(proposal_id, version)
    if not proposal.is_private:
        raise AlreadySubmitted()
    audit.record("proposal.draft_deleted", by=by, at=at, subject=proposal)
    db.session.delete(proposal)


def withdraw(proposal_id: int, *, version: int, by: Actor, at: datetime) -> None:
    """Take a submitted proposal back to write it anew.

    Raises OthersMergedInto, TransitionRefused, ProposalChanged.
    """
    proposal = locked_proposal(proposal_id, version)
    if others := _merged_into(proposal.id):
        raise OthersMergedInto(numbers="、".join(each.number or "" for each in others))
    proposal.withdraw()
    trail.note(proposal, ProposalEventKind.WITHDRAWN, by=by, at=at)


def from_finding(drill_id: int, number: int, *, today: date, by: Actor, at: datetime) -> ImprovementProposal:
    """The proposal of a finding: made and submitted by the first who asks, the same one for everybody after.

    number: of the finding within the drill. What to do about it is written before the decision. Raises NotFound,
    FindingIsGood.
    """
    finding = db.session.scalar(
        select(Finding)
        .where(Finding.drill_id == drill_id, Finding.number == number, Finding.withdrawn_at.is_(None))
        .with_for_update()
    )
    if finding is None:
        raise NotFound()
    if finding.kind is not FindingKind.FIX:
        raise FindingIsGood()
    made = db.session.scalar(select(ImprovementProposal).where(ImprovementProposal.finding_id == finding.id))
    if made is not None:
        return made
    wording = Wording(title=title_from(finding.text), finding=finding.text)
    proposal = _new(wording, Origin(ProposalSource.DRILL, drill_id=finding.drill_id), by=by, at=at)
    proposal.finding_id = finding.id
    proposal.cause = finding.cause
    proposal.plan_item = finding.plan_item
    _submit(proposal, today=today, by=by, at=at)
    return proposal


def prepare(proposal_id: int, said: Preparation, *, version: int, by: Actor, at: datetime) -> ImprovementProposal:
    """Work a proposal out before its decision; the history keeps what it said before.

    Raises TextTooLong, TransitionRefused, ProposalChanged.
    """
    said.require_short()
    proposal = locked_proposal(proposal_id, version)
    before = {name: getattr(proposal, name) for name in said.__dataclass_fields__}
    proposal.prepare(said)
    changed = {name: value for name, value in before.items() if getattr(proposal, name) != value}
    trail.note(proposal, ProposalEventKind.PREPARED, by=by, at=at, facts={"before": changed})
    return proposal


def merge(
    proposal_id: int, target_number: str, *, version: int, address_of: AddressOf, by: Actor, at: datetime
) -> ImprovementProposal:
    """Let a proposal go into another, whose decision answers both, and with it those that went into it before.

    Gives the other.

    Raises MergeTargetMissing, TransitionRefused, ProposalChanged.
    """
    target_id = db.session.scalar(
        select(ImprovementProposal.id).where(ImprovementProposal.number == target_number.strip().upper())
    )
    if target_id is None or target_id == proposal_id:
        raise MergeTargetMissing("target")
    # Held in the order of their ids, so that two merged into each other at once cannot both succeed.
    for each in sorted((proposal_id, target_id)):
        locked_proposal(each)
    proposal, target = locked_proposal(proposal_id, version), locked_proposal(target_id)
    if target.state in _NO_TARGET:
        raise MergeTargetMissing("target")
    on_a_table = proposal.state is ProposalState.UNDER_REVIEW
    meeting_id = trail.before_review(proposal)[1] if on_a_table else proposal.meeting_id
    proposal.merge_into(target.id, meeting_id)
    facts = {"into": target.number}
    trail.note(proposal, ProposalEventKind.MERGED, by=by, at=at, facts=facts)
    for follower in _merged_into(proposal.id):
        follower.follow_into(target.id)
        trail.note(follower, ProposalEventKind.MERGED, by=by, at=at, facts=facts)
    messages.tell_merged(proposal, target, address_of=address_of, at=at)
    return target


def _merged_into(proposal_id: int) -> list[ImprovementProposal]:
    """What went into a proposal that this transaction holds, by number; held as well."""
    return list(
        db.session.scalars(
            select(ImprovementProposal)
            .where(ImprovementProposal.merged_into_id == proposal_id)
            .order_by(ImprovementProposal.number)
            .with_for_update()
        )
    )
