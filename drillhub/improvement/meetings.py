"""Verbs of a management meeting (経営会議): prepare it, fill its table, decide, end it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Final

from sqlalchemy import func, select

from drillhub import audit
from drillhub.audit import Actor
from drillhub.core.database import db
from drillhub.core.errors import TextTooLong, check_all
from drillhub.identity.numbering import next_number
from drillhub.improvement import messages, trail
from drillhub.improvement.decisions import Decision
from drillhub.improvement.errors import (
    MeetingAhead,
    MeetingBeforeDecision,
    MeetingBeforeSubmission,
    MeetingHasDecisions,
    MeetingNotEmpty,
    MeetingUndecided,
    NotOnTheTable,
    ProposalUnwritten,
    ReasonMissing,
    TextMissing,
)
from drillhub.improvement.life_cycle import (
    DecisionResult,
    ProposalEventKind,
    ProposalState,
    needs_reason_to_review,
    require,
)
from drillhub.improvement.locking import locked_open_meeting, locked_proposal
from drillhub.improvement.messages import AddressOf
from drillhub.improvement.models import ImprovementProposal, ManagementMeeting, ProposalDecision
from drillhub.improvement.owners import owner_in_register
from drillhub.improvement.wording import LONGEST_TEXT, require_short

LONGEST: Final = {"body": 200, "attendees": 1000, "minutes": LONGEST_TEXT}


@dataclass(frozen=True)
class MeetingPlan:
    """A meeting as somebody writes it down. body: which body meets; attendees, minutes: free text."""

    body: str
    held_on: date
    attendees: str = ""
    minutes: str = ""

    def require_complete(self) -> None:
        """Raises TextMissing, TextTooLong."""
        check_all(self._require_body, *(partial(self._require_short, *each) for each in LONGEST.items()))

    def _require_body(self) -> None:
        if not self.body.strip():
            raise TextMissing("body")

    def _require_short(self, field: str, maximum: int) -> None:
        if len(getattr(self, field)) > maximum:
            raise TextTooLong(field, maximum=maximum)


def plan_meeting(plan: MeetingPlan, *, by: Actor, at: datetime) -> ManagementMeeting:
    """Raises TextMissing, TextTooLong."""
    plan.require_complete()
    meeting = ManagementMeeting(
        number=next_number("M", ManagementMeeting.number, plan.held_on),
        body=plan.body.strip(),
        held_on=plan.held_on,
        attendees=plan.attendees.strip(),
        minutes=plan.minutes.strip(),
        created_at=at,
        created_by=by.name,
        version=1,
    )
    db.session.add(meeting)
    audit.record("meeting.planned", by=by, at=at, subject=meeting, facts={"number": meeting.number})
    return meeting


def change_meeting(meeting_id: int, plan: MeetingPlan, *, version: int, by: Actor, at: datetime) -> ManagementMeeting:
    """Change what was written down. The day stays once something was decided.

    Raises TextMissing, TextTooLong, MeetingEnded, MeetingChanged, MeetingHasDecisions, MeetingBeforeSubmission,
    MeetingBeforeDecision.
    """
    plan.require_complete()
    meeting = locked_open_meeting(meeting_id, version)
    if plan.held_on != meeting.held_on:
        if _decided(meeting.id):
            raise MeetingHasDecisions("held_on")
        for proposal in _on_the_table(meeting.id):
            _require_not_before(proposal, plan.held_on, "held_on")
    meeting.body, meeting.held_on = plan.body.strip(), plan.held_on
    meeting.attendees, meeting.minutes = plan.attendees.strip(), plan.minutes.strip()
    meeting.version += 1
    audit.record("meeting.changed", by=by, at=at, subject=meeting, facts={"held_on": plan.held_on.isoformat()})
    return meeting


def cancel_meeting(meeting_id: int, *, version: int, by: Actor, at: datetime) -> None:
    """Drop a meeting that does not take place. Raises MeetingNotEmpty, MeetingEnded, MeetingChanged."""
    meeting = locked_open_meeting(meeting_id, version)
    if _decided(meeting.id) or _on_the_table(meeting.id):
        raise MeetingNotEmpty()
    audit.record("meeting.cancelled", by=by, at=at, subject=meeting, facts={"number": meeting.number})
    db.session.delete(meeting)


def end_meeting(meeting_id: int, *, version: int, today: date, by: Actor, at: datetime) -> None:
    """Nothing more is decided at it. Raises MeetingAhead, MeetingUndecided, MeetingEnded, MeetingChanged."""
    meeting = locked_open_meeting(meeting_id, version)
    _require_held(meeting, today)
    if waiting := len(_on_the_table(meeting.id)):
        raise MeetingUndecided(count=waiting)
    meeting.ended_at = at
    meeting.version += 1
    audit.record("meeting.ended", by=by, at=at, subject=meeting, facts={"number": meeting.number})


def put_on_table(meeting_id: int, proposal_ids: Sequence[int], *, reason: str = "", by: Actor, at: datetime) -> int:
    """Let a meeting decide on proposals; gives how many. Those that are on its table already stay as they are.

    reason: why something that was decided comes up again. Raises MeetingEnded, ProposalUnwritten,
    MeetingBeforeSubmission, MeetingBeforeDecision, ReasonMissing, TransitionRefused, NotFound.
    """
    require_short(reason, "reason")
    meeting = locked_open_meeting(meeting_id)
    added = 0
    for proposal_id in sorted(set(proposal_ids)):
        proposal = locked_proposal(proposal_id)
        if proposal.state is ProposalState.UNDER_REVIEW and proposal.meeting_id == meeting.id:
            continue
        _put(proposal, meeting, reason, by=by, at=at)
        added += 1
    return added


def _put(proposal: ImprovementProposal, meeting: ManagementMeeting, reason: str, *, by: Actor, at: datetime) -> None:
    require(proposal.state, ProposalEventKind.REVIEW_STARTED)
    if not proposal.proposal:
        raise ProposalUnwritten("proposals", number=proposal.number)
    _require_not_before(proposal, meeting.held_on, "proposals")
    again = needs_reason_to_review(proposal.state)
    if again and not reason.strip():
        raise ReasonMissing("reason")
    facts = {"meeting": meeting.number, "state": proposal.state.value, "meeting_id": proposal.meeting_id}
    proposal.start_review(meeting.id)
    trail.note(proposal, ProposalEventKind.REVIEW_STARTED, by=by, at=at, text=reason if again else "", facts=facts)


def take_off_table(proposal_id: int, *, version: int, by: Actor, at: datetime) -> None:
    """Let it wait as it did before. Raises TransitionRefused, ProposalChanged."""
    proposal = locked_proposal(proposal_id, version)
    require(proposal.state, ProposalEventKind.REVIEW_ENDED)
    proposal.end_review(*trail.before_review(proposal))
    trail.note(proposal, ProposalEventKind.REVIEW_ENDED, by=by, at=at)


def decide(
    meeting_id: int,
    proposal_id: int,
    decision: Decision,
    *,
    version: int,
    today: date,
    address_of: AddressOf,
    by: Actor,
    at: datetime,
) -> ProposalDecision:
    """Decide on a proposal that is on the table of a meeting, on the day of the meeting.

    Raises what `Decision.require_complete` raises, and MeetingEnded, MeetingAhead, MeetingBeforeDecision,
    NotOnTheTable, ProposalChanged.
    """
    meeting = locked_open_meeting(meeting_id)
    proposal = locked_proposal(proposal_id, version)
    if proposal.state is not ProposalState.UNDER_REVIEW or proposal.meeting_id != meeting.id:
        raise NotOnTheTable(number=meeting.number)
    _require_held(meeting, today)
    _require_not_before(proposal, meeting.held_on)
    decision.require_complete(meeting.held_on)
    adopted = decision.result is DecisionResult.ADOPTED
    owner_name = owner_in_register(decision.owner_id).name if adopted else ""
    proposal.decide(decision, owner_name=owner_name, on=meeting.held_on)
    row = ProposalDecision(
        proposal_id=proposal.id,
        meeting_id=meeting.id,
        number=_decisions_so_far(proposal.id) + 1,
        result=decision.result,
        decided_on=meeting.held_on,
        reason=decision.reason.strip(),
        conditions=decision.conditions.strip() if adopted else "",
        owner_name=owner_name,
        due_on=proposal.due_on,
        deferred_until=proposal.deferred_until,
        decided_by_id=by.person_id,
        decided_by=by.name,
        at=at,
    )
    db.session.add(row)
    db.session.flush()
    facts = {"result": decision.result.value, "meeting": meeting.number}
    trail.note(proposal, ProposalEventKind.DECIDED, by=by, at=at, text=decision.reason, facts=facts)
    messages.tell_decision(proposal, row, meeting, address_of=address_of, at=at)
    if adopted:
        messages.tell_owner(proposal, why=row.reason, address_of=address_of, at=at)
    return row


def _require_held(meeting: ManagementMeeting, today: date) -> None:
    if meeting.held_on > today:
        raise MeetingAhead(number=meeting.number)


def _require_not_before(proposal: ImprovementProposal, day: date, field: str | None = None) -> None:
    """A meeting decides on what was there, and after what was decided already.

    Raises MeetingBeforeSubmission, MeetingBeforeDecision.
    """
    if proposal.submitted_on is not None and proposal.submitted_on > day:
        raise MeetingBeforeSubmission(field, number=proposal.number)
    if proposal.decided_on is not None and proposal.decided_on > day:
        raise MeetingBeforeDecision(field, number=proposal.number)


def _decisions_so_far(proposal_id: int) -> int:
    count = select(func.count(ProposalDecision.id)).where(ProposalDecision.proposal_id == proposal_id)
    return db.session.scalar(count) or 0


def _decided(meeting_id: int) -> int:
    count = select(func.count(ProposalDecision.id)).where(ProposalDecision.meeting_id == meeting_id)
    return db.session.scalar(count) or 0


def _on_the_table(meeting_id: int) -> list[ImprovementProposal]:
    return list(
        db.session.scalars(
            select(ImprovementProposal).where(
                ImprovementProposal.meeting_id == meeting_id,
                ImprovementProposal.state == ProposalState.UNDER_REVIEW,
            )
        )
    )
