"""Questions as frozen values: what is asked, what can be answered, what is right, and why.

A version of a question stores the canonical JSON of its value (`canonical_json`), so equal questions have equal
digests. What a question must be true of is checked by `question_checks.py`; what people answer is in `responses.py`.
"""

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import ConfigDict, Field, PlainSerializer, TypeAdapter

from drillhub.core.i18n import LazyString, _l
from drillhub.vocabulary import QuestionType


@dataclass(frozen=True)
class _Part:
    """Part of a question. One schema: what it does not name is refused."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class Words(_Part):
    """A text in Japanese; in plain Japanese (やさしい日本語) and in English where somebody wrote it, "" otherwise."""

    ja: str
    easy: str = ""
    en: str = ""

    def text(self, language: str) -> str:
        """The text in a language ("ja", "en"); Japanese where it is missing."""
        return self.en if language == "en" and self.en else self.ja


@dataclass(frozen=True)
class Choice(_Part):
    id: str
    text: Words
    is_correct: bool = False


@dataclass(frozen=True)
class Item(_Part):
    """Something to put in order."""

    id: str
    text: Words


class MultipleScoring(StrEnum):
    """What is earned where several choices are right and not exactly those were ticked."""

    ALL_OR_NOTHING = "all_or_nothing"
    RIGHT_MINUS_WRONG = "right_minus_wrong"  # each right tick earns 1/R, each wrong one costs 1/R, never below 0

    @property
    def label(self) -> LazyString:
        return _MULTIPLE_LABELS[self]


_MULTIPLE_LABELS: Final = {
    MultipleScoring.ALL_OR_NOTHING: _l("すべて合っていれば得点"),
    MultipleScoring.RIGHT_MINUS_WRONG: _l("部分点（誤って選ぶと減点）"),
}


class OrderingScoring(StrEnum):
    """What is earned for an order that is not exactly right."""

    EXACT = "exact"
    LONGEST_ORDERED = "longest_ordered"  # the longest run of items that stand in the right order among themselves

    @property
    def label(self) -> LazyString:
        return _ORDERING_LABELS[self]


_ORDERING_LABELS: Final = {
    OrderingScoring.EXACT: _l("すべて合っていれば得点"),
    OrderingScoring.LONGEST_ORDERED: _l("部分点（順番が保たれた数）"),
}


# A number as people write it: 72, 0.5. Without exponent and without zeros at the end, so that equal numbers are equal.
Number = Annotated[Decimal, PlainSerializer(lambda value: plain_number(value), return_type=str)]


@dataclass(frozen=True, kw_only=True)
class _Question(_Part):
    """What every question has. explanation: shown after submission. objective: id in its scenario, "" without one."""

    text: Words
    explanation: Words
    objective: str = ""


@dataclass(frozen=True, kw_only=True)
class SingleQuestion(_Question):
    """Choose one."""

    type: Literal[QuestionType.SINGLE] = QuestionType.SINGLE
    choices: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True)
class MultipleQuestion(_Question):
    """Choose all that apply."""

    type: Literal[QuestionType.MULTIPLE] = QuestionType.MULTIPLE
    choices: tuple[Choice, ...]
    scoring: MultipleScoring = MultipleScoring.ALL_OR_NOTHING


@dataclass(frozen=True, kw_only=True)
class TrueFalseQuestion(_Question):
    type: Literal[QuestionType.TRUE_FALSE] = QuestionType.TRUE_FALSE
    answer: bool


@dataclass(frozen=True, kw_only=True)
class NumericQuestion(_Question):
    """Right within `answer` ± `tolerance`, both ends included. unit: a label beside the field, never typed."""

    type: Literal[QuestionType.NUMERIC] = QuestionType.NUMERIC
    answer: Number
    tolerance: Number = Decimal(0)
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class OrderingQuestion(_Question):
    """answer: the ids of all items in the right order."""

    type: Literal[QuestionType.ORDERING] = QuestionType.ORDERING
    items: tuple[Item, ...]
    answer: tuple[str, ...]
    scoring: OrderingScoring = OrderingScoring.EXACT


@dataclass(frozen=True, kw_only=True)
class ShortTextQuestion(_Question):
    """accepted: every wording that is right; width, case and blanks never matter. fold_kana: ヒナン is ひなん."""

    type: Literal[QuestionType.SHORT_TEXT] = QuestionType.SHORT_TEXT
    accepted: tuple[str, ...]
    fold_kana: bool = True


Question = (
    SingleQuestion | MultipleQuestion | TrueFalseQuestion | NumericQuestion | OrderingQuestion | ShortTextQuestion
)

_SCHEMA: Final[TypeAdapter[Question]] = TypeAdapter(Annotated[Question, Field(discriminator="type")])


def canonical_json(question: Question) -> str:
    """The one text of this question: keys sorted, no spaces. Equal questions have equal texts."""
    plain = _SCHEMA.dump_python(question, mode="json")
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def parse_canonical(text: str) -> Question:
    """The question of a canonical text. Raises ValueError when it is none."""
    return _SCHEMA.validate_json(text)


def digest(text: str) -> str:
    """SHA-256 of a canonical text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def plain_number(value: Decimal) -> str:
    """72, 0.5, -3: as people write it."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text
