"""Short ways to write questions in tests."""

from decimal import Decimal
from typing import Any

from drillhub.learning.questions import (
    Choice,
    Item,
    MultipleQuestion,
    NumericQuestion,
    OrderingQuestion,
    ShortTextQuestion,
    SingleQuestion,
    TrueFalseQuestion,
    Words,
)

EXPLANATION = Words("煙は急に広がる。荷物より命。")


def choices(right: str, count: int = 4) -> tuple[Choice, ...]:
    """Choices a, b, c …; those named in `right` are correct."""
    return tuple(Choice(each, Words(f"選択肢{each}"), each in right) for each in "abcdefghijklmnop"[:count])


def named_choices(*right: str) -> tuple[Choice, ...]:
    """One to four; those named are correct."""
    return tuple(Choice(each, Words(each), each in right) for each in ("one", "two", "three", "four"))


def items(count: int = 4) -> tuple[Item, ...]:
    return tuple(Item(each, Words(f"手順{each}")) for each in "abcdefghijklmnop"[:count])


def single(right: str = "b", **more: Any) -> SingleQuestion:
    values = {"text": Words("最初にすることは何か。"), "explanation": EXPLANATION, "choices": choices(right)}
    return SingleQuestion(**{**values, **more})


def multiple(right: str = "ac", **more: Any) -> MultipleQuestion:
    values = {"text": Words("持ち出すものをすべて選ぶ。"), "explanation": EXPLANATION, "choices": choices(right)}
    return MultipleQuestion(**{**values, **more})


def true_false(answer: bool = False, **more: Any) -> TrueFalseQuestion:
    values = {"text": Words("扉は開けたままにする。"), "explanation": EXPLANATION, "answer": answer}
    return TrueFalseQuestion(**{**values, **more})


def numeric(answer: str = "72", tolerance: str = "0", **more: Any) -> NumericQuestion:
    values = {
        "text": Words("備蓄は何時間分か。"),
        "explanation": EXPLANATION,
        "answer": Decimal(answer),
        "tolerance": Decimal(tolerance),
        "unit": "時間",
    }
    return NumericQuestion(**{**values, **more})


def ordering(answer: str = "abcd", **more: Any) -> OrderingQuestion:
    values = {
        "text": Words("119番で伝える順番に並べる。"),
        "explanation": EXPLANATION,
        "items": items(len(answer)),
        "answer": tuple(answer),
    }
    return OrderingQuestion(**{**values, **more})


def short_text(*accepted: str, **more: Any) -> ShortTextQuestion:
    values = {"text": Words("集合場所はどこか。"), "explanation": EXPLANATION, "accepted": accepted or ("正門前",)}
    return ShortTextQuestion(**{**values, **more})


ONE_OF_EACH = (single(), multiple(), true_false(), numeric(), ordering(), short_text())
# Answers in the plain shape, right for ONE_OF_EACH and wrong for it.
RIGHT = ("b", ["a", "c"], False, "72", ["a", "b", "c", "d"], "正門前")
WRONG = ("a", ["a"], True, "24", ["b", "a", "c", "d"], "裏門")
