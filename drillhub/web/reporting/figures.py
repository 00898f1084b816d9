"""A figure opened to the rows it was counted from."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from drillhub.core.errors import NotFound
from drillhub.reporting import editions, figure_words, report_words
from drillhub.reporting.figures import RecordRef
from drillhub.reporting.kpis import kpi_of
from drillhub.reporting.report_types import ANNUAL
from drillhub.web.doors import requires, today
from drillhub.web.reporting.blueprint import READERS, bp, language, period_of


@bp.get("/annual/<int:year>/figures/<code>")
@requires(*READERS)
def figure(year: int, code: str) -> ResponseReturnValue:
    """Of the edition that the address names, or of the draft."""
    period, kpi = period_of(year), kpi_of(code)
    number = request.args.get("edition", "")
    if kpi is None:
        raise NotFound()
    frozen = (
        editions.edition(ANNUAL, period, int(number[:6]))
        if number.isdigit()
        else editions.draft(ANNUAL, period, language=language(), today=today())
    )
    found = frozen.report.figure(code)
    if found is None:
        raise NotFound()
    return render_template(
        "reporting/figure.html",
        report=frozen.report,
        figure=found,
        kpi=kpi,
        year=year,
        figure_words=figure_words,
        report_words=report_words,
        address_of=_address_of,
    )


def _address_of(row: RecordRef) -> str | None:
    """The page of the record behind a row; None where there is none."""
    return url_for("drills.page", drill_id=row.id) if row.kind == "drill" else None
