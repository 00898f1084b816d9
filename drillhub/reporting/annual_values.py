"""The annual implementation report (年次実施状況報告書) as one frozen value: sections A to M, figures and gaps.

A section whose records are not kept yet is an empty tuple, and its layout says 記録なし.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final, Literal, Self

from drillhub.core.i18n import LazyString, _l, lazy_pgettext
from drillhub.reporting.drill_facts import DrillEntry, PlannedDrill
from drillhub.reporting.education_facts import QuizEntry
from drillhub.reporting.figures import Figure
from drillhub.reporting.gap_codes import GapCode
from drillhub.reporting.improvement_facts import MeetingLine, ProposalLine
from drillhub.reporting.plan_facts import CommitmentLine, PlanEditionLine
from drillhub.reporting.report import Report

SCHEMA_VERSION: Final = 3
# 1: meetings, education and improvement were not kept yet; 2: they are, and an empty list means that there were none.
# 3: a year that still ran was compared with the same days of the year before, not with the whole of it.
READS: Final = frozenset({1, 2, SCHEMA_VERSION})
# The figures that stand in the summary.
MAIN_FIGURES: Final = ("K01", "K02", "K04", "K10", "K12", "K20", "K21", "K23")


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
    Outcome.NOT_DONE: lazy_pgettext("commitment", "未実施"),
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


@dataclass(frozen=True, kw_only=True)
class AnnualReport(Report):
    """A new field gets a default: editions that were approved before it are read without it."""

    kind: Literal["annual"]
    requirements: tuple[RequirementOutcome, ...]
    drills: DrillSection
    figures: tuple[Figure, ...]
    plan_editions: tuple[PlanEditionLine, ...]
    commitments: tuple[CommitmentLine, ...]
    next_year: tuple[PlannedDrill, ...]
    evidence: tuple[EvidenceLine, ...]
    meetings: tuple[MeetingLine, ...] = ()
    education: tuple[QuizEntry, ...] = ()
    proposals: tuple[ProposalLine, ...] = ()
    gaps: tuple[Gap, ...] = ()

    def about_the_period(self) -> Self:
        """Without the year after it, which goes on being planned, and without gaps, which follow from the rest."""
        return replace(super().about_the_period(), next_year=(), gaps=())

    def figure(self, code: str) -> Figure | None:
        return next((figure for figure in self.figures if figure.code == code), None)

    def evidence_of(self, kind: str, subject_id: int) -> tuple[EvidenceLine, ...]:
        return tuple(line for line in self.evidence if (line.subject_kind, line.subject_id) == (kind, subject_id))
