"""What can happen in a run. A run is the list of these events; everything else is derived from it.

An action is what somebody did; an event is the action with its place in the run: who, when, by what means.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Final, get_args
from uuid import UUID

from drillhub.core.i18n import LazyString, _l


class EventKind(StrEnum):
    STARTED = "started"
    PAUSED = "paused"
    RESUMED = "resumed"
    INJECT_RELEASED = "inject_released"
    INJECT_SKIPPED = "inject_skipped"
    AUTOMATIC_RELEASE_ON = "automatic_release_on"
    AUTOMATIC_RELEASE_OFF = "automatic_release_off"
    TASK_DONE = "task_done"
    TASK_REOPENED = "task_reopened"
    TASK_LEFT = "task_left"
    DECISION_NOTED = "decision_noted"
    GOOD_POINT_NOTED = "good_point_noted"
    FIX_POINT_NOTED = "fix_point_noted"
    PARTICIPANT_ADDED = "participant_added"
    PARTICIPANT_JOINED = "participant_joined"
    HEADCOUNT_MARKED = "headcount_marked"
    GUEST_ADDED = "guest_added"
    CORRECTED = "corrected"
    STOPPED = "stopped"
    ENDED = "ended"
    CLOSED = "closed"


class EventSource(StrEnum):
    """By what means an event reached us."""

    DEVICE = "device"  # the person's own screen
    PROXY = "proxy"  # entered for somebody else
    PAPER = "paper"  # typed in later from paper
    AUTOMATIC = "automatic"  # by the timetable


class Mark(StrEnum):
    """What a roll call knows of somebody. Nobody starts as anything else than unconfirmed."""

    PRESENT = "present"
    EXCUSED = "excused"  # known not to be on site: day off, out, working from home
    MISSING = "missing"  # looked for and not found
    UNCONFIRMED = "unconfirmed"

    @property
    def label(self) -> LazyString:
        return _MARK_LABELS[self]

    @property
    def accounts_for(self) -> bool:
        """Whether it is known where the person is."""
        return self in {Mark.PRESENT, Mark.EXCUSED}


class GuestKind(StrEnum):
    """Who may be on site without standing on the roster."""

    VISITOR = "visitor"
    PARTNER = "partner"  # of a partner company: deliveries, cleaning, construction

    @property
    def label(self) -> LazyString:
        return _GUEST_LABELS[self]


_MARK_LABELS = {
    Mark.PRESENT: _l("います"),
    Mark.EXCUSED: _l("休み・外出"),
    Mark.MISSING: _l("見当たらない"),
    Mark.UNCONFIRMED: _l("未確認"),
}

_GUEST_LABELS = {GuestKind.VISITOR: _l("来訪者"), GuestKind.PARTNER: _l("協力会社の人")}


@dataclass(frozen=True)
class Started:
    kind: ClassVar[EventKind] = EventKind.STARTED


@dataclass(frozen=True)
class Paused:
    kind: ClassVar[EventKind] = EventKind.PAUSED


@dataclass(frozen=True)
class Resumed:
    kind: ClassVar[EventKind] = EventKind.RESUMED


@dataclass(frozen=True)
class InjectReleased:
    kind: ClassVar[EventKind] = EventKind.INJECT_RELEASED
    inject: int


@dataclass(frozen=True)
class InjectSkipped:
    kind: ClassVar[EventKind] = EventKind.INJECT_SKIPPED
    inject: int
    reason: str


@dataclass(frozen=True)
class AutomaticReleaseOn:
    kind: ClassVar[EventKind] = EventKind.AUTOMATIC_RELEASE_ON


@dataclass(frozen=True)
class AutomaticReleaseOff:
    kind: ClassVar[EventKind] = EventKind.AUTOMATIC_RELEASE_OFF


@dataclass(frozen=True)
class TaskDone:
    """story_min: the story time the group stated, in minutes since the incident; None: when the event came."""

    kind: ClassVar[EventKind] = EventKind.TASK_DONE
    task: str
    story_min: int | None = None


@dataclass(frozen=True)
class TaskReopened:
    kind: ClassVar[EventKind] = EventKind.TASK_REOPENED
    task: str


@dataclass(frozen=True)
class TaskLeft:
    """Nobody had stopped a task's watch when the run ended, and somebody says what became of the task.

    unseen: why nobody can say whether it was done, so that it is not judged; "" when it was not finished in the run.
    """

    kind: ClassVar[EventKind] = EventKind.TASK_LEFT
    task: str
    unseen: str = ""


@dataclass(frozen=True)
class DecisionNoted:
    kind: ClassVar[EventKind] = EventKind.DECISION_NOTED
    text: str


@dataclass(frozen=True)
class GoodPointNoted:
    """criterion: the evaluation criterion it speaks of, when the observer named one."""

    kind: ClassVar[EventKind] = EventKind.GOOD_POINT_NOTED
    text: str
    criterion: str | None = None


@dataclass(frozen=True)
class FixPointNoted:
    kind: ClassVar[EventKind] = EventKind.FIX_POINT_NOTED
    text: str
    criterion: str | None = None


@dataclass(frozen=True)
class ParticipantAdded:
    """Somebody who was not on the roster at launch. participant: id of the drill's participant."""

    kind: ClassVar[EventKind] = EventKind.PARTICIPANT_ADDED
    participant: int


