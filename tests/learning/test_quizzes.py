"""Making quizzes: a draft is edited, what is published stays, and what people took never changes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from drillhub.core.append_only import WrittenOnce
from drillhub.core.database import db
from drillhub.core.errors import Invalid, NotFound, TextTooLong
from drillhub.learning import overview, quizzes
from drillhub.learning.errors import (
    CorrectMissing,
    ExplanationMissing,
    NeverPublished,
    NothingToEdit,
    NumberOutOfRange,
    QuizEmpty,
    QuizItemUnknown,
    QuizItemUnsound,
    TitleMissing,
    TooManyQuestions,
)
from drillhub.learning.models import Question, QuestionVersion, QuizRevision, QuizSlot
from drillhub.learning.overview import QuizPage
from drillhub.learning.questions import OrderingQuestion, Words
from drillhub.learning.quizzes import QuizSettings
from drillhub.learning.states import RevisionStatus
from drillhub.scenarios.content import Choice, ChoiceQuestion
from drillhub.scenarios.library import library_contents
from drillhub.scenarios.models import ScenarioVersion
from drillhub.scenarios.services import import_scenarios
from tests.learning.build import ONE_OF_EACH, RIGHT, multiple, single, true_false
from tests.learning.stage import Classroom, at
from tests.support.rows import all_rows


def page(classroom: Classroom, quiz_id: int, number: int | None = None) -> QuizPage:
    with classroom.world.inside(classroom.org):
        return overview.quiz(quiz_id, number)


def change(classroom: Classroom, verb, *arguments, **more):
    """One verb of the trainer in a transaction of its own."""
    with classroom.world.changing(classroom.org):
        return verb(*arguments, **more, by=classroom.by, at=at(0))


@pytest.fixture
def fire_evacuation(classroom: Classroom) -> int:
    """The id of a scenario's version from the library."""
    content = next(each for each in library_contents() if each.id == "fire_evacuation")
    with classroom.world.changing(classroom.org):
        import_scenarios([content], by=classroom.by, at=at(0))
        db.session.flush()
        return db.session.scalars(select(ScenarioVersion.id)).one()


# --- Making one -----------------------------------------------------------------------------------------------


def test_quizzes_are_numbered_within_the_fiscal_year(classroom: Classroom):
    first, second = classroom.quiz(), classroom.quiz()
    with classroom.world.changing(classroom.org):
        settings = QuizSettings("来年度のテスト")
        later = quizzes.create_quiz(settings, by=classroom.by, at=at(0) + timedelta(days=365)).number

    assert (page(classroom, first).number, page(classroom, second).number, later) == (
        "Q2026-001",
        "Q2026-002",
        "Q2027-001",
    )


def test_a_quiz_is_built_from_a_scenarios_items_in_the_order_chosen(classroom: Classroom, fire_evacuation: int):
    settings = QuizSettings("火災避難の確認", pass_mark=70)
    quiz = change(classroom, quizzes.quiz_from_scenario, fire_evacuation, ["Q5", "Q1"], settings)

    shown = page(classroom, quiz.id)
    assert [(slot.position, slot.code, slot.version) for slot in shown.slots] == [
        (1, "Q2026-001-01", 1),
        (2, "Q2026-001-02", 1),
    ]
    assert isinstance(shown.slots[0].question, OrderingQuestion)
    assert shown.slots[1].question.text.easy.startswith("かじの ベル")
    assert shown.slots[1].question.objective == "O1"
    assert (shown.scenario_version_id, shown.revision.pass_mark, shown.is_draft) == (fire_evacuation, 70, True)


