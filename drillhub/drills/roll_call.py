"""Reads for the screens of a roll call: the list at the assembly point and the board of whoever leads."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, raiseload

from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.drills.access import Standing
from drillhub.drills.headcount import Called, MarkMade, RollCall, roll_call
from drillhub.drills.models import Drill, DrillParticipant, Run
from drillhub.drills.run_log import state_of
from drillhub.drills.run_state import RunState
from drillhub.drills.snapshot import headcount_roles, snapshot_of
from drillhub.drills.task_watches import TaskWatch, watch
from drillhub.scenarios.vocabulary import Measure


def roll_call_of(state: RunState) -> RollCall:
    """The roll call of a run: the roster of the launch and whoever came after it. At most one statement."""
    late = db.session.scalars(
        select(DrillParticipant)
        .options(raiseload("*"))
        .where(DrillParticipant.id.in_(state.added))
        .order_by(DrillParticipant.id)
    )
    added = [row.roster_entry for row in late] if state.added else []
    return roll_call(state.headcount, [*state.snapshot.roster, *added], late=state.added)


def is_called_by(run_id: int, standing: Standing) -> bool:
    """Whether somebody may call the roll of a run; False where nobody is called. One statement. Raises NotFound."""
    text = db.session.scalar(select(Run.snapshot).where(Run.id == run_id))
    if text is None:
        raise NotFound()
    frozen = snapshot_of(text)
    return frozen.takes_headcount and standing.may_call_roll(headcount_roles(frozen.scenario))


@dataclass(frozen=True)
class HeadcountView:
    """A roll call at an instant, with the watches of what a gathering measures."""

    run: Run
    drill: Drill
    state: RunState
    roll: RollCall
    at: datetime
    elapsed: timedelta

    @property
    def is_open(self) -> bool:
        """Whether people can be marked now."""
        return self.state.status.takes_results

    def watches(self, measure: Measure) -> tuple[TaskWatch, ...]:
        return tuple(watch(self.state, task, self.at) for task in self.state.snapshot.tasks_measured_by(measure))

    @property
    def headcount_watch(self) -> TaskWatch | None:
        """The watch of the roll call itself; None where the scenario measures no such time."""
        return next(iter(self.watches(Measure.HEADCOUNT_TIME_MIN)), None)

    def called(self, subject: str) -> Called:
        """Raises NotFound for somebody who is not called in this run."""
        found = self.roll.called(subject)
        if found is None:
            raise NotFound()
        return found

    def history_of(self, subject: str) -> tuple[MarkMade, ...]:
        return self.state.headcount.history_of(subject)


def headcount(run_id: int, *, at: datetime) -> HeadcountView:
    """The roll call of a run. Three statements. Raises NotFound, also for a drill in which nobody is called."""
    run = db.session.scalar(
        select(Run)
        .options(joinedload(Run.drill, innerjoin=True).raiseload("*"), raiseload("*"))
        .where(Run.id == run_id)
    )
    if run is None:
        raise NotFound()
    state = state_of(run)
    if not state.snapshot.takes_headcount:
        raise NotFound()
    return HeadcountView(run, run.drill, state, roll_call_of(state), at, state.elapsed(at))
