"""Taking a quiz, signed in and by personal link: what awaits, saving by script and by form, an ended session."""

import re
from uuid import uuid4

import pytest
from flask import Flask

from drillhub.core import clock
from drillhub.identity import links
from drillhub.identity.models import LinkPurpose
from tests.learning.build import RIGHT, single
from tests.learning.stage import Classroom
from tests.support.rows import all_rows, counted_statements
from tests.support.world import Member, Org, World
from tests.web.learning.conftest import ALL_RIGHT, JSON, Taker, taker_of

# --- Before the start -------------------------------------------------------------------------------------------


def test_before_the_start_the_page_says_what_awaits(world: World, room: Classroom, door: str) -> None:
    taker = taker_of(world, room, door, time_limit_min=20, attempt_limit=2, instructions="静かな場所で。")
    page = taker.browser.get(taker.cover).text

    for fact in ("6問", "80% 以上", "20分", "2回まで（あと2回）", "静かな場所で。", "画面を閉じても止まりません"):
        assert fact in page
    assert "まだ回答は送信されていません" in page


def test_lt20_pressing_start_again_gives_the_same_attempt(taker: Taker) -> None:
    addresses = {taker.browser.post(f"{taker.cover}/attempts", data={"_key": f"key {n}"}).location for n in range(3)}

    assert len(addresses) == 1
    assert "続きから受ける" in taker.browser.get(taker.cover).text


def test_a_quiz_of_somebody_else_looks_missing(world: World, room: Classroom, employee: Member) -> None:
    taker = taker_of(world, room, "signed in")
    taker.start()
    other = world.browser(employee)
    for address in (taker.cover, taker.attempt, f"{taker.attempt}/clock"):
        assert other.get(address).status_code == 404
    for step in ("answers", "submission"):
        assert other.post(f"{taker.attempt}/{step}", data={"_key": "x"}).status_code == 404
    assert other.put(f"{taker.attempt}/answers/1", json={}, headers=JSON).status_code == 404


def test_a8_a_link_opens_its_own_quiz_alone(world: World, room: Classroom) -> None:
    first, second = taker_of(world, room, "by link"), taker_of(world, room, "by link")
    first.start()
    second.start()

    assert first.browser.get(f"{first.cover}/attempts/{second.attempt_id}").status_code == 404
    for elsewhere in ("/learning", f"/learning/mine/{room.enrollment_id(room.ito)}", "/drills"):
        assert first.browser.get(elsewhere).location.startswith("/sign-in")
    assert 'class="nav"' not in first.page()


@pytest.mark.parametrize("address", ["/q/x", f"/q/{'A' * 43}"])
def test_a_link_nobody_was_given_says_nothing(world: World, room: Classroom, address: str) -> None:
    taker_of(world, room, "by link")
    page = world.browser().get(address)

    assert page.status_code == 404
    assert "避難の基本" not in page.text


def test_a_link_dies_with_the_person_who_leaves(world: World, org: Org, room: Classroom) -> None:
    taker = taker_of(world, room, "by link")
    with world.changing(org):
        links.revoke(person_ids=[room.ito.id], purpose=LinkPurpose.QUIZ, at=clock.now())
    assert taker.browser.get(taker.cover).status_code == 404


# --- Saving each answer, by script ------------------------------------------------------------------------------


def test_lt02_what_was_acknowledged_is_read_back_by_another_browser(world: World, taker: Taker) -> None:
    taker.start()
    for position, response in enumerate(RIGHT, start=1):
        told = taker.put(position, response).get_json()
        assert (told["rev"], told["counted"]) == (1, True)
        assert re.fullmatch(r"\d\d:\d\d", told["saved_at"])

    elsewhere = world.browser(taker.room.ito)
    enrollment = taker.room.enrollment_id(taker.room.ito)
    page = elsewhere.get(f"/learning/mine/{enrollment}/attempts/{taker.attempt_id}").text
    assert taker.stored() == list(RIGHT)
    assert len(re.findall(r"data-saved>保存済み \d\d:\d\d", page)) == 6
    assert re.search(r'value="b" data-answer checked', page)
    assert '<option value="2" selected>' in page
    assert 'value="正門前"' in page


