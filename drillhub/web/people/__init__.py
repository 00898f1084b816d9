"""Pages of the register: people, staff files, sites, departments."""

from drillhub.web.people import account, departments, imports, register, sites
from drillhub.web.people.blueprint import bp

__all__ = ["account", "bp", "departments", "imports", "register", "sites"]