@dataclass(frozen=True)
class ParticipantJoined:
    """participant: id of the drill's participant, who opened the page and said so with a button."""

    kind: ClassVar[EventKind] = EventKind.PARTICIPANT_JOINED
    participant: int


@dataclass(frozen=True)
class HeadcountMarked:
    """Somebody was called at the assembly point, or a mark is taken back (unconfirmed).

    subject: "participant:<id>" or "guest:<uuid>", see `participant_subject`. reason: of an excuse. place: where
    somebody who is missing was seen last, or where they were found. press: the one press that marked everybody who
    was left, so that it can be taken back as a whole.
    """

    kind: ClassVar[EventKind] = EventKind.HEADCOUNT_MARKED
    subject: str
    mark: Mark
    reason: str = ""
    place: str = ""
    press: UUID | None = None


@dataclass(frozen=True)
class GuestAdded:
    """Somebody on site who is on no roster."""

    kind: ClassVar[EventKind] = EventKind.GUEST_ADDED
    guest: UUID
    guest_kind: GuestKind
    name: str
    company: str = ""


@dataclass(frozen=True)
class Corrected:
    """Adds words to an earlier note. The note itself stays as it was. note: event id of the note."""

    kind: ClassVar[EventKind] = EventKind.CORRECTED
    note: UUID
    text: str


@dataclass(frozen=True)
class Stopped:
    """The drill was broken off: a real emergency, or it could not go on."""

    kind: ClassVar[EventKind] = EventKind.STOPPED
    reason: str


@dataclass(frozen=True)
class Ended:
    """No more injects; notes, answers and stated times are still taken."""

    kind: ClassVar[EventKind] = EventKind.ENDED


@dataclass(frozen=True)
class Closed:
    """The record was made; nothing is added any more."""

    kind: ClassVar[EventKind] = EventKind.CLOSED


Note = DecisionNoted | GoodPointNoted | FixPointNoted
Action = (
    Started
    | Paused
    | Resumed
    | InjectReleased
    | InjectSkipped
    | AutomaticReleaseOn
    | AutomaticReleaseOff
    | TaskDone
    | TaskReopened
    | TaskLeft
    | Note
    | ParticipantAdded
    | ParticipantJoined
    | HeadcountMarked
    | GuestAdded
    | Corrected
    | Stopped
    | Ended
    | Closed
)

_ACTIONS: Final[dict[EventKind, Any]] = {action.kind: action for action in get_args(Action)}


@dataclass(frozen=True)
class NewEvent:
    """An action on its way in. event_id is made by whoever sends it: sending twice is one event.

    device_at, sent_at: the sender's clock at the act and at sending, aware; kept, never trusted for times.
    """

    event_id: UUID
    action: Action
    source: EventSource = EventSource.DEVICE
    device_at: datetime | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class RunEvent:
    """An action with its place in the run. seq counts from 1 without gaps; received_at is the server's clock."""

    event_id: UUID
    seq: int
    action: Action
    received_at: datetime
    actor_id: int | None
    actor_name: str
    source: EventSource = EventSource.DEVICE
    device_at: datetime | None = None
    sent_at: datetime | None = None

    @property
    def kind(self) -> EventKind:
        return self.action.kind


# Fields that JSON keeps as text.
_FIELD_TYPES: Final[dict[str, Any]] = {
    "note": UUID,
    "press": UUID,
    "guest": UUID,
    "mark": Mark,
    "guest_kind": GuestKind,
}


def payload_of(action: Action) -> dict[str, Any]:
    """The fields of an action as JSON values; without the kind."""
    return {
        key: str(value) if isinstance(value, UUID | StrEnum) else value
        for key, value in asdict(action).items()
        if value is not None
    }


def action_of(kind: EventKind, payload: dict[str, Any]) -> Action:
    """The inverse of `payload_of`. Raises TypeError when the payload does not fit the kind."""
    values = {key: _FIELD_TYPES[key](value) if key in _FIELD_TYPES else value for key, value in payload.items()}
    action: Action = _ACTIONS[kind](**values)
    return action


def participant_subject(participant_id: int) -> str:
    """A participant, as marks of a roll call name them."""
    return f"participant:{participant_id}"


def guest_subject(guest: UUID) -> str:
    return f"guest:{guest}"
