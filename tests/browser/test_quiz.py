"""A quiz on a phone in a real browser: saved as it is answered, offline and back, closed and opened, submitted once."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, expect
from sqlalchemy import delete

from drillhub.audit import OPERATOR
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.identity import links, passwords, services
from drillhub.identity.models import LinkPurpose, LoginSession, Person
from drillhub.learning.models import Attempt
from tests.browser.reader import Reader
from tests.learning.build import RIGHT
from tests.learning.stage import Classroom
from tests.support.world import Member, Org, World
from tests.web.learning.conftest import taker_of

pytestmark = pytest.mark.browser

PASSWORD = "kawa-hoshi-matsu-umi-2468"
SAVED = re.compile(r"^保存済み \d\d:\d\d$")


class Phone(Reader):
    """A phone of 390 px; its browser can be closed and opened again with everything it keeps."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        super().__init__(context, address, "quiz-390", "employee", 390)

    def question(self, position: int):
        return self.page.locator(f"#q-{position}")

    def state(self, position: int):
        return self.question(position).locator("[data-saved]")

    def choose(self, position: int, name: str) -> None:
        self.question(position).get_by_label(name, exact=True).check()

    @property
    def bar(self):
        return self.page.locator("[data-all-saved]")


@pytest.fixture
def room(world: World, org: Org, trainer: Member) -> Classroom:
    return Classroom.set_up(world, org, trainer)


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(locale="ja")
    yield context
    context.close()


@pytest.fixture
def phone(context: BrowserContext, address: str) -> Phone:
    return Phone(context, address)


def attempt_of(phone: Phone) -> int:
    return phone.number_in_address(r"/attempts/(\d+)")


def stored(room: Classroom, phone: Phone) -> list[object]:
    return [answer.response for answer in room.answers(attempt_of(phone))]


def test_x1_a_quiz_is_taken_on_a_phone_and_every_answer_is_saved_as_it_is_given(
    world: World, room: Classroom, phone: Phone
) -> None:
    taker = taker_of(world, room, "by link", instructions="静かな場所で受けてください。", time_limit_min=20)
    phone.open(taker.cover)
    phone.look("cover")
    phone.press("form[action$='/attempts'] button")
    phone.look("sitting")
    expect(phone.bar).to_have_text("まだ回答は送信されていません")

    phone.choose(1, "選択肢b")
    expect(phone.state(1)).to_have_text("保存中")
    expect(phone.state(1)).to_have_text(SAVED)
    phone.choose(2, "選択肢a")
    phone.choose(2, "選択肢c")
    phone.choose(3, "誤り")
    phone.question(4).locator("input[data-answer]").fill("72")
    for name in "abc":
        phone.question(5).get_by_role("button", name=f"手順{name}").click()
    expect(phone.state(5)).to_have_text("あと1つ選ぶと保存します")
    phone.question(5).get_by_role("button", name="手順d").click()
    phone.question(6).locator("input[data-answer]").fill("正門前")
    phone.page.keyboard.press("Tab")
    for position in range(1, 7):
        expect(phone.state(position)).to_have_text(SAVED)
    expect(phone.bar).to_have_text(re.compile(r"^すべて保存済み \d\d:\d\d$"))
    phone.look("sitting-answered")
    assert stored(room, phone) == list(RIGHT)
    saves = [event.position for event in room.events(attempt_of(phone)) if event.position]
    assert (saves.count(1), saves.count(4), saves.count(6)) == (1, 1, 1)  # leaving a field sends nothing twice

    phone.page.get_by_role("button", name="提出する").last.click()
    phone.page.wait_for_selector("text=合格です")
    phone.look("result")
    phone.open(taker.cover)
    phone.look("cover-passed")
    assert phone.complaints == []


def test_an_item_that_was_ranked_by_mistake_is_taken_out_again(world: World, room: Classroom, phone: Phone) -> None:
    phone.open(taker_of(world, room, "by link").cover)
    phone.press("form[action$='/attempts'] button")
    for name in "badc":
        phone.question(5).get_by_role("button", name=f"手順{name}").click()
    expect(phone.state(5)).to_have_text(SAVED)
    phone.question(5).get_by_role("button", name="2番目 手順a").click()
    expect(phone.question(5).get_by_role("button", name="2番目 手順d")).to_be_visible()
    expect(phone.state(5)).to_have_text("あと1つ選ぶと保存します")
    phone.question(5).get_by_role("button", name="まだ 手順a").click()
    expect(phone.state(5)).to_have_text(SAVED)
    assert stored(room, phone)[4] == ["b", "d", "c", "a"]


