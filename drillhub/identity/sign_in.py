"""Signing in and out. Sessions live on the server; a browser holds a random id and nothing else."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from drillhub import audit
from drillhub.audit import Actor
from drillhub.core import directory, tenancy
from drillhub.core.database import db
from drillhub.identity import passwords
from drillhub.identity.errors import SignInSlowed
from drillhub.identity.models import (
    Credential,
    LoginSession,
    Organisation,
    Person,
    PersonRole,
    PersonStatus,
    SignInFailures,
)
from drillhub.identity.roles import Role, effective

ABSOLUTE_LIFETIME: Final = timedelta(hours=24)
_FREE_FAILURES: Final = 4
_LONGEST_WAIT_SECONDS: Final = 300
_FORGET_FAILURES_AFTER: Final = timedelta(minutes=30)


@dataclass(frozen=True)
class SignInName:
    """What someone typed to say who they are: a mail address, or company code and employee number."""

    name: str
    company_code: str = ""

    @property
    def by_mail(self) -> bool:
        return "@" in self.name


@dataclass(frozen=True)
class Account:
    """A person who could be meant by a sign-in name, before the password is checked."""

    org_id: int
    person_id: int
    password_hash: str | None


@dataclass(frozen=True)
class SignedIn:
    """The person behind a request. roles: all roles they act in. timezone: the organisation's (IANA)."""

    session_id: int
    org_id: int
    org_name: str
    timezone: str
    fiscal_year_start_month: int
    person_id: int
    employee_number: str
    name: str
    roles: frozenset[Role]
    language: str

    @property
    def actor(self) -> Actor:
        return Actor(self.person_id, self.name, "session")

    def acts_as(self, *roles: Role) -> bool:
        return bool(self.roles & set(roles))


def find_account(who: SignInName, *, at: datetime) -> Account | None:
    """The account of a sign-in name, in the organisation it leads to; binds the session to it.

    None when there is none, or when a mail address belongs to people of several organisations and no company
    code says which.
    """
    code = who.company_code.strip().lower()
    org_id = directory.organisation_of_slug(code) if code else None
    if who.by_mail:
        places = directory.places_of(directory.KeyKind.SIGN_IN_NAME, mail_key(who.name), at=at)
        if code:
            places = [place for place in places if place.org_id == org_id]
        if len(places) != 1:
            return None
        condition = Person.id == places[0].subject_id
        org_id = places[0].org_id
    else:
        condition = Person.employee_number == who.name.strip()
    if org_id is None:
        return None
    tenancy.bind(org_id)
    row = db.session.execute(
        select(Person.id, Credential.password_hash)
        .join(Credential, Credential.person_id == Person.id, isouter=True)
        .where(condition, Person.status != PersonStatus.LEFT)
    ).one_or_none()
    return Account(org_id, row.id, row.password_hash) if row else None


def mail_key(address: str) -> str:
    """The form under which a mail address is looked up: addresses differ in case only by accident."""
    return address.strip().casefold()


def start_session(account: Account, *, device: str, at: datetime, new_hash: str | None = None) -> str:
    """Sign a person in; gives the random id for the browser (256 bits). new_hash replaces an outdated hash."""
    token = secrets.token_urlsafe(32)
    expires_at = at + ABSOLUTE_LIFETIME
    row = LoginSession(person_id=account.person_id, started_at=at, expires_at=expires_at, device=device[:200])
    db.session.add(row)
    db.session.flush()
    directory.enter(directory.KeyKind.SESSION, token, org_id=account.org_id, subject_id=row.id, expires_at=expires_at)
    if new_hash is not None:
        credential = db.session.scalar(select(Credential).where(Credential.person_id == account.person_id))
        if credential is not None:
            credential.password_hash = new_hash
    name = db.session.scalar(select(Person).where(Person.id == account.person_id))
    audit.record(
        "session.started",
        by=Actor(account.person_id, name.name if name else "", "session"),
        at=at,
        subject=row,
    )
    return token


