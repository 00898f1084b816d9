"""Home: what there is to do today, and what comes next."""

from drillhub.web.home import pages
from drillhub.web.home.pages import bp

__all__ = ["bp", "pages"]
