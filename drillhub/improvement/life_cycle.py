"""The life of an improvement proposal: its states, the ways between them, and what the words mean."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from drillhub.core.i18n import LazyString, _l, lazy_pgettext
from drillhub.drills.life_cycle import DrillStatus
from drillhub.improvement.errors import TransitionRefused


class ProposalState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"  # on the table of a management meeting
    ADOPTED = "adopted"
    IN_PROGRESS = "in_progress"
    IMPLEMENTED = "implemented"
    VERIFIED = "verified"  # a later drill showed that it works
    CLOSED = "closed"
    REJECTED = "rejected"
    DEFERRED = "deferred"
    MERGED = "merged"

    @property
    def label(self) -> LazyString:
        return _STATE_LABELS[self]

    @property
    def awaits_decision(self) -> bool:
        return self in {ProposalState.SUBMITTED, ProposalState.UNDER_REVIEW, ProposalState.DEFERRED}

    @property
    def is_open(self) -> bool:
        """Submitted, and somebody still has to do something for it."""
        return self in OPEN

    @property
    def to_carry_out(self) -> bool:
        """Adopted and not carried out yet: its due date counts."""
        return self in {ProposalState.ADOPTED, ProposalState.IN_PROGRESS}

    @property
    def was_adopted(self) -> bool:
        return self in ADOPTED_OR_LATER

    @property
    def was_implemented(self) -> bool:
        return self in IMPLEMENTED_OR_LATER


IMPLEMENTED_OR_LATER: Final = frozenset({ProposalState.IMPLEMENTED, ProposalState.VERIFIED, ProposalState.CLOSED})
ADOPTED_OR_LATER: Final = IMPLEMENTED_OR_LATER | {ProposalState.ADOPTED, ProposalState.IN_PROGRESS}
OPEN: Final = frozenset(ProposalState) - {
    ProposalState.DRAFT,
    ProposalState.CLOSED,
    ProposalState.REJECTED,
    ProposalState.MERGED,
}

_STATE_LABELS: Final[dict[ProposalState, LazyString]] = {
    ProposalState.DRAFT: _l("下書き"),
    ProposalState.SUBMITTED: _l("提出済み"),
    ProposalState.UNDER_REVIEW: _l("審議中"),
    ProposalState.ADOPTED: _l("採択"),
    ProposalState.IN_PROGRESS: _l("実施中"),
    ProposalState.IMPLEMENTED: _l("実施済み（効果確認前）"),
    ProposalState.VERIFIED: _l("効果確認済み"),
    ProposalState.CLOSED: lazy_pgettext("proposal", "完了"),
    ProposalState.REJECTED: _l("不採択"),
    ProposalState.DEFERRED: _l("保留"),
    ProposalState.MERGED: _l("統合"),
}


class ProposalSource(StrEnum):
    """Where a proposal came from."""

    DRILL = "drill"
    QUIZ = "quiz"
    INCIDENT = "incident"
    EQUIPMENT_UPDATE = "equipment_update"
    LAW_CHANGE = "law_change"
    INSPECTION = "inspection"
    SUGGESTION = "suggestion"

    @property
    def label(self) -> LazyString:
        return _SOURCE_LABELS[self]


_SOURCE_LABELS: Final = {
    ProposalSource.DRILL: _l("訓練"),
    ProposalSource.QUIZ: _l("理解度テスト"),
    ProposalSource.INCIDENT: _l("事故報告"),
    ProposalSource.EQUIPMENT_UPDATE: _l("設備更新"),
    ProposalSource.LAW_CHANGE: _l("法改正"),
    ProposalSource.INSPECTION: _l("点検"),
    ProposalSource.SUGGESTION: _l("従業員の提案"),
}


class Poete(StrEnum):
    """Which element of preparedness a proposal improves (POETE)."""

    PLANNING = "planning"
    ORGANIZATION = "organization"
    EQUIPMENT = "equipment"
    TRAINING = "training"
    EXERCISES = "exercises"

    @property
    def label(self) -> LazyString:
        return _POETE_LABELS[self]


_POETE_LABELS: Final = {
    Poete.PLANNING: _l("計画"),
    Poete.ORGANIZATION: _l("体制"),
    Poete.EQUIPMENT: _l("設備"),
    Poete.TRAINING: lazy_pgettext("poete", "訓練"),
    Poete.EXERCISES: _l("演習"),
}


class Priority(StrEnum):
    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"

    @property
    def label(self) -> LazyString:
        return _PRIORITY_LABELS[self]


_PRIORITY_LABELS: Final = {
    Priority.HIGH: _l("優先度 高"),
    Priority.MIDDLE: _l("優先度 中"),
    Priority.LOW: _l("優先度 低"),
}


class DecisionResult(StrEnum):
    ADOPTED = "adopted"
    REJECTED = "rejected"
    DEFERRED = "deferred"

    @property
    def label(self) -> LazyString:
        """What the meeting does; `outcome` says what came of it."""
        return _DECISION_LABELS[self]

    @property
    def outcome(self) -> LazyString:
        return _DECIDED[self].label


_DECISION_LABELS: Final = {
    DecisionResult.ADOPTED: _l("採択する"),
    DecisionResult.REJECTED: _l("採択しない"),
    DecisionResult.DEFERRED: _l("保留する"),
}


class VerificationResult(StrEnum):
    """What a later drill showed of an improvement."""

    EFFECTIVE = "effective"
    PARTLY_EFFECTIVE = "partly_effective"
    NOT_EFFECTIVE = "not_effective"

    @property
    def label(self) -> LazyString:
        return _VERIFICATION_LABELS[self]


_VERIFICATION_LABELS: Final = {
    VerificationResult.EFFECTIVE: _l("効果あり"),
    VerificationResult.PARTLY_EFFECTIVE: _l("一部に効果あり"),
    VerificationResult.NOT_EFFECTIVE: _l("効果なし"),
}


class ProposalEventKind(StrEnum):
    """What happened to a proposal, for its history."""

    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"  # back to a draft by the proposer
    PREPARED = "prepared"  # worked out by the office before the decision
    REVIEW_STARTED = "review_started"
    REVIEW_ENDED = "review_ended"  # taken off the table without a decision
    DECIDED = "decided"
    PROGRESS_NOTED = "progress_noted"
    OWNER_CHANGED = "owner_changed"
    IMPLEMENTED = "implemented"
    VERIFICATION_PLANNED = "verification_planned"
    VERIFIED = "verified"
    REOPENED = "reopened"
    CLOSED = "closed"
    MERGED = "merged"


Ways = Mapping[ProposalState, ProposalState]


def _from(*states: ProposalState, to: ProposalState) -> Ways:
    return dict.fromkeys(states, to)


def _stays(*states: ProposalState) -> Ways:
    return {state: state for state in states}


_S = ProposalState
# What may happen in which state, and which state follows.
_WAYS: Final[Mapping[ProposalEventKind, Ways]] = {
    ProposalEventKind.SUBMITTED: _from(_S.DRAFT, to=_S.SUBMITTED),
    ProposalEventKind.WITHDRAWN: _from(_S.SUBMITTED, to=_S.DRAFT),
    ProposalEventKind.PREPARED: _stays(_S.SUBMITTED, _S.UNDER_REVIEW, _S.DEFERRED),
    # What was decided can be decided anew: an adoption that turns out impossible needs a way out, too.
    ProposalEventKind.REVIEW_STARTED: _from(
        _S.SUBMITTED, _S.DEFERRED, _S.REJECTED, _S.ADOPTED, _S.IN_PROGRESS, to=_S.UNDER_REVIEW
    ),
    ProposalEventKind.PROGRESS_NOTED: _from(_S.ADOPTED, _S.IN_PROGRESS, to=_S.IN_PROGRESS),
    ProposalEventKind.OWNER_CHANGED: _stays(_S.ADOPTED, _S.IN_PROGRESS, _S.IMPLEMENTED),
    ProposalEventKind.IMPLEMENTED: _from(_S.ADOPTED, _S.IN_PROGRESS, to=_S.IMPLEMENTED),
    ProposalEventKind.VERIFICATION_PLANNED: _stays(_S.IMPLEMENTED),
    ProposalEventKind.REOPENED: _from(_S.IMPLEMENTED, _S.VERIFIED, _S.CLOSED, to=_S.IN_PROGRESS),
    ProposalEventKind.CLOSED: _from(_S.VERIFIED, to=_S.CLOSED),
    ProposalEventKind.MERGED: _from(_S.SUBMITTED, _S.UNDER_REVIEW, _S.DEFERRED, to=_S.MERGED),
}
_DECIDED: Final = {
    DecisionResult.ADOPTED: _S.ADOPTED,
    DecisionResult.REJECTED: _S.REJECTED,
    DecisionResult.DEFERRED: _S.DEFERRED,
}
# An improvement without effect stays carried out until it is reopened, in the same transaction.
_VERIFIED: Final = {
    VerificationResult.EFFECTIVE: _S.VERIFIED,
    VerificationResult.PARTLY_EFFECTIVE: _S.VERIFIED,
    VerificationResult.NOT_EFFECTIVE: _S.IMPLEMENTED,
}
# From where a proposal may be put on the table without a further word; elsewhere a decision stands.
_UNDECIDED: Final = frozenset({_S.SUBMITTED, _S.DEFERRED})


def may(now: ProposalState, what: ProposalEventKind) -> bool:
    """Whether this may happen to a proposal in this state."""
    if what in {ProposalEventKind.DECIDED, ProposalEventKind.REVIEW_ENDED}:
        return now is _S.UNDER_REVIEW
    if what is ProposalEventKind.VERIFIED:
        return now is _S.IMPLEMENTED
    return now in _WAYS[what]


def after(now: ProposalState, what: ProposalEventKind) -> ProposalState:
    """The state that follows. Not for decisions, verifications and the end of a review. Raises TransitionRefused."""
    require(now, what)
    return _WAYS[what][now]


def after_decision(now: ProposalState, result: DecisionResult) -> ProposalState:
    """Raises TransitionRefused."""
    require(now, ProposalEventKind.DECIDED)
    return _DECIDED[result]


def after_verification(now: ProposalState, result: VerificationResult) -> ProposalState:
    """Raises TransitionRefused."""
    require(now, ProposalEventKind.VERIFIED)
    return _VERIFIED[result]


def require(now: ProposalState, what: ProposalEventKind) -> None:
    """Raises TransitionRefused."""
    if not may(now, what):
        raise TransitionRefused(state=now.label)


def needs_reason_to_review(now: ProposalState) -> bool:
    """Whether putting it on the table undoes a decision that stands."""
    return now not in _UNDECIDED


def is_overdue(state: ProposalState, due_on: date | None, today: date) -> bool:
    """期限超過: adopted, not carried out, its due date passed. Computed, never stored."""
    return state.to_carry_out and due_on is not None and due_on < today


def can_verify(implemented_on: date, drill_status: DrillStatus, drill_on: date) -> bool:
    """Whether a drill can show the effect of what was carried out on a day: a later one that takes place.

    drill_on: the day it was held, or is planned for. One that was cancelled, missed or has no new date cannot, so
    that the proposal waits again (効果確認待ち).
    """
    return (drill_status.is_ahead or drill_status.was_held) and drill_on > implemented_on
