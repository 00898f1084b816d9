"""Rows of the plan with its editions and commitments, of the registers, and of the calendar: slots and days off."""

import enum
import json
import uuid
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from drillhub.core.append_only import append_only
from drillhub.core.database import INTERNAL, PERSONAL, PUBLIC, Base
from drillhub.core.i18n import LazyString, _l
from drillhub.core.tenancy import OrgOwned, same_org
from drillhub.identity.models import Person, Site
from drillhub.vocabulary import DrillType, Hazard, PlanItem


class Plan(OrgOwned, Base):
    """A 事業継続力強化計画 with its certificate and 実施期間. Its texts are in editions."""

    __tablename__ = "plans"
    __table_args__ = (
        UniqueConstraint("org_id", "period_starts_on"),
        CheckConstraint("period_ends_on > period_starts_on", name="period_has_a_length"),
    )

    title: Mapped[str] = mapped_column(String(200), info=INTERNAL)
    is_joint: Mapped[bool] = mapped_column(default=False, info=INTERNAL)  # 連携型
    certification_number: Mapped[str] = mapped_column(String(60), default="", info=INTERNAL)
    certified_on: Mapped[date | None] = mapped_column(info=INTERNAL)
    # First day of the first month and last day of the last month of the 実施期間.
    period_starts_on: Mapped[date] = mapped_column(info=INTERNAL)
    period_ends_on: Mapped[date] = mapped_column(info=INTERNAL)
    current_edition: Mapped[int] = mapped_column(default=1, info=INTERNAL)
    created_at: Mapped[datetime] = mapped_column(info=INTERNAL)


@append_only
class PlanEdition(OrgOwned, Base):
    """The texts of a plan as they stood: items 1 to 3. A change is a further edition; old ones stay as they are."""

    __tablename__ = "plan_editions"
    __table_args__ = (same_org("plan_id", "plans"), UniqueConstraint("org_id", "plan_id", "number"))

    plan_id: Mapped[int] = mapped_column(info=INTERNAL)
    number: Mapped[int] = mapped_column(info=INTERNAL)
    content_json: Mapped[str] = mapped_column(Text, info=INTERNAL)
    digest: Mapped[str] = mapped_column(String(64), info=INTERNAL)
    created_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    created_by_name: Mapped[str] = mapped_column(String(200), info=PERSONAL)

    @property
    def content(self) -> dict[str, Any]:
        return dict(json.loads(self.content_json))


class CommitmentKind(enum.StrEnum):
    """What kind of thing the plan promises."""

    TRAINING_EDUCATION = "training_education"
    PLAN_REVIEW = "plan_review"
    INTERNAL_COMMUNICATION = "internal_communication"
    MEASURE = "measure"

    @property
    def label(self) -> LazyString:
        return _KIND_LABELS[self]


_KIND_LABELS = {
    CommitmentKind.TRAINING_EDUCATION: _l("訓練・教育"),
    CommitmentKind.PLAN_REVIEW: _l("計画の見直し"),
    CommitmentKind.INTERNAL_COMMUNICATION: _l("取組の社内周知"),
    CommitmentKind.MEASURE: _l("対策"),
}


class Commitment(OrgOwned, Base):
    """Something the certified plan promises. Yearly ones have planned months, measures a day they are due."""

    __tablename__ = "commitments"
    __table_args__ = (
        same_org("plan_id", "plans"),
        UniqueConstraint("org_id", "plan_id", "code"),
    )

    plan_id: Mapped[int] = mapped_column(info=INTERNAL)
    code: Mapped[str] = mapped_column(String(20), info=INTERNAL)  # stable name within the plan, such as C03
    plan_item: Mapped[PlanItem] = mapped_column(info=INTERNAL)
    kind: Mapped[CommitmentKind] = mapped_column(info=INTERNAL)
    text: Mapped[str] = mapped_column(String(1000), info=INTERNAL)
    planned_months: Mapped[list[int]] = mapped_column(default=list, info=INTERNAL)  # 1-12
    due_on: Mapped[date | None] = mapped_column(info=INTERNAL)
    # A later edition of the plan no longer promises it; what was done for it stays in the reports.
    withdrawn_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)


