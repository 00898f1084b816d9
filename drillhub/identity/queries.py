"""Reads of organisations and people: one function per page or figure."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, or_, select

from drillhub.core import directory, tenancy
from drillhub.core.database import db
from drillhub.identity.models import Organisation, Person, PersonRole
from drillhub.identity.roles import Role, effective


def organisation() -> Organisation:
    """The bound organisation."""
    return db.session.scalars(select(Organisation)).one()


def company_code() -> str:
    """The bound organisation's slug, which people without a mail address sign in with (会社コード)."""
    return directory.slug_of(tenancy.bound_org_id())


def people_on(day: date) -> int:
    """How many people were in the register on a day: had joined and not left. One statement."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Person)
            .where(
                or_(Person.joined_on.is_(None), Person.joined_on <= day),
                or_(Person.left_on.is_(None), Person.left_on > day),
            )
        )
        or 0
    )


def names(person_ids: Collection[int | None]) -> dict[int, str]:
    """Names of people by id, leavers too; None is nobody. One statement."""
    rows = db.session.scalars(select(Person).where(Person.id.in_({each for each in person_ids if each is not None})))
    return {row.id: row.name for row in rows}


def roles_of(person_id: int) -> frozenset[Role]:
    """All roles a person acts in."""
    return effective(db.session.scalars(select(PersonRole.role).where(PersonRole.person_id == person_id)))
