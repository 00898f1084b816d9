"""The kinds of report that DrillHub makes: what serves every kind (`editions`, `exports`) is given one of these."""

from typing import Any, Final

from drillhub.reporting import (
    annual,
    annual_layout,
    annual_table,
    annual_values,
    annual_words,
    renewal,
    renewal_layout,
    renewal_table,
    renewal_values,
    renewal_words,
    status,
    status_layout,
    status_table,
    status_values,
    status_words,
)
from drillhub.reporting.annual_values import AnnualReport
from drillhub.reporting.models import ReportKind
from drillhub.reporting.renewal_values import RenewalReport
from drillhub.reporting.report import ReportType
from drillhub.reporting.status_values import StatusReport

ANNUAL: Final = ReportType(
    kind=ReportKind.ANNUAL,
    value=AnnualReport,
    reads=annual_values.READS,
    name=annual_words.REPORT_NAME,
    assemble=annual.assemble,
    document=annual_layout.document,
    long_table=annual_table.long_table,
)

STATUS: Final = ReportType(
    kind=ReportKind.STATUS,
    value=StatusReport,
    reads=frozenset({status_values.SCHEMA_VERSION}),
    name=status_words.REPORT_NAME,
    assemble=status.assemble,
    document=status_layout.document,
    long_table=status_table.long_table,
)

RENEWAL: Final = ReportType(
    kind=ReportKind.RENEWAL,
    value=RenewalReport,
    reads=frozenset({renewal_values.SCHEMA_VERSION}),
    name=renewal_words.REPORT_NAME,
    assemble=renewal.assemble,
    document=renewal_layout.document,
    long_table=renewal_table.long_table,
)

REPORT_TYPES: Final[dict[ReportKind, ReportType[Any]]] = {each.kind: each for each in (ANNUAL, STATUS, RENEWAL)}
