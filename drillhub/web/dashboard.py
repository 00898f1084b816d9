"""The year so far: the drills that are due and were held, and the main figures beside those of a year ago."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from drillhub.core.errors import NotFound
from drillhub.core.fiscal_year import FiscalYear
from drillhub.core.i18n import LazyString, _, _l, current_language, lazy_pgettext, pgettext
from drillhub.drills import queries as drills
from drillhub.drills.access import RUN_DRILLS
from drillhub.programme.standings import total, year_standings
from drillhub.reporting import dashboard as reporting
from drillhub.reporting import figure_words, report_words
from drillhub.reporting.dashboard import Dashboard
from drillhub.reporting.figures import Figure, Judgement
from drillhub.reporting.kpis import Unit
from drillhub.web.doors import me, requires, today
from drillhub.web.reporting.blueprint import READERS
from drillhub.web.reporting.figures import figure_page
from drillhub.web.reporting.record_links import address_of
from drillhub.web.rule_lines import by_site, rule_line, rule_lines
from drillhub.web.sparks import MOST_POINTS, Spark, spark_of

bp = Blueprint("dashboard", __name__, url_prefix="/dashboard")

# The figures of the page, by what they are about.
SECTIONS: Final[tuple[tuple[LazyString, tuple[str, ...]], ...]] = (
    (lazy_pgettext("menu", "訓練"), ("K01", "K02", "K04", "K12")),
    (_l("避難と点呼"), ("K10", "K11", "K11b")),
    (_l("教育"), ("K19", "K20")),
    (_l("改善提案"), ("K21", "K23", "K24", "K25", "K22")),
)
# What their numerators and denominators count.
_OF_PEOPLE: Final = frozenset({"K04", "K11b", "K19", "K20"})


@dataclass(frozen=True)
class Card:
    """A figure on the page, in words. text: None when nothing was counted. counted: from how much, "" of a count.

    why_not_compared: "" when it is compared. course: what the line shows, in words.
    """

    code: str
    name: str
    text: str | None
    unit: str
    url: str
    counted: str
    comparison: str
    why_not_compared: str
    target: str
    judgement: Judgement
    spark: Spark | None
    course: str


@bp.get("")
@requires(*READERS)
def page() -> ResponseReturnValue:
    shown = reporting.dashboard(today(), me().fiscal_year_start_month)
    standings = shown.standings
    return render_template(
        "dashboard/page.html",
        shown=shown,
        period_days=report_words.period_days(shown.period),
        now=total(standings.now),
        then=total(standings.a_year_ago),
        rules=by_site(rule_lines(standings)),
        months=[month for _year, month in standings.year.months()],
        current=today().month,
        language=current_language(),
        sections=[(title, list(_cards(shown, codes))) for title, codes in SECTIONS],
        may_plan=me().acts_as(*RUN_DRILLS),
    )


@bp.get("/figures/<code>")
@requires(*READERS)
def figure(code: str) -> ResponseReturnValue:
    """The rows of this year so far, and those of the same days of the year before."""
    shown = reporting.dashboard(today(), me().fiscal_year_start_month)
    found = shown.figure(code)
    if found is None:
        raise NotFound()
    crumbs = [(pgettext("menu", "年度の状況"), url_for(".page"))]
    return figure_page(
        found,
        shown.period,
        crumbs=crumbs,
        compared_with=report_words.compared_with(shown.period, today()),
        before=(shown.period.compared(today()), shown.before[code]),
    )


@bp.get("/rules/<rule>")
@requires(*READERS)
def rule(rule: str) -> ResponseReturnValue:
    """The drills that fulfil a rule, and when each of them was or is due."""
    year = FiscalYear.of(today(), me().fiscal_year_start_month)
    standings = year_standings(year, today=today())
    found = standings.of(rule)
    if found is None:
        raise NotFound()
    return render_template(
        "dashboard/rule.html",
        line=rule_line(*found, standings),
        year=year,
        day=today(),
        drill_ids=drills.ids_by_slot(each.slot_id for each in found[0].ahead),
        address_of=address_of,
    )


def _cards(shown: Dashboard, codes: tuple[str, ...]) -> Iterator[Card]:
    for code in codes:
        found = shown.figure(code)
        if found is not None:
            yield _card(found, shown)


def _card(figure: Figure, shown: Dashboard) -> Card:
    kpi = figure_words.kpi(figure)
    # What is overdue today has no course: nobody knows any more what was overdue in May.
    values = reporting.course(figure, shown.before[figure.code])[-MOST_POINTS:] if figure.code != "K25" else ()
    return Card(
        code=figure.code,
        name=str(kpi.name),
        text=figure_words.plain(figure) if figure.value is not None else None,
        unit="" if figure.unit is Unit.SECONDS else figure_words.unit_behind(figure.unit),
        url=url_for(".figure", code=figure.code),
        counted=_counted(figure),
        comparison=_comparison(figure),
        why_not_compared=str(figure.why_not_compared or ""),
        target=figure_words.target_in_full(figure, kpi),
        judgement=figure.judgement,
        spark=spark_of(values, figure.target),
        course=_("、").join(figure_words.number(value, figure.unit) for value in values),
    )


def _counted(figure: Figure) -> str:
    """What the value was counted from; too few records are said to be few."""
    if figure.unit is Unit.SECONDS:
        counted = _("%(count)s回の中央値", count=figure.n)
    elif figure.denominator is None:
        counted = ""
    elif figure.code in _OF_PEOPLE:
        counted = _("%(fraction)s人", fraction=figure_words.figure_fraction(figure))
    else:
        counted = _("%(fraction)s件", fraction=figure_words.figure_fraction(figure))
    return _("%(counted)s（参考値）", counted=counted) if figure.is_reference_only else counted


def _comparison(figure: Figure) -> str:
    """The same days of the year before; "" when there is nothing to compare with."""
    if figure.previous is None or figure.value is None:
        return ""
    return _(
        "%(before)s %(value)s、差 %(change)s",
        before=_("前年の同じ日まで"),
        value=figure_words.number(figure.previous.value, figure.unit),
        change=figure_words.figure_change(figure),
    )