def test_p2_the_same_event_sent_again_is_one_save_with_the_same_reply(taker: Taker) -> None:
    taker.start()
    event = str(uuid4())
    answers = [taker.put(1, "b", event_id=event).get_json() for _ in range(3)]

    assert answers[0]["rev"] == answers[2]["rev"] == 1
    assert len([each for each in taker.room.events(taker.attempt_id) if each.position == 1]) == 1


def test_lt26_two_tabs_with_different_questions_are_both_saved_the_same_question_is_a_conflict(taker: Taker) -> None:
    taker.start()
    assert taker.put(1, "b").status_code == 200
    assert taker.put(2, ["a"]).status_code == 200

    second = taker.put(1, "c")

    assert second.status_code == 409
    told = second.get_json()
    assert (told["code"], told["response"], told["rev"]) == ("answer_conflict", "b", 1)
    assert taker.put(1, "c", base_rev=told["rev"]).status_code == 200
    assert taker.stored()[:2] == ["c", ["a"]]


@pytest.mark.parametrize(
    ("position", "response", "words"),
    [
        pytest.param(1, "nobody", "読み取れませんでした", id="a choice that does not exist"),
        pytest.param(4, "七十二時間くらい", "数値として読めません", id="no number"),
        pytest.param(5, ["a", "b"], "順番は", id="an order in which items are missing"),
        pytest.param(6, "長" * 201, "200文字以内", id="too long"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_with_the_reason(
    taker: Taker, position: int, response: object, words: str
) -> None:
    taker.start()
    before = all_rows(taker.room.world, taker.room.org)
    answer = taker.put(position, response)

    assert answer.status_code == 422
    assert words in answer.get_json()["message"]
    assert all_rows(taker.room.world, taker.room.org) == before


@pytest.mark.parametrize("sent", ["[]", "nonsense", '{"response": "b"}', '{"response": "b", "base_rev": 0}'])
def test_a_broken_request_is_refused(taker: Taker, sent: str) -> None:
    taker.start()
    answer = taker.browser.put(f"{taker.attempt}/answers/1", data=sent, content_type="application/json", headers=JSON)
    assert answer.status_code == 422
    assert taker.stored()[0] is None


def test_saving_takes_the_same_statements_for_many_questions_as_for_few(
    app: Flask, world: World, room: Classroom
) -> None:
    counts = []
    for number in (2, 40):
        taker = taker_of(world, room, "by link", [single() for _ in range(number)])
        taker.start()
        taker.put(1, "a")
        with counted_statements(app) as sent:
            taker.put(2, "b")
        counts.append(len(sent))
    assert counts[0] == counts[1]


# --- F60: the session ends in the middle ------------------------------------------------------------------------


def test_f60_a_save_after_the_session_ended_says_so_and_the_way_back_leads_to_the_same_attempt(
    world: World, room: Classroom
) -> None:
    taker = taker_of(world, room, "signed in")
    taker.start()
    taker.put(1, "b")
    signed_out = Taker(room, world.browser(), taker.cover, taker.attempt)

    refused = signed_out.put(2, ["a"])

    assert refused.status_code == 401
    assert refused.get_json()["code"] == "sign_in_required"
    assert "サインインし直してください" in refused.get_json()["message"]
    way_back = signed_out.browser.get(taker.attempt)
    assert way_back.location == f"/sign-in?next={taker.attempt}"
    assert taker.put(2, ["a"]).status_code == 200
    assert taker.stored()[:2] == ["b", ["a"]]


@pytest.mark.parametrize("step", ["answers", "submission"])
def test_f60_without_script_what_was_typed_is_kept_until_it_can_be_sent_again(
    world: World, room: Classroom, step: str
) -> None:
    taker = taker_of(world, room, "signed in")
    page = taker.start()
    signed_out = Taker(room, world.browser(), taker.cover, taker.attempt)
    fields = taker.form(page, **ALL_RIGHT)

    kept = signed_out.post(step, fields)

    assert kept.status_code == 401
    assert "まだ保存していません" in kept.text
    for name in ("answer-2", "rank-5-c", "rev-1", "_key"):
        assert f'name="{name}"' in kept.text
    assert kept.text.count('name="answer-2"') == 2
    assert taker.post("answers", fields).status_code == 303
    assert taker.stored() == list(RIGHT)


def test_f60_a_form_with_an_outdated_token_is_shown_again_with_what_was_typed(
    app: Flask, world: World, room: Classroom
) -> None:
    taker = taker_of(world, room, "signed in")
    fields = taker.form(taker.start(), **ALL_RIGHT)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        outdated = fields | {"csrf_token": "from before the sign-in"}
        page = taker.post("answers", outdated)
        told = taker.post("submission", outdated, headers=JSON)
    finally:
        app.config["WTF_CSRF_ENABLED"] = False

    assert (page.status_code, told.status_code) == (400, 400)
    assert "画面を開き直して" in told.get_json()["message"]
    assert page.text.count("data-saved>まだ保存していません") == page.text.count(" data-unsaved>") == 6
    assert 'value="正門前"' in page.text
    assert 'value="b" data-answer checked' in page.text
    assert taker.stored() == [None] * 6


# --- Without script: the page is a form -------------------------------------------------------------------------


def test_x6_the_form_saves_every_answer_and_leads_back_to_the_page(taker: Taker) -> None:
    page = taker.start()

    answer = taker.post("answers", taker.form(page, **ALL_RIGHT))

    assert (answer.status_code, answer.location) == (303, taker.attempt)
    assert taker.stored() == list(RIGHT)


def test_p2_the_same_form_sent_twice_saves_once(taker: Taker) -> None:
    fields = taker.form(taker.start(), **ALL_RIGHT)
    for _ in range(2):
        assert taker.post("answers", fields).status_code == 303
    assert len(taker.room.events(taker.attempt_id)) == 1 + 6


def test_what_cannot_be_saved_is_named_and_stays_while_the_rest_is_saved(taker: Taker) -> None:
    fields = taker.form(taker.start(), **ALL_RIGHT) | {"answer-4": "たくさん", "rank-5-d": ""}

    page = taker.post("answers", fields)

    assert page.status_code == 422
    assert "保存できなかった問題が2つあります" in page.text
    assert '<a href="#q-4">問4: 「たくさん」は数値として読めません' in page.text
    assert 'value="たくさん"' in page.text
    assert page.text.count("selected") == 3
    assert "<title>エラー: " in page.text
    assert taker.stored() == ["b", ["a", "c"], False, None, None, "正門前"]


def test_lt26_a_form_overtaken_by_another_tab_shows_both_answers_and_loses_neither(taker: Taker) -> None:
    page = taker.start()
    taker.put(1, "c")
    taker.put(2, ["d"])

    shown = taker.post("answers", taker.form(page, answer_1="b", answer_6="正門前"))

    assert shown.status_code == 409
    conflict = shown.text[shown.text.index('id="q-1"') : shown.text.index('id="q-2"')]
    assert "別の画面で、この問題の回答が先に保存されています" in conflict
    assert "data-theirs>選択肢c" in conflict
    assert "data-mine>選択肢b" in conflict
    assert taker.stored() == ["c", ["d"], None, None, None, "正門前"]  # the untouched question 2 is no conflict

    again = taker.post("answers", taker.form(shown.text, answer_1="b", answer_2=["d"], answer_6="正門前"))

    assert again.status_code == 303
    assert taker.stored()[0] == "b"
