"""The blueprint, who may do what with reports, and which period an address names."""

from typing import Literal

from flask import Blueprint

from drillhub.core.errors import Invalid, NotFound
from drillhub.core.i18n import current_language
from drillhub.identity.roles import Role
from drillhub.reporting import periods
from drillhub.reporting.periods import Period
from drillhub.web.doors import me, today

READERS = (Role.TRAINER, Role.GENERAL_AFFAIRS, Role.APPROVER)
WRITERS = (Role.GENERAL_AFFAIRS,)
APPROVERS = (Role.APPROVER,)

bp = Blueprint("reporting", __name__, url_prefix="/reports")


def period_of(year: int) -> Period:
    """The fiscal year that begins in `year`. Raises NotFound for one that cannot be reported on."""
    try:
        return periods.require_begun(periods.fiscal_year(year, me().fiscal_year_start_month), today())
    except Invalid as error:
        raise NotFound() from error


def language() -> Literal["ja", "en"]:
    """The language in which a draft is written: the reader's."""
    return "en" if current_language() == "en" else "ja"
