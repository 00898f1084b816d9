"""Reads of management meetings: the list, one with its table and decisions, and what could come to a table."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import func, or_, select

from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.core.pagination import Page, paginate
from drillhub.improvement.life_cycle import ProposalState
from drillhub.improvement.models import ImprovementProposal, ManagementMeeting, ProposalDecision
from drillhub.improvement.queries import ProposalRow, list_statement, page_of, rows_of


@dataclass(frozen=True)
class MeetingRow:
    """A meeting in a list. on_table: undecided proposals; decided: decisions written."""

    id: int
    number: str
    body: str
    held_on: date
    is_over: bool
    on_table: int
    decided: int


def meetings(*, page: int = 1, size: int = 50) -> Page[MeetingRow]:
    """Meetings, the latest day first. Two statements."""
    on_table = (
        select(func.count(ImprovementProposal.id))
        .where(
            ImprovementProposal.meeting_id == ManagementMeeting.id,
            ImprovementProposal.state == ProposalState.UNDER_REVIEW,
        )
        .correlate(ManagementMeeting)
        .scalar_subquery()
    )
    decided = (
        select(func.count(ProposalDecision.id))
        .where(ProposalDecision.meeting_id == ManagementMeeting.id)
        .correlate(ManagementMeeting)
        .scalar_subquery()
    )
    statement = select(
        ManagementMeeting.id,
        ManagementMeeting.number,
        ManagementMeeting.body,
        ManagementMeeting.held_on,
        ManagementMeeting.ended_at.is_not(None).label("is_over"),
        on_table.label("on_table"),
        decided.label("decided"),
    ).order_by(ManagementMeeting.held_on.desc(), ManagementMeeting.number.desc())
    found = paginate(statement, number=page, size=size, scalars=False)
    rows = tuple(MeetingRow(**{**row._mapping, "is_over": bool(row.is_over)}) for row in found.items)
    return Page(rows, found.total, found.number, found.size)


def open_meetings() -> tuple[ManagementMeeting, ...]:
    """Meetings that can still decide, the nearest day first. One statement."""
    return tuple(
        db.session.scalars(
            select(ManagementMeeting)
            .where(ManagementMeeting.ended_at.is_(None))
            .order_by(ManagementMeeting.held_on, ManagementMeeting.id)
        )
    )


def meeting(meeting_id: int) -> ManagementMeeting:
    """Raises NotFound."""
    found = db.session.scalar(select(ManagementMeeting).where(ManagementMeeting.id == meeting_id))
    if found is None:
        raise NotFound()
    return found


@dataclass(frozen=True)
class Decided:
    """A decision with the proposal it was about, and where that stands now."""

    proposal_id: int
    number: str
    title: str
    decision: ProposalDecision
    state: ProposalState
    is_last: bool

    @property
    def may_be_decided_again(self) -> bool:
        """Nothing has come after the decision yet that would make another one too late."""
        return self.is_last and self.state in _DECIDED


_DECIDED: Final = frozenset({ProposalState.REJECTED, ProposalState.ADOPTED, ProposalState.IN_PROGRESS})


def table_of(meeting_id: int) -> tuple[ProposalRow, ...]:
    """Proposals on the table of a meeting that wait for its decision, by number. One statement."""
    statement = list_statement().where(
        ImprovementProposal.meeting_id == meeting_id, ImprovementProposal.state == ProposalState.UNDER_REVIEW
    )
    return rows_of(statement.order_by(None).order_by(ImprovementProposal.number))


def decisions_of(meeting_id: int) -> tuple[Decided, ...]:
    """What a meeting decided, in the order of the decisions. One statement."""
    rows = db.session.execute(
        select(
            ProposalDecision,
            ImprovementProposal.number,
            ImprovementProposal.title,
            ImprovementProposal.state,
            ImprovementProposal.meeting_id == meeting_id,
        )
        .join(ImprovementProposal, ImprovementProposal.id == ProposalDecision.proposal_id)
        .where(ProposalDecision.meeting_id == meeting_id)
        .order_by(ProposalDecision.id)
    )
    return tuple(
        Decided(decision.proposal_id, number or "", title, decision, state, bool(is_last))
        for decision, number, title, state, is_last in rows
    )


def candidates(meeting: ManagementMeeting, *, page: int = 1, size: int = 50) -> Page[ProposalRow]:
    """What could come to the table of a meeting: waiting for a decision, submitted by its day, not deferred by itself.

    Deferred ones first, then the oldest. Two statements.
    """
    statement = list_statement().where(
        ImprovementProposal.state.in_((ProposalState.SUBMITTED, ProposalState.DEFERRED)),
        ImprovementProposal.submitted_on <= meeting.held_on,
        or_(ImprovementProposal.meeting_id.is_(None), ImprovementProposal.meeting_id != meeting.id),
    )
    order = (ImprovementProposal.deferred_until.asc().nulls_last(), ImprovementProposal.number)
    return page_of(statement.order_by(None).order_by(*order), page, size)
