"""Pages of the reports."""

from drillhub.web.reporting import annual, exports, figures, overview, plan_reports, renewal, status
from drillhub.web.reporting.blueprint import bp

__all__ = ["annual", "bp", "exports", "figures", "overview", "plan_reports", "renewal", "status"]
