"""How far item 3(5) of the certified plan was kept in a period: structure, training, education, review, communication.

Months are compared by the day something was done, and a month that is not over yet is held against nobody.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from drillhub.planning.models import CommitmentKind
from drillhub.reporting.annual_values import Outcome, PromisedMonth, Requirement, RequirementOutcome
from drillhub.reporting.periods import Period
from drillhub.reporting.plan_facts import CommitmentLine

_KINDS: Final = {
    Requirement.TRAINING: CommitmentKind.TRAINING_EDUCATION,
    Requirement.EDUCATION: CommitmentKind.TRAINING_EDUCATION,
    Requirement.PLAN_REVIEW: CommitmentKind.PLAN_REVIEW,
    Requirement.INTERNAL_COMMUNICATION: CommitmentKind.INTERNAL_COMMUNICATION,
}


def requirement_outcomes(
    commitments: Sequence[CommitmentLine],
    period: Period,
    *,
    structure: str,
    drills_held_on: Sequence[date],
    taught_on: Sequence[date],
    today: date,
) -> tuple[RequirementOutcome, ...]:
    """One outcome for each requirement. structure: what the plan says about it, "" when nothing."""
    written = Outcome.WRITTEN if structure.strip() else Outcome.NOT_RECORDED
    return (
        RequirementOutcome(Requirement.STRUCTURE, written, (), ()),
        _outcome(Requirement.TRAINING, commitments, period, drills_held_on, today, is_kept=True),
        # Months of the plan name training and education together, and drills meet them: education is due in the year.
        _outcome(Requirement.EDUCATION, (), period, taught_on, today, is_kept=True),
        _from_commitments(Requirement.PLAN_REVIEW, commitments, period, today),
        _from_commitments(Requirement.INTERNAL_COMMUNICATION, commitments, period, today),
    )


def _from_commitments(
    requirement: Requirement, commitments: Sequence[CommitmentLine], period: Period, today: date
) -> RequirementOutcome:
    done = [each.day for line in commitments if line.kind is _KINDS[requirement] for each in line.done]
    return _outcome(requirement, commitments, period, done, today, is_kept=False)


def _outcome(
    requirement: Requirement,
    commitments: Iterable[CommitmentLine],
    period: Period,
    done_on: Iterable[date],
    today: date,
    *,
    is_kept: bool,
) -> RequirementOutcome:
    """is_kept: every occasion is recorded in DrillHub, so that none recorded means none took place."""
    days = tuple(sorted(day for day in done_on if period.contains(day)))
    wanted = {month for line in commitments if line.kind is _KINDS[requirement] for month in line.planned_months}
    months = tuple(
        PromisedMonth(year, month, _first_in(days, year, month), _last_day(year, month) < today)
        for year, month in period.months()
        if month in wanted
    )
    if days:
        outcome = Outcome.DONE
    elif not period.has_ended(today) and not any(month.is_over for month in months):
        outcome = Outcome.AHEAD
    else:
        outcome = Outcome.NOT_DONE if is_kept else Outcome.NOT_RECORDED
    return RequirementOutcome(requirement, outcome, months, days)


def _first_in(days: Iterable[date], year: int, month: int) -> date | None:
    return next((day for day in days if (day.year, day.month) == (year, month)), None)


def _last_day(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)
