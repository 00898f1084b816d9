"""A question as one person sees it: in an order of their own, and without what is right."""

import hashlib
from dataclasses import dataclass

from drillhub.learning.questions import (
    MultipleQuestion,
    NumericQuestion,
    OrderingQuestion,
    Question,
    SingleQuestion,
    Words,
)
from drillhub.vocabulary import QuestionType


@dataclass(frozen=True)
class Option:
    """A choice or an item."""

    id: str
    text: Words


@dataclass(frozen=True)
class AskedQuestion:
    """What may be shown before submission. options: choices or items in the order shown, () for other types."""

    type: QuestionType
    text: Words
    options: tuple[Option, ...]
    unit: str


def asked(question: Question, order: list[str]) -> AskedQuestion:
    """The question without its key. order: as `shown_order` gave it at the start of the attempt."""
    options: dict[str, Option] = {}
    match question:
        case SingleQuestion(choices=choices) | MultipleQuestion(choices=choices):
            options = {choice.id: Option(choice.id, choice.text) for choice in choices}
        case OrderingQuestion(items=items):
            options = {item.id: Option(item.id, item.text) for item in items}
    unit = question.unit if isinstance(question, NumericQuestion) else ""
    return AskedQuestion(question.type, question.text, tuple(options[each] for each in order), unit)


def shown_order(question: Question, *, seed: str) -> list[str]:
    """The ids of choices or items, mixed; [] when there are none to mix. The same seed gives the same order.

    Items to put in order never begin in the right one: it would look answered.
    """
    match question:
        case SingleQuestion(choices=choices) | MultipleQuestion(choices=choices):
            return _mixed([choice.id for choice in choices], seed)
        case OrderingQuestion(items=items, answer=answer):
            order = _mixed([item.id for item in items], seed)
            return order if order != list(answer) else [*order[1:], order[0]]
        case _:
            return []


def _mixed(ids: list[str], seed: str) -> list[str]:
    return sorted(ids, key=lambda each: hashlib.sha256(f"{seed}:{each}".encode()).digest())
