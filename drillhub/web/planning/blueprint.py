"""The blueprint, and who may do what with the plan."""

from flask import Blueprint

from drillhub.core.fiscal_year import FiscalYear
from drillhub.identity.roles import Role
from drillhub.web.doors import me, today

READERS = (Role.TRAINER, Role.GENERAL_AFFAIRS, Role.APPROVER)
KEEPERS = (Role.GENERAL_AFFAIRS,)

bp = Blueprint("planning", __name__, url_prefix="/plan")


def this_year() -> FiscalYear:
    """The organisation's fiscal year today."""
    return FiscalYear.of(today(), me().fiscal_year_start_month)
