"""Reads of the register of risks: the heaviest first, each with its measures as they stand."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.planning.models import Commitment, CommitmentFulfilment, CommitmentKind, Risk, RiskMeasure
from drillhub.planning.queries import plan_in_force
from drillhub.planning.risk_rating import RiskBand, band_of, weight
from drillhub.vocabulary import Hazard


@dataclass(frozen=True)
class MeasureLine:
    """A commitment that lessens a risk. done_on: the last day it was done, None so far."""

    commitment_id: int
    code: str
    text: str
    due_on: date | None
    done_on: date | None

    @property
    def is_done(self) -> bool:
        return self.done_on is not None

    def is_late(self, today: date) -> bool:
        return not self.is_done and self.due_on is not None and self.due_on < today


@dataclass(frozen=True)
class RiskLine:
    """A risk with its measures. rank: its place in the order, from 1."""

    id: int
    rank: int
    title: str
    hazard: Hazard
    likelihood: int
    impact: int
    damage_yen: int | None
    note: str
    version: int
    measures: tuple[MeasureLine, ...]

    @property
    def score(self) -> int:
        return self.likelihood * self.impact

    @property
    def band(self) -> RiskBand:
        return band_of(self.likelihood, self.impact)

    @property
    def done(self) -> int:
        """How many of its measures are done."""
        return sum(each.is_done for each in self.measures)


def risks() -> tuple[RiskLine, ...]:
    """The register, the heaviest first. Two statements."""
    rows = db.session.scalars(select(Risk).where(Risk.removed_at.is_(None)).order_by(Risk.id)).all()
    measures = _measures(row.id for row in rows)
    ordered = sorted(rows, key=lambda row: weight(row.likelihood, row.impact, row.damage_yen), reverse=True)
    return tuple(
        RiskLine(
            id=row.id,
            rank=rank,
            title=row.title,
            hazard=row.hazard,
            likelihood=row.likelihood,
            impact=row.impact,
            damage_yen=row.damage_yen,
            note=row.note,
            version=row.version,
            measures=measures.get(row.id, ()),
        )
        for rank, row in enumerate(ordered, 1)
    )


def risk(risk_id: int) -> RiskLine:
    """One risk of the register. Raises NotFound."""
    found = next((each for each in risks() if each.id == risk_id), None)
    if found is None:
        raise NotFound()
    return found


def possible_measures(today: date) -> tuple[tuple[int, str], ...]:
    """(id, words) of the measures that the plan in force promises, by code. Two statements."""
    plan = plan_in_force(today)
    if plan is None:
        return ()
    rows = db.session.execute(
        select(Commitment.id, Commitment.code, Commitment.text)
        .where(
            Commitment.plan_id == plan.id,
            Commitment.kind == CommitmentKind.MEASURE,
            Commitment.withdrawn_at.is_(None),
        )
        .order_by(Commitment.code)
    )
    return tuple((row.id, f"{row.code} {row.text}") for row in rows)


def _measures(risk_ids: Iterable[int]) -> dict[int, tuple[MeasureLine, ...]]:
    done_on = (
        select(func.max(CommitmentFulfilment.done_on))
        .where(CommitmentFulfilment.commitment_id == Commitment.id, CommitmentFulfilment.withdrawn_at.is_(None))
        .correlate(Commitment)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            RiskMeasure.risk_id,
            Commitment.id,
            Commitment.code,
            Commitment.text,
            Commitment.due_on,
            done_on.label("done_on"),
        )
        .join(Commitment, Commitment.id == RiskMeasure.commitment_id)
        .where(RiskMeasure.risk_id.in_(list(risk_ids)))
        .order_by(Commitment.code)
    )
    found: dict[int, list[MeasureLine]] = defaultdict(list)
    for row in rows:
        found[row.risk_id].append(MeasureLine(row.id, row.code, row.text, row.due_on, row.done_on))
    return {risk_id: tuple(lines) for risk_id, lines in found.items()}
