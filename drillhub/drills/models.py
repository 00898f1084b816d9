"""Rows of drills: the plan of one, who takes part, its runs, their events, the evaluation and the records."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from drillhub.core import clock
from drillhub.core.append_only import append_only
from drillhub.core.database import INTERNAL, PERSONAL, PUBLIC, Base
from drillhub.core.tenancy import OrgOwned, same_org
from drillhub.drills.evaluation import Attendance, CriterionResult
from drillhub.drills.events import EventKind, EventSource
from drillhub.drills.findings import FindingKind
from drillhub.drills.life_cycle import DrillStatus, require_transition
from drillhub.drills.run_state import RunStatus
from drillhub.drills.snapshot import ParticipantKind, RosterEntry, takes_headcount
from drillhub.identity.models import Person, Site
from drillhub.vocabulary import DrillType, PlanItem, TaskRating


class Drill(OrgOwned, Base):
    """A drill on a slot of the calendar. What is run and recorded hangs on it.

    A future date is kept as people say it (local date, time and zone); instants come from it when needed.
    """

    __tablename__ = "drills"
    __table_args__ = (
        same_org("slot_id", "slots"),
        same_org("scenario_version_id", "scenario_versions"),
        same_org("site_id", "sites"),
        same_org("facilitator_id", "people"),
        same_org("deputy_id", "people"),
        UniqueConstraint("org_id", "number"),
        UniqueConstraint("org_id", "slot_id"),
        CheckConstraint("duration_min > 0", name="lasts_some_time"),
        CheckConstraint("deputy_id <> facilitator_id", name="deputy_is_somebody_else"),
        CheckConstraint(
            "status NOT IN ('held', 'under_review', 'reviewed', 'closed') OR held_on IS NOT NULL",
            name="held_has_a_day",
        ),
        Index("ix_drills_org_id_local_date", "org_id", "local_date"),
        Index("ix_drills_org_id_held_on", "org_id", "held_on"),
    )

    number: Mapped[str] = mapped_column(String(20), info=INTERNAL)
    slot_id: Mapped[int] = mapped_column(info=INTERNAL)
    scenario_version_id: Mapped[int] = mapped_column(index=True, info=INTERNAL)
    title: Mapped[str] = mapped_column(String(200), info=INTERNAL)
    drill_type: Mapped[DrillType] = mapped_column(info=INTERNAL)
    further_types: Mapped[list[str]] = mapped_column(default=list, info=INTERNAL)
    site_id: Mapped[int] = mapped_column(index=True, info=INTERNAL)
    site: Mapped[Site] = relationship(foreign_keys=[site_id])
    place: Mapped[str] = mapped_column(String(200), default="", info=INTERNAL)
    facilitator_id: Mapped[int] = mapped_column(index=True, info=PERSONAL)
    facilitator: Mapped[Person] = relationship(foreign_keys=[facilitator_id])
    deputy_id: Mapped[int | None] = mapped_column(index=True, info=PERSONAL)
    deputy: Mapped[Person | None] = relationship(foreign_keys=[deputy_id])
    local_date: Mapped[date] = mapped_column(info=INTERNAL)
    local_time: Mapped[time] = mapped_column(info=INTERNAL)
    timezone: Mapped[str] = mapped_column(String(64), info=INTERNAL)
    duration_min: Mapped[int] = mapped_column(info=INTERNAL)
    status: Mapped[DrillStatus] = mapped_column(default=DrillStatus.PLANNED, info=INTERNAL)
    status_changed_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    status_reason: Mapped[str] = mapped_column(String(2000), default="", info=INTERNAL)
    # The local day on which the recorded run began, which decides its fiscal year, and the moment it ended.
    held_on: Mapped[date | None] = mapped_column(info=INTERNAL)
    ended_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)
    reviewed_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)
    # Set while a closed record is being corrected; the reason goes into the next revision.
    correction_reason: Mapped[str | None] = mapped_column(String(2000), info=INTERNAL)
    created_at: Mapped[datetime] = mapped_column(info=INTERNAL)

    @property
    def starts_at(self) -> datetime:
        """The planned start as an instant."""
        return clock.instant(self.local_date, self.local_time.hour, self.local_time.minute, self.timezone)

    @property
    def types(self) -> tuple[DrillType, ...]:
        """The main type first."""
        return (self.drill_type, *(DrillType(each) for each in self.further_types))

    @property
    def takes_headcount(self) -> bool:
        return takes_headcount(self.types)

    def become(self, wanted: DrillStatus, *, at: datetime, reason: str = "") -> None:
        """Change the state. Raises TransitionRefused, ReasonMissing."""
        require_transition(self.status, wanted, reason)
        self.status = wanted
        self.status_changed_at = at
        self.status_reason = reason.strip()
        if wanted is DrillStatus.REVIEWED:
            self.reviewed_at = at

    def hold(self, *, started_at: datetime, ended_at: datetime, at: datetime) -> None:
        """The drill took place and its result is recorded. Raises TransitionRefused."""
        self.held_on = clock.local(started_at, self.timezone).date()
        self.ended_at = ended_at
        self.become(DrillStatus.HELD, at=at)


class DrillParticipant(OrgOwned, Base):
    """Someone who takes part in a drill.

    The name, department, site and employment are copied at launch (`frozen_at`): a record of the past keeps the
    names of its time.
    """

    __tablename__ = "drill_participants"
    __table_args__ = (
        same_org("drill_id", "drills"),
        same_org("person_id", "people"),
        UniqueConstraint("org_id", "drill_id", "person_id"),
        CheckConstraint("attendance <> 'excused' OR attendance_reason <> ''", name="an_excuse_has_its_reason"),
    )

    drill_id: Mapped[int] = mapped_column(info=PUBLIC)
    person_id: Mapped[int] = mapped_column(index=True, info=PERSONAL)
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    kind: Mapped[ParticipantKind] = mapped_column(default=ParticipantKind.PLAYER, info=PERSONAL)
    role_ids: Mapped[list[str]] = mapped_column(default=list, info=PERSONAL)
    invited_at: Mapped[datetime | None] = mapped_column(info=PERSONAL)
    attendance: Mapped[Attendance] = mapped_column(default=Attendance.UNDECIDED, info=PERSONAL)
    attendance_reason: Mapped[str] = mapped_column(String(500), default="", info=PERSONAL)
    frozen_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)
    frozen_name: Mapped[str] = mapped_column(String(201), default="", info=PERSONAL)
    frozen_department: Mapped[str] = mapped_column(String(400), default="", info=PERSONAL)
    frozen_site: Mapped[str] = mapped_column(String(100), default="", info=PERSONAL)
    frozen_employment: Mapped[str] = mapped_column(String(40), default="", info=PERSONAL)
    # Came in after the launch; a report says so.
    added_late: Mapped[bool] = mapped_column(default=False, info=INTERNAL)

    def freeze(self, *, at: datetime) -> None:
        """Copy what the register says about the person today. Needs the person's department and site."""
        self.frozen_at = at
        self.frozen_name = self.person.name
        self.frozen_department = self.person.department.path if self.person.department else ""
        self.frozen_site = self.person.site.name if self.person.site else ""
        self.frozen_employment = self.person.employment.value

    @property
    def roster_entry(self) -> RosterEntry:
        """The frozen participant as a value."""
        return RosterEntry(
            participant_id=self.id,
            person_id=self.person_id,
            name=self.frozen_name,
            department=self.frozen_department,
            site=self.frozen_site,
            employment=self.frozen_employment,
            kind=self.kind,
            roles=tuple(self.role_ids),
        )


