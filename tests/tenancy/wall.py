"""Attacks on the wall between organisations, one for each guard.

Each attack says how to try to get through, and gives True when it did. The tests use them twice: the guard stands
(nothing gets through), and the guard is taken away (the attack notices).
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from drillhub.core import tenancy
from drillhub.core.database import db
from drillhub.core.tenancy import WallError
from drillhub.identity.models import Department, Person, Site
from tests.support.world import Org, World


@dataclass(frozen=True)
class Stage:
    """Two organisations with a person and a site each; `mine` attacks `theirs`."""

    world: World
    mine: Org
    theirs: Org
    my_person: int
    their_person: int
    their_site: int


def build(world: World) -> Stage:
    mine, theirs = world.organisation("mine", "甲社"), world.organisation("theirs", "乙社")
    me, them = world.person(mine, "甲 一", number="1"), world.person(theirs, "乙 一", number="1")
    with world.changing(theirs):
        site = Site(name="乙社の工場")
        db.session.add(site)
        db.session.flush()
        site_id = site.id
    return Stage(world, mine, theirs, me.id, them.id, site_id)


def tries(attack: Callable[[Stage], bool]) -> Callable[[Stage], bool]:
    """An error of the wall or the database means: not through."""

    def attempt(stage: Stage) -> bool:
        try:
            return attack(stage)
        except (WallError, IntegrityError, DBAPIError):
            return False
        finally:
            with stage.world.app.app_context():
                db.session.remove()

    return attempt


@tries
def read_without_organisation(stage: Stage) -> bool:
    with stage.world.app.app_context():
        return bool(db.session.scalars(select(Person)).all())


@tries
def read_their_rows(stage: Stage) -> bool:
    with stage.world.inside(stage.mine):
        return stage.their_person in {person.id for person in db.session.scalars(select(Person))}


@tries
def get_their_row_by_id(stage: Stage) -> bool:
    with stage.world.inside(stage.mine):
        return db.session.get(Person, stage.their_person) is not None


@tries
def read_their_rows_by_core(stage: Stage) -> bool:
    with stage.world.inside(stage.mine):
        rows = db.session.execute(select(Person.__table__.c.id)).scalars().all()
        return stage.their_person in rows


@tries
def read_their_rows_by_text(stage: Stage) -> bool:
    with stage.world.inside(stage.mine):
        return stage.their_person in db.session.execute(text("SELECT id FROM people")).scalars().all()


@tries
def change_their_rows_in_bulk(stage: Stage) -> bool:
    with stage.world.changing(stage.mine):
        result = db.session.execute(update(Person).where(Person.id == stage.their_person).values(job_title="部長"))
        return bool(result.rowcount)


@tries
def write_a_row_of_theirs(stage: Stage) -> bool:
    with stage.world.changing(stage.mine):
        db.session.add(Site(org_id=stage.theirs.id, name="乗っ取り"))
        db.session.flush()
    return True


@tries
def change_organisation(stage: Stage) -> bool:
    with stage.world.inside(stage.mine):
        tenancy.bind(stage.theirs.id)
        return stage.their_person in {person.id for person in db.session.scalars(select(Person))}


@tries
def refer_to_their_row(stage: Stage) -> bool:
    with stage.world.changing(stage.mine):
        person = db.session.scalars(select(Person).where(Person.id == stage.my_person)).one()
        person.site_id = stage.their_site
        db.session.flush()
    return True


@tries
def insert_for_them_by_statement(stage: Stage) -> bool:
    with stage.world.changing(stage.mine):
        db.session.execute(insert(Department).values(org_id=stage.theirs.id, name="部", path="部"))
    return True


@tries
def read_below_the_session(stage: Stage) -> bool:
    """Straight on a connection of the application's role, as a mistake below the session would."""
    with stage.world.app.app_context(), db.engine.begin() as connection:
        connection.execute(text("SELECT set_config('app.org_id', :org, true)"), {"org": str(stage.mine.id)})
        return stage.their_person in connection.execute(text("SELECT id FROM people")).scalars().all()


@tries
def read_below_the_session_without_organisation(stage: Stage) -> bool:
    """An unset organisation must raise, not show an empty table: an answer at all counts as through."""
    with stage.world.app.app_context(), db.engine.begin() as connection:
        connection.execute(text("SELECT count(*) FROM people"))
    return True
