"""Pages of the scenario library."""

from drillhub.web.scenarios import library, uploads
from drillhub.web.scenarios.blueprint import bp

__all__ = ["bp", "library", "uploads"]
