"""Verbs on the register (名簿) that a person at a page uses: people, roles, leaving, sites, departments."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import delete, select

from drillhub import audit
from drillhub.audit import Actor
from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.core.text import search_key
from drillhub.identity import services
from drillhub.identity.errors import (
    AdministratorOnly,
    DepartmentInItself,
    LastAdministrator,
    MailInUse,
    NameInUse,
    NumberInUse,
)
from drillhub.identity.models import Credential, Department, Employment, Person, PersonRole, PersonStatus, Site
from drillhub.identity.roles import Role
from drillhub.identity.staff_refusals import ValueTooLong
from drillhub.identity.staff_values import department_name

_PATH_LIMIT: Final = 400  # of the column `departments.path`


@dataclass(frozen=True)
class PersonDetails:
    """What general affairs keep about a person. Ids are of the same organisation."""

    employee_number: str
    family_name: str
    given_name: str = ""
    family_name_kana: str = ""
    given_name_kana: str = ""
    department_id: int | None = None
    site_id: int | None = None
    job_title: str = ""
    email: str | None = None
    mobile: str | None = None
    employment: Employment = Employment.REGULAR
    joined_on: date | None = None


# --- People -----------------------------------------------------------------------------------------------------


def add_person(details: PersonDetails, *, by: Actor, at: datetime) -> Person:
    """Enter somebody by hand. Raises NumberInUse, MailInUse, NotFound (department or site)."""
    _require_free_number(details.employee_number, except_for=None)
    _require_places(details)
    return services.add_person(Person(**asdict(details)), by=by, at=at)


def change_person(person_id: int, details: PersonDetails, *, by: Actor, at: datetime) -> Person:
    """Change what the register says about somebody. Raises NotFound, NumberInUse, MailInUse."""
    person = find_person(person_id)
    _require_free_number(details.employee_number, except_for=person_id)
    _require_places(details)
    services.change_mail(person, details.email, by=by, at=at)
    values = {name: value for name, value in asdict(details).items() if getattr(person, name) != value}
    for name, value in values.items():
        setattr(person, name, value)
    if values:
        person.search_text = services.search_text_of(person)
        audit.record("person.changed", by=by, at=at, subject=person, facts={"fields": sorted(values)})
    return person


def find_person(person_id: int) -> Person:
    """Raises NotFound."""
    person = db.session.scalar(select(Person).where(Person.id == person_id))
    if person is None:
        raise NotFound()
    return person


def give_roles(
    person_id: int, roles: frozenset[Role], *, giver_roles: frozenset[Role], by: Actor, at: datetime
) -> None:
    """Give somebody exactly these roles. giver_roles: what the giver acts as.

    Raises NotFound, AdministratorOnly (nobody makes themselves an administrator), LastAdministrator.
    """
    person = find_person(person_id)
    had = Role.ADMINISTRATOR in assigned_roles(person_id)
    if had != (Role.ADMINISTRATOR in roles) and Role.ADMINISTRATOR not in giver_roles:
        raise AdministratorOnly()
    services.set_roles(person, roles, by=by, at=at)
    if had:
        require_an_administrator()


def assigned_roles(person_id: int) -> frozenset[Role]:
    """The roles given to a person, without those that follow from them."""
    return frozenset(db.session.scalars(select(PersonRole.role).where(PersonRole.person_id == person_id)))


def set_on_leave(person_id: int, on_leave: bool, *, by: Actor, at: datetime) -> None:
    """Put somebody on leave (休職) or back to work. Nothing happens to a leaver. Raises NotFound."""
    person = find_person(person_id)
    status = PersonStatus.ON_LEAVE if on_leave else PersonStatus.ACTIVE
    if person.status not in {PersonStatus.LEFT, status}:
        person.status = status
        audit.record("person.changed", by=by, at=at, subject=person, facts={"fields": ["status"]})


def leave(person_id: int, *, on: date, today: date, by: Actor, at: datetime) -> bool:
    """Take somebody out of the register. on: their last day; a day to come is noted and `leave_when_due` acts on it.

    Says whether they have left now. Raises NotFound, LastAdministrator.
    """
    person = find_person(person_id)
    if person.status is PersonStatus.LEFT:
        return True
    if on > today:
        person.left_on = on
        audit.record("person.changed", by=by, at=at, subject=person, facts={"fields": ["left_on"]})
        return False
    services.mark_left([person], on=on, by=by, at=at)
    if Role.ADMINISTRATOR in assigned_roles(person_id):
        require_an_administrator()
    return True


def take_back(person_id: int, *, by: Actor, at: datetime) -> None:
    """Somebody who left works here again, as an employee without a password. Raises NotFound.

    Their old address counts only when nobody else uses it by now.
    """
    person = find_person(person_id)
    if person.status is not PersonStatus.LEFT:
        return
    forget_access([person_id])
    person.status = PersonStatus.ACTIVE
    person.left_on = None
    mail, person.email = person.email, None
    if mail:
        try:
            services.change_mail(person, mail, by=by, at=at)
        except MailInUse:
            person.email = None
    audit.record("person.returned", by=by, at=at, subject=person)


def forget_access(person_ids: list[int]) -> None:
    """Roles and passwords of people who come back: both are given anew."""
    db.session.execute(delete(PersonRole).where(PersonRole.person_id.in_(person_ids)))
    db.session.execute(delete(Credential).where(Credential.person_id.in_(person_ids)))


def leave_when_due(*, today: date, by: Actor, at: datetime) -> int:
    """Take everybody out of the register whose planned last day is past; gives how many. Called daily by a job."""
    due = list(db.session.scalars(select(Person).where(Person.status != PersonStatus.LEFT, Person.left_on < today)))
    last_days = {person.id: person.left_on for person in due}
    services.mark_left(due, on=today, by=by, at=at)
    for person in due:
        person.left_on = last_days[person.id]
    return len(due)


def require_an_administrator() -> None:
    """Raises LastAdministrator when nobody present is an administrator any more."""
    administrators = select(PersonRole.person_id).where(PersonRole.role == Role.ADMINISTRATOR)
    present = select(Person.id).where(Person.id.in_(administrators), Person.status != PersonStatus.LEFT)
    if db.session.scalar(present.limit(1)) is None:
        raise LastAdministrator()


def _require_free_number(number: str, *, except_for: int | None) -> None:
    holder = db.session.scalar(select(Person).where(Person.employee_number == number))
    if holder is not None and holder.id != except_for:
        raise NumberInUse("employee_number", number=number, name=holder.name)


def _require_places(details: PersonDetails) -> None:
    """The wall hides other organisations' rows, so their ids are as unknown as invented ones."""
    if details.department_id is not None:
        find_department(details.department_id)
    if details.site_id is not None:
        find_site(details.site_id)


