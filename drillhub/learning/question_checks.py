"""What a question must be true of before anybody is asked it."""

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final, assert_never

from drillhub.core.errors import Invalid, TextTooLong, check_all
from drillhub.learning.errors import (
    ChoiceEmpty,
    ChoicesAlike,
    ChoicesTooFew,
    ChoicesTooMany,
    CorrectMissing,
    CorrectNotOne,
    ExplanationMissing,
    ItemsTooFew,
    OrderNotComplete,
    QuestionTextMissing,
    ToleranceNegative,
)
from drillhub.learning.questions import (
    Choice,
    Item,
    MultipleQuestion,
    NumericQuestion,
    OrderingQuestion,
    Question,
    ShortTextQuestion,
    SingleQuestion,
    TrueFalseQuestion,
    Words,
)
from drillhub.learning.responses import LONGEST_TEXT as LONGEST_ANSWER
from drillhub.learning.wording import comparable

LONGEST_TEXT: Final = 5000
LONGEST_UNIT: Final = 20
# More cannot be told apart on a phone. Fractions of marks stay small enough for the database's integers by it too.
MOST_CHOICES: Final = 12
MOST_ACCEPTED: Final = 20


def require_sound(question: Question) -> None:
    """Raises an Invalid for each field that is not: text, explanation, choices, items, answer, tolerance, unit or
    accepted.
    """
    check_all(
        lambda: _require_words("text", question.text, QuestionTextMissing),
        *_checks_of_type(question),
        lambda: _require_words("explanation", question.explanation, ExplanationMissing),
    )


def _checks_of_type(question: Question) -> tuple[Callable[[], None], ...]:
    match question:
        case SingleQuestion(choices=choices):
            return lambda: _require_apart("choices", choices, ChoicesTooFew), lambda: _require_one_correct(choices)
        case MultipleQuestion(choices=choices):
            return lambda: _require_apart("choices", choices, ChoicesTooFew), lambda: _require_correct(choices)
        case TrueFalseQuestion():
            return ()
        case NumericQuestion(tolerance=tolerance, unit=unit):
            return lambda: _require_tolerance(tolerance), lambda: _require_unit(unit)
        case OrderingQuestion(items=items, answer=answer):
            return lambda: _require_apart("items", items, ItemsTooFew), lambda: _require_order(items, answer)
        case ShortTextQuestion(accepted=accepted):
            return (lambda: _require_accepted(accepted),)
        case _:
            assert_never(question)


def _require_correct(choices: Sequence[Choice]) -> None:
    if not any(choice.is_correct for choice in choices):
        raise CorrectMissing("choices")


def _require_one_correct(choices: Sequence[Choice]) -> None:
    _require_correct(choices)
    correct = sum(choice.is_correct for choice in choices)
    if correct > 1:
        raise CorrectNotOne("choices", count=correct)


def _require_tolerance(tolerance: Decimal) -> None:
    if tolerance < 0:
        raise ToleranceNegative("tolerance")


def _require_unit(unit: str) -> None:
    if len(unit) > LONGEST_UNIT:
        raise TextTooLong("unit", maximum=LONGEST_UNIT)


def _require_order(items: Sequence[Item], answer: Sequence[str]) -> None:
    if Counter(answer) != Counter(item.id for item in items):
        raise OrderNotComplete("answer")


def _require_words(field: str, words: Words, missing: type[Invalid]) -> None:
    if not words.ja.strip():
        raise missing(field)
    if max(len(words.ja), len(words.easy), len(words.en)) > LONGEST_TEXT:
        raise TextTooLong(field, maximum=LONGEST_TEXT)


def _require_apart(field: str, choices: Sequence[Choice | Item], too_few: type[Invalid]) -> None:
    """There are enough of them, and no two can be taken for each other."""
    if len(choices) < 2:
        raise too_few(field)
    if len(choices) > MOST_CHOICES:
        raise ChoicesTooMany(field, maximum=MOST_CHOICES)
    ids, texts = set(), set()
    for choice in choices:
        _require_words(field, choice.text, ChoiceEmpty)
        text = " ".join(choice.text.ja.split())
        if choice.id in ids or text in texts:
            raise ChoicesAlike(field, text=text[:60])
        ids.add(choice.id)
        texts.add(text)


def _require_accepted(accepted: tuple[str, ...]) -> None:
    if not any(comparable(each, fold_kana=False) for each in accepted):
        raise CorrectMissing("accepted")
    if len(accepted) > MOST_ACCEPTED:
        raise ChoicesTooMany("accepted", maximum=MOST_ACCEPTED)
    if any(len(each) > LONGEST_ANSWER for each in accepted):
        raise TextTooLong("accepted", maximum=LONGEST_ANSWER)
