"""The renewal improvement history (更新審査の改善履歴) as one frozen value: what became of every finding of a 実施期間,
how the key figures moved, the rows of the status report, and what is missing."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Literal

from drillhub.core.i18n import LazyString, _l, lazy_pgettext
from drillhub.improvement.history import DecisionFact, VerificationFact
from drillhub.improvement.life_cycle import DecisionResult, ProposalState
from drillhub.reporting.figures import Figure
from drillhub.reporting.improvement_facts import ProposalLine
from drillhub.reporting.periods import Period
from drillhub.reporting.report import Report
from drillhub.reporting.status_ratings import StatusItem
from drillhub.reporting.status_values import DrillMention, QuizMention, StatusLine
from drillhub.vocabulary import DrillType, PlanItem

SCHEMA_VERSION: Final = 1


class Step(StrEnum):
    """How far a finding can come, in the order of the way."""

    FOUND = "found"
    PROPOSED = "proposed"
    ADOPTED = "adopted"
    IMPLEMENTED = "implemented"
    VERIFIED = "verified"
    PLAN_CHANGED = "plan_changed"

    @property
    def label(self) -> LazyString:
        return _STEP_LABELS[self]


_STEP_LABELS: Final = {
    Step.FOUND: lazy_pgettext("step", "気付き"),
    Step.PROPOSED: _l("改善提案"),
    Step.ADOPTED: _l("採択"),
    Step.IMPLEMENTED: lazy_pgettext("step", "実施"),
    Step.VERIFIED: lazy_pgettext("step", "効果確認"),
    Step.PLAN_CHANGED: lazy_pgettext("step", "計画の改訂"),
}


@dataclass(frozen=True)
class FoundInDrill:
    """A finding of a drill. number counts within the drill."""

    drill_id: int
    drill_number: str
    drill_title: str
    drill_type: DrillType
    held_on: date
    number: int
    text: str
    cause: str


@dataclass(frozen=True)
class Proposed:
    """What was proposed, decided and shown, as far as the report knows; oldest first.

    line: how the proposal stands. noticed: what it starts from, in the proposer's words. verifications: the drills that
    were named to show the effect; without a result they still have to. merged_into: "" when it was not.
    """

    line: ProposalLine
    noticed: str
    text: str
    proposer: str
    decisions: tuple[DecisionFact, ...]
    verifications: tuple[VerificationFact, ...]
    merged_into: str
    plan_edition: int | None


@dataclass(frozen=True)
class Chain:
    """One finding and what became of it. finding: None when a proposal came from elsewhere; proposed: None while nobody
    proposed anything. began_on, plan_year: of the first link; what began before the plan stands in its first year."""

    began_on: date
    plan_year: int
    plan_item: PlanItem | None
    finding: FoundInDrill | None
    proposed: Proposed | None

    @property
    def title(self) -> str:
        if self.proposed is not None:
            return self.proposed.line.title
        return self.finding.text if self.finding is not None else ""

    def reached(self, step: Step) -> bool:
        """Whether it came so far. A rejected proposal was proposed and no more."""
        if step is Step.FOUND or self.proposed is None:
            return step is Step.FOUND
        line = self.proposed.line
        return {
            Step.PROPOSED: True,
            Step.ADOPTED: line.decision is DecisionResult.ADOPTED,
            Step.IMPLEMENTED: line.implemented_on is not None,
            Step.VERIFIED: line.verified_on is not None,
            Step.PLAN_CHANGED: self.proposed.plan_edition is not None,
        }[step]

    @property
    def is_over(self) -> bool:
        """Nothing more is expected of it."""
        over = {ProposalState.VERIFIED, ProposalState.CLOSED, ProposalState.REJECTED, ProposalState.MERGED}
        return self.proposed is not None and self.proposed.line.state in over


@dataclass(frozen=True)
class Trend:
    """A key figure in each year of the plan that has begun, each with the rows behind it."""

    code: str
    figures: tuple[Figure, ...]

    @property
    def has_values(self) -> bool:
        return any(figure.value is not None for figure in self.figures)


class RenewalGapCode(StrEnum):
    MONTH_NOT_MET = "month_not_met"
    MONTH_MADE_UP_FOR = "month_made_up_for"
    MEASURE_NOT_DONE = "measure_not_done"
    COMMITMENT_WITHOUT_EVIDENCE = "commitment_without_evidence"
    PROPOSAL_WITHOUT_EVIDENCE = "proposal_without_evidence"
    DRILL_WITHOUT_EVIDENCE = "drill_without_evidence"
    FINDING_WITHOUT_PROPOSAL = "finding_without_proposal"
    ROW_NOT_CONFIRMED = "row_not_confirmed"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True)
class RenewalGap:
    """Something missing. subject, day, item: what the sentence names. target_kind, target_id: where it is mended."""

    code: RenewalGapCode
    subject: str = ""
    day: date | None = None
    item: StatusItem | None = None
    target_kind: str = ""
    target_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class RenewalReport(Report):
    """years: of the plan, as far as they have begun. chains: the newest last."""

    kind: Literal["renewal"]
    years: tuple[Period, ...]
    chains: tuple[Chain, ...]
    trends: tuple[Trend, ...]
    items: tuple[StatusLine, ...]
    drills: tuple[DrillMention, ...]
    quizzes: tuple[QuizMention, ...]
    gaps: tuple[RenewalGap, ...] = ()

    @property
    def known_until(self) -> date:
        """The last day it knows of."""
        return self.period.known_until(self.today)

    def reached(self, step: Step, plan_year: int | None = None) -> tuple[Chain, ...]:
        """The chains that came so far, of one year or of all."""
        return tuple(
            chain
            for chain in self.chains
            if chain.reached(step) and (plan_year is None or chain.plan_year == plan_year)
        )

    def trend(self, code: str) -> Trend | None:
        return next((trend for trend in self.trends if trend.code == code), None)