class Run(OrgOwned, Base):
    """One carrying-out of a drill. snapshot: canonical JSON frozen at launch, with its SHA-256.

    version is the seq of the last event, raised in the transaction of that event: live screens compare it.
    status and automatic_release repeat what the events say, so that lists and jobs need not read all of them.
    """

    __tablename__ = "runs"
    __table_args__ = (
        same_org("drill_id", "drills"),
        UniqueConstraint("org_id", "drill_id", "number"),
        CheckConstraint("number > 0", name="number_counts_from_one"),
        CheckConstraint("version >= 0", name="version_not_negative"),
        Index("ix_runs_org_id_status", "org_id", "status"),
    )

    drill_id: Mapped[int] = mapped_column(info=PUBLIC)
    drill: Mapped[Drill] = relationship(foreign_keys=[drill_id])
    number: Mapped[int] = mapped_column(info=INTERNAL)
    snapshot: Mapped[str] = mapped_column(Text, info=PERSONAL)
    digest: Mapped[str] = mapped_column(String(64), info=INTERNAL)
    version: Mapped[int] = mapped_column(default=0, info=PUBLIC)
    status: Mapped[RunStatus] = mapped_column(default=RunStatus.OPEN, info=INTERNAL)
    automatic_release: Mapped[bool] = mapped_column(default=False, info=INTERNAL)
    launched_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    launched_by: Mapped[str] = mapped_column(String(201), info=PERSONAL)


