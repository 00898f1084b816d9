"""A question as the person who takes it will see it, for whoever writes it."""

from dataclasses import dataclass, field
from typing import Any

from drillhub.learning.layout import AskedQuestion, asked, shown_order
from drillhub.learning.questions import Question


@dataclass(frozen=True)
class Look:
    """Has what the fields of a question need; nothing is filled in."""

    position: int
    asked: AskedQuestion
    response: Any = None
    ranks: dict[str, str] = field(default_factory=dict)


def look_of(question: Question, position: int) -> Look:
    """One of the orders in which people see it."""
    return Look(position, asked(question, shown_order(question, seed="preview")))
