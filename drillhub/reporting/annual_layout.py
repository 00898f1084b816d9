"""The annual report as a document: which section says what. The same value gives the same document."""

from collections.abc import Iterable, Iterator

from drillhub.core.i18n import _, pgettext, use_language
from drillhub.documents.blocks import (
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Heading,
    Measured,
    Nothing,
    Paragraph,
    Section,
    Table,
)
from drillhub.planning.models import CommitmentKind
from drillhub.reporting import annual_words as words
from drillhub.reporting import figure_cells, figure_words, report_words
from drillhub.reporting.annual_values import MAIN_FIGURES, AnnualReport, SectionCode
from drillhub.reporting.drill_layout import drill_blocks, slots_table
from drillhub.reporting.education_layout import education_blocks
from drillhub.reporting.figures import FEWEST_FOR_A_RATE, Figure
from drillhub.reporting.improvement_layout import improvement_blocks, meetings_table
from drillhub.reporting.kpis import Kpi
from drillhub.reporting.report_layout import printed


def document(report: AnnualReport) -> Document:
    """The report in its own language."""
    with use_language(report.language):
        note = _("この報告書は社内の記録です。国への提出の要否は、経済産業局にご確認ください。")
        return printed(report, words.REPORT_NAME, sections(report), notes=(note,))


def sections(report: AnnualReport) -> Iterator[Section]:
    """The chapters B to M, each with its blocks; one without records says so. Chapter A is the cover."""
    makers = {
        SectionCode.SUMMARY: _summary,
        SectionCode.STRUCTURE: _structure,
        SectionCode.DRILLS: drill_blocks,
        SectionCode.EDUCATION: education_blocks,
        SectionCode.FIGURES: _figures,
        SectionCode.IMPROVEMENT: improvement_blocks,
        SectionCode.PLAN_REVIEW: _plan_review,
        SectionCode.MEASURES: _measures,
        SectionCode.COMMUNICATION: _communication,
        SectionCode.NEXT_YEAR: _next_year,
        SectionCode.EVIDENCE: _evidence,
    }
    for code in list(SectionCode)[1:]:
        maker = makers.get(code)
        blocks = tuple(maker(report)) if maker else ()
        yield Section(code.value, str(code.title), blocks or (Nothing(str(report_words.NO_RECORD)),))


def _summary(report: AnnualReport) -> Iterator[Block]:
    yield Heading(_("経営者のコメント"))
    yield Paragraph(report.signatures.comment or str(report_words.NOT_FILLED_IN))
    yield Table(
        _("平時の推進体制（計画3(5)）の要件"),
        (
            Column(_("要件"), width=2.2),
            Column(_("結果")),
            Column(_("約束した月"), width=2.4),
            Column(_("実施日"), width=2),
        ),
        tuple(
            (
                str(each.requirement.label),
                str(each.outcome.label),
                words.months_text(each.months),
                words.days_text(each),
            )
            for each in report.requirements
        ),
    )
    yield Table(
        _("主な数字（%(before)sとの比べ）", before=words.compared_with(report)),
        (
            Column(_("数字"), width=2.6),
            Column(_("今期"), width=1.4),
            Column(words.compared_with(report), width=1.2),
            Column(_("差"), width=1.6),
            Column(pgettext("figure", "目標"), width=1.2),
            Column(_("判定")),
        ),
        tuple(
            (
                str(kpi.name),
                figure_words.figure_value(figure),
                figure_words.number(figure.previous.value, figure.unit) if figure.previous else "—",
                figure_words.figure_change(figure),
                figure_words.figure_target(figure, kpi),
                str(figure.judgement.label),
            )
            for figure, kpi in _with_kpis(report)
            if figure.code in MAIN_FIGURES and figure.is_kept
        ),
    )
    if report.gaps:
        yield Heading(_("この報告書に足りないもの（%(count)s件）", count=len(report.gaps)))
        yield Bullets(tuple(words.gap_sentence(gap) for gap in report.gaps))


def _structure(report: AnnualReport) -> Iterator[Block]:
    if report.plan and report.plan.structure:
        yield Paragraph(report.plan.structure)
    if report.meetings:
        yield meetings_table(report.meetings)


