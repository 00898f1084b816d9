"""The stop-watches of the tasks: measured in story time against the targets that were frozen at launch.

A task is judged when the story gave it the chance: its target lies within the story. A target beyond the story's end
is not judged in the run but becomes a follow-up with a date; what a discussion says about next month shows nothing.
Where drill time is story time, a task that was really finished is a measured fact and always judged.

`target_min` limits elapsed time only. A task whose measure is a ratio, a count, yes/no or data loss has a watch too,
but is judged by its evaluation criterion.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from drillhub.core.i18n import LazyString, _l, lazy_pgettext
from drillhub.drills.events import TaskLeft
from drillhub.drills.run_clock import ZERO
from drillhub.drills.run_state import Done, RunState, RunStatus
from drillhub.drills.snapshot import TimeAxis
from drillhub.scenarios.content import Task

_FINISHED = frozenset({RunStatus.ANSWERING, RunStatus.CLOSED, RunStatus.STOPPED})


class Verdict(StrEnum):
    NOT_STARTED = "not_started"
    RUNNING = "running"
    ON_TIME = "on_time"
    LATE = "late"
    NOT_JUDGED = "not_judged"

    @property
    def label(self) -> LazyString:
        return _LABELS[self]

    @property
    def is_judged(self) -> bool:
        return self in {Verdict.ON_TIME, Verdict.LATE}


_LABELS = {
    Verdict.NOT_STARTED: lazy_pgettext("not begun", "これから"),
    Verdict.RUNNING: _l("計測中"),
    Verdict.ON_TIME: _l("目標内"),
    Verdict.LATE: _l("超過"),
    Verdict.NOT_JUDGED: _l("判定なし"),
}


class NotJudgedBecause(StrEnum):
    BY_CRITERION = "by_criterion"  # its measure is not a time
    BEYOND_THE_STORY = "beyond_the_story"  # becomes a follow-up with a date
    NEVER_STARTED = "never_started"  # what it is measured from did not happen
    ENDED_EARLIER = "ended_earlier"  # the run ended before the target was reached
    NOT_RECORDED = "not_recorded"  # nobody stopped its watch, and nobody has said yet what became of it
    UNSEEN = "unseen"  # nobody can say whether it was done

    @property
    def label(self) -> LazyString:
        return _REASONS[self]


_REASONS = {
    NotJudgedBecause.BY_CRITERION: _l("時間ではなく、評価の観点で判定します。"),
    NotJudgedBecause.BEYOND_THE_STORY: _l("目標が想定の終わりより後のため、期限を決めて後日確かめます。"),
    NotJudgedBecause.NEVER_STARTED: _l("測り始める出来事が、この訓練では起きませんでした。"),
    NotJudgedBecause.ENDED_EARLIER: _l("目標の時間になる前に、訓練が終わりました。"),
    NotJudgedBecause.NOT_RECORDED: _l("終わったかどうかが記録されていません。"),
    NotJudgedBecause.UNSEEN: _l("終わったかどうかを見た人がいません。"),
}


@dataclass(frozen=True)
class TaskWatch:
    """One task's watch at an instant. starts_at: story time at which it starts; elapsed: story time since then.

    done: how it was finished, None while it was not.
    """

    task: Task
    verdict: Verdict
    starts_at: timedelta | None
    elapsed: timedelta | None
    done: Done | None = None
    because: NotJudgedBecause | None = None

    @property
    def target(self) -> timedelta:
        return timedelta(minutes=self.task.target_min)

    @property
    def over_by(self) -> timedelta:
        """How far the target is exceeded; zero when it is not."""
        return max(ZERO, self.elapsed - self.target) if self.elapsed is not None else ZERO

    @property
    def is_unrecorded(self) -> bool:
        """Somebody has to say what became of it before the record can be closed."""
        return self.because is NotJudgedBecause.NOT_RECORDED

    @property
    def is_follow_up(self) -> bool:
        return self.because is NotJudgedBecause.BEYOND_THE_STORY


@dataclass(frozen=True)
class OnTimeCount:
    """K12: tasks on time of the tasks judged; the critical ones also by themselves."""

    on_time: int
    judged: int
    critical_on_time: int
    critical_judged: int


def watches(state: RunState, at: datetime) -> tuple[TaskWatch, ...]:
    """The watch of every task, in the order of the scenario."""
    return tuple(watch(state, task, at) for task in state.snapshot.tasks)


def watch(state: RunState, task: Task, at: datetime) -> TaskWatch:
    """One task's watch at an instant; after the end it does not change any more."""
    now = state.story(at)
    done = state.done.get(task.id)
    starts_at = _starts_at(state, task, now)
    finished = state.status in _FINISHED
    if starts_at is None or now is None:
        if not finished:
            return TaskWatch(task, Verdict.NOT_STARTED, None, None, done)
        return TaskWatch(task, Verdict.NOT_JUDGED, None, None, done, because=NotJudgedBecause.NEVER_STARTED)
    elapsed = max(ZERO, (done.story if done else now) - starts_at)
    due = starts_at + timedelta(minutes=task.target_min)
    because = _why_not_judged(state, task, now, due, finished=finished)
    if because is not None:
        verdict = Verdict.NOT_JUDGED if finished or done else Verdict.RUNNING
    elif elapsed > timedelta(minutes=task.target_min):
        verdict = Verdict.LATE
    else:
        verdict = Verdict.ON_TIME if done else Verdict.RUNNING
    return TaskWatch(task, verdict, starts_at, elapsed, done, because)


def _starts_at(state: RunState, task: Task, now: timedelta | None) -> timedelta | None:
    """Story time at which the watch starts; None while that has not happened."""
    if task.start_inject is not None:
        released = state.released.get(task.start_inject)
        return released.story if released else None
    if task.start_task is not None:
        before = state.done.get(task.start_task)
        return before.story if before else None
    return ZERO if now is not None else None


def _why_not_judged(
    state: RunState, task: Task, now: timedelta, due: timedelta, *, finished: bool
) -> NotJudgedBecause | None:
    """Why a started task gets no verdict. An overrunning story reaches further than the plan."""
    done = task.id in state.done
    story_end = max(timedelta(minutes=state.snapshot.story_end_min), now)
    measured = done and state.snapshot.axis is TimeAxis.ONE
    if due > story_end and not measured:
        return NotJudgedBecause.BEYOND_THE_STORY
    if not task.measure.is_elapsed_time:
        return NotJudgedBecause.BY_CRITERION
    if finished and not done and due > now:
        return NotJudgedBecause.ENDED_EARLIER
    if finished and not done:
        return _why_left(state.left.get(task.id))
    return None


def _why_left(left: TaskLeft | None) -> NotJudgedBecause | None:
    """Silence is no proof of being late: a task that nobody recorded is judged when somebody says what became of it."""
    if left is None:
        return NotJudgedBecause.NOT_RECORDED
    return NotJudgedBecause.UNSEEN if left.unseen else None


def count_on_time(results: Iterable[TaskWatch]) -> OnTimeCount:
    """K12 of a finished run: elapsed ≤ target ÷ judged tasks."""
    judged = [each for each in results if each.verdict.is_judged]
    critical = [each for each in judged if each.task.critical]
    return OnTimeCount(
        on_time=sum(each.verdict is Verdict.ON_TIME for each in judged),
        judged=len(judged),
        critical_on_time=sum(each.verdict is Verdict.ON_TIME for each in critical),
        critical_judged=len(critical),
    )
