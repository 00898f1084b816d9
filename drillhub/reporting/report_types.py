"""The kinds of report that DrillHub makes: what serves every kind (`editions`, `exports`) is given one of these."""

from typing import Final

from drillhub.reporting import annual, annual_layout, annual_table, annual_words
from drillhub.reporting.annual_values import READS, AnnualReport
from drillhub.reporting.models import ReportKind
from drillhub.reporting.report import ReportType

ANNUAL: Final = ReportType(
    kind=ReportKind.ANNUAL,
    value=AnnualReport,
    reads=READS,
    name=annual_words.REPORT_NAME,
    assemble=annual.assemble,
    document=annual_layout.document,
    long_table=annual_table.long_table,
)