@append_only
class RunEventRow(OrgOwned, Base):
    """One event of a run, written once. event_id comes from the sender: sending twice is one event."""

    __tablename__ = "run_events"
    __table_args__ = (
        same_org("run_id", "runs"),
        UniqueConstraint("org_id", "run_id", "event_id"),
        UniqueConstraint("org_id", "run_id", "seq"),
        CheckConstraint("seq > 0", name="seq_counts_from_one"),
    )

    run_id: Mapped[int] = mapped_column(info=PUBLIC)
    event_id: Mapped[str] = mapped_column(String(36), info=PUBLIC)
    seq: Mapped[int] = mapped_column(info=PUBLIC)
    kind: Mapped[EventKind] = mapped_column(info=INTERNAL)
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict, info=PERSONAL)
    source: Mapped[EventSource] = mapped_column(info=INTERNAL)
    device_at: Mapped[datetime | None] = mapped_column(info=PERSONAL)
    sent_at: Mapped[datetime | None] = mapped_column(info=PERSONAL)
    received_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    actor_id: Mapped[int | None] = mapped_column(info=PERSONAL)
    actor_name: Mapped[str] = mapped_column(String(201), info=PERSONAL)
    via: Mapped[str] = mapped_column(String(20), info=INTERNAL)


class ObjectiveRating(OrgOwned, Base):
    """One person's rating of one objective of a run. is_final: decided by the lead for everybody."""

    __tablename__ = "objective_ratings"
    __table_args__ = (
        same_org("run_id", "runs"),
        same_org("rater_id", "people"),
        UniqueConstraint("org_id", "run_id", "objective", "rater_id"),
    )

    run_id: Mapped[int] = mapped_column(info=PUBLIC)
    objective: Mapped[str] = mapped_column(String(60), info=INTERNAL)
    rating: Mapped[TaskRating] = mapped_column(info=INTERNAL)
    comment: Mapped[str] = mapped_column(String(2000), default="", info=INTERNAL)
    rater_id: Mapped[int] = mapped_column(index=True, info=PERSONAL)
    rater_name: Mapped[str] = mapped_column(String(201), info=PERSONAL)
    is_final: Mapped[bool] = mapped_column(default=False, info=INTERNAL)
    rated_at: Mapped[datetime] = mapped_column(info=INTERNAL)


