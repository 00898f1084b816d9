"""The annual report as a file. Slow (the PDF takes seconds): outside transactions."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from drillhub.core.i18n import _, use_language
from drillhub.documents.csv_file import write_csv
from drillhub.documents.pdf import write_pdf
from drillhub.documents.workbook import write_workbook
from drillhub.reporting import annual_words as words
from drillhub.reporting.annual_layout import document
from drillhub.reporting.annual_values import AnnualReport, SectionCode
from drillhub.reporting.editions import Frozen
from drillhub.reporting.kpis import KPIS


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
_KPIS: Final = {kpi.code: kpi for kpi in KPIS}


@dataclass(frozen=True)
class Export:
    """A file to hand out. replaced: characters that the encoding of a csv lacks, each printed as 〓."""

    name: str
    data: bytes
    replaced: tuple[str, ...] = ()


def export(frozen: Frozen, wanted: ExportFormat, *, encoding: str = "utf-8") -> Export:
    """The report in a format. The same report gives the same bytes. encoding: of a csv, utf-8 or cp932."""
    report = frozen.report
    with use_language(report.language):
        name = f"{words.REPORT_NAME}_{words.period_name(report.period)}_{words.edition_name(report)}.{wanted}"
    match wanted:
        case ExportFormat.PDF:
            return Export(name, write_pdf(document(report)))
        case ExportFormat.XLSX:
            return Export(name, write_workbook(document(report)))
        case ExportFormat.JSON:
            return Export(name, frozen.text.encode())
        case ExportFormat.CSV:
            written = write_csv(_long_table(report), encoding=encoding)
            return Export(name, written.data, written.replaced)


def _long_table(report: AnnualReport) -> list[tuple[object, ...]]:
    """One line for each thing the report says: section, item, value, unit, numerator, denominator, record numbers."""
    with use_language(report.language):
        rows: list[tuple[object, ...]] = [
            (_("章"), _("項目"), _("値"), _("単位"), _("分子"), _("分母"), _("記録の番号")),
            (SectionCode.COVER, _("会社名"), report.organisation, "", "", "", ""),
            (SectionCode.COVER, _("期間"), words.period_days(report.period), "", "", "", ""),
            (SectionCode.COVER, _("版"), words.edition_name(report), "", "", "", ""),
        ]
        for requirement in report.requirements:
            label, outcome = str(requirement.requirement.label), str(requirement.outcome.label)
            rows.append((SectionCode.SUMMARY, label, outcome, "", "", "", ""))
        for drill in report.drills.held:
            rows.append(
                (SectionCode.DRILLS, drill.title, drill.held_on, _("人"), drill.attended, drill.expected, drill.number)
            )
        for slot in report.drills.not_held:
            rows.append((SectionCode.DRILLS, slot.title, slot.state.label, "", "", "", slot.number))
        for figure in report.figures:
            numbers = " ".join(dict.fromkeys(row.number for row in figure.rows if row.number and row.denominator))
            rows.append(
                (
                    SectionCode.FIGURES,
                    f"{figure.code} {_KPIS[figure.code].name}",
                    figure.value if figure.value is not None else words.figure_value(figure),
                    figure.unit.label,
                    figure.numerator,
                    figure.denominator,
                    numbers,
                )
            )
        for line in report.commitments:
            state = words.commitment_state(line, report.today)
            rows.append((SectionCode.MEASURES, line.text, state, "", "", "", line.code))
        for each in report.evidence:
            rows.append((SectionCode.EVIDENCE, each.file_name, each.added_on, "", "", "", each.sha256))
        for gap in report.gaps:
            rows.append((gap.section, _("足りないもの"), words.gap_sentence(gap), "", "", "", ""))
    return [
        tuple(str(cell) if not isinstance(cell, int | float) and cell is not None else cell for cell in row)
        for row in rows
    ]
