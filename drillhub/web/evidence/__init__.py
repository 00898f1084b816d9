"""Pages of evidence: adding files to a drill, handing them out, withdrawing them."""

from drillhub.web.evidence import drill_files, files
from drillhub.web.evidence.blueprint import bp

__all__ = ["bp", "drill_files", "files"]
