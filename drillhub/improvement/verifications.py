"""Verbs of showing the effect (効果確認): name a later drill, and write what it showed."""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import select

from drillhub.audit import Actor
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.core.errors import NotFound, check_all
from drillhub.core.i18n import current_language
from drillhub.core.japanese_dates import long_date
from drillhub.drills.models import Drill, Run
from drillhub.drills.run_state import RunStatus
from drillhub.improvement import trail
from drillhub.improvement.carrying_out import reopen_held, require_new_due
from drillhub.improvement.errors import (
    DrillCannotVerify,
    DrillHasShown,
    DrillMissing,
    DrillNotOver,
    VerificationNoteMissing,
    VerificationOver,
)
from drillhub.improvement.life_cycle import ProposalEventKind, VerificationResult, can_verify, require
from drillhub.improvement.locking import locked_proposal
from drillhub.improvement.messages import AddressOf
from drillhub.improvement.models import ImprovementProposal, ProposalVerification
from drillhub.improvement.wording import require_short

_OVER = (RunStatus.ANSWERING, RunStatus.CLOSED)


def plan_verification(
    proposal_id: int, drill_id: int | None, *, method: str = "", version: int, by: Actor, at: datetime
) -> ProposalVerification:
    """Name the drill that will show the effect; it then stands on that drill's evaluation sheet.

    method: what to look at. A drill named before is withdrawn. Raises DrillMissing, DrillCannotVerify, DrillHasShown,
    TextTooLong, TransitionRefused, ProposalChanged.
    """
    require_short(method, "method")
    proposal = locked_proposal(proposal_id, version)
    require(proposal.state, ProposalEventKind.VERIFICATION_PLANNED)
    drill = db.session.scalar(select(Drill).where(Drill.id == drill_id))
    if drill is None:
        raise DrillMissing("drill_id")
    _require_later(proposal, drill, drill.held_on or drill.local_date)
    _require_new(proposal, drill)
    proposal.expect_verification()
    before = open_verification(proposal.id)
    if before is not None:
        before.withdrawn_at = at
        db.session.flush()  # one drill at a time: the former makes room before the new one comes
    row = ProposalVerification(
        proposal_id=proposal.id, drill_id=drill.id, method=method.strip(), planned_at=at, planned_by=by.name
    )
    db.session.add(row)
    facts = {"drill": drill.number}
    trail.note(proposal, ProposalEventKind.VERIFICATION_PLANNED, by=by, at=at, text=method, facts=facts)
    db.session.flush()
    return row


def open_verification(proposal_id: int) -> ProposalVerification | None:
    """The verification that a proposal waits for, whatever became of its drill."""
    return db.session.scalar(
        select(ProposalVerification).where(
            ProposalVerification.proposal_id == proposal_id,
            ProposalVerification.result.is_(None),
            ProposalVerification.withdrawn_at.is_(None),
        )
    )


def record_verification(
    verification_id: int,
    result: VerificationResult,
    *,
    note: str,
    due_on: date | None = None,
    version: int,
    today: date,
    address_of: AddressOf,
    by: Actor,
    at: datetime,
) -> ImprovementProposal:
    """Write what the drill showed. Without effect the proposal is reopened, to be done anew until `due_on`.

    Raises VerificationOver, DrillNotOver, DrillCannotVerify, DrillHasShown, VerificationNoteMissing, DueDateMissing,
    DueInPast, TextTooLong, TransitionRefused, ProposalChanged.
    """
    row = db.session.scalar(select(ProposalVerification).where(ProposalVerification.id == verification_id))
    if row is None:
        raise NotFound()
    proposal = locked_proposal(row.proposal_id, version)
    db.session.refresh(row)
    if row.result is not None or row.withdrawn_at is not None:
        raise VerificationOver()
    drill = db.session.scalars(select(Drill).where(Drill.id == row.drill_id)).one()
    require(proposal.state, ProposalEventKind.VERIFIED)
    _require_later(proposal, drill, _day_it_took_place(drill))
    _require_new(proposal, drill)
    checks: list[Callable[[], object]] = [lambda: _require_note(note)]
    if result is VerificationResult.NOT_EFFECTIVE:
        checks.append(lambda: require_new_due(due_on, today))
    check_all(*checks)
    proposal.verify(result, on=today)
    row.result, row.note, row.verified_on, row.verified_at = result, note.strip(), today, at
    row.verified_by_id, row.verified_by = by.person_id, by.name
    facts = {"drill": drill.number, "result": result.value}
    trail.note(proposal, ProposalEventKind.VERIFIED, by=by, at=at, text=note, facts=facts)
    if result is VerificationResult.NOT_EFFECTIVE:
        reopen_held(proposal, reason=note, due_on=due_on, today=today, address_of=address_of, by=by, at=at)
    return proposal


def _require_note(note: str) -> None:
    if not note.strip():
        raise VerificationNoteMissing("note")
    require_short(note, "note")


def _day_it_took_place(drill: Drill) -> date:
    """The day of its record, or of the run that has ended. Raises DrillNotOver."""
    if drill.held_on is not None:
        return drill.held_on
    run = db.session.scalar(
        select(Run).where(Run.drill_id == drill.id, Run.status.in_(_OVER)).order_by(Run.number.desc()).limit(1)
    )
    if run is None:
        raise DrillNotOver()
    return clock.local(run.launched_at, drill.timezone).date()


def _require_later(proposal: ImprovementProposal, drill: Drill, day: date) -> None:
    done = proposal.implemented_on
    if done is None or not can_verify(done, drill.status, day):
        shown = long_date(done, current_language()) if done else "—"
        raise DrillCannotVerify("drill_id", day=shown)


def _require_new(proposal: ImprovementProposal, drill: Drill) -> None:
    """A drill shows the effect of a proposal once. Raises DrillHasShown."""
    shown = select(ProposalVerification.id).where(
        ProposalVerification.proposal_id == proposal.id,
        ProposalVerification.drill_id == drill.id,
        ProposalVerification.result.is_not(None),
    )
    if db.session.scalar(shown.limit(1)) is not None:
        raise DrillHasShown("drill_id")
