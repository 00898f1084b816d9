"""Who was at a drill, for what follows it: a quiz for those who were there."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from drillhub.core.database import db
from drillhub.drills.evaluation import Attendance
from drillhub.drills.models import Drill, DrillParticipant


@dataclass(frozen=True)
class AttendedDrill:
    """A drill with the number of people who were there, whatever their part in it."""

    id: int
    number: str
    title: str
    local_date: date
    attended: int


def attended_drills(*, limit: int = 50) -> tuple[AttendedDrill, ...]:
    """Drills that somebody is known to have been at, the newest first. One statement."""
    attended = func.count(DrillParticipant.id)
    rows = db.session.execute(
        select(Drill.id, Drill.number, Drill.title, Drill.local_date, attended)
        .join(DrillParticipant, DrillParticipant.drill_id == Drill.id)
        .where(DrillParticipant.attendance == Attendance.ATTENDED)
        .group_by(Drill.id, Drill.number, Drill.title, Drill.local_date)
        .order_by(Drill.local_date.desc(), Drill.id.desc())
        .limit(limit)
    )
    return tuple(AttendedDrill(*row) for row in rows)


def attendee_ids(drill_id: int) -> tuple[int, ...]:
    """The people who were at a drill. One statement; () for a drill that nobody is known to have been at."""
    return tuple(
        db.session.scalars(
            select(DrillParticipant.person_id)
            .where(DrillParticipant.drill_id == drill_id, DrillParticipant.attendance == Attendance.ATTENDED)
            .order_by(DrillParticipant.id)
        )
    )
