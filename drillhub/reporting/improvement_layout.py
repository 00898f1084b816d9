"""Chapter G of the annual report: what became of the proposals; for chapter C, the meetings that decided on them."""

from collections import Counter
from collections.abc import Iterable, Iterator

from drillhub.core.i18n import _, pgettext
from drillhub.documents.blocks import Block, Column, Fields, Table
from drillhub.improvement.life_cycle import DecisionResult, ProposalState
from drillhub.reporting import figure_words, report_words
from drillhub.reporting.annual_values import AnnualReport
from drillhub.reporting.improvement_facts import MeetingLine, ProposalLine, after

# The figures that stand above the list.
_FIGURES = ("K21", "K22", "K23", "K24", "K25")


def meetings_table(meetings: tuple[MeetingLine, ...]) -> Table:
    """The meetings that were held, with what they decided."""
    return Table(
        _("開いた会議"),
        (
            Column(_("開催日"), "date", 2.4),
            Column(_("番号"), width=1.5),
            Column(_("会議体"), width=1.5),
            Column(_("出席者"), width=2.6),
            Column(_("決定"), width=1.8),
            Column(_("議事"), width=3),
        ),
        tuple(
            (each.held_on, each.number, each.body, each.attendees, _decisions(each), each.minutes) for each in meetings
        ),
    )


def _decisions(meeting: MeetingLine) -> str:
    counts = (
        (meeting.adopted, _("採択%(count)s件", count=meeting.adopted)),
        (meeting.rejected, _("不採択%(count)s件", count=meeting.rejected)),
        (meeting.deferred, _("保留%(count)s件", count=meeting.deferred)),
    )
    return _("、").join(words for count, words in counts if count) or _("なし")


def improvement_blocks(report: AnnualReport) -> Iterator[Block]:
    """The rates, the states, what is overdue, and every proposal."""
    if not report.proposals:
        return
    yield Fields(tuple(_rates(report)))
    yield _states(report)
    overdue = [each for each in report.proposals if each.is_overdue]
    if overdue:
        yield _overdue(overdue)
    yield _decided(report.proposals)
    adopted = [each for each in report.proposals if each.decision is DecisionResult.ADOPTED]
    if adopted:
        yield _adopted(adopted)


def _rates(report: AnnualReport) -> Iterator[tuple[str, str]]:
    for code in _FIGURES:
        figure = report.figure(code)
        if figure is not None:
            fraction = figure_words.figure_fraction(figure)
            value = figure_words.figure_value(figure)
            if fraction:
                value = _("%(value)s（%(fraction)s）", value=value, fraction=fraction)
            yield str(figure_words.kpi(figure).name), value


def _states(report: AnnualReport) -> Table:
    counts = Counter(each.state for each in report.proposals)
    return Table(
        _("状態ごとの件数（%(day)sの時点）", day=report_words.day(report.period.known_until(report.today))),
        (Column(_("状態"), width=3), Column(_("件数"), "number")),
        tuple((str(state.label), counts[state]) for state in ProposalState if counts[state]),
    )


def _overdue(overdue: Iterable[ProposalLine]) -> Table:
    return Table(
        _("期限を過ぎて実施していない提案"),
        (
            Column(_("期限"), "date", 2.4),
            Column(_("番号"), width=1.5),
            Column(_("題名"), width=4),
            Column(_("担当"), width=1.6),
        ),
        tuple((each.due_on, each.number, each.title, each.owner) for each in overdue),
    )


def _decided(proposals: Iterable[ProposalLine]) -> Table:
    return Table(
        _("提案と決裁"),
        (
            Column(_("番号"), width=1.5),
            Column(_("題名"), width=3.6),
            Column(_("出どころ"), width=1.8),
            Column(_("提出日"), "date", 2.4),
            Column(_("決裁"), width=1.1),
            Column(_("決裁日"), "date", 2.4),
            Column(_("状態"), width=2.2),
        ),
        tuple(
            (
                each.number,
                each.title,
                str(each.source.label),
                each.submitted_on,
                str(after(each.decision).label) if each.decision is not None else "—",
                each.decided_on,
                str(each.state.label),
            )
            for each in proposals
        ),
    )


def _adopted(adopted: Iterable[ProposalLine]) -> Table:
    return Table(
        _("採択した提案の実施と効果確認"),
        (
            Column(_("番号"), width=1.5),
            Column(_("題名"), width=3.2),
            Column(_("担当"), width=1.5),
            Column(_("期限"), "date", 2.4),
            Column(pgettext("proposal", "実施日"), "date", 2.4),
            Column(_("効果確認日"), "date", 2.4),
            Column(_("確認した訓練"), width=1.9),
        ),
        tuple(
            (
                each.number,
                each.title,
                each.owner or "—",
                each.due_on,
                each.implemented_on,
                each.verified_on,
                each.verified_by or "—",
            )
            for each in adopted
        ),
    )
