"""What stands in the calendar and what became of it, as rules look at it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import and_, or_, select

from drillhub.calendar.models import Slot, SlotState
from drillhub.core.database import db
from drillhub.vocabulary import DrillType, ReviewType

_GIVEN_UP: Final = frozenset({SlotState.POSTPONED, SlotState.CANCELLED, SlotState.MISSED})

# What a place of the calendar is for: one of the kinds of drill, or of review.
Activity = DrillType | ReviewType


@dataclass(frozen=True)
class Occasion:
    """A place in the calendar and what became of it.

    planned_for: the day it stands on now. held_on: when it took place, None so far. was_given_up: it has no day any
    more. drill_id: the drill that took place on it. site_id: None for the whole company. noticed_on: when the fire
    department was told. reviewed_on: when what was learned was reviewed. is_training: training that somebody wrote
    down without a drill.
    """

    slot_id: int
    drill_id: int | None
    title: str
    types: tuple[Activity, ...]
    planned_for: date
    held_on: date | None
    was_given_up: bool
    site_id: int | None = None
    with_partners: bool = False
    noticed_on: date | None = None
    reviewed_on: date | None = None
    is_training: bool = False

    @property
    def is_drill(self) -> bool:
        return any(isinstance(each, DrillType) for each in self.types)


def occasions_between(first_day: date, last_day: date) -> tuple[Occasion, ...]:
    """What the calendar has between two days, or what took place in them. One statement."""
    rows = db.session.execute(
        select(
            Slot.id,
            Slot.title,
            Slot.drill_type,
            Slot.review_type,
            Slot.further_types,
            Slot.planned_for,
            Slot.fulfilled_on,
            Slot.fulfilled_by_id,
            Slot.state,
            Slot.site_id,
            Slot.with_partners,
            Slot.noticed_on,
            Slot.reviewed_on,
        ).where(
            or_(
                and_(Slot.planned_for >= first_day, Slot.planned_for <= last_day),
                and_(Slot.fulfilled_on >= first_day, Slot.fulfilled_on <= last_day),
            )
        )
    )
    return tuple(
        Occasion(
            slot_id=row.id,
            drill_id=row.fulfilled_by_id if row.drill_type else None,
            title=row.title,
            types=(row.drill_type or row.review_type, *map(DrillType, row.further_types)),
            planned_for=row.planned_for,
            held_on=row.fulfilled_on,
            was_given_up=row.state in _GIVEN_UP,
            site_id=row.site_id,
            with_partners=row.with_partners,
            noticed_on=row.noticed_on,
            reviewed_on=row.reviewed_on,
        )
        for row in rows
    )
