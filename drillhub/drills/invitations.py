"""Invitations: a personal link for everyone who takes part, in a mail or on a slip of paper."""

from collections.abc import Callable, Iterable
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
from drillhub.drills.appointments import Invitations
from drillhub.drills.errors import NotAhead
from drillhub.drills.life_cycle import DrillStatus
from drillhub.drills.locking import locked_drill
from drillhub.drills.models import Drill, DrillParticipant
from drillhub.drills.reach import INVITATION, dedupe_key, needing_paper
from drillhub.identity import links
from drillhub.identity.links import IssuedLink
from drillhub.identity.models import LinkPurpose, PersonStatus
from drillhub.notifications import DRILL_MARK, Message
from drillhub.scenarios.content import ScenarioContent
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
    drill = _drill_ahead(drill_id)
    waiting = _not_invited(drill.id)
    reachable = [each for each in waiting if each.person.email]
    if reachable:
        _send(drill, reachable, address_of, at=at)
        _announce(drill, at=at)
        audit.record("drill.invited", by=by, at=at, subject=drill, facts={"count": len(reachable)})
    return Invited(len(reachable), tuple(each.person.name for each in waiting if not each.person.email))


@dataclass(frozen=True)
class Slip:
    """What one participant gets on paper: the words of the mail in their language, and the address to be scanned.

    The address holds the personal link and cannot be read again later.
    """

    employee_number: str
    language: str
    subject: str
    body: str
    address: str


def invite_on_paper(drill_id: int, *, address_of: Callable[[str], str], by: Actor, at: datetime) -> tuple[Slip, ...]:
    """Make a slip for everyone whom no mail reaches, by employee number. Raises NotFound, NotAhead.

    Slips that were handed out before stay good: somebody who follows the drill must not be cut off because another
    person's slip was lost.
    """
    drill = _drill_ahead(drill_id)
    wanted = [each.participant_id for each in needing_paper(drill.id)]
    rows = db.session.scalars(
        select(DrillParticipant)
        .options(joinedload(DrillParticipant.person, innerjoin=True))
        .where(DrillParticipant.id.in_(wanted))
    )
    by_id = {row.id: row for row in rows}
    participants = [by_id[participant_id] for participant_id in wanted]
    if not participants:
        return ()
    issued = _issue(drill, participants, at=at)
    _announce(drill, at=at)
    audit.record("drill.slips_made", by=by, at=at, subject=drill, facts={"count": len(participants)})
    scenario = _scenario(drill)
    return tuple(_slip(drill, each, scenario, address_of(issued[each.person_id].token)) for each in participants)


def _slip(drill: Drill, participant: DrillParticipant, scenario: ScenarioContent, address: str) -> Slip:
    person = participant.person
    with use_language(person.language):
        return Slip(
            person.employee_number,
            person.language,
            DRILL_MARK + texts.invitation_subject(drill),
            texts.invitation_body(drill, participant, scenario, address),
            address,
        )


def _drill_ahead(drill_id: int) -> Drill:
    drill = locked_drill(drill_id)
    if drill.status not in {DrillStatus.PLANNED, DrillStatus.NOTIFIED}:
        raise NotAhead()
    return drill


def _announce(drill: Drill, *, at: datetime) -> None:
    if drill.status is DrillStatus.PLANNED:
        drill.become(DrillStatus.NOTIFIED, at=at)


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
    scenario = _scenario(drill)
    issued = _issue(drill, participants, at=at)
    appointments = Invitations(drill)
    for each in participants:
        link = issued[each.person_id]
        with use_language(each.person.language):
            notifications.queue(
                Message(
                    kind=INVITATION,
                    to_address=each.person.email,
                    person_id=each.person_id,
                    subject=texts.invitation_subject(drill),
                    body=texts.invitation_body(drill, each, scenario, address_of(link.token)),
                    dedupe_key=dedupe_key(drill.id, link.id),
                    drill=True,
                    calendar=appointments.for_participant(each),
                ),
                at=at,
            )


def _scenario(drill: Drill) -> ScenarioContent:
    return (
        db.session.scalars(select(ScenarioVersion).where(ScenarioVersion.id == drill.scenario_version_id)).one().content
    )


def _issue(drill: Drill, participants: Iterable[DrillParticipant], *, at: datetime) -> dict[int, IssuedLink]:
    """A personal link for each participant, by person id; they count as invited from now on."""
    people = []
    for each in participants:
        each.invited_at = at
        people.append(each.person_id)
    return links.issue_all(
        LinkPurpose.DRILL_PARTICIPATION,
        people,
        expires_at=drill.starts_at + timedelta(minutes=drill.duration_min) + LINK_OUTLIVES_DRILL,
        at=at,
        subject_id=drill.id,
    )


def withdraw_invitations(drill: Drill, *, reason: str, at: datetime) -> None:
    """The drill does not take place as announced: links die, those who were invited are told why.

    Called after the slot was changed and before the date of the drill is: the message names the date that was
    announced, and what goes with it moves the appointment in people's calendars, or takes it out.
    Everyone counts as not invited afterwards, so that a new date brings a new invitation.
    """
    links.revoke(purpose=LinkPurpose.DRILL_PARTICIPATION, subject_id=drill.id, at=at)
    invited = db.session.scalars(
        select(DrillParticipant)
        .options(joinedload(DrillParticipant.person, innerjoin=True))
        .where(DrillParticipant.drill_id == drill.id, DrillParticipant.invited_at.is_not(None))
    )
    appointments = Invitations(drill)
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
                    calendar=appointments.for_participant(each),
                ),
                at=at,
            )
        each.invited_at = None
