"""The roll call at the assembly point: who is accounted for, by the marks that were made.

All marks are kept; of one person the last one counts. Taking a mark back is a mark too. Counters are never kept by
themselves: they are counted from the marks, so that no undo and no second device can make them drift.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from drillhub.drills.events import (
    EventSource,
    GuestAdded,
    GuestKind,
    HeadcountMarked,
    Mark,
    RunEvent,
    guest_subject,
    participant_subject,
)
from drillhub.drills.snapshot import ParticipantKind, RosterEntry


@dataclass(frozen=True)
class MarkMade:
    """One mark, as somebody made it. elapsed: drill time since the alarm."""

    event_id: UUID
    seq: int
    subject: str
    mark: Mark
    reason: str
    place: str
    press: UUID | None
    elapsed: timedelta
    at: datetime
    by_id: int | None
    by: str
    source: EventSource


@dataclass(frozen=True)
class Guest:
    """A visitor or somebody of a partner company. seq: of the event that added them."""

    id: UUID
    seq: int
    kind: GuestKind
    name: str
    company: str

    @property
    def subject(self) -> str:
        return guest_subject(self.id)


@dataclass(frozen=True)
class Headcount:
    """What was marked in a run so far, oldest first, and the guests that were named."""

    marks: tuple[MarkMade, ...] = ()
    guests: Mapping[UUID, Guest] = field(default_factory=dict)

    @cached_property
    def last(self) -> Mapping[str, MarkMade]:
        """Subject → the mark that counts."""
        return {made.subject: made for made in self.marks}

    def mark_of(self, subject: str) -> Mark:
        made = self.last.get(subject)
        return made.mark if made else Mark.UNCONFIRMED

    def history_of(self, subject: str) -> tuple[MarkMade, ...]:
        """Every mark of one person, the newest first."""
        return tuple(made for made in reversed(self.marks) if made.subject == subject)

    def marked(self, action: HeadcountMarked, event: RunEvent, elapsed: timedelta) -> "Headcount":
        made = MarkMade(
            event_id=event.event_id,
            seq=event.seq,
            subject=action.subject,
            mark=action.mark,
            reason=action.reason,
            place=action.place,
            press=action.press,
            elapsed=elapsed,
            at=event.received_at,
            by_id=event.actor_id,
            by=event.actor_name,
            source=event.source,
        )
        return replace(self, marks=(*self.marks, made))

    def with_guest(self, action: GuestAdded, event: RunEvent) -> "Headcount":
        guest = Guest(action.guest, event.seq, action.guest_kind, action.name, action.company)
        return replace(self, guests={**self.guests, guest.id: guest})

    def pressed(self, press: UUID) -> tuple[MarkMade, ...]:
        """The marks of one press that still count."""
        return tuple(made for made in self.last.values() if made.press == press and made.mark is not Mark.UNCONFIRMED)

    @property
    def last_press(self) -> tuple[MarkMade, ...]:
        """The marks of the latest press of "everyone is here" that still count; empty when none do."""
        latest = next((made for made in reversed(self.marks) if made.press is not None), None)
        return self.pressed(latest.press) if latest is not None and latest.press is not None else ()


@dataclass(frozen=True)
class Called:
    """Somebody the roll call has to account for. department: of a guest the company. made: the mark that counts.

    changed_at: number of the last event about them, 0 when there was none.
    """

    subject: str
    name: str
    department: str
    made: MarkMade | None
    changed_at: int
    employment: str = ""
    guest: GuestKind | None = None
    added_late: bool = False

    @property
    def mark(self) -> Mark:
        return self.made.mark if self.made else Mark.UNCONFIRMED

    @property
    def is_accounted_for(self) -> bool:
        return self.mark.accounts_for


@dataclass(frozen=True)
class Group:
    """Everybody of one department, or all guests. name: the department's path, "" for people without one."""

    name: str
    people: tuple[Called, ...]

    @cached_property
    def accounted(self) -> int:
        return sum(each.is_accounted_for for each in self.people)

    @property
    def is_complete(self) -> bool:
        return self.accounted == len(self.people)

    @property
    def last_made(self) -> MarkMade | None:
        """The newest mark in the group: who counts there, and when they were heard of last."""
        made = [each.made for each in self.people if each.made is not None]
        return max(made, key=lambda mark: mark.seq, default=None)

    @property
    def changed_at(self) -> int:
        return max((each.changed_at for each in self.people), default=0)


@dataclass(frozen=True)
class RollCall:
    """Who had to be accounted for and who was. groups: departments by name; guests come apart from them."""

    groups: tuple[Group, ...]
    guests: Group

    @cached_property
    def people(self) -> tuple[Called, ...]:
        """Everybody, department by department, then the guests."""
        return tuple(each for group in (*self.groups, self.guests) for each in group.people)

    @property
    def on_site(self) -> int:
        """How many there are to account for: the roster with those added since, and the guests."""
        return len(self.people)

    @cached_property
    def accounted(self) -> int:
        return sum(each.is_accounted_for for each in self.people)

    @property
    def unaccounted(self) -> tuple[Called, ...]:
        """Who was looked for and not found, then who was not confirmed yet."""
        open_ = [each for each in self.people if not each.is_accounted_for]
        return tuple(sorted(open_, key=lambda each: each.mark is not Mark.MISSING))

    def marked(self, mark: Mark) -> tuple[Called, ...]:
        return tuple(each for each in self.people if each.mark is mark)

    def group(self, name: str) -> Group | None:
        return next((group for group in self.groups if group.name == name), None)

    def called(self, subject: str) -> Called | None:
        return next((each for each in self.people if each.subject == subject), None)


def roll_call(headcount: Headcount, roster: Iterable[RosterEntry], *, late: Collection[int] = ()) -> RollCall:
    """The roll call of these people and guests. late: ids of participants who were added after the launch.

    Whoever leads, evaluates or observes the drill stands outside it and is not called.
    """
    by_department: dict[str, list[Called]] = {}
    for entry in roster:
        if entry.kind is ParticipantKind.PLAYER:
            made = headcount.last.get(participant_subject(entry.participant_id))
            called = Called(
                subject=participant_subject(entry.participant_id),
                name=entry.name,
                department=entry.department,
                made=made,
                changed_at=made.seq if made else 0,
                employment=entry.employment,
                added_late=entry.participant_id in late,
            )
            by_department.setdefault(entry.department, []).append(called)
    # People without a department come last.
    names = sorted(by_department, key=lambda name: (not name, name))
    return RollCall(
        groups=tuple(Group(name, tuple(by_department[name])) for name in names),
        guests=Group("", tuple(_called(guest, headcount) for guest in headcount.guests.values())),
    )


def _called(guest: Guest, headcount: Headcount) -> Called:
    made = headcount.last.get(guest.subject)
    return Called(
        subject=guest.subject,
        name=guest.name,
        department=guest.company,
        made=made,
        changed_at=made.seq if made else guest.seq,
        guest=guest.kind,
    )
