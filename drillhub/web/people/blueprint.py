"""The blueprint of the register, who may use it, and how its values are written."""

from datetime import date
from enum import StrEnum
from typing import Any

from flask import Blueprint

from drillhub.core import japanese_dates
from drillhub.core.i18n import _, current_language
from drillhub.identity.roles import Role

bp = Blueprint("people", __name__, url_prefix="/people")

KEEPERS = (Role.GENERAL_AFFAIRS, Role.ADMINISTRATOR)


@bp.app_template_filter("register_value")
def register_value(value: Any) -> str:
    """A value of the register for people: a date with its era, a kind by its name, a blank as a word."""
    if value is None or value == "":
        return str(_("なし"))
    if isinstance(value, date):
        return japanese_dates.with_wareki(value, current_language())
    if isinstance(value, StrEnum) and hasattr(value, "label"):
        return str(value.label)
    return str(value)
