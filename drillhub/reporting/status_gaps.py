"""What is missing in the status report. It may be exported and approved with gaps: they are printed as 未記入."""

from collections.abc import Iterator

from drillhub.reporting.status_rules import needs_reason, needs_start
from drillhub.reporting.status_values import StatusGap, StatusGapCode, StatusLine, StatusReport


def gaps_of(report: StatusReport) -> tuple[StatusGap, ...]:
    """The rows first, in their order. The report's own `gaps` are not looked at."""
    return (*filter(None, map(line_gap, report.lines)), *_head(report))


def line_gap(line: StatusLine) -> StatusGap | None:
    """What a row lacks, if anything. One that nothing was promised for needs nobody's word."""
    code = _code(line)
    return StatusGap(code, line.item, line.proposed) if code else None


def _code(line: StatusLine) -> StatusGapCode | None:
    if line.confirmed is not None:
        has_changed = line.confirmed.proposed is not line.proposed
        return StatusGapCode.PROPOSAL_CHANGED if has_changed else None
    if not line.occasions and not line.planned:
        return None
    if needs_reason(line.proposed):
        return StatusGapCode.REASON_MISSING
    return StatusGapCode.START_MISSING if needs_start(line.proposed) else StatusGapCode.ROW_NOT_CONFIRMED


def _head(report: StatusReport) -> Iterator[StatusGap]:
    plan, signatures = report.plan, report.signatures
    if plan is None or not plan.certification_number or plan.certified_on is None:
        yield StatusGap(StatusGapCode.NO_CERTIFICATE)
    if not (signatures.prepared_by and signatures.checked_by):
        yield StatusGap(StatusGapCode.NOT_CHECKED)
