"""Submitting a quiz, what is kept secret until then, its result, and the end of a time limit."""

import json
import re
from datetime import timedelta
from html import unescape

import time_machine
from flask.testing import FlaskClient

from drillhub.core import clock
from tests.learning.build import ONE_OF_EACH, RIGHT, WRONG, numeric, single
from tests.learning.stage import Classroom
from tests.support.world import World
from tests.web.learning.conftest import ALL_RIGHT, JSON, Taker, taker_of

# --- Submitting -------------------------------------------------------------------------------------------------


def test_lt03_what_is_not_answered_is_named_before_it_is_submitted(taker: Taker) -> None:
    fields = taker.form(taker.start(), answer_1="b", answer_6="正門前")

    asked = taker.post("submission", fields)

    assert (asked.status_code, asked.location) == (303, f"{taker.attempt}?unanswered=1")
    page = taker.browser.get(asked.location).text
    assert "まだ答えていない問題が4つあります" in page
    assert re.findall(r'<li><a href="#q-(\d)">', page) == ["2", "3", "4", "5"]
    assert "4問を未回答のまま提出する" in page
    assert taker.stored()[0] == "b"  # named, not lost
    assert taker.post("submission", fields | {"confirmed": "1"}).location == taker.attempt
    assert "2<small> / 6問</small>" in taker.page()


def test_a_script_is_told_what_is_not_answered_and_where_the_result_is(taker: Taker) -> None:
    fields = taker.form(taker.start(), answer_1="b")

    asked = taker.post("submission", fields, headers=JSON).get_json()
    done = taker.post("submission", fields | {"confirmed": "1"}, headers=JSON).get_json()

    assert asked == {"conflicts": [], "unanswered": [2, 3, 4, 5, 6]}
    assert done == {"location": taker.attempt}


def test_lt03_submitting_saves_what_the_page_shows_first(taker: Taker) -> None:
    answer = taker.post("submission", taker.form(taker.start(), **ALL_RIGHT))

    assert (answer.status_code, answer.location) == (303, taker.attempt)
    assert taker.stored() == list(RIGHT)
    assert "合格です" in taker.page()


def test_lt21_submitted_again_by_any_tab_there_is_one_result(taker: Taker) -> None:
    page = taker.start()
    for fields in (taker.form(page, **ALL_RIGHT), taker.form(page, **ALL_RIGHT), {"_key": "another tab"}):
        assert taker.post("submission", fields | {"confirmed": "1"}).location == taker.attempt
    submitted = [event for event in taker.room.events(taker.attempt_id) if event.kind.value == "submitted"]
    assert len(submitted) == 1
    assert "すでに提出されています" in taker.page()
    assert taker.put(1, "a", base_rev=1).status_code == 409
    assert taker.stored() == list(RIGHT)


def test_two_answers_to_one_question_hold_the_submission_up(taker: Taker) -> None:
    fields = taker.form(taker.start(), **ALL_RIGHT)
    taker.put(1, "c")

    page = taker.post("submission", fields)

    assert page.status_code == 409
    assert "別の画面で" in page.text
    assert taker.post("submission", fields, headers=JSON).get_json()["conflicts"] == [1]
    assert taker.room.attempt(taker.attempt_id).submitted_at is None


# --- LT49: nothing tells what is right before the submission ----------------------------------------------------


def test_lt49_neither_page_nor_json_tells_what_is_right_before_the_submission(world: World, room: Classroom) -> None:
    questions = (*ONE_OF_EACH[:3], numeric("91.375", "0.0625"), *ONE_OF_EACH[4:])
    taker = taker_of(world, room, "by link", questions)
    told = [taker.browser.get(taker.cover).text, taker.start()]
    told += [taker.put(position, raw).text for position, raw in enumerate(WRONG, start=1)]
    told += [taker.put(1, "c").text, taker.browser.get(f"{taker.attempt}/clock").text, taker.page()]
    told.append(taker.post("submission", taker.form(told[1]), headers=JSON).text)

    everything = "\n".join(told)
    for secret in (
        "煙は急に広がる",
        "is_correct",
        "correct",
        "正解",
        "正門前",
        "91.375",
        "0.0625",
        "tolerance",
        "accepted",
    ):
        assert secret not in everything, secret
    order = [json.loads(f'"{item}"') for item in re.findall(r'data-item="(\w+)"', told[1])]
    assert order != list(ONE_OF_EACH[4].answer)  # type: ignore[union-attr]


