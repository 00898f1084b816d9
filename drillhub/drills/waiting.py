"""What waits for a person in the drills: what goes on now, what must be finished, what lies just ahead."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import aliased

from drillhub.core.database import db
from drillhub.drills.life_cycle import DrillStatus
from drillhub.drills.models import Drill, DrillParticipant, Run
from drillhub.drills.queries import DrillFilter, DrillRow, list_statement, row_of
from drillhub.drills.run_state import RunStatus
from drillhub.drills.snapshot import ParticipantKind

_LIVE: Final = (RunStatus.OPEN, RunStatus.RUNNING, RunStatus.PAUSED)
_AHEAD: Final = (DrillStatus.PLANNED, DrillStatus.NOTIFIED)
_SOON: Final = timedelta(days=14)
_MOST: Final = 5


@dataclass(frozen=True)
class OwnDrill:
    """A drill in which the person takes part, and as what."""

    drill: DrillRow
    kind: ParticipantKind


@dataclass(frozen=True)
class Waiting:
    """Nearest first, at most five of a kind.

    live: going on now. own_soon: the person takes part within two weeks. to_evaluate: ended, without a record.
    overdue: the day passed without a run or a reason. ahead: all drills of the next two weeks.
    """

    live: tuple[OwnDrill, ...]
    own_soon: tuple[OwnDrill, ...]
    to_evaluate: tuple[DrillRow, ...] = ()
    overdue: tuple[DrillRow, ...] = ()
    ahead: tuple[DrillRow, ...] = ()


def waiting_for(person_id: int, *, runs_drills: bool, today: date) -> Waiting:
    """What waits for one person. runs_drills: they look after all drills. At most five statements."""
    not_run = Run.id.is_(None)
    soon = (Drill.status.in_(_AHEAD), Drill.local_date >= today, Drill.local_date <= today + _SOON, not_run)
    passed = (Drill.status.in_(_AHEAD), Drill.local_date < today, not_run)
    live = _own(person_id, Run.status.in_(_LIVE))
    own_soon = _own(person_id, *soon)
    if not runs_drills:
        return Waiting(live, own_soon)
    return Waiting(live, own_soon, _all(Run.status == RunStatus.ANSWERING), _all(*passed), _all(*soon))


def _all(*conditions: ColumnElement[bool]) -> tuple[DrillRow, ...]:
    rows = db.session.execute(_nearest(list_statement(DrillFilter()).where(*conditions)))
    return tuple(row_of(row._mapping) for row in rows)


def _own(person_id: int, *conditions: ColumnElement[bool]) -> tuple[OwnDrill, ...]:
    me = aliased(DrillParticipant)
    statement = list_statement(DrillFilter()).join(me, (me.drill_id == Drill.id) & (me.person_id == person_id))
    found = []
    for row in db.session.execute(_nearest(statement.where(*conditions).add_columns(me.kind))):
        columns = dict(row._mapping)
        kind = columns.pop("kind")
        found.append(OwnDrill(row_of(columns), kind))
    return tuple(found)


def _nearest(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return statement.order_by(None).order_by(Drill.local_date, Drill.local_time, Drill.id).limit(_MOST)
