"""What people answer, as frozen values, and how an answer is read from what a browser sends.

The plain shape, in requests and in the database: single "b", multiple ["a", "c"], true_false true, numeric "12.5",
ordering ["b", "a", "c"] (all items), short_text "集合場所". Nothing at all, "" and [] mean: not answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, assert_never

from drillhub.core.errors import TextTooLong
from drillhub.core.text import clean
from drillhub.learning.errors import AnswerUnreadable, OrderIncomplete
from drillhub.learning.questions import (
    MultipleQuestion,
    NumericQuestion,
    OrderingQuestion,
    Question,
    ShortTextQuestion,
    SingleQuestion,
    TrueFalseQuestion,
    plain_number,
)
from drillhub.learning.wording import number_of

FIELD: Final = "response"
LONGEST_TEXT: Final = 200


@dataclass(frozen=True)
class ChoiceResponse:
    choice: str


@dataclass(frozen=True)
class ChoicesResponse:
    choices: frozenset[str]


@dataclass(frozen=True)
class TruthResponse:
    answer: bool


@dataclass(frozen=True)
class NumberResponse:
    value: Decimal


@dataclass(frozen=True)
class OrderResponse:
    order: tuple[str, ...]


@dataclass(frozen=True)
class TextResponse:
    text: str


Response = ChoiceResponse | ChoicesResponse | TruthResponse | NumberResponse | OrderResponse | TextResponse


def response_of(question: Question, raw: object) -> Response | None:
    """What somebody answered; None when they did not. raw: the plain shape, from anywhere.

    Raises AnswerUnreadable, NumberUnreadable, TextTooLong; the field is always `response`.
    """
    if raw is None or raw == "" or raw == []:
        return None
    match question:
        case SingleQuestion():
            return ChoiceResponse(_one_of(raw, {choice.id for choice in question.choices}))
        case MultipleQuestion():
            known = {choice.id for choice in question.choices}
            return ChoicesResponse(frozenset(_one_of(each, known) for each in _list(raw)))
        case TrueFalseQuestion():
            return TruthResponse(_truth(raw))
        case NumericQuestion():
            return _number(raw, question.unit)
        case OrderingQuestion():
            return _order(raw, question)
        case ShortTextQuestion():
            return _text(raw)
        case _:
            assert_never(question)


def plain_of(response: Response | None) -> Any:
    """The plain shape of an answer. `response_of` reads it back."""
    match response:
        case None:
            return None
        case ChoiceResponse(choice):
            return choice
        case ChoicesResponse(choices):
            return sorted(choices)
        case TruthResponse(answer):
            return answer
        case NumberResponse(value):
            return plain_number(value)
        case OrderResponse(order):
            return list(order)
        case TextResponse(text):
            return text
        case _:
            assert_never(response)


def order_from_ranks(ranks: Mapping[str, str]) -> list[str] | None:
    """The plain order of a form in which each item has its place chosen: item id → "1" to "n", or "".

    None when no place was chosen: a question nobody touched is not answered. Raises OrderIncomplete.
    """
    chosen = {item: place.strip() for item, place in ranks.items()}
    if not any(chosen.values()):
        return None
    places = {str(number): number for number in range(1, len(chosen) + 1)}
    if sorted(chosen.values()) != sorted(places):
        raise OrderIncomplete(FIELD, count=len(chosen))
    return sorted(chosen, key=lambda item: places[chosen[item]])


def _one_of(raw: object, known: set[str]) -> str:
    if not isinstance(raw, str) or raw not in known:
        raise AnswerUnreadable(FIELD)
    return raw


def _list(raw: object) -> list[object]:
    if not isinstance(raw, list):
        raise AnswerUnreadable(FIELD)
    return raw


def _truth(raw: object) -> bool:
    if raw is True or raw == "true":
        return True
    if raw is False or raw == "false":
        return False
    raise AnswerUnreadable(FIELD)


def _number(raw: object, unit: str) -> NumberResponse | None:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise AnswerUnreadable(FIELD)
    text = str(raw)
    return NumberResponse(number_of(text, unit=unit, field=FIELD)) if text.strip() else None


def _order(raw: object, question: OrderingQuestion) -> OrderResponse:
    known = {item.id for item in question.items}
    order = tuple(_one_of(each, known) for each in _list(raw))
    if len(order) != len(known) or set(order) != known:
        raise OrderIncomplete(FIELD, count=len(known))
    return OrderResponse(order)


def _text(raw: object) -> TextResponse | None:
    if not isinstance(raw, str):
        raise AnswerUnreadable(FIELD)
    text = clean(raw).strip()
    if len(text) > LONGEST_TEXT:
        raise TextTooLong(FIELD, maximum=LONGEST_TEXT)
    return TextResponse(text) if text else None
