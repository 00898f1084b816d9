"""The annual implementation report (年次実施状況報告書) as one frozen value: sections A to M, figures and gaps.

It holds facts and codes, no sentences: preview, pdf, xlsx, csv and json are made from it, in the language asked for.
A section whose records are not kept yet is an empty tuple, and its layout says 記録なし.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, Literal

from drillhub.core.i18n import LazyString, _l
from drillhub.planning.models import CommitmentKind
from drillhub.reporting.drill_facts import DrillEntry, PlannedDrill
from drillhub.reporting.figures import Figure
from drillhub.reporting.gap_codes import GapCode
from drillhub.reporting.periods import Period
from drillhub.vocabulary import Hazard, PlanItem

SCHEMA_VERSION: Final = 1
# The figures that stand in the summary.
MAIN_FIGURES: Final = ("K01", "K02", "K04", "K12")


class SectionCode(StrEnum):
    """The chapters of the report."""

    COVER = "A"
    SUMMARY = "B"
    STRUCTURE = "C"
    DRILLS = "D"
    EDUCATION = "E"
    FIGURES = "F"
    IMPROVEMENT = "G"
    PLAN_REVIEW = "H"
    MEASURES = "I"
    COMMUNICATION = "J"
    INSPECTIONS = "K"
    NEXT_YEAR = "L"
    EVIDENCE = "M"

    @property
    def title(self) -> LazyString:
        return _TITLES[self]


_TITLES: Final = {
    SectionCode.COVER: _l("表紙"),
    SectionCode.SUMMARY: _l("総括"),
    SectionCode.STRUCTURE: _l("平時の推進体制"),
    SectionCode.DRILLS: _l("訓練の実施"),
    SectionCode.EDUCATION: _l("教育の実施"),
    SectionCode.FIGURES: _l("主な数字"),
    SectionCode.IMPROVEMENT: _l("改善提案・是正"),
    SectionCode.PLAN_REVIEW: _l("計画の見直し"),
    SectionCode.MEASURES: _l("事前対策の進捗"),
    SectionCode.COMMUNICATION: _l("社内周知"),
    SectionCode.INSPECTIONS: _l("点検・事故・法改正"),
    SectionCode.NEXT_YEAR: _l("次年度計画"),
    SectionCode.EVIDENCE: _l("証跡一覧"),
}


@dataclass(frozen=True)
class PlanFacts:
    """The certified plan as the cover names it. Texts are "" when they have not been entered."""

    id: int
    title: str
    is_joint: bool
    certification_number: str
    certified_on: date | None
    first_day: date
    last_day: date
    edition: int
    representative: str
    address: str
    corporate_number: str
    hazards: tuple[Hazard, ...]
    structure: str


class Requirement(StrEnum):
    """What item 3(5) of the plan asks for, in its order. Training and education are two halves of one requirement."""

    STRUCTURE = "structure"
    TRAINING = "training"
    EDUCATION = "education"
    PLAN_REVIEW = "plan_review"
    INTERNAL_COMMUNICATION = "internal_communication"

    @property
    def label(self) -> LazyString:
        return _REQUIREMENT_LABELS[self]


_REQUIREMENT_LABELS: Final = {
    Requirement.STRUCTURE: _l("経営層の指揮の下の推進体制"),
    Requirement.TRAINING: _l("訓練（年1回以上）"),
    Requirement.EDUCATION: _l("教育（年1回以上）"),
    Requirement.PLAN_REVIEW: _l("計画の見直し（年1回以上）"),
    Requirement.INTERNAL_COMMUNICATION: _l("取組の社内周知"),
}


class Outcome(StrEnum):
    """How far a requirement is fulfilled in the period."""

    DONE = "done"
    NOT_DONE = "not_done"
    AHEAD = "ahead"
    WRITTEN = "written"
    NOT_RECORDED = "not_recorded"

    @property
    def label(self) -> LazyString:
        return _OUTCOME_LABELS[self]


_OUTCOME_LABELS: Final = {
    Outcome.DONE: _l("実施"),
    Outcome.NOT_DONE: _l("未実施"),
    Outcome.AHEAD: _l("これから"),
    Outcome.WRITTEN: _l("計画に記載"),
    Outcome.NOT_RECORDED: _l("記録なし"),
}


@dataclass(frozen=True)
class PromisedMonth:
    """A month that the plan names, in this period. done_on: the first day in it on which it was done."""

    year: int
    month: int
    done_on: date | None
    is_over: bool


@dataclass(frozen=True)
class RequirementOutcome:
    """done_on: all days in the period on which it was done."""

    requirement: Requirement
    outcome: Outcome
    months: tuple[PromisedMonth, ...]
    done_on: tuple[date, ...]


@dataclass(frozen=True)
class Fulfilment:
    """A day on which a promise was kept, and what was written about it."""

    day: date
    note: str


@dataclass(frozen=True)
class CommitmentLine:
    """Something the plan promises. planned_months: 1-12.

    done: of a measure until the period ended, of anything else in the period; oldest first.
    """

    id: int
    code: str
    plan_item: PlanItem
    kind: CommitmentKind
    text: str
    planned_months: tuple[int, ...]
    due_on: date | None
    done: tuple[Fulfilment, ...]
    evidence_count: int

    @property
    def done_on(self) -> date | None:
        """The last day on which it was done; None while it is not done."""
        return self.done[-1].day if self.done else None

    def is_overdue(self, as_of: date) -> bool:
        return self.done_on is None and self.due_on is not None and self.due_on < as_of


@dataclass(frozen=True)
class PlanEditionLine:
    """An edition of the plan that was made in the period."""

    number: int
    made_on: date
    made_by: str


@dataclass(frozen=True)
class EvidenceLine:
    """A file kept as evidence. subject_kind, subject_id: what it belongs to; subject: that in words."""

    id: int
    file_name: str
    added_on: date
    added_by: str
    sha256: str
    subject_kind: str
    subject_id: int
    subject: str


@dataclass(frozen=True)
class Signatures:
    """Who made and checked the report, and what the management says. "" is 未記入."""

    prepared_by: str = ""
    checked_by: str = ""
    comment: str = ""


@dataclass(frozen=True)
class EditionMark:
    """The edition a report was frozen as. approved_on: the local day; reason: why there is a further edition."""

    number: int
    approved_by: str
    approved_on: date
    reason: str


@dataclass(frozen=True)
class DrillSection:
    """D. not_held: was due and did not take place in the period; ahead: still to come in the period."""

    held: tuple[DrillEntry, ...]
    not_held: tuple[PlannedDrill, ...]
    ahead: tuple[PlannedDrill, ...]


@dataclass(frozen=True)
class Gap:
    """Something missing. subject, day, number: what the sentence names, as far as the code needs them.

    target_kind, target_id: where it is mended; "" when that cannot be done in DrillHub.
    """

    section: SectionCode
    code: GapCode
    subject: str = ""
    day: date | None = None
    number: int | None = None
    target_kind: str = ""
    target_id: int | None = None


@dataclass(frozen=True)
class AnnualReport:
    """today: the organisation's day for which it was assembled. edition: None for a draft."""

    schema_version: int
    kind: Literal["annual"]
    language: Literal["ja", "en"]
    organisation: str
    period: Period
    today: date
    edition: EditionMark | None
    plan: PlanFacts | None
    signatures: Signatures
    requirements: tuple[RequirementOutcome, ...]
    drills: DrillSection
    figures: tuple[Figure, ...]
    plan_editions: tuple[PlanEditionLine, ...]
    commitments: tuple[CommitmentLine, ...]
    next_year: tuple[PlannedDrill, ...]
    evidence: tuple[EvidenceLine, ...]
    gaps: tuple[Gap, ...] = ()

    def figure(self, code: str) -> Figure | None:
        return next((figure for figure in self.figures if figure.code == code), None)

    @property
    def as_of(self) -> date:
        """The day on which promises are looked at: a report of a year that is over does not know the year after it."""
        return min(self.today, self.period.last_day + timedelta(days=1))

    def evidence_of(self, kind: str, subject_id: int) -> tuple[EvidenceLine, ...]:
        return tuple(line for line in self.evidence if (line.subject_kind, line.subject_id) == (kind, subject_id))
