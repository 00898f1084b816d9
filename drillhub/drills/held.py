"""Reads for reports: drills that were held, with their records, and drills that were not, with their reasons."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, select

from drillhub.calendar.models import Slot
from drillhub.core.database import db
from drillhub.drills.evaluation import Participation
from drillhub.drills.life_cycle import DrillStatus
from drillhub.drills.models import Drill, DrillRecord
from drillhub.drills.task_watches import OnTimeCount
from drillhub.identity.models import Site
from drillhub.vocabulary import DrillType

_HELD = tuple(status for status in DrillStatus if status.was_held)
_NOT_HELD = (DrillStatus.CANCELLED, DrillStatus.POSTPONED, DrillStatus.MISSED)


@dataclass(frozen=True)
class HeldDrill:
    """A drill that took place, by its record in force. Names are those of the record, frozen at launch.

    scheduled_for: the day it was first planned for; held_on: the local day on which it began, which decides its
    fiscal year; review_days: days from the end to the approved review, None until then. content: the whole record
    (`record_content`).
    """

    drill_id: int
    slot_id: int
    number: str
    title: str
    drill_type: DrillType
    further_types: tuple[DrillType, ...]
    site_id: int
    site: str
    scheduled_for: date
    held_on: date
    review_days: int | None
    status: DrillStatus
    revision: int
    digest: str
    participation: Participation
    tasks: OnTimeCount
    notices_on_time: int
    notices_due: int
    content: dict[str, Any]


@dataclass(frozen=True)
class DrillNotHeld:
    """A drill that was cancelled, postponed without a new date so far, or missed, and why."""

    drill_id: int
    slot_id: int
    number: str
    title: str
    drill_type: DrillType
    site: str
    local_date: date
    status: DrillStatus
    reason: str


def held_drills(first_day: date, last_day: date) -> tuple[HeldDrill, ...]:
    """Drills held in a period (both days included), by day and number. One statement."""
    newest = (
        select(func.max(DrillRecord.revision))
        .where(DrillRecord.drill_id == Drill.id)
        .correlate(Drill)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Drill, DrillRecord, Slot.scheduled_for)
        .join(DrillRecord, and_(DrillRecord.drill_id == Drill.id, DrillRecord.revision == newest))
        .join(Slot, Slot.id == Drill.slot_id)
        .where(Drill.status.in_(_HELD), Drill.held_on >= first_day, Drill.held_on <= last_day)
        .order_by(Drill.held_on, Drill.number)
    )
    return tuple(_held(drill, record, scheduled_for) for drill, record, scheduled_for in rows)


def _held(drill: Drill, record: DrillRecord, scheduled_for: date) -> HeldDrill:
    content: dict[str, Any] = json.loads(record.content)
    counted = content["participation"]
    on_time = content["tasks_on_time"]
    return HeldDrill(
        drill_id=drill.id,
        slot_id=drill.slot_id,
        number=drill.number,
        title=content["drill"]["title"],
        drill_type=drill.drill_type,
        further_types=tuple(DrillType(kind) for kind in content["drill"]["further_types"]),
        site_id=drill.site_id,
        site=content["drill"]["site"],
        scheduled_for=scheduled_for,
        held_on=date.fromisoformat(content["run"]["held_on"]),
        review_days=(drill.reviewed_at - drill.ended_at).days if drill.reviewed_at and drill.ended_at else None,
        status=drill.status,
        revision=record.revision,
        digest=record.digest,
        participation=Participation(counted["invited"], counted["attended"], counted["excused"]),
        tasks=OnTimeCount(**on_time),
        notices_on_time=content["notices_on_time"]["on_time"],
        notices_due=content["notices_on_time"]["due"],
        content=content,
    )


def drills_not_held(first_day: date, last_day: date) -> tuple[DrillNotHeld, ...]:
    """Drills that were to take place in a period and did not, by day and number. One statement."""
    rows = db.session.execute(
        select(Drill, Site.name)
        .join(Site, Site.id == Drill.site_id)
        .where(Drill.status.in_(_NOT_HELD), Drill.local_date >= first_day, Drill.local_date <= last_day)
        .order_by(Drill.local_date, Drill.number)
    )
    return tuple(
        DrillNotHeld(
            drill_id=drill.id,
            slot_id=drill.slot_id,
            number=drill.number,
            title=drill.title,
            drill_type=drill.drill_type,
            site=site,
            local_date=drill.local_date,
            status=drill.status,
            reason=drill.status_reason,
        )
        for drill, site in rows
    )


@dataclass(frozen=True)
class DrillAwaitingRecord:
    """A drill whose date has passed, or whose run has ended, and that has no record yet."""

    drill_id: int
    number: str
    title: str
    local_date: date


def drills_awaiting_record(*, today: date) -> tuple[DrillAwaitingRecord, ...]:
    """What a report names first as missing: planned days that passed without a record or a reason. One statement."""
    rows = db.session.execute(
        select(Drill.id, Drill.number, Drill.title, Drill.local_date)
        .where(Drill.status.in_((DrillStatus.PLANNED, DrillStatus.NOTIFIED)), Drill.local_date < today)
        .order_by(Drill.local_date, Drill.number)
    )
    return tuple(DrillAwaitingRecord(row.id, row.number, row.title, row.local_date) for row in rows)
