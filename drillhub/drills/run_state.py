"""The state of a run: a fold over its events. Nothing else decides what is so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from drillhub.core.i18n import LazyString, _l
from drillhub.drills.events import (
    AutomaticReleaseOff,
    AutomaticReleaseOn,
    Closed,
    Corrected,
    DecisionNoted,
    Ended,
    EventKind,
    EventSource,
    FixPointNoted,
    GoodPointNoted,
    GuestAdded,
    HeadcountMarked,
    InjectReleased,
    InjectSkipped,
    ParticipantAdded,
    ParticipantJoined,
    Paused,
    Resumed,
    RunEvent,
    Started,
    Stopped,
    TaskDone,
    TaskLeft,
    TaskReopened,
    participant_subject,
)
from drillhub.drills.headcount import Headcount
from drillhub.drills.run_clock import ZERO, PlanPoint, RunClock, StoryClock, story_clock_from
from drillhub.drills.snapshot import LaunchSnapshot, TimeAxis
from drillhub.scenarios.content import Inject
from drillhub.scenarios.vocabulary import InjectKind, Measure

T = TypeVar("T")


class RunStatus(StrEnum):
    OPEN = "open"  # launched, not started: participants come in
    RUNNING = "running"
    PAUSED = "paused"
    ANSWERING = "answering"  # ended: no more injects, notes and stated times are still taken
    CLOSED = "closed"  # the record was made
    STOPPED = "stopped"  # broken off

    @property
    def label(self) -> LazyString:
        return _LABELS[self]

    @property
    def is_over(self) -> bool:
        """Nothing can be added any more."""
        return self in {RunStatus.CLOSED, RunStatus.STOPPED}

    @property
    def is_live(self) -> bool:
        """The clock has been started and the end has not been declared."""
        return self in {RunStatus.RUNNING, RunStatus.PAUSED}

    @property
    def takes_results(self) -> bool:
        """People are marked, watches stopped and times stated; late corrections come after the end."""
        return self.is_live or self is RunStatus.ANSWERING


# A drill has at most one run in these states.
NOT_OVER = tuple(status for status in RunStatus if not status.is_over)

_LABELS = {
    RunStatus.OPEN: _l("開始待ち"),
    RunStatus.RUNNING: _l("進行中"),
    RunStatus.PAUSED: _l("一時停止中"),
    RunStatus.ANSWERING: _l("終了・記録の受付中"),
    RunStatus.CLOSED: _l("記録済み"),
    RunStatus.STOPPED: _l("中止"),
}


@dataclass(frozen=True)
class Released:
    """An inject that was given out. elapsed, story: drill and story time at the release."""

    at: datetime
    elapsed: timedelta
    story: timedelta
    source: EventSource


@dataclass(frozen=True)
class Skipped:
    at: datetime
    reason: str


@dataclass(frozen=True)
class Done:
    """A task that was reported done. story: since the incident. stated: the group named the time in discussion."""

    at: datetime
    story: timedelta
    stated: bool
    by: str


@dataclass(frozen=True)
class Note:
    """A decision or an observation. corrections: later words about it, oldest first."""

    event_id: UUID
    seq: int
    kind: EventKind
    text: str
    criterion: str | None
    elapsed: timedelta
    story: timedelta | None
    at: datetime
    by_id: int | None
    by: str
    corrections: tuple[str, ...] = ()


@dataclass(frozen=True)
class RunState:
    """What is so after the events so far. version: seq of the last event, 0 before the first.

    Keys: released and skipped by inject seq, done and left by task id, added (after launch) and joined by participant
    id. acted: ids of the people who did something in the run.
    """

    snapshot: LaunchSnapshot
    version: int = 0
    status: RunStatus = RunStatus.OPEN
    clock: RunClock = field(default_factory=RunClock)
    story_clock: StoryClock | None = None
    released: Mapping[int, Released] = field(default_factory=dict)
    skipped: Mapping[int, Skipped] = field(default_factory=dict)
    done: Mapping[str, Done] = field(default_factory=dict)
    left: Mapping[str, TaskLeft] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    added: Mapping[int, datetime] = field(default_factory=dict)
    joined: Mapping[int, datetime] = field(default_factory=dict)
    headcount: Headcount = field(default_factory=Headcount)
    automatic_release: bool = False
    started_at: datetime | None = None
    ended_at: datetime | None = None
    stop_reason: str = ""
    event_ids: frozenset[UUID] = frozenset()
    acted: frozenset[int] = frozenset()

    def elapsed(self, at: datetime) -> timedelta:
        """Drill time: Σ running spans."""
        return self.clock.elapsed(at)

    def story(self, at: datetime) -> timedelta | None:
        """Story time since the incident; None while the story has not begun."""
        return self._story_at(self.elapsed(at))

    def _story_at(self, elapsed: timedelta) -> timedelta | None:
        if self.snapshot.axis is TimeAxis.ONE:
            return elapsed if self.started_at is not None else None
        return self.story_clock.at(elapsed) if self.story_clock is not None else None

    def story_is_waiting(self, at: datetime) -> bool:
        """Whether the story stands still because its next planned inject has not been released."""
        return self.story_clock is not None and self.story_clock.is_waiting(self.elapsed(at))

    @property
    def story_pace(self) -> float:
        """Story seconds per second of drill time, for clocks that run on a screen; rules compute exactly."""
        moving = self.story_clock
        return 1.0 if moving is None else moving.pace_story / moving.pace_drill

    @property
    def story_waits_at(self) -> timedelta | None:
        """The story time of the next planned inject, at which the story waits; None when nothing is to come."""
        return self.story_clock.waits_at if self.story_clock is not None else None

    def calls(self, subject: str) -> bool:
        """Whether the roll call has to account for somebody, see `events.participant_subject`."""
        return (
            subject in self.snapshot.player_subjects
            or any(participant_subject(each) == subject for each in self.added)
            or any(guest.subject == subject for guest in self.headcount.guests.values())
        )

    def is_pending(self, inject: Inject) -> bool:
        return inject.seq not in self.released and inject.seq not in self.skipped

    @property
    def next_inject(self) -> Inject | None:
        """The next planned inject that is still to come, in the order of the plan."""
        return next((inject for inject in self.snapshot.planned_injects if self.is_pending(inject)), None)

    @property
    def pending_contingencies(self) -> tuple[Inject, ...]:
        return tuple(inject for inject in self.snapshot.contingency_injects if self.is_pending(inject))

    @property
    def current_inject(self) -> Inject | None:
        """The inject released last."""
        if not self.released:
            return None
        return self.snapshot.inject(list(self.released)[-1])


def fold(snapshot: LaunchSnapshot, events: Iterable[RunEvent]) -> RunState:
    """The state after these events, which come in the order of their seq. A repeated event changes nothing."""
    state = RunState(snapshot)
    for event in events:
        state = after(state, event)
    return state


def after(state: RunState, event: RunEvent) -> RunState:
    """The state after one more event. Whether it may happen was decided when it was accepted (`may_happen`)."""
    if event.event_id in state.event_ids:
        return state
    at = event.received_at
    state = replace(
        state,
        version=event.seq,
        event_ids=state.event_ids | {event.event_id},
        acted=state.acted if event.actor_id is None else state.acted | {event.actor_id},
        clock=state.clock.seen(at),
    )
    match event.action:
        case Started():
            return _started(state, at)
        case Paused():
            return replace(state, status=RunStatus.PAUSED, clock=state.clock.stop(at))
        case Resumed():
            return replace(state, status=RunStatus.RUNNING, clock=state.clock.start(at))
        case InjectReleased(inject=seq):
            return _released(state, seq, at, event.source)
        case InjectSkipped(inject=seq, reason=reason):
            return _skipped(state, seq, Skipped(at, reason))
        case AutomaticReleaseOn():
            return replace(state, automatic_release=True)
        case AutomaticReleaseOff():
            return replace(state, automatic_release=False)
        case TaskDone():
            return _task_done(state, event.action, event)
        case TaskReopened(task=task):
            return replace(state, done=_without(state.done, task))
        case TaskLeft(task=task):
            return replace(state, left={**state.left, task: event.action})
        case DecisionNoted() | GoodPointNoted() | FixPointNoted():
            return _noted(state, event.action, event)
        case ParticipantAdded(participant=participant):
            return replace(state, added={participant: at, **state.added})
        case ParticipantJoined(participant=participant):
            return replace(state, joined={participant: at, **state.joined})
        case HeadcountMarked():
            return replace(state, headcount=state.headcount.marked(event.action, event, state.elapsed(at)))
        case GuestAdded():
            return replace(state, headcount=state.headcount.with_guest(event.action, event))
        case Corrected(note=note, text=text):
            return replace(state, notes=tuple(_with_correction(each, note, text) for each in state.notes))
        case Stopped(reason=reason):
            return _over(replace(state, stop_reason=reason), RunStatus.STOPPED, at)
        case Ended():
            return _over(_all_clear(state, event), RunStatus.ANSWERING, at)
        case Closed():
            return _over(state, RunStatus.CLOSED, at)


def _started(state: RunState, at: datetime) -> RunState:
    story_clock = None
    if state.snapshot.axis is TimeAxis.STORY and not state.snapshot.planned_injects:
        # A discussion without planned injects has no story of its own to follow.
        story_clock = StoryClock(ZERO, ZERO)
    return replace(
        state,
        status=RunStatus.RUNNING,
        clock=state.clock.start(at),
        started_at=state.started_at or at,
        story_clock=story_clock,
    )


def _released(state: RunState, seq: int, at: datetime, source: EventSource) -> RunState:
    elapsed = state.elapsed(at)
    inject = state.snapshot.inject(seq)
    here = state._story_at(elapsed)
    planned = inject is not None and inject.kind is InjectKind.CONTEXTUAL
    if state.snapshot.axis is TimeAxis.ONE:
        story = elapsed
    elif inject is not None and planned:
        # Released out of order, an earlier inject does not turn the story back.
        story = max(timedelta(minutes=inject.story_min), here or ZERO)
    else:
        # A contingency inject comes when play stalls: it arrives now and does not move the story.
        story = here if here is not None else timedelta(minutes=inject.story_min if inject else 0)
    released = {**state.released, seq: Released(at, elapsed, story, source)}
    state = replace(state, released=released)
    return _with_story_clock(state, story, elapsed) if planned or state.story_clock is None else state


def _skipped(state: RunState, seq: int, skipped: Skipped) -> RunState:
    elapsed = state.elapsed(skipped.at)
    here = state._story_at(elapsed)
    state = replace(state, skipped={**state.skipped, seq: skipped})
    return _with_story_clock(state, here, elapsed) if here is not None else state


def _with_story_clock(state: RunState, position: timedelta, elapsed: timedelta) -> RunState:
    """Set the story going from here towards the next planned inject."""
    if state.snapshot.axis is TimeAxis.ONE:
        return state
    planned = state.snapshot.planned_injects
    behind = [inject for inject in planned if inject.seq in state.released]
    last = behind[-1] if behind else None
    ahead = [
        inject
        for inject in planned
        if state.is_pending(inject)
        and timedelta(minutes=inject.story_min) >= position
        and (last is None or inject.drill_min >= last.drill_min)
    ]
    clock = story_clock_from(
        position,
        elapsed,
        PlanPoint(last.drill_min, last.story_min) if last else None,
        PlanPoint(ahead[0].drill_min, ahead[0].story_min) if ahead else None,
    )
    return replace(state, story_clock=clock)


def _task_done(state: RunState, action: TaskDone, event: RunEvent) -> RunState:
    stated = action.story_min is not None
    here = state.story(event.received_at) or ZERO
    story = timedelta(minutes=action.story_min) if action.story_min is not None else here
    done = Done(event.received_at, story, stated, event.actor_name)
    return replace(state, done={**state.done, action.task: done}, left=_without(state.left, action.task))


def _without(by_task: Mapping[str, T], task: str) -> dict[str, T]:
    return {key: value for key, value in by_task.items() if key != task}


def _all_clear(state: RunState, event: RunEvent) -> RunState:
    """The end is declared: that finishes the tasks that measure how long it took until then."""
    at = event.received_at
    done = Done(at, state.story(at) or ZERO, stated=False, by=event.actor_name)
    declared = {task.id: done for task in state.snapshot.tasks_measured_by(Measure.ALL_CLEAR_TIME_MIN)}
    return replace(state, done={**declared, **state.done})


def _noted(state: RunState, action: DecisionNoted | GoodPointNoted | FixPointNoted, event: RunEvent) -> RunState:
    note = Note(
        event_id=event.event_id,
        seq=event.seq,
        kind=action.kind,
        text=action.text,
        criterion=None if isinstance(action, DecisionNoted) else action.criterion,
        elapsed=state.elapsed(event.received_at),
        story=state.story(event.received_at),
        at=event.received_at,
        by_id=event.actor_id,
        by=event.actor_name,
    )
    return replace(state, notes=(*state.notes, note))


def _with_correction(note: Note, corrected: UUID, text: str) -> Note:
    if note.event_id != corrected:
        return note
    return replace(note, corrections=(*note.corrections, text))


def _over(state: RunState, status: RunStatus, at: datetime) -> RunState:
    return replace(
        state,
        status=status,
        clock=state.clock.stop(at),
        ended_at=state.ended_at or at,
        automatic_release=False,
    )
