"""Pages of improvement: proposing, the board, meetings that decide, carrying out, showing the effect."""

from drillhub.web.improvement import (  # noqa: F401 - the modules add their views to the blueprint
    by_link,
    carrying_out,
    deciding,
    index,
    meetings,
    page,
    preparing,
    writing,
)
from drillhub.web.improvement.blueprint import bp

__all__ = ["bp"]
