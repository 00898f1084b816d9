"""An attempt as its page shows it: stored answers, and in their place what was typed where it could not be saved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from drillhub.core.i18n import _, current_language
from drillhub.learning.layout import AskedQuestion
from drillhub.learning.queries import Sitting, SittingQuestion
from drillhub.vocabulary import QuestionType
from drillhub.web.learning.answers import NotSaved, Typed, plain_text


@dataclass(frozen=True)
class Conflict:
    """Two answers to one question, in words."""

    theirs: str
    mine: str


@dataclass(frozen=True)
class ShownQuestion:
    """A question with its fields filled in. response: the plain shape; ranks: item id → place, as text.

    was: the stored answer as the page was made, by which a form without script tells what was changed on it.
    is_unsaved: the fields say something else than what is stored. reason: why it was refused, "" when it was not.
    """

    position: int
    asked: AskedQuestion
    response: Any
    ranks: Mapping[str, str]
    rev: int
    saved_at: datetime | None
    is_answered: bool
    was: str
    is_unsaved: bool = False
    reason: str = ""
    conflict: Conflict | None = None


@dataclass(frozen=True)
class SittingPage:
    """What the page of an attempt shows. is_saved: nothing on it differs from what is stored."""

    sitting: Sitting
    questions: tuple[ShownQuestion, ...]
    refused: tuple[ShownQuestion, ...]
    unanswered: tuple[int, ...] = field(default=())

    @property
    def last_saved_at(self) -> datetime | None:
        return max((each.saved_at for each in self.questions if each.saved_at), default=None)

    @property
    def remaining_ms(self) -> int | None:
        left = self.sitting.remaining
        return None if left is None else int(left.total_seconds() * 1000)


def sitting_page(
    sitting: Sitting,
    *,
    not_saved: Mapping[int, NotSaved] = {},
    typed: Mapping[int, Typed] = {},
    name_unanswered: bool = False,
) -> SittingPage:
    """not_saved: what was typed and refused; typed: what was typed and not sent yet; both by position."""
    questions = tuple(
        _shown(each, not_saved.get(each.position), typed.get(each.position)) for each in sitting.questions
    )
    return SittingPage(
        sitting,
        questions,
        refused=tuple(each for each in questions if each.reason),
        unanswered=tuple(each.position for each in questions if not each.is_answered) if name_unanswered else (),
    )


def _shown(question: SittingQuestion, refused: NotSaved | None, typed: Typed | None) -> ShownQuestion:
    kind = question.asked.type
    filled_in = refused.typed if refused else typed
    was = plain_text(kind, question.response)
    return ShownQuestion(
        position=question.position,
        asked=question.asked,
        response=filled_in.response if filled_in else question.response,
        ranks=filled_in.ranks if filled_in else _ranks(question),
        rev=question.rev,
        saved_at=question.saved_at,
        is_answered=question.is_answered,
        was=was,
        is_unsaved=bool(refused or (typed and plain_text(kind, typed.response) != was)),
        reason=refused.reason if refused else "",
        conflict=_conflict(question, refused) if refused and refused.conflict else None,
    )


def _ranks(question: SittingQuestion) -> dict[str, str]:
    if question.asked.type is not QuestionType.ORDERING:
        return {}
    return {item: str(place) for place, item in enumerate(question.response or (), start=1)}


def _conflict(question: SittingQuestion, refused: NotSaved) -> Conflict:
    return Conflict(
        theirs=answer_in_words(question.asked, question.response),
        mine=answer_in_words(question.asked, refused.typed.response),
    )


def answer_in_words(asked: AskedQuestion, response: Any) -> str:
    """An answer, in the plain shape, as the question names it."""
    if response is None or response in ("", []):
        return _("回答なし")
    if asked.type is QuestionType.TRUE_FALSE:
        return _("正しい") if response in (True, "true") else _("誤り")
    if asked.type in {QuestionType.NUMERIC, QuestionType.SHORT_TEXT}:
        return f"{response} {asked.unit}".strip()
    chosen = [response] if isinstance(response, str) else list(response)
    named = {option.id: option.text.text(current_language()) for option in asked.options}
    if asked.type is QuestionType.MULTIPLE:
        chosen = [each for each in named if each in chosen]
    between = " → " if asked.type is QuestionType.ORDERING else _("、")
    return between.join(named.get(each, "") for each in chosen)
