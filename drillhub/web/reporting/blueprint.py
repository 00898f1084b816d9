"""The blueprint, who may do what with reports, and in which language they are drafted."""

from typing import Literal

from flask import Blueprint

from drillhub.core.i18n import current_language
from drillhub.identity.roles import Role

READERS = (Role.TRAINER, Role.GENERAL_AFFAIRS, Role.APPROVER)
WRITERS = (Role.GENERAL_AFFAIRS,)
APPROVERS = (Role.APPROVER,)

bp = Blueprint("reporting", __name__, url_prefix="/reports")


def language() -> Literal["ja", "en"]:
    """The language in which a draft is written: the reader's."""
    return "en" if current_language() == "en" else "ja"
