"""What waits for people in improvement: decisions, tasks, effects to be written, owners who have left."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import aliased

from drillhub.core.database import db
from drillhub.drills.life_cycle import DrillStatus
from drillhub.drills.models import Drill, Run
from drillhub.drills.run_state import RunStatus
from drillhub.identity.models import Person, PersonStatus
from drillhub.improvement.life_cycle import ProposalState
from drillhub.improvement.models import ImprovementProposal, ManagementMeeting, ProposalVerification

_TAKES_PLACE = tuple(status for status in DrillStatus if status.is_ahead or status.was_held)


@dataclass(frozen=True)
class Decisions:
    """Proposals on the table of the nearest meeting that still decides."""

    meeting_id: int
    held_on: date
    count: int


def decisions() -> Decisions | None:
    """None when nothing is on a table. One statement."""
    row = db.session.execute(
        select(ManagementMeeting.id, ManagementMeeting.held_on, func.count(ImprovementProposal.id))
        .join(ImprovementProposal, ImprovementProposal.meeting_id == ManagementMeeting.id)
        .where(ImprovementProposal.state == ProposalState.UNDER_REVIEW)
        .group_by(ManagementMeeting.id, ManagementMeeting.held_on)
        .order_by(ManagementMeeting.held_on, ManagementMeeting.id)
        .limit(1)
    ).first()
    return Decisions(*row) if row else None


@dataclass(frozen=True)
class Office:
    """How many proposals wait for the office.

    submitted: for a meeting. again: were deferred until a day that has come. vacant: their owner has left.
    awaiting: carried out, and no drill that takes place is named to show the effect.
    """

    submitted: int
    again: int
    vacant: int
    awaiting: int


def office(today: date) -> Office:
    """One statement."""
    owner, named = aliased(Person), aliased(ProposalVerification)
    will_show = exists().where(
        named.proposal_id == ImprovementProposal.id,
        named.result.is_(None),
        named.withdrawn_at.is_(None),
        named.drill_id == Drill.id,
        Drill.status.in_(_TAKES_PLACE),
        func.coalesce(Drill.held_on, Drill.local_date) > ImprovementProposal.implemented_on,
    )
    state = ImprovementProposal.state
    unfinished = state.in_((ProposalState.ADOPTED, ProposalState.IN_PROGRESS, ProposalState.IMPLEMENTED))
    row = db.session.execute(
        select(
            func.count(ImprovementProposal.id).filter(state == ProposalState.SUBMITTED),
            func.count(ImprovementProposal.id).filter(
                and_(state == ProposalState.DEFERRED, ImprovementProposal.deferred_until <= today)
            ),
            func.count(ImprovementProposal.id).filter(and_(unfinished, owner.status == PersonStatus.LEFT)),
            func.count(ImprovementProposal.id).filter(and_(state == ProposalState.IMPLEMENTED, ~will_show)),
        ).outerjoin(owner, owner.id == ImprovementProposal.owner_id)
    ).one()
    return Office(*row)


@dataclass(frozen=True)
class EffectToWrite:
    """A drill whose run has ended and that was to show the effect of proposals."""

    drill_id: int
    title: str
    run_id: int
    count: int


def effect_to_write() -> EffectToWrite | None:
    """The first such drill; None when every effect is written. One statement."""
    row = db.session.execute(
        select(Drill.id, Drill.title, func.max(Run.id), func.count(func.distinct(ProposalVerification.id)))
        .join(ProposalVerification, ProposalVerification.drill_id == Drill.id)
        .join(ImprovementProposal, ImprovementProposal.id == ProposalVerification.proposal_id)
        .join(Run, Run.drill_id == Drill.id)
        .where(
            ProposalVerification.result.is_(None),
            ProposalVerification.withdrawn_at.is_(None),
            Drill.status.in_(_TAKES_PLACE),
            Run.status.in_((RunStatus.ANSWERING, RunStatus.CLOSED)),
            # One that took place before the proposal was carried out shows nothing: another drill has to be named.
            func.coalesce(Drill.held_on, Drill.local_date) > ImprovementProposal.implemented_on,
        )
        .group_by(Drill.id, Drill.title, Drill.local_date)
        .order_by(Drill.local_date, Drill.id)
        .limit(1)
    ).first()
    return EffectToWrite(*row) if row else None