# --- Sites --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SiteDetails:
    """A place of work as people enter it. assembly_point: where people gather (集合場所)."""

    name: str
    address: str = ""
    assembly_point: str = ""


def add_site(details: SiteDetails, *, by: Actor, at: datetime) -> Site:
    """Raises NameInUse."""
    _require_free_site_name(details.name, except_for=None)
    site = Site(**asdict(details))
    db.session.add(site)
    audit.record("site.added", by=by, at=at, subject=site)
    return site


def change_site(site_id: int, details: SiteDetails, *, by: Actor, at: datetime) -> Site:
    """Raises NotFound, NameInUse."""
    site = find_site(site_id)
    _require_free_site_name(details.name, except_for=site_id)
    for name, value in asdict(details).items():
        setattr(site, name, value)
    audit.record("site.changed", by=by, at=at, subject=site)
    return site


def find_site(site_id: int) -> Site:
    """Raises NotFound."""
    site = db.session.scalar(select(Site).where(Site.id == site_id))
    if site is None:
        raise NotFound()
    return site


def _require_free_site_name(name: str, *, except_for: int | None) -> None:
    """Names that differ only in width would be taken for one by the next staff file."""
    key = search_key(name)
    for site in db.session.scalars(select(Site)):
        if site.id != except_for and search_key(site.name) == key:
            raise NameInUse("name", name=site.name)


# --- Departments ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DepartmentDetails:
    """A department as people enter it. parent_id: None for the top level."""

    name: str
    parent_id: int | None = None


def add_department(details: DepartmentDetails, *, by: Actor, at: datetime) -> Department:
    """Raises NotFound (parent), NameInUse, ValueTooLong."""
    department = Department(name=department_name(details.name), parent_id=details.parent_id)
    department.path = _path(department.name, _parent(details.parent_id))
    _require_free_path(department.path, except_for=None)
    db.session.add(department)
    audit.record("department.added", by=by, at=at, subject=department)
    return department


def change_department(department_id: int, details: DepartmentDetails, *, by: Actor, at: datetime) -> Department:
    """Rename or move a department; the paths of everything below follow.

    Raises NotFound, NameInUse, DepartmentInItself, ValueTooLong.
    """
    department = find_department(department_id)
    parent = _parent(details.parent_id)
    below = _below(department)
    if parent is not None and (parent.id == department_id or parent in below):
        raise DepartmentInItself("parent_id")
    name, old_path = department_name(details.name), department.path
    path = _path(name, parent)
    _require_free_path(path, except_for=department_id)
    department.name, department.parent_id, department.path = name, details.parent_id, path
    for child in below:
        child.path = path + child.path.removeprefix(old_path)
        _require_short_path(child.path)
    audit.record("department.changed", by=by, at=at, subject=department)
    return department


def find_department(department_id: int) -> Department:
    """Raises NotFound."""
    department = db.session.scalar(select(Department).where(Department.id == department_id))
    if department is None:
        raise NotFound()
    return department


def _parent(parent_id: int | None) -> Department | None:
    return None if parent_id is None else find_department(parent_id)


def _path(name: str, parent: Department | None) -> str:
    return name if parent is None else f"{parent.path} / {name}"


def _below(department: Department) -> list[Department]:
    """Everything under a department, at any depth."""
    prefix = f"{department.path} / "
    return list(db.session.scalars(select(Department).where(Department.path.startswith(prefix, autoescape=True))))


def _require_short_path(path: str) -> None:
    if len(path) > _PATH_LIMIT:
        raise ValueTooLong("name", length=len(path), limit=_PATH_LIMIT)


def _require_free_path(path: str, *, except_for: int | None) -> None:
    _require_short_path(path)
    key = search_key(path)
    for department in db.session.scalars(select(Department)):
        if department.id != except_for and search_key(department.path) == key:
            raise NameInUse("name", name=department.name)
