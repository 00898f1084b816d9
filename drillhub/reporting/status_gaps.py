"""What is missing in the status report. It may be exported and approved with gaps: they are printed as 未記入."""

from collections.abc import Iterator

from drillhub.reporting.status_rules import needs_reason, needs_start
from drillhub.reporting.status_values import StatusGap, StatusGapCode, StatusLine, StatusReport


def gaps_of(report: StatusReport) -> tuple[StatusGap, ...]:
    """The rows first, in their order. The report's own `gaps` are not looked at."""
    return (*(gap for line in report.lines for gap in line_gaps(line)), *_head(report))


def line_gaps(line: StatusLine) -> Iterator[StatusGap]:
    """What a row lacks. One that nothing was promised for needs nobody's word."""
    if line.confirmed is not None:
        if line.confirmed.proposed is not line.proposed:
            yield StatusGap(StatusGapCode.PROPOSAL_CHANGED, line.item, line.proposed)
        return
    if not line.occasions and not line.planned:
        return
    yield StatusGap(StatusGapCode.ROW_NOT_CONFIRMED, line.item, line.proposed)
    if needs_reason(line.proposed):
        yield StatusGap(StatusGapCode.REASON_MISSING, line.item, line.proposed)
    if needs_start(line.proposed):
        yield StatusGap(StatusGapCode.START_MISSING, line.item, line.proposed)


def _head(report: StatusReport) -> Iterator[StatusGap]:
    plan, signatures = report.plan, report.signatures
    if plan is None or not plan.certification_number or plan.certified_on is None:
        yield StatusGap(StatusGapCode.NO_CERTIFICATE)
    if not (signatures.prepared_by and signatures.checked_by):
        yield StatusGap(StatusGapCode.NOT_CHECKED)
