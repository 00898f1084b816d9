"""Questions taken from a scenario's quiz items."""

from decimal import Decimal
from typing import assert_never

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
from drillhub.scenarios import content
from drillhub.vocabulary import QuestionType


def question_of(item: content.QuizItem) -> Question:
    """The question that a quiz item asks. Whether it is sound is for `require_sound` to say."""
    text = Words(item.question_ja, easy=item.question_easy_ja or "")
    explanation = Words(item.explanation_ja)
    match item:
        case content.ChoiceQuestion(type=kind):
            choices = tuple(Choice(each.id, Words(each.ja), each.correct) for each in item.choices)
            form = SingleQuestion if kind is QuestionType.SINGLE else MultipleQuestion
            return form(text=text, explanation=explanation, objective=item.objective, choices=choices)
        case content.TrueFalseQuestion():
            return TrueFalseQuestion(text=text, explanation=explanation, objective=item.objective, answer=item.answer)
        case content.NumericQuestion():
            return NumericQuestion(
                text=text,
                explanation=explanation,
                objective=item.objective,
                answer=Decimal(str(item.answer)),
                tolerance=Decimal(str(item.tolerance)),
                unit=item.unit or "",
            )
        case content.OrderingQuestion():
            return OrderingQuestion(
                text=text,
                explanation=explanation,
                objective=item.objective,
                items=tuple(Item(each.id, Words(each.ja)) for each in item.items),
                answer=item.answer,
            )
        case content.ShortTextQuestion():
            return ShortTextQuestion(
                text=text, explanation=explanation, objective=item.objective, accepted=(item.answer,)
            )
        case _:
            assert_never(item)
