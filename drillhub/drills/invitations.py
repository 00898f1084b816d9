"""Invitations: a personal link and a mail for everyone who takes part and can be reached."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from drillhub import audit, notifications
from drillhub.audit import Actor
from drillhub.core.database import db
from drillhub.core.i18n import use_language
from drillhub.drills import texts
from drillhub.drills.errors import NotAhead
from drillhub.drills.life_cycle import DrillStatus
from drillhub.drills.locking import locked_drill
from drillhub.drills.models import Drill, DrillParticipant
from drillhub.identity import links
from drillhub.identity.models import LinkPurpose, PersonStatus
from drillhub.notifications import Message
from drillhub.scenarios.models import ScenarioVersion

# After the drill the page shows what was decided for a while; then the link is dead.
LINK_OUTLIVES_DRILL: Final = timedelta(days=14)


@dataclass(frozen=True)
class Invited:
    """queued: how many mails are on their way. unreachable: names of those without a mail address."""

    queued: int
    unreachable: tuple[str, ...]


def invite(drill_id: int, *, address_of: Callable[[str], str], by: Actor, at: datetime) -> Invited:
    """Invite everyone who has not been invited yet. Raises NotFound, NotAhead.

    address_of: makes the address of a personal page from a link's token.
    """
    drill = locked_drill(drill_id)
    if drill.status not in {DrillStatus.PLANNED, DrillStatus.NOTIFIED}:
        raise NotAhead()
    waiting = _not_invited(drill.id)
    reachable = [each for each in waiting if each.person.email]
    if reachable:
        _send(drill, reachable, address_of, at=at)
        if drill.status is DrillStatus.PLANNED:
            drill.become(DrillStatus.NOTIFIED, at=at)
        audit.record("drill.invited", by=by, at=at, subject=drill, facts={"count": len(reachable)})
    return Invited(len(reachable), tuple(each.person.name for each in waiting if not each.person.email))


def _not_invited(drill_id: int) -> list[DrillParticipant]:
    rows = db.session.scalars(
        select(DrillParticipant)
        .options(joinedload(DrillParticipant.person, innerjoin=True))
        .where(DrillParticipant.drill_id == drill_id, DrillParticipant.invited_at.is_(None))
        .order_by(DrillParticipant.id)
    )
    return [row for row in rows if row.person.status is not PersonStatus.LEFT]


def _send(
    drill: Drill, participants: list[DrillParticipant], address_of: Callable[[str], str], *, at: datetime
) -> None:
    scenario = db.session.scalars(select(ScenarioVersion).where(ScenarioVersion.id == drill.scenario_version_id)).one()
    issued = links.issue_all(
        LinkPurpose.DRILL_PARTICIPATION,
        [each.person_id for each in participants],
        expires_at=drill.starts_at + timedelta(minutes=drill.duration_min) + LINK_OUTLIVES_DRILL,
        at=at,
        subject_id=drill.id,
    )
    for each in participants:
        link = issued[each.person_id]
        with use_language(each.person.language):
            notifications.queue(
                Message(
                    kind="drill_invitation",
                    to_address=each.person.email,
                    person_id=each.person_id,
                    subject=texts.invitation_subject(drill),
                    body=texts.invitation_body(drill, each, scenario.content, address_of(link.token)),
                    dedupe_key=f"drill-invitation:{drill.id}:{link.id}",
                    drill=True,
                ),
                at=at,
            )
        each.invited_at = at


def withdraw_invitations(drill: Drill, *, reason: str, at: datetime) -> None:
    """The drill does not take place as announced: links die, those who were invited are told why.

    Called before the date changes, so that the message names the date that was announced.
    Everyone counts as not invited afterwards, so that a new date brings a new invitation.
    """
    links.revoke(purpose=LinkPurpose.DRILL_PARTICIPATION, subject_id=drill.id, at=at)
    invited = db.session.scalars(
        select(DrillParticipant)
        .options(joinedload(DrillParticipant.person, innerjoin=True))
        .where(DrillParticipant.drill_id == drill.id, DrillParticipant.invited_at.is_not(None))
    )
    for each in invited:
        with use_language(each.person.language):
            notifications.queue(
                Message(
                    kind="drill_cancellation",
                    to_address=each.person.email,
                    person_id=each.person_id,
                    subject=texts.cancellation_subject(drill),
                    body=texts.cancellation_body(drill, each.person.name, reason),
                    dedupe_key=f"drill-cancellation:{drill.id}:{each.id}:{int(at.timestamp())}",
                    drill=True,
                ),
                at=at,
            )
        each.invited_at = None
