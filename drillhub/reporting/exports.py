"""A report as a file. Slow (the PDF takes seconds): outside transactions."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from drillhub.core.i18n import use_language
from drillhub.documents.csv_file import write_csv
from drillhub.documents.pdf import write_pdf
from drillhub.documents.workbook import write_workbook
from drillhub.reporting import report_words as words
from drillhub.reporting.editions import Frozen
from drillhub.reporting.report import R


class ExportFormat(StrEnum):
    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]


_MEDIA_TYPES: Final = {
    ExportFormat.PDF: "application/pdf",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.CSV: "text/csv",
    ExportFormat.JSON: "application/json",
}


@dataclass(frozen=True)
class Export:
    """A file to hand out. plain_name: in ASCII. replaced: what the encoding of a csv lacks, each printed as 〓."""

    name: str
    plain_name: str
    data: bytes
    replaced: tuple[str, ...] = ()


def export(frozen: Frozen[R], wanted: ExportFormat, *, encoding: str = "utf-8") -> Export:
    """The report in a format. The same report gives the same bytes. encoding: of a csv, utf-8 or cp932."""
    of, report = frozen.type, frozen.report
    with use_language(report.language):
        name = f"{of.name}_{words.period_name(report.period)}_{words.edition_name(report)}.{wanted}"
    plain_name = f"{of.kind}-{report.period.key}-{frozen.edition or 'draft'}.{wanted}"
    match wanted:
        case ExportFormat.PDF:
            return Export(name, plain_name, write_pdf(of.document(report)))
        case ExportFormat.XLSX:
            return Export(name, plain_name, write_workbook(of.document(report)))
        case ExportFormat.JSON:
            return Export(name, plain_name, frozen.text.encode())
        case ExportFormat.CSV:
            written = write_csv(of.long_table(report), encoding=encoding)
            return Export(name, plain_name, written.data, written.replaced)
