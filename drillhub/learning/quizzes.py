"""Verbs on quizzes: making one, editing its draft, publishing it, going on from what was published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, raiseload

from drillhub import audit
from drillhub.audit import Actor
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.core.errors import Invalid, NotFound, TextTooLong, check_all
from drillhub.identity import queries as identity
from drillhub.identity.numbering import next_number
from drillhub.learning.errors import (
    NeverPublished,
    NothingToEdit,
    NumberOutOfRange,
    QuizEmpty,
    QuizItemUnknown,
    QuizItemUnsound,
    TitleMissing,
    TooManyQuestions,
)
from drillhub.learning.models import Question as QuestionRow
from drillhub.learning.models import QuestionVersion, Quiz, QuizRevision, QuizSlot
from drillhub.learning.question_checks import require_sound
from drillhub.learning.questions import Question, canonical_json, digest
from drillhub.learning.scenario_questions import question_of
from drillhub.learning.states import RevisionStatus
from drillhub.scenarios.queries import version_to_play

MOST_QUESTIONS: Final = 100
MOST_MARKS: Final = 100
LONGEST_LIMIT_MIN: Final = 24 * 60
MOST_ATTEMPTS: Final = 100


@dataclass(frozen=True)
class QuizSettings:
    """What a quiz is called and asks for. pass_mark: percent, 1-100. time_limit_min, attempt_limit None: without."""

    title: str
    instructions: str = ""
    pass_mark: int = 80
    time_limit_min: int | None = None
    attempt_limit: int | None = None

    def require_valid(self) -> None:
        """Raises TitleMissing, TextTooLong, NumberOutOfRange; each names its field."""
        check_all(
            self._require_title,
            partial(_require_short, "title", self.title, 200),
            partial(_require_short, "instructions", self.instructions, 2000),
            partial(_require_in_range, "pass_mark", self.pass_mark, 100),
            partial(_require_in_range, "time_limit_min", self.time_limit_min, LONGEST_LIMIT_MIN),
            partial(_require_in_range, "attempt_limit", self.attempt_limit, MOST_ATTEMPTS),
        )

    def _require_title(self) -> None:
        if not self.title.strip():
            raise TitleMissing("title")


def _require_short(field: str, text: str, maximum: int) -> None:
    if len(text) > maximum:
        raise TextTooLong(field, maximum=maximum)


def _require_in_range(field: str, number: int | None, maximum: int) -> None:
    if number is not None and not 1 <= number <= maximum:
        raise NumberOutOfRange(field, minimum=1, maximum=maximum)


def create_quiz(settings: QuizSettings, *, by: Actor, at: datetime) -> Quiz:
    """A quiz without questions yet. Its first revision is a draft."""
    return _create(settings, None, by=by, at=at)[0]


def quiz_from_scenario(
    scenario_version_id: int, item_ids: Sequence[str], settings: QuizSettings, *, by: Actor, at: datetime
) -> Quiz:
    """A quiz with questions of a scenario, in the order in which their ids are given.

    A question that was taken from the scenario before is the same question.
    Raises NotFound, QuizItemUnknown, QuizItemUnsound.
    """
    content = version_to_play(scenario_version_id).content
    items = {item.id: item for item in content.quiz}
    if not item_ids or set(item_ids) - items.keys():
        raise QuizItemUnknown("items")
    quiz, revision = _create(settings, scenario_version_id, by=by, at=at)
    for item_id in dict.fromkeys(item_ids):
        question = question_of(items[item_id])
        try:
            require_sound(question)
        except Invalid as error:
            raise QuizItemUnsound("items", item=item_id, reason=str(error)) from error
        source = f"{content.id}/{item_id}"
        row = db.session.scalar(select(QuestionRow).where(QuestionRow.source == source))
        if row is None:
            row = _new_question(quiz, source, at=at)
        _append(revision, _version_of(row, question, by=by, at=at), max_mark=1)
    return quiz


def save_settings(quiz_id: int, settings: QuizSettings, *, by: Actor, at: datetime) -> QuizRevision:
    """Change what the draft is called and asks for. Raises NothingToEdit when all revisions are published."""
    settings.require_valid()
    draft = _locked_draft(quiz_id)
    _apply(settings, draft)
    audit.record("quiz.draft_changed", by=by, at=at, subject=draft)
    return draft


def add_question(quiz_id: int, question: Question, *, max_mark: int = 1, by: Actor, at: datetime) -> QuizSlot:
    """Ask one more, at the end of the draft. Raises NothingToEdit, Invalid (see `require_sound`)."""
    require_askable(question, max_mark)
    draft = _locked_draft(quiz_id)
    row = _new_question(draft.quiz, "", at=at)
    slot = _append(draft, _version_of(row, question, by=by, at=at), max_mark=max_mark)
    audit.record("quiz.question_added", by=by, at=at, subject=draft, facts={"question": row.code})
    return slot


def change_question(slot_id: int, question: Question, *, max_mark: int, by: Actor, at: datetime) -> QuizSlot:
    """Ask it differently in the draft. What is published keeps the version it was published with."""
    require_askable(question, max_mark)
    slot, draft = _locked_slot(slot_id)
    slot.question_version = _version_of(slot.question_version.question, question, by=by, at=at)
    slot.max_mark = max_mark
    audit.record("quiz.question_changed", by=by, at=at, subject=draft, facts={"slot": slot.position})
    db.session.flush()
    return slot


def move_question(slot_id: int, to_position: int, *, by: Actor, at: datetime) -> None:
    """Put a question of the draft in another place; positions count from 1, past the end is the end."""
    slot, draft = _locked_slot(slot_id)
    slots = _slots_of(draft.id)
    slots.remove(slot)
    slots.insert(max(1, to_position) - 1, slot)
    _renumber(slots)
    audit.record("quiz.question_moved", by=by, at=at, subject=draft, facts={"slot": slot.position})


def remove_question(slot_id: int, *, by: Actor, at: datetime) -> None:
    """Ask one less in the draft. The question stays for whatever asks it elsewhere."""
    slot, draft = _locked_slot(slot_id)
    audit.record("quiz.question_removed", by=by, at=at, subject=draft, facts={"slot": slot.position})
    db.session.delete(slot)
    db.session.flush()
    _renumber(_slots_of(draft.id))


def publish(quiz_id: int, *, by: Actor, at: datetime) -> QuizRevision:
    """Fix the draft, so that it can be given to people. Raises NothingToEdit, QuizEmpty."""
    draft = _locked_draft(quiz_id)
    questions = db.session.scalar(select(func.count(QuizSlot.id)).where(QuizSlot.revision_id == draft.id)) or 0
    if not questions:
        raise QuizEmpty()
    draft.status = RevisionStatus.PUBLISHED
    draft.published_at = at
    draft.published_by = by.name
    audit.record(
        "quiz.published", by=by, at=at, subject=draft, facts={"number": draft.quiz.number, "revision": draft.number}
    )
    db.session.flush()
    return draft


def next_revision(quiz_id: int, *, by: Actor, at: datetime) -> QuizRevision:
    """A draft that begins as a copy of what is published; the draft there is, if there is one. Raises NotFound."""
    quiz = _locked_quiz(quiz_id)
    last = _last_revision(quiz.id)
    if last.status is RevisionStatus.DRAFT:
        return last
    draft = QuizRevision(
        quiz_id=quiz.id,
        number=last.number + 1,
        title=last.title,
        instructions=last.instructions,
        pass_mark=last.pass_mark,
        time_limit_min=last.time_limit_min,
        attempt_limit=last.attempt_limit,
        created_at=at,
    )
    db.session.add(draft)
    db.session.flush()
    db.session.add_all(
        QuizSlot(
            revision_id=draft.id,
            position=slot.position,
            question_version_id=slot.question_version_id,
            max_mark=slot.max_mark,
        )
        for slot in _slots_of(last.id)
    )
    audit.record("quiz.revision_begun", by=by, at=at, subject=draft, facts={"revision": draft.number})
    db.session.flush()
    return draft


def discard_draft(quiz_id: int, *, by: Actor, at: datetime) -> None:
    """Give up the changes since the last publication. Raises NothingToEdit, NeverPublished."""
    draft = _locked_draft(quiz_id)
    if draft.number == 1:
        raise NeverPublished()
    audit.record("quiz.draft_discarded", by=by, at=at, subject=draft.quiz, facts={"revision": draft.number})
    for slot in _slots_of(draft.id):
        db.session.delete(slot)
    db.session.flush()
    db.session.delete(draft)


# --- A quiz and its draft, held until the transaction ends ----------------------------------------------------


def _locked_quiz(quiz_id: int) -> Quiz:
    quiz = db.session.scalar(
        select(Quiz).where(Quiz.id == quiz_id).with_for_update().execution_options(populate_existing=True)
    )
    if quiz is None:
        raise NotFound()
    return quiz


def _locked_draft(quiz_id: int) -> QuizRevision:
    """Whoever edits holds the quiz, so that publishing never meets half a change."""
    revision = _last_revision(_locked_quiz(quiz_id).id)
    if revision.status is not RevisionStatus.DRAFT:
        raise NothingToEdit()
    return revision


def _last_revision(quiz_id: int) -> QuizRevision:
    return db.session.scalars(
        select(QuizRevision)
        .options(joinedload(QuizRevision.quiz, innerjoin=True))
        .where(QuizRevision.quiz_id == quiz_id)
        .order_by(QuizRevision.number.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).one()


def _locked_slot(slot_id: int) -> tuple[QuizSlot, QuizRevision]:
    """A place of a draft with its question. Raises NotFound also when it was removed meanwhile, NothingToEdit."""
    quiz_id = db.session.scalar(
        select(QuizRevision.quiz_id)
        .join(QuizSlot, QuizSlot.revision_id == QuizRevision.id)
        .where(QuizSlot.id == slot_id)
    )
    if quiz_id is None:
        raise NotFound()
    draft = _locked_draft(quiz_id)
    slot = db.session.scalar(
        select(QuizSlot)
        .options(joinedload(QuizSlot.question_version, innerjoin=True).joinedload(QuestionVersion.question))
        .where(QuizSlot.id == slot_id)
        .execution_options(populate_existing=True)
    )
    if slot is None:
        raise NotFound()
    if slot.revision_id != draft.id:
        raise NothingToEdit()
    return slot, draft


# --- Parts ----------------------------------------------------------------------------------------------------


def _create(
    settings: QuizSettings, scenario_version_id: int | None, *, by: Actor, at: datetime
) -> tuple[Quiz, QuizRevision]:
    settings.require_valid()
    day = clock.local(at, identity.organisation().timezone).date()
    quiz = Quiz(
        number=next_number("Q", Quiz.number, day),
        scenario_version_id=scenario_version_id,
        created_at=at,
        created_by=by.name,
    )
    db.session.add(quiz)
    audit.record("quiz.created", by=by, at=at, subject=quiz, facts={"number": quiz.number})
    revision = QuizRevision(quiz_id=quiz.id, number=1, created_at=at)
    _apply(settings, revision)
    db.session.add(revision)
    db.session.flush()
    return quiz, revision


def _apply(settings: QuizSettings, revision: QuizRevision) -> None:
    revision.title = settings.title.strip()
    revision.instructions = settings.instructions
    revision.pass_mark = settings.pass_mark
    revision.time_limit_min = settings.time_limit_min
    revision.attempt_limit = settings.attempt_limit


def require_askable(question: Question, max_mark: int) -> None:
    """Raises what `require_sound` raises, and NumberOutOfRange for the mark."""
    check_all(lambda: require_sound(question), partial(_require_in_range, "max_mark", max_mark, MOST_MARKS))


def _new_question(quiz: Quiz, source: str, *, at: datetime) -> QuestionRow:
    """A question under the next code of the quiz it was first asked in: Q2026-001-03."""
    codes = db.session.scalars(
        select(QuestionRow.code).where(QuestionRow.code.startswith(f"{quiz.number}-", autoescape=True))
    )
    last = max((int(code.removeprefix(f"{quiz.number}-")) for code in codes), default=0)
    row = QuestionRow(code=f"{quiz.number}-{last + 1:02d}", source=source, created_at=at)
    db.session.add(row)
    db.session.flush()
    return row


def _version_of(row: QuestionRow, question: Question, *, by: Actor, at: datetime) -> QuestionVersion:
    """The version of a question that asks exactly this: one there is already, or the next one."""
    body = canonical_json(question)
    known = db.session.scalars(
        select(QuestionVersion)
        .options(raiseload("*"))
        .where(QuestionVersion.question_id == row.id)
        .order_by(QuestionVersion.number)
    ).all()
    same = [version for version in known if version.digest == digest(body)]
    if same:
        return same[0]
    version = QuestionVersion(
        question_id=row.id,
        number=known[-1].number + 1 if known else 1,
        question_type=question.type,
        body=body,
        digest=digest(body),
        created_at=at,
        created_by=by.name,
    )
    db.session.add(version)
    db.session.flush()
    return version


def _append(revision: QuizRevision, version: QuestionVersion, *, max_mark: int) -> QuizSlot:
    last = db.session.scalar(select(func.max(QuizSlot.position)).where(QuizSlot.revision_id == revision.id)) or 0
    if last >= MOST_QUESTIONS:
        raise TooManyQuestions(maximum=MOST_QUESTIONS)
    slot = QuizSlot(revision_id=revision.id, position=last + 1, question_version_id=version.id, max_mark=max_mark)
    db.session.add(slot)
    db.session.flush()
    return slot


def _slots_of(revision_id: int) -> list[QuizSlot]:
    return list(
        db.session.scalars(select(QuizSlot).where(QuizSlot.revision_id == revision_id).order_by(QuizSlot.position))
    )


def _renumber(slots: list[QuizSlot]) -> None:
    """Positions from 1 in the order of the list. Past the end first: no two may have one position in between."""
    for first in (len(slots) + MOST_QUESTIONS, 0):
        for position, slot in enumerate(slots, start=first + 1):
            slot.position = position
        db.session.flush()
