"""Reads of the register: one function per page, each with a constant number of statements."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select

from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.core.pagination import Page, paginate
from drillhub.core.text import search_key
from drillhub.identity.models import (
    Credential,
    Department,
    LinkPurpose,
    Person,
    PersonalLink,
    PersonRole,
    PersonStatus,
    Site,
)
from drillhub.identity.roles import ASSIGNABLE, Role
from drillhub.identity.staff_models import StaffImport


@dataclass(frozen=True)
class PeopleFilter:
    """What the list of people shows. search: part of a name, reading or number, in any width and kana.

    department_id includes everything below it. status: None shows everybody but leavers.
    """

    search: str = ""
    department_id: int | None = None
    site_id: int | None = None
    status: PersonStatus | None = None


@dataclass(frozen=True)
class PersonLine:
    """A person in the list. roles in the order in which they are given."""

    id: int
    employee_number: str
    name: str
    kana: str
    department: str
    site: str
    job_title: str
    has_mail: bool
    status: PersonStatus
    roles: tuple[Role, ...]


def people_page(wanted: PeopleFilter, *, number: int, size: int = 50) -> Page[PersonLine]:
    """People by employee number, one page. Three statements; one more to look a department up."""
    statement = (
        select(Person, Department.path, Site.name)
        .join(Department, Person.department_id == Department.id, isouter=True)
        .join(Site, Person.site_id == Site.id, isouter=True)
        .where(*_conditions(wanted))
        .order_by(Person.employee_number, Person.id)
    )
    page = paginate(statement, number=number, size=size, scalars=False)
    roles = _roles_of([row.Person.id for row in page.items])
    lines = tuple(_line(row, roles) for row in page.items)
    return Page(lines, page.total, page.number, page.size)


def person_ids(wanted: PeopleFilter) -> tuple[int, ...]:
    """Everybody the list would show on all its pages, by employee number. One or two statements."""
    statement = select(Person.id).where(*_conditions(wanted)).order_by(Person.employee_number, Person.id)
    return tuple(db.session.scalars(statement))


@dataclass(frozen=True)
class NamedPerson:
    """A person where only the name is needed, and whether a mail reaches them."""

    id: int
    name: str
    department: str
    has_mail: bool


def named(ids: Sequence[int]) -> tuple[NamedPerson, ...]:
    """These people, leavers aside, by employee number. One statement."""
    rows = db.session.execute(
        select(Person.id, Person.family_name, Person.given_name, Department.path, Person.email)
        .join(Department, Person.department_id == Department.id, isouter=True)
        .where(Person.id.in_(ids), Person.status != PersonStatus.LEFT)
        .order_by(Person.employee_number, Person.id)
    )
    return tuple(
        NamedPerson(row.id, f"{row.family_name} {row.given_name}".strip(), row.path or "", bool(row.email))
        for row in rows
    )


def _conditions(wanted: PeopleFilter) -> list[Any]:
    conditions: list[Any] = []
    if wanted.status is None:
        conditions.append(Person.status != PersonStatus.LEFT)
    else:
        conditions.append(Person.status == wanted.status)
    if key := search_key(wanted.search):
        conditions.append(Person.search_text.contains(key, autoescape=True))
    if wanted.site_id is not None:
        conditions.append(Person.site_id == wanted.site_id)
    if wanted.department_id is not None:
        conditions.append(Person.department_id.in_(_department_and_below(wanted.department_id)))
    return conditions


def _department_and_below(department_id: int) -> Select[int]:
    path = db.session.scalar(select(Department.path).where(Department.id == department_id)) or ""
    return select(Department.id).where(
        or_(Department.id == department_id, Department.path.startswith(f"{path} / ", autoescape=True))
    )


def _roles_of(person_ids: list[int]) -> dict[int, tuple[Role, ...]]:
    given: dict[int, set[Role]] = defaultdict(set)
    for row in db.session.scalars(select(PersonRole).where(PersonRole.person_id.in_(person_ids))):
        given[row.person_id].add(row.role)
    return {person_id: tuple(role for role in ASSIGNABLE if role in roles) for person_id, roles in given.items()}


def _line(row: Any, roles: dict[int, tuple[Role, ...]]) -> PersonLine:
    person: Person = row.Person
    return PersonLine(
        id=person.id,
        employee_number=person.employee_number,
        name=person.name,
        kana=f"{person.family_name_kana} {person.given_name_kana}".strip(),
        department=row.path or "",
        site=row.name or "",
        job_title=person.job_title,
        has_mail=bool(person.email),
        status=person.status,
        roles=roles.get(person.id, ()),
    )


@dataclass(frozen=True)
class PersonPage:
    """A person with everything their page shows.

    has_password: whether the account has been activated. invitation_until: when an open invitation expires.
    """

    person: Person
    department: str
    site: str
    roles: tuple[Role, ...]
    has_password: bool
    invitation_until: datetime | None


def person_page(person_id: int, *, at: datetime) -> PersonPage:
    """Four statements. Raises NotFound."""
    row = db.session.execute(
        select(Person, Department.path, Site.name)
        .join(Department, Person.department_id == Department.id, isouter=True)
        .join(Site, Person.site_id == Site.id, isouter=True)
        .where(Person.id == person_id)
    ).one_or_none()
    if row is None:
        raise NotFound()
    has_password = db.session.scalar(select(Credential.id).where(Credential.person_id == person_id)) is not None
    invitation = db.session.scalar(
        select(func.max(PersonalLink.expires_at)).where(
            PersonalLink.person_id == person_id,
            PersonalLink.purpose == LinkPurpose.ACTIVATION,
            PersonalLink.revoked_at.is_(None),
            PersonalLink.used_at.is_(None),
            PersonalLink.expires_at > at,
        )
    )
    roles = _roles_of([person_id]).get(person_id, ())
    return PersonPage(row.Person, row.path or "", row.name or "", roles, has_password, invitation)


@dataclass(frozen=True)
class RegisterCounts:
    """How many people the register has, leavers aside, and how many of them have no mail address."""

    present: int
    on_leave: int
    without_mail: int


def counts() -> RegisterCounts:
    """One statement."""
    row = db.session.execute(
        select(
            func.count(),
            func.count().filter(Person.status == PersonStatus.ON_LEAVE),
            func.count().filter(Person.email.is_(None)),
        )
        .select_from(Person)
        .where(Person.status != PersonStatus.LEFT)
    ).one()
    return RegisterCounts(*row)


@dataclass(frozen=True)
class SiteLine:
    """A site with the number of people who work there, leavers aside."""

    id: int
    name: str
    address: str
    assembly_point: str
    people: int


def sites() -> tuple[SiteLine, ...]:
    """All sites by name. One statement."""
    rows = db.session.execute(
        select(Site.id, Site.name, Site.address, Site.assembly_point, func.count(Person.id))
        .join(Person, (Person.site_id == Site.id) & (Person.status != PersonStatus.LEFT), isouter=True)
        .group_by(Site.id, Site.name, Site.address, Site.assembly_point)
        .order_by(Site.name)
    )
    return tuple(SiteLine(*row) for row in rows)


@dataclass(frozen=True)
class DepartmentLine:
    """A department in the tree. depth: 0 for the top. people: directly in it; people_below: with all below it."""

    id: int
    name: str
    path: str
    depth: int
    people: int
    people_below: int


def departments() -> tuple[DepartmentLine, ...]:
    """The tree in order, parents before children. One statement."""
    rows = db.session.execute(
        select(Department.id, Department.name, Department.path, func.count(Person.id).label("people"))
        .join(Person, (Person.department_id == Department.id) & (Person.status != PersonStatus.LEFT), isouter=True)
        .group_by(Department.id, Department.name, Department.path)
    ).all()
    below: dict[tuple[str, ...], int] = defaultdict(int)
    for row in rows:
        names = tuple(row.path.split(" / "))
        for depth in range(1, len(names) + 1):
            below[names[:depth]] += row.people
    # Sorted here by the names themselves: as text, " / " would sort "営業" and "営業 / 一課" around "営業部".
    ordered = sorted(rows, key=lambda row: row.path.split(" / "))
    return tuple(
        DepartmentLine(
            row.id, row.name, row.path, row.path.count(" / "), row.people, below[tuple(row.path.split(" / "))]
        )
        for row in ordered
    )


@dataclass(frozen=True)
class ImportLine:
    """An import that was applied."""

    id: int
    file_name: str
    applied_at: datetime
    result: dict[str, Any]


def last_imports(count: int = 5) -> tuple[ImportLine, ...]:
    """The newest applied imports. One statement."""
    rows = db.session.execute(
        select(StaffImport.id, StaffImport.file_name, StaffImport.applied_at, StaffImport.result)
        .where(StaffImport.applied_at.is_not(None))
        .order_by(StaffImport.applied_at.desc(), StaffImport.id.desc())
        .limit(count)
    )
    return tuple(ImportLine(*row) for row in rows)
