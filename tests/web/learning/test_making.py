"""Making a quiz: by hand or from a scenario, its questions, their look, publishing, the next revision."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from drillhub.core.database import db
from drillhub.learning import overview
from drillhub.learning.overview import QuizPage
from drillhub.learning.questions import (
    MultipleQuestion,
    NumericQuestion,
    OrderingQuestion,
    ShortTextQuestion,
    SingleQuestion,
    TrueFalseQuestion,
)
from drillhub.scenarios.models import ScenarioVersion
from tests.learning.stage import Classroom
from tests.support.rows import all_rows
from tests.support.world import Member, World
from tests.web.forms_of import faults

TEXT = {"text": "最初にすることは何か。", "explanation": "荷物より命。", "max_mark": "1"}
CHOICES = {"choices-id": ["a", "b", "c", "d"], "choices-text": ["逃げる", "知らせる", "", ""]}


def quiz_of(room: Classroom, quiz_id: int) -> QuizPage:
    with room.world.inside(room.org):
        return overview.quiz(quiz_id)


def keyed(key: str, **fields: Any) -> dict[str, Any]:
    return {"_key": key, **fields}


@pytest.fixture
def draft(room: Classroom) -> int:
    """A quiz without questions yet."""
    return room.quiz((), published=False)


def add(desk: FlaskClient, quiz: int, kind: str, **fields: Any) -> Any:
    return desk.post(
        f"/learning/quizzes/{quiz}/questions", data={"_key": f"add {kind}", "type": kind, **TEXT, **fields}
    )


# --- A new quiz -------------------------------------------------------------------------------------------------


def test_a_quiz_by_hand_begins_as_a_draft_with_the_usual_settings(desk: FlaskClient, room: Classroom) -> None:
    answer = desk.post(
        "/learning/quizzes",
        data=keyed("new", title="避難の基本", instructions="", pass_mark="８０", time_limit_min="", attempt_limit=""),
    )
    quiz = quiz_of(room, int(answer.location.rsplit("/", 1)[1]))

    assert (quiz.is_draft, quiz.slots, quiz.revision.title) == (True, (), "避難の基本")
    assert (quiz.revision.pass_mark, quiz.revision.time_limit_min, quiz.revision.attempt_limit) == (80, None, None)
    assert "まだ問題がありません" in desk.get(answer.location).text


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        pytest.param({"title": " "}, "title", "入力してください", id="no name"),
        pytest.param({"title": "長" * 201}, "title", "200文字以内", id="a long name"),
        pytest.param({"pass_mark": "0"}, "pass_mark", "1から100まで", id="pass mark 0"),
        pytest.param({"pass_mark": "101"}, "pass_mark", "1から100まで", id="pass mark above 100"),
        pytest.param({"pass_mark": "八割"}, "pass_mark", "数字で", id="pass mark in words"),
        pytest.param({"time_limit_min": "-1"}, "time_limit_min", "1から1440まで", id="negative time"),
        pytest.param({"attempt_limit": "0"}, "attempt_limit", "1から100まで", id="no attempt at all"),
    ],
)
def test_x5_settings_that_cannot_be_are_named_and_nothing_changes(
    desk: FlaskClient, room: Classroom, draft: int, fields: dict[str, str], field: str, words: str
) -> None:
    sent = {
        "title": "避難",
        "instructions": "静かに",
        "pass_mark": "80",
        "time_limit_min": "",
        "attempt_limit": "",
    } | fields
    before = all_rows(room.world, room.org)
    for address in ("/learning/quizzes", f"/learning/quizzes/{draft}/settings"):
        page = desk.post(address, data=keyed(f"bad {address}", **sent))
        assert page.status_code == 422
        assert re.search(rf'<a href="#{field}">[^<]*{words}', page.text), page.text
        assert "<title>エラー: " in page.text
        assert "静かに" in page.text
    assert all_rows(room.world, room.org) == before


def test_a_quiz_from_a_scenario_has_the_chosen_questions_in_their_order(desk: FlaskClient, room: Classroom) -> None:
    desk.post("/scenarios/library", data=keyed("library"))
    with room.world.inside(room.org):
        rows = db.session.scalars(select(ScenarioVersion).order_by(ScenarioVersion.id)).all()
        version = next(row for row in rows if "火災" in row.title_ja)
        version_id, items = version.id, [item.id for item in version.content.quiz]
    assert f"/learning/quizzes/new/{version_id}" in desk.get("/learning/quizzes/new").text
    page = desk.get(f"/learning/quizzes/new/{version_id}").text
    assert page.count(" checked") == len(items) == 5

    sent = keyed("from", title="火災の確認", instructions="", pass_mark="80", time_limit_min="", attempt_limit="")
    address = f"/learning/quizzes/new/{version_id}"
    answer = desk.post(address, data=sent | {"items": [items[2], items[0]]})
    quiz = quiz_of(room, int(answer.location.rsplit("/", 1)[1]))

    assert [slot.question.text.ja for slot in quiz.slots] == [
        item.question_ja for item in version.content.quiz if item.id in (items[0], items[2])
    ]
    refused = desk.post(address, data=sent | {"_key": "none", "items": []})
    assert refused.status_code == 422
    assert '<a href="#items">' in refused.text


# --- Questions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "fields", "made"),
    [
        ("single", {**CHOICES, "choices-correct": "a"}, SingleQuestion),
        ("multiple", {**CHOICES, "choices-correct": ["a", "b"], "scoring": "right_minus_wrong"}, MultipleQuestion),
        ("true_false", {"answer": "false"}, TrueFalseQuestion),
        ("numeric", {"answer": "８２．２", "tolerance": "0.1", "unit": "%"}, NumericQuestion),
        (
            "ordering",
            {"items-id": ["k", "c"], "items-text": ["知らせる", "消す"], "scoring": "exact"},
            OrderingQuestion,
        ),
        ("short_text", {"accepted": "正門前\n\n 正門 ", "fold_kana": "y"}, ShortTextQuestion),
    ],
)
def test_a_question_of_each_type_is_written_shown_changed_and_written_again(
    desk: FlaskClient, room: Classroom, draft: int, kind: str, fields: dict[str, Any], made: type
) -> None:
    assert add(desk, draft, kind, **fields).status_code == 303
    slot = quiz_of(room, draft).slots[0]
    assert isinstance(slot.question, made)
    assert slot.question.text.ja == TEXT["text"]

    page = desk.get(f"/learning/quizzes/{draft}/questions/{slot.id}").text
    assert "問1を直す" in page
    assert TEXT["explanation"] in page
    changed = {**TEXT, "text": "別の問い", "text_en": "Another question", **fields}
    assert (
        desk.post(
            f"/learning/quizzes/{draft}/questions/{slot.id}", data={"_key": "change", "type": kind, **changed}
        ).status_code
        == 303
    )

    again = quiz_of(room, draft).slots[0]
    assert (again.question.text.ja, again.question.text.en, again.version) == ("別の問い", "Another question", 2)
    assert again.code == slot.code


@pytest.mark.parametrize(
    ("kind", "fields", "field", "words"),
    [
        pytest.param("single", CHOICES, "choices", "正解がありません", id="no right choice"),
        pytest.param(
            "multiple", {**CHOICES, "scoring": "all_or_nothing"}, "choices", "正解がありません", id="none of several"
        ),
        pytest.param(
            "single",
            {"choices-id": ["a", "b"], "choices-text": ["逃げる", ""], "choices-correct": "a"},
            "choices",
            "2つ以上",
            id="one choice",
        ),
        pytest.param(
            "single",
            {"choices-id": ["a", "b"], "choices-text": ["逃げる", ""], "choices-correct": "b"},
            "choices",
            "内容のない",
            id="an empty choice is right",
        ),
        pytest.param(
            "single",
            {"choices-id": ["a", "b"], "choices-text": ["同じ", "同じ"], "choices-correct": "a"},
            "choices",
            "「同じ」が2つ",
            id="two alike",
        ),
        pytest.param("true_false", {}, "answer", "選んでください", id="neither true nor false"),
        pytest.param("numeric", {"answer": "たくさん"}, "answer", "数値として読めません", id="no number"),
        pytest.param("numeric", {"answer": "1", "tolerance": "-1"}, "tolerance", "0以上", id="negative tolerance"),
        pytest.param(
            "ordering",
            {"items-id": ["a"], "items-text": ["消す"], "scoring": "exact"},
            "items",
            "2つ以上",
            id="one item",
        ),
        pytest.param("short_text", {"accepted": "  "}, "accepted", "正解がありません", id="no right word"),
        pytest.param(
            "single", {**CHOICES, "choices-correct": "a", "text": ""}, "text", "入力してください", id="no question"
        ),
        pytest.param(
            "single",
            {**CHOICES, "choices-correct": "a", "explanation": ""},
            "explanation",
            "入力してください",
            id="no reason",
        ),
        pytest.param(
            "single",
            {**CHOICES, "choices-correct": "a", "max_mark": "0"},
            "max_mark",
            "1から100まで",
            id="worth nothing",
        ),
    ],
)
def test_x5_a_question_that_cannot_be_is_refused_at_its_field_and_nothing_changes(
    desk: FlaskClient, room: Classroom, draft: int, kind: str, fields: dict[str, Any], field: str, words: str
) -> None:
    before = all_rows(room.world, room.org)
    page = add(desk, draft, kind, **fields)

    assert page.status_code == 422
    assert re.search(rf'<a href="#{field}">[^<]*{words}', page.text), page.text
    assert f'id="{field}"' in page.text
    for typed in ("逃げる", "荷物より命。"):
        if typed in str(fields | {"explanation": fields.get("explanation", TEXT["explanation"])}):
            assert typed in page.text
    assert all_rows(room.world, room.org) == before


@pytest.mark.parametrize(
    ("kind", "fields", "named"),
    [
        pytest.param(
            "single",
            {"text": "", "explanation": "", "max_mark": "0", "choices-id": ["a", "b"], "choices-text": ["逃げる", ""]},
            ["問題文", "解説", "配点", "選択肢"],
            id="nothing is there",
        ),
        pytest.param(
            "multiple", {**CHOICES, "max_mark": "101", "scoring": "all_or_nothing"}, ["配点", "選択肢"], id="the rules"
        ),
        pytest.param("numeric", {"answer": "多い", "tolerance": "少し"}, ["正しい値", "許容する差"], id="two numbers"),
        pytest.param("true_false", {"explanation": ""}, ["解説", "正解"], id="no answer"),
    ],
)
def test_x5_all_that_is_wrong_with_a_question_is_named_at_once(
    desk: FlaskClient, room: Classroom, draft: int, kind: str, fields: dict[str, Any], named: list[str]
) -> None:
    before = all_rows(room.world, room.org)
    page = add(desk, draft, kind, **fields)
    assert page.status_code == 422
    assert {fault.split(":")[0] for fault in faults(page.text)} == set(named)
    assert all_rows(room.world, room.org) == before


def test_the_look_on_a_phone_follows_what_was_typed_and_more_lines_can_be_asked_for(
    desk: FlaskClient, room: Classroom, draft: int
) -> None:
    before = all_rows(room.world, room.org)
    sent = {"_key": "look", "type": "single", **TEXT, **CHOICES, "choices-correct": "b", "more": "choices"}

    page = desk.post(f"/learning/quizzes/{draft}/questions/preview", data=sent)

    assert page.status_code == 200
    look = page.text[page.text.index("data-preview") :]
    assert "最初にすることは何か。" in look
    assert look.count('name="look-answer-1"') == 2
    assert page.text.count('name="choices-text"') == 6
    assert re.search(r'name="choices-correct" value="b" checked', page.text)
    assert all_rows(room.world, room.org) == before


def test_lt49_ids_of_items_written_by_hand_do_not_tell_their_order(
    desk: FlaskClient, room: Classroom, draft: int
) -> None:
    page = desk.get(f"/learning/quizzes/{draft}/questions/new?type=ordering").text
    ids = re.findall(r'name="items-id" value="([^"]+)"', page)
    add(desk, draft, "ordering", **{"items-id": ids[:3], "items-text": ["一", "二", "三"], "scoring": "exact"})
    question = quiz_of(room, draft).slots[0].question

    assert isinstance(question, OrderingQuestion)
    named = {item.id: item.text.ja for item in question.items}
    assert [named[each] for each in question.answer] == ["一", "二", "三"]
    assert len(set(ids)) == 4
    assert all(len(each) == 6 for each in ids)


def test_questions_are_moved_and_taken_out(desk: FlaskClient, room: Classroom) -> None:
    quiz = room.quiz(published=False)
    slots = quiz_of(room, quiz).slots
    here = f"/learning/quizzes/{quiz}/questions"

    desk.post(f"{here}/{slots[2].id}/move", data=keyed("up", to="1"))
    desk.post(f"{here}/{slots[0].id}/removal", data=keyed("out"))

    assert [slot.id for slot in quiz_of(room, quiz).slots] == [
        slots[2].id,
        *(slot.id for slot in slots[1:2] + slots[3:]),
    ]
    assert desk.get(f"{here}/{slots[0].id}").status_code == 404


# --- Publishing -------------------------------------------------------------------------------------------------


def test_a_quiz_is_published_given_a_next_revision_and_that_is_thrown_away(desk: FlaskClient, room: Classroom) -> None:
    quiz = room.quiz(published=False)
    here = f"/learning/quizzes/{quiz}"
    assert "第1版を公開する" in desk.get(here).text
    assert desk.post(f"{here}/publication", data=keyed("publish")).location == here

    page = desk.get(here).text
    assert "第1版を人に出す" in page
    assert "問1を直す" not in page
    slot = quiz_of(room, quiz).slots[0]
    assert (
        desk.post(
            f"{here}/questions/{slot.id}", data={"_key": "x", **TEXT, **CHOICES, "choices-correct": "a"}
        ).status_code
        == 409
    )

    desk.post(f"{here}/drafts", data=keyed("next"))
    page = desk.get(here).text
    assert "第2版 下書き" in page
    assert "第1版を人に出す" in page
    assert "問1を直す" in page
    assert "前の版を表示しています" in desk.get(f"{here}/revisions/1").text
    desk.post(f"{here}/drafts/discard", data=keyed("discard"))
    assert [each.number for each in quiz_of(room, quiz).revisions] == [1]


def test_an_empty_quiz_is_not_published(desk: FlaskClient, room: Classroom, draft: int) -> None:
    before = all_rows(room.world, room.org)
    assert "公開する" not in desk.get(f"/learning/quizzes/{draft}").text
    refused = desk.post(f"/learning/quizzes/{draft}/publication", data=keyed("publish"))
    assert refused.status_code == 409
    assert "問題が1つもないため、公開できません" in refused.text
    assert all_rows(room.world, room.org) == before


def test_the_lists_of_an_empty_company_lead_to_the_first_quiz(desk: FlaskClient) -> None:
    for address in ("/learning", "/learning/quizzes"):
        page = desk.get(address).text
        assert 'class="empty"' in page
        assert page.count('href="/learning/quizzes/new"') == 1


def test_general_affairs_makes_quizzes_too_and_employees_do_not(
    world: World, room: Classroom, general_affairs: Member, employee: Member
) -> None:
    quiz = room.quiz(published=False)
    assert "第1版を公開する" in world.browser(general_affairs).get(f"/learning/quizzes/{quiz}").text
    for address in ("/learning/quizzes", f"/learning/quizzes/{quiz}", "/learning/quizzes/new"):
        assert world.browser(employee).get(address).status_code == 403
