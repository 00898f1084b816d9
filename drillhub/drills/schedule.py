"""Verbs on the plan of a drill: scheduling it, changing it, choosing who takes part, moving it along its life."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from drillhub import audit
from drillhub.audit import Actor
from drillhub.calendar import slots
from drillhub.calendar.slots import NewSlot
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.core.fiscal_year import years_later
from drillhub.drills.errors import (
    DayFarAway,
    DayPassed,
    DeputyIsFacilitator,
    FacilitatorUnknown,
    FixedAtLaunch,
    NotAhead,
    ParticipantUnknown,
    ReasonMissing,
    RunAlreadyGoing,
    SiteUnknown,
    SlotTaken,
    TransitionRefused,
    UnknownInRun,
)
from drillhub.drills.invitations import withdraw_invitations
from drillhub.drills.life_cycle import DrillStatus
from drillhub.drills.locking import locked_drill
from drillhub.drills.models import Drill, DrillParticipant, Run
from drillhub.drills.run_state import NOT_OVER
from drillhub.drills.snapshot import ParticipantKind, takes_headcount
from drillhub.identity import links
from drillhub.identity.models import LinkPurpose, Person, PersonStatus, Site
from drillhub.identity.numbering import next_number
from drillhub.scenarios.queries import version_to_play
from drillhub.vocabulary import DrillType

LONGEST_MINUTES: Final = 14 * 24 * 60
# Records are kept five years; nobody plans further ahead than the next plan lasts.
MOST_YEARS_BACK: Final = 5
MOST_YEARS_AHEAD: Final = 5


@dataclass(frozen=True)
class Appointment:
    """When, where and under whom a drill takes place. Wall-clock date and time; the zone is the organisation's."""

    place: str
    local_date: date
    local_time: time
    duration_min: int
    facilitator_id: int
    deputy_id: int | None = None


@dataclass(frozen=True)
class NewDrill:
    """A drill to put into the calendar. past_is_meant: a day that has passed is no slip of the pen."""

    scenario_version_id: int
    title: str
    drill_type: DrillType
    site_id: int
    appointment: Appointment
    further_types: tuple[DrillType, ...] = ()
    past_is_meant: bool = False


def schedule_drill(new: NewDrill, *, timezone: str, by: Actor, at: datetime, slot_id: int | None = None) -> Drill:
    """Put a drill into the calendar; facilitator and deputy take part from the beginning.

    timezone: the organisation's, IANA. slot_id: a place of the calendar that has no drill yet and gets this one.
    Raises NotFound (scenario), SiteUnknown, FacilitatorUnknown,
    DeputyIsFacilitator, SlotTaken, DayFarAway, DayPassed.
    """
    version = version_to_play(new.scenario_version_id)
    _require_likely_day(new, today=clock.local(at, timezone).date())
    site = db.session.scalar(select(Site).where(Site.id == new.site_id))
    if site is None:
        raise SiteUnknown("site_id")
    when = new.appointment
    _require_leaders(when)
    further = tuple(kind for kind in new.further_types if kind is not new.drill_type)
    place = NewSlot(
        drill_type=new.drill_type,
        title=new.title,
        site_id=new.site_id,
        trainer_id=when.facilitator_id,
        planned_for=when.local_date,
        starts_at=when.local_time,
        timezone=timezone,
        duration_min=when.duration_min,
        further_types=further,
    )
    if slot_id is None:
        slot = slots.schedule_slot(place, by=by, at=at)
    else:
        _require_free(slot_id)
        slot = slots.settle_slot(slot_id, place, by=by, at=at)
    drill = Drill(
        number=next_number("D", Drill.number, when.local_date),
        slot_id=slot.id,
        scenario_version_id=version.id,
        title=new.title,
        drill_type=new.drill_type,
        further_types=[kind.value for kind in further],
        site_id=new.site_id,
        # Where people gather was decided for the site; a drill names another place only when it is another.
        place=when.place or (site.assembly_point if takes_headcount((new.drill_type, *further)) else ""),
        facilitator_id=when.facilitator_id,
        deputy_id=when.deputy_id,
        local_date=when.local_date,
        local_time=when.local_time,
        timezone=timezone,
        duration_min=when.duration_min,
        status_changed_at=at,
        created_at=at,
    )
    db.session.add(drill)
    audit.record("drill.scheduled", by=by, at=at, subject=drill, facts={"number": drill.number, "slot": slot.id})
    db.session.flush()
    _let_leaders_take_part(drill)
    db.session.flush()
    return drill