def test_a_question_taken_from_a_scenario_again_is_the_same_question(classroom: Classroom, fire_evacuation: int):
    settings = QuizSettings("火災避難の確認")
    first = change(classroom, quizzes.quiz_from_scenario, fire_evacuation, ["Q1", "Q2"], settings).id
    slot = page(classroom, first).slots[0]
    change(classroom, quizzes.change_question, slot.id, single("c"), max_mark=2)

    second = change(classroom, quizzes.quiz_from_scenario, fire_evacuation, ["Q1"], settings).id

    assert (page(classroom, first).slots[0].code, page(classroom, first).slots[0].version) == ("Q2026-001-01", 2)
    assert (page(classroom, second).slots[0].code, page(classroom, second).slots[0].version) == ("Q2026-001-01", 1)


@pytest.mark.parametrize("items", [[], ["Q1", "Q99"]])
def test_items_that_the_scenario_does_not_have_are_refused(classroom: Classroom, fire_evacuation: int, items):
    before = all_rows(classroom.world, classroom.org)

    with pytest.raises(QuizItemUnknown):
        change(classroom, quizzes.quiz_from_scenario, fire_evacuation, items, QuizSettings("確認"))

    assert all_rows(classroom.world, classroom.org) == before


def test_an_item_that_cannot_be_asked_is_named_with_the_reason(classroom: Classroom):
    content = next(each for each in library_contents() if each.id == "fire_evacuation")
    item = content.quiz[0]
    assert isinstance(item, ChoiceQuestion)
    crowded = replace(item, choices=tuple(Choice(f"c{n}", f"選択肢{n}", n == 0) for n in range(13)))
    with classroom.world.changing(classroom.org):
        import_scenarios([replace(content, quiz=(crowded,))], by=classroom.by, at=at(0))
        version_id = db.session.scalars(select(ScenarioVersion.id)).one()

    with pytest.raises(QuizItemUnsound) as refused:
        change(classroom, quizzes.quiz_from_scenario, version_id, ["Q1"], QuizSettings("確認"))

    assert str(refused.value) == "シナリオの問題Q1は使えません。選択肢や項目は12までにしてください。"
    assert refused.value.field == "items"


@pytest.mark.parametrize(
    ("settings", "refusal", "field"),
    [
        pytest.param(QuizSettings(" "), TitleMissing, "title", id="no title"),
        pytest.param(QuizSettings("あ" * 201), TextTooLong, "title", id="a title without end"),
        pytest.param(QuizSettings("題", "あ" * 2001), TextTooLong, "instructions", id="instructions without end"),
        pytest.param(QuizSettings("題", pass_mark=0), NumberOutOfRange, "pass_mark", id="pass mark 0"),
        pytest.param(QuizSettings("題", pass_mark=101), NumberOutOfRange, "pass_mark", id="pass mark 101"),
        pytest.param(QuizSettings("題", time_limit_min=0), NumberOutOfRange, "time_limit_min", id="no time"),
        pytest.param(QuizSettings("題", time_limit_min=1441), NumberOutOfRange, "time_limit_min", id="over a day"),
        pytest.param(QuizSettings("題", attempt_limit=0), NumberOutOfRange, "attempt_limit", id="no attempt"),
    ],
)
def test_settings_that_cannot_be_are_refused_by_name_and_field(
    classroom: Classroom, settings: QuizSettings, refusal: type[Invalid], field: str
):
    before = all_rows(classroom.world, classroom.org)

    with pytest.raises(refusal) as refused:
        change(classroom, quizzes.create_quiz, settings)

    assert refused.value.field == field
    assert all_rows(classroom.world, classroom.org) == before


# --- The draft ------------------------------------------------------------------------------------------------


