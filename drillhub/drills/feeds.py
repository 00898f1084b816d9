"""Calendar feeds: what somebody's calendar program shows of the drills, and the secret links it is fetched by."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import Final

from sqlalchemy import ColumnElement, exists, or_, select

from drillhub import audit
from drillhub.audit import Actor
from drillhub.calendar.models import Slot
from drillhub.core.database import db
from drillhub.core.errors import NotAllowed, NotFound
from drillhub.documents.calendar_file import Appointment
from drillhub.drills.access import READ_DRILLS
from drillhub.drills.appointments import APPOINTMENT_COLUMNS, appointment_of
from drillhub.drills.life_cycle import DrillStatus
from drillhub.drills.models import Drill, DrillParticipant
from drillhub.identity import links
from drillhub.identity.models import LinkPurpose, PersonalLink, PersonRole, Site

# A link is in a program's settings for years; it dies at once when it is renewed, given up, or its person leaves.
LINK_LASTS: Final = timedelta(days=3 * 366)
LOOKS_BACK: Final = timedelta(days=366)


class FeedScope(IntEnum):
    """What a feed shows; the subject of its link."""

    OWN = 1  # the drills that the person takes part in or is in charge of
    ORGANISATION = 2  # all of the organisation, for those who may read all

    @property
    def word(self) -> str:
        return self.name.lower()


@dataclass(frozen=True)
class OpenFeed:
    """A feed that is fetched by a link. issued_at: when the link was made; expires_at: until when it works."""

    scope: FeedScope
    issued_at: datetime
    expires_at: datetime


def open_feeds(person_id: int, *, at: datetime) -> dict[FeedScope, OpenFeed]:
    """The feeds whose links somebody has. One statement."""
    rows = db.session.execute(
        select(PersonalLink.subject_id, PersonalLink.issued_at, PersonalLink.expires_at).where(
            PersonalLink.person_id == person_id,
            PersonalLink.purpose == LinkPurpose.CALENDAR_FEED,
            PersonalLink.revoked_at.is_(None),
            PersonalLink.expires_at > at,
        )
    )
    found = (OpenFeed(FeedScope(row.subject_id), row.issued_at, row.expires_at) for row in rows)
    return {each.scope: each for each in found}


def renew(person_id: int, scope: FeedScope, *, by: Actor, at: datetime) -> str:
    """Make the link of a feed; the one before is dead. Gives its token, which cannot be read again.

    Raises NotAllowed for all drills of the organisation to somebody who may not read them.
    """
    if scope is FeedScope.ORGANISATION and not _reads_all(person_id):
        raise NotAllowed()
    _withdraw(person_id, scope, at=at)
    issued = links.issue(LinkPurpose.CALENDAR_FEED, person_id, expires_at=at + LINK_LASTS, at=at, subject_id=int(scope))
    audit.record("calendar_feed.renewed", by=by, at=at, facts={"scope": scope.word, "link": issued.id})
    return issued.token


def give_up(person_id: int, scope: FeedScope, *, by: Actor, at: datetime) -> bool:
    """Let nobody fetch the feed any more; says whether there was one."""
    if not _withdraw(person_id, scope, at=at):
        return False
    audit.record("calendar_feed.given_up", by=by, at=at, facts={"scope": scope.word})
    return True


def _withdraw(person_id: int, scope: FeedScope, *, at: datetime) -> int:
    return links.revoke(at=at, person_ids=[person_id], purpose=LinkPurpose.CALENDAR_FEED, subject_id=int(scope))


def appointments_by(link: PersonalLink, *, today: date) -> tuple[Appointment, ...]:
    """What the feed of a link shows: from a year ago on, by day. Two statements at most.

    Raises NotFound when the person may no longer read what the feed shows.
    """
    scope = FeedScope(link.subject_id or 0)
    if scope is FeedScope.ORGANISATION and not _reads_all(link.person_id):
        raise NotFound()
    statement = (
        select(*APPOINTMENT_COLUMNS)
        .select_from(Slot)
        .outerjoin(Site, Site.id == Slot.site_id)
        .outerjoin(Drill, Drill.slot_id == Slot.id)
        .where(
            Slot.planned_for >= today - LOOKS_BACK,
            or_(Drill.id.is_(None), Drill.status != DrillStatus.DRAFT),
        )
        .order_by(Slot.planned_for, Slot.starts_at, Slot.id)
    )
    if scope is FeedScope.OWN:
        statement = statement.where(_is_theirs(link.person_id))
    return tuple(appointment_of(row) for row in db.session.execute(statement))


def _is_theirs(person_id: int) -> ColumnElement[bool]:
    takes_part = exists().where(DrillParticipant.drill_id == Drill.id, DrillParticipant.person_id == person_id)
    return or_(Slot.trainer_id == person_id, takes_part)


def _reads_all(person_id: int) -> bool:
    roles = select(PersonRole.id).where(PersonRole.person_id == person_id, PersonRole.role.in_(READ_DRILLS))
    return db.session.scalar(roles.limit(1)) is not None
