"""A figure opened to the rows it was counted from."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from drillhub.core.errors import NotFound
from drillhub.core.i18n import _, pgettext
from drillhub.reporting import annual_words, figure_words, report_words
from drillhub.reporting.editions import Frozen
from drillhub.reporting.figures import Figure, RecordRef
from drillhub.reporting.kpis import Unit, kpi_of
from drillhub.reporting.periods import Period
from drillhub.reporting.report_types import ANNUAL
from drillhub.web.doors import requires
from drillhub.web.reporting.blueprint import READERS, bp
from drillhub.web.reporting.places import Place, annual_place
from drillhub.web.reporting.record_links import address_of


@bp.get("/annual/<int:year>/figures/<code>")
@requires(*READERS)
def figure(year: int, code: str) -> ResponseReturnValue:
    """Of the edition that the address names, or of the draft."""
    place = annual_place(year)
    if kpi_of(code) is None:
        raise NotFound()
    found = (frozen := place.asked_for()).report.figure(code)
    if found is None:
        raise NotFound()
    compared_with = annual_words.compared_with(frozen.report)
    return figure_page(found, place.period, crumbs=crumbs_to(place, frozen), compared_with=compared_with)


def figure_page(
    found: Figure,
    period: Period,
    *,
    crumbs: list[tuple[str, str]],
    compared_with: str,
    before: tuple[Period, Sequence[RecordRef]] | None = None,
    others: tuple[list[tuple[str, str]], int] | None = None,
) -> str:
    """The page of a figure.

    compared_with: what the figure stands beside, in words. before: the period that this is, and the rows counted in
    it, where they are at hand. others: the same figure of other periods as (name,
    address), and which of them this one is.
    """
    return render_template(
        "reporting/figure.html",
        figure=found,
        kpi=figure_words.kpi(found),
        crumbs_to=crumbs,
        in_seconds=found.unit is Unit.SECONDS,
        counted=_counted(found),
        comparison=_comparison(found, compared_with),
        target=figure_words.target_in_full(found, figure_words.kpi(found)),
        compared_with=compared_with,
        before=before[1] if before else (),
        others=others,
        days=report_words.period_days(period),
        days_before=report_words.period_days(before[0]) if before else "",
        figure_words=figure_words,
        address_of=address_of,
    )


def crumbs_to(place: Place, frozen: Frozen[Any]) -> list[tuple[str, str]]:
    """The way back to the report that a figure was opened from."""
    url = place.url("edition", number=frozen.edition) if frozen.edition else place.url("page")
    name = report_words.period_name(place.period) if place.of is ANNUAL else str(place.of.name)
    return [(pgettext("menu", "報告書"), url_for("reporting.index")), (name, url)]


def _counted(found: Figure) -> str:
    """What stands beside the value: its fraction, or how many records it is from; few are said to be few."""
    counted = figure_words.figure_fraction(found) or _("%(count)s件", count=found.n)
    if found.unit is Unit.SECONDS:
        counted = _("%(count)s件の中央値", count=found.n)
    return _("%(counted)s（参考値）", counted=counted) if found.is_reference_only else counted


def _comparison(found: Figure, compared_with: str) -> str:
    """The value it is compared with and the difference, or why there is none."""
    if found.previous is None or found.value is None:
        return _("比較不可（%(why)s）", why=found.why_not_compared)
    return _(
        "%(before)s %(value)s、差 %(change)s",
        before=compared_with,
        value=figure_words.number(found.previous.value, found.unit),
        change=figure_words.figure_change(found),
    )
