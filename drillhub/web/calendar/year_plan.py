"""The plan of a year on paper."""

from flask.typing import ResponseReturnValue

from drillhub.calendar import views as calendar
from drillhub.calendar.company_calendar import company_days
from drillhub.calendar.views import CalendarFilter
from drillhub.core.errors import NotFound
from drillhub.core.i18n import _
from drillhub.documents.pdf import write_pdf
from drillhub.reporting.year_plan import year_plan
from drillhub.web.calendar.blueprint import READERS, bp, year_from
from drillhub.web.doors import me, requires, today
from drillhub.web.downloads import hand_out


@bp.get("/plans/<int:year>.pdf")
@requires(*READERS)
def print_year(year: int) -> ResponseReturnValue:
    """The whole plan, whatever the screen was narrowed to."""
    shown = year_from(str(year))
    if shown.year != year:
        raise NotFound()
    found = calendar.entries(CalendarFilter(), shown.first_day, shown.last_day, today=today())
    days = company_days(shown.first_day, shown.last_day)
    document = year_plan(shown, found, days, organisation=me().org_name, today=today())
    name = f"{_('年間計画')}_{_('%(year)s年度', year=year)}.pdf"
    return hand_out(write_pdf(document), media_type="application/pdf", name=name, plain_name=f"year-plan-{year}.pdf")
