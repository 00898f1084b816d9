"""Chapter E of the annual report: the quizzes that were given to people, and what many got wrong."""

from collections.abc import Iterator

from drillhub.core.i18n import _, pgettext
from drillhub.documents.blocks import Block, Column, Table
from drillhub.reporting.annual_values import AnnualReport
from drillhub.reporting.education_facts import QuizEntry


def education_blocks(report: AnnualReport) -> Iterator[Block]:
    """Each quiz with its people, and the questions that were missed most."""
    if report.education:
        yield _quizzes(report.education, report.schema_version)
    if any(each.missed for each in report.education):
        yield _missed(report.education)


def _quizzes(education: tuple[QuizEntry, ...], schema_version: int) -> Table:
    # Editions of the first two schemas keep the columns that they were approved with.
    title, audience = (3, 1.8) if schema_version < 3 else (2.5, 2.3)
    return Table(
        _("理解度テスト（平均は、1回目の得点率の平均）"),
        (
            Column(_("割り当てた日"), "date", 2.4),
            Column(_("番号"), width=1.5),
            Column(_("テストと版"), width=title),
            Column(_("対象"), width=audience),
            Column(_("対象者"), "number", 1.1),
            Column(_("受講済み"), "number", 1.4),
            Column(_("受講率"), "percent", 1.1),
            Column(_("合格者"), "number", 1.1),
            Column(_("合格率"), "percent", 1.1),
            Column(_("平均"), "percent", 1.1),
        ),
        tuple(
            (
                each.assigned_on,
                each.number,
                _("%(name)s 第%(number)s版", name=each.title, number=each.revision),
                each.audience,
                each.assigned,
                each.finished,
                each.finished / each.assigned if each.assigned else None,
                each.passed,
                each.passed / each.finished if each.finished else None,
                float(each.mean_percent) / 100 if each.mean_percent is not None else None,
            )
            for each in education
        ),
    )


def _missed(education: tuple[QuizEntry, ...]) -> Table:
    return Table(
        _("間違いの多かった問題（1回目）"),
        (
            Column(_("番号"), width=1.5),
            Column(_("問"), "number", 0.6),
            Column(pgettext("one", "問題"), width=5),
            Column(_("正解した人"), "number", 1.2),
            Column(_("答えた人"), "number", 1.1),
            Column(_("正解率"), "percent", 1.1),
        ),
        tuple(
            (each.number, line.position, line.text, line.right, line.answered, line.right / line.answered)
            for each in education
            for line in each.missed
        ),
    )
