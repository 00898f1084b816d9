"""The improvement history of a plan: counts of its years, chains from findings on, figures over the years, gaps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from drillhub.core.errors import NotFound
from drillhub.core.i18n import LazyString, _, _l, lazy_pgettext
from drillhub.core.pagination import Page
from drillhub.reporting import renewal_words, report_words, status_words
from drillhub.reporting.editions import Frozen
from drillhub.reporting.renewal_layout import chart
from drillhub.reporting.renewal_values import Chain, RenewalGap, RenewalReport, Step
from drillhub.web.doors import page_number, requires
from drillhub.web.reporting import desk
from drillhub.web.reporting.blueprint import READERS, bp
from drillhub.web.reporting.desk import Refused
from drillhub.web.reporting.figures import crumbs_to, figure_page
from drillhub.web.reporting.places import Place, plan_place
from drillhub.web.reporting.record_links import address_of, commitment_urls, mended_at
from drillhub.web.reporting.status import ready_words, row_url

# How many chains the page of the report shows, and how many a page of all of them.
FEW: Final = 3
MANY: Final = 20
ORDERS: Final[dict[str, LazyString]] = {
    "oldest": _l("古い順"),
    "item": _l("計画の項目順"),
    "open": _l("終わっていない順"),
}
# The links of one chain. The decision is one whichever way it went.
_NAMES: Final[dict[Step, LazyString]] = {
    Step.FOUND: _l("気付き"),
    Step.PROPOSED: lazy_pgettext("one", "改善提案"),
    Step.ADOPTED: _l("決裁"),
    Step.IMPLEMENTED: lazy_pgettext("chain", "実施"),
    Step.VERIFIED: _l("効果確認"),
    Step.PLAN_CHANGED: _l("計画の改訂"),
}


@dataclass(frozen=True)
class Link:
    """One link of a chain on a page. head: where and when. is_open: it is still to come; url: the record behind it."""

    name: str
    head: str
    text: str
    is_open: bool = False
    url: str | None = None


@dataclass(frozen=True)
class ChainView:
    number: str
    title: str
    url: str | None
    state: tuple[str, str]
    links: tuple[Link, ...]


@bp.get("/renewal/<int:plan_id>")
@requires(*READERS)
def renewal(plan_id: int) -> ResponseReturnValue:
    return renewal_page(plan_place("renewal", plan_id))


def renewal_page(place: Place, refused: Refused = None) -> str:
    """The history as the records stand."""
    draft = place.draft()
    report: RenewalReport = draft.report
    around = desk.around_draft(place, draft, refused)
    return render_template(
        "reporting/renewal.html",
        **around,
        sheet=renewal_sheet(place, around["shown"]),
        record_urls=commitment_urls(report.items),
        words=status_words,
        about=renewal_words,
        steps=tuple(Step),
        chains_url=_chains_url(place, None),
        chains=[_view(chain, report) for chain in _ordered(report.chains, "open")[:FEW]],
        trends=[
            (chart(report, trend), _figure_url(place, trend.code, None), renewal_words.trend_name(trend))
            for trend in report.trends
            if trend.has_values
        ],
        rows=[(line, row_url(place.parts["plan_id"], line.item), ready_words(line)) for line in report.items],
        gaps=[_gap(gap, place) for gap in report.gaps],
    )


@bp.get("/renewal/<int:plan_id>/chains")
@requires(*READERS)
def renewal_chains(plan_id: int) -> ResponseReturnValue:
    """The chains behind a count: of one year or all, that came as far as a step."""
    place = plan_place("renewal", plan_id)
    frozen = place.asked_for()
    report: RenewalReport = frozen.report
    step = _step(request.args.get("step", ""))
    year = next((each for each in report.years if str(each.number) == request.args.get("year", "")), None)
    order = request.args.get("order", "oldest")
    order = order if order in ORDERS else "oldest"
    found = _ordered(report.reached(step, year.number if year else None), order)
    page = _page(found, page_number())
    kept = {"step": step.value, "year": year.number if year else "", "order": order, "edition": frozen.edition or ""}
    return render_template(
        "reporting/renewal_chains.html",
        place=place,
        crumbs_to=crumbs_to(place, frozen),
        page=page,
        views=[_view(chain, report) for chain in page.items],
        years=[(str(each.number), report_words.period_name(each)) for each in report.years],
        steps=tuple(Step),
        orders=ORDERS,
        kept=kept,
        heading=_heading(step, report_words.period_name(year) if year else ""),
        url=url_for(".renewal_chains", plan_id=plan_id),
    )


@bp.get("/renewal/<int:plan_id>/figures/<code>")
@requires(*READERS)
def renewal_figure(plan_id: int, code: str) -> ResponseReturnValue:
    """A figure of a year of the plan (the last one when the address names none), opened to its rows."""
    place = plan_place("renewal", plan_id)
    frozen = place.asked_for()
    report: RenewalReport = frozen.report
    trend = report.trend(code)
    if trend is None:
        raise NotFound()
    asked = request.args.get("plan_year", "")
    index = next((i for i, year in enumerate(report.years) if str(year.number) == asked), len(report.years) - 1)
    tabs = [
        (report_words.period_name(year), _figure_url(place, code, frozen, plan_year=year.number))
        for year in report.years
    ]
    return figure_page(
        trend.figures[index],
        report.years[index],
        crumbs=crumbs_to(place, frozen),
        compared_with=report_words.compared_with(report.years[index], report.today),
        others=(tabs, index),
    )


def renewal_sheet(place: Place, frozen: Frozen[RenewalReport]) -> Markup:
    return desk.sheet("reporting/_sheet.html", place, frozen, record_urls=commitment_urls(frozen.report.items))


def openings(place: Place, frozen: Frozen[Any]) -> list[tuple[str, str]]:
    """What the numbers of an edition open to: its chains, and the rows of each figure, as they were frozen."""
    trends = [trend for trend in frozen.report.trends if trend.has_values]
    return [
        (_("改善のつながり"), _chains_url(place, frozen)),
        *((renewal_words.trend_name(trend), _figure_url(place, trend.code, frozen)) for trend in trends),
    ]


def _chains_url(place: Place, frozen: Frozen[Any] | None, **more: Any) -> str:
    edition = frozen.edition if frozen else None
    return url_for("reporting.renewal_chains", plan_id=place.parts["plan_id"], edition=edition, **more)


def _figure_url(place: Place, code: str, frozen: Frozen[Any] | None, **more: Any) -> str:
    edition = frozen.edition if frozen else None
    return url_for("reporting.renewal_figure", plan_id=place.parts["plan_id"], code=code, edition=edition, **more)


def _step(text: str) -> Step:
    return Step(text) if text in set(Step) else Step.FOUND


def _heading(step: Step, year: str) -> str:
    name = str(step.label) if step is Step.FOUND else _("「%(step)s」まで進んだもの", step=step.label)
    return _("%(year)sの%(name)s", year=year, name=name) if year else name


def _ordered(chains: Iterable[Chain], order: str) -> tuple[Chain, ...]:
    """oldest: as they began. item: by the part of the plan. open: what is not over first, and of it what came far."""
    chains = tuple(chains)
    if order == "item":
        return tuple(sorted(chains, key=lambda chain: chain.plan_item.value if chain.plan_item else "9"))
    if order == "open":
        return tuple(sorted(reversed(chains), key=lambda chain: (chain.is_over, -sum(map(chain.reached, Step)))))
    return chains


def _page(chains: tuple[Chain, ...], number: int) -> Page[Chain]:
    """Cut in memory: the chains are part of one value, which is assembled or read as a whole."""
    number = min(number, max(1, -(-len(chains) // MANY)))
    return Page(chains[(number - 1) * MANY : number * MANY], len(chains), number, MANY)


def _view(chain: Chain, report: RenewalReport) -> ChainView:
    proposed = chain.proposed
    return ChainView(
        number=renewal_words.item_number(chain.plan_item),
        title=chain.title,
        url=address_of("proposal", proposed.line.id) if proposed else None,
        state=renewal_words.chain_state(chain),
        links=tuple(_links(chain, report.known_until)),
    )


def _links(chain: Chain, known_until: date) -> Iterable[Link]:
    """The six links; what has not come yet is open, and says what it waits for where that is known."""
    where, noticed = renewal_words.found(chain)
    drill_url = address_of("drill", chain.finding.drill_id) if chain.finding else None
    yield Link(_name(Step.FOUND), where, noticed, url=drill_url)
    proposed = chain.proposed
    who, text = renewal_words.proposed(chain)
    url = address_of("proposal", proposed.line.id) if proposed else None
    yield Link(_name(Step.PROPOSED), who, text, is_open=proposed is None, url=url)
    if proposed is None:
        for step in (Step.ADOPTED, Step.IMPLEMENTED, Step.VERIFIED, Step.PLAN_CHANGED):
            yield Link(_name(step), "", "", is_open=True)
        return
    decisions = list(renewal_words.decided(proposed))
    meeting = address_of("meeting", proposed.decisions[-1].meeting_id) if decisions else None
    head, text = decisions[-1] if decisions else ("", "")
    yield Link(_name(Step.ADOPTED), head, text, is_open=not decisions, url=meeting)
    done = renewal_words.implemented(proposed)
    yield Link(_name(Step.IMPLEMENTED), *(done or ("", "")), is_open=done is None)
    shown = list(renewal_words.verified(proposed, known_until))
    drill = address_of("drill", proposed.verifications[-1].drill_id) if shown else None
    head, text = shown[-1] if shown else ("", "")
    yield Link(_name(Step.VERIFIED), head, text, is_open=not chain.reached(Step.VERIFIED), url=drill)
    changed = renewal_words.plan_changed(proposed, chain.plan_item)
    yield Link(_name(Step.PLAN_CHANGED), "", changed, is_open=not changed)


def _name(step: Step) -> str:
    return str(_NAMES[step])


def _gap(gap: RenewalGap, place: Place) -> tuple[str, str, str, str | None]:
    """The sentence, where it is, and the button that mends it."""
    sentence = renewal_words.gap_sentence(gap)
    where = status_words.item_name(gap.item) if gap.item else str(place.of.name)
    if gap.target_kind == "status_row" and gap.item is not None:
        return sentence, where, _("確かめる"), row_url(place.parts["plan_id"], gap.item)
    return sentence, where, *mended_at(gap.target_kind, gap.target_id)
