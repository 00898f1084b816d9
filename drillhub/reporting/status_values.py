"""The official implementation status report (実施状況報告書) as one frozen value: six fixed rows with their proof."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Literal

from drillhub.planning.content import YearMonth
from drillhub.reporting.occasions import Occasion
from drillhub.reporting.plan_facts import CommitmentLine
from drillhub.reporting.report import Report
from drillhub.reporting.status_ratings import StatusItem, StatusRating
from drillhub.reporting.status_rules import StatusText, proposed_rating
from drillhub.vocabulary import DrillType, PlanItem

SCHEMA_VERSION: Final = 1


@dataclass(frozen=True)
class PlannedText:
    """What the plan says under one part of item 3."""

    item: PlanItem
    text: str


@dataclass(frozen=True)
class DrillMention:
    """A drill that was held. expected: who should have taken part."""

    id: int
    number: str
    title: str
    drill_type: DrillType
    held_on: date
    attended: int
    expected: int


@dataclass(frozen=True)
class QuizMention:
    """A quiz that was given to people, and how many of them passed."""

    assignment_id: int
    number: str
    title: str
    assigned_on: date
    assigned: int
    passed: int


@dataclass(frozen=True)
class ImprovementMention:
    """A proposal that was carried out. text: what was proposed. was_verified: a later drill showed its effect."""

    id: int
    number: str
    title: str
    text: str
    plan_item: PlanItem | None
    implemented_on: date
    was_verified: bool


@dataclass(frozen=True)
class ConfirmedRow:
    """What a person confirmed. proposed: what the records spoke for at that time."""

    said: StatusText
    proposed: StatusRating
    confirmed_on: date
    confirmed_by: str
    version: int


@dataclass(frozen=True)
class StatusLine:
    """A row of the table. planned: what the plan says, in its words. occasions: the proof of the proposed rating."""

    item: StatusItem
    planned: tuple[PlannedText, ...]
    commitments: tuple[CommitmentLine, ...]
    occasions: tuple[Occasion, ...]
    improvements: tuple[ImprovementMention, ...]
    confirmed: ConfirmedRow | None

    @property
    def due(self) -> int:
        return sum(each.is_due for each in self.occasions)

    @property
    def kept(self) -> int:
        return sum(each.was_kept for each in self.occasions)

    @property
    def proposed(self) -> StatusRating:
        return proposed_rating(self.occasions)

    @property
    def rating(self) -> StatusRating:
        """The confirmed one, or the proposal."""
        return self.confirmed.said.rating if self.confirmed else self.proposed

    @property
    def next_due(self) -> YearMonth | None:
        """The month in which something of it falls due next."""
        ahead = [each.due_on for each in self.occasions if not each.is_due]
        return YearMonth.of(min(ahead)) if ahead else None


class StatusGapCode(StrEnum):
    NO_CERTIFICATE = "no_certificate"
    NOT_CHECKED = "not_checked"
    ROW_NOT_CONFIRMED = "row_not_confirmed"
    REASON_MISSING = "reason_missing"
    START_MISSING = "start_missing"
    PROPOSAL_CHANGED = "proposal_changed"


@dataclass(frozen=True)
class StatusGap:
    """Something missing. item: the row it is about. rating: the one that is proposed now."""

    code: StatusGapCode
    item: StatusItem | None = None
    rating: StatusRating | None = None


@dataclass(frozen=True, kw_only=True)
class StatusReport(Report):
    """drills, quizzes: what took place in the period, for the texts of the rows."""

    kind: Literal["status"]
    lines: tuple[StatusLine, ...]
    drills: tuple[DrillMention, ...]
    quizzes: tuple[QuizMention, ...]
    gaps: tuple[StatusGap, ...] = ()

    def line(self, item: StatusItem) -> StatusLine:
        return next(line for line in self.lines if line.item is item)