def test_lt05_a_closed_browser_comes_back_to_the_same_attempt_with_every_answer(
    world: World, room: Classroom, chromium: Browser, phone: Phone, address: str
) -> None:
    taker = taker_of(world, room, "by link")
    phone.open(taker.cover)
    phone.press("form[action$='/attempts'] button")
    where = phone.page.url
    phone.choose(1, "選択肢b")
    phone.question(6).locator("input[data-answer]").fill("正門前")
    order = phone.question(2).locator("[data-named]").all_text_contents()
    phone.page.close()  # before the pause after the last key is over

    elsewhere = Phone(chromium.new_context(locale="ja"), address)
    elsewhere.page.goto(where)
    expect(elsewhere.question(1).get_by_label("選択肢b", exact=True)).to_be_checked()
    expect(elsewhere.state(1)).to_have_text(SAVED)
    expect(elsewhere.question(6).locator("input[data-answer]")).to_have_value("正門前")
    assert elsewhere.question(2).locator("[data-named]").all_text_contents() == order
    elsewhere.leave()


def test_lt04_answers_given_offline_are_kept_shown_as_unsent_and_sent_when_the_network_is_back(
    world: World, room: Classroom, context: BrowserContext, phone: Phone
) -> None:
    phone.open(taker_of(world, room, "by link").cover)
    phone.press("form[action$='/attempts'] button")
    phone.choose(1, "選択肢b")
    expect(phone.state(1)).to_have_text(SAVED)

    context.set_offline(True)
    phone.choose(1, "選択肢c")
    phone.choose(3, "誤り")
    expect(phone.state(3)).to_have_text("未送信（再送します）")
    expect(phone.bar).to_have_text("未送信 2問（再送します）")
    expect(phone.page.get_by_role("alert")).to_contain_text("接続が切れています")
    phone.page.get_by_role("button", name="提出する").last.click()
    expect(phone.page.get_by_role("alert")).to_contain_text("提出できませんでした")
    assert stored(room, phone)[:3] == ["b", None, None]

    context.set_offline(False)
    expect(phone.state(3)).to_have_text(SAVED)
    expect(phone.state(1)).to_have_text(SAVED)
    assert stored(room, phone)[:3] == ["c", None, False]


def test_lt04_an_answer_given_offline_survives_closing_the_page(
    world: World, room: Classroom, context: BrowserContext, phone: Phone, address: str
) -> None:
    phone.open(taker_of(world, room, "by link").cover)
    phone.press("form[action$='/attempts'] button")
    where = phone.page.url
    context.set_offline(True)
    phone.choose(1, "選択肢d")
    expect(phone.state(1)).to_have_text("未送信（再送します）")
    phone.page.close()
    context.set_offline(False)

    again = Phone(context, address)
    again.page.goto(where)
    expect(again.question(1).get_by_label("選択肢d", exact=True)).to_be_checked()
    expect(again.state(1)).to_have_text(SAVED)
    assert stored(room, again)[0] == "d"


def test_lt26_two_tabs_the_second_answer_to_one_question_shows_both_and_asks(
    world: World, room: Classroom, context: BrowserContext, phone: Phone, address: str
) -> None:
    phone.open(taker_of(world, room, "by link").cover)
    phone.press("form[action$='/attempts'] button")
    other = Phone(context, address)
    other.page.goto(phone.page.url)
    phone.choose(1, "選択肢a")
    expect(phone.state(1)).to_have_text(SAVED)
    other.choose(3, "正しい")
    expect(other.state(3)).to_have_text(SAVED)

    other.choose(1, "選択肢c")
    expect(other.state(1)).to_have_text("どちらの回答にするか選んでください")
    note = other.question(1).locator("[data-conflict]")
    expect(note.locator("[data-theirs]")).to_have_text("選択肢a")
    expect(note.locator("[data-mine]")).to_have_text("選択肢c")
    other.complaints = [each for each in other.complaints if "409" not in each]
    other.look("sitting-conflict")
    note.get_by_role("button", name="この画面の回答にする").click()
    expect(other.state(1)).to_have_text(SAVED)
    assert stored(room, other)[0] == "c"

    phone.choose(1, "選択肢b")
    phone.question(1).get_by_role("button", name="保存されている回答にする").click()
    expect(phone.question(1).get_by_label("選択肢c", exact=True)).to_be_checked()
    expect(phone.state(1)).to_have_text(SAVED)
    assert stored(room, phone)[0] == "c"
    assert other.complaints == []


