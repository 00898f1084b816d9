"""Where people stand with a quiz, as parts of selects: true at every read, whether the timetable ran or not."""

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import aliased

from drillhub.learning.models import Attempt, Enrollment, QuizRevision
from drillhub.learning.states import AttemptState, Standing
from drillhub.learning.time_limit import GRACE

# The last attempt of an enrollment: join it with `is_last`, outer, because there may be none.
Last: Final = aliased(Attempt)


def is_last() -> ColumnElement[bool]:
    """The condition on which `Last` is joined to Enrollment."""
    number = (
        select(func.max(Attempt.number)).where(Attempt.enrollment_id == Enrollment.id).correlate(Enrollment)
    ).scalar_subquery()
    return and_(Last.enrollment_id == Enrollment.id, Last.number == number)


def standing(at: datetime) -> ColumnElement[str]:
    """The value of the `Standing` of an enrollment that is joined with `Last`."""
    is_open = Last.state == AttemptState.IN_PROGRESS
    return case(
        (and_(is_open, Last.deadline_at < at - GRACE), Standing.TIME_IS_UP.value),
        (is_open, Standing.IN_PROGRESS.value),
        (Enrollment.passed_at.is_not(None), Standing.PASSED.value),
        (Enrollment.finished_at.is_not(None), Standing.FAILED.value),
        else_=Standing.NOT_STARTED.value,
    )


def is_settled() -> ColumnElement[bool]:
    """Passed, or no attempt is left: nothing more to do. Joined with `Last` and QuizRevision."""
    used_up = and_(
        Last.state == AttemptState.SUBMITTED,
        func.coalesce(Last.number >= QuizRevision.attempt_limit, False),
    )
    return Enrollment.passed_at.is_not(None) | func.coalesce(used_up, False)
