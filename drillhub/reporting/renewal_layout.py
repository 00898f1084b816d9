"""The improvement history as a document: chains, figures over the years, the official rows, drafts and gaps."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from drillhub.core.i18n import _, pgettext, use_language
from drillhub.documents.blocks import (
    Block,
    Bullets,
    Cell,
    Chart,
    Column,
    Document,
    Heading,
    Nothing,
    Paragraph,
    Section,
    Table,
    Titled,
)
from drillhub.reporting import figure_words, report_words
from drillhub.reporting import renewal_words as words
from drillhub.reporting.figures import Figure, NoValue
from drillhub.reporting.kpis import Unit
from drillhub.reporting.numbers import plain_number
from drillhub.reporting.renewal_values import Chain, RenewalReport, Step, Trend
from drillhub.reporting.report_layout import printed
from drillhub.reporting.status_layout import official_table
from drillhub.reporting.status_ratings import StatusItem
from drillhub.reporting.status_rules import PLAN_ITEMS
from drillhub.reporting.status_words import fraction, item_name, rating_words


def document(report: RenewalReport) -> Document:
    """The report in its own language."""
    with use_language(report.language):
        sections = (
            Section("1", _("気付きから改善まで"), tuple(_chains(report))),
            Section("2", _("主な数字の推移"), tuple(_trends(report))),
            Section("3", _("項目ごとの実施状況"), tuple(_items(report))),
            Section("4", _("次の計画の「現在の取組」の下書き"), tuple(_drafts(report))),
            Section("5", _("足りないもの"), tuple(_gaps(report))),
        )
        return printed(report, words.REPORT_NAME, sections, notes=(str(words.NO_PROCEDURE),))


def chart(report: RenewalReport, trend: Trend) -> Chart:
    """A key figure over the years. In the language that is in use."""
    years = [report_words.period_name(year) for year in report.years]
    unit = trend.figures[0].unit
    direction = words.direction_words(trend)
    # A time is drawn in minutes.
    behind = str(Unit.MINUTES.label) if unit is Unit.SECONDS else figure_words.unit_behind(unit)
    kind: Literal["percent", "number"] = "percent" if unit is Unit.PERCENT else "number"
    caption = words.trend_name(trend)
    table = Table(
        _("%(name)s　%(direction)s", name=caption, direction=direction) if direction else caption,
        (
            Column(_("計画年次"), width=1.1),
            Column(behind.strip() or _("件数"), kind, 1.1),
            Column(pgettext("figure", "目標"), kind, 1.1),
            Column(_("数えた記録"), width=1.8),
            Column(_("判定"), width=1),
        ),
        tuple(
            (
                year,
                _drawn(figure.value, unit),
                _drawn(figure.target, unit),
                _counted(figure),
                str(figure.judgement.label),
            )
            for year, figure in zip(years, trend.figures, strict=True)
        ),
    )
    shape: Literal["line", "bar"] = "bar" if unit is Unit.COUNT else "line"
    return Chart(table, shape, words.trend_sentence(trend, years), target_column=2, unit=behind)


def _drawn(value: Decimal | None, unit: Unit) -> Cell:
    """A value as it is drawn: a rate as a ratio, a time in minutes."""
    if value is None:
        return None
    if unit is Unit.PERCENT:
        return float(value) / 100
    return round(float(value) / 60, 1) if unit is Unit.SECONDS else plain_number(value)


def _counted(figure: Figure) -> str:
    """What the value rests on; a time also as people say it."""
    if figure.no_value is not None:
        return str(figure.no_value.label)
    if figure.unit is Unit.SECONDS:
        return _("%(value)s（%(count)s件の中央値）", value=figure_words.figure_value(figure), count=figure.n)
    return words.counted(figure)


def _chains(report: RenewalReport) -> Iterator[Block]:
    yield Table(
        _("計画年次ごとの件数（気付きの生まれた年で数える）"),
        (Column(_("計画年次"), width=1.6), *(Column(str(step.label), "number") for step in Step)),
        (
            *(_counts(report, report_words.period_name(year), year.number) for year in report.years),
            _counts(report, _("合計"), None),
        ),
    )
    yield Paragraph(
        _(
            "気付きには、訓練で見つかったもののほか、訓練以外から出た改善提案のもとを含む。"
            "改善提案にならなかったものと、採択しなかったものも載せている。"
        )
    )
    for year in report.years:
        chains = report.reached(Step.FOUND, year.number)
        yield Heading(_("%(year)s（%(count)s件）", year=report_words.period_name(year), count=len(chains)))
        if chains:
            yield _chain_table(report, chains, report_words.period_days(year))
        else:
            yield Nothing(str(report_words.NO_RECORD))


def _counts(report: RenewalReport, name: str, plan_year: int | None) -> tuple[Cell, ...]:
    return (name, *(len(report.reached(step, plan_year)) for step in Step))


def _chain_table(report: RenewalReport, chains: tuple[Chain, ...], caption: str) -> Table:
    return Table(
        caption,
        (
            Column(_("気付き"), width=1.6),
            Column(_("改善提案と決裁"), width=2),
            Column(_("実施と効果確認"), width=1.8),
            Column(_("計画の改訂"), width=0.9),
            Column(_("状態"), width=0.8),
        ),
        tuple(_chain_row(chain, report) for chain in chains),
    )


def _chain_row(chain: Chain, report: RenewalReport) -> tuple[Cell, ...]:
    number, state = words.item_number(chain.plan_item), words.chain_state(chain)[1]
    where, noticed = words.found(chain)
    head = f"{number} {where}".strip()
    if chain.proposed is None:
        return Titled(head, noticed), words.proposed(chain)[1], None, None, state
    each = chain.proposed
    who, text = words.proposed(chain)
    decisions = [f"{title}: {body}" for title, body in words.decided(each)]
    done = words.implemented(each)
    shown = [f"{title}: {body}" for title, body in words.verified(each, report.known_until)]
    return (
        Titled(head, noticed),
        Titled(who, "\n".join((text, *decisions))),
        Titled(done[0], "\n".join((done[1], *shown))) if done else "\n".join(shown) or None,
        words.plan_changed(each, chain.plan_item) or None,
        state,
    )


def _trends(report: RenewalReport) -> Iterator[Block]:
    running = next((year for year in report.years if not year.has_ended(report.today)), None)
    if running is not None:
        name, day = report_words.period_name(running), report_words.day(report.known_until)
        yield Paragraph(_("%(year)sは、%(day)sまでの記録で数えている。", year=name, day=day))
    for trend in report.trends:
        if trend.has_values:
            yield chart(report, trend)
    empty = [words.trend_name(trend) for trend in report.trends if not trend.has_values]
    if empty:
        yield Heading(str(NoValue.NOTHING_COUNTED.label))
        yield Paragraph(_("、").join(empty))


def _items(report: RenewalReport) -> Iterator[Block]:
    yield Table(
        _("約束の達成と評価"),
        (
            Column(_("項目"), width=3),
            Column(_("約束の達成"), width=1),
            Column(_("評価案"), width=1.8),
            Column(_("確かめた評価"), width=1.8),
        ),
        tuple(
            (
                item_name(line.item),
                fraction(line),
                rating_words(line.proposed),
                rating_words(line.rating) if line.confirmed else None,
            )
            for line in report.items
        ),
    )
    yield official_table(report.items, report.drills, report.quizzes)


def _drafts(report: RenewalReport) -> Iterator[Block]:
    line = next(line for line in report.items if line.item is StatusItem.MEASURES)
    for item in PLAN_ITEMS[StatusItem.MEASURES]:
        yield Heading(f"{item.value} {item.label}")
        sentences = tuple(words.current_measures(line, item))
        yield Bullets(sentences) if sentences else Nothing(_("実施した対策の記録がない。"))


def _gaps(report: RenewalReport) -> Iterator[Block]:
    for name, gaps in words.grouped(report.gaps):
        yield Heading(_("%(name)s（%(count)s件）", name=name, count=len(gaps)))
        yield Bullets(tuple(words.gap_sentence(gap) for gap in gaps))
    if not report.gaps:
        yield Nothing(_("足りないものはない。"))
