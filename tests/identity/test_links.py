"""A8: a personal link is for one person, one purpose, a limited time, and nobody can read it from the database."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from drillhub.audit import OPERATOR
from drillhub.core import clock
from drillhub.core.database import Base, db
from drillhub.core.transactions import transaction
from drillhub.identity import links, services
from drillhub.identity.errors import LinkUnusable
from drillhub.identity.models import LinkPurpose, Person
from tests.support.world import Member, Org, World

HOUR = timedelta(hours=1)


@pytest.fixture
def token(world: World, employee: Member) -> str:
    with world.changing(employee.org):
        link = links.issue(
            LinkPurpose.DRILL_PARTICIPATION, employee.id, subject_id=7, expires_at=clock.now() + HOUR, at=clock.now()
        )
    return link.token


def opens(
    world: World, token: str, purpose: LinkPurpose = LinkPurpose.DRILL_PARTICIPATION, later: timedelta = HOUR * 0
) -> bool:
    with world.app.app_context():
        try:
            links.open_link(token, purpose, at=clock.now() + later)
        except LinkUnusable:
            return False
        return True


def test_a8_a_link_leads_to_its_person_and_subject(world: World, employee: Member, token: str) -> None:
    with world.app.app_context():
        link = links.open_link(token, LinkPurpose.DRILL_PARTICIPATION, at=clock.now())
        assert (link.person_id, link.subject_id, link.person.name) == (employee.id, 7, "石田 亮")


def test_a8_a_link_opens_nothing_of_another_purpose(world: World, token: str) -> None:
    assert not opens(world, token, LinkPurpose.ACTIVATION)


def test_a8_a_link_expires(world: World, token: str) -> None:
    assert opens(world, token, later=HOUR / 2)
    assert not opens(world, token, later=HOUR)


def test_a8_the_token_has_192_bits_and_is_stored_nowhere(world: World, org: Org, token: str) -> None:
    assert len(token) == 32
    with world.inside(org):
        for mapper in Base.registry.mappers:
            if mapper.local_table.name.startswith(("directory", "personal_links")):
                rows = db.session.execute(select(mapper.class_)).scalars()
                assert not any(token in repr(vars(row)) for row in rows)


def test_a8_a_withdrawn_link_is_dead_at_once(world: World, org: Org, token: str) -> None:
    with world.changing(org):
        assert links.revoke(purpose=LinkPurpose.DRILL_PARTICIPATION, at=clock.now()) == 1
    assert not opens(world, token)


def test_a6_the_links_of_someone_who_left_are_dead_at_once(world: World, employee: Member, token: str) -> None:
    with world.changing(employee.org):
        person = db.session.scalars(select(Person).where(Person.id == employee.id)).one()
        services.mark_left([person], on=clock.today("Asia/Tokyo"), by=OPERATOR, at=clock.now())
    assert not opens(world, token)


def test_a_guessed_link_opens_nothing(world: World, token: str) -> None:
    assert not opens(world, "A" * 32)


def test_a_single_use_link_works_once(world: World, token: str) -> None:
    for expected in (True, False):
        with world.app.app_context():
            try:
                with transaction():
                    links.use_up(
                        links.open_link(token, LinkPurpose.DRILL_PARTICIPATION, at=clock.now()), at=clock.now()
                    )
                used = True
            except LinkUnusable:
                used = False
        assert used is expected