def test_lt21_unanswered_questions_are_named_and_three_presses_submit_once(
    world: World, room: Classroom, phone: Phone
) -> None:
    phone.open(taker_of(world, room, "by link").cover)
    phone.press("form[action$='/attempts'] button")
    attempt = attempt_of(phone)
    phone.choose(1, "選択肢b")
    phone.page.get_by_role("button", name="提出する").last.click()
    box = phone.page.locator("[data-unanswered]")
    expect(box).to_contain_text("まだ答えていない問題が5つあります")
    expect(box).to_be_focused()
    phone.look("sitting-unanswered")
    box.get_by_role("link", name="問4").click()
    expect(phone.question(4)).to_be_in_viewport()
    phone.question(4).locator("input[data-answer]").fill("７２時間")

    button = box.get_by_role("button", name="4問を未回答のまま提出する")
    button.evaluate("button => { button.click(); button.click(); button.click(); }")
    phone.page.wait_for_selector("text=合格点に届きませんでした")

    assert [event.kind.value for event in room.events(attempt)].count("submitted") == 1
    assert [answer.response for answer in room.answers(attempt)][3] == "72"
    assert phone.page.evaluate("Object.keys(localStorage).length") == 0
    phone.look("result-failed")
    assert phone.complaints == []


def test_f60_a_session_that_ended_in_question_7_loses_nothing(
    world: World, org: Org, room: Classroom, phone: Phone
) -> None:
    with world.changing(org):
        person = db.session.get_one(Person, room.ito.id)
        services.set_password(person, passwords.make_hash(PASSWORD), by=OPERATOR, at=clock.now())
    taker = taker_of(world, room, "signed in")
    sign_in(phone, org)
    phone.open(taker.cover)
    phone.press("form[action$='/attempts'] button")
    where = phone.page.url
    phone.choose(1, "選択肢b")
    expect(phone.state(1)).to_have_text(SAVED)
    with world.changing(org):
        db.session.execute(delete(LoginSession))

    phone.choose(2, "選択肢a")

    alert = phone.page.get_by_role("alert")
    expect(alert).to_contain_text("サインインし直してください")
    expect(alert).to_contain_text("入力した回答はこの端末に残っています")
    expect(phone.state(2)).to_have_text("未送信（この端末に残っています）")
    phone.complaints = [each for each in phone.complaints if "401" not in each]
    phone.look("sitting-signed-out")
    with phone.page.expect_navigation():
        alert.get_by_role("link", name="画面を開き直して続ける").click()
    phone.page.fill("#company_code", org.slug)
    phone.page.fill("#name", "0301")
    phone.page.fill("#password", PASSWORD)
    phone.press("main form button[type=submit]")

    assert phone.page.url == where
    expect(phone.question(1).get_by_label("選択肢b", exact=True)).to_be_checked()
    expect(phone.question(2).get_by_label("選択肢a", exact=True)).to_be_checked()
    expect(phone.state(2)).to_have_text(SAVED)
    assert stored(room, phone)[:2] == ["b", ["a"]]
    phone.page.get_by_role("button", name="提出する").last.click()
    phone.page.get_by_role("button", name="4問を未回答のまま提出する").click()
    phone.page.wait_for_selector("text=合格点に届きませんでした")
    assert phone.complaints == []


def sign_in(phone: Phone, org: Org) -> None:
    phone.open("/sign-in")
    phone.page.fill("#company_code", org.slug)
    phone.page.fill("#name", "0301")
    phone.page.fill("#password", PASSWORD)
    phone.press("main form button[type=submit]")


def test_lt01_when_the_time_is_up_what_is_on_the_page_is_submitted(
    world: World, org: Org, room: Classroom, phone: Phone
) -> None:
    taker = taker_of(world, room, "by link", time_limit_min=1)
    taker.start()
    with world.changing(org):
        db.session.get_one(Attempt, taker.attempt_id).deadline_at = clock.now() + timedelta(seconds=6)
    phone.open(taker.attempt)
    expect(phone.page.get_by_role("timer")).to_have_text(re.compile(r"残り 0:0\d"))
    expect(phone.page.locator("[data-time-said]")).to_have_text("")  # only 10, 5 and 1 minutes are spoken
    phone.choose(1, "選択肢b")
    phone.question(6).locator("input[data-answer]").fill("正門前")

    phone.page.wait_for_selector("text=合格点に届きませんでした")

    expect(phone.page.locator(".receipt .fig")).to_contain_text("2 / 6問")
    assert phone.complaints == []


