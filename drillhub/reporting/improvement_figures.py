"""How the figures about improvement are counted: each proposal is a row, as it stood at the end of the period.

What a period that is over cannot know, such as a proposal carried out in the year after it, does not count in it; so
two years are compared as each of them ended.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Final

from drillhub.improvement.history import ProposalFact
from drillhub.improvement.life_cycle import DecisionResult, ProposalState
from drillhub.reporting import figures
from drillhub.reporting.figures import Figure, Part, RecordRef
from drillhub.reporting.improvement_sources import concerns, is_overdue, last_decision, state_on
from drillhub.reporting.kpis import kpi
from drillhub.reporting.periods import Period
from drillhub.reporting.row_reasons import RowReason
from drillhub.reporting.words import Words

OF_SUBMITTED: Final = "of_submitted"
# K21 expects one proposal from so many people in each quarter.
PEOPLE_FOR_A_PROPOSAL: Final = 20

_BY_DECISION: Final = {
    DecisionResult.ADOPTED: RowReason.ADOPTED,
    DecisionResult.REJECTED: RowReason.REJECTED,
    DecisionResult.DEFERRED: RowReason.DEFERRED,
}


def improvement_figures(
    proposals: Sequence[ProposalFact], period: Period, *, people: int, today: date
) -> dict[str, Figure]:
    """The figures that proposals give, by code.

    proposals: of this period and of the one before. people: in the register at the end of the period.
    """
    before = period.compared(today)
    submitted = _submitted_in(proposals, period, today)
    return {
        "K21": figures.count(
            kpi("K21"),
            submitted_rows(proposals, period, today=today),
            submitted_rows(proposals, before, today=today),
            target=proposals_expected(people, period, today=today),
            parts=_by_source(submitted),
        ),
        "K22": figures.rate(
            kpi("K22"), decided_rows(proposals, period, today=today), decided_rows(proposals, before, today=today)
        ),
        "K23": figures.rate(
            kpi("K23"),
            implementation_rows(proposals, period, today=today),
            implementation_rows(proposals, before, today=today),
            parts=_of_submitted(submitted, period.known_until(today)),
        ),
        "K24": figures.rate(
            kpi("K24"), in_time_rows(proposals, period, today=today), in_time_rows(proposals, before, today=today)
        ),
        "K25": figures.count(
            kpi("K25"),
            overdue_rows(proposals, period, today=today),
            overdue_rows(proposals, before, today=today),
            needs_rows=True,
        ),
    }


def submitted_rows(proposals: Iterable[ProposalFact], period: Period, *, today: date) -> tuple[RecordRef, ...]:
    """K21: each proposal submitted in the period is one."""
    return tuple(
        _row(each, 1, 1, RowReason.SUBMITTED, each.submitted_on) for each in _submitted_in(proposals, period, today)
    )


def proposals_expected(people: int, period: Period, *, today: date) -> Decimal | None:
    """The target of K21: one from twenty people in each quarter that is over; None before the first one is."""
    quarters = sum(end < period.as_of(today) for end in _quarter_ends(period))
    if not (people and quarters):
        return None
    return (Decimal(people) * quarters / PEOPLE_FOR_A_PROPOSAL).to_integral_value(ROUND_CEILING)


def _quarter_ends(period: Period) -> list[date]:
    """The last days of each three months of the period, counted from its first month."""
    months = period.months()
    firsts = [date(year, month, 1) for year, month in months[3::3]]
    return [first - timedelta(days=1) for first in firsts] + ([period.last_day] if len(months) % 3 == 0 else [])


def decided_rows(proposals: Iterable[ProposalFact], period: Period, *, today: date) -> tuple[RecordRef, ...]:
    """K22: adopted ÷ decided, by the last decision of the period on each proposal; a deferral decides nothing."""
    rows = []
    for each in proposals:
        decision = last_decision(each, period.known_until(today))
        if decision is not None and period.contains(decision.decided_on):
            is_decided = decision.result is not DecisionResult.DEFERRED
            is_adopted = decision.result is DecisionResult.ADOPTED
            rows.append(
                _row(each, int(is_adopted), int(is_decided), _BY_DECISION[decision.result], decision.decided_on)
            )
    return tuple(rows)


def implementation_rows(proposals: Iterable[ProposalFact], period: Period, *, today: date) -> tuple[RecordRef, ...]:
    """K23: of the proposals submitted in the period and adopted, those carried out."""
    day = period.known_until(today)
    rows = []
    for each in _submitted_in(proposals, period, today):
        is_adopted, is_implemented = each.was_adopted_by(day), each.was_implemented_by(day)
        rows.append(
            _row(
                each,
                int(is_adopted and is_implemented),
                int(is_adopted),
                _implementation(each, day) if is_adopted else _not_adopted(each, day, today),
                each.submitted_on,
            )
        )
    return tuple(rows)


def _implementation(fact: ProposalFact, day: date) -> RowReason:
    return RowReason.IMPLEMENTED if fact.was_implemented_by(day) else RowReason.NOT_IMPLEMENTED


def _not_adopted(fact: ProposalFact, day: date, today: date) -> RowReason:
    if state_on(fact, day, today=today) is ProposalState.MERGED:
        return RowReason.MERGED
    decision = last_decision(fact, day)
    return _BY_DECISION[decision.result] if decision is not None else RowReason.NOT_DECIDED


def in_time_rows(proposals: Iterable[ProposalFact], period: Period, *, today: date) -> tuple[RecordRef, ...]:
    """K24: carried out by the due date ÷ adopted with a due date that came in the period."""
    day, as_of = period.known_until(today), period.as_of(today)
    rows = []
    for each in proposals:
        due_on = each.due_on_as_of(day)
        if due_on is None or not period.contains(due_on) or not each.was_adopted_by(day):
            continue
        if due_on >= as_of:
            rows.append(_row(each, 0, 0, RowReason.DUE_LATER, due_on))
        elif each.was_implemented_by(due_on):
            rows.append(_row(each, 1, 1, RowReason.IMPLEMENTED_IN_TIME, due_on))
        else:
            is_late = each.was_implemented_by(day)
            rows.append(_row(each, 0, 1, RowReason.IMPLEMENTED_LATE if is_late else RowReason.NOT_IMPLEMENTED, due_on))
    return tuple(rows)


def overdue_rows(proposals: Iterable[ProposalFact], period: Period, *, today: date) -> tuple[RecordRef, ...]:
    """K25: each adopted proposal that the period has anything to say of; overdue ones count."""
    day = period.known_until(today)
    rows = []
    for each in proposals:
        if not (concerns(each, period, today=today) and each.was_adopted_by(day)):
            continue
        due_on = each.due_on_as_of(day)
        if is_overdue(each, period, today=today):
            rows.append(_row(each, 1, 1, RowReason.OVERDUE, due_on))
        else:
            is_done = each.was_implemented_by(day)
            rows.append(_row(each, 0, 0, RowReason.IMPLEMENTED if is_done else RowReason.DUE_LATER, due_on))
    return tuple(rows)


def _by_source(submitted: Iterable[ProposalFact]) -> tuple[Part, ...]:
    counts = Counter(each.source for each in submitted)
    return tuple(Part(source.value, number, number) for source, number in sorted(counts.items()))


def _of_submitted(submitted: Sequence[ProposalFact], day: date) -> tuple[Part, ...]:
    """K23 against all that were submitted, whatever was decided."""
    done = sum(each.was_adopted_by(day) and each.was_implemented_by(day) for each in submitted)
    return (Part(OF_SUBMITTED, done, len(submitted)),) if submitted else ()


def _submitted_in(proposals: Iterable[ProposalFact], period: Period, today: date) -> list[ProposalFact]:
    last = period.known_until(today)
    return [each for each in proposals if each.submitted_on and period.first_day <= each.submitted_on <= last]


def _row(fact: ProposalFact, numerator: int, denominator: int, reason: RowReason, day: date | None) -> RecordRef:
    return RecordRef("proposal", fact.id, fact.number, Words(fact.title), day, numerator, denominator, reason)