def signed_in(token: str, *, at: datetime) -> SignedIn | None:
    """Who a session id belongs to; binds the session of the database to the organisation.

    Read anew on every request: a role taken away, a person who left, a session ended elsewhere count at once.
    """
    places = directory.places_of(directory.KeyKind.SESSION, token, at=at)
    if not places:
        return None
    tenancy.bind(places[0].org_id)
    row = db.session.scalar(
        select(LoginSession)
        .options(joinedload(LoginSession.person))
        .where(
            LoginSession.id == places[0].subject_id,
            LoginSession.ended_at.is_(None),
            LoginSession.expires_at > at,
        )
    )
    if row is None or row.person.status is PersonStatus.LEFT:
        return None
    organisation = db.session.scalars(select(Organisation)).one()
    roles = db.session.scalars(select(PersonRole.role).where(PersonRole.person_id == row.person_id)).all()
    return SignedIn(
        session_id=row.id,
        org_id=row.org_id,
        org_name=organisation.name,
        timezone=organisation.timezone,
        fiscal_year_start_month=organisation.fiscal_year_start_month,
        person_id=row.person_id,
        employee_number=row.person.employee_number,
        name=row.person.name,
        roles=effective(roles),
        language=row.person.language,
    )


def end_sessions(person_ids: Sequence[int], *, at: datetime, only_session: int | None = None) -> None:
    """Sign people out everywhere, or end one session of theirs."""
    query = select(LoginSession).where(LoginSession.person_id.in_(person_ids), LoginSession.ended_at.is_(None))
    if only_session is not None:
        query = query.where(LoginSession.id == only_session)
    rows = list(db.session.scalars(query))
    for row in rows:
        row.ended_at = at
    if rows:
        directory.strike(directory.KeyKind.SESSION, org_id=rows[0].org_id, subject_ids=[row.id for row in rows])


# --- Slowing down guesses ---------------------------------------------------------------------------------------


def seconds_to_wait(who: SignInName, network: str, *, at: datetime) -> int:
    """How long this name from this network must wait before the next try; 0 when it may go on.

    Counted per name and network together, so that a stranger elsewhere cannot lock an account.
    """
    row = db.session.get(SignInFailures, _failure_digest(who, network))
    if row is None or at - row.last_at > _FORGET_FAILURES_AFTER or row.count <= _FREE_FAILURES:
        return 0
    wait: int = min(2 ** (row.count - _FREE_FAILURES), _LONGEST_WAIT_SECONDS)
    return max(0, wait - int((at - row.last_at).total_seconds()))


def require_no_wait(who: SignInName, network: str, *, at: datetime) -> None:
    """Raises SignInSlowed with the seconds to wait."""
    seconds = seconds_to_wait(who, network, at=at)
    if seconds > 0:
        raise SignInSlowed(seconds=seconds)


def note_failure(who: SignInName, network: str, *, at: datetime) -> None:
    """Count a failed try, for names that exist and names that do not alike."""
    digest = _failure_digest(who, network)
    row = db.session.get(SignInFailures, digest)
    if row is None:
        db.session.add(SignInFailures(digest=digest, count=1, last_at=at))
    else:
        row.count = 1 if at - row.last_at > _FORGET_FAILURES_AFTER else row.count + 1
        row.last_at = at


def forget_failures(who: SignInName, network: str) -> None:
    """A right password clears the count."""
    row = db.session.get(SignInFailures, _failure_digest(who, network))
    if row is not None:
        db.session.delete(row)


def _failure_digest(who: SignInName, network: str) -> str:
    return directory.digest_of(f"{who.company_code.strip().lower()}\n{mail_key(who.name)}\n{network}")


def hash_again(password: str, account: Account) -> str | None:
    """A new hash when the stored one was made with weaker settings; None otherwise. Slow: outside transactions."""
    if account.password_hash and passwords.is_outdated(account.password_hash):
        return passwords.make_hash(password)
    return None
