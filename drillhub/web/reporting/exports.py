"""Handing a report out as a file. A POST, because who took it is written down."""

from flask import request
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.errors import NotFound
from drillhub.core.transactions import transaction
from drillhub.reporting import editions
from drillhub.reporting.exports import ExportFormat, export
from drillhub.web.doors import actor, requires, takes
from drillhub.web.downloads import hand_out
from drillhub.web.reporting.blueprint import READERS, bp
from drillhub.web.reporting.places import Place, annual_place, plan_place


@bp.post("/annual/<int:year>/exports")
@requires(*READERS)
@takes("format", "edition")
def export_annual(year: int) -> ResponseReturnValue:
    return _handed_out(annual_place(year))


@bp.post("/<any(status, renewal):kind>/<int:plan_id>/exports")
@requires(*READERS)
@takes("format", "edition")
def export_of_plan(kind: str, plan_id: int) -> ResponseReturnValue:
    return _handed_out(plan_place(kind, plan_id))


def _handed_out(place: Place) -> ResponseReturnValue:
    """The file is made before the entry in the trail."""
    wanted = request.form.get("format", "")
    if wanted not in set(ExportFormat):
        raise NotFound()
    frozen = place.to_hand_out(request.form.get("edition", ""))
    made = export(frozen, ExportFormat(wanted))
    with transaction():
        editions.record_export(frozen, wanted, by=actor(), at=clock.now())
    media_type = ExportFormat(wanted).media_type
    return hand_out(made.data, media_type=media_type, name=made.name, plain_name=made.plain_name)
