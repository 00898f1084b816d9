"""Pages of the certified plan."""

from drillhub.web.planning import commitments, editing, hazards, imports, overview, risks, systems
from drillhub.web.planning.blueprint import bp

__all__ = ["bp", "commitments", "editing", "hazards", "imports", "overview", "risks", "systems"]