def test_x1_the_pages_of_the_trainer_pass_axe(
    app: Flask, world: World, org: Org, room: Classroom, chromium: Browser, address: str
) -> None:
    with world.changing(org):
        person = db.session.get_one(Person, room.trainer.id)
        services.set_password(person, passwords.make_hash(PASSWORD), by=OPERATOR, at=clock.now())
    quiz = room.quiz(published=False, title="下書き")
    taker_of(world, room, "signed in")
    room.take(room.ito, RIGHT)
    for width in (1280, 390, 320):
        desk = Reader(chromium.new_context(locale="ja"), address, f"quiz-{width}", "trainer", width)
        desk.open("/sign-in")
        desk.page.fill("#name", "tanaka@aoba.example")
        desk.page.fill("#password", PASSWORD)
        desk.press("main form button[type=submit]")
        desk.look("home-trainer")
        for name, page in (
            ("learning", "/learning"),
            ("quizzes", "/learning/quizzes"),
            ("new", "/learning/quizzes/new"),
            ("draft", f"/learning/quizzes/{quiz}"),
            ("settings", f"/learning/quizzes/{quiz}/settings"),
            ("question-new", f"/learning/quizzes/{quiz}/questions/new?type=multiple"),
            ("published", f"/learning/quizzes/{quiz + 1}"),
            ("assign", f"/learning/quizzes/{quiz + 1}/assignments/new?audience=people"),
            ("progress", "/learning/assignments/1"),
            ("list", "/learning/assignments/1/list"),
        ):
            desk.open(page)
            desk.look(name)
        desk.open(f"/learning/quizzes/{quiz}")
        desk.press("main a[href*='/questions/'] >> nth=0")
        desk.page.fill("#text", "書き直した問題文")
        expect(desk.page.locator("[data-preview]")).to_contain_text("書き直した問題文")
        desk.page.fill("#explanation", "")
        desk.press("form[data-editor] button.btn-primary")
        desk.look("question-refused")
        desk.open(f"/learning/quizzes/{quiz + 1}/assignments/new?audience=people")
        desk.page.get_by_label("中村 拓").check()
        desk.press("main form button.btn-primary")
        desk.look("assign-preview")
        desk.leave()
        assert desk.complaints == []


def test_x6_without_script_the_whole_quiz_is_one_form(
    world: World, room: Classroom, chromium: Browser, address: str
) -> None:
    phone = Phone(chromium.new_context(locale="ja", java_script_enabled=False), address)
    phone.page.goto(address + taker_of(world, room, "by link").cover)
    phone.press("form[action$='/attempts'] button")
    phone.choose(1, "選択肢b")
    for place, name in enumerate("abcd", start=1):
        phone.question(5).get_by_label(f"手順{name}").select_option(str(place))
    phone.press("button:text('保存する')")
    expect(phone.state(5)).to_have_text(SAVED)
    assert stored(room, phone) == ["b", None, None, None, ["a", "b", "c", "d"], None]
    phone.choose(3, "誤り")
    phone.press("button:text('提出する') >> nth=-1")
    expect(phone.page.locator("[data-unanswered]")).to_contain_text("まだ答えていない問題が3つあります")
    phone.press("button[name=confirmed]")
    expect(phone.page.locator(".receipt .fig")).to_contain_text("3 / 6問")
    assert phone.complaints == []
    phone.leave()


def test_an_answer_that_cannot_be_saved_says_why_beside_its_question(
    world: World, room: Classroom, phone: Phone
) -> None:
    phone.open(taker_of(world, room, "by link").cover)
    phone.press("form[action$='/attempts'] button")
    number = phone.question(4).locator("input[data-answer]")
    number.fill("たくさん")
    expect(phone.state(4)).to_contain_text("保存できません: 「たくさん」は数値として読めません")
    expect(phone.bar).to_have_text("確かめてください 1問")
    phone.page.reload()
    expect(number).to_have_value("たくさん")
    expect(phone.state(4)).to_contain_text("保存できません")
    number.fill("72")
    expect(phone.state(4)).to_have_text(SAVED)


def test_lt12_without_storage_answers_are_saved_and_the_risk_is_told_once(
    world: World, room: Classroom, phone: Phone
) -> None:
    phone.page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full'); };")
    phone.open(taker_of(world, room, "by link").cover)
    phone.press("form[action$='/attempts'] button")
    phone.choose(1, "選択肢b")
    expect(phone.state(1)).to_have_text(SAVED)
    expect(phone.page.get_by_role("alert")).to_contain_text("控えを残せません")
    assert stored(room, phone)[0] == "b"


def test_lt29_another_person_at_the_same_browser_gets_nothing_of_the_first(
    world: World, org: Org, room: Classroom, context: BrowserContext, phone: Phone, address: str
) -> None:
    phone.open(taker_of(world, room, "by link").cover)
    phone.press("form[action$='/attempts'] button")
    context.set_offline(True)
    phone.choose(1, "選択肢d")
    expect(phone.state(1)).to_have_text("未送信（再送します）")
    context.set_offline(False)
    phone.page.close()

    with world.changing(org):
        at = clock.now()
        enrollment = room.enrollment_id(room.learners[1])
        until = at + timedelta(days=1)
        token = links.issue(LinkPurpose.QUIZ, room.learners[1].id, expires_at=until, at=at, subject_id=enrollment).token
    other = Phone(context, address)
    other.open(f"/q/{token}")
    other.press("form[action$='/attempts'] button")
    expect(other.page.locator("[data-answer]:checked")).to_have_count(0)
    assert stored(room, other) == [None] * 6
