"""The status report as a document: the official table, and after it what its ratings rest on."""

from collections.abc import Iterator, Sequence

from drillhub.core.i18n import _, use_language
from drillhub.documents.blocks import (
    Block,
    Bullets,
    Column,
    Document,
    Heading,
    Nothing,
    Section,
    Table,
    Titled,
)
from drillhub.reporting import report_words
from drillhub.reporting import status_words as words
from drillhub.reporting.report_layout import printed
from drillhub.reporting.status_ratings import StatusRating
from drillhub.reporting.status_values import DrillMention, QuizMention, StatusLine, StatusReport


def document(report: StatusReport) -> Document:
    """The report in its own language."""
    with use_language(report.language):
        sections = (
            Section("1", _("実施状況"), tuple(_table(report))),
            Section("2", _("評価の根拠"), tuple(_proof(report))),
        )
        return printed(report, words.REPORT_NAME, sections, notes=(str(words.NO_PROCEDURE),))


def planned_text(line: StatusLine) -> str:
    """What the plan said at the time of the application, with what it promised and by when."""
    texts = [each.text for each in line.planned]
    promises = [
        _("・%(text)s（%(when)s）", text=each.text, when=report_words.when_promised(each)) for each in line.commitments
    ]
    return "\n".join((*texts, *promises)) or _("計画に記載がない。")


def official_table(
    lines: Sequence[StatusLine], drills: Sequence[DrillMention], quizzes: Sequence[QuizMention]
) -> Table:
    """The table of the form, its signs with their meaning."""
    return Table(
        _("計画申請時の実施事項とその実施状況"),
        (Column(_("計画申請時の実施事項"), width=4.2), Column(_("評価"), width=1.2), Column(_("実施状況"), width=4.6)),
        tuple(
            (
                Titled(words.item_name(line.item), planned_text(line)),
                Titled(line.rating.symbol, words.below_sign(line.rating)),
                words.status_text(line, drills, quizzes) or _nothing_to_say(line),
            )
            for line in lines
        ),
    )


def _table(report: StatusReport) -> Iterator[Block]:
    yield official_table(report.lines, report.drills, report.quizzes)
    if report.gaps:
        yield Heading(_("この報告書に足りないもの（%(count)s件）", count=len(report.gaps)))
        yield Bullets(tuple(words.gap_sentence(gap) for gap in report.gaps))


def _nothing_to_say(line: StatusLine) -> str:
    is_empty = line.rating is StatusRating.NOT_APPLICABLE
    return str(StatusRating.NOT_APPLICABLE.label if is_empty else report_words.NOT_FILLED_IN)


def _proof(report: StatusReport) -> Iterator[Block]:
    """Item by item: what fell due, what was kept, and how the row was confirmed."""
    for line in report.lines:
        yield Heading(
            _("%(item)s: 約束の達成 %(fraction)s", item=words.item_name(line.item), fraction=words.fraction(line))
        )
        if line.occasions:
            yield Table(
                _confirmation(line),
                (
                    Column(_("番号"), width=0.8),
                    Column(_("取組"), width=4),
                    Column(_("約束した時期"), width=1.8),
                    Column(_("実施日"), "date", 1.6),
                    Column(_("結果"), width=2.2),
                ),
                tuple(
                    (each.code, each.text, words.when_due(each), each.done_on, words.occasion_state(each)[1])
                    for each in line.occasions
                ),
            )
        else:
            yield Nothing(_("この項目の約束はない。") + _confirmation(line))


def _confirmation(line: StatusLine) -> str:
    proposed = words.rating_words(line.proposed)
    if line.confirmed is None:
        return _("評価案は「%(rating)s」。人による確認はまだ。", rating=proposed)
    return _(
        "評価案は「%(proposed)s」。%(name)sが%(day)sに「%(rating)s」と確認した。",
        proposed=proposed,
        name=line.confirmed.confirmed_by,
        day=report_words.day(line.confirmed.confirmed_on),
        rating=words.rating_words(line.rating),
    )