def _require_likely_day(new: NewDrill, *, today: date) -> None:
    """A day far away is a slip of the pen; one that has passed is asked about once."""
    day = new.appointment.local_date
    if not years_later(today, -MOST_YEARS_BACK) <= day <= years_later(today, MOST_YEARS_AHEAD):
        raise DayFarAway("local_date", back=MOST_YEARS_BACK, ahead=MOST_YEARS_AHEAD)
    if day < today and not new.past_is_meant:
        raise DayPassed("local_date")


def _require_free(slot_id: int) -> None:
    if db.session.scalar(select(Drill.id).where(Drill.slot_id == slot_id)) is not None:
        raise SlotTaken()


def _require_leaders(when: Appointment) -> None:
    if when.deputy_id == when.facilitator_id:
        raise DeputyIsFacilitator("deputy_id")
    for field, person_id in (("facilitator_id", when.facilitator_id), ("deputy_id", when.deputy_id)):
        if person_id is not None and not _in_register([person_id]):
            raise FacilitatorUnknown(field)


def _in_register(person_ids: Sequence[int]) -> set[int]:
    return set(
        db.session.scalars(select(Person.id).where(Person.id.in_(person_ids), Person.status != PersonStatus.LEFT))
    )


def _let_leaders_take_part(drill: Drill) -> None:
    """Facilitator and deputy are participants of that kind, also when they took part as something else before."""
    leaders = [each for each in (drill.facilitator_id, drill.deputy_id) if each is not None]
    rows = {
        row.person_id: row
        for row in db.session.scalars(
            select(DrillParticipant).where(
                DrillParticipant.drill_id == drill.id, DrillParticipant.person_id.in_(leaders)
            )
        )
    }
    for person_id in leaders:
        row = rows.get(person_id)
        if row is None:
            db.session.add(DrillParticipant(drill_id=drill.id, person_id=person_id, kind=ParticipantKind.FACILITATOR))
        else:
            row.kind = ParticipantKind.FACILITATOR


def change_plan(drill_id: int, when: Appointment, *, reason: str = "", by: Actor, at: datetime) -> Drill:
    """Change date, place or leaders. A new date needs a reason, and whoever was invited is told and invited anew.

    Gives a postponed drill its new date. Raises NotAhead, ReasonMissing, FacilitatorUnknown, DeputyIsFacilitator.
    """
    drill = locked_drill(drill_id)
    if not (drill.status.is_ahead or drill.status is DrillStatus.POSTPONED):
        raise NotAhead()
    _require_leaders(when)
    moves = (when.local_date, when.local_time) != (drill.local_date, drill.local_time)
    if moves and not reason.strip():
        raise ReasonMissing("reason")
    known = (drill.facilitator_id, drill.duration_min, drill.place)
    drill.place, drill.duration_min = when.place, when.duration_min
    drill.facilitator_id, drill.deputy_id = when.facilitator_id, when.deputy_id
    if moves:
        slots.move_slot(
            drill.slot_id,
            when.local_date,
            starts_at=when.local_time,
            trainer_id=when.facilitator_id,
            duration_min=when.duration_min,
            reason=reason,
            by=by,
            at=at,
        )
        if drill.status is DrillStatus.NOTIFIED:
            withdraw_invitations(drill, reason=reason, at=at)
    elif known != (when.facilitator_id, when.duration_min, when.place):
        slots.adjust_slot(drill.slot_id, trainer_id=when.facilitator_id, duration_min=when.duration_min, at=at)
    if drill.status is DrillStatus.POSTPONED or (moves and drill.status is DrillStatus.NOTIFIED):
        drill.become(DrillStatus.PLANNED, at=at)
    drill.local_date, drill.local_time = when.local_date, when.local_time
    _let_leaders_take_part(drill)
    audit.record(
        "drill.plan_changed", by=by, at=at, subject=drill, facts={"day": when.local_date.isoformat(), "moved": moves}
    )
    db.session.flush()
    return drill


