"""Verbs on slots: scheduling, moving, and saying why something did not take place."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select

from drillhub import audit
from drillhub.audit import Actor
from drillhub.calendar.errors import ReasonMissing, SlotOver
from drillhub.calendar.models import Slot, SlotState
from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.vocabulary import DrillType, ReviewType


@dataclass(frozen=True)
class NewSlot:
    """What to put into the calendar: a drill, or a review.

    starts_at: wall-clock time of `timezone` (IANA). site_id None: whole company.
    """

    drill_type: DrillType | None
    title: str
    site_id: int | None
    trainer_id: int | None
    planned_for: date
    starts_at: time
    timezone: str
    duration_min: int
    further_types: tuple[DrillType, ...] = ()
    review_type: ReviewType | None = None
    with_partners: bool = False
    scenario_code: str = ""
    it_system_id: int | None = None


def schedule_slot(new: NewSlot, *, by: Actor, at: datetime) -> Slot:
    """Put a slot into the calendar."""
    slot = Slot(
        drill_type=new.drill_type,
        review_type=new.review_type,
        with_partners=new.with_partners,
        scenario_code=new.scenario_code,
        it_system_id=new.it_system_id,
        further_types=[kind.value for kind in new.further_types],
        title=new.title,
        site_id=new.site_id,
        trainer_id=new.trainer_id,
        scheduled_for=new.planned_for,
        planned_for=new.planned_for,
        starts_at=new.starts_at,
        timezone=new.timezone,
        duration_min=new.duration_min,
        state_changed_at=at,
        changed_at=at,
    )
    db.session.add(slot)
    audit.record("slot.scheduled", by=by, at=at, subject=slot, facts={"day": new.planned_for.isoformat()})
    return slot


def move_slot(
    slot_id: int,
    to: date,
    *,
    starts_at: time,
    trainer_id: int | None,
    duration_min: int,
    reason: str,
    by: Actor,
    at: datetime,
) -> Slot:
    """Give a slot another day. The day it was first planned for stays. Raises ReasonMissing, SlotOver."""
    slot = _open_slot(slot_id)
    slot.trainer_id, slot.duration_min = trainer_id, duration_min
    _change(slot, SlotState.MOVED, reason, by=by, at=at)
    slot.planned_for, slot.starts_at = to, starts_at
    return slot


def settle_slot(slot_id: int, new: NewSlot, *, by: Actor, at: datetime) -> Slot:
    """Say what takes place on a slot that stood in the calendar without anything behind it.

    Another day than it stands on is a move like any other. Raises NotFound, SlotOver.
    """
    slot = _open_slot(slot_id)
    slot.title, slot.site_id, slot.trainer_id = new.title, new.site_id, new.trainer_id
    slot.drill_type, slot.further_types = new.drill_type, [kind.value for kind in new.further_types]
    slot.duration_min = new.duration_min
    if (new.planned_for, new.starts_at) != (slot.planned_for, slot.starts_at):
        move_slot(
            slot.id,
            new.planned_for,
            starts_at=new.starts_at,
            trainer_id=new.trainer_id,
            duration_min=new.duration_min,
            reason="準備のときに日時を決めた",
            by=by,
            at=at,
        )
    else:
        _revise(slot, at)
    audit.record("slot.settled", by=by, at=at, subject=slot, facts={"day": new.planned_for.isoformat()})
    return slot


def adjust_slot(slot_id: int, *, trainer_id: int | None, duration_min: int, at: datetime) -> None:
    """Another trainer, length or place on the same day. Whoever asks for it writes the audit entry. Raises SlotOver."""
    slot = _open_slot(slot_id)
    slot.trainer_id, slot.duration_min = trainer_id, duration_min
    _revise(slot, at)


def postpone_slot(slot_id: int, *, reason: str, by: Actor, at: datetime) -> Slot:
    """Put off without a new day; it stays due. Raises ReasonMissing, SlotOver."""
    return _change(_open_slot(slot_id), SlotState.POSTPONED, reason, by=by, at=at)


def cancel_slot(slot_id: int, *, reason: str, by: Actor, at: datetime) -> Slot:
    """It will not take place. Raises ReasonMissing, SlotOver."""
    return _change(_open_slot(slot_id), SlotState.CANCELLED, reason, by=by, at=at)


def miss_slot(slot_id: int, *, reason: str, by: Actor, at: datetime) -> Slot:
    """It did not take place, and why. Raises ReasonMissing, SlotOver."""
    return _change(_open_slot(slot_id), SlotState.MISSED, reason, by=by, at=at)


def report_fulfilment(slot_id: int, *, on: date, kind: str, ref_id: int, by: Actor, at: datetime) -> None:
    """Something took place on this slot. kind and ref_id: what, such as "drill" and the drill's id."""
    slot = _slot(slot_id)
    slot.fulfilled_on, slot.fulfilled_by_kind, slot.fulfilled_by_id = on, kind, ref_id
    audit.record("slot.fulfilled", by=by, at=at, subject=slot, facts={"kind": kind, "id": ref_id})


def report_review(slot_id: int, *, on: date) -> None:
    """What was learned on this slot was reviewed on a day. Whoever asks for it writes the audit entry."""
    _slot(slot_id).reviewed_on = on


def record_notice(slot_id: int, *, on: date, by: Actor, at: datetime) -> None:
    """The fire department was told on a day that this takes place. Raises SlotOver when it was called off."""
    slot = _slot(slot_id)
    if slot.state in {SlotState.CANCELLED, SlotState.MISSED}:
        raise SlotOver()
    slot.noticed_on = on
    audit.record("slot.noticed", by=by, at=at, subject=slot, facts={"on": on.isoformat()})


def _slot(slot_id: int) -> Slot:
    slot = db.session.scalar(select(Slot).where(Slot.id == slot_id))
    if slot is None:
        raise NotFound()
    return slot


def _open_slot(slot_id: int) -> Slot:
    slot = _slot(slot_id)
    if slot.fulfilled_on is not None or slot.state in {SlotState.CANCELLED, SlotState.MISSED}:
        raise SlotOver()
    return slot


def _change(slot: Slot, state: SlotState, reason: str, *, by: Actor, at: datetime) -> Slot:
    if not reason.strip():
        raise ReasonMissing("reason")
    slot.state, slot.reason, slot.state_changed_at = state, reason.strip(), at
    _revise(slot, at)
    audit.record(f"slot.{state.value}", by=by, at=at, subject=slot)
    return slot


def _revise(slot: Slot, at: datetime) -> None:
    """Calendars that have the slot already take the new version for the later one."""
    slot.sequence += 1
    slot.changed_at = at
