"""Work that the timetable does for the organisation the session is bound to."""

from datetime import datetime

from sqlalchemy import select

from drillhub.core.database import db
from drillhub.core.transactions import transaction
from drillhub.learning import attempts
from drillhub.learning.models import Attempt
from drillhub.learning.states import AttemptState
from drillhub.learning.time_limit import GRACE


def submit_overdue(at: datetime) -> int:
    """Submit the attempts whose time is over, with what was saved; gives how many. Safe to run twice.

    One transaction for each, so that no one of them holds up the others.
    """
    overdue = db.session.scalars(
        select(Attempt.id)
        .where(Attempt.state == AttemptState.IN_PROGRESS, Attempt.deadline_at < at - GRACE)
        .order_by(Attempt.deadline_at)
    ).all()
    for attempt_id in overdue:
        with transaction():
            attempts.settle_by_timetable(attempt_id, at=at)
    return len(overdue)