def test_a_draft_is_edited_question_by_question(classroom: Classroom):
    quiz_id = classroom.quiz([single(), multiple(), true_false()], published=False)
    first, second, third = page(classroom, quiz_id).slots

    change(classroom, quizzes.move_question, third.id, 1)
    change(classroom, quizzes.remove_question, first.id)
    change(classroom, quizzes.change_question, second.id, multiple("abd"), max_mark=3)
    change(classroom, quizzes.add_question, quiz_id, single(text=Words("もう一つ。")), max_mark=2)
    settings = QuizSettings(" 新しい名前 ", "よく読んで", pass_mark=90, time_limit_min=15, attempt_limit=3)
    change(classroom, quizzes.save_settings, quiz_id, settings)

    shown = page(classroom, quiz_id)
    assert [(slot.position, slot.id, slot.max_mark) for slot in shown.slots[:2]] == [
        (1, third.id, 1),
        (2, second.id, 3),
    ]
    assert (shown.slots[2].position, shown.slots[2].code, shown.max_score) == (3, "Q2026-001-04", 6)
    assert (shown.slots[1].code, shown.slots[1].version) == (second.code, 2)
    revision = shown.revision
    assert (revision.title, revision.pass_mark, revision.time_limit_min, revision.attempt_limit) == (
        "新しい名前",
        90,
        15,
        3,
    )


@pytest.mark.parametrize(("position", "codes"), [(1, "312"), (2, "132"), (3, "123"), (99, "123"), (-5, "312")])
def test_the_last_question_moves_to_any_place(classroom: Classroom, position: int, codes: str):
    quiz_id = classroom.quiz([single(), multiple(), true_false()], published=False)

    change(classroom, quizzes.move_question, page(classroom, quiz_id).slots[2].id, position)

    slots = page(classroom, quiz_id).slots
    assert "".join(slot.code[-1] for slot in slots) == codes
    assert [slot.position for slot in slots] == [1, 2, 3]


def test_a_question_saved_as_it_was_makes_no_new_version(classroom: Classroom):
    quiz_id = classroom.quiz([single()], published=False)
    slot = page(classroom, quiz_id).slots[0]

    change(classroom, quizzes.change_question, slot.id, slot.question, max_mark=1)

    assert page(classroom, quiz_id).slots[0] == slot


