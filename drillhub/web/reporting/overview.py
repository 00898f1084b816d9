"""The list of reports: fiscal years, and certified plans with what an application needs."""

from flask import render_template
from flask.typing import ResponseReturnValue

from drillhub.reporting.overview import annual_years, plans_reported_on
from drillhub.web.doors import me, requires, today
from drillhub.web.reporting.blueprint import READERS, bp


@bp.get("")
@requires(*READERS)
def index() -> ResponseReturnValue:
    return render_template(
        "reporting/index.html",
        years=annual_years(today(), me().fiscal_year_start_month),
        plans=plans_reported_on(today()),
    )
