"""Reads for choosing people: who may lead a drill, who could take part, and what is missing before the start."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import joinedload, raiseload

from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.core.pagination import Page, paginate
from drillhub.drills.models import Drill, DrillParticipant, Run
from drillhub.drills.preflight import Expected, PreflightItem, preflight
from drillhub.drills.run_state import NOT_OVER
from drillhub.identity.models import Department, Person, PersonRole, PersonStatus, Site
from drillhub.scenarios.content import ScenarioContent


def sites() -> tuple[tuple[int, str], ...]:
    """(id, name) of all sites, by name. One statement."""
    return tuple((row.id, row.name) for row in db.session.execute(select(Site.id, Site.name).order_by(Site.name)))


def departments() -> tuple[tuple[int, str], ...]:
    """(id, path) of all departments, as the tree sorts them. One statement."""
    rows = db.session.execute(select(Department.id, Department.path).order_by(Department.path))
    return tuple((row.id, row.path) for row in rows)


def possible_leaders(*also: int | None) -> tuple[tuple[int, str], ...]:
    """(id, name) of the people who hold any role, and of `also` (person ids). One statement."""
    named = [person_id for person_id in also if person_id is not None]
    holds_a_role = exists().where(PersonRole.person_id == Person.id)
    rows = db.session.execute(
        select(Person.id, Person.family_name, Person.given_name)
        .where(Person.status == PersonStatus.ACTIVE, holds_a_role | Person.id.in_(named))
        .order_by(Person.family_name_kana, Person.family_name, Person.given_name, Person.id)
    )
    return tuple((row.id, f"{row.family_name} {row.given_name}".strip()) for row in rows)


@dataclass(frozen=True)
class CandidateFilter:
    """Who is looked for. text: a search key (`core.text.search_key`); a department includes those below it."""

    text: str = ""
    department_id: int | None = None
    site_id: int | None = None


def candidates(drill_id: int, wanted: CandidateFilter, *, page: int = 1, size: int = 50) -> Page[Person]:
    """People in the register who do not take part yet, by department and number. Two or three statements."""
    statement = (
        _candidates(drill_id, wanted)
        .outerjoin(Department, Department.id == Person.department_id)
        .options(joinedload(Person.department), joinedload(Person.site), raiseload("*"))
        .order_by(Department.path, Person.employee_number)
    )
    return paginate(statement, number=page, size=size)


def candidate_ids(drill_id: int, wanted: CandidateFilter) -> tuple[int, ...]:
    """The ids of all of them, without pages, by number: the order in which lists of the drill will name them."""
    statement = _candidates(drill_id, wanted).options(raiseload("*")).order_by(Person.employee_number)
    return tuple(person.id for person in db.session.scalars(statement))


def candidates_count(drill_id: int, wanted: CandidateFilter) -> int:
    """How many they are. One statement, two when a department is named."""
    return db.session.scalar(select(func.count()).select_from(_candidates(drill_id, wanted).subquery())) or 0


def _candidates(drill_id: int, wanted: CandidateFilter) -> Select[Person]:
    takes_part = exists().where(DrillParticipant.drill_id == drill_id, DrillParticipant.person_id == Person.id)
    statement = select(Person).where(Person.status == PersonStatus.ACTIVE, ~takes_part)
    if wanted.text:
        statement = statement.where(Person.search_text.contains(wanted.text, autoescape=True))
    if wanted.site_id is not None:
        statement = statement.where(Person.site_id == wanted.site_id)
    if wanted.department_id is not None:
        statement = statement.where(Person.department_id.in_(_below(wanted.department_id)))
    return statement


def _below(department_id: int) -> list[int]:
    """A department and everything below it in the tree."""
    path = db.session.scalar(select(Department.path).where(Department.id == department_id))
    if path is None:
        return []
    below = Department.path.startswith(f"{path} / ", autoescape=True)
    return list(db.session.scalars(select(Department.id).where((Department.id == department_id) | below)))


def participant(participant_id: int) -> DrillParticipant:
    """One participant with the person. One statement. Raises NotFound."""
    row = db.session.scalar(
        select(DrillParticipant)
        .options(joinedload(DrillParticipant.person, innerjoin=True))
        .where(DrillParticipant.id == participant_id)
    )
    if row is None:
        raise NotFound()
    return row


def going_run(drill_id: int) -> Run | None:
    """The run of a drill that is not over yet. One statement."""
    return db.session.scalar(
        select(Run).options(raiseload("*")).where(Run.drill_id == drill_id, Run.status.in_(NOT_OVER))
    )


def preflight_of(drill: Drill, scenario: ScenarioContent, *, today: date) -> tuple[PreflightItem, ...]:
    """What to look at before the start. Two statements."""
    going = going_run(drill.id)
    rows = db.session.execute(
        select(
            DrillParticipant.kind,
            DrillParticipant.role_ids,
            Person.family_name,
            Person.given_name,
            Person.email,
        )
        .join(Person, Person.id == DrillParticipant.person_id)
        .where(DrillParticipant.drill_id == drill.id)
        .order_by(DrillParticipant.id)
    )
    return preflight(
        status=drill.status,
        going=going.status if going else None,
        has_deputy=drill.deputy_id is not None,
        planned_on=drill.local_date,
        today=today,
        scenario=scenario,
        participants=[
            Expected(f"{row.family_name} {row.given_name}".strip(), row.kind, tuple(row.role_ids), bool(row.email))
            for row in rows
        ],
        types=drill.types,
        place=drill.place,
    )