@pytest.mark.parametrize(
    ("question", "max_mark", "refusal"),
    [
        pytest.param(single(""), 1, CorrectMissing, id="without a correct answer"),
        pytest.param(single(explanation=Words("")), 1, ExplanationMissing, id="without an explanation"),
        pytest.param(single(), 0, NumberOutOfRange, id="worth nothing"),
        pytest.param(single(), 101, NumberOutOfRange, id="worth too much"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(classroom: Classroom, question, max_mark: int, refusal):
    quiz_id = classroom.quiz([single()], published=False)
    slot_id = page(classroom, quiz_id).slots[0].id
    before = all_rows(classroom.world, classroom.org)

    with pytest.raises(refusal):
        change(classroom, quizzes.add_question, quiz_id, question, max_mark=max_mark)
    with pytest.raises(refusal):
        change(classroom, quizzes.change_question, slot_id, question, max_mark=max_mark)

    assert all_rows(classroom.world, classroom.org) == before


def test_a_quiz_without_a_correct_answer_is_refused_in_words(app, classroom: Classroom):
    quiz_id = classroom.quiz([], published=False)

    with app.test_request_context(), pytest.raises(CorrectMissing) as refused:
        change(classroom, quizzes.add_question, quiz_id, multiple(""))

    assert str(refused.value) == "正解がありません。正解を選んでください。"


def test_a_quiz_has_an_end(classroom: Classroom, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(quizzes, "MOST_QUESTIONS", 2)
    quiz_id = classroom.quiz([single(), single("a")], published=False)

    with pytest.raises(TooManyQuestions):
        change(classroom, quizzes.add_question, quiz_id, single("c"))


# --- Publication ----------------------------------------------------------------------------------------------


def test_an_empty_quiz_is_not_published(app, classroom: Classroom):
    quiz_id = classroom.quiz([], published=False)
    before = all_rows(classroom.world, classroom.org)

    with app.test_request_context(), pytest.raises(QuizEmpty) as refused:
        change(classroom, quizzes.publish, quiz_id)

    assert str(refused.value) == "問題が1つもないため、公開できません。先に問題を加えてください。"
    assert all_rows(classroom.world, classroom.org) == before


def test_what_is_published_is_edited_no_more(classroom: Classroom):
    quiz_id = classroom.quiz([single(), multiple()])
    slot_id = page(classroom, quiz_id).slots[0].id
    before = all_rows(classroom.world, classroom.org)

    for verb, *arguments in (
        (quizzes.save_settings, quiz_id, QuizSettings("別の名前")),
        (quizzes.add_question, quiz_id, single()),
        (quizzes.move_question, slot_id, 2),
        (quizzes.remove_question, slot_id),
        (quizzes.publish, quiz_id),
        (quizzes.discard_draft, quiz_id),
    ):
        with pytest.raises(NothingToEdit):
            change(classroom, verb, *arguments)
    with pytest.raises(NothingToEdit):
        change(classroom, quizzes.change_question, slot_id, single("a"), max_mark=1)

    assert all_rows(classroom.world, classroom.org) == before


def test_a_published_revision_refuses_to_be_changed_past_the_verbs(classroom: Classroom):
    quiz_id = classroom.quiz()

    with pytest.raises(WrittenOnce):
        rename(classroom, quiz_id)


def rename(classroom: Classroom, quiz_id: int) -> None:
    with classroom.world.changing(classroom.org):
        db.session.scalars(select(QuizRevision).where(QuizRevision.quiz_id == quiz_id)).one().title = "別の名前"


def test_going_on_from_what_is_published_begins_with_a_copy(classroom: Classroom):
    quiz_id = classroom.quiz([single("b"), multiple()], pass_mark=70)

    draft = change(classroom, quizzes.next_revision, quiz_id)
    assert change(classroom, quizzes.next_revision, quiz_id).id == draft.id
    second = page(classroom, quiz_id).slots[0]
    change(classroom, quizzes.change_question, second.id, single("a"), max_mark=1)
    change(classroom, quizzes.publish, quiz_id)

    old, new = page(classroom, quiz_id, 1), page(classroom, quiz_id, 2)
    assert [slot.version for slot in old.slots] == [1, 1]
    assert [slot.version for slot in new.slots] == [2, 1]
    assert old.slots[0].question == single("b")
    assert (new.revision.pass_mark, new.published.number, new.draft) == (70, 2, None)
    assert [each.number for each in new.revisions] == [2, 1]


def test_a_slot_of_an_older_revision_is_not_edited_through_the_draft(classroom: Classroom):
    quiz_id = classroom.quiz()
    old_slot = page(classroom, quiz_id).slots[0].id
    change(classroom, quizzes.next_revision, quiz_id)

    with pytest.raises(NothingToEdit):
        change(classroom, quizzes.remove_question, old_slot)


def test_a_draft_is_given_up_and_what_is_published_stays(classroom: Classroom):
    quiz_id = classroom.quiz()
    before = page(classroom, quiz_id)
    change(classroom, quizzes.next_revision, quiz_id)

    change(classroom, quizzes.discard_draft, quiz_id)

    assert page(classroom, quiz_id).slots == before.slots
    never_published = classroom.quiz(published=False)
    with pytest.raises(NeverPublished):
        change(classroom, quizzes.discard_draft, never_published)


def test_a_question_that_somebody_else_removed_is_not_found(classroom: Classroom):
    quiz_id = classroom.quiz([single(), multiple()], published=False)
    slot_id = page(classroom, quiz_id).slots[0].id
    change(classroom, quizzes.remove_question, slot_id)

    with pytest.raises(NotFound):
        change(classroom, quizzes.remove_question, slot_id)


def test_quizzes_of_another_organisation_do_not_exist(classroom: Classroom, outsider):
    quiz_id = classroom.quiz(published=False)
    slot_id = page(classroom, quiz_id).slots[0].id

    for verb, *arguments in (
        (quizzes.publish, quiz_id),
        (quizzes.next_revision, quiz_id),
        (quizzes.remove_question, slot_id),
    ):
        with pytest.raises(NotFound), classroom.world.changing(outsider.org):
            verb(*arguments, by=classroom.by, at=at(0))


def test_what_happens_to_a_quiz_is_in_the_trail(classroom: Classroom):
    quiz_id = classroom.quiz([single()])
    change(classroom, quizzes.next_revision, quiz_id)

    assert classroom.trail("quizzes") == ["quiz.created"]
    assert classroom.trail("quiz_revisions") == ["quiz.question_added", "quiz.published", "quiz.revision_begun"]


# --- What is cited stays --------------------------------------------------------------------------------------


def test_dt57_a_question_that_a_result_cites_is_neither_changed_nor_deleted(classroom: Classroom):
    classroom.assign(classroom.quiz(ONE_OF_EACH))
    attempt_id = classroom.take(classroom.ito, RIGHT)
    before = all_rows(classroom.world, classroom.org)
    result = classroom.result(attempt_id)

    for attack in (
        update(QuestionVersion).values(body="{}"),
        delete(QuestionVersion),
        delete(Question),
    ):
        with pytest.raises(DBAPIError):
            run(classroom, attack)
    with pytest.raises(WrittenOnce):
        rewrite_a_version(classroom)

    assert all_rows(classroom.world, classroom.org) == before
    assert classroom.result(attempt_id) == result


@pytest.mark.parametrize(
    "attack",
    [
        pytest.param(lambda: update(QuizRevision).values(pass_mark=1), id="an easier pass mark"),
        pytest.param(lambda: delete(QuizSlot).where(QuizSlot.position == 1), id="a question less"),
        pytest.param(lambda: update(QuizSlot).values(max_mark=9), id="other marks"),
        pytest.param(None, id="a question more"),
        pytest.param(lambda: delete(QuizRevision), id="none of it"),
    ],
)
def test_lt43_the_database_keeps_a_published_revision_as_it_is(classroom: Classroom, attack):
    classroom.quiz(ONE_OF_EACH)
    before = all_rows(classroom.world, classroom.org)
    with pytest.raises(DBAPIError, match="written once"):
        run(classroom, attack()) if attack is not None else add_a_slot(classroom)
    assert all_rows(classroom.world, classroom.org) == before


def add_a_slot(classroom: Classroom) -> None:
    with classroom.world.changing(classroom.org):
        first = db.session.scalars(select(QuizSlot).order_by(QuizSlot.position).limit(1)).one()
        db.session.add(
            QuizSlot(revision_id=first.revision_id, position=99, question_version_id=first.question_version_id)
        )


def run(classroom: Classroom, statement) -> None:
    with classroom.world.changing(classroom.org):
        db.session.execute(statement)


def rewrite_a_version(classroom: Classroom) -> None:
    with classroom.world.changing(classroom.org):
        db.session.scalars(select(QuestionVersion).limit(1)).one().body = "{}"


# --- Lists ----------------------------------------------------------------------------------------------------


def test_the_list_shows_the_newest_revision_of_each_quiz(classroom: Classroom):
    first = classroom.quiz([single(), multiple()], title="一つ目")
    classroom.assign(first)
    change(classroom, quizzes.next_revision, first)
    change(classroom, quizzes.save_settings, first, QuizSettings("一つ目の直し"))
    second = classroom.quiz([single()], title="二つ目", published=False)

    with classroom.world.inside(classroom.org):
        lines = overview.quizzes()

    assert lines.total == 2
    assert [line.id for line in lines.items] == [second, first]
    newest = lines.items[1]
    assert (newest.title, newest.revision, newest.status, newest.published) == (
        "一つ目の直し",
        2,
        RevisionStatus.DRAFT,
        1,
    )
    assert (newest.questions, newest.assignments, newest.last_assigned_on.isoformat()) == (2, 1, "2026-06-01")
    assert lines.items[0].published is None


def test_a_quiz_that_does_not_exist_is_not_found(classroom: Classroom):
    for wanted in ((99,), (classroom.quiz(), 7)):
        with pytest.raises(NotFound):
            page(classroom, *wanted)
    with pytest.raises(NotFound), classroom.world.inside(classroom.org):
        overview.slot(99)