# --- The result -------------------------------------------------------------------------------------------------


def test_the_result_shows_what_was_wrong_first_with_the_right_answer_and_why(taker: Taker) -> None:
    page = taker.start()
    taker.post("submission", taker.form(page, **{**ALL_RIGHT, "answer_6": "裏門", "answer_4": "24"}))

    result = taker.page()

    assert "合格点に届きませんでした" in result
    assert "4<small> / 6問</small>" in result
    assert "66%（合格は80%以上）" in result  # 4 of 6, rounded down
    assert re.findall(r"<p>問(\d)　", result) == ["4", "6", "1", "2", "3", "5"]
    assert "裏門" in result
    assert "正門前" in result
    assert "煙は急に広がる" in result
    assert "もう一度受ける" in result


def test_the_result_leads_to_a_proposal(taker: Taker) -> None:
    taker.post("submission", taker.form(taker.start()) | {"confirmed": "1"})
    way = re.search(r'href="([^"]+)">改善を提案する', taker.page())

    assert way is not None
    form = taker.browser.get(unescape(way[1]))
    assert form.status_code == 200
    assert "理解度テスト「避難の基本」の結果から" in form.text


def test_lt46_nobody_reads_the_pass_mark_beside_a_failure(world: World, room: Classroom, door: str) -> None:
    taker = taker_of(world, room, door, [single() for _ in range(7)], pass_mark=72)
    page = taker.start()
    taker.post("submission", taker.form(page, **{f"answer_{n}": "b" if n <= 5 else "a" for n in range(1, 8)}))

    assert "71%（合格は72%以上）" in taker.page()  # 71.43
    assert "合格点に届きませんでした" in taker.page()


def test_lt23_taking_it_again_begins_a_new_attempt_and_the_old_result_stays(taker: Taker) -> None:
    taker.post("submission", taker.form(taker.start()) | {"confirmed": "1"})
    first = taker.attempt
    page = taker.start()

    assert taker.attempt != first
    assert "まだ答えていません" in page
    taker.post("submission", taker.form(page, **ALL_RIGHT))
    assert "前の回 0%" in taker.page()
    assert "合格点に届きませんでした" in taker.browser.get(first).text
    assert "もう一度受ける必要はありません" in taker.browser.get(taker.cover).text


def test_after_the_last_attempt_there_is_no_further_one(world: World, room: Classroom, door: str) -> None:
    taker = taker_of(world, room, door, attempt_limit=1)
    taker.post("submission", taker.form(taker.start()) | {"confirmed": "1"})

    assert "受けられる回数を使い切りました" in taker.page()
    refused = taker.browser.post(f"{taker.cover}/attempts", data={"_key": "once more"})
    assert refused.status_code == 409
    assert "使い切りました" in refused.text


# --- The time limit ---------------------------------------------------------------------------------------------


def test_lt05_coming_back_finds_the_same_attempt_order_answers_and_clock(world: World, room: Classroom) -> None:
    taker = taker_of(world, room, "by link", time_limit_min=10)
    with time_machine.travel(clock.now(), tick=False) as now:
        before = taker.start()
        taker.put(1, "b")
        now.shift(timedelta(minutes=4))
        after = world.browser().get(taker.attempt).text

    def order(page: str) -> list[str]:
        return re.findall(r'data-named="(\w+)"', page)

    assert order(before) == order(after)
    assert 'data-remaining-ms="600000"' in before
    assert 'data-remaining-ms="360000"' in after
    assert "残り 6:00" in after
    assert 'value="b" data-answer checked' in after


