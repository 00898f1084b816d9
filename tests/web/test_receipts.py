"""B5: after something was handed in, the page says what was stored and when; before that, that nothing was sent."""

import re
from datetime import date
from io import BytesIO

import pytest

from drillhub.core import clock
from tests.drills.stage import Stage
from tests.learning.stage import Classroom
from tests.support.world import Member, Org, World
from tests.web.learning.conftest import taker_of
from tests.web.people.conftest import SATO, TAKASAKI, bring_in

ZONE = "Asia/Tokyo"
MOMENT = re.compile(r"\d{4}年\d+月\d+日\([月火水木金土日]\) \d\d:\d\d")


@pytest.fixture
def stage(world: World, org: Org, trainer: Member) -> Stage:
    return Stage.set_up(world, org, trainer)


def today() -> date:
    return clock.today(ZONE)


def test_b5_a_staff_file_that_was_taken_over(world: World, general_affairs: Member) -> None:
    receipt = bring_in(world.browser(general_affairs), TAKASAKI, SATO).text
    receipt = receipt[receipt.index('class="receipt"') :]
    assert "名簿に反映しました" in receipt
    assert MOMENT.search(receipt)
    assert "社員一覧.csv" in receipt
    assert "<dt>読んだ人</dt><dd>2人</dd><dt>追加</dt><dd>1人</dd><dt>変更</dt><dd>0人</dd>" in receipt


def test_b5_a_players_decision(world: World, stage: Stage) -> None:
    run = stage.running()
    with world.inside(stage.org):
        page = f"/drills/{stage.run(run).drill_id}/follow"
    phone = world.browser(stage.players[0])
    assert "まだ決定を出していません" in phone.get(page).text

    phone.post(f"{page}/notes", data={"_key": "k", "text": "電話する"})

    shown = phone.get(page).text
    hour = f"{clock.local(clock.now(), ZONE):%H:}"
    assert re.search(rf'<p class="saved">{hour}\d\d 保存済み。あなたの決定「電話する」</p>', shown)
    assert "まだ決定を出していません" not in shown


def test_b5_a_note_of_the_console(world: World, stage: Stage) -> None:
    run = stage.running()
    desk = world.browser(stage.trainer)
    desk.post(f"/runs/{run}/notes", data={"_key": "k", "text": "声が出ていた", "kind": "good"})
    log = desk.get(f"/runs/{run}").text
    log = log[log.index('data-live-part="log"') :]
    assert re.search(r"<time>\d+:\d\d</time><div><b>良い点</b> 声が出ていた", log)


def test_b5_evidence_that_was_kept(world: World, stage: Stage) -> None:
    drill = stage.drill()
    desk = world.browser(stage.trainer)
    sent = {"files": (BytesIO("出席簿\n".encode()), "出席簿.txt"), "note": "第一工場", "_key": "k"}
    desk.post(f"/drills/{drill}/evidence", data=sent, content_type="multipart/form-data")
    shown = desk.get(f"/drills/{drill}").text
    shown = shown[shown.index("出席簿.txt") :]
    assert MOMENT.search(shown)
    for said in ("第一工場", "田中 健一"):
        assert said in shown


def test_b5_a_quiz_that_was_handed_in(world: World, org: Org, trainer: Member) -> None:
    taker = taker_of(world, Classroom.set_up(world, org, trainer), "by link")
    page = taker.start()
    assert "まだ回答は送信されていません" in page

    taker.post("submission", taker.form(page, answer_1="b") | {"confirmed": "1"})

    receipt = taker.page()
    receipt = receipt[receipt.index('class="receipt') :]
    assert "提出を受け付けました" in receipt
    assert MOMENT.search(receipt)
    assert "問</small>" in receipt


def test_b5_a_report_that_was_approved(world: World, org: Org, general_affairs: Member, approver: Member) -> None:
    year = today().year if today().month >= 4 else today().year - 1
    president = world.browser(approver)
    page = president.get(f"/reports/annual/{year}").text
    assert "承認した日時" not in page
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert seen is not None
    done = president.post(f"/reports/annual/{year}/approval", data={"_key": "k", "seen": seen[1], "reason": ""})
    assert done.status_code == 303

    shown = president.get(f"/reports/annual/{year}").text
    editions = shown[shown.index("承認した日時") :]
    assert MOMENT.search(editions)
    assert "青葉 隆志" in editions
