"""The blueprint that the views of the scenario library add themselves to, and who may use them."""

from flask import Blueprint

from drillhub.identity.roles import Role
from drillhub.web.durations import minutes_text

bp = Blueprint("scenarios", __name__, url_prefix="/scenarios")
bp.add_app_template_filter(minutes_text)

READERS = (Role.TRAINER, Role.GENERAL_AFFAIRS, Role.ADMINISTRATOR)
IMPORTERS = (Role.TRAINER, Role.ADMINISTRATOR)
