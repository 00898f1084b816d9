"""Reads for reports: proposals and meetings of a period as facts, with what can be said of them on any day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from drillhub.core import clock
from drillhub.core.database import db
from drillhub.drills.models import Drill
from drillhub.identity.queries import organisation
from drillhub.improvement.life_cycle import (
    OPEN,
    DecisionResult,
    ProposalEventKind,
    ProposalSource,
    ProposalState,
    VerificationResult,
)
from drillhub.improvement.models import (
    ImprovementProposal,
    ManagementMeeting,
    ProposalDecision,
    ProposalEvent,
    ProposalVerification,
)
from drillhub.vocabulary import PlanItem

_MOVES_DUE_DATE: Final = (ProposalEventKind.OWNER_CHANGED, ProposalEventKind.REOPENED)
_TOLD: Final = (ProposalEventKind.IMPLEMENTED, ProposalEventKind.MERGED, *_MOVES_DUE_DATE)


@dataclass(frozen=True)
class DecisionFact:
    """One decision of a meeting. number counts within the proposal; due_on: of an adoption."""

    number: int
    result: DecisionResult
    decided_on: date
    body: str
    meeting_id: int
    meeting_number: str
    reason: str
    conditions: str
    due_on: date | None


@dataclass(frozen=True)
class VerificationFact:
    """A drill that was named to show the effect. drill_on: the day it was held, or is planned for.

    result, verified_on: None until its evaluation said so. withdrawn: another drill was named instead.
    """

    drill_id: int
    drill_number: str
    drill_title: str
    drill_on: date
    method: str
    result: VerificationResult | None
    verified_on: date | None
    note: str
    withdrawn: bool


@dataclass(frozen=True)
class ProposalFact:
    """A submitted proposal as it stands now; the methods say how it stood on a day, derived from dates alone.

    finding_drill_id: the drill it came from. finding_text: what was noticed, in the proposal's words. decisions,
    verifications: oldest first. implementation: what somebody wrote when it was carried out last.
    undone: spans (implemented on, reopened on) of implementations that did not last.
    merged_into: the number of the proposal it went into, "" for none; merged_on: the day it did.
    due_dates: (from day, due date) as they were set, oldest first; None where a decision left it without one.
    """

    id: int
    number: str
    title: str
    state: ProposalState
    source: ProposalSource
    finding_id: int | None
    finding_drill_id: int | None
    finding_text: str
    cause: str
    proposal: str
    expected_effect: str
    plan_item: PlanItem | None
    proposer: str
    submitted_on: date | None
    decided_on: date | None
    owner: str
    due_on: date | None
    implemented_on: date | None
    verified_on: date | None
    closed_on: date | None
    plan_edition: int | None
    merged_into: str
    decisions: tuple[DecisionFact, ...]
    verifications: tuple[VerificationFact, ...]
    reopened_count: int
    implementation: str = ""
    undone: tuple[tuple[date, date], ...] = ()
    merged_on: date | None = None
    due_dates: tuple[tuple[date, date | None], ...] = ()

    def was_merged_by(self, day: date) -> bool:
        return self.merged_on is not None and self.merged_on <= day

    def due_on_as_of(self, day: date) -> date | None:
        """The due date that was known on this day; a later one moves nothing that was counted before."""
        return next((due for since, due in reversed(self.due_dates) if since <= day), None)

    def was_adopted_by(self, day: date) -> bool:
        """Whether the last decision up to this day was to adopt it, and it stands: what was merged, the other has."""
        if self.was_merged_by(day):
            return False
        results = [each.result for each in self.decisions if each.decided_on <= day]
        return bool(results) and results[-1] is DecisionResult.ADOPTED

    def was_implemented_by(self, day: date) -> bool:
        """Whether it stood as carried out on this day; one that was reopened later still did before."""
        if self.implemented_on is not None and self.implemented_on <= day:
            return True
        return any(done <= day < reopened for done, reopened in self.undone)

    def is_overdue_on(self, day: date) -> bool:
        """Adopted, not carried out, its due date passed."""
        due_on = self.due_on_as_of(day)
        return due_on is not None and due_on < day and self.was_adopted_by(day) and not self.was_implemented_by(day)


@dataclass(frozen=True)
class MeetingFact:
    """A meeting with how many of its decisions went which way."""

    id: int
    number: str
    body: str
    held_on: date
    attendees: str
    minutes: str
    adopted: int
    rejected: int
    deferred: int


def proposals(first_day: date, last_day: date) -> tuple[ProposalFact, ...]:
    """Proposals submitted in a period (both days included), and earlier ones that were still open, decided, due,
    carried out, verified, closed or merged in it or later; by day and number. Five statements."""
    merged_since = select(ProposalEvent.proposal_id).where(
        ProposalEvent.kind == ProposalEventKind.MERGED,
        ProposalEvent.at >= clock.instant(first_day, 0, 0, organisation().timezone),
    )
    return _facts(
        ImprovementProposal.state != ProposalState.DRAFT,
        ImprovementProposal.submitted_on <= last_day,
        or_(
            ImprovementProposal.submitted_on >= first_day,
            ImprovementProposal.state.in_(OPEN),
            ImprovementProposal.decided_on >= first_day,
            ImprovementProposal.due_on >= first_day,
            ImprovementProposal.implemented_on >= first_day,
            ImprovementProposal.verified_on >= first_day,
            ImprovementProposal.closed_on >= first_day,
            ImprovementProposal.id.in_(merged_since),
        ),
    )


def proposal_fact(proposal_id: int) -> ProposalFact | None:
    """One proposal; None when it was never submitted. Five statements."""
    found = _facts(ImprovementProposal.id == proposal_id, ImprovementProposal.number.is_not(None))
    return found[0] if found else None


def meetings(first_day: date, last_day: date) -> tuple[MeetingFact, ...]:
    """Meetings that were held in a period, by day and number: they decided something, or were ended. One statement."""

    def count(result: DecisionResult) -> ColumnElement[int]:
        return func.count(ProposalDecision.id).filter(ProposalDecision.result == result)

    rows = db.session.execute(
        select(
            ManagementMeeting,
            count(DecisionResult.ADOPTED),
            count(DecisionResult.REJECTED),
            count(DecisionResult.DEFERRED),
        )
        .outerjoin(ProposalDecision, ProposalDecision.meeting_id == ManagementMeeting.id)
        .where(ManagementMeeting.held_on >= first_day, ManagementMeeting.held_on <= last_day)
        .group_by(ManagementMeeting.id)
        .having(or_(func.count(ProposalDecision.id) > 0, ManagementMeeting.ended_at.is_not(None)))
        .order_by(ManagementMeeting.held_on, ManagementMeeting.number)
    )
    return tuple(
        MeetingFact(
            id=meeting.id,
            number=meeting.number,
            body=meeting.body,
            held_on=meeting.held_on,
            attendees=meeting.attendees,
            minutes=meeting.minutes,
            adopted=adopted,
            rejected=rejected,
            deferred=deferred,
        )
        for meeting, adopted, rejected, deferred in rows
    )


def _facts(*conditions: ColumnElement[bool]) -> tuple[ProposalFact, ...]:
    wanted = select(ImprovementProposal.id).where(*conditions)
    target = aliased(ImprovementProposal)
    rows = db.session.execute(
        select(ImprovementProposal, target.number)
        .outerjoin(target, target.id == ImprovementProposal.merged_into_id)
        .where(*conditions)
        .order_by(ImprovementProposal.submitted_on, ImprovementProposal.number)
    ).all()
    decided = db.session.execute(
        select(ProposalDecision, ManagementMeeting)
        .join(ManagementMeeting, ManagementMeeting.id == ProposalDecision.meeting_id)
        .where(ProposalDecision.proposal_id.in_(wanted))
        .order_by(ProposalDecision.number)
    ).all()
    decisions = _by_proposal((row.proposal_id, _decision(row, meeting)) for row, meeting in decided)
    verifications = _by_proposal(
        (row.proposal_id, _verification(row, drill))
        for row, drill in db.session.execute(
            select(ProposalVerification, Drill)
            .join(Drill, Drill.id == ProposalVerification.drill_id)
            .where(ProposalVerification.proposal_id.in_(wanted))
            .order_by(ProposalVerification.id)
        )
    )
    events = db.session.scalars(
        select(ProposalEvent)
        .where(
            ProposalEvent.proposal_id.in_(wanted),
            ProposalEvent.kind.in_(_TOLD),
        )
        .order_by(ProposalEvent.seq)
    ).all()
    done = {row.proposal_id: row.text for row in events if row.kind is ProposalEventKind.IMPLEMENTED}
    reopened = _by_proposal(
        (row.proposal_id, _span(row.facts)) for row in events if row.kind is ProposalEventKind.REOPENED
    )
    timezone = organisation().timezone
    merged: dict[int, date] = {}
    for event in events:
        if event.kind is ProposalEventKind.MERGED:  # the first: later ones follow what it went into
            merged.setdefault(event.proposal_id, clock.local(event.at, timezone).date())
    due_dates = _due_dates((row for row, _ in decided), events, timezone)
    return tuple(
        ProposalFact(
            id=row.id,
            number=row.number or "",
            title=row.title,
            state=row.state,
            source=row.source,
            finding_id=row.finding_id,
            finding_drill_id=row.drill_id,
            finding_text=row.finding,
            cause=row.cause,
            proposal=row.proposal,
            expected_effect=row.expected_effect,
            plan_item=row.plan_item,
            proposer=row.proposer_name,
            submitted_on=row.submitted_on,
            decided_on=row.decided_on,
            owner=row.owner_name,
            due_on=row.due_on,
            implemented_on=row.implemented_on,
            verified_on=row.verified_on,
            closed_on=row.closed_on,
            plan_edition=row.plan_edition,
            merged_into=merged_into or "",
            decisions=decisions[row.id],
            verifications=verifications[row.id],
            reopened_count=len(reopened[row.id]),
            implementation=done.get(row.id, "") if row.implemented_on else "",
            undone=reopened[row.id],
            merged_on=merged.get(row.id),
            due_dates=due_dates[row.id],
        )
        for row, merged_into in rows
    )


def _by_proposal(pairs: Iterable[tuple[int, Any]]) -> defaultdict[int, tuple[Any, ...]]:
    found: defaultdict[int, tuple[Any, ...]] = defaultdict(tuple)
    for proposal_id, value in pairs:
        found[proposal_id] += (value,)
    return found


def _due_dates(
    decisions: Iterable[ProposalDecision], events: Iterable[ProposalEvent], timezone: str
) -> defaultdict[int, tuple[tuple[date, date | None], ...]]:
    """By proposal (from day, due date), in the order in which they were written."""
    written: list[tuple[datetime, int, date, date | None]] = [
        (row.at, row.proposal_id, row.decided_on, row.due_on) for row in decisions
    ]
    for event in events:
        if event.kind in _MOVES_DUE_DATE:
            day = clock.local(event.at, timezone).date()
            written.append((event.at, event.proposal_id, day, date.fromisoformat(event.facts["due_on"])))
    written.sort(key=lambda each: each[0])
    return _by_proposal((proposal_id, (since, due_on)) for _, proposal_id, since, due_on in written)


def _decision(row: ProposalDecision, meeting: ManagementMeeting) -> DecisionFact:
    return DecisionFact(
        number=row.number,
        result=row.result,
        decided_on=row.decided_on,
        body=meeting.body,
        meeting_id=meeting.id,
        meeting_number=meeting.number,
        reason=row.reason,
        conditions=row.conditions,
        due_on=row.due_on,
    )


def _verification(row: ProposalVerification, drill: Drill) -> VerificationFact:
    return VerificationFact(
        drill_id=drill.id,
        drill_number=drill.number,
        drill_title=drill.title,
        drill_on=drill.held_on or drill.local_date,
        method=row.method,
        result=row.result,
        verified_on=row.verified_on,
        note=row.note,
        withdrawn=row.withdrawn_at is not None,
    )


def _span(facts: dict[str, Any]) -> tuple[date, date]:
    """When it had been carried out, and when it was reopened."""
    return date.fromisoformat(facts["implemented_on"]), date.fromisoformat(facts["reopened_on"])
