"""The life of an improvement proposal: its states, the ways between them, and what the words mean."""

from enum import StrEnum
from typing import Final

from drillhub.core.i18n import LazyString, _l


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
    def was_adopted(self) -> bool:
        return self in ADOPTED_OR_LATER

    @property
    def was_implemented(self) -> bool:
        return self in IMPLEMENTED_OR_LATER


IMPLEMENTED_OR_LATER: Final = frozenset({ProposalState.IMPLEMENTED, ProposalState.VERIFIED, ProposalState.CLOSED})
ADOPTED_OR_LATER: Final = IMPLEMENTED_OR_LATER | {ProposalState.ADOPTED, ProposalState.IN_PROGRESS}

_STATE_LABELS: Final[dict[ProposalState, LazyString]] = {
    ProposalState.DRAFT: _l("下書き"),
    ProposalState.SUBMITTED: _l("提出済み"),
    ProposalState.UNDER_REVIEW: _l("審議中"),
    ProposalState.ADOPTED: _l("採択"),
    ProposalState.IN_PROGRESS: _l("実施中"),
    ProposalState.IMPLEMENTED: _l("実施済み（効果確認前）"),
    ProposalState.VERIFIED: _l("効果確認済み"),
    ProposalState.CLOSED: _l("完了"),
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
    Poete.TRAINING: _l("訓練"),
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
        return _DECISION_LABELS[self]


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
