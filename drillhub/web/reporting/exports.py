"""Handing a report out as a file. A POST, because who took it is written down."""

from io import BytesIO

from flask import request, send_file
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.errors import NotFound
from drillhub.core.transactions import transaction
from drillhub.reporting import editions
from drillhub.reporting.exports import ExportFormat, export
from drillhub.reporting.report_types import ANNUAL
from drillhub.web.doors import actor, requires, takes, today
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
    return send_file(
        BytesIO(made.data),
        mimetype=ExportFormat(wanted).media_type,
        as_attachment=True,
        download_name=made.name,
    )
