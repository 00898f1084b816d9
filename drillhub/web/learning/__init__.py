"""Pages of learning: making quizzes, giving them to people, taking them on a phone, and how far people are."""

from drillhub.web.learning import (  # noqa: F401 - the modules add their views to the blueprint
    assigning,
    index,
    making,
    progress,
    questions,
    quizzes,
    taking,
)
from drillhub.web.learning.blueprint import bp

__all__ = ["bp"]