class CommitmentFulfilment(OrgOwned, Base):
    """That a commitment was fulfilled on a day: once for a measure, year after year for the others."""

    __tablename__ = "commitment_fulfilments"
    __table_args__ = (
        same_org("commitment_id", "commitments"),
        UniqueConstraint("org_id", "commitment_id", "done_on"),
    )

    commitment_id: Mapped[int] = mapped_column(info=INTERNAL)
    done_on: Mapped[date] = mapped_column(info=INTERNAL)
    note: Mapped[str] = mapped_column(String(1000), default="", info=INTERNAL)
    recorded_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    recorded_by: Mapped[str] = mapped_column(String(200), info=PERSONAL)
    # Taken back because it was a mistake; it counts no more, and the trail says who did it.
    withdrawn_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)


class Risk(OrgOwned, Base):
    """A risk of the company's register, rated 1-5 on both scales (`risk_rating.py`)."""

    __tablename__ = "risks"
    __table_args__ = (
        CheckConstraint("likelihood BETWEEN 1 AND 5", name="likelihood_is_a_level"),
        CheckConstraint("impact BETWEEN 1 AND 5", name="impact_is_a_level"),
        CheckConstraint("damage_yen >= 0", name="damage_is_an_amount"),
        CheckConstraint("title <> ''", name="has_its_title"),
    )

    title: Mapped[str] = mapped_column(String(200), info=INTERNAL)
    hazard: Mapped[Hazard] = mapped_column(info=INTERNAL)
    likelihood: Mapped[int] = mapped_column(info=INTERNAL)
    impact: Mapped[int] = mapped_column(info=INTERNAL)
    damage_yen: Mapped[int | None] = mapped_column(BigInteger, info=INTERNAL)  # None: not estimated
    note: Mapped[str] = mapped_column(String(2000), default="", info=INTERNAL)
    version: Mapped[int] = mapped_column(default=1, info=INTERNAL)
    # Taken off the register; what was known of it stays.
    removed_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)


class RiskMeasure(OrgOwned, Base):
    """That a commitment of the plan lessens a risk."""

    __tablename__ = "risk_measures"
    __table_args__ = (
        same_org("risk_id", "risks"),
        same_org("commitment_id", "commitments"),
        UniqueConstraint("org_id", "risk_id", "commitment_id"),
    )

    risk_id: Mapped[int] = mapped_column(info=INTERNAL)
    commitment_id: Mapped[int] = mapped_column(index=True, info=INTERNAL)


class ItSystem(OrgOwned, Base):
    """A system of the company's register, and what is promised about its recovery (`it_systems.py`)."""

    __tablename__ = "it_systems"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_its_name"),
        CheckConstraint("priority BETWEEN 1 AND 3", name="priority_is_a_level"),
        CheckConstraint("rto_hours >= 0", name="rto_is_a_time"),
        CheckConstraint("rpo_hours >= 0", name="rpo_is_a_time"),
        CheckConstraint("generations >= 0", name="generations_are_counted"),
    )

    name: Mapped[str] = mapped_column(String(200), info=INTERNAL)
    owner: Mapped[str] = mapped_column(String(200), default="", info=PERSONAL)  # a person or a department, in words
    priority: Mapped[int] = mapped_column(info=INTERNAL)  # 1 is restored first
    weakness: Mapped[str] = mapped_column(String(1000), default="", info=INTERNAL)
    rto_hours: Mapped[int | None] = mapped_column(info=INTERNAL)  # 目標復旧時間, None: not decided
    rpo_hours: Mapped[int | None] = mapped_column(info=INTERNAL)  # 目標復旧時点: how old the data may be
    backup: Mapped[str] = mapped_column(String(1000), default="", info=INTERNAL)
    generations: Mapped[int | None] = mapped_column(info=INTERNAL)
    version: Mapped[int] = mapped_column(default=1, info=INTERNAL)
    # Taken off the register; what was known of it stays.
    removed_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)


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
        CheckConstraint("duration_min > 0", name="lasts_some_time"),
        CheckConstraint("state = 'planned' OR reason <> ''", name="changes_have_a_reason"),
        CheckConstraint("(fulfilled_on IS NULL) = (fulfilled_by_kind IS NULL)", name="fulfilled_by_something"),
        UniqueConstraint("org_id", "uid"),
        CheckConstraint("sequence >= 0", name="sequence_counts_from_zero"),
        Index("ix_slots_planned_for", "org_id", "planned_for"),
        Index("ix_slots_scheduled_for", "org_id", "scheduled_for"),
    )

    drill_type: Mapped[DrillType] = mapped_column(info=INTERNAL)
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
