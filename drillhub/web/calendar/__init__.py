"""Pages of the calendar: the year, a month, the list, the company's days off, feeds for calendar programs."""

from drillhub.web.calendar import company, feeds, views, year_plan  # noqa: F401 - the modules add their views
from drillhub.web.calendar.blueprint import bp

__all__ = ["bp"]
