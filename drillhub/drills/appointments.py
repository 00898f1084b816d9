"""A slot with its drill as people's calendars show it: in feeds, and in what goes with a mail."""

from typing import Any, Final

from sqlalchemy import select

from drillhub.calendar.models import Slot, SlotState
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.core.i18n import _, current_language
from drillhub.documents.calendar_file import Appointment, Attendee, Method, write_invitation
from drillhub.drills.models import Drill, DrillParticipant
from drillhub.identity.models import Person, Site
from drillhub.notifications import DRILL_MARK

# What `appointment_of` reads; of a slot, its site and its drill, both of which may be missing.
APPOINTMENT_COLUMNS: Final = (
    Slot.uid,
    Slot.sequence,
    Slot.title,
    Slot.planned_for,
    Slot.starts_at,
    Slot.timezone,
    Slot.duration_min,
    Slot.state,
    Slot.reason,
    Slot.changed_at,
    Slot.drill_type,
    Slot.review_type,
    Site.name.label("site"),
    Drill.place,
    Drill.number,
)


def appointment_of(row: Any) -> Appointment:
    """In the current language. What was given up counts as cancelled; its title says how."""
    is_off = row.state in {SlotState.CANCELLED, SlotState.POSTPONED, SlotState.MISSED}
    title = (DRILL_MARK if row.drill_type else "") + row.title
    if is_off:
        title = _("%(title)s（%(state)s）", title=title, state=row.state.label)
    reason = str(_("理由: %(reason)s", reason=row.reason)) if is_off else ""
    return Appointment(
        uid=row.uid,
        sequence=row.sequence,
        title=title,
        starts_at=clock.instant(row.planned_for, row.starts_at.hour, row.starts_at.minute, row.timezone),
        timezone=row.timezone,
        duration_min=row.duration_min,
        place=str(_("、")).join(filter(None, (row.site, row.place))),
        description="\n".join(filter(None, (str((row.drill_type or row.review_type).label), row.number, reason))),
        is_cancelled=is_off,
        changed_at=row.changed_at,
    )


class Invitations:
    """What goes with the mails about one drill, as its slot stands now. One statement."""

    def __init__(self, drill: Drill) -> None:
        db.session.flush()  # the slot may have been changed a moment ago
        self._row = db.session.execute(
            select(*APPOINTMENT_COLUMNS, Person.family_name, Person.given_name, Person.email)
            .select_from(Slot)
            .join(Drill, Drill.slot_id == Slot.id)
            .join(Person, Person.id == Drill.facilitator_id)
            .outerjoin(Site, Site.id == Slot.site_id)
            .where(Drill.id == drill.id)
        ).one()

    def for_participant(self, participant: DrillParticipant) -> str:
        """Asks to enter the drill, or to take it out where it was given up. In the current language."""
        appointment, row, person = appointment_of(self._row), self._row, participant.person
        return write_invitation(
            appointment,
            Method.CANCEL if appointment.is_cancelled else Method.REQUEST,
            organizer=Attendee(f"{row.family_name} {row.given_name}".strip(), row.email),
            attendee=Attendee(person.name, person.email),
            language=current_language(),
        )
