"""Pages of evidence: adding files to a drill or a proposal, handing them out, withdrawing them."""

from drillhub.web.evidence import adding, files
from drillhub.web.evidence.blueprint import bp

__all__ = ["adding", "bp", "files"]
