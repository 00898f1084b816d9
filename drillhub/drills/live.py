"""Reads for live screens: the console and the page of a player.

`version` answers a poll that has nothing new with one statement; everything else is read only when it changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload, raiseload

from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.drills.access import Standing, standing
from drillhub.drills.headcount import RollCall, roll_call
from drillhub.drills.models import Drill, DrillParticipant, Run
from drillhub.drills.release_plan import NextRelease, next_release
from drillhub.drills.run_log import state_of
from drillhub.drills.run_state import Note, Released, RunState
from drillhub.drills.snapshot import ParticipantKind, RosterEntry, headcount_roles, is_for
from drillhub.drills.task_watches import TaskWatch, watch, watches
from drillhub.identity.roles import Role
from drillhub.scenarios.content import Inject


@dataclass(frozen=True)
class LiveVersion:
    """How far a run has come, and who asks."""

    run_id: int
    drill_id: int
    version: int
    standing: Standing


def version(run_id: int, person_id: int, roles: Iterable[Role]) -> LiveVersion:
    """The version of a run and the reader's place in it. One statement. Raises NotFound."""
    row = db.session.execute(
        select(Run.drill_id, Run.version, DrillParticipant.id, DrillParticipant.kind, DrillParticipant.role_ids)
        .outerjoin(
            DrillParticipant,
            and_(DrillParticipant.drill_id == Run.drill_id, DrillParticipant.person_id == person_id),
        )
        .where(Run.id == run_id)
    ).one_or_none()
    if row is None:
        raise NotFound()
    place = standing(roles, participant_id=row.id, kind=row.kind, plays_roles=row.role_ids or ())
    return LiveVersion(run_id, row.drill_id, row.version, place)


@dataclass(frozen=True)
class Seat:
    """A participant on the console. joined_at: when they said they are there."""

    entry: RosterEntry
    joined_at: datetime | None
    added_late: bool


@dataclass(frozen=True)
class ConsoleView:
    """All that the console shows at an instant. story: None before the story begins."""

    run: Run
    drill: Drill
    state: RunState
    at: datetime
    elapsed: timedelta
    story: timedelta | None
    next_release: NextRelease | None
    watches: tuple[TaskWatch, ...]
    seats: tuple[Seat, ...]

    @property
    def notes(self) -> tuple[Note, ...]:
        """Decisions and observations, the newest first."""
        return tuple(reversed(self.state.notes))

    @property
    def players(self) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.seats if seat.entry.kind is ParticipantKind.PLAYER)

    @property
    def roll(self) -> RollCall | None:
        """The roll call; None in a drill in which nobody is called."""
        if not self.state.snapshot.takes_headcount:
            return None
        entries = (seat.entry for seat in self.seats)
        return roll_call(self.state.headcount, entries, late=self.state.added)

    @property
    def joined_count(self) -> int:
        return sum(seat.joined_at is not None for seat in self.players)


def console(run_id: int, *, at: datetime) -> ConsoleView:
    """The console of a run. Three statements. Raises NotFound."""
    run = _run(run_id)
    state = state_of(run)
    return ConsoleView(
        run=run,
        drill=run.drill,
        state=state,
        at=at,
        elapsed=state.elapsed(at),
        story=state.story(at),
        next_release=next_release(state, at),
        watches=watches(state, at),
        seats=_seats(run, state),
    )


@dataclass(frozen=True)
class PlayerInject:
    """A situation that was given to this player. number: how many of them came before it, from 1."""

    number: int
    inject: Inject
    released: Released
    decisions: tuple[Note, ...]


