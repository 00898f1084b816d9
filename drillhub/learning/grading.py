"""What an answer is worth, and whether an attempt is passed. All in whole numbers and fractions.

The fraction of one question is between 0 and 1; its mark is that fraction of what the question is worth. Wrong
answers never cost anything beyond the question itself.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from drillhub.learning.questions import (
    MultipleQuestion,
    MultipleScoring,
    NumericQuestion,
    OrderingQuestion,
    OrderingScoring,
    Question,
    ShortTextQuestion,
    SingleQuestion,
    TrueFalseQuestion,
)
from drillhub.learning.responses import (
    ChoiceResponse,
    ChoicesResponse,
    NumberResponse,
    OrderResponse,
    Response,
    TextResponse,
    TruthResponse,
)
from drillhub.learning.wording import comparable

NOTHING: Final = Fraction(0)
FULL: Final = Fraction(1)


def grade(question: Question, response: Response | None) -> Fraction:
    """The fraction of a question's mark that an answer earns; 0 for none.

    Raises TypeError for an answer to another type of question: `response_of` never gives one.
    """
    match question, response:
        case _, None:
            return NOTHING
        case SingleQuestion(choices=choices), ChoiceResponse(chosen):
            return _all_or_nothing(any(choice.id == chosen and choice.is_correct for choice in choices))
        case MultipleQuestion(), ChoicesResponse(ticked):
            return _multiple(question, ticked)
        case TrueFalseQuestion(answer=right), TruthResponse(answer):
            return _all_or_nothing(answer is right)
        case NumericQuestion(answer=right, tolerance=tolerance), NumberResponse(value):
            # As fractions: a decimal context would round what has many digits.
            return _all_or_nothing(abs(Fraction(value) - Fraction(right)) <= Fraction(tolerance))
        case OrderingQuestion(), OrderResponse(order):
            return _ordering(question, order)
        case ShortTextQuestion(accepted=accepted, fold_kana=fold_kana), TextResponse(text):
            written = comparable(text, fold_kana=fold_kana)
            return _all_or_nothing(any(comparable(each, fold_kana=fold_kana) == written for each in accepted))
    raise TypeError(f"{type(response).__name__} answers no {type(question).__name__}")


@dataclass(frozen=True)
class Grade:
    """The outcome of an attempt. score: marks; max_score: all marks of its layout, at least 1; pass_mark: percent."""

    score: Fraction
    max_score: int
    pass_mark: int

    @property
    def passed(self) -> bool:
        return self.score.numerator * 100 >= self.pass_mark * self.max_score * self.score.denominator

    @property
    def percent(self) -> int:
        """As it is shown: rounded down, so that nobody reads the pass mark beside 不合格."""
        return shown_percent(Fraction(100) * self.score / self.max_score)


def total(marks: Iterable[tuple[Fraction, int]]) -> Fraction:
    """The score of an attempt. marks: for every question of the layout its fraction and what it is worth."""
    return sum((fraction * max_mark for fraction, max_mark in marks), NOTHING)


def shown_percent(percent: Fraction) -> int:
    """A percentage as whole number, rounded down."""
    return percent.numerator // percent.denominator


def _all_or_nothing(is_right: bool) -> Fraction:
    return FULL if is_right else NOTHING


def _multiple(question: MultipleQuestion, ticked: frozenset[str]) -> Fraction:
    right = {choice.id for choice in question.choices if choice.is_correct}
    if question.scoring is MultipleScoring.ALL_OR_NOTHING:
        return _all_or_nothing(ticked == right)
    return max(NOTHING, Fraction(len(ticked & right) - len(ticked - right), len(right)))


def _ordering(question: OrderingQuestion, order: tuple[str, ...]) -> Fraction:
    if question.scoring is OrderingScoring.EXACT:
        return _all_or_nothing(order == question.answer)
    places = {item: place for place, item in enumerate(question.answer)}
    kept = _longest_ascent([places[item] for item in order])
    # One item alone is always in order: it shows nothing.
    return Fraction(kept, len(order)) if kept > 1 else NOTHING


def _longest_ascent(numbers: list[int]) -> int:
    """The length of the longest ascending selection of different numbers."""
    ends: list[int] = []  # ends[n]: the smallest number at which an ascent of n + 1 can end so far
    for number in numbers:
        place = bisect_left(ends, number)
        ends[place : place + 1] = [number]
    return len(ends)
