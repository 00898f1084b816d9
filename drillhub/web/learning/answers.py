"""Answers as a page or a script sends them: what the fields of a question say, and saving all of a form at once."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from flask import request

from drillhub.audit import Actor
from drillhub.core.errors import Invalid
from drillhub.learning import attempts
from drillhub.learning.attempts import Saved
from drillhub.learning.errors import AnswerConflict, AnswerUnreadable
from drillhub.learning.queries import Sitting, SittingQuestion
from drillhub.learning.responses import order_from_ranks
from drillhub.vocabulary import QuestionType
from drillhub.web.doors import KEY_FIELD


@dataclass(frozen=True)
class Typed:
    """What the fields of one question said, in the plain shape where it can be read; ranks: item id → place."""

    response: Any
    ranks: Mapping[str, str]


@dataclass(frozen=True)
class NotSaved:
    """An answer that could not be saved, with what was typed. conflict: another page saved one meanwhile."""

    typed: Typed
    reason: str
    conflict: AnswerConflict | None = None


def sent_answer(attempt_id: int, position: int, *, by: Actor, at: datetime) -> Saved:
    """Save the one answer that a script sent. Raises as `attempts.save_answer`; AnswerUnreadable for a broken one."""
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict) or not isinstance(base_rev := sent.get("base_rev"), int):
        raise AnswerUnreadable("response")
    try:
        event_id = UUID(str(sent.get("event_id")))
    except ValueError as error:
        raise AnswerUnreadable("response") from error
    return attempts.save_answer(
        attempt_id, position, sent.get("response"), base_rev=base_rev, event_id=event_id, by=by, at=at
    )


def save_form(sitting: Sitting, *, by: Actor, at: datetime) -> dict[int, NotSaved]:
    """Save what the form changed, each answer by itself; gives what could not be saved. Raises AttemptSubmitted."""
    refused = {}
    for question in sitting.questions:
        typed = typed_answer(question)
        try:
            _save(sitting.attempt_id, question, typed, by=by, at=at)
        except AnswerConflict as conflict:
            refused[question.position] = NotSaved(typed, str(conflict), conflict)
        except Invalid as error:
            refused[question.position] = NotSaved(typed, str(error))
    return refused


def typed_answer(question: SittingQuestion) -> Typed:
    """What the form says of one question; a form without its fields says that it was not answered."""
    name = f"answer-{question.position}"
    if question.asked.type is QuestionType.MULTIPLE:
        return Typed(request.form.getlist(name), {})
    if question.asked.type is QuestionType.ORDERING:
        ranks = dict(_ranks(question))
        return Typed(_order_or_none(ranks), ranks)
    return Typed(request.form.get(name, "").strip() or None, {})


def _ranks(question: SittingQuestion) -> Iterator[tuple[str, str]]:
    for item in question.asked.options:
        yield item.id, request.form.get(f"rank-{question.position}-{item.id}", "")


def _order_or_none(ranks: Mapping[str, str]) -> list[str] | None:
    try:
        return order_from_ranks(ranks)
    except Invalid:
        return None


def _save(attempt_id: int, question: SittingQuestion, typed: Typed, *, by: Actor, at: datetime) -> None:
    response = order_from_ranks(typed.ranks) if typed.ranks else typed.response
    shown = plain_text(question.asked.type, response)
    if shown in {plain_text(question.asked.type, question.response), request.form.get(f"was-{question.position}")}:
        return  # stored already, or not touched on this page
    base_rev = request.form.get(f"rev-{question.position}", "")
    attempts.save_answer(
        attempt_id,
        question.position,
        response,
        base_rev=int(base_rev) if base_rev.isdigit() else 0,
        event_id=_event_id(question.position, base_rev, shown),
        by=by,
        at=at,
    )


def plain_text(kind: QuestionType, response: Any) -> str:
    """An answer as one text, to compare what a form says with what is stored and with what the page showed."""
    if isinstance(response, list) and kind is QuestionType.MULTIPLE:
        response = sorted(response)
    if isinstance(response, bool):
        response = str(response).lower()
    return json.dumps(response or None, ensure_ascii=False)


def _event_id(position: int, base_rev: str, shown: str) -> UUID:
    """The same form sent again makes the same event; changed and sent again, another one."""
    content = json.dumps([request.form.get(KEY_FIELD, ""), position, base_rev, shown])
    return uuid5(NAMESPACE_URL, f"urn:drillhub:answer:{content}")
