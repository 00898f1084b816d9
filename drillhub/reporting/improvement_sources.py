"""Where a report gets its improvement: proposals as they stood on a day, and meetings."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from drillhub.improvement.history import DecisionFact, MeetingFact, ProposalFact
from drillhub.improvement.life_cycle import ProposalState
from drillhub.reporting.improvement_facts import MeetingLine, ProposalLine, after
from drillhub.reporting.periods import Period

_OVER: Final = frozenset({ProposalState.VERIFIED, ProposalState.CLOSED, ProposalState.REJECTED, ProposalState.MERGED})


def proposal_lines(facts: Iterable[ProposalFact], period: Period, *, today: date) -> tuple[ProposalLine, ...]:
    """The proposals that were submitted in the period, and the earlier ones that were not over when it began."""
    return tuple(proposal_line(each, period, today=today) for each in facts if concerns(each, period, today=today))


def concerns(fact: ProposalFact, period: Period, *, today: date) -> bool:
    """Whether a period has anything to say of a proposal."""
    if fact.submitted_on is None or fact.submitted_on > period.known_until(today):
        return False
    if period.contains(fact.submitted_on):
        return True
    eve = period.first_day - timedelta(days=1)
    return state_on(fact, eve, today=today) not in _OVER


def state_on(fact: ProposalFact, day: date, *, today: date) -> ProposalState:
    """The state at the end of a day, from its dates; of today it is the state itself."""
    if day >= today:
        return fact.state
    if fact.was_merged_by(day):
        return ProposalState.MERGED
    if fact.was_implemented_by(day):
        if fact.closed_on is not None and fact.closed_on <= day:
            return ProposalState.CLOSED
        is_verified = fact.verified_on is not None and fact.verified_on <= day
        return ProposalState.VERIFIED if is_verified else ProposalState.IMPLEMENTED
    decision = last_decision(fact, day)
    if decision is None:
        return ProposalState.SUBMITTED
    return after(decision.result)


def last_decision(fact: ProposalFact, day: date) -> DecisionFact | None:
    """The last decision up to this day."""
    return next((each for each in reversed(fact.decisions) if each.decided_on <= day), None)


def proposal_line(fact: ProposalFact, period: Period, *, today: date) -> ProposalLine:
    """A proposal as it stood at the end of what is known of a period."""
    day = period.known_until(today)
    decision = last_decision(fact, day)
    is_adopted = fact.was_adopted_by(day)
    is_implemented = fact.was_implemented_by(day)
    is_verified = is_implemented and fact.verified_on is not None and fact.verified_on <= day
    return ProposalLine(
        id=fact.id,
        number=fact.number,
        title=fact.title,
        source=fact.source,
        drill_id=fact.finding_drill_id,
        state=state_on(fact, day, today=today),
        submitted_on=fact.submitted_on or day,
        decision=decision.result if decision else None,
        decided_on=decision.decided_on if decision else None,
        decided_by=decision.body if decision else "",
        owner=fact.owner if is_adopted else "",
        due_on=fact.due_on_as_of(day) if is_adopted else None,
        implemented_on=_implemented_on(fact, day) if is_implemented else None,
        verified_on=fact.verified_on if is_verified else None,
        verified_by=_verified_by(fact) if is_verified else "",
        is_overdue=is_overdue(fact, period, today=today),
    )


def is_overdue(fact: ProposalFact, period: Period, *, today: date) -> bool:
    """Adopted and not carried out by the end of what the period knows, its date past."""
    day = period.known_until(today)
    due_on = fact.due_on_as_of(day)
    is_due = due_on is not None and due_on < period.as_of(today)
    return is_due and fact.was_adopted_by(day) and not fact.was_implemented_by(day)


def _implemented_on(fact: ProposalFact, day: date) -> date | None:
    """When it was carried out, as it stood on a day: later it may have been reopened."""
    if fact.implemented_on is not None and fact.implemented_on <= day:
        return fact.implemented_on
    return next((done for done, reopened in fact.undone if done <= day < reopened), None)


def _verified_by(fact: ProposalFact) -> str:
    return next((each.drill_number for each in reversed(fact.verifications) if each.result is not None), "")


def meeting_lines(meetings: Iterable[MeetingFact]) -> tuple[MeetingLine, ...]:
    """The meetings as a report keeps them, in their order."""
    return tuple(
        MeetingLine(
            id=each.id,
            number=each.number,
            body=each.body,
            held_on=each.held_on,
            attendees=each.attendees,
            minutes=each.minutes,
            adopted=each.adopted,
            rejected=each.rejected,
            deferred=each.deferred,
        )
        for each in meetings
    )
