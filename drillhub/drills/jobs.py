"""Work that the timetable does for the organisation the session is bound to."""

from datetime import datetime

from sqlalchemy import select

from drillhub.core.database import db
from drillhub.core.transactions import transaction
from drillhub.drills import runs
from drillhub.drills.models import Run
from drillhub.drills.run_state import RunStatus


def release_due_injects(at: datetime) -> int:
    """Release what is due in runs with automatic release; gives how many injects went out.

    One transaction per run, so that one long run holds up no other. Safe to run twice: an inject is released once.
    """
    waiting = db.session.scalars(
        select(Run.id).where(Run.status == RunStatus.RUNNING, Run.automatic_release.is_(True)).order_by(Run.id)
    ).all()
    released = 0
    for run_id in waiting:
        with transaction():
            released += runs.release_due(run_id, at=at) is not None
    return released
