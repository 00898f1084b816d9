"""The status report as one long table, for the csv: rows of the form, and the occasions that add up to them."""

from collections.abc import Iterator, Sequence

from drillhub.core.i18n import _, use_language
from drillhub.reporting import report_words
from drillhub.reporting import status_words as words
from drillhub.reporting.report import Line
from drillhub.reporting.report_layout import cover
from drillhub.reporting.status_layout import planned_text
from drillhub.reporting.status_values import DrillMention, QuizMention, StatusLine, StatusReport


def long_table(report: StatusReport) -> list[Line]:
    """The heading and every line: 0 the cover, 1 the official table, 2 its proof."""
    with use_language(report.language):
        heading = (_("章"), _("項目"), _("値"), _("単位"), _("分子"), _("分母"), _("記録の番号"))
        return [heading, *_lines(report)]


def status_line(
    section: str, line: StatusLine, drills: Sequence[DrillMention], quizzes: Sequence[QuizMention]
) -> Iterator[Line]:
    """A row of the form."""
    name = words.item_name(line.item)
    codes = " ".join(each.code for each in line.commitments)
    rating = f"{line.rating.label}（{line.rating.symbol}）"  # no cell may begin with a dash
    yield (section, _("%(item)s: 評価", item=name), rating, "", line.kept, line.due, codes)
    yield (section, _("%(item)s: 計画申請時の実施事項", item=name), planned_text(line), "", None, None, codes)
    text = words.status_text(line, drills, quizzes) or str(report_words.NOT_FILLED_IN)
    yield (section, _("%(item)s: 実施状況", item=name), text, "", None, None, "")


def proof(section: str, line: StatusLine) -> Iterator[Line]:
    """Each occasion adds what it counts for."""
    for each in line.occasions:
        state = words.occasion_state(each)[1]
        value = each.done_on.isoformat() if each.done_on else state
        yield (section, each.text, value, words.when_due(each), int(each.was_kept), int(each.is_due), each.code)


def _lines(report: StatusReport) -> Iterator[Line]:
    for name, value in cover(report):
        yield ("0", name, value, "", None, None, "")
    for line in report.lines:
        yield from status_line("1", line, report.drills, report.quizzes)
    for line in report.lines:
        yield from proof("2", line)
    for gap in report.gaps:
        yield ("1", _("足りないもの"), words.gap_sentence(gap), "", None, None, "")
