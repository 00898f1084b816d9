"""Forms of questions, one for each type. Each gives the question as the room reads it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from flask import request
from wtforms import BooleanField, Field, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.utils import unset_value
from wtforms.validators import InputRequired

from drillhub.core.errors import check_all
from drillhub.core.i18n import _l
from drillhub.learning.question_checks import LONGEST_TEXT, LONGEST_UNIT, MOST_CHOICES
from drillhub.learning.questions import (
    Choice,
    Item,
    MultipleQuestion,
    MultipleScoring,
    NumericQuestion,
    OrderingQuestion,
    OrderingScoring,
    Question,
    ShortTextQuestion,
    SingleQuestion,
    TrueFalseQuestion,
    Words,
    plain_number,
)
from drillhub.learning.quizzes import require_askable
from drillhub.learning.wording import number_of
from drillhub.vocabulary import QuestionType
from drillhub.web.forms import Form, at_most, required, strip

_FEWEST_ROWS: Final = 4
_MORE_ROWS: Final = 2


@dataclass(frozen=True)
class Row:
    """A line of a question: a choice, or an item to put in order. Its id stays when its text changes."""

    id: str
    text: str = ""
    easy: str = ""
    en: str = ""
    is_correct: bool = False

    @property
    def words(self) -> Words:
        return Words(self.text, self.easy, self.en)


class RowsField(Field):  # type: ignore[misc]
    """Lines to fill in. Empty ones are left out; ids tell nothing of what is right or of the right order."""

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        self.process_errors: list[str] = []
        self.asked_for = 0
        self.data: tuple[Row, ...] = () if data in (unset_value, None) else tuple(data)
        if formdata is not None and f"{self.name}-id" in formdata:
            self.data = tuple(self._sent(formdata))
            self.asked_for = len(formdata.getlist(f"{self.name}-id"))

    def _sent(self, formdata: Any) -> list[Row]:
        ids, texts = formdata.getlist(f"{self.name}-id"), formdata.getlist(f"{self.name}-text")
        easy, en = formdata.getlist(f"{self.name}-easy"), formdata.getlist(f"{self.name}-en")
        correct = set(formdata.getlist(f"{self.name}-correct"))
        rows = []
        for index, (row_id, text) in enumerate(zip(ids[:MOST_CHOICES], texts, strict=False)):
            row = Row(
                row_id[:40],
                text=strip(text) or "",
                easy=strip(_at(easy, index)) or "",
                en=strip(_at(en, index)) or "",
                is_correct=row_id in correct,
            )
            if row.text or row.is_correct:
                rows.append(row)
        return rows

    def rows(self) -> tuple[Row, ...]:
        """What the page shows: the lines there are, and empty ones to go on with."""
        shown = max(_FEWEST_ROWS, self.asked_for, len(self.data))
        if request.form.get("more") == self.name:
            shown += _MORE_ROWS
        empty = max(0, min(shown, MOST_CHOICES) - len(self.data))
        return (*self.data, *(Row(secrets.token_hex(3)) for _ in range(empty)))

    @property
    def may_grow(self) -> bool:
        return len(self.rows()) < MOST_CHOICES


def _at(values: list[str], index: int) -> str:
    return values[index] if index < len(values) else ""


class QuestionForm(Form):
    """What every question is asked for."""

    type: QuestionType
    text = TextAreaField(_l("問題文"), [required(), at_most(LONGEST_TEXT)], filters=[strip])
    explanation = TextAreaField(_l("解説"), [required(), at_most(LONGEST_TEXT)], filters=[strip])
    easy = TextAreaField(_l("やさしい日本語の問題文"), [at_most(LONGEST_TEXT)], filters=[strip])
    text_en = TextAreaField(_l("英語の問題文"), [at_most(LONGEST_TEXT)], filters=[strip])
    explanation_en = TextAreaField(_l("英語の解説"), [at_most(LONGEST_TEXT)], filters=[strip])
    max_mark = IntegerField(_l("配点"), [InputRequired(_l("数字で入力してください。"))], default=1)
    objective: str = ""

    @classmethod
    def data_of(cls, question: Any) -> dict[str, Any]:
        """The question as the fields show it."""
        return {
            "text": question.text.ja,
            "easy": question.text.easy,
            "text_en": question.text.en,
            "explanation": question.explanation.ja,
            "explanation_en": question.explanation.en,
        }

    def common(self) -> dict[str, Any]:
        return {
            "text": Words(self.text.data or "", self.easy.data or "", self.text_en.data or ""),
            "explanation": Words(self.explanation.data or "", "", self.explanation_en.data or ""),
            "objective": self.objective,
        }

    def value(self) -> Question:
        """Raises Invalid for each field that cannot be read as what it asks for."""
        raise NotImplementedError

    def check(self) -> None:
        try:
            question = self.value()
        except ValueError:  # a choice that is none: its own field says so
            return
        require_askable(question, self.max_mark.data or 0)


class SingleForm(QuestionForm):
    type = QuestionType.SINGLE
    choices = RowsField(_l("選択肢"))

    @classmethod
    def data_of(cls, question: SingleQuestion | MultipleQuestion) -> dict[str, Any]:
        rows = (Row(each.id, each.text.ja, each.text.easy, each.text.en, each.is_correct) for each in question.choices)
        return super().data_of(question) | {"choices": tuple(rows)}

    def value(self) -> Question:
        return SingleQuestion(**self.common(), choices=self.read_choices())

    def read_choices(self) -> tuple[Choice, ...]:
        return tuple(Choice(row.id, row.words, row.is_correct) for row in self.choices.data)


class MultipleForm(SingleForm):
    type = QuestionType.MULTIPLE
    scoring = SelectField(_l("採点"), choices=[SelectChoice(each.value, each.label) for each in MultipleScoring])

    @classmethod
    def data_of(cls, question: MultipleQuestion) -> dict[str, Any]:  # type: ignore[override]
        return super().data_of(question) | {"scoring": question.scoring.value}

    def value(self) -> Question:
        scoring = MultipleScoring(self.scoring.data)
        return MultipleQuestion(**self.common(), choices=self.read_choices(), scoring=scoring)


class TrueFalseForm(QuestionForm):
    type = QuestionType.TRUE_FALSE
    answer = RadioField(
        _l("正解"),
        [InputRequired(_l("正しいか誤りかを選んでください。"))],
        choices=[SelectChoice("true", _l("正しい")), SelectChoice("false", _l("誤り"))],
    )

    @classmethod
    def data_of(cls, question: TrueFalseQuestion) -> dict[str, Any]:
        return super().data_of(question) | {"answer": "true" if question.answer else "false"}

    def value(self) -> Question:
        return TrueFalseQuestion(**self.common(), answer=self.answer.data == "true")


class NumericForm(QuestionForm):
    type = QuestionType.NUMERIC
    answer = StringField(_l("正しい値"), [required(), at_most(40)], filters=[strip])
    tolerance = StringField(_l("許容する差"), [at_most(40)], filters=[strip], default="0")
    unit = StringField(_l("単位"), [at_most(LONGEST_UNIT)], filters=[strip])

    @classmethod
    def data_of(cls, question: NumericQuestion) -> dict[str, Any]:
        return super().data_of(question) | {
            "answer": plain_number(question.answer),
            "tolerance": plain_number(question.tolerance),
            "unit": question.unit,
        }

    def value(self) -> Question:
        check_all(self._answer, self._tolerance)
        return NumericQuestion(
            **self.common(), answer=self._answer(), tolerance=self._tolerance(), unit=self.unit.data or ""
        )

    def _answer(self) -> Decimal:
        return number_of(self.answer.data or "", field="answer")

    def _tolerance(self) -> Decimal:
        return number_of(self.tolerance.data, field="tolerance") if self.tolerance.data else Decimal(0)


class OrderingForm(QuestionForm):
    type = QuestionType.ORDERING
    items = RowsField(_l("並べる項目"))
    scoring = SelectField(_l("採点"), choices=[SelectChoice(each.value, each.label) for each in OrderingScoring])

    @classmethod
    def data_of(cls, question: OrderingQuestion) -> dict[str, Any]:
        named = {item.id: Row(item.id, item.text.ja, item.text.easy, item.text.en) for item in question.items}
        rows = tuple(named[item_id] for item_id in question.answer)
        return super().data_of(question) | {"items": rows, "scoring": question.scoring.value}

    def value(self) -> Question:
        items = tuple(Item(row.id, row.words) for row in self.items.data)
        order = tuple(item.id for item in items)
        return OrderingQuestion(
            **self.common(),
            items=tuple(sorted(items, key=lambda item: item.id)),  # as listed, they must not tell the order
            answer=order,
            scoring=OrderingScoring(self.scoring.data),
        )


class ShortTextForm(QuestionForm):
    type = QuestionType.SHORT_TEXT
    accepted = TextAreaField(_l("正解とする答え"), [required(), at_most(5000)], filters=[strip])
    fold_kana = BooleanField(_l("ひらがなとカタカナを区別しない"), default=True)

    @classmethod
    def data_of(cls, question: ShortTextQuestion) -> dict[str, Any]:
        return super().data_of(question) | {
            "accepted": "\n".join(question.accepted),
            "fold_kana": question.fold_kana,
        }

    def value(self) -> Question:
        lines = (line.strip() for line in (self.accepted.data or "").split("\n"))
        accepted = tuple(line for line in lines if line)
        return ShortTextQuestion(**self.common(), accepted=accepted, fold_kana=self.fold_kana.data)


FORMS: Final[Mapping[QuestionType, type[QuestionForm]]] = {
    form.type: form for form in (SingleForm, MultipleForm, TrueFalseForm, NumericForm, OrderingForm, ShortTextForm)
}


def form_of(question: Question, *, max_mark: int) -> QuestionForm:
    """The form as it shows a question."""
    kind = FORMS[question.type]
    return kind(formdata=None, data=kind.data_of(question) | {"max_mark": max_mark})
