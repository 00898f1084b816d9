"""Verbs on organisations and people."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select

from drillhub import audit
from drillhub.audit import Actor
from drillhub.core import directory, tenancy
from drillhub.core.database import db
from drillhub.core.text import search_key
from drillhub.identity import links, sign_in
from drillhub.identity.errors import AdministratorExists, MailInUse, OrganisationUnknown, SlugTaken, SlugUnusable
from drillhub.identity.models import (
    Credential,
    LinkPurpose,
    Organisation,
    Person,
    PersonalLink,
    PersonRole,
    PersonStatus,
)
from drillhub.identity.roles import Role

ACTIVATION_LIFETIME: Final = timedelta(hours=72)


def create_organisation(
    name: str,
    slug: str,
    *,
    by: Actor,
    at: datetime,
    fiscal_year_start_month: int = 4,
    timezone: str = "Asia/Tokyo",
) -> Organisation:
    """Create an organisation and bind the session to it. Raises SlugUnusable, SlugTaken."""
    slug = slug.strip().lower()
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])", slug):
        raise SlugUnusable("slug", slug=slug)
    if directory.organisation_of_slug(slug) is not None:
        raise SlugTaken("slug", slug=slug)
    entry = directory.DirectoryOrganisation(slug=slug, created_at=at)
    db.session.add(entry)
    db.session.flush()
    tenancy.bind(entry.id)
    organisation = Organisation(name=name.strip(), timezone=timezone, fiscal_year_start_month=fiscal_year_start_month)
    db.session.add(organisation)
    audit.record("organisation.created", by=by, at=at, subject=organisation, facts={"slug": slug})
    return organisation


def enter_organisation(slug: str) -> Organisation:
    """Bind the session to the organisation of a slug, for commands and jobs. Raises OrganisationUnknown."""
    org_id = directory.organisation_of_slug(slug.strip().lower())
    if org_id is None:
        raise OrganisationUnknown(slug=slug)
    tenancy.bind(org_id)
    return db.session.scalars(select(Organisation)).one()


def add_person(person: Person, *, roles: frozenset[Role] = frozenset(), by: Actor, at: datetime) -> Person:
    """Enter somebody into the register. Raises MailInUse."""
    person.search_text = search_text_of(person)
    person.created_at = at
    db.session.add(person)
    db.session.flush()
    if person.email:
        _enter_mail(person, at=at)
    audit.record("person.added", by=by, at=at, subject=person)
    set_roles(person, roles, by=by, at=at)
    return person


def search_text_of(person: Person) -> str:
    """What the search box of the register looks in."""
    return search_key(
        " ".join(
            (
                person.employee_number,
                person.family_name,
                person.given_name,
                person.family_name + person.given_name,
                person.family_name_kana or "",
                person.given_name_kana or "",
            )
        )
    )[:600]


def change_mail(person: Person, email: str | None, *, by: Actor, at: datetime) -> None:
    """Change the mail address, which is also a sign-in name. Raises MailInUse."""
    if email == person.email:
        return
    directory.strike(directory.KeyKind.SIGN_IN_NAME, org_id=person.org_id, subject_ids=[person.id])
    person.email = email
    if email:
        _enter_mail(person, at=at)
    audit.record("person.mail_changed", by=by, at=at, subject=person)


def _enter_mail(person: Person, *, at: datetime) -> None:
    key = sign_in.mail_key(person.email or "")
    places = directory.places_of(directory.KeyKind.SIGN_IN_NAME, key, at=at)
    if any(place.org_id == person.org_id and place.subject_id != person.id for place in places):
        raise MailInUse("email")
    directory.enter(directory.KeyKind.SIGN_IN_NAME, key, org_id=person.org_id, subject_id=person.id)


def set_roles(person: Person, roles: frozenset[Role], *, by: Actor, at: datetime) -> None:
    """Give exactly these roles. Sessions go on; what they may do changes with the next request."""
    rows = {row.role: row for row in db.session.scalars(select(PersonRole).where(PersonRole.person_id == person.id))}
    wanted = roles - {Role.EMPLOYEE}
    for role in wanted - rows.keys():
        db.session.add(PersonRole(person_id=person.id, role=role, given_at=at))
    for role in rows.keys() - wanted:
        db.session.delete(rows[role])
    if wanted != rows.keys():
        audit.record("person.roles_set", by=by, at=at, subject=person, facts={"roles": sorted(wanted)})


def mark_left(people: list[Person], *, on: date, by: Actor, at: datetime) -> None:
    """Take people out of the register: they cannot sign in any more and their links are dead at once."""
    ids = [person.id for person in people]
    if not ids:
        return
    for person in people:
        person.status = PersonStatus.LEFT
        person.left_on = on
        audit.record("person.left", by=by, at=at, subject=person)
    sign_in.end_sessions(ids, at=at)
    links.revoke(person_ids=ids, at=at)
    directory.strike(directory.KeyKind.SIGN_IN_NAME, org_id=tenancy.bound_org_id(), subject_ids=ids)


def invite(person: Person, *, by: Actor, at: datetime) -> str:
    """A one-time activation link with which a person sets a password; older ones die. Gives the token."""
    links.revoke(person_ids=[person.id], purpose=LinkPurpose.ACTIVATION, at=at)
    link = links.issue(LinkPurpose.ACTIVATION, person.id, expires_at=at + ACTIVATION_LIFETIME, at=at)
    audit.record("person.invited", by=by, at=at, subject=person)
    return link.token


@dataclass(frozen=True)
class InvitedAdministrator:
    """employee_number: what they sign in with, beside the company code. token: see `invite`."""

    employee_number: str
    token: str


def invite_first_administrator(name: str, *, by: Actor, at: datetime) -> InvitedAdministrator:
    """Let the first administrator of the bound organisation set a password.

    The register may still be empty, so they get a number of their own, which the staff file never uses. Whoever has
    been invited under this name is invited anew. Raises AdministratorExists when somebody else already signs in as one.
    """
    name = " ".join(name.split())
    administrators = _administrators()
    person = next((person for person in administrators if person.name == name), None)
    if person is None:
        if able := next((person for person in administrators if _has_password(person)), None):
            raise AdministratorExists(name=able.name, number=able.employee_number)
        person = _enter_administrator(name, by=by, at=at)
    return InvitedAdministrator(person.employee_number, invite(person, by=by, at=at))


def _administrators() -> list[Person]:
    """Those who have not left, in the order in which they were entered."""
    held = select(PersonRole.person_id).where(PersonRole.role == Role.ADMINISTRATOR)
    rows = select(Person).where(Person.id.in_(held), Person.status != PersonStatus.LEFT).order_by(Person.id)
    return list(db.session.scalars(rows))


def _has_password(person: Person) -> bool:
    return db.session.scalar(select(Credential.id).where(Credential.person_id == person.id)) is not None


def _enter_administrator(name: str, *, by: Actor, at: datetime) -> Person:
    family, _, given = name.partition(" ")
    numbers = db.session.scalars(
        select(Person.employee_number).where(Person.employee_number.startswith("admin-", autoescape=True))
    ).all()
    number = next(number for number in range(1, len(numbers) + 2) if f"admin-{number}" not in numbers)
    person = Person(employee_number=f"admin-{number}", family_name=family, given_name=given)
    return add_person(person, roles=frozenset({Role.ADMINISTRATOR}), by=by, at=at)


def activate(link: PersonalLink, password_hash: str, *, email: str | None, at: datetime) -> Person:
    """Spend an activation link: set the password and, when given, the mail address. Raises LinkUnusable, MailInUse.

    password_hash: made before the transaction from a password that `passwords.check` accepted.
    """
    links.use_up(link, at=at)
    person = link.person
    actor = Actor(person.id, person.name, "link")
    set_password(person, password_hash, by=actor, at=at)
    if email:
        change_mail(person, email, by=actor, at=at)
    return person


def set_password(person: Person, password_hash: str, *, by: Actor, at: datetime) -> None:
    """Set or replace a password and sign the person out everywhere."""
    credential = db.session.scalar(select(Credential).where(Credential.person_id == person.id))
    if credential is None:
        db.session.add(Credential(person_id=person.id, password_hash=password_hash, changed_at=at))
    else:
        credential.password_hash = password_hash
        credential.changed_at = at
    sign_in.end_sessions([person.id], at=at)
    audit.record("person.password_set", by=by, at=at, subject=person)


def choose_language(person_id: int, language: str) -> None:
    """Remember the language a person reads."""
    person = db.session.scalars(select(Person).where(Person.id == person_id)).one()
    person.language = language
