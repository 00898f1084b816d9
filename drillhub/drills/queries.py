"""Reads of drills for lists and for the page of one drill. Each takes a constant number of statements."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import Select, and_, func, not_, or_, select
from sqlalchemy.orm import aliased, joinedload, raiseload

from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.core.pagination import Page, paginate
from drillhub.drills.access import Standing, standing
from drillhub.drills.life_cycle import AHEAD, DrillStatus
from drillhub.drills.models import Drill, DrillParticipant, DrillRecord, Run
from drillhub.drills.run_state import RunStatus
from drillhub.drills.snapshot import ParticipantKind
from drillhub.drills.stages import RunStage, stage_of
from drillhub.identity.models import Person, Site
from drillhub.identity.roles import Role
from drillhub.scenarios.models import ScenarioVersion
from drillhub.vocabulary import DrillType, Hazard


@dataclass(frozen=True)
class DrillFilter:
    """Which drills a list shows. first_day, last_day: local days, both included.

    awaits_record: True for drills that were run and have no record yet, False for all others.
    """

    first_day: date | None = None
    last_day: date | None = None
    statuses: frozenset[DrillStatus] = frozenset()
    person_id: int | None = None  # only drills in which this person takes part
    awaits_record: bool | None = None


@dataclass(frozen=True)
class DrillRow:
    """A drill in a list. attended: of the players; None before the drill was held. run_id: the latest run's."""

    id: int
    number: str
    title: str
    drill_type: DrillType
    site: str
    local_date: date
    local_time: time
    status: DrillStatus
    facilitator: str
    players: int
    run_id: int | None
    run_status: RunStatus | None

    @property
    def stage(self) -> DrillStatus | RunStage:
        return stage_of(self.status, self.run_status)


def drills(wanted: DrillFilter, *, page: int = 1, size: int = 50) -> Page[DrillRow]:
    """Drills by date, the newest first. Two statements."""
    found = paginate(list_statement(wanted), number=page, size=size, scalars=False)
    return Page(tuple(row_of(each._mapping) for each in found.items), found.total, found.number, found.size)


def drills_ahead(*, today: date, person_id: int | None = None, limit: int = 5) -> tuple[DrillRow, ...]:
    """The next drills that have still to take place, the nearest first. One statement."""
    wanted = DrillFilter(
        first_day=today,
        statuses=frozenset({DrillStatus.PLANNED, DrillStatus.NOTIFIED}),
        person_id=person_id,
        awaits_record=False,
    )
    statement = list_statement(wanted).order_by(None).order_by(Drill.local_date, Drill.local_time, Drill.id)
    return tuple(row_of(each._mapping) for each in db.session.execute(statement.limit(limit)))


def titles(drill_ids: Iterable[int]) -> dict[int, str]:
    """Drill id → number and title, for links from other rooms. One statement."""
    rows = db.session.execute(select(Drill.id, Drill.number, Drill.title).where(Drill.id.in_(list(drill_ids))))
    return {drill_id: f"{number} {title}" for drill_id, number, title in rows}


def ids_by_slot(slot_ids: Iterable[int]) -> dict[int, int]:
    """Slot id → the drill that hangs on it, for links from the calendar. One statement."""
    rows = db.session.execute(select(Drill.slot_id, Drill.id).where(Drill.slot_id.in_(list(slot_ids))))
    return {slot_id: drill_id for slot_id, drill_id in rows}


def list_statement(wanted: DrillFilter) -> Select[*tuple[Any, ...]]:
    """The select behind every list of drills, newest first, with the latest run of each; `row_of` reads its rows."""
    latest = select(func.max(Run.number)).where(Run.drill_id == Drill.id).correlate(Drill).scalar_subquery()
    players = (
        select(func.count(DrillParticipant.id))
        .where(DrillParticipant.drill_id == Drill.id, DrillParticipant.kind == ParticipantKind.PLAYER)
        .correlate(Drill)
        .scalar_subquery()
    )
    statement: Select[*tuple[Any, ...]] = (
        select(
            Drill.id,
            Drill.number,
            Drill.title,
            Drill.drill_type,
            Site.name.label("site"),
            Drill.local_date,
            Drill.local_time,
            Drill.status,
            Person.family_name,
            Person.given_name,
            players.label("players"),
            Run.id.label("run_id"),
            Run.status.label("run_status"),
        )
        .join(Site, Site.id == Drill.site_id)
        .join(Person, Person.id == Drill.facilitator_id)
        .outerjoin(Run, and_(Run.drill_id == Drill.id, Run.number == latest))
        .order_by(Drill.local_date.desc(), Drill.local_time.desc(), Drill.id.desc())
    )
    if wanted.first_day is not None:
        statement = statement.where(Drill.local_date >= wanted.first_day)
    if wanted.last_day is not None:
        statement = statement.where(Drill.local_date <= wanted.last_day)
    if wanted.statuses:
        statement = statement.where(Drill.status.in_(wanted.statuses))
    if wanted.awaits_record is not None:
        ended = and_(Run.status.is_not_distinct_from(RunStatus.ANSWERING), Drill.status.in_(AHEAD))
        statement = statement.where(ended if wanted.awaits_record else not_(ended))
    if wanted.person_id is not None:
        takes_part = aliased(DrillParticipant)
        statement = statement.join(
            takes_part, and_(takes_part.drill_id == Drill.id, takes_part.person_id == wanted.person_id)
        )
    return statement


