"""Improvement at a glance: the board for the office, one's own proposals for everybody else, and the list."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from drillhub.core.fiscal_year import FiscalYear
from drillhub.improvement import meeting_queries, queries
from drillhub.improvement.access import PREPARE_MEETINGS, READ_PROPOSALS
from drillhub.improvement.life_cycle import ProposalSource, ProposalState
from drillhub.improvement.queries import BOARD, Column, ProposalFilter
from drillhub.web.doors import me, page_number, requires, signed_in, today
from drillhub.web.improvement import words
from drillhub.web.improvement.blueprint import bp


@bp.get("/improvement")
@signed_in
def index() -> ResponseReturnValue:
    return _board() if me().acts_as(*READ_PROPOSALS) else _own()


def _board() -> str:
    counts = queries.counts()
    cards = queries.board()
    may_review = me().acts_as(*PREPARE_MEETINGS)
    return render_template(
        "improvement/board.html",
        columns=[(column, cards[column], sum(counts[state] for state in column.states)) for column in BOARD],
        left={state: counts[state] for state in (ProposalState.REJECTED, ProposalState.MERGED)},
        total=sum(count for state, count in counts.items() if state is not ProposalState.DRAFT),
        adopted=sum(count for state, count in counts.items() if state.was_adopted),
        implemented=sum(count for state, count in counts.items() if state.was_implemented),
        may_review=may_review,
        meetings=meeting_queries.open_meetings() if may_review else (),
        tasks=queries.own_tasks(me().person_id),
        today=today(),
        words=words,
        Column=Column,
    )


def _own() -> str:
    return render_template(
        "improvement/own.html",
        page=queries.own_proposals(me().person_id, page=page_number()),
        tasks=queries.own_tasks(me().person_id),
        reads_all=me().acts_as(*READ_PROPOSALS),
        today=today(),
        words=words,
    )


@bp.get("/improvement/proposals/mine")
@signed_in
def own() -> ResponseReturnValue:
    """One's own proposals with the answers to them: the whole of improvement for most people."""
    return _own()


@bp.get("/improvement/proposals")
@requires(*READ_PROPOSALS)
def proposals() -> ResponseReturnValue:
    choice = ListChoice.of_request()
    wanted = choice.filter(person_id=me().person_id, start_month=me().fiscal_year_start_month)
    this_year = FiscalYear.of(today(), me().fiscal_year_start_month).year
    return render_template(
        "improvement/list.html",
        page=queries.proposals(wanted, today=today(), page=page_number()),
        choice=choice,
        narrowed=wanted.narrows,
        columns=(*BOARD, Column.LEFT),
        sources=ProposalSource,
        years=range(this_year, this_year - 5, -1),
        today=today(),
        words=words,
    )


class ListChoice:
    """What the address asks for; what it does not know is left out."""

    def __init__(self, column: str, source: str, show: str, text: str, year: str) -> None:
        self.column = Column(column) if column in set(Column) else None
        self.source = ProposalSource(source) if source in set(ProposalSource) else None
        self.show = show if show in {"overdue", "mine"} else ""
        self.text = text[:100]
        self.year = int(year) if year.isdigit() and 1900 < int(year) < 2200 else None

    @classmethod
    def of_request(cls) -> "ListChoice":
        return cls(*(request.args.get(name, "").strip() for name in ("state", "source", "show", "q", "year")))

    def filter(self, *, person_id: int, start_month: int) -> ProposalFilter:
        period = FiscalYear(self.year, start_month) if self.year is not None else None
        return ProposalFilter(
            column=self.column,
            source=self.source,
            overdue=self.show == "overdue",
            person_id=person_id if self.show == "mine" else None,
            text=self.text,
            first_day=period.first_day if period else None,
            last_day=period.last_day if period else None,
        )

    def address(self) -> dict[str, str]:
        """The query of the address that asks for the same."""
        chosen = {
            "state": self.column.value if self.column else "",
            "source": self.source.value if self.source else "",
            "show": self.show,
            "q": self.text,
            "year": str(self.year) if self.year else "",
        }
        return {key: value for key, value in chosen.items() if value}
