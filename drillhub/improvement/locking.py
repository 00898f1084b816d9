"""Holding a proposal or a meeting while something about it is decided."""

from sqlalchemy import select

from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.improvement.errors import MeetingChanged, MeetingEnded, ProposalChanged
from drillhub.improvement.models import ImprovementProposal, ManagementMeeting, ProposalEvent


def locked_proposal(proposal_id: int, version: int | None = None) -> ImprovementProposal:
    """The proposal, held by this transaction until it ends. Raises NotFound, ProposalChanged.

    version: what the page showed; None for what overwrites nothing.
    """
    proposal = db.session.scalar(
        select(ImprovementProposal)
        .where(ImprovementProposal.id == proposal_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if proposal is None:
        raise NotFound()
    if version is not None and proposal.version != version:
        raise ProposalChanged(name=_changed_by(proposal))
    return proposal


def _changed_by(proposal: ImprovementProposal) -> str:
    last = db.session.scalar(
        select(ProposalEvent)
        .where(ProposalEvent.proposal_id == proposal.id)
        .order_by(ProposalEvent.seq.desc())
        .limit(1)
    )
    return last.by if last else proposal.proposer_name


def locked_meeting(meeting_id: int, version: int | None = None) -> ManagementMeeting:
    """The meeting, held until the end of this transaction. Raises NotFound, MeetingChanged."""
    meeting = db.session.scalar(
        select(ManagementMeeting)
        .where(ManagementMeeting.id == meeting_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if meeting is None:
        raise NotFound()
    if version is not None and meeting.version != version:
        raise MeetingChanged()
    return meeting


def locked_open_meeting(meeting_id: int, version: int | None = None) -> ManagementMeeting:
    """A meeting that can still decide. Raises NotFound, MeetingChanged, MeetingEnded."""
    meeting = locked_meeting(meeting_id, version)
    if meeting.ended_at is not None:
        raise MeetingEnded(number=meeting.number)
    return meeting
