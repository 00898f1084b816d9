"""Reads of the register of risks: the heaviest first, each with its measures as they stand."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import Select, func, select

from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.core.i18n import LazyString, _l
from drillhub.core.pagination import Page, paginate
from drillhub.planning.models import Commitment, CommitmentFulfilment, CommitmentKind, Plan, Risk, RiskMeasure
from drillhub.planning.queries import plan_in_force
from drillhub.planning.risk_rating import RiskBand, RiskEntry, band_of
from drillhub.vocabulary import Hazard

# The order of `risk_rating.py`; of equal ones, the one that was entered first.
_SCORE: Final = Risk.likelihood * Risk.impact
_HEAVIEST_FIRST: Final = ((_SCORE * func.coalesce(Risk.damage_yen, 0)).desc(), _SCORE.desc(), Risk.id)


class MeasureState(StrEnum):
    """Where a measure of a risk stands."""

    DONE = "done"
    LATE = "late"
    AHEAD = "ahead"
    NO_LONGER_PROMISED = "no_longer_promised"

    @property
    def label(self) -> LazyString:
        return _MEASURE_LABELS[self]


_MEASURE_LABELS: Final = {
    MeasureState.DONE: _l("実施"),
    MeasureState.LATE: _l("遅れ"),
    MeasureState.AHEAD: _l("これから"),
    MeasureState.NO_LONGER_PROMISED: _l("いまの計画にない"),
}


@dataclass(frozen=True)
class MeasureLine:
    """A commitment that lessens a risk. done_on: the last day it was done, None so far."""

    commitment_id: int
    code: str
    text: str
    done_on: date | None
    state: MeasureState


@dataclass(frozen=True)
class RiskLine:
    """A risk with its measures."""

    id: int
    entry: RiskEntry
    version: int
    measures: tuple[MeasureLine, ...]

    @property
    def score(self) -> int:
        return self.entry.likelihood * self.entry.impact

    @property
    def band(self) -> RiskBand:
        return band_of(self.entry.likelihood, self.entry.impact)

    @property
    def promised(self) -> int:
        """How many measures count: those that are done or still promised."""
        return sum(each.state is not MeasureState.NO_LONGER_PROMISED for each in self.measures)

    @property
    def done(self) -> int:
        """How many of them are done."""
        return sum(each.state is MeasureState.DONE for each in self.measures)


@dataclass(frozen=True)
class RankedRisk:
    """A risk in the order of the whole register. rank: its place in it, from 1."""

    rank: int
    line: RiskLine


def risks(*, cell: tuple[int, int] | None = None, today: date, page: int = 1, size: int = 50) -> Page[RankedRisk]:
    """The register, the heaviest first. cell: only those of one (likelihood, impact). Four statements."""
    ranked = (
        select(Risk.id, func.row_number().over(order_by=_HEAVIEST_FIRST).label("rank"))
        .where(Risk.removed_at.is_(None))
        .subquery()
    )
    statement = select(Risk, ranked.c.rank).join(ranked, ranked.c.id == Risk.id).order_by(ranked.c.rank)
    if cell is not None:
        statement = statement.where(Risk.likelihood == cell[0], Risk.impact == cell[1])
    found = paginate(statement, number=page, size=size, scalars=False)
    measures = _measures([row.id for row, _rank in found.items], today=today)
    return replace(found, items=tuple(RankedRisk(rank, _line(row, measures)) for row, rank in found.items))


def hazards_by_weight() -> tuple[Hazard, ...]:
    """The hazards of the register, that of the heaviest risk first, each once. One statement."""
    rows = db.session.scalars(select(Risk.hazard).where(Risk.removed_at.is_(None)).order_by(*_HEAVIEST_FIRST))
    return tuple(dict.fromkeys(rows))


def cells() -> dict[tuple[int, int], int]:
    """How many risks of the register stand in each cell of the matrix, by (likelihood, impact). One statement."""
    rows = db.session.execute(
        select(Risk.likelihood, Risk.impact, func.count())
        .where(Risk.removed_at.is_(None))
        .group_by(Risk.likelihood, Risk.impact)
    )
    return {(likelihood, impact): count for likelihood, impact, count in rows}


def risk(risk_id: int, *, today: date) -> RiskLine:
    """One risk of the register. Three statements. Raises NotFound."""
    row = db.session.scalar(select(Risk).where(Risk.id == risk_id, Risk.removed_at.is_(None)))
    if row is None:
        raise NotFound()
    return _line(row, _measures([row.id], today=today))


def entry_of(row: Risk) -> RiskEntry:
    """What a row says, as somebody wrote it."""
    return RiskEntry(
        title=row.title,
        hazard=row.hazard,
        likelihood=row.likelihood,
        impact=row.impact,
        damage_yen=row.damage_yen,
        note=row.note,
    )


@dataclass(frozen=True)
class PossibleMeasure:
    """A measure that can be linked to a risk."""

    id: int
    code: str
    text: str


def possible_measures(today: date) -> tuple[PossibleMeasure, ...]:
    """The measures that the plan in force promises, by code. Two statements."""
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
    return tuple(PossibleMeasure(*row) for row in rows)


def _line(row: Risk, measures: dict[int, tuple[MeasureLine, ...]]) -> RiskLine:
    return RiskLine(row.id, entry_of(row), row.version, measures.get(row.id, ()))


def _measures(risk_ids: Iterable[int], *, today: date) -> dict[int, tuple[MeasureLine, ...]]:
    plan = plan_in_force(today)
    found: dict[int, list[MeasureLine]] = defaultdict(list)
    for row in db.session.execute(_linked_measures().where(RiskMeasure.risk_id.in_(list(risk_ids)))):
        state = _state(row.Commitment, row.done_on, plan, today)
        line = MeasureLine(row.Commitment.id, row.Commitment.code, row.Commitment.text, row.done_on, state)
        found[row.risk_id].append(line)
    return {risk_id: tuple(lines) for risk_id, lines in found.items()}


def _linked_measures() -> Select[int, Commitment, date]:
    done_on = (
        select(func.max(CommitmentFulfilment.done_on))
        .where(CommitmentFulfilment.commitment_id == Commitment.id, CommitmentFulfilment.withdrawn_at.is_(None))
        .correlate(Commitment)
        .scalar_subquery()
    )
    return (
        select(RiskMeasure.risk_id, Commitment, done_on.label("done_on"))
        .join(Commitment, Commitment.id == RiskMeasure.commitment_id)
        .order_by(Commitment.code, Commitment.id)
    )


def _state(row: Commitment, done_on: date | None, plan: Plan | None, today: date) -> MeasureState:
    """What an earlier plan promised and was done goes on to help; what was taken out of a plan is not relied on."""
    if row.withdrawn_at is not None:
        return MeasureState.NO_LONGER_PROMISED
    if done_on is not None:
        return MeasureState.DONE
    if plan is None or row.plan_id != plan.id:
        return MeasureState.NO_LONGER_PROMISED
    return MeasureState.LATE if row.due_on is not None and row.due_on < today else MeasureState.AHEAD
