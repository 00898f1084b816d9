"""Assembling the official implementation status report: one frozen value from the records of a plan."""

from dataclasses import replace
from datetime import date

from drillhub.reporting import notes
from drillhub.reporting.models import ReportKind
from drillhub.reporting.periods import Period
from drillhub.reporting.plan_records import plan_records
from drillhub.reporting.report import Language
from drillhub.reporting.status_gaps import gaps_of
from drillhub.reporting.status_lines import drill_mentions, quiz_mentions, status_lines
from drillhub.reporting.status_values import SCHEMA_VERSION, StatusReport


def assemble(period: Period, *, language: Language, today: date) -> StatusReport:
    """The draft as the records stand. Raises NoPlan."""
    records = plan_records(period, today=today)
    report = StatusReport(
        schema_version=SCHEMA_VERSION,
        kind="status",
        language=language,
        organisation=records.organisation.name,
        period=period,
        today=today,
        edition=None,
        plan=records.plan,
        signatures=notes.signatures(ReportKind.STATUS, period),
        lines=status_lines(records),
        drills=drill_mentions(records),
        quizzes=quiz_mentions(records),
    )
    return replace(report, gaps=gaps_of(report))
