"""The small cast of the tests: organisations and people, made through the services."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient

from drillhub.audit import OPERATOR
from drillhub.core import clock, tenancy
from drillhub.core.database import db
from drillhub.core.transactions import transaction
from drillhub.identity import services, sign_in
from drillhub.identity.models import Person
from drillhub.identity.roles import Role


@dataclass(frozen=True)
class Org:
    id: int
    slug: str


@dataclass(frozen=True)
class Member:
    """A person of an organisation, as the tests refer to them."""

    id: int
    org: Org
    name: str


class World:
    """Makes organisations and people, looks into an organisation's rows, and opens browsers for people."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    @contextmanager
    def inside(self, org: Org) -> Iterator[None]:
        """Read as this organisation: an app context whose session is bound to it."""
        with self.app.app_context():
            tenancy.bind(org.id)
            yield

    @contextmanager
    def changing(self, org: Org) -> Iterator[None]:
        """Change rows of this organisation: as `inside`, in one write transaction."""
        with self.inside(org), transaction():
            yield

    def organisation(self, slug: str = "aoba", name: str = "株式会社青葉精工", fiscal_year_start_month: int = 4) -> Org:
        with self.app.app_context(), transaction():
            organisation = services.create_organisation(
                name, slug, by=OPERATOR, at=clock.now(), fiscal_year_start_month=fiscal_year_start_month
            )
            db.session.flush()
            return Org(organisation.org_id, slug)

    def person(
        self, org: Org, name: str = "佐藤 美咲", *roles: Role, number: str | None = None, email: str | None = None
    ) -> Member:
        family, _, given = name.partition(" ")
        with self.changing(org):
            person = Person(
                employee_number=number or f"T{abs(hash((name, email))) % 10**8:08d}",
                family_name=family,
                given_name=given,
                email=email,
            )
            services.add_person(person, roles=frozenset(roles), by=OPERATOR, at=clock.now())
            db.session.flush()
            return Member(person.id, org, person.name)

    def browser(self, member: Member | None = None, *, language: str = "ja") -> FlaskClient:
        """A browser, signed in as this person (without the slow password check) when one is given."""
        client = self.app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        if member is not None:
            with self.changing(member.org):
                services.choose_language(member.id, language)
                account = sign_in.Account(member.org.id, member.id, None)
                token = sign_in.start_session(account, device="test", at=clock.now())
            with client.session_transaction() as session:
                session.permanent = True
                session["_user_id"] = token
        return client
