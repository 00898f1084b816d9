"""The blueprint, and who may do what with the year's programme."""

from flask import Blueprint, request

from drillhub.core.fiscal_year import FiscalYear
from drillhub.identity.roles import Role
from drillhub.web.doors import me, today

READERS = (Role.TRAINER, Role.GENERAL_AFFAIRS, Role.APPROVER)
PLANNERS = (Role.TRAINER, Role.GENERAL_AFFAIRS)

bp = Blueprint("programme", __name__, url_prefix="/calendar")


def this_year() -> FiscalYear:
    """The organisation's fiscal year today."""
    return FiscalYear.of(today(), me().fiscal_year_start_month)


def chosen_year() -> FiscalYear:
    """This fiscal year, or the following one when the address asks for it (`?year=`)."""
    year = this_year()
    return year.following() if request.values.get("year") == str(year.following().year) else year
