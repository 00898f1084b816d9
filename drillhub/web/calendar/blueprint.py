"""The blueprint, and who may do what with the calendar."""

from flask import Blueprint

from drillhub.core.fiscal_year import FiscalYear
from drillhub.identity.roles import Role
from drillhub.web.doors import me, today

READERS = (Role.TRAINER, Role.GENERAL_AFFAIRS, Role.APPROVER)
KEEPERS = (Role.TRAINER, Role.GENERAL_AFFAIRS)

bp = Blueprint("calendar", __name__, url_prefix="/calendar")


def this_year() -> FiscalYear:
    """The organisation's fiscal year today."""
    return FiscalYear.of(today(), me().fiscal_year_start_month)


def year_from(typed: str) -> FiscalYear:
    """The fiscal year that an address asks for; this one when it asks for none that makes sense."""
    now = this_year()
    in_reach = typed.isdecimal() and len(typed) == 4 and abs(int(typed) - now.year) <= 50
    return FiscalYear(int(typed), now.start_month) if in_reach else now
