"""A report as a file. Slow (the PDF takes seconds): outside transactions.

An approved edition is printed once, soon after its approval, and what was printed is kept and handed out ever after.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final

from sqlalchemy import select

from drillhub.core.database import db
from drillhub.core.i18n import use_language
from drillhub.core.tenancy import insert_if_absent
from drillhub.core.transactions import transaction
from drillhub.documents.csv_file import write_csv
from drillhub.documents.pdf import write_pdf
from drillhub.documents.workbook import write_workbook
from drillhub.reporting import editions
from drillhub.reporting import report_words as words
from drillhub.reporting.editions import Frozen
from drillhub.reporting.errors import EditionFileBroken
from drillhub.reporting.models import EditionFile
from drillhub.reporting.report import R
from drillhub.reporting.report_types import REPORT_TYPES


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

# The formats whose bytes depend on fonts and libraries; csv and json are the text of the edition itself.
_KEPT: Final = (ExportFormat.PDF, ExportFormat.XLSX)


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
        case ExportFormat.PDF | ExportFormat.XLSX:
            return Export(name, plain_name, _kept(frozen, wanted) or _printed(frozen, wanted))
        case ExportFormat.JSON:
            return Export(name, plain_name, frozen.text.encode())
        case ExportFormat.CSV:
            written = write_csv(of.long_table(report), encoding=encoding)
            return Export(name, plain_name, written.data, written.replaced)


def keep_files(*, at: datetime) -> int:
    """Print the editions of the bound organisation that are not kept as files yet; gives how many files are new.

    Opens its own short transactions, so it is called from a job and never inside one. Safe to run twice.
    """
    new = 0
    for edition in editions.without_files(len(_KEPT)):
        frozen = editions.frozen(REPORT_TYPES[edition.kind], edition)
        for wanted in _KEPT:
            data = _printed(frozen, wanted)
            with transaction():
                new += insert_if_absent(
                    EditionFile,
                    unique=("edition_id", "format"),
                    edition_id=edition.id,
                    format=wanted.value,
                    sha256=sha256(data).hexdigest(),
                    data=data,
                    printed_at=at,
                )
    return new


def _printed(frozen: Frozen[R], wanted: ExportFormat) -> bytes:
    document = frozen.type.document(frozen.report)
    return write_pdf(document) if wanted is ExportFormat.PDF else write_workbook(document)


def _kept(frozen: Frozen[R], wanted: ExportFormat) -> bytes | None:
    """What the edition was printed as; None for a draft, and in the moments before an edition is printed.

    Raises EditionFileBroken when it is not what was printed.
    """
    if frozen.edition_id is None:
        return None
    row = db.session.scalar(
        select(EditionFile).where(EditionFile.edition_id == frozen.edition_id, EditionFile.format == wanted.value)
    )
    if row is None:
        return None
    if sha256(row.data).hexdigest() != row.sha256:
        raise EditionFileBroken(format=wanted.value)
    return row.data
