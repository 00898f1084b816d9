"""Rows of improvement: proposals, the decisions on them, their history, and their verification by a later drill."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from drillhub.core.append_only import append_only
from drillhub.core.database import INTERNAL, PERSONAL, PUBLIC, Base
from drillhub.core.tenancy import OrgOwned, same_org
from drillhub.drills.models import Drill
from drillhub.identity.models import Person
from drillhub.improvement.decisions import Decision
from drillhub.improvement.life_cycle import (
    DecisionResult,
    Poete,
    Priority,
    ProposalEventKind,
    ProposalSource,
    ProposalState,
    VerificationResult,
    after,
    after_decision,
    after_verification,
    require,
)
from drillhub.improvement.wording import Preparation, Wording
from drillhub.vocabulary import PlanItem


class ManagementMeeting(OrgOwned, Base):
    """A meeting that decides on proposals (経営会議). number for people, as M2026-001.

    body: which body met. attendees, minutes: as somebody wrote them. ended_at: None while it can still decide.
    version: raised with every change; a change names the version it saw.
    """

    __tablename__ = "management_meetings"
    __table_args__ = (
        UniqueConstraint("org_id", "number"),
        CheckConstraint("body <> ''", name="has_its_body"),
        Index("ix_management_meetings_org_id_held_on", "org_id", "held_on"),
    )

    number: Mapped[str] = mapped_column(String(20), info=INTERNAL)
    body: Mapped[str] = mapped_column(String(200), info=INTERNAL)
    held_on: Mapped[date] = mapped_column(info=INTERNAL)
    attendees: Mapped[str] = mapped_column(String(1000), default="", info=PERSONAL)
    minutes: Mapped[str] = mapped_column(String(2000), default="", info=INTERNAL)
    ended_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)
    created_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    created_by: Mapped[str] = mapped_column(String(201), info=PERSONAL)
    version: Mapped[int] = mapped_column(default=1, info=PUBLIC)


class ImprovementProposal(OrgOwned, Base):
    """An improvement proposal (改善提案). number for people, as P2026-001, given when it is first submitted.

    What it came from: finding_id and drill_id for a drill, attempt_id for a quiz; all None for a suggestion. The
    names of proposer and owner are kept as they were. Dates are the organisation's days. version: raised with every
    change; a change names the version it saw.
    """

    __tablename__ = "improvement_proposals"
    __table_args__ = (
        same_org("finding_id", "findings"),
        same_org("drill_id", "drills"),
        same_org("attempt_id", "attempts"),
        same_org("proposer_id", "people"),
        same_org("owner_id", "people"),
        same_org("merged_into_id", "improvement_proposals"),
        same_org("meeting_id", "management_meetings"),
        UniqueConstraint("org_id", "number"),
        CheckConstraint("merged_into_id <> id", name="not_merged_into_itself"),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_has_its_target"),
        CheckConstraint("(number IS NULL) = (submitted_on IS NULL)", name="numbered_when_submitted"),
        CheckConstraint("state = 'draft' OR submitted_on IS NOT NULL", name="submitted_has_a_day"),
        CheckConstraint(
            "state NOT IN ('adopted', 'in_progress', 'implemented', 'verified', 'closed')"
            " OR (decided_on IS NOT NULL AND owner_id IS NOT NULL AND due_on IS NOT NULL)",
            name="adopted_has_owner_and_due_date",
        ),
        CheckConstraint(
            "(state IN ('implemented', 'verified', 'closed')) = (implemented_on IS NOT NULL)",
            name="implemented_has_a_day",
        ),
        CheckConstraint("(state IN ('verified', 'closed')) = (verified_on IS NOT NULL)", name="verified_has_a_day"),
        CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", name="closed_has_a_day"),
        CheckConstraint("decided_on >= submitted_on", name="decided_after_submission"),
        CheckConstraint("implemented_on >= decided_on", name="implemented_after_adoption"),
        CheckConstraint("state <> 'deferred' OR deferred_until IS NOT NULL", name="deferred_has_a_day"),
        Index("ix_improvement_proposals_org_id_state", "org_id", "state"),
        Index("ix_improvement_proposals_org_id_submitted_on", "org_id", "submitted_on"),
        # A finding becomes one proposal, however often the button is pressed.
        Index(
            "uq_improvement_proposals_finding",
            "org_id",
            "finding_id",
            unique=True,
            sqlite_where=text("finding_id IS NOT NULL"),
            postgresql_where=text("finding_id IS NOT NULL"),
        ),
    )

    number: Mapped[str | None] = mapped_column(String(20), info=INTERNAL)
    title: Mapped[str] = mapped_column(String(200), info=INTERNAL)
    source: Mapped[ProposalSource] = mapped_column(info=INTERNAL)
    finding_id: Mapped[int | None] = mapped_column(info=PUBLIC)
    drill_id: Mapped[int | None] = mapped_column(index=True, info=PUBLIC)
    drill: Mapped[Drill | None] = relationship(foreign_keys=[drill_id])
    attempt_id: Mapped[int | None] = mapped_column(index=True, info=PUBLIC)
    finding: Mapped[str] = mapped_column(String(2000), default="", info=INTERNAL)
    cause: Mapped[str] = mapped_column(String(2000), default="", info=INTERNAL)
    proposal: Mapped[str] = mapped_column(String(2000), default="", info=INTERNAL)
    expected_effect: Mapped[str] = mapped_column(String(2000), default="", info=INTERNAL)
    plan_item: Mapped[PlanItem | None] = mapped_column(info=INTERNAL)
    poete: Mapped[Poete | None] = mapped_column(info=INTERNAL)
    priority: Mapped[Priority] = mapped_column(default=Priority.MIDDLE, info=INTERNAL)
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.DRAFT, info=INTERNAL)
    proposer_id: Mapped[int] = mapped_column(index=True, info=PERSONAL)
    proposer: Mapped[Person] = relationship(foreign_keys=[proposer_id])
    proposer_name: Mapped[str] = mapped_column(String(201), info=PERSONAL)
    created_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    submitted_on: Mapped[date | None] = mapped_column(info=INTERNAL)
    # The meeting on whose table it is, or which decided on it last.
    meeting_id: Mapped[int | None] = mapped_column(index=True, info=PUBLIC)
    decided_on: Mapped[date | None] = mapped_column(info=INTERNAL)
    deferred_until: Mapped[date | None] = mapped_column(info=INTERNAL)
    owner_id: Mapped[int | None] = mapped_column(index=True, info=PERSONAL)
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    owner_name: Mapped[str] = mapped_column(String(201), default="", info=PERSONAL)
    due_on: Mapped[date | None] = mapped_column(info=INTERNAL)
    implemented_on: Mapped[date | None] = mapped_column(info=INTERNAL)
    verified_on: Mapped[date | None] = mapped_column(info=INTERNAL)
    closed_on: Mapped[date | None] = mapped_column(info=INTERNAL)
    merged_into_id: Mapped[int | None] = mapped_column(index=True, info=PUBLIC)
    # The edition of the certified plan that was changed because of it, if one was.
    plan_edition: Mapped[int | None] = mapped_column(info=INTERNAL)
    version: Mapped[int] = mapped_column(default=1, info=PUBLIC)

    @property
    def is_private(self) -> bool:
        """A draft that was never submitted: nobody but the proposer sees it."""
        return self.number is None

    def _happened(self, what: ProposalEventKind) -> None:
        self._become(after(self.state, what))

    def _become(self, state: ProposalState) -> None:
        self.state = state
        self.version += 1

    def reword(self, wording: Wording) -> None:
        """Change a draft. Raises TransitionRefused."""
        require(self.state, ProposalEventKind.SUBMITTED)
        self.title = wording.title.strip()
        self.finding = wording.finding.strip()
        self.proposal = wording.proposal.strip()
        self.expected_effect = wording.expected_effect.strip()
        self.version += 1

    def submit(self, number: str, *, on: date) -> None:
        """number: for the first submission; later ones keep it. Raises TransitionRefused."""
        self._happened(ProposalEventKind.SUBMITTED)
        self.number = self.number or number
        self.submitted_on = on

    def withdraw(self) -> None:
        """Back to a draft. Raises TransitionRefused."""
        self._happened(ProposalEventKind.WITHDRAWN)

    def prepare(self, said: Preparation) -> None:
        """Raises TransitionRefused."""
        self._happened(ProposalEventKind.PREPARED)
        self.cause = said.cause.strip()
        self.proposal = said.proposal.strip()
        self.expected_effect = said.expected_effect.strip()
        self.plan_item, self.poete, self.priority = said.plan_item, said.poete, said.priority

    def start_review(self, meeting_id: int) -> None:
        """On the table of a meeting. Raises TransitionRefused."""
        self._happened(ProposalEventKind.REVIEW_STARTED)
        self.meeting_id = meeting_id

    def end_review(self, back_to: ProposalState, meeting_id: int | None) -> None:
        """Off the table, as it was before; meeting_id: of the decision that stands. Raises TransitionRefused."""
        require(self.state, ProposalEventKind.REVIEW_ENDED)
        self._become(back_to)
        self.meeting_id = meeting_id

    def decide(self, decision: Decision, *, owner_name: str, on: date) -> None:
        """decision: checked. owner_name: of an adoption. Raises TransitionRefused."""
        self._become(after_decision(self.state, decision.result))
        adopted = decision.result is DecisionResult.ADOPTED
        self.decided_on = on
        self.deferred_until = decision.deferred_until if decision.result is DecisionResult.DEFERRED else None
        self.owner_id = decision.owner_id if adopted else None
        self.owner_name = owner_name if adopted else ""
        self.due_on = decision.due_on if adopted else None

    def note_progress(self) -> None:
        """Work has begun. Raises TransitionRefused."""
        self._happened(ProposalEventKind.PROGRESS_NOTED)

    def hand_over(self, owner_id: int, owner_name: str, due_on: date) -> None:
        """Raises TransitionRefused."""
        self._happened(ProposalEventKind.OWNER_CHANGED)
        self.owner_id, self.owner_name, self.due_on = owner_id, owner_name, due_on

    def implement(self, *, on: date) -> None:
        """Raises TransitionRefused."""
        self._happened(ProposalEventKind.IMPLEMENTED)
        self.implemented_on = on

    def expect_verification(self) -> None:
        """A drill is named that will show the effect. Raises TransitionRefused."""
        self._happened(ProposalEventKind.VERIFICATION_PLANNED)

    def verify(self, result: VerificationResult, *, on: date) -> None:
        """What a drill showed. Without effect it stays carried out until `reopen`. Raises TransitionRefused."""
        self._become(after_verification(self.state, result))
        self.verified_on = on if self.state is ProposalState.VERIFIED else None

    def reopen(self, due_on: date) -> None:
        """To be carried out again. Raises TransitionRefused."""
        self._happened(ProposalEventKind.REOPENED)
        self.due_on = due_on
        self.implemented_on = self.verified_on = self.closed_on = None

    def close(self, *, on: date, plan_edition: int | None) -> None:
        """Raises TransitionRefused."""
        self._happened(ProposalEventKind.CLOSED)
        self.closed_on = on
        self.plan_edition = plan_edition

    def merge_into(self, target_id: int, meeting_id: int | None) -> None:
        """meeting_id: of the decision that stands, if it was on a table again. Raises TransitionRefused."""
        self._happened(ProposalEventKind.MERGED)
        self.merged_into_id, self.meeting_id = target_id, meeting_id

    def follow_into(self, target_id: int) -> None:
        """What it was merged into went into another itself."""
        self.merged_into_id = target_id
        self.version += 1


@append_only
class ProposalDecision(OrgOwned, Base):
    """What a meeting decided on a proposal, written once. A deferred proposal is decided again at a later meeting.

    number counts within the proposal. owner_name, due_on: of an adoption; deferred_until: of a deferral.
    """

    __tablename__ = "proposal_decisions"
    __table_args__ = (
        same_org("proposal_id", "improvement_proposals"),
        same_org("meeting_id", "management_meetings"),
        UniqueConstraint("org_id", "proposal_id", "number"),
        CheckConstraint("reason <> ''", name="has_its_reason"),
        CheckConstraint("result <> 'deferred' OR deferred_until IS NOT NULL", name="deferral_has_a_day"),
        CheckConstraint("result <> 'adopted' OR due_on IS NOT NULL", name="adoption_has_a_due_date"),
        Index("ix_proposal_decisions_org_id_decided_on", "org_id", "decided_on"),
    )

    proposal_id: Mapped[int] = mapped_column(info=PUBLIC)
    meeting_id: Mapped[int] = mapped_column(index=True, info=PUBLIC)
    meeting: Mapped[ManagementMeeting] = relationship(foreign_keys=[meeting_id])
    number: Mapped[int] = mapped_column(info=INTERNAL)
    result: Mapped[DecisionResult] = mapped_column(info=INTERNAL)
    decided_on: Mapped[date] = mapped_column(info=INTERNAL)
    reason: Mapped[str] = mapped_column(String(2000), info=INTERNAL)
    conditions: Mapped[str] = mapped_column(String(2000), default="", info=INTERNAL)
    owner_name: Mapped[str] = mapped_column(String(201), default="", info=PERSONAL)
    due_on: Mapped[date | None] = mapped_column(info=INTERNAL)
    deferred_until: Mapped[date | None] = mapped_column(info=INTERNAL)
    decided_by_id: Mapped[int | None] = mapped_column(info=PERSONAL)
    decided_by: Mapped[str] = mapped_column(String(201), info=PERSONAL)
    at: Mapped[datetime] = mapped_column(info=INTERNAL)


@append_only
class ProposalEvent(OrgOwned, Base):
    """One line of a proposal's history, written once. seq counts from 1 within the proposal.

    text: what somebody wrote (progress, why it was reopened). facts: what changed, as plain values.
    """

    __tablename__ = "proposal_events"
    __table_args__ = (
        same_org("proposal_id", "improvement_proposals"),
        UniqueConstraint("org_id", "proposal_id", "seq"),
    )

    proposal_id: Mapped[int] = mapped_column(info=PUBLIC)
    seq: Mapped[int] = mapped_column(info=PUBLIC)
    kind: Mapped[ProposalEventKind] = mapped_column(info=INTERNAL)
    text: Mapped[str] = mapped_column(String(2000), default="", info=INTERNAL)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict, info=INTERNAL)
    at: Mapped[datetime] = mapped_column(info=INTERNAL)
    by_id: Mapped[int | None] = mapped_column(info=PERSONAL)
    by: Mapped[str] = mapped_column(String(201), info=PERSONAL)


class ProposalVerification(OrgOwned, Base):
    """A proposal put on the evaluation sheet of a later drill, and what that drill showed.

    result is None until the drill's evaluation says so. withdrawn_at: another drill was named instead.
    """

    __tablename__ = "proposal_verifications"
    __table_args__ = (
        same_org("proposal_id", "improvement_proposals"),
        same_org("drill_id", "drills"),
        CheckConstraint("(result IS NULL) = (verified_on IS NULL)", name="a_result_has_its_day"),
        # A proposal waits for one drill at a time.
        Index(
            "uq_proposal_verifications_open",
            "org_id",
            "proposal_id",
            unique=True,
            sqlite_where=text("result IS NULL AND withdrawn_at IS NULL"),
            postgresql_where=text("result IS NULL AND withdrawn_at IS NULL"),
        ),
    )

    proposal_id: Mapped[int] = mapped_column(index=True, info=PUBLIC)
    proposal: Mapped[ImprovementProposal] = relationship(foreign_keys=[proposal_id])
    drill_id: Mapped[int] = mapped_column(index=True, info=PUBLIC)
    drill: Mapped[Drill] = relationship(foreign_keys=[drill_id])
    method: Mapped[str] = mapped_column(String(2000), default="", info=INTERNAL)
    planned_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    planned_by: Mapped[str] = mapped_column(String(201), info=PERSONAL)
    result: Mapped[VerificationResult | None] = mapped_column(info=INTERNAL)
    note: Mapped[str] = mapped_column(String(2000), default="", info=INTERNAL)
    verified_on: Mapped[date | None] = mapped_column(info=INTERNAL)
    verified_by_id: Mapped[int | None] = mapped_column(info=PERSONAL)
    verified_by: Mapped[str] = mapped_column(String(201), default="", info=PERSONAL)
    verified_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)
    withdrawn_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)
