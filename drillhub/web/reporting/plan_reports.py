"""What the reports about a plan have in common: editions, who signs, and approval."""

from collections.abc import Callable
from typing import Any, Final

from flask import render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from drillhub.reporting import editions
from drillhub.reporting.editions import Frozen
from drillhub.web.doors import requires, takes, writes
from drillhub.web.reporting import desk
from drillhub.web.reporting.blueprint import APPROVERS, READERS, WRITERS, bp
from drillhub.web.reporting.desk import ApprovalForm, NotesForm, Page
from drillhub.web.reporting.places import Place, plan_place
from drillhub.web.reporting.renewal import openings, renewal_page, renewal_sheet
from drillhub.web.reporting.status import status_page, status_sheet

_PAGES: Final[dict[str, Page]] = {"status": status_page, "renewal": renewal_page}
_SHEETS: Final[dict[str, Callable[[Place, Frozen[Any]], Markup]]] = {
    "status": status_sheet,
    "renewal": renewal_sheet,
}


@bp.get("/<any(status, renewal):kind>/<int:plan_id>/editions/<int:number>")
@requires(*READERS)
def plan_edition(kind: str, plan_id: int, number: int) -> ResponseReturnValue:
    """An edition as it was approved."""
    place = plan_place(kind, plan_id)
    frozen = editions.edition(place.of, place.period, number)
    return render_template(
        "reporting/edition.html",
        sheet=_SHEETS[kind](place, frozen),
        **desk.around_sheet(place, frozen),
        opened=openings(place, frozen) if kind == "renewal" else (),
    )


@bp.post("/<any(status, renewal):kind>/<int:plan_id>/notes")
@requires(*WRITERS)
@takes(NotesForm)
@writes
def write_notes_of_plan(kind: str, plan_id: int) -> ResponseReturnValue:
    return desk.write_notes(plan_place(kind, plan_id), _PAGES[kind])


@bp.post("/<any(status, renewal):kind>/<int:plan_id>/approval")
@requires(*APPROVERS)
@takes(ApprovalForm, "seen")
@writes
def approve_of_plan(kind: str, plan_id: int) -> ResponseReturnValue:
    return desk.approve(plan_place(kind, plan_id), _PAGES[kind])
