"""The improvement history as one long table, for the csv: a line for each count, chain, figure, row, draft and gap."""

from collections.abc import Iterator
from datetime import date

from drillhub.core.i18n import _, use_language
from drillhub.reporting import figure_words, report_words
from drillhub.reporting import renewal_words as words
from drillhub.reporting.renewal_values import Chain, RenewalReport, Step
from drillhub.reporting.report import Line
from drillhub.reporting.report_layout import cover
from drillhub.reporting.status_ratings import StatusItem
from drillhub.reporting.status_rules import PLAN_ITEMS
from drillhub.reporting.status_table import proof, status_line


def long_table(report: RenewalReport) -> list[Line]:
    """The heading and every line, under the numbers of the sections; 0 is the cover."""
    with use_language(report.language):
        heading = (_("章"), _("項目"), _("値"), _("単位"), _("分子"), _("分母"), _("記録の番号"))
        return [heading, *_lines(report)]


def _lines(report: RenewalReport) -> Iterator[Line]:
    for name, value in cover(report):
        yield ("0", name, value, "", None, None, "")
    for year in report.years:
        for step in Step:
            name = f"{report_words.period_name(year)} {step.label}"
            yield ("1", name, len(report.reached(step, year.number)), _("件"), None, None, "")
    for chain in report.chains:
        yield from _chain(chain, report.known_until)
    yield from _figures(report)
    for line in report.items:
        yield from status_line("3", line, report.drills, report.quizzes)
        yield from proof("3", line)
    measures = next(line for line in report.items if line.item is StatusItem.MEASURES)
    for item in PLAN_ITEMS[StatusItem.MEASURES]:
        for sentence in words.current_measures(measures, item):
            yield ("4", f"{item.value} {item.label}", sentence, "", None, None, "")
    for gap in report.gaps:
        yield ("5", _("足りないもの"), words.gap_sentence(gap), "", None, None, "")


def _chain(chain: Chain, known_until: date) -> Iterator[Line]:
    """Link by link, each with the numbers of the drill and of the proposal."""
    numbers = " ".join(
        number
        for number in (
            chain.finding.drill_number if chain.finding else "",
            chain.proposed.line.number if chain.proposed else "",
        )
        if number
    )
    links = [(Step.FOUND, words.found(chain)), (Step.PROPOSED, words.proposed(chain))]
    if chain.proposed is not None:
        links += [(Step.ADOPTED, each) for each in words.decided(chain.proposed)]
        done = words.implemented(chain.proposed)
        links += [(Step.IMPLEMENTED, done)] if done else []
        links += [(Step.VERIFIED, each) for each in words.verified(chain.proposed, known_until)]
        changed = words.plan_changed(chain.proposed, chain.plan_item)
        links += [(Step.PLAN_CHANGED, (changed, ""))] if changed else []
    for step, (where, text) in links:
        yield ("1", f"{chain.title}: {step.label}", f"{where} {text}".strip(), "", None, None, numbers)
    yield ("1", _("%(title)s: 状態", title=chain.title), words.chain_state(chain)[1], "", None, None, numbers)


def _figures(report: RenewalReport) -> Iterator[Line]:
    for trend in report.trends:
        for year, figure in zip(report.years, trend.figures, strict=True):
            name = f"{report_words.period_name(year)} {trend.code} {figure_words.kpi(figure).name}"
            value = figure_words.figure_value(figure)
            if figure.value is not None:
                value = figure_words.digits(figure.value, figure.unit)
            numbers = figure_words.record_numbers(figure)
            yield ("2", name, value, str(figure.unit.label), figure.numerator, figure.denominator, numbers)