def _figures(report: AnnualReport) -> Iterator[Block]:
    measured = [(figure, kpi) for figure, kpi in _with_kpis(report) if figure.is_kept]
    waiting = [kpi for figure, kpi in _with_kpis(report) if not figure.is_kept]
    yield Table(
        _("主な数字"),
        (
            Column(_("番号"), width=0.7),
            Column(_("数字"), width=2.6),
            Column(_("今期"), width=1.2),
            Column(_("分子"), "number", 0.7),
            Column(_("分母"), "number", 0.7),
            Column(_("件数"), "number", 0.7),
            Column(words.compared_with(report), width=1.1),
            Column(_("差"), width=1.8),
            Column(pgettext("figure", "目標"), width=1.1),
            Column(_("判定"), width=0.9),
        ),
        _as_printed(
            report,
            (
                (
                    figure.code,
                    str(kpi.name),
                    figure_cells.value_cell(figure),
                    figure.numerator,
                    figure.denominator,
                    figure.n,
                    figure_cells.previous_cell(figure),
                    figure_cells.change_cell(figure),
                    figure_cells.target_cell(figure, kpi),
                    str(figure.judgement.label),
                )
                for figure, kpi in measured
            ),
        ),
    )
    if any(figure.parts for figure, _kpi in measured):
        yield Table(
            _("内訳"),
            (
                Column(_("番号"), width=0.7),
                Column(_("内訳"), width=4),
                Column(_("今期"), width=1.2),
                Column(_("分子"), "number", 0.7),
                Column(_("分母"), "number", 0.7),
            ),
            _as_printed(
                report,
                (
                    (
                        figure.code,
                        figure_words.part_name(part),
                        figure_cells.part_cell(figure, part),
                        part.numerator,
                        part.denominator if figure.denominator is not None else None,
                    )
                    for figure, _kpi in measured
                    for part in figure.parts
                ),
            ),
        )
    yield Heading(_("数え方"))
    yield Bullets(tuple(_how_counted(kpi, report.schema_version) for _figure, kpi in measured))
    if report.schema_version > 1:
        yield Paragraph(
            _(
                "前期に数える記録がない数字は「比較不可」、数えた記録が%(fewest)s件より少ない率と時間は「参考値」と印刷します。",
                fewest=FEWEST_FOR_A_RATE,
            )
        )
    if waiting:
        yield Heading(_("記録をまだ取っていない数字"))
        yield Paragraph(_("、").join(f"{kpi.code} {kpi.name}" for kpi in waiting))


def _as_printed(report: AnnualReport, rows: Iterable[tuple[Cell, ...]]) -> tuple[tuple[Cell, ...], ...]:
    """Editions of the first schema had the words of their figures alone; their files stay as they were."""
    if report.schema_version > 1:
        return tuple(rows)
    return tuple(tuple(cell.text if isinstance(cell, Measured) else cell for cell in row) for row in rows)


def _how_counted(kpi: Kpi, schema_version: int) -> str:
    counted = f"{kpi.code} {kpi.name}: {kpi.formula}"
    # Until the third schema the number of drills had a target of its own, without words.
    is_told = kpi.target_text is not None and (schema_version > 2 or kpi.target is None)
    return counted + _("目標は%(target)sです。", target=kpi.target_text) if is_told else counted


def _with_kpis(report: AnnualReport) -> list[tuple[Figure, Kpi]]:
    """Every figure with its definition."""
    return [(figure, figure_words.kpi(figure)) for figure in report.figures]


def _plan_review(report: AnnualReport) -> Iterator[Block]:
    yield from _promised(report, CommitmentKind.PLAN_REVIEW)
    if report.plan_editions:
        yield Table(
            _("期間中に保存した計画の版"),
            (Column(_("版"), "number"), Column(_("保存した日"), "date"), Column(_("保存した人"), width=2)),
            tuple((each.number, each.made_on, each.made_by) for each in report.plan_editions),
        )


def _communication(report: AnnualReport) -> Iterator[Block]:
    yield from _promised(report, CommitmentKind.INTERNAL_COMMUNICATION)


def _promised(report: AnnualReport, kind: CommitmentKind) -> Iterator[Block]:
    lines = [line for line in report.commitments if line.kind is kind and line.done]
    if lines:
        yield Table(
            _("実施の記録"),
            (Column(_("実施日"), "date", 1.8), Column(_("取組"), width=3.4), Column(_("内容"), width=3.4)),
            tuple((each.day, line.text, each.note) for line in lines for each in line.done),
        )


def _measures(report: AnnualReport) -> Iterator[Block]:
    lines = [line for line in report.commitments if line.kind is CommitmentKind.MEASURE]
    if lines:
        yield Table(
            _("対策の進み具合"),
            (
                Column(_("番号"), width=0.8),
                Column(_("項目"), width=0.9),
                Column(_("取組"), width=4),
                Column(_("期限"), width=1.4),
                Column(_("状態"), width=2.4),
                Column(_("証跡"), "number", 0.7),
            ),
            tuple(
                (
                    line.code,
                    line.plan_item.value,
                    line.text,
                    report_words.when_promised(line),
                    words.commitment_state(line, report.as_of),
                    line.evidence_count,
                )
                for line in lines
            ),
        )


def _next_year(report: AnnualReport) -> Iterator[Block]:
    if report.next_year:
        yield slots_table(_("次の年度に予定している訓練"), report.next_year, today=report.today, with_reason=False)


def _evidence(report: AnnualReport) -> Iterator[Block]:
    if report.evidence:
        # Editions of the first two schemas keep the columns that they were approved with.
        subject, day, digest = (2.6, 1.8, 2.6) if report.schema_version < 3 else (2.4, 1.9, 4.4)
        yield Table(
            _("証跡の一覧"),
            (
                Column(_("ファイル"), width=2.6),
                Column(_("何の証跡か"), width=subject),
                Column(_("加えた日"), "date", day),
                Column(_("加えた人"), width=1.2),
                Column(_("照合値（SHA-256）"), width=digest),
            ),
            tuple(
                (each.file_name, each.subject, each.added_on, each.added_by, _in_groups(each.sha256))
                for each in report.evidence
            ),
        )


def _in_groups(digest: str) -> str:
    """A digest that can be broken into lines and compared by eye."""
    return " ".join(digest[start : start + 16] for start in range(0, len(digest), 16))
