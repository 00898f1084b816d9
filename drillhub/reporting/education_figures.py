"""How the figures about education are counted: each quiz that was given to people adds its people."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from drillhub.learning.results import AssignmentResult
from drillhub.reporting import figures
from drillhub.reporting.figures import Figure, Part, RecordRef
from drillhub.reporting.kpis import kpi
from drillhub.reporting.periods import Period
from drillhub.reporting.row_reasons import RowReason
from drillhub.reporting.words import Words

FIRST_ATTEMPT: Final = "first_attempt"
MEAN_SCORE: Final = "mean_score"


def education_figures(
    results: Mapping[Period, Sequence[AssignmentResult]], period: Period, *, today: date
) -> dict[str, Figure]:
    """The figures that quizzes give, by code.

    results: of this period and of what it is compared with, each as it stood at its end.
    """
    before = period.compared(today)
    now, earlier = results[period], results.get(before, ())
    return {
        "K19": figures.rate(
            kpi("K19"),
            completion_rows(now, as_of=period.as_of(today)),
            completion_rows(earlier, as_of=before.as_of(today)),
        ),
        "K20": figures.rate(kpi("K20"), pass_rows(now), pass_rows(earlier), parts=_first_attempts(now)),
    }


def completion_rows(results: Iterable[AssignmentResult], *, as_of: date) -> tuple[RecordRef, ...]:
    """K19: who finished ÷ who was assigned. Before its last day is over an assignment is held against nobody."""
    rows = []
    for each in results:
        if each.due_on < as_of:
            rows.append(_row(each, each.finished, each.assigned, RowReason.QUIZ_FINISHED))
        else:
            rows.append(_row(each, 0, 0, RowReason.QUIZ_NOT_DUE))
    return tuple(rows)


def pass_rows(results: Iterable[AssignmentResult]) -> tuple[RecordRef, ...]:
    """K20: who passed, in whichever attempt ÷ who finished one."""
    return tuple(
        _row(
            each,
            each.passed,
            each.finished,
            RowReason.QUIZ_PASSED if each.finished else RowReason.NOBODY_FINISHED,
        )
        for each in results
    )


def _first_attempts(results: Iterable[AssignmentResult]) -> tuple[Part, ...]:
    """How the first attempts went: the share that passed, and the mean of all their scores."""
    finished = [each for each in results if each.finished]
    people = sum(each.finished for each in finished)
    if not people:
        return ()
    points = sum((each.mean_percent or Fraction(0)) * each.finished for each in finished)
    return (
        Part(FIRST_ATTEMPT, sum(each.passed_first for each in finished), people),
        Part(MEAN_SCORE, None, people, one_decimal(Fraction(points) / people)),
    )


def one_decimal(value: Fraction) -> Decimal:
    """Half up."""
    return (Decimal(value.numerator) / value.denominator).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _row(result: AssignmentResult, numerator: int, denominator: int, reason: RowReason) -> RecordRef:
    return RecordRef(
        kind="quiz_assignment",
        id=result.assignment_id,
        number=result.number,
        label=Words(result.title),
        day=result.assigned_on,
        numerator=numerator,
        denominator=denominator,
        reason=reason,
    )
