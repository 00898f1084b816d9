"""Which injects the timetable releases, and which it leaves to the facilitator.

Only contextual injects, only while the run is running with automatic release on, in the order of the plan, one at a
time. An inject that is late by more than the grace (the server was down, automatic release was switched on late) is
held for the facilitator instead: several injects at once would be a burst nobody can play, and an inject that is
silently dropped would be missing from the record.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from drillhub.drills.run_state import RunState, RunStatus
from drillhub.scenarios.content import Inject

# Shown on the console; beyond it the facilitator decides.
HOLD_AFTER: Final = timedelta(minutes=2)


class Decision(StrEnum):
    RELEASE = "release"
    HOLD = "hold"
    WAIT = "wait"  # not due yet


@dataclass(frozen=True)
class NextRelease:
    """The next planned inject and what to do about it. late_by: drill time since it was due; negative: still to go."""

    inject: Inject
    decision: Decision
    late_by: timedelta


def next_release(state: RunState, at: datetime) -> NextRelease | None:
    """What the plan says about the next inject now; None when no planned inject is left."""
    inject = state.next_inject
    if inject is None:
        return None
    late_by = state.elapsed(at) - timedelta(minutes=inject.drill_min)
    if late_by < timedelta(0) or state.started_at is None:
        return NextRelease(inject, Decision.WAIT, late_by)
    decision = Decision.HOLD if late_by > HOLD_AFTER else Decision.RELEASE
    return NextRelease(inject, decision, late_by)


def inject_to_release(state: RunState, at: datetime) -> Inject | None:
    """The inject that the timetable releases now; None when it has nothing to do."""
    if state.status is not RunStatus.RUNNING or not state.automatic_release:
        return None
    due = next_release(state, at)
    return due.inject if due is not None and due.decision is Decision.RELEASE else None
