"""Which actions a run accepts in which state. Decided under the lock of the run, before the event is written."""

from typing import Final, assert_never

from drillhub.core.errors import TextTooLong
from drillhub.drills.errors import (
    InjectAlreadyHandled,
    NoHeadcountHere,
    NothingChanges,
    ReasonMissing,
    RunConflict,
    StoryTimeImpossible,
    TaskAlreadyDone,
    TaskNotDone,
    TextMissing,
    UnknownInRun,
)
from drillhub.drills.events import (
    Action,
    AutomaticReleaseOff,
    AutomaticReleaseOn,
    Closed,
    Corrected,
    DecisionNoted,
    Ended,
    FixPointNoted,
    GoodPointNoted,
    GuestAdded,
    HeadcountMarked,
    InjectReleased,
    InjectSkipped,
    Mark,
    ParticipantAdded,
    ParticipantJoined,
    Paused,
    Resumed,
    Started,
    Stopped,
    TaskDone,
    TaskLeft,
    TaskReopened,
)
from drillhub.drills.run_state import RunState, RunStatus

LONGEST_TEXT: Final = 2000
# Of a roll call: the reason becomes that of the attendance; places and names are a line on a phone.
LONGEST_REASON: Final = 500
LONGEST_NAME: Final = 100

_LIVE: Final = frozenset({RunStatus.RUNNING, RunStatus.PAUSED})
_BEFORE_END: Final = _LIVE | {RunStatus.OPEN}
_NOT_OVER: Final = _BEFORE_END | {RunStatus.ANSWERING}
_TAKES_RESULTS: Final = frozenset(status for status in RunStatus if status.takes_results)


def require_possible(state: RunState, action: Action) -> None:
    """Raises RunConflict when the run is not, or no longer, in a state for this; Invalid when it can never be."""
    match action:
        case Started():
            _require(state, frozenset({RunStatus.OPEN}))
        case Paused():
            _require(state, frozenset({RunStatus.RUNNING}))
        case Resumed():
            _require(state, frozenset({RunStatus.PAUSED}))
        case InjectReleased(inject=seq):
            # Not while paused: the clock would stand still at the moment of the release.
            _require(state, frozenset({RunStatus.RUNNING}))
            _require_pending(state, seq)
        case InjectSkipped(inject=seq, reason=reason):
            _require(state, _LIVE)
            _require_pending(state, seq)
            _require_reason(reason)
        case AutomaticReleaseOn() | AutomaticReleaseOff():
            _require(state, _BEFORE_END)
            if state.automatic_release is isinstance(action, AutomaticReleaseOn):
                raise NothingChanges()
        case TaskDone(task=task, story_min=story_min):
            _require(state, _TAKES_RESULTS)
            _require_task(state, task)
            if task in state.done:
                raise TaskAlreadyDone()
            if story_min is not None and story_min < 0:
                raise StoryTimeImpossible("story_min")
        case TaskReopened(task=task):
            _require(state, _TAKES_RESULTS)
            _require_task(state, task)
            if task not in state.done:
                raise TaskNotDone()
        case TaskLeft(task=task, unseen=unseen):
            _require(state, frozenset({RunStatus.ANSWERING}))
            _require_task(state, task)
            if task in state.done:
                raise TaskAlreadyDone()
            _require_short(unseen, "reason", LONGEST_REASON)
        case DecisionNoted(text=text):
            _require(state, _NOT_OVER)
            _require_text(text)
        case GoodPointNoted(text=text, criterion=criterion) | FixPointNoted(text=text, criterion=criterion):
            _require(state, _NOT_OVER)
            _require_text(text)
            if criterion is not None and all(criterion != each.id for each in state.snapshot.criteria):
                raise UnknownInRun("criterion")
        case ParticipantAdded() | ParticipantJoined():
            _require(state, _NOT_OVER)
        case HeadcountMarked(subject=subject, mark=mark, reason=reason, place=place):
            _require_headcount(state)
            _require(state, _TAKES_RESULTS)
            if not state.calls(subject):
                raise UnknownInRun("subject")
            if mark is Mark.EXCUSED:
                _require_reason(reason, LONGEST_REASON)
            _require_short(reason, "reason", LONGEST_REASON)
            _require_short(place, "place", LONGEST_NAME)
        case GuestAdded(guest=guest, name=name, company=company):
            _require_headcount(state)
            _require(state, _NOT_OVER)
            if guest in state.headcount.guests:
                raise NothingChanges()
            if not name.strip():
                raise TextMissing("name")
            _require_short(name, "name", LONGEST_NAME)
            _require_short(company, "company", LONGEST_NAME)
        case Corrected(note=note, text=text):
            _require(state, _NOT_OVER)
            _require_text(text)
            if all(note != each.event_id for each in state.notes):
                raise UnknownInRun("note")
        case Stopped(reason=reason):
            _require(state, _BEFORE_END)
            _require_reason(reason)
        case Ended():
            _require(state, _LIVE)
        case Closed():
            _require(state, frozenset({RunStatus.ANSWERING}))
        case _:
            assert_never(action)


def _require(state: RunState, allowed: frozenset[RunStatus]) -> None:
    if state.status not in allowed:
        raise RunConflict(status=state.status.label)


def _require_pending(state: RunState, seq: int) -> None:
    inject = state.snapshot.inject(seq)
    if inject is None:
        raise UnknownInRun("inject")
    if not state.is_pending(inject):
        raise InjectAlreadyHandled(seq=seq)


def _require_task(state: RunState, task: str) -> None:
    if state.snapshot.task(task) is None:
        raise UnknownInRun("task")


def _require_headcount(state: RunState) -> None:
    if not state.snapshot.takes_headcount:
        raise NoHeadcountHere()


def _require_text(text: str) -> None:
    if not text.strip():
        raise TextMissing("text")
    _require_short(text, "text", LONGEST_TEXT)


def _require_reason(reason: str, longest: int = LONGEST_TEXT) -> None:
    if not reason.strip():
        raise ReasonMissing("reason")
    _require_short(reason, "reason", longest)


def _require_short(text: str, field: str, longest: int) -> None:
    if len(text) > longest:
        raise TextTooLong(field, maximum=longest)
