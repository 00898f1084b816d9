"""Personal links: one service for every link that opens something for one person without signing in.

A link is for one person, one purpose and one subject, expires, and can be withdrawn. Its token has 192 random
bits; only a keyed digest is stored, in the directory outside the wall, because the organisation is known from it.
Opening a link changes nothing (mail scanners open every link): `use` is called by the POST behind it.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from drillhub.core import directory, tenancy
from drillhub.core.database import db
from drillhub.identity.errors import LinkUnusable
from drillhub.identity.models import LinkPurpose, PersonalLink, PersonStatus

_TOKEN_BYTES = 24


@dataclass(frozen=True)
class IssuedLink:
    """token goes into the address that is handed out; it cannot be read again later."""

    id: int
    token: str


def issue(
    purpose: LinkPurpose, person_id: int, *, expires_at: datetime, at: datetime, subject_id: int | None = None
) -> IssuedLink:
    """Make a link for one person of the bound organisation."""
    return issue_all(purpose, [person_id], expires_at=expires_at, at=at, subject_id=subject_id)[person_id]


def issue_all(
    purpose: LinkPurpose,
    person_ids: list[int],
    *,
    expires_at: datetime,
    at: datetime,
    subject_id: int | None = None,
) -> dict[int, IssuedLink]:
    """Make a link for each person, all about one subject; person_id → link. A constant number of statements."""
    return issue_each(purpose, dict.fromkeys(person_ids, subject_id), expires_at=expires_at, at=at)


def issue_each(
    purpose: LinkPurpose, subjects: Mapping[int, int | None], *, expires_at: datetime, at: datetime
) -> dict[int, IssuedLink]:
    """Make a link for each person, about a subject of their own (person_id → subject_id); person_id → link."""
    rows = [
        {
            "purpose": purpose,
            "person_id": person_id,
            "subject_id": subject_id,
            "issued_at": at,
            "expires_at": expires_at,
        }
        for person_id, subject_id in subjects.items()
    ]
    ids = tenancy.insert_all(PersonalLink, rows)
    owners = db.session.execute(select(PersonalLink.id, PersonalLink.person_id).where(PersonalLink.id.in_(ids)))
    issued = {owner.person_id: IssuedLink(owner.id, secrets.token_urlsafe(_TOKEN_BYTES)) for owner in owners}
    directory.enter_all(
        directory.KeyKind.LINK,
        {link.id: link.token for link in issued.values()},
        org_id=tenancy.bound_org_id(),
        expires_at=expires_at,
    )
    return issued


def open_link(token: str, purpose: LinkPurpose, *, at: datetime) -> PersonalLink:
    """Bind the session to the organisation the token leads to and give the link with its person.

    Raises LinkUnusable when it is unknown, expired, used up, withdrawn, of another purpose, or its person left.
    """
    places = directory.places_of(directory.KeyKind.LINK, token, at=at)
    if not places:
        raise LinkUnusable()
    tenancy.bind(places[0].org_id)
    link = db.session.scalar(
        select(PersonalLink).options(joinedload(PersonalLink.person)).where(PersonalLink.id == places[0].subject_id)
    )
    if (
        link is None
        or link.purpose is not purpose
        or link.revoked_at is not None
        or link.used_at is not None
        or link.expires_at <= at
        or link.person.status is PersonStatus.LEFT
    ):
        raise LinkUnusable()
    return link


def use_up(link: PersonalLink, *, at: datetime) -> None:
    """Spend a single-use link. Raises LinkUnusable when somebody else was faster."""
    unused = update(PersonalLink).where(PersonalLink.id == link.id, PersonalLink.used_at.is_(None))
    if db.session.execute(unused.values(used_at=at)).rowcount == 0:  # type: ignore[attr-defined]
        raise LinkUnusable()
    directory.strike(directory.KeyKind.LINK, org_id=link.org_id, subject_ids=[link.id])


def revoke(
    *,
    at: datetime,
    person_ids: list[int] | None = None,
    purpose: LinkPurpose | None = None,
    subject_id: int | None = None,
) -> int:
    """Withdraw open links that match all given conditions; gives how many. They are dead at once."""
    query = select(PersonalLink).where(PersonalLink.revoked_at.is_(None), PersonalLink.used_at.is_(None))
    if person_ids is not None:
        query = query.where(PersonalLink.person_id.in_(person_ids))
    if purpose is not None:
        query = query.where(PersonalLink.purpose == purpose)
    if subject_id is not None:
        query = query.where(PersonalLink.subject_id == subject_id)
    links = list(db.session.scalars(query))
    for link in links:
        link.revoked_at = at
    if links:
        directory.strike(directory.KeyKind.LINK, org_id=links[0].org_id, subject_ids=[link.id for link in links])
    return len(links)
