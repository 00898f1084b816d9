"""Giving a quiz to people, with the preview before anything is sent, and following how far they are."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from drillhub.core import clock
from drillhub.core.database import db
from drillhub.drills.models import Drill
from drillhub.identity.models import Department, Person
from drillhub.learning.models import Enrollment, QuizAssignment
from drillhub.notifications.models import OutboxMessage
from tests.drills.stage import Stage
from tests.learning.build import RIGHT, WRONG
from tests.learning.stage import Classroom
from tests.support.rows import all_rows, counted_statements
from tests.support.world import Member, Org, World
from tests.web.learning.conftest import ALL_RIGHT, taker_of

TODAY = clock.today("Asia/Tokyo")
DUE = (TODAY + timedelta(days=14)).isoformat()


def given(room: Classroom) -> list[tuple[str, str, list[str]]]:
    """(audience, label, names) of every assignment."""
    with room.world.inside(room.org):
        found = []
        for row in db.session.scalars(select(QuizAssignment).order_by(QuizAssignment.id)):
            names = select(Enrollment.frozen_name).where(Enrollment.assignment_id == row.id).order_by(Enrollment.id)
            found.append((row.audience.value, row.audience_label, list(db.session.scalars(names))))
        return found


def mails(room: Classroom) -> list[tuple[str, str]]:
    """(address, body) in the outbox."""
    with room.world.inside(room.org):
        rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
        return [(row.to_address, row.body) for row in rows]


def send(desk: FlaskClient, quiz: int, count: int, **fields: Any) -> Any:
    sent = {"_key": f"send {sorted(fields.items())}", "due_on": DUE, "count": str(count), **fields}
    return desk.post(f"/learning/quizzes/{quiz}/assignments", data=sent)


def look(desk: FlaskClient, quiz: int, **fields: Any) -> Any:
    sent = {"_key": "look", "due_on": DUE, "count": "", **fields}
    return desk.post(f"/learning/quizzes/{quiz}/assignments/preview", data=sent)


def put_into(room: Classroom, path: str, *members: Member) -> int:
    with room.world.changing(room.org):
        department = Department(name=path.rsplit(" / ", 1)[-1], path=path)
        db.session.add(department)
        db.session.flush()
        for person in db.session.scalars(select(Person).where(Person.id.in_([each.id for each in members]))):
            person.department_id = department.id
        return department.id


# --- Whom -------------------------------------------------------------------------------------------------------


def test_picked_people_are_counted_and_named_before_anything_is_sent(desk: FlaskClient, room: Classroom) -> None:
    quiz, people = room.quiz(), [member.id for member in room.learners]
    before = all_rows(room.world, room.org)

    page = look(desk, quiz, audience="people", people=people).text

    assert "まだ何も送っていません" in page
    assert "<dt>受ける人</dt><dd>2人</dd>" in page
    assert "メールアドレスがない人が1人います" in page
    assert "中村 拓" in page
    assert "2人に出す" in page
    assert all_rows(room.world, room.org) == before

    done = send(desk, quiz, 2, audience="people", people=people)
    assert re.fullmatch(r"/learning/assignments/\d+", done.location)
    assert given(room) == [("people", "選んだ2人", ["伊藤 直樹", "中村 拓"])]
    ((address, body),) = mails(room)
    assert address == "ito@aoba.example"
    link = re.search(r"/q/[\w-]+", body)
    assert link is not None
    assert "避難の基本" in room.world.browser().get(link[0]).text
    assert "2人に出しました。1人へのメールを送信箱に保管しました。" in desk.get(done.location).text


def test_a_department_includes_those_below_it(desk: FlaskClient, room: Classroom) -> None:
    quiz = room.quiz()
    factory = put_into(room, "工場", room.learners[0])
    put_into(room, "工場 / 製造一課", room.learners[1])

    assert "2人（工場）" in look(desk, quiz, audience="department", department=factory).text
    assert send(desk, quiz, 2, audience="department", department=factory).status_code == 303
    assert given(room) == [("department", "工場", ["伊藤 直樹", "中村 拓"])]


def test_those_who_were_at_a_drill_get_it_from_the_drills_page(
    world: World, org: Org, trainer: Member, desk: FlaskClient
) -> None:
    stage = Stage.set_up(world, org, trainer)
    room = Classroom(world, org, trainer, stage.players)
    quiz = room.quiz()
    stage.recorded()
    with world.inside(org):
        drill = db.session.scalars(select(Drill.id)).one()
    for page in (f"/drills/{drill}", f"/drills/{drill}/record"):
        assert f'href="/learning/drills/{drill}"' in desk.get(page).text
    chooser = desk.get(f"/learning/drills/{drill}").text
    way = re.search(r'href="(/learning/quizzes/\d+/assignments/new\?[^"]+)"[^>]*>3人に出す', chooser)
    assert way is not None
    page = desk.get(way[1].replace("&amp;", "&")).text
    assert f'<option selected value="{drill}">' in page

    assert "3人（2026/04/01 小さな地震の机上演習）" in look(desk, quiz, audience="drill", drill=drill).text
    send(desk, quiz, 3, audience="drill", drill=drill)
    ((audience, _label, names),) = given(room)
    assert (audience, sorted(names)) == ("drill", ["中村 拓", "伊藤 直樹", "田中 健一"])
    assert "すでに出したもの" in desk.get(f"/learning/drills/{drill}").text


def test_people_are_found_by_name_and_those_chosen_stay(desk: FlaskClient, room: Classroom) -> None:
    quiz = room.quiz()
    page = look(desk, quiz, audience="people", people=[room.ito.id], q="中村", find="1").text

    assert re.search(rf'value="{room.ito.id}" checked', page)
    assert re.search(rf'value="{room.learners[1].id}"><span>中村 拓', page)
    assert "田中 健一" not in page[page.index("名簿から選ぶ") :]
    everyone = look(desk, quiz, audience="people", people=[room.ito.id], q="中村", everyone="1").text
    assert "選んだ人 2人" in everyone


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        pytest.param({"audience": "people"}, "people", "受ける人がいません", id="nobody picked"),
        pytest.param({"audience": "drill"}, "drill", "選択肢から", id="no drill"),
        pytest.param(
            {"audience": "department", "department": "987654"}, "department", "選択肢から", id="no department"
        ),
        pytest.param(
            {"audience": "people", "people": "1", "due_on": (TODAY - timedelta(days=1)).isoformat()},
            "due_on",
            "今日か今日よりあと",
            id="due yesterday",
        ),
        pytest.param({"audience": "people", "people": "1", "due_on": "来週"}, "due_on", "2026-04-01 の形", id="no day"),
    ],
)
def test_x5_what_cannot_be_is_named_and_nothing_is_sent(
    desk: FlaskClient, room: Classroom, fields: dict[str, str], field: str, words: str
) -> None:
    quiz = room.quiz()
    before = all_rows(room.world, room.org)
    for step in (look(desk, quiz, **fields), send(desk, quiz, 0, **fields)):
        assert step.status_code == 422
        assert re.search(rf'<a href="#{field}">[^<]*{words}', step.text), step.text
    assert all_rows(room.world, room.org) == before


def test_when_the_number_changed_since_the_preview_it_is_shown_again(desk: FlaskClient, room: Classroom) -> None:
    quiz = room.quiz()
    page = send(desk, quiz, 1, audience="people", people=[member.id for member in room.learners])

    assert page.status_code == 422
    assert "人数が変わりました" in page.text
    assert "2人に出す" in page.text
    assert given(room) == []


def test_a_quiz_that_is_not_published_is_not_given(desk: FlaskClient, room: Classroom) -> None:
    quiz = room.quiz(published=False)
    assert desk.get(f"/learning/quizzes/{quiz}/assignments/new").status_code == 404
    assert send(desk, quiz, 1, audience="people", people=[room.ito.id]).status_code == 404


def test_given_again_to_the_same_people_nobody_gets_a_second_mail(desk: FlaskClient, room: Classroom) -> None:
    quiz = room.quiz()
    for key in ("one", "two"):
        send(desk, quiz, 1, audience="people", people=[room.ito.id], _key=key)
    assert len(mails(room)) == 1
    assert len(given(room)) == 1


# --- How far they are -------------------------------------------------------------------------------------------


@pytest.fixture
def assignment(world: World, room: Classroom) -> int:
    """伊藤 passed at the second attempt, 中村 has not begun."""
    taker_of(world, room, "signed in")
    room.take(room.ito, WRONG)
    room.take(room.ito, RIGHT, minute=10)
    with world.inside(room.org):
        return db.session.scalars(select(QuizAssignment.id)).one()


def test_the_progress_counts_with_denominators_names_people_and_shows_what_was_missed(
    desk: FlaskClient, room: Classroom, assignment: int
) -> None:
    page = desk.get(f"/learning/assignments/{assignment}").text

    for fact in ("1 / 2人", "0 / 1人", "全員 2人", "未受験 1人", "合格 1人", "問1 最初にすることは何か。"):
        assert fact in page
    assert "メールなし（口頭か紙で）" in page
    passed = desk.get(f"/learning/assignments/{assignment}?only=passed").text
    people = passed[passed.index("受ける人の一覧") :]
    assert "伊藤 直樹" in people
    assert "中村 拓" not in people


def test_the_list_to_print_has_everybody(desk: FlaskClient, assignment: int) -> None:
    page = desk.get(f"/learning/assignments/{assignment}/list").text
    assert "伊藤 直樹" in page
    assert "中村 拓" in page
    assert "合格 1 / 2人" in page


def test_those_who_are_not_done_are_asked_once_more_at_most_once_a_day(
    desk: FlaskClient, world: World, room: Classroom
) -> None:
    taker = taker_of(world, room, "signed in")
    with world.inside(room.org):
        here = f"/learning/assignments/{db.session.scalars(select(QuizAssignment.id)).one()}"
    page = desk.get(here).text
    assert "まだの1人にメールを送る" in page
    assert "まだの人のうち1人にはメールが届きません" in page

    desk.post(f"{here}/reminders", data={"_key": "first"})
    assert "1人へのメールを送信箱に保管しました" in desk.get(here).text
    desk.post(f"{here}/reminders", data={"_key": "second"})
    assert "今日はもう1人に知らせています" in desk.get(here).text

    assert len(mails(room)) == 2
    link = re.search(r"/q/[\w-]+", mails(room)[-1][1])
    assert link is not None
    assert "避難の基本" in world.browser().get(link[0]).text
    taker.post("submission", taker.form(taker.start()) | {"confirmed": "1"})
    assert "まだの1人にメールを送る" in desk.get(here).text  # not passed yet


def test_lt59_nobody_is_asked_who_passed_left_or_has_no_attempt_left(
    desk: FlaskClient, world: World, room: Classroom, assignment: int
) -> None:
    page = desk.get(f"/learning/assignments/{assignment}").text
    assert "にメールを送る" not in page
    desk.post(f"/learning/assignments/{assignment}/reminders", data={"_key": "nobody"})
    assert len(mails(room)) == 1


# --- Home -------------------------------------------------------------------------------------------------------


def cards(browser: FlaskClient) -> list[str]:
    return re.findall(r"<article class=\"todo[^>]*>.*?<h2>(.*?)</h2>", browser.get("/").text, re.S)


def test_home_asks_an_employee_to_take_the_quiz_and_to_go_on_with_it(world: World, room: Classroom) -> None:
    taker = taker_of(world, room, "signed in")
    assert cards(taker.browser) == ["「避難の基本」（6問）を受けてください。"]
    page = taker.start()
    assert cards(taker.browser) == ["「避難の基本」の続きがあります。保存した回答から続けられます。"]
    taker.post("submission", taker.form(page, **ALL_RIGHT))
    assert cards(taker.browser) == []


def test_home_tells_the_trainer_of_drafts_and_of_people_who_are_late(
    desk: FlaskClient, world: World, room: Classroom
) -> None:
    room.quiz(published=False, title="書きかけのテスト")
    taker_of(world, room, "signed in")
    with world.changing(room.org):
        row = db.session.scalars(select(QuizAssignment)).one()
        row.due_on = TODAY - timedelta(days=3)

    late, draft = cards(desk)[:2]

    assert "「避難の基本」に、まだ合格していない人が2人います。" in late
    assert "「書きかけのテスト」は、まだ公開していません。" in draft


def test_home_and_progress_take_no_more_statements_for_many_quizzes(
    app: Flask, world: World, room: Classroom, desk: FlaskClient
) -> None:
    counts = []
    for number in (1, 8):
        for _ in range(number):
            taker = taker_of(world, room, "signed in")
        taker.browser.get("/")
        with counted_statements(app) as sent:
            taker.browser.get("/")
            taker.browser.get("/learning")
            desk.get("/learning")
        counts.append(len(sent))
    assert counts[1] <= counts[0]
