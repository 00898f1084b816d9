"""Reads of proposals for the board, for lists and for the page of one. Each takes a constant number of statements."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased, raiseload

from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.core.i18n import LazyString, _l
from drillhub.core.pagination import Page, paginate
from drillhub.drills.life_cycle import DrillStatus
from drillhub.drills.models import Drill, Finding, Run
from drillhub.drills.run_state import RunStatus
from drillhub.identity.models import Person, PersonStatus
from drillhub.improvement.life_cycle import ProposalSource, ProposalState, can_verify, is_overdue
from drillhub.improvement.models import ImprovementProposal, ManagementMeeting, ProposalEvent, ProposalVerification
from drillhub.improvement.wording import Origin
from drillhub.vocabulary import PlanItem

CARDS_PER_COLUMN: Final = 10


class Column(StrEnum):
    """The stages of the board, in the order of progress. LEFT is shown in the list alone."""

    SUBMITTED = "submitted"
    TABLE = "table"
    DOING = "doing"
    SHOWING = "showing"
    SHOWN = "shown"
    LEFT = "left"

    @property
    def label(self) -> LazyString:
        return _COLUMN_LABELS[self]

    @property
    def states(self) -> frozenset[ProposalState]:
        return _COLUMN_STATES[self]


_S = ProposalState
_COLUMN_STATES: Final = {
    Column.SUBMITTED: frozenset({_S.SUBMITTED}),
    Column.TABLE: frozenset({_S.UNDER_REVIEW, _S.DEFERRED}),
    Column.DOING: frozenset({_S.ADOPTED, _S.IN_PROGRESS}),
    Column.SHOWING: frozenset({_S.IMPLEMENTED}),
    Column.SHOWN: frozenset({_S.VERIFIED, _S.CLOSED}),
    Column.LEFT: frozenset({_S.REJECTED, _S.MERGED}),
}
_COLUMN_LABELS: Final = {
    Column.SUBMITTED: _l("提出"),
    Column.TABLE: _l("決裁待ち"),
    Column.DOING: _l("採択・実施中"),
    Column.SHOWING: _l("実施・確認待ち"),
    Column.SHOWN: _l("効果を確認"),
    Column.LEFT: _l("不採択・統合"),
}
BOARD: Final = tuple(column for column in Column if column is not Column.LEFT)


@dataclass(frozen=True)
class VerifyingDrill:
    """The drill that was named to show the effect. is_over: its run has ended, so that the effect can be written."""

    id: int
    title: str
    day: date
    status: DrillStatus
    is_over: bool


@dataclass(frozen=True)
class ProposalRow:
    """A proposal in a list. meeting_on: of the meeting on whose table it is, or which decided on it last."""

    id: int
    number: str | None
    title: str
    source: ProposalSource
    plan_item: PlanItem | None
    state: ProposalState
    version: int
    has_text: bool
    proposer: str
    owner: str
    owner_left: bool
    submitted_on: date | None
    deferred_until: date | None
    due_on: date | None
    implemented_on: date | None
    meeting_id: int | None
    meeting_on: date | None
    verifying: VerifyingDrill | None

    def is_overdue(self, today: date) -> bool:
        return is_overdue(self.state, self.due_on, today)

    @property
    def awaits_verification(self) -> bool:
        """効果確認待ち: carried out, and no later drill that takes place is named to show the effect."""
        if self.state is not ProposalState.IMPLEMENTED or self.implemented_on is None:
            return False
        named = self.verifying
        return named is None or not can_verify(self.implemented_on, named.status, named.day)

    @property
    def owner_vacant(self) -> bool:
        """担当者不在: somebody still has to do something for it, and who should has left."""
        return self.owner_left and (self.state.to_carry_out or self.state is ProposalState.IMPLEMENTED)


@dataclass(frozen=True)
class ProposalFilter:
    """Which proposals a list shows. person_id: only those the person carries out or made."""

    column: Column | None = None
    source: ProposalSource | None = None
    overdue: bool = False
    person_id: int | None = None
    text: str = ""
    first_day: date | None = None
    last_day: date | None = None

    @property
    def narrows(self) -> bool:
        return self != ProposalFilter()


def proposals(wanted: ProposalFilter, *, today: date, page: int = 1, size: int = 50) -> Page[ProposalRow]:
    """Submitted proposals, the nearest due date first, then the newest. Two statements."""
    statement = list_statement().where(ImprovementProposal.state != ProposalState.DRAFT, *_conditions(wanted, today))
    return page_of(statement, page, size)


def own_proposals(person_id: int, *, page: int = 1, size: int = 20) -> Page[ProposalRow]:
    """Proposals somebody made, drafts too, the newest first. Two statements."""
    statement = list_statement().where(ImprovementProposal.proposer_id == person_id)
    return page_of(statement.order_by(None).order_by(ImprovementProposal.id.desc()), page, size)


def own_tasks(person_id: int, *, size: int = 20) -> Page[ProposalRow]:
    """What somebody has to carry out, the nearest due date first; the first page of it. Two statements."""
    statement = list_statement().where(
        ImprovementProposal.owner_id == person_id, ImprovementProposal.state.in_(Column.DOING.states)
    )
    return page_of(statement, 1, size)


def board() -> dict[Column, tuple[ProposalRow, ...]]:
    """The first cards of every column. One statement."""
    rank = func.row_number().over(
        partition_by=_column_of(ImprovementProposal.state),
        order_by=_order(),
    )
    ranked = (
        select(ImprovementProposal.id, rank.label("rank"))
        .where(ImprovementProposal.state.in_(frozenset().union(*(column.states for column in BOARD))))
        .subquery()
    )
    statement = list_statement().join(ranked, ranked.c.id == ImprovementProposal.id)
    rows = rows_of(statement.where(ranked.c.rank <= CARDS_PER_COLUMN))
    return {column: tuple(row for row in rows if row.state in column.states) for column in BOARD}


def counts() -> dict[ProposalState, int]:
    """How many proposals are in each state; 0 for none. One statement."""
    rows = db.session.execute(
        select(ImprovementProposal.state, func.count(ImprovementProposal.id)).group_by(ImprovementProposal.state)
    )
    found = {row[0]: row[1] for row in rows}
    return {state: found.get(state, 0) for state in ProposalState}


def row(proposal_id: int) -> ProposalRow:
    """One proposal as lists show it. One statement. Raises NotFound."""
    found = rows_of(list_statement().where(ImprovementProposal.id == proposal_id))
    if not found:
        raise NotFound()
    return found[0]


def proposal(proposal_id: int) -> ImprovementProposal:
    """The proposal itself. Raises NotFound."""
    found = db.session.scalar(
        select(ImprovementProposal).options(raiseload("*")).where(ImprovementProposal.id == proposal_id)
    )
    if found is None:
        raise NotFound()
    return found


def own_by_number(number: str, person_id: int, origin: Origin) -> ImprovementProposal | None:
    """A proposal that this person made from this drill or quiz; None for anything else. One statement."""
    return db.session.scalar(
        select(ImprovementProposal).where(
            ImprovementProposal.number == number,
            ImprovementProposal.proposer_id == person_id,
            ImprovementProposal.drill_id == origin.drill_id,
            ImprovementProposal.attempt_id == origin.attempt_id,
        )
    )


def events_of(proposal_id: int) -> tuple[ProposalEvent, ...]:
    """The history, newest first. One statement."""
    return tuple(
        db.session.scalars(
            select(ProposalEvent).where(ProposalEvent.proposal_id == proposal_id).order_by(ProposalEvent.seq.desc())
        )
    )


@dataclass(frozen=True)
class Reference:
    """A proposal named elsewhere."""

    id: int
    number: str
    title: str
    state: ProposalState


def by_finding(drill_id: int) -> dict[int, Reference]:
    """Number of the finding → its proposal, for the findings of a drill that have one. One statement."""
    rows = db.session.execute(
        select(Finding.number, ImprovementProposal)
        .join(ImprovementProposal, ImprovementProposal.finding_id == Finding.id)
        .where(Finding.drill_id == drill_id)
    )
    return {number: _reference(proposal) for number, proposal in rows}


def merged_into(proposal_id: int) -> tuple[Reference, ...]:
    """Proposals that went into this one. One statement."""
    rows = db.session.scalars(
        select(ImprovementProposal)
        .where(ImprovementProposal.merged_into_id == proposal_id)
        .order_by(ImprovementProposal.number)
    )
    return tuple(_reference(each) for each in rows)


def reference(proposal_id: int) -> Reference:
    """One statement. Raises NotFound."""
    return _reference(proposal(proposal_id))


def _reference(each: ImprovementProposal) -> Reference:
    return Reference(each.id, each.number or "", each.title, each.state)


def list_statement() -> Select[*tuple[Any, ...]]:
    """The select behind every list of proposals; `rows_of` runs it."""
    owner, named = aliased(Person), aliased(ProposalVerification)
    over = exists().where(Run.drill_id == Drill.id, Run.status.in_((RunStatus.ANSWERING, RunStatus.CLOSED)))
    statement: Select[*tuple[Any, ...]] = (
        select(
            ImprovementProposal.id,
            ImprovementProposal.number,
            ImprovementProposal.title,
            ImprovementProposal.source,
            ImprovementProposal.plan_item,
            ImprovementProposal.state,
            ImprovementProposal.version,
            (ImprovementProposal.proposal != "").label("has_text"),
            ImprovementProposal.proposer_name.label("proposer"),
            ImprovementProposal.owner_name.label("owner"),
            owner.status.label("owner_status"),
            ImprovementProposal.submitted_on,
            ImprovementProposal.deferred_until,
            ImprovementProposal.due_on,
            ImprovementProposal.implemented_on,
            ImprovementProposal.meeting_id,
            ManagementMeeting.held_on.label("meeting_on"),
            Drill.id.label("drill_id"),
            Drill.title.label("drill_title"),
            Drill.local_date.label("drill_planned"),
            Drill.held_on.label("drill_held"),
            Drill.status.label("drill_status"),
            over.label("drill_over"),
        )
        .outerjoin(owner, owner.id == ImprovementProposal.owner_id)
        .outerjoin(ManagementMeeting, ManagementMeeting.id == ImprovementProposal.meeting_id)
        .outerjoin(
            named,
            and_(named.proposal_id == ImprovementProposal.id, named.result.is_(None), named.withdrawn_at.is_(None)),
        )
        .outerjoin(Drill, Drill.id == named.drill_id)
        .order_by(*_order())
    )
    return statement


def _order() -> tuple[ColumnElement[Any], ...]:
    return (
        ImprovementProposal.due_on.asc().nulls_last(),
        ImprovementProposal.submitted_on.desc(),
        ImprovementProposal.id.desc(),
    )


def _conditions(wanted: ProposalFilter, today: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.column is not None:
        found.append(ImprovementProposal.state.in_(wanted.column.states))
    if wanted.source is not None:
        found.append(ImprovementProposal.source == wanted.source)
    if wanted.overdue:
        found += [ImprovementProposal.state.in_(Column.DOING.states), ImprovementProposal.due_on < today]
    if wanted.person_id is not None:
        found.append(
            or_(ImprovementProposal.owner_id == wanted.person_id, ImprovementProposal.proposer_id == wanted.person_id)
        )
    if wanted.first_day is not None:
        found.append(ImprovementProposal.submitted_on >= wanted.first_day)
    if wanted.last_day is not None:
        found.append(ImprovementProposal.submitted_on <= wanted.last_day)
    if wanted.text:
        places = (
            ImprovementProposal.number,
            ImprovementProposal.title,
            ImprovementProposal.finding,
            ImprovementProposal.proposal,
        )
        found.append(or_(*(place.icontains(wanted.text, autoescape=True) for place in places)))
    return found


def _column_of(state: Any) -> ColumnElement[str]:
    return case(*((state.in_(column.states), column.value) for column in BOARD), else_="")


def page_of(statement: Select[*tuple[Any, ...]], page: int, size: int) -> Page[ProposalRow]:
    """One page of a select made from `list_statement`. Two statements."""
    found = paginate(statement, number=page, size=size, scalars=False)
    return Page(tuple(_row_of(each._mapping) for each in found.items), found.total, found.number, found.size)


def rows_of(statement: Select[*tuple[Any, ...]]) -> tuple[ProposalRow, ...]:
    """The rows of a select made from `list_statement`. One statement."""
    return tuple(_row_of(each._mapping) for each in db.session.execute(statement))


def _row_of(columns: Mapping[Any, Any]) -> ProposalRow:
    values = dict(columns)
    drill_id, title = values.pop("drill_id"), values.pop("drill_title")
    planned, held = values.pop("drill_planned"), values.pop("drill_held")
    status, over = values.pop("drill_status"), values.pop("drill_over")
    verifying = VerifyingDrill(drill_id, title, held or planned, status, bool(over)) if drill_id else None
    return ProposalRow(
        owner_left=values.pop("owner_status") is PersonStatus.LEFT,
        verifying=verifying,
        **{**values, "has_text": bool(values["has_text"])},
    )
