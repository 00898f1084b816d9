"""Whether the invitation of a drill reaches somebody: what became of each mail, and who has to get paper."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, select

from drillhub.core.database import db
from drillhub.core.i18n import LazyString, _l
from drillhub.drills.models import DrillParticipant
from drillhub.identity.models import Person, PersonStatus
from drillhub.notifications import OutboxMessage, OutboxState

INVITATION: Final = "drill_invitation"


class Reach(StrEnum):
    """How the invitation of one participant stands."""

    SENT = "sent"
    WAITING = "waiting"
    KEPT = "kept"  # no mail server is set up
    FAILED = "failed"
    ON_PAPER = "on_paper"  # a slip was made
    NOT_INVITED = "not_invited"  # has an address, and no mail was queued yet
    NO_ADDRESS = "no_address"  # has no address, and no slip was made yet

    @property
    def label(self) -> LazyString:
        return _LABELS[self]

    @property
    def needs_paper(self) -> bool:
        """No mail brings the personal link; a slip may be made again as often as it is lost."""
        return self in {Reach.KEPT, Reach.FAILED, Reach.ON_PAPER, Reach.NO_ADDRESS}


_LABELS: Final = {
    Reach.SENT: _l("送信済み"),
    Reach.WAITING: _l("送信待ち"),
    Reach.KEPT: _l("保管（メール未設定）"),
    Reach.FAILED: _l("不達"),
    Reach.ON_PAPER: _l("紙の案内を作成済み"),
    Reach.NOT_INVITED: _l("まだ案内していない"),
    Reach.NO_ADDRESS: _l("メールアドレスなし"),
}

_OF_MAIL: Final = {
    OutboxState.SENT: Reach.SENT,
    OutboxState.QUEUED: Reach.WAITING,
    OutboxState.SENDING: Reach.WAITING,
    OutboxState.KEPT: Reach.KEPT,
    OutboxState.REFUSED: Reach.FAILED,
    OutboxState.DEAD: Reach.FAILED,
}


def reach_of(*, has_address: bool, was_invited: bool, mail: OutboxState | None) -> Reach:
    """mail: where the mail of the last invitation stands, None when that was a slip or there was none."""
    if not was_invited:
        return Reach.NOT_INVITED if has_address else Reach.NO_ADDRESS
    return _OF_MAIL[mail] if mail is not None else Reach.ON_PAPER


def dedupe_key(drill_id: int, link_id: int | str) -> str:
    """What makes the mail of an invitation the only one of its kind."""
    return f"drill-invitation:{drill_id}:{link_id}"


def reach_counts(drill_id: int) -> Mapping[Reach, int]:
    """How many participants are reached how, in the order of `Reach`; nobody is left out. One statement."""
    facts = (Person.email.is_not(None), DrillParticipant.invited_at.is_not(None), OutboxMessage.state)
    counted: Counter[Reach] = Counter()
    for has_address, was_invited, mail, count in db.session.execute(
        _invitations(drill_id, *facts, func.count(DrillParticipant.id)).group_by(*facts)
    ):
        counted[reach_of(has_address=bool(has_address), was_invited=bool(was_invited), mail=mail)] += count
    return {reach: counted[reach] for reach in Reach if counted[reach]}


@dataclass(frozen=True)
class OnPaper:
    """Somebody who gets the invitation on paper, and why."""

    participant_id: int
    name: str
    reach: Reach


def needing_paper(drill_id: int) -> tuple[OnPaper, ...]:
    """Everyone whom no mail reaches, by employee number. One statement."""
    columns = (
        DrillParticipant.id,
        Person.family_name,
        Person.given_name,
        Person.email,
        DrillParticipant.invited_at,
        OutboxMessage.state,
    )
    rows = db.session.execute(_invitations(drill_id, *columns).order_by(Person.employee_number))
    people = (
        OnPaper(
            row.id,
            f"{row.family_name} {row.given_name}".strip(),
            reach_of(has_address=row.email is not None, was_invited=row.invited_at is not None, mail=row.state),
        )
        for row in rows
    )
    return tuple(each for each in people if each.reach.needs_paper)


def _invitations(drill_id: int, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Participants who still work here, each with the mail of the last invitation if that was one."""
    return (
        select(*columns)
        .select_from(DrillParticipant)
        .join(Person, Person.id == DrillParticipant.person_id)
        .outerjoin(OutboxMessage, _is_last_mail(drill_id))
        .where(DrillParticipant.drill_id == drill_id, Person.status != PersonStatus.LEFT)
    )


def _is_last_mail(drill_id: int) -> ColumnElement[bool]:
    return and_(
        OutboxMessage.kind == INVITATION,
        OutboxMessage.person_id == DrillParticipant.person_id,
        OutboxMessage.queued_at == DrillParticipant.invited_at,
        OutboxMessage.dedupe_key.startswith(dedupe_key(drill_id, "")),
    )
