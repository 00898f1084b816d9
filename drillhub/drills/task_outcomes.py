"""After the end: what became of the tasks whose watches nobody had stopped. A person says so; silence says nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Final
from uuid import uuid4

from drillhub.audit import Actor
from drillhub.core.errors import check_all
from drillhub.core.i18n import LazyString, _l
from drillhub.drills import run_log
from drillhub.drills.errors import RecordClosed, TaskReasonMissing, TaskTimeMissing, UnknownInRun
from drillhub.drills.events import EventSource, NewEvent, TaskDone, TaskLeft
from drillhub.drills.run_state import RunState, RunStatus
from drillhub.drills.task_watches import TaskWatch, watches
from drillhub.scenarios.content import Task


class TaskOutcome(StrEnum):
    DONE = "done"  # at a time that somebody knows
    NOT_DONE = "not_done"  # not finished in the run: its target was missed
    UNSEEN = "unseen"  # nobody can say: not judged

    @property
    def label(self) -> LazyString:
        return _LABELS[self]


_LABELS: Final = {
    TaskOutcome.DONE: _l("できた（時間を入れる）"),
    TaskOutcome.NOT_DONE: _l("訓練中に終わらなかった"),
    TaskOutcome.UNSEEN: _l("判定できない（理由を書く）"),
}


@dataclass(frozen=True)
class OutcomeEntry:
    """story_min: minutes since the incident or the alarm, of a task that was done. reason: why nobody can say."""

    task: str
    outcome: TaskOutcome
    story_min: int | None = None
    reason: str = ""

    def action(self) -> TaskDone | TaskLeft:
        if self.outcome is TaskOutcome.DONE:
            return TaskDone(self.task, self.story_min)
        return TaskLeft(self.task, self.reason.strip() if self.outcome is TaskOutcome.UNSEEN else "")


def to_be_told(state: RunState) -> tuple[TaskWatch, ...]:
    """The tasks of an ended run of which a person says what became of them, told or not; in the scenario's order."""
    if state.status is not RunStatus.ANSWERING or state.ended_at is None:
        return ()
    found = watches(state, state.ended_at)
    return tuple(each for each in found if each.is_unrecorded or each.task.id in state.left)


def tell(run_id: int, entries: Sequence[OutcomeEntry], *, by: Actor, at: datetime) -> None:
    """Say what became of tasks; what was said before is taken over by what is said now.

    Raises TaskTimeMissing, TaskReasonMissing, UnknownInRun, RecordClosed, RunConflict.
    """
    run = run_log.locked_run(run_id)
    if run.status is RunStatus.CLOSED:
        raise RecordClosed()
    state = run_log.state_of(run)
    tasks = {each.task.id: each.task for each in to_be_told(state)}
    if any(entry.task not in tasks for entry in entries):
        raise UnknownInRun("task")
    check_all(*(partial(_require_complete, entry, tasks[entry.task]) for entry in entries))
    news = [entry.action() for entry in entries]
    told = [NewEvent(uuid4(), each, EventSource.PROXY) for each in news if state.left.get(each.task) != each]
    run_log.append_all(run, told, by=by, at=at)


def _require_complete(entry: OutcomeEntry, task: Task) -> None:
    if entry.outcome is TaskOutcome.DONE and entry.story_min is None:
        raise TaskTimeMissing("task", task=task.ja)
    if entry.outcome is TaskOutcome.UNSEEN and not entry.reason.strip():
        raise TaskReasonMissing("task", task=task.ja)
