"""What is missing in the improvement history: promised months that were not met, and what nobody can show."""

from collections.abc import Iterator

from drillhub.reporting.gaps import COMMITMENT, DRILL, PROPOSAL
from drillhub.reporting.occasions import Occasion
from drillhub.reporting.plan_records import PlanRecords
from drillhub.reporting.renewal_values import RenewalGap, RenewalGapCode, RenewalReport, Step
from drillhub.reporting.status_gaps import line_gap
from drillhub.reporting.status_values import StatusGapCode, StatusLine


def gaps_of(report: RenewalReport, records: PlanRecords) -> tuple[RenewalGap, ...]:
    """Months first, then findings, evidence and rows. The report's own `gaps` are not looked at."""
    return (
        *_promises(report),
        *_findings_without_proposal(report),
        *_commitments_without_evidence(report.items),
        *_proposals_without_evidence(report, records),
        *_drills_without_evidence(records),
        *_rows(report.items),
        *_head(report),
    )


def _promises(report: RenewalReport) -> Iterator[RenewalGap]:
    for line in report.items:
        for occasion in line.occasions:
            if occasion.is_due and not occasion.was_on_time:
                yield RenewalGap(
                    _promise_code(occasion),
                    subject=occasion.text,
                    day=occasion.due_on,
                    item=line.item,
                    target_kind=COMMITMENT,
                    target_id=occasion.commitment_id,
                )


def _promise_code(occasion: Occasion) -> RenewalGapCode:
    if occasion.was_kept:
        return RenewalGapCode.MONTH_MADE_UP_FOR
    return RenewalGapCode.MONTH_NOT_MET if occasion.plan_year is not None else RenewalGapCode.MEASURE_NOT_DONE


def _commitments_without_evidence(items: tuple[StatusLine, ...]) -> Iterator[RenewalGap]:
    """Done by somebody's word alone. Drills have files of their own."""
    for line in items:
        for commitment in line.commitments:
            if commitment.done and not commitment.evidence_count:
                yield RenewalGap(
                    RenewalGapCode.COMMITMENT_WITHOUT_EVIDENCE,
                    subject=commitment.text,
                    item=line.item,
                    target_kind=COMMITMENT,
                    target_id=commitment.id,
                )


def _proposals_without_evidence(report: RenewalReport, records: PlanRecords) -> Iterator[RenewalGap]:
    shown = _shown(records, PROPOSAL)
    for chain in report.reached(Step.IMPLEMENTED):
        if chain.proposed is not None and chain.proposed.line.id not in shown:
            line = chain.proposed.line
            yield RenewalGap(
                RenewalGapCode.PROPOSAL_WITHOUT_EVIDENCE,
                subject=line.title,
                day=line.implemented_on,
                target_kind=PROPOSAL,
                target_id=line.id,
            )


def _drills_without_evidence(records: PlanRecords) -> Iterator[RenewalGap]:
    shown = _shown(records, DRILL)
    for drill in records.drills:
        if drill.id not in shown:
            yield RenewalGap(
                RenewalGapCode.DRILL_WITHOUT_EVIDENCE,
                subject=drill.title,
                day=drill.held_on,
                target_kind=DRILL,
                target_id=drill.id,
            )


def _shown(records: PlanRecords, kind: str) -> set[int]:
    """What has files of its own."""
    return {line.subject_id for line in records.evidence if line.subject_kind == kind}


def _findings_without_proposal(report: RenewalReport) -> Iterator[RenewalGap]:
    for chain in report.chains:
        if chain.finding is not None and chain.proposed is None:
            yield RenewalGap(
                RenewalGapCode.FINDING_WITHOUT_PROPOSAL,
                subject=chain.finding.text,
                day=chain.finding.held_on,
                target_kind=DRILL,
                target_id=chain.finding.drill_id,
            )


def _rows(items: tuple[StatusLine, ...]) -> Iterator[RenewalGap]:
    for line in items:
        gap = line_gap(line)
        if gap is not None and gap.code is not StatusGapCode.PROPOSAL_CHANGED:
            yield RenewalGap(RenewalGapCode.ROW_NOT_CONFIRMED, item=line.item, target_kind="status_row")


def _head(report: RenewalReport) -> Iterator[RenewalGap]:
    if not (report.signatures.prepared_by and report.signatures.checked_by):
        yield RenewalGap(RenewalGapCode.NOT_CHECKED, target_kind="note")
