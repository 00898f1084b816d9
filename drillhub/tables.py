"""Every module with rows, so that the database's shape is complete whichever door a process starts by."""

from importlib import import_module
from typing import Final

ROOMS_WITH_ROWS: Final = (
    "drillhub.core.directory",
    "drillhub.core.submissions",
    "drillhub.audit.models",
    "drillhub.notifications.models",
    "drillhub.evidence.models",
    "drillhub.identity.models",
    "drillhub.identity.staff_models",
    "drillhub.scenarios.models",
    "drillhub.calendar.models",
    "drillhub.planning.models",
    "drillhub.learning.models",
    "drillhub.drills.models",
    "drillhub.programme.models",
    "drillhub.improvement.models",
    "drillhub.reporting.models",
    "drillhub.scheduling.lease",
)


def load() -> None:
    """Import them all."""
    for room in ROOMS_WITH_ROWS:
        import_module(room)