def change_status(drill_id: int, wanted: DrillStatus, *, reason: str = "", by: Actor, at: datetime) -> Drill:
    """Take a drill out of the plan (cancelled, postponed, missed: with a reason), or along its review.

    Held is never set here: it follows from the record. Raises TransitionRefused, ReasonMissing, RunAlreadyGoing.
    """
    drill = locked_drill(drill_id)
    before = drill.status
    if wanted is DrillStatus.HELD:
        raise TransitionRefused(now=before.label, wanted=wanted.label)
    if wanted in {DrillStatus.CANCELLED, DrillStatus.POSTPONED, DrillStatus.MISSED} and db.session.scalar(
        select(Run.id).where(Run.drill_id == drill.id, Run.status.in_(NOT_OVER))
    ):
        raise RunAlreadyGoing()
    drill.become(wanted, at=at, reason=reason)
    if wanted is DrillStatus.REVIEWED:
        slots.report_review(drill.slot_id, on=clock.local(at, drill.timezone).date())
    leave = {
        DrillStatus.CANCELLED: slots.cancel_slot,
        DrillStatus.POSTPONED: slots.postpone_slot,
        DrillStatus.MISSED: slots.miss_slot,
    }.get(wanted)
    if leave is not None:
        leave(drill.slot_id, reason=reason, by=by, at=at)
        if before is DrillStatus.NOTIFIED and wanted is not DrillStatus.MISSED:
            withdraw_invitations(drill, reason=reason, at=at)
        else:
            links.revoke(purpose=LinkPurpose.DRILL_PARTICIPATION, subject_id=drill.id, at=at)
    audit.record(f"drill.{wanted.value}", by=by, at=at, subject=drill, facts={"from": before.value})
    return drill


def add_participants(
    drill_id: int, person_ids: Sequence[int], kind: ParticipantKind, *, by: Actor, at: datetime
) -> int:
    """Let people take part; those who do already stay as they are. Gives how many were added.

    Raises FixedAtLaunch once a run was launched, ParticipantUnknown for somebody who is not in the register.
    """
    drill = _drill_before_launch(drill_id)
    wanted = dict.fromkeys(person_ids)
    if len(_in_register(list(wanted))) != len(wanted):
        raise ParticipantUnknown("people")
    present = set(db.session.scalars(select(DrillParticipant.person_id).where(DrillParticipant.drill_id == drill.id)))
    added = [person_id for person_id in wanted if person_id not in present]
    db.session.add_all(DrillParticipant(drill_id=drill.id, person_id=person_id, kind=kind) for person_id in added)
    if added:
        audit.record("drill.participants_added", by=by, at=at, subject=drill, facts={"people": added})
    db.session.flush()
    return len(added)


def change_part(participant_id: int, kind: ParticipantKind, roles: tuple[str, ...], *, by: Actor, at: datetime) -> None:
    """Say what somebody does in the drill. Raises FixedAtLaunch, UnknownInRun for a role the scenario lacks."""
    participant = _participant(participant_id)
    drill = _drill_before_launch(participant.drill_id)
    known = {role.id for role in version_to_play(drill.scenario_version_id).content.roles}
    if set(roles) - known:
        raise UnknownInRun("roles")
    participant.kind = kind
    participant.role_ids = list(roles)
    audit.record(
        "drill.part_changed", by=by, at=at, subject=participant, facts={"kind": kind.value, "roles": list(roles)}
    )


def remove_participant(participant_id: int, *, by: Actor, at: datetime) -> None:
    """Take somebody out before the launch; their link is dead. Raises FixedAtLaunch."""
    participant = _participant(participant_id)
    drill = _drill_before_launch(participant.drill_id)
    links.revoke(
        purpose=LinkPurpose.DRILL_PARTICIPATION, subject_id=drill.id, person_ids=[participant.person_id], at=at
    )
    audit.record("drill.participant_removed", by=by, at=at, subject=drill, facts={"person": participant.person_id})
    db.session.delete(participant)


def _participant(participant_id: int) -> DrillParticipant:
    participant = db.session.scalar(
        select(DrillParticipant)
        .options(joinedload(DrillParticipant.person, innerjoin=True))
        .where(DrillParticipant.id == participant_id)
    )
    if participant is None:
        raise NotFound()
    return participant


def _drill_before_launch(drill_id: int) -> Drill:
    drill = locked_drill(drill_id)
    launched = db.session.scalar(select(func.count()).select_from(Run).where(Run.drill_id == drill.id))
    if launched or not drill.status.is_ahead:
        raise FixedAtLaunch()
    return drill
