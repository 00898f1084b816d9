"""The list of scenarios, one scenario, and the library that comes with DrillHub."""

from enum import StrEnum
from typing import TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.i18n import _
from drillhub.drills import queries as drills
from drillhub.drills.access import RUN_DRILLS
from drillhub.scenarios import queries, services
from drillhub.scenarios.library import library_contents
from drillhub.scenarios.vocabulary import capability_label
from drillhub.vocabulary import DrillType, Hazard
from drillhub.web.doors import actor, me, page_number, requires, submit
from drillhub.web.scenarios.blueprint import IMPORTERS, READERS, bp

E = TypeVar("E", bound=StrEnum)


@bp.get("")
@requires(*READERS)
def index() -> ResponseReturnValue:
    hazard, drill_type = _chosen("hazard", Hazard), _chosen("type", DrillType)
    page = queries.library_page(hazard=hazard, drill_type=drill_type, number=page_number())
    return render_template(
        "scenarios/index.html",
        page=page,
        last_uses=drills.last_uses(row.scenario_id for row in page.items),
        facets=queries.facets(),
        hazard=hazard,
        drill_type=drill_type,
        may_import=me().acts_as(*IMPORTERS),
    )


@bp.post("/library")
@requires(*IMPORTERS)
def load_library() -> ResponseReturnValue:
    """Bring in the scenarios that come with DrillHub. Their files are read before the transaction."""
    library_contents()

    def change() -> ResponseReturnValue:
        done = services.load_library(by=actor(), at=clock.now())
        flash(_("%(count)s件のシナリオを入れました。", count=len(done.added) + len(done.changed)))
        return redirect(url_for(".index"), 303)

    return submit(change)


@bp.get("/<int:scenario_id>")
@requires(*READERS)
def show(scenario_id: int) -> ResponseReturnValue:
    return _page(queries.scenario_page(scenario_id))


@bp.get("/<int:scenario_id>/versions/<int:number>")
@requires(*READERS)
def version(scenario_id: int, number: int) -> ResponseReturnValue:
    return _page(queries.scenario_page(scenario_id, number))


def _page(page: queries.ScenarioPage) -> ResponseReturnValue:
    return render_template(
        "scenarios/show.html",
        page=page,
        scenario=page.content,
        last_use=drills.last_uses([page.scenario_id]).get(page.scenario_id),
        may_plan=me().acts_as(*RUN_DRILLS),
        capability_label=capability_label,
    )


def _chosen(name: str, kind: type[E]) -> E | None:
    """A filter of the address. A word that is not in the list narrows nothing."""
    value = request.args.get(name, "")
    return kind(value) if value in set(kind) else None