def test_the_clock_is_asked_for_the_time_that_is_left(world: World, room: Classroom, door: str) -> None:
    taker = taker_of(world, room, door, time_limit_min=10)
    with time_machine.travel(clock.now(), tick=False) as now:
        taker.start()
        now.shift(timedelta(minutes=9))
        assert taker.browser.get(f"{taker.attempt}/clock").get_json() == {"remaining_ms": 60000, "is_over": False}
        assert taker.put(1, "b").get_json()["remaining_ms"] == 60000
        now.shift(timedelta(minutes=3))
        assert taker.browser.get(f"{taker.attempt}/clock").get_json()["is_over"] is True


def test_lt32_after_the_end_the_result_is_shown_whether_the_browser_stayed_or_never_came_back(
    world: World, room: Classroom, door: str
) -> None:
    taker = taker_of(world, room, door, time_limit_min=10)
    with time_machine.travel(clock.now(), tick=False) as now:
        page = taker.start()
        taker.put(1, "b")
        now.shift(timedelta(minutes=12))
        assert "1<small> / 6問</small>" in taker.page()
        late = taker.put(2, ["a", "c"]).get_json()
        assert late["counted"] is False
        assert taker.post("submission", taker.form(page, **ALL_RIGHT)).location == taker.attempt
        result = taker.page()
    assert "時間切れで提出" in result
    assert "1<small> / 6問</small>" in result
    assert "時間が終わってから届いた回答が5つあります" in result  # question 2 came twice


def test_lt32_a_form_that_is_submitted_after_the_end_is_kept_and_the_result_says_that_it_did_not_count(
    world: World, room: Classroom, door: str
) -> None:
    taker = taker_of(world, room, door, time_limit_min=10)
    with time_machine.travel(clock.now(), tick=False) as now:
        fields = taker.form(taker.start(), answer_1="b", answer_6="正門前")
        now.shift(timedelta(minutes=12))
        for _ in range(2):
            assert taker.post("submission", fields).location == taker.attempt
        page = taker.page()

    late = [(each.position, each.payload) for each in room.events(taker.attempt_id) if each.kind.value == "answer_late"]
    assert [(position, payload["response"]) for position, payload in late] == [(1, "b"), (6, "正門前")]
    assert taker.stored() == [None] * 6
    assert room.attempt(taker.attempt_id).submitted_by.value == "timeout"
    assert "時間が終わってから届いた回答が2つあります" in page
    assert "0<small> / 6問</small>" in page


def test_a_quiz_without_limit_has_no_clock(taker: Taker) -> None:
    assert "data-remaining-ms" not in taker.start()
    assert taker.browser.get(f"{taker.attempt}/clock").get_json() == {"remaining_ms": None, "is_over": False}


def test_a_number_may_be_typed_as_people_write_it(world: World, room: Classroom, door: str) -> None:
    taker = taker_of(world, room, door, [numeric("1234", "0", unit="人")])
    for typed in ("１,２３４", "1234人"):
        taker.post("answers", taker.form(taker.page() if taker.attempt else taker.start(), answer_1=typed))
        assert taker.stored() == ["1234"]


def test_the_quizzes_of_one_person_say_what_to_do(world: World, room: Classroom) -> None:
    taker = taker_of(world, room, "signed in")
    browser: FlaskClient = taker.browser
    assert '受ける<span class="vh"> 避難の基本</span>' in browser.get("/learning").text
    page = taker.start()
    assert '続きから受ける<span class="vh"> 避難の基本</span>' in browser.get("/learning").text
    taker.post("submission", taker.form(page, **ALL_RIGHT))
    done = browser.get("/learning").text
    assert "受ける理解度テストはありません" in done
    assert "100%" in done
