"""Pages of the reports."""

from drillhub.web.reporting import annual, approval, exports, figures
from drillhub.web.reporting.blueprint import bp

__all__ = ["annual", "approval", "bp", "exports", "figures"]
