"""Pages of the year's programme: the rules, the proposal, reviews."""

from drillhub.web.programme import proposal, reviews, rules
from drillhub.web.programme.blueprint import bp

__all__ = ["bp", "proposal", "reviews", "rules"]
