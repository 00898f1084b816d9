"""The annual report as one long table, for the csv: section, item, value, unit, numerator, denominator, records.

Each line stands for itself, so that a spreadsheet can filter and add it up: the lines of the tasks add up to the
figure about tasks, those of the drills to the figure about participation.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from drillhub.core.i18n import _, pgettext, use_language
from drillhub.drills.task_watches import Verdict
from drillhub.planning.models import CommitmentKind
from drillhub.reporting import annual_words as words
from drillhub.reporting import figure_words, report_words
from drillhub.reporting.annual_values import AnnualReport, SectionCode
from drillhub.reporting.drill_facts import DrillEntry
from drillhub.reporting.education_facts import QuizEntry
from drillhub.reporting.figures import Figure
from drillhub.reporting.improvement_facts import ProposalLine
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
    for meeting in report.meetings:
        yield _line(SectionCode.STRUCTURE, meeting.body, meeting.held_on, numbers=meeting.number)
    for drill in report.drills.held:
        yield from _drill(report, drill)
    for slot in (*report.drills.not_held, *report.drills.ahead):
        state = words.slot_state(slot, report.today)
        yield _line(SectionCode.DRILLS, slot.title, state, numbers=slot.number)
    for quiz in report.education:
        yield from _quiz(quiz)
    for figure in report.figures:
        yield from _figure(figure)
    for proposal in report.proposals:
        yield from _proposal(proposal)
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
    for name, seconds in ((_("避難完了"), drill.evacuation_seconds), (_("点呼完了"), drill.headcount_seconds)):
        if seconds is not None:
            yield _line(section, name, seconds, str(Unit.SECONDS.label), numbers=drill.number)
    if drill.headcount is not None:
        found = drill.headcount
        yield _line(section, _("点呼"), found.missing, _("人"), found.accounted, found.on_site, drill.number)
    for text in drill.good_points:
        yield _line(section, _("良い点"), text, numbers=drill.number)
    for finding in drill.findings:
        yield _line(section, _("直す点"), finding.text, numbers=drill.number)


def _quiz(quiz: QuizEntry) -> Iterator[Line]:
    section, people = SectionCode.EDUCATION, _("人")
    yield _line(section, quiz.title, quiz.assigned_on, people, quiz.finished, quiz.assigned, quiz.number)
    yield _line(section, _("合格した人"), quiz.passed, people, quiz.passed, quiz.finished, quiz.number)
    yield _line(
        section, _("1回目で合格した人"), quiz.passed_first, people, quiz.passed_first, quiz.finished, quiz.number
    )
    if quiz.mean_percent is not None:
        mean = figure_words.digits(quiz.mean_percent, Unit.PERCENT)
        yield _line(section, _("1回目の得点率の平均"), mean, str(Unit.PERCENT.label), numbers=quiz.number)
    for missed in quiz.missed:
        yield _line(section, missed.text, missed.right, people, missed.right, missed.answered, quiz.number)


def _proposal(proposal: ProposalLine) -> Iterator[Line]:
    section, number = SectionCode.IMPROVEMENT, proposal.number
    yield _line(section, proposal.title, str(proposal.state.label), numbers=number)
    for name, day in (
        (_("提出日"), proposal.submitted_on),
        (_("決裁日"), proposal.decided_on),
        (_("期限"), proposal.due_on),
        (pgettext("proposal", "実施日"), proposal.implemented_on),
        (_("効果確認日"), proposal.verified_on),
    ):
        if day is not None:
            yield _line(section, name, day, numbers=number)
    if proposal.owner:
        yield _line(section, _("担当"), proposal.owner, numbers=number)


def _figure(figure: Figure) -> Iterator[Line]:
    name = f"{figure.code} {figure_words.kpi(figure).name}"
    unit = str(figure.unit.label)
    numbers = figure_words.record_numbers(figure)
    value = (
        figure_words.figure_value(figure) if figure.value is None else figure_words.digits(figure.value, figure.unit)
    )
    yield _line(SectionCode.FIGURES, name, value, unit, figure.numerator, figure.denominator, numbers)
    for part in figure.parts:
        yield _line(
            SectionCode.FIGURES,
            _("%(figure)s のうち %(part)s", figure=name, part=figure_words.part_name(part)),
            figure_words.digits(figure_words.part_number(figure, part), figure.unit),
            unit,
            part.numerator,
            part.denominator if figure.denominator is not None else None,
        )


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
