"""Who carries a proposal out: people in the register, and what shows that they have left."""

from sqlalchemy import select

from drillhub.core.database import db
from drillhub.identity.models import Person, PersonStatus
from drillhub.improvement.errors import OwnerMissing


def owner_in_register(person_id: int | None) -> Person:
    """Raises OwnerMissing when nobody was chosen, or somebody who has left."""
    person = db.session.scalar(select(Person).where(Person.id == person_id, Person.status != PersonStatus.LEFT))
    if person is None:
        raise OwnerMissing("owner_id")
    return person


def possible_owners() -> tuple[tuple[int, str], ...]:
    """(id, name and employee number) of everyone at work, by name. One statement."""
    rows = db.session.execute(
        select(Person.id, Person.family_name, Person.given_name, Person.employee_number)
        .where(Person.status == PersonStatus.ACTIVE)
        .order_by(Person.family_name_kana, Person.family_name, Person.given_name, Person.id)
    )
    return tuple((row.id, f"{row.family_name} {row.given_name}".strip() + f" {row.employee_number}") for row in rows)