@dataclass(frozen=True)
class PlayerView:
    """What one player may see: what was given to them, their tasks, their own decisions; nothing of others.

    early_decisions: those they noted before anything was given to them.
    """

    run: Run
    drill: Drill
    state: RunState
    entry: RosterEntry
    at: datetime
    elapsed: timedelta
    story: timedelta | None
    injects: tuple[PlayerInject, ...]
    early_decisions: tuple[Note, ...]
    tasks: tuple[TaskWatch, ...]
    has_joined: bool

    @property
    def calls_roll(self) -> bool:
        """Whether this player counts the others at the assembly point."""
        frozen = self.state.snapshot
        return frozen.takes_headcount and not headcount_roles(frozen.scenario).isdisjoint(self.entry.roles)

    @property
    def current(self) -> PlayerInject | None:
        """What was given to them last."""
        return self.injects[0] if self.injects else None


def player(run_id: int, participant_id: int, *, at: datetime) -> PlayerView:
    """The page of one player. Three statements. Raises NotFound."""
    run = _run(run_id)
    state = state_of(run)
    row = db.session.scalar(
        select(DrillParticipant).where(DrillParticipant.id == participant_id, DrillParticipant.drill_id == run.drill_id)
    )
    if row is None:
        raise NotFound()
    entry = row.roster_entry
    person_id = entry.person_id
    own = [note for note in state.notes if note.by_id == person_id]
    given = [
        (inject, released)
        for seq, released in state.released.items()
        if (inject := state.snapshot.inject(seq)) is not None and is_for(inject, entry.roles)
    ]
    injects = tuple(
        PlayerInject(number, inject, released, _decisions(own, released, following))
        for number, ((inject, released), following) in enumerate(
            zip_longest(given, [released for _inject, released in given[1:]]), start=1
        )
    )
    return PlayerView(
        run=run,
        drill=run.drill,
        state=state,
        entry=entry,
        at=at,
        elapsed=state.elapsed(at),
        story=state.story(at),
        injects=tuple(reversed(injects)),
        early_decisions=tuple(note for note in own if not given or note.elapsed < given[0][1].elapsed),
        tasks=tuple(watch(state, task, at) for task in state.snapshot.tasks if task.role in entry.roles),
        has_joined=entry.participant_id in state.joined,
    )


def _run(run_id: int) -> Run:
    run = db.session.scalar(
        select(Run)
        .options(joinedload(Run.drill, innerjoin=True).raiseload("*"), raiseload("*"))
        .where(Run.id == run_id)
    )
    if run is None:
        raise NotFound()
    return run


def _seats(run: Run, state: RunState) -> tuple[Seat, ...]:
    rows = db.session.scalars(
        select(DrillParticipant)
        .options(raiseload("*"))
        .where(DrillParticipant.drill_id == run.drill_id)
        .order_by(DrillParticipant.kind, DrillParticipant.id)
    )
    return tuple(Seat(row.roster_entry, state.joined.get(row.id), row.added_late) for row in rows)


def _decisions(own: list[Note], released: Released, following: Released | None) -> tuple[Note, ...]:
    """The player's own notes between one inject and the next."""
    return tuple(
        note
        for note in own
        if note.elapsed >= released.elapsed and (following is None or note.elapsed < following.elapsed)
    )


@dataclass(frozen=True)
class FollowVersion:
    """How far the latest run of a drill has come, for one participant. run_id: None before the first launch."""

    drill_id: int
    person_id: int
    participant_id: int
    run_id: int | None
    version: int


def follow_version(drill_id: int, person_id: int) -> FollowVersion:
    """The latest run of a drill for somebody who takes part. One statement. Raises NotFound."""
    latest = (
        select(func.max(Run.number))
        .where(Run.drill_id == DrillParticipant.drill_id)
        .correlate(DrillParticipant)
        .scalar_subquery()
    )
    row = db.session.execute(
        select(DrillParticipant.id, Run.id.label("run_id"), Run.version)
        .outerjoin(Run, and_(Run.drill_id == DrillParticipant.drill_id, Run.number == latest))
        .where(DrillParticipant.drill_id == drill_id, DrillParticipant.person_id == person_id)
    ).one_or_none()
    if row is None:
        raise NotFound()
    return FollowVersion(drill_id, person_id, row.id, row.run_id, row.version or 0)
