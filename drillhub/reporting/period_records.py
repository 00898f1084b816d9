"""The records that the figures of a period are counted from, read once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from drillhub.identity import queries as identity
from drillhub.improvement import history
from drillhub.improvement.history import ProposalFact
from drillhub.learning import results
from drillhub.learning.results import AssignmentResult
from drillhub.programme.cadence import CadenceWindow
from drillhub.programme.standings import cadence_windows
from drillhub.reporting import drill_sources
from drillhub.reporting.drill_facts import DrillEntry, PlannedDrill
from drillhub.reporting.periods import Period


@dataclass(frozen=True)
class PeriodRecords:
    """Records of a period and of the one before it, for the comparison.

    planned: of the calendar, until the end of the year after. quizzes: those given in each period of which figures are
    wanted and in what it is compared with, as they stood at its end. windows: of the cadence rules, by their last day.
    people: in the register at the end of what is known of the period.
    """

    held: tuple[DrillEntry, ...]
    planned: tuple[PlannedDrill, ...]
    quizzes: Mapping[Period, tuple[AssignmentResult, ...]]
    proposals: tuple[ProposalFact, ...]
    windows: tuple[CadenceWindow, ...]
    people: int


def _quiz_results(
    periods: Iterable[Period], today: date, *, missed_in: Period
) -> dict[Period, tuple[AssignmentResult, ...]]:
    """Four statements for each period: what was known differs from one end of a year to the next.

    missed_in: the period of which the questions that most people got wrong are wanted too.
    """
    wanted = dict.fromkeys(each for period in periods for each in (period, period.compared(today)))
    return {
        each: results.assignment_results(
            each.first_day, each.last_day, until=each.known_until(today), missed=each == missed_in
        )
        for each in wanted
    }


def records_of(period: Period, *, today: date, figures_of: Sequence[Period] = ()) -> PeriodRecords:
    """figures_of: the years within the period whose figures are wanted; without any, the period itself.

    13 statements, however much there is, and four for each period that figures are of or are compared with; two more
    for the questions that most people got wrong, which come with the period itself alone.
    """
    first_day = period.previous().first_day
    return PeriodRecords(
        held=drill_sources.drills_held(first_day, period.last_day),
        planned=drill_sources.drills_planned(first_day, period.following().last_day),
        quizzes=_quiz_results(figures_of or (period,), today, missed_in=period),
        proposals=history.proposals(first_day, period.last_day),
        windows=cadence_windows(
            first_day, period.last_day, start_month=identity.organisation().fiscal_year_start_month, today=today
        ),
        people=identity.people_on(period.known_until(today)),
    )
