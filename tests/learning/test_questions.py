"""Questions as values: sound or refused with the reason, one text for equal ones, and taken from scenarios."""

import pytest

from drillhub.core.errors import Invalid, TextTooLong
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
from drillhub.learning.layout import asked, shown_order
from drillhub.learning.question_checks import require_sound
from drillhub.learning.questions import (
    Choice,
    Question,
    Words,
    canonical_json,
    digest,
    parse_canonical,
)
from drillhub.learning.scenario_questions import question_of
from drillhub.scenarios.library import library_contents
from tests.learning.build import (
    ONE_OF_EACH,
    choices,
    items,
    multiple,
    numeric,
    ordering,
    short_text,
    single,
    true_false,
)


@pytest.mark.parametrize("question", ONE_OF_EACH, ids=lambda each: each.type)
def test_every_type_of_question_is_sound_and_reads_back_as_it_was_written(question: Question):
    require_sound(question)

    assert parse_canonical(canonical_json(question)) == question


@pytest.mark.parametrize(
    ("question", "refusal", "field"),
    [
        pytest.param(single(text=Words("　")), QuestionTextMissing, "text", id="no text"),
        pytest.param(single(explanation=Words("")), ExplanationMissing, "explanation", id="no explanation"),
        pytest.param(single(text=Words("あ" * 5001)), TextTooLong, "text", id="a text without end"),
        pytest.param(single(""), CorrectMissing, "choices", id="single, nothing right"),
        pytest.param(single("ab"), CorrectNotOne, "choices", id="single, two right"),
        pytest.param(multiple(""), CorrectMissing, "choices", id="multiple, nothing right"),
        pytest.param(single(choices=choices("a", 1)), ChoicesTooFew, "choices", id="one choice"),
        pytest.param(single(choices=choices("a", 13)), ChoicesTooMany, "choices", id="too many choices"),
        pytest.param(
            single(choices=(*choices("a", 2), Choice("z", Words(" ")))), ChoiceEmpty, "choices", id="empty choice"
        ),
        pytest.param(
            single(choices=(*choices("a", 2), Choice("a", Words("ほか")))), ChoicesAlike, "choices", id="same id twice"
        ),
        pytest.param(
            single(choices=(*choices("a", 2), Choice("z", Words("選択肢a ")))),
            ChoicesAlike,
            "choices",
            id="same text twice",
        ),
        pytest.param(numeric(tolerance="-1"), ToleranceNegative, "tolerance", id="negative tolerance"),
        pytest.param(numeric(unit="あ" * 21), TextTooLong, "unit", id="a unit without end"),
        pytest.param(ordering("a", items=items(1)), ItemsTooFew, "items", id="one item"),
        pytest.param(
            ordering(answer=("a", "b", "c"), items=items(4)), OrderNotComplete, "answer", id="an item left out"
        ),
        pytest.param(
            ordering(answer=("a", "b", "c", "c"), items=items(4)), OrderNotComplete, "answer", id="an item twice"
        ),
        pytest.param(
            ordering(answer=("a", "b", "c", "x"), items=items(4)), OrderNotComplete, "answer", id="an unknown item"
        ),
        pytest.param(short_text(" ", ""), CorrectMissing, "accepted", id="no accepted wording"),
    ],
)
def test_what_is_not_sound_is_refused_by_name_and_field(question: Question, refusal: type[Invalid], field: str):
    with pytest.raises(refusal) as refused:
        require_sound(question)

    assert type(refused.value) is refusal
    assert refused.value.field == field


def test_the_sentence_says_how_many_right_choices_there_are(app):
    with app.test_request_context(), pytest.raises(CorrectNotOne) as refused:
        require_sound(single("abc"))

    assert str(refused.value) == "一つ選ぶ問題の正解は1つだけにしてください（いまは3つあります）。"


def test_equal_numbers_make_equal_texts():
    texts = {canonical_json(numeric(number)) for number in ("72", "72.0", "72.00", "7.2E+1")}

    assert len(texts) == 1
    assert '"answer":"72"' in texts.pop()


def test_another_key_makes_another_digest():
    assert digest(canonical_json(single("a"))) != digest(canonical_json(single("b")))


def test_a_text_that_is_no_question_is_refused():
    with pytest.raises(ValueError):
        parse_canonical('{"type":"single"}')
    with pytest.raises(ValueError):
        parse_canonical(canonical_json(true_false()).replace('"answer"', '"key"'))


def test_words_are_japanese_where_english_is_missing():
    assert Words("避難", en="Evacuation").text("en") == "Evacuation"
    assert Words("避難").text("en") == Words("避難", en="Evacuation").text("ja") == "避難"


def test_every_quiz_item_of_the_library_makes_a_sound_question():
    questions = [question_of(item) for content in library_contents() for item in content.quiz]

    for question in questions:
        require_sound(question)
    assert {question.type.value for question in questions} >= {"single", "multiple", "true_false", "ordering"}
    assert any(question.text.easy for question in questions)


def test_the_shown_order_is_the_same_for_the_same_seed_and_mixes_between_people():
    orders = {tuple(shown_order(single(), seed=f"{person}:1:1")) for person in range(50)}

    assert all(sorted(order) == ["a", "b", "c", "d"] for order in orders)
    assert len(orders) > 5
    assert shown_order(single(), seed="7:1:1") == shown_order(single(), seed="7:1:1")


@pytest.mark.parametrize("count", [2, 3, 4])
def test_items_to_put_in_order_never_begin_in_the_right_one(count: int):
    question = ordering("abcd"[:count], items=items(count))

    for person in range(200):
        order = shown_order(question, seed=f"{person}:1:5")
        assert order != list(question.answer)
        assert sorted(order) == sorted(question.answer)


def test_lt49_a_question_as_it_is_asked_has_no_key():
    for question in ONE_OF_EACH:
        shown = asked(question, shown_order(question, seed="1:1:1"))

        assert not {"is_correct", "answer", "accepted", "tolerance", "explanation"} & set(vars(shown))
        assert all(set(vars(option)) == {"id", "text"} for option in shown.options)
        assert "煙は急に広がる" not in repr(shown)


def test_values_are_frozen():
    with pytest.raises(AttributeError):
        single().text = Words("別の問い")  # type: ignore[misc]