class CriterionObservation(OrgOwned, Base):
    """What was seen of one evaluation criterion. note: the measured value, or what the evaluator saw."""

    __tablename__ = "criterion_observations"
    __table_args__ = (
        same_org("run_id", "runs"),
        same_org("observer_id", "people"),
        UniqueConstraint("org_id", "run_id", "criterion"),
    )

    run_id: Mapped[int] = mapped_column(info=PUBLIC)
    criterion: Mapped[str] = mapped_column(String(60), info=INTERNAL)
    result: Mapped[CriterionResult] = mapped_column(info=INTERNAL)
    note: Mapped[str] = mapped_column(String(2000), default="", info=INTERNAL)
    observer_id: Mapped[int] = mapped_column(index=True, info=PERSONAL)
    observer_name: Mapped[str] = mapped_column(String(201), info=PERSONAL)
    observed_at: Mapped[datetime] = mapped_column(info=INTERNAL)


class Finding(OrgOwned, Base):
    """What was learned from a drill (気付き). number counts within the drill.

    source_event_id: the note of the run it came from, when it came from one. A withdrawn finding keeps its number.
    """

    __tablename__ = "findings"
    __table_args__ = (
        same_org("drill_id", "drills"),
        same_org("run_id", "runs"),
        UniqueConstraint("org_id", "drill_id", "number"),
        CheckConstraint("number > 0", name="number_counts_from_one"),
    )

    drill_id: Mapped[int] = mapped_column(info=PUBLIC)
    run_id: Mapped[int] = mapped_column(index=True, info=PUBLIC)
    number: Mapped[int] = mapped_column(info=INTERNAL)
    kind: Mapped[FindingKind] = mapped_column(info=INTERNAL)
    text: Mapped[str] = mapped_column(String(2000), info=INTERNAL)
    cause: Mapped[str] = mapped_column(String(2000), default="", info=INTERNAL)
    plan_item: Mapped[PlanItem | None] = mapped_column(info=INTERNAL)
    source_event_id: Mapped[str | None] = mapped_column(String(36), info=PUBLIC)
    noted_by_id: Mapped[int | None] = mapped_column(info=PERSONAL)
    noted_by: Mapped[str] = mapped_column(String(201), info=PERSONAL)
    created_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    withdrawn_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)


class FollowUpDate(OrgOwned, Base):
    """The date somebody set for a task whose target lies beyond the story; without a row the computed date holds."""

    __tablename__ = "follow_up_dates"
    __table_args__ = (same_org("run_id", "runs"), UniqueConstraint("org_id", "run_id", "task"))

    run_id: Mapped[int] = mapped_column(info=PUBLIC)
    task: Mapped[str] = mapped_column(String(60), info=INTERNAL)
    due_on: Mapped[date] = mapped_column(info=INTERNAL)
    set_by: Mapped[str] = mapped_column(String(201), info=PERSONAL)


@append_only
class DrillRecord(OrgOwned, Base):
    """The record of a drill (訓練記録), written once. A correction is the next revision, with its reason.

    content: canonical JSON, see `record_content`; digest: its SHA-256. The content of a revision names the digest
    of the one before, so that revisions form a chain.
    """

    __tablename__ = "drill_records"
    __table_args__ = (
        same_org("drill_id", "drills"),
        same_org("run_id", "runs"),
        UniqueConstraint("org_id", "drill_id", "revision"),
        CheckConstraint("revision > 0", name="revision_counts_from_one"),
        CheckConstraint("revision = 1 OR reason <> ''", name="a_correction_has_its_reason"),
    )

    drill_id: Mapped[int] = mapped_column(info=PUBLIC)
    run_id: Mapped[int] = mapped_column(index=True, info=PUBLIC)
    revision: Mapped[int] = mapped_column(info=INTERNAL)
    content: Mapped[str] = mapped_column(Text, info=PERSONAL)
    digest: Mapped[str] = mapped_column(String(64), info=INTERNAL)
    reason: Mapped[str] = mapped_column(String(2000), default="", info=INTERNAL)
    closed_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    closed_by_id: Mapped[int | None] = mapped_column(info=PERSONAL)
    closed_by: Mapped[str] = mapped_column(String(201), info=PERSONAL)
