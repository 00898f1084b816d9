"""Rows of the calendar: its places, and what reviews came to."""

import enum
import uuid
from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from drillhub.core.database import INTERNAL, PERSONAL, PUBLIC, Base
from drillhub.core.i18n import LazyString, _l
from drillhub.core.tenancy import OrgOwned, same_org
from drillhub.identity.models import Person, Site
from drillhub.vocabulary import DrillType, ReviewType


class SlotState(enum.StrEnum):
    """What became of a slot. Whether it was fulfilled is a fact of its own (`fulfilled_on`)."""

    PLANNED = "planned"
    MOVED = "moved"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    MISSED = "missed"

    @property
    def label(self) -> LazyString:
        return _SLOT_LABELS[self]


_SLOT_LABELS = {
    SlotState.PLANNED: _l("予定"),
    SlotState.MOVED: _l("日程変更"),
    SlotState.POSTPONED: _l("延期"),
    SlotState.CANCELLED: _l("中止"),
    SlotState.MISSED: _l("未実施"),
}


class Slot(OrgOwned, Base):
    """A place in the calendar on which a drill, course, inspection or review hangs.

    scheduled_for is the day it was first planned for and never changes; planned_for is where it stands now. Times
    are wall-clock times of `timezone`.
    """

    __tablename__ = "slots"
    __table_args__ = (
        same_org("site_id", "sites"),
        same_org("trainer_id", "people"),
        same_org("it_system_id", "it_systems"),
        CheckConstraint("duration_min > 0", name="lasts_some_time"),
        UniqueConstraint("org_id", "uid"),
        CheckConstraint("sequence >= 0", name="sequence_counts_from_zero"),
        CheckConstraint("(drill_type IS NULL) <> (review_type IS NULL)", name="is_a_drill_or_a_review"),
        CheckConstraint("state = 'planned' OR reason <> ''", name="changes_have_a_reason"),
        CheckConstraint("(fulfilled_on IS NULL) = (fulfilled_by_kind IS NULL)", name="fulfilled_by_something"),
        Index("ix_slots_planned_for", "org_id", "planned_for"),
        Index("ix_slots_scheduled_for", "org_id", "scheduled_for"),
    )

    # One of the two says what it is for.
    drill_type: Mapped[DrillType | None] = mapped_column(info=INTERNAL)
    review_type: Mapped[ReviewType | None] = mapped_column(info=INTERNAL)
    further_types: Mapped[list[str]] = mapped_column(default=list, info=INTERNAL)
    title: Mapped[str] = mapped_column(String(200), info=INTERNAL)
    site_id: Mapped[int | None] = mapped_column(index=True, info=INTERNAL)  # None: the whole company
    site: Mapped[Site | None] = relationship(foreign_keys=[site_id])
    trainer_id: Mapped[int | None] = mapped_column(index=True, info=PERSONAL)
    trainer: Mapped[Person | None] = relationship(foreign_keys=[trainer_id])
    scheduled_for: Mapped[date] = mapped_column(info=INTERNAL)
    planned_for: Mapped[date] = mapped_column(info=INTERNAL)
    starts_at: Mapped[time] = mapped_column(info=INTERNAL)
    timezone: Mapped[str] = mapped_column(String(64), info=INTERNAL)
    duration_min: Mapped[int] = mapped_column(info=INTERNAL)
    state: Mapped[SlotState] = mapped_column(default=SlotState.PLANNED, info=INTERNAL)
    reason: Mapped[str] = mapped_column(String(2000), default="", info=INTERNAL)
    state_changed_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    # What took place on it: a kind such as "drill" and the id of its row.
    fulfilled_on: Mapped[date | None] = mapped_column(info=INTERNAL)
    fulfilled_by_kind: Mapped[str | None] = mapped_column(String(40), info=PUBLIC)
    fulfilled_by_id: Mapped[int | None] = mapped_column(info=PUBLIC)
    # What calendar programs know the slot by (RFC 5545): one name for ever, and a number that each change raises.
    uid: Mapped[str] = mapped_column(String(64), default=lambda: f"{uuid.uuid4()}@drillhub", info=PUBLIC)
    sequence: Mapped[int] = mapped_column(default=0, info=PUBLIC)
    changed_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    # Together with other companies; when the fire department was told; when what was learned was reviewed.
    with_partners: Mapped[bool] = mapped_column(default=False, info=INTERNAL)
    noticed_on: Mapped[date | None] = mapped_column(info=INTERNAL)
    reviewed_on: Mapped[date | None] = mapped_column(info=INTERNAL)
    # What the proposal of the year had in mind: a scenario by its name in the library, a system of the register.
    scenario_code: Mapped[str] = mapped_column(String(40), default="", info=INTERNAL)
    it_system_id: Mapped[int | None] = mapped_column(index=True, info=INTERNAL)

    @property
    def activities(self) -> tuple[DrillType | ReviewType, ...]:
        """What it is for, the main one first."""
        main = self.drill_type or self.review_type
        return (*((main,) if main else ()), *map(DrillType, self.further_types))


class ReviewRecord(OrgOwned, Base):
    """What a review or an inspection of the calendar came to."""

    __tablename__ = "review_records"
    __table_args__ = (same_org("slot_id", "slots"), UniqueConstraint("org_id", "slot_id"))

    slot_id: Mapped[int] = mapped_column(info=INTERNAL)
    held_on: Mapped[date] = mapped_column(info=INTERNAL)
    attendees: Mapped[str] = mapped_column(String(1000), info=PERSONAL)
    findings: Mapped[str] = mapped_column(Text, info=INTERNAL)
    decisions: Mapped[str] = mapped_column(Text, default="", info=INTERNAL)
    recorded_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    recorded_by_name: Mapped[str] = mapped_column(String(200), info=PERSONAL)


class CompanyWeek(OrgOwned, Base):
    """Which weekdays are off (Monday is 0). One row; without it Saturday and Sunday are."""

    __tablename__ = "company_weeks"
    __table_args__ = (UniqueConstraint("org_id"),)

    weekly_off: Mapped[list[int]] = mapped_column(info=INTERNAL)
    works_on_national_holidays: Mapped[bool] = mapped_column(default=False, info=INTERNAL)


class CompanyHoliday(OrgOwned, Base):
    """A day on which the company does not work, such as one of 夏季休業."""

    __tablename__ = "company_holidays"
    __table_args__ = (UniqueConstraint("org_id", "day"), CheckConstraint("name <> ''", name="has_its_name"))

    day: Mapped[date] = mapped_column(info=INTERNAL)
    name: Mapped[str] = mapped_column(String(100), info=INTERNAL)


class BusyMonth(OrgOwned, Base):
    """A month of every year in which drills had better not be planned, and why (繁忙期)."""

    __tablename__ = "busy_months"
    __table_args__ = (
        UniqueConstraint("org_id", "month"),
        CheckConstraint("month BETWEEN 1 AND 12", name="month_in_range"),
        CheckConstraint("reason <> ''", name="has_its_reason"),
    )

    month: Mapped[int] = mapped_column(info=INTERNAL)
    reason: Mapped[str] = mapped_column(String(100), info=INTERNAL)
