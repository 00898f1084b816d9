"""What answers are worth: by rule, by worked attempts, and by properties that hold for any answer."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillhub.core.errors import Invalid, TextTooLong
from drillhub.learning.errors import AnswerUnreadable, NumberUnreadable, OrderIncomplete
from drillhub.learning.grading import Grade, grade, shown_percent, total
from drillhub.learning.questions import MultipleScoring, OrderingScoring, Question, plain_number
from drillhub.learning.responses import (
    ChoiceResponse,
    NumberResponse,
    order_from_ranks,
    plain_of,
    response_of,
)
from drillhub.learning.wording import number_of
from tests.learning.build import (
    ONE_OF_EACH,
    RIGHT,
    WRONG,
    choices,
    multiple,
    named_choices,
    numeric,
    ordering,
    short_text,
    single,
    true_false,
)

WORKED_ATTEMPTS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("worked_attempts.json").read_text())


def worth(question: Question, raw: object) -> Fraction:
    return grade(question, response_of(question, raw))


# --- By rule --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", range(6), ids=[question.type for question in ONE_OF_EACH])
def test_a_right_answer_earns_everything_a_wrong_one_and_none_earn_nothing(place: int):
    question = ONE_OF_EACH[place]

    assert worth(question, RIGHT[place]) == 1
    assert worth(question, WRONG[place]) == 0
    assert worth(question, None) == worth(question, "") == worth(question, []) == 0


@pytest.mark.parametrize(
    ("ticked", "all_or_nothing", "right_minus_wrong"),
    [
        pytest.param("ac", 1, 1, id="exactly the right ones"),
        pytest.param("a", 0, Fraction(1, 2), id="half of them"),
        pytest.param("ab", 0, 0, id="one right and one wrong"),
        pytest.param("abc", 0, Fraction(1, 2), id="both right ones and a wrong one"),
        pytest.param("abcd", 0, 0, id="everything ticked earns nothing"),
        pytest.param("bd", 0, 0, id="only wrong ones, never below zero"),
    ],
)
def test_several_right_choices(ticked: str, all_or_nothing: int, right_minus_wrong: Fraction):
    assert worth(multiple("ac"), list(ticked)) == all_or_nothing
    assert worth(multiple("ac", scoring=MultipleScoring.RIGHT_MINUS_WRONG), list(ticked)) == right_minus_wrong


@pytest.mark.parametrize(
    ("order", "exact", "longest_ordered"),
    [
        pytest.param("abcd", 1, 1, id="right"),
        pytest.param("bacd", 0, Fraction(3, 4), id="two swapped"),
        pytest.param("bcda", 0, Fraction(3, 4), id="the first at the end"),
        pytest.param("badc", 0, Fraction(1, 2), id="pairs swapped"),
        pytest.param("dcba", 0, 0, id="backwards: one item alone shows nothing"),
    ],
)
def test_orders(order: str, exact: int, longest_ordered: Fraction):
    assert worth(ordering("abcd"), list(order)) == exact
    assert worth(ordering("abcd", scoring=OrderingScoring.LONGEST_ORDERED), list(order)) == longest_ordered


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("72", True),
        ("７２", True),
        (" 72 ", True),
        ("72.0", True),
        ("+72", True),
        ("72時間", True),
        ("７２．５", True),
        ("71.5", True),
        ("71.49", False),
        ("72.500000000000000000000000001", False),
        ("-72", False),
        (72, True),
        (72.5, True),
    ],
)
def test_numbers_within_the_tolerance_count_both_ends_included(typed: object, right: bool):
    assert worth(numeric("72", "0.5"), typed) == int(right)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1,234", "1234"),
        ("１，２３４", "1234"),
        ("1、234", "1234"),
        ("1,234,567.5", "1234567.5"),
        ("ー５", "-5"),
        ("−５", "-5"),
        ("－5", "-5"),
        ("0.10", "0.1"),
    ],
)
def test_numbers_are_read_as_people_type_them(typed: str, number: str):
    assert number_of(typed) == Decimal(number)
    assert plain_number(number_of(typed)) == number


@pytest.mark.parametrize("typed", ["3,14", "12,34", "1,2345", "七十二", "1e3", "NaN", "1.2.3", "--5", "5-", "9" * 31])
def test_what_is_no_clear_number_is_refused(typed: str):
    with pytest.raises(NumberUnreadable) as refused:
        response_of(numeric(), typed)

    assert refused.value.field == "response"


def test_the_refusal_repeats_what_was_typed(app):
    with app.test_request_context(), pytest.raises(NumberUnreadable) as refused:
        response_of(numeric(), "三日")

    assert str(refused.value) == "「三日」は数値として読めません。72や0.5のように、数字だけで入力してください。"


def test_the_refusal_repeats_nothing_that_no_page_can_show():
    with pytest.raises(NumberUnreadable) as refused:
        response_of(numeric(), "7\ud8002x")

    refused.value.facts["text"].encode()


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("ヒナン経路", True),
        ("ひなん経路", True),
        ("ﾋﾅﾝ経路", True),
        ("  ヒナン経路\n", True),
        ("避難経路", True),
        ("避難　経路", False),
        ("経路", False),
    ],
)
def test_short_texts_are_compared_without_width_and_kana(written: str, right: bool):
    assert worth(short_text("避難経路", "ひなん経路"), written) == int(right)


@pytest.mark.parametrize(
    ("accepted", "written", "right"),
    [
        ("AED", "ａｅｄ", True),
        ("サーバー", "サ－バ−", True),
        ("Plan B", "plan   b", True),
        ("が", "か\u3099", True),
    ],
)
def test_short_texts_are_compared_without_case_dashes_and_ways_of_composing(accepted: str, written: str, right: bool):
    assert worth(short_text(accepted), written) == int(right)


def test_kana_are_told_apart_where_the_question_asks_for_it():
    assert worth(short_text("ヒナン", fold_kana=False), "ひなん") == 0
    assert worth(short_text("ヒナン", fold_kana=False), "ﾋﾅﾝ") == 1


@pytest.mark.parametrize(
    ("question", "raw", "refusal"),
    [
        pytest.param(single(), "x", AnswerUnreadable, id="a choice that is not offered"),
        pytest.param(single(), ["a"], AnswerUnreadable, id="a list for one"),
        pytest.param(multiple(), "a", AnswerUnreadable, id="one for a list"),
        pytest.param(multiple(), ["a", "x"], AnswerUnreadable, id="a list with an unknown choice"),
        pytest.param(true_false(), 1, AnswerUnreadable, id="a number for true"),
        pytest.param(numeric(), True, AnswerUnreadable, id="true for a number"),
        pytest.param(numeric(), {"a": 1}, AnswerUnreadable, id="an object"),
        pytest.param(ordering(), ["a", "b", "c"], OrderIncomplete, id="an item left out"),
        pytest.param(ordering(), ["a", "b", "c", "c"], OrderIncomplete, id="an item twice"),
        pytest.param(short_text(), "あ" * 201, TextTooLong, id="a text without end"),
        pytest.param(short_text(), 5, AnswerUnreadable, id="a number for a text"),
    ],
)
def test_what_is_no_answer_to_the_question_is_refused(question: Question, raw: object, refusal: type[Invalid]):
    with pytest.raises(refusal) as refused:
        response_of(question, raw)

    assert refused.value.field == "response"


def test_an_order_without_script_comes_from_the_places_chosen():
    assert order_from_ranks({"a": "2", "b": "1", "c": "3"}) == ["b", "a", "c"]
    assert order_from_ranks({"a": "", "b": " ", "c": ""}) is None
    for places in ({"a": "1", "b": "1", "c": "3"}, {"a": "1", "b": "", "c": ""}, {"a": "1", "b": "2", "c": "4"}):
        with pytest.raises(OrderIncomplete):
            order_from_ranks(places)


def test_an_answer_to_another_type_of_question_is_a_programming_mistake():
    with pytest.raises(TypeError):
        grade(single(), NumberResponse(Decimal(1)))


# --- By worked attempts ---------------------------------------------------------------------------------------


WORKED_QUESTIONS: dict[str, Question] = {
    "single": single(choices=named_choices("one")),
    "multiple": multiple(choices=named_choices("one", "three")),
    "true_false": true_false(True),
    "numeric": numeric("3.14", unit=""),
    "short_text": short_text("Frog"),
}


@pytest.mark.parametrize("attempt", WORKED_ATTEMPTS)
def test_worked_attempts_are_graded_as_they_were_worked_out(attempt: dict[str, Any]):
    fully_right = [kind for kind, raw in attempt["answers"].items() if worth(WORKED_QUESTIONS[kind], raw) == 1]

    assert fully_right == attempt["fully_right"]
    score = total((worth(WORKED_QUESTIONS[kind], raw), 1) for kind, raw in attempt["answers"].items())
    assert score == len(attempt["fully_right"])


# --- Passing --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "max_score", "pass_mark", "percent", "passed"),
    [
        pytest.param("79.99", 100, 80, 79, False, id="just below"),
        pytest.param("80", 100, 80, 80, True, id="exactly"),
        pytest.param("7", 10, 70, 70, True, id="7 of 10, which floating point misses"),
        pytest.param("2", 3, 67, 66, False, id="two thirds are not 67 percent"),
        pytest.param("2", 3, 66, 66, True, id="two thirds are 66 percent"),
        pytest.param("0", 3, 1, 0, False, id="nothing"),
        pytest.param("3", 3, 100, 100, True, id="everything"),
        pytest.param("2.9999999", 3, 100, 99, False, id="almost everything is not everything"),
    ],
)
def test_lt46_the_pass_mark_is_decided_exactly_and_shown_rounded_down(
    score: str, max_score: int, pass_mark: int, percent: int, passed: bool
):
    result = Grade(Fraction(score), max_score, pass_mark)

    assert (result.percent, result.passed) == (percent, passed)


def test_lt46_three_thirds_are_everything():
    thirds = multiple("abc", scoring=MultipleScoring.RIGHT_MINUS_WRONG)
    score = total((worth(thirds, [each]), 1) for each in "abc")

    assert score == 1
    assert Grade(score, 1, 100).passed


@given(st.fractions(0, 20, max_denominator=27720), st.integers(1, 20), st.integers(1, 100))
def test_lt46_nobody_reads_the_pass_mark_and_failed_together(score: Fraction, max_score: int, pass_mark: int):
    result = Grade(min(score, Fraction(max_score)), max_score, pass_mark)

    assert result.passed == (result.percent >= pass_mark)


def test_percentages_are_shown_rounded_down():
    assert [shown_percent(Fraction(each)) for each in ("0", "99.99", "66.67", "100")] == [0, 99, 66, 100]


# --- Properties -----------------------------------------------------------------------------------------------

SUBSETS = st.sets(st.sampled_from("abcdef")).map(sorted)
ORDERS = st.permutations(list("abcdef"))
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=6)


@given(SUBSETS.filter(bool), SUBSETS, st.sampled_from(MultipleScoring))
def test_ticks_are_worth_between_nothing_and_everything(right: list[str], ticked: list[str], scoring: MultipleScoring):
    question = multiple("".join(right), choices=choices("".join(right), 6), scoring=scoring)
    fraction = worth(question, ticked)

    assert 0 <= fraction <= 1
    assert (fraction == 1) == (ticked == right)


@given(SUBSETS.filter(bool), SUBSETS)
def test_all_or_nothing_never_earns_more_than_partial_credit(right: list[str], ticked: list[str]):
    earned = [
        worth(multiple(choices=choices("".join(right), 6), scoring=scoring), ticked) for scoring in MultipleScoring
    ]

    assert earned[0] <= earned[1]


@given(ORDERS, ORDERS)
def test_orders_are_fully_right_only_when_they_are_the_right_one(right: list[str], order: list[str]):
    for scoring in OrderingScoring:
        fraction = worth(ordering("".join(right), scoring=scoring), order)
        assert 0 <= fraction <= 1
        assert (fraction == 1) == (order == right)


@given(DECIMALS, DECIMALS.map(abs), DECIMALS)
def test_a_number_is_right_exactly_when_it_is_within_the_tolerance(right: Decimal, tolerance: Decimal, value: Decimal):
    question = numeric(str(right), str(tolerance))

    assert worth(question, plain_number(value)) == (abs(value - right) <= tolerance)


@given(DECIMALS)
def test_a_number_reads_back_as_it_is_written(value: Decimal):
    assert number_of(plain_number(value)) == value


@given(st.data())
def test_every_answer_reads_back_from_its_plain_shape(data: st.DataObject):
    place = data.draw(st.sampled_from(range(len(ONE_OF_EACH))))
    raws = [
        st.sampled_from("abcd"),
        SUBSETS.map(lambda ticked: [each for each in ticked if each in "abcd"]),
        st.booleans(),
        DECIMALS.map(str).filter(lambda text: "E" not in text),
        st.permutations(list("abcd")),
        st.text(max_size=200),
    ]
    response = response_of(ONE_OF_EACH[place], data.draw(raws[place]))

    assert response_of(ONE_OF_EACH[place], json.loads(json.dumps(plain_of(response)))) == response
    assert grade(ONE_OF_EACH[place], response) in (0, 1)


def test_a_choice_keeps_its_id():
    assert plain_of(ChoiceResponse("b")) == "b"
