"""Verbs on reviews and inspections: putting one into the calendar, and recording what it came to."""

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Final

from sqlalchemy import select

from drillhub import audit
from drillhub.audit import Actor
from drillhub.calendar import slots
from drillhub.calendar.errors import NotAReview, ReviewDayUnlikely, ReviewTextMissing, SlotOver
from drillhub.calendar.models import ReviewRecord, Slot, SlotState
from drillhub.calendar.slots import NewSlot
from drillhub.core.database import db
from drillhub.core.errors import NotFound, TextTooLong, check_all, require
from drillhub.vocabulary import ReviewType

LONGEST_ATTENDEES: Final = 1000
LONGEST_TEXT: Final = 4000
# When a review is planned without a time of day.
STARTS_AT: Final = time(10, 0)
DURATION_MIN: Final = 60


@dataclass(frozen=True)
class ReviewOutcome:
    """What a review came to. held_on: a day of the organisation's calendar, today at the latest."""

    held_on: date
    attendees: str
    findings: str
    decisions: str = ""

    def require_complete(self, today: date) -> None:
        """Raises ReviewDayUnlikely, ReviewTextMissing, TextTooLong, each naming its field."""
        check_all(
            partial(require, self.held_on <= today, ReviewDayUnlikely("held_on")),
            partial(require, bool(self.findings.strip()), ReviewTextMissing("findings")),
            partial(
                require,
                len(self.attendees) <= LONGEST_ATTENDEES,
                TextTooLong("attendees", maximum=LONGEST_ATTENDEES),
            ),
            partial(require, len(self.findings) <= LONGEST_TEXT, TextTooLong("findings", maximum=LONGEST_TEXT)),
            partial(require, len(self.decisions) <= LONGEST_TEXT, TextTooLong("decisions", maximum=LONGEST_TEXT)),
        )


def schedule_review(
    kind: ReviewType, day: date, *, site_id: int | None, trainer_id: int | None, timezone: str, by: Actor, at: datetime
) -> Slot:
    """Put a review into the calendar. site_id None: of the whole company; trainer_id: who leads it."""
    new = NewSlot(
        drill_type=None,
        review_type=kind,
        title=str(kind.label),
        site_id=site_id,
        trainer_id=trainer_id,
        planned_for=day,
        starts_at=STARTS_AT,
        timezone=timezone,
        duration_min=DURATION_MIN,
    )
    return slots.schedule_slot(new, by=by, at=at)


def record_review(slot_id: int, outcome: ReviewOutcome, *, today: date, by: Actor, at: datetime) -> ReviewRecord:
    """Write down what a review came to; it counts for its rule from then on.

    Raises NotFound, NotAReview, SlotOver when it was recorded or called off, and what `ReviewOutcome` refuses.
    """
    slot = db.session.scalar(
        select(Slot).where(Slot.id == slot_id).with_for_update().execution_options(populate_existing=True)
    )
    if slot is None:
        raise NotFound()
    if slot.review_type is None:
        raise NotAReview()
    if slot.fulfilled_on is not None or slot.state in {SlotState.CANCELLED, SlotState.MISSED}:
        raise SlotOver()
    outcome.require_complete(today)
    record = ReviewRecord(
        slot_id=slot.id,
        held_on=outcome.held_on,
        attendees=outcome.attendees.strip(),
        findings=outcome.findings.strip(),
        decisions=outcome.decisions.strip(),
        recorded_at=at,
        recorded_by_name=by.name,
    )
    db.session.add(record)
    db.session.flush()
    slots.report_fulfilment(slot.id, on=outcome.held_on, kind="review", ref_id=slot.id, by=by, at=at)
    audit.record("review.recorded", by=by, at=at, subject=record, facts={"slot": slot.id, "kind": slot.review_type})
    return record


def review(slot_id: int) -> tuple[Slot, ReviewRecord | None]:
    """A review of the calendar and what it came to, if that is known. Two statements. Raises NotFound."""
    slot = db.session.scalar(select(Slot).where(Slot.id == slot_id, Slot.review_type.is_not(None)))
    if slot is None:
        raise NotFound()
    return slot, db.session.scalar(select(ReviewRecord).where(ReviewRecord.slot_id == slot_id))
