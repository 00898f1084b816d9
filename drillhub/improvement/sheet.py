"""Reads for showing the effect: what stands on the evaluation sheet of a drill, and which drills could be named."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.drills.life_cycle import DrillStatus
from drillhub.drills.models import Drill
from drillhub.improvement.life_cycle import VerificationResult
from drillhub.improvement.models import ImprovementProposal, ProposalVerification

# A drill whose file is closed is looked back on, not at.
_CAN_BE_NAMED = (
    DrillStatus.PLANNED,
    DrillStatus.NOTIFIED,
    DrillStatus.HELD,
    DrillStatus.UNDER_REVIEW,
    DrillStatus.REVIEWED,
)


@dataclass(frozen=True)
class SheetLine:
    """A proposal whose effect this drill shows or has shown. version: of the proposal."""

    id: int
    proposal_id: int
    number: str
    title: str
    proposal: str
    expected_effect: str
    implemented_on: date | None
    version: int
    method: str
    result: VerificationResult | None
    note: str
    verified_by: str
    verified_on: date | None
    drill_day: date

    @property
    def is_too_early(self) -> bool:
        """Whether the drill cannot show the effect: it did not take place after the proposal was carried out."""
        return self.result is None and self.implemented_on is not None and self.drill_day <= self.implemented_on


def lines_of(drill_id: int) -> tuple[SheetLine, ...]:
    """What a drill is to show, or has shown, by number. One statement."""
    rows = db.session.execute(
        select(ProposalVerification, ImprovementProposal, func.coalesce(Drill.held_on, Drill.local_date).label("day"))
        .join(ImprovementProposal, ImprovementProposal.id == ProposalVerification.proposal_id)
        .join(Drill, Drill.id == ProposalVerification.drill_id)
        .where(ProposalVerification.drill_id == drill_id, ProposalVerification.withdrawn_at.is_(None))
        .order_by(ImprovementProposal.number, ProposalVerification.id)
    )
    return tuple(
        SheetLine(
            id=row.id,
            proposal_id=proposal.id,
            number=proposal.number or "",
            title=proposal.title,
            proposal=proposal.proposal,
            expected_effect=proposal.expected_effect,
            implemented_on=proposal.implemented_on,
            version=proposal.version,
            method=row.method,
            result=row.result,
            note=row.note,
            verified_by=row.verified_by,
            verified_on=row.verified_on,
            drill_day=day,
        )
        for row, proposal, day in rows
    )


def require_on_sheet(verification_id: int, drill_id: int) -> None:
    """Raises NotFound when this line does not stand on the sheet of this drill. One statement."""
    found = select(ProposalVerification.id).where(
        ProposalVerification.id == verification_id, ProposalVerification.drill_id == drill_id
    )
    if db.session.scalar(found) is None:
        raise NotFound()


@dataclass(frozen=True)
class DrillChoice:
    """A drill that could be named to show an effect. day: when it was held, or is planned for."""

    id: int
    number: str
    title: str
    day: date


def verifying_drills(implemented_on: date, *, limit: int = 50) -> tuple[DrillChoice, ...]:
    """Drills after the day of the work that are still ahead or were just held, the nearest first. One statement."""
    day = func.coalesce(Drill.held_on, Drill.local_date)
    rows = db.session.execute(
        select(Drill.id, Drill.number, Drill.title, day.label("day"))
        .where(Drill.status.in_(_CAN_BE_NAMED), day > implemented_on)
        .order_by(day, Drill.number)
        .limit(limit)
    )
    return tuple(DrillChoice(row.id, row.number, row.title, row.day) for row in rows)
