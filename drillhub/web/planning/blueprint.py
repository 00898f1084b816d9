"""The blueprint, and who may do what with the plan."""

from flask import Blueprint, flash

from drillhub.core.errors import NotFound
from drillhub.core.fiscal_year import FiscalYear
from drillhub.identity.roles import Role
from drillhub.planning.change_review import TO_BE_ASKED
from drillhub.planning.plans import Comparison
from drillhub.planning.queries import InForce, in_force
from drillhub.web.doors import me, today

READERS = (Role.TRAINER, Role.GENERAL_AFFAIRS, Role.APPROVER)
KEEPERS = (Role.GENERAL_AFFAIRS,)

bp = Blueprint("planning", __name__, url_prefix="/plan")


def told(saved: Comparison, sentence: str) -> None:
    """Tell what was saved and, where the change may need a 変更認定, what to ask."""
    flash(sentence)
    if saved.change_required:
        flash(str(TO_BE_ASKED), "warn")


def current_plan() -> InForce:
    """The plan in force with what it says. Raises NotFound while no plan has been entered."""
    found = in_force(today())
    if found is None:
        raise NotFound()
    return found


def this_year() -> FiscalYear:
    """The organisation's fiscal year today."""
    return FiscalYear.of(today(), me().fiscal_year_start_month)