def row_of(columns: Mapping[Any, Any]) -> DrillRow:
    """A row of `list_statement`."""
    values = dict(columns)
    name = f"{values.pop('family_name')} {values.pop('given_name')}".strip()
    return DrillRow(facilitator=name, **values)


def drill(drill_id: int) -> Drill:
    """A drill with its site, facilitator and deputy. Raises NotFound."""
    found = db.session.scalar(
        select(Drill)
        .options(
            joinedload(Drill.site, innerjoin=True),
            joinedload(Drill.facilitator, innerjoin=True),
            joinedload(Drill.deputy),
            raiseload("*"),
        )
        .where(Drill.id == drill_id)
    )
    if found is None:
        raise NotFound()
    return found


def standing_in(drill_id: int, person_id: int, roles: Iterable[Role]) -> Standing:
    """Somebody's place in a drill. One statement."""
    row = db.session.execute(
        select(DrillParticipant.id, DrillParticipant.kind, DrillParticipant.role_ids).where(
            DrillParticipant.drill_id == drill_id, DrillParticipant.person_id == person_id
        )
    ).one_or_none()
    if row is None:
        return standing(roles)
    return standing(roles, participant_id=row.id, kind=row.kind, plays_roles=row.role_ids)


@dataclass(frozen=True)
class ParticipantCounts:
    """staff: who leads, evaluates or observes."""

    players: int
    staff: int


def participant_counts(drill_id: int) -> ParticipantCounts:
    """One statement."""
    is_player = DrillParticipant.kind == ParticipantKind.PLAYER
    row = db.session.execute(
        select(
            func.count(DrillParticipant.id).filter(is_player),
            func.count(DrillParticipant.id).filter(~is_player),
        ).where(DrillParticipant.drill_id == drill_id)
    ).one()
    return ParticipantCounts(*row)


def participants(drill_id: int, *, page: int = 1, size: int = 50) -> Page[DrillParticipant]:
    """Participants with their person, department and site; staff first. Two statements."""
    return paginate(
        select(DrillParticipant)
        .options(
            joinedload(DrillParticipant.person, innerjoin=True).options(
                joinedload(Person.department), joinedload(Person.site), raiseload("*")
            ),
            raiseload("*"),
        )
        .where(DrillParticipant.drill_id == drill_id)
        .order_by(DrillParticipant.kind, DrillParticipant.id),
        number=page,
        size=size,
    )


def runs_of(drill_id: int) -> tuple[Run, ...]:
    """The runs of a drill, the latest first. One statement."""
    return tuple(
        db.session.scalars(
            select(Run).options(raiseload("*")).where(Run.drill_id == drill_id).order_by(Run.number.desc())
        )
    )


def records_of(drill_id: int) -> tuple[DrillRecord, ...]:
    """All revisions of a drill's record, the one in force first. One statement."""
    return tuple(
        db.session.scalars(
            select(DrillRecord).where(DrillRecord.drill_id == drill_id).order_by(DrillRecord.revision.desc())
        )
    )


def scenario_of(drill: Drill) -> ScenarioVersion:
    """The version of the scenario that a drill is played from."""
    return db.session.scalars(select(ScenarioVersion).where(ScenarioVersion.id == drill.scenario_version_id)).one()


@dataclass(frozen=True)
class LastUse:
    """The drill in which a scenario was played last; one that is still ahead while it was never played."""

    drill_id: int
    day: date
    was_held: bool


def last_uses(scenario_ids: Iterable[int]) -> dict[int, LastUse]:
    """Scenario id → its last use, in any version; scenarios that no drill uses are left out. One statement."""
    rank = func.row_number().over(
        partition_by=ScenarioVersion.scenario_id,
        order_by=(Drill.held_on.desc().nulls_last(), Drill.local_date, Drill.id),
    )
    ranked = (
        select(
            ScenarioVersion.scenario_id,
            Drill.id.label("drill_id"),
            Drill.held_on,
            Drill.local_date,
            rank.label("rank"),
        )
        .join(ScenarioVersion, ScenarioVersion.id == Drill.scenario_version_id)
        .where(
            ScenarioVersion.scenario_id.in_(list(scenario_ids)),
            or_(Drill.held_on.is_not(None), Drill.status.in_((DrillStatus.PLANNED, DrillStatus.NOTIFIED))),
        )
        .subquery()
    )
    rows = db.session.execute(select(ranked).where(ranked.c.rank == 1))
    return {
        row.scenario_id: LastUse(row.drill_id, row.held_on or row.local_date, row.held_on is not None) for row in rows
    }


def last_held_by_hazard(hazards: Iterable[Hazard]) -> dict[Hazard, date]:
    """The day each of these hazards was last exercised on; one that never was is left out. One statement."""
    rows = db.session.execute(
        select(ScenarioVersion.hazard, func.max(Drill.held_on))
        .join(Drill, Drill.scenario_version_id == ScenarioVersion.id)
        .where(Drill.held_on.is_not(None), ScenarioVersion.hazard.in_(list(hazards)))
        .group_by(ScenarioVersion.hazard)
    )
    return {hazard: day for hazard, day in rows if day is not None}
