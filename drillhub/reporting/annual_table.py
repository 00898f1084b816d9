"""The annual report as one long table, for the csv: section, item, value, unit, numerator, denominator, records.

Each line stands for itself, so that a spreadsheet can filter and add it up: the lines of the tasks add up to the
figure about tasks, those of the drills to the figure about participation.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from drillhub.core.i18n import _, use_language
from drillhub.drills.task_watches import Verdict
from drillhub.planning.models import CommitmentKind
from drillhub.reporting import annual_words as words
from drillhub.reporting import figure_words, report_words
from drillhub.reporting.annual_values import AnnualReport, SectionCode
from drillhub.reporting.drill_facts import DrillEntry
from drillhub.reporting.figures import Figure, percent
from drillhub.reporting.kpis import Unit
from drillhub.reporting.report import Line
from drillhub.reporting.report_layout import cover

_PROMISED_IN: Final = {
    CommitmentKind.PLAN_REVIEW: SectionCode.PLAN_REVIEW,
    CommitmentKind.INTERNAL_COMMUNICATION: SectionCode.COMMUNICATION,
}


def long_table(report: AnnualReport) -> list[Line]:
    """The heading and every line, in the order of the sections; a section without records has one that says so."""
    with use_language(report.language):
        lines = list(_lines(report))
        known = {line[0] for line in lines}
        lines += [
            _line(code, str(code.title), str(report_words.NO_RECORD)) for code in SectionCode if code.value not in known
        ]
        for gap in report.gaps:
            lines.append(_line(gap.section, _("足りないもの"), words.gap_sentence(gap)))
        heading = (_("章"), _("項目"), _("値"), _("単位"), _("分子"), _("分母"), _("記録の番号"))
        return [heading, *sorted(lines, key=lambda line: str(line[0]))]


def _lines(report: AnnualReport) -> Iterator[Line]:
    for name, value in cover(report):
        yield _line(SectionCode.COVER, name, value)
    comment = report.signatures.comment or str(report_words.NOT_FILLED_IN)
    yield _line(SectionCode.SUMMARY, _("経営者のコメント"), comment)
    for each in report.requirements:
        yield _line(SectionCode.SUMMARY, str(each.requirement.label), str(each.outcome.label))
    if report.plan and report.plan.structure:
        yield _line(SectionCode.STRUCTURE, str(SectionCode.STRUCTURE.title), report.plan.structure)
    for drill in report.drills.held:
        yield from _drill(report, drill)
    for slot in (*report.drills.not_held, *report.drills.ahead):
        state = words.slot_state(slot, report.today)
        yield _line(SectionCode.DRILLS, slot.title, state, numbers=slot.number)
    for figure in report.figures:
        yield from _figure(figure)
    for line in report.commitments:
        if line.kind is CommitmentKind.MEASURE:
            yield _line(SectionCode.MEASURES, line.text, words.commitment_state(line, report.as_of), numbers=line.code)
        elif line.kind in _PROMISED_IN:
            for done in line.done:
                yield _line(_PROMISED_IN[line.kind], line.text, done.day, numbers=line.code)
    for slot in report.next_year:
        yield _line(SectionCode.NEXT_YEAR, slot.title, slot.planned_for, numbers=slot.number)
    for file in report.evidence:
        yield _line(SectionCode.EVIDENCE, file.file_name, file.added_on, numbers=file.sha256)


def _drill(report: AnnualReport, drill: DrillEntry) -> Iterator[Line]:
    section, language = SectionCode.DRILLS, report.language
    yield _line(section, drill.title, drill.held_on, _("人"), drill.attended, drill.expected, drill.number)
    for objective in drill.objectives:
        rating = words.rating_name(objective.rating)
        yield _line(section, objective.text.text(language), rating, numbers=drill.number)
    for task in drill.tasks:
        judged = task.verdict.is_judged
        yield _line(
            section,
            task.text.text(language),
            task.elapsed_min,
            str(Unit.MINUTES.label),
            int(task.verdict is Verdict.ON_TIME) if judged else None,
            1 if judged else None,
            drill.number,
        )
    for text in drill.good_points:
        yield _line(section, _("良い点"), text, numbers=drill.number)
    for finding in drill.findings:
        yield _line(section, _("直す点"), finding.text, numbers=drill.number)


def _figure(figure: Figure) -> Iterator[Line]:
    name = f"{figure.code} {figure_words.kpi(figure).name}"
    unit = str(figure.unit.label)
    numbers = " ".join(dict.fromkeys(row.number for row in figure.rows if row.number and row.denominator))
    value = figure_words.figure_value(figure) if figure.value is None else _plain(figure.value, figure.unit)
    yield _line(SectionCode.FIGURES, name, value, unit, figure.numerator, figure.denominator, numbers)
    for part in figure.parts:
        is_rate = figure.denominator is not None
        share = percent(part.numerator, part.denominator) if is_rate else Decimal(part.numerator)
        yield _line(
            SectionCode.FIGURES,
            _("%(figure)s のうち %(part)s", figure=name, part=figure_words.part_name(part)),
            _plain(share, figure.unit),
            unit,
            part.numerator,
            part.denominator if is_rate else None,
        )


def _plain(value: Decimal, unit: Unit) -> str:
    return f"{value:.1f}" if unit is Unit.PERCENT else f"{value}"


def _line(
    section: SectionCode,
    item: str,
    value: str | int | date | None,
    unit: str = "",
    numerator: int | None = None,
    denominator: int | None = None,
    numbers: str = "",
) -> Line:
    shown = value.isoformat() if isinstance(value, date) else value
    return (section.value, item, shown, unit, numerator, denominator, numbers)
