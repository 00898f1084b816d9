"""Handing a report out as a file. A POST, because who took it is written down."""

from flask import request
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.errors import NotFound
from drillhub.core.transactions import transaction
from drillhub.reporting import editions
from drillhub.reporting.exports import ExportFormat, export
from drillhub.reporting.report_types import ANNUAL
from drillhub.web.doors import actor, requires, takes, today
from drillhub.web.downloads import hand_out
from drillhub.web.reporting.blueprint import READERS, bp, language, period_of


@bp.post("/annual/<int:year>/exports")
@requires(*READERS)
@takes("format", "edition")
def export_annual(year: int) -> ResponseReturnValue:
    """The edition that the form names, or the draft. The file is made before the entry in the trail."""
    period = period_of(year)
    wanted, number = request.form.get("format", ""), request.form.get("edition", "")
    if wanted not in set(ExportFormat) or not (number.isdigit() or not number):
        raise NotFound()
    if number:
        frozen = editions.edition(ANNUAL, period, int(number[:6]))
    else:
        frozen = editions.draft(ANNUAL, period, language=language(), today=today())
    made = export(frozen, ExportFormat(wanted))
    with transaction():
        editions.record_export(frozen, wanted, by=actor(), at=clock.now())
    media_type = ExportFormat(wanted).media_type
    return hand_out(made.data, media_type=media_type, name=made.name, plain_name=made.plain_name)
