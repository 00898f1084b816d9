"""A player's page, signed in and by personal link: waiting, polling, what it shows, what it takes."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from drillhub.core import clock
from drillhub.drills.events import Ended, InjectReleased, Paused, Resumed, Started, Stopped
from drillhub.identity import links
from drillhub.identity.models import LinkPurpose
from tests.drills.stage import Stage
from tests.support.rows import all_rows, counted_statements
from tests.support.world import Member, Org, World
from tests.web.drills.conftest import found, keyed

JSON = {"Accept": "application/json"}


def issue(stage: Stage, drill: int, player: Member, *, days: float = 1) -> str:
    """The address of a player's personal page, good for some days from now."""
    with stage.world.changing(stage.org):
        now = clock.now()
        until = now + timedelta(days=days)
        issued_at = min(now, until) - timedelta(days=1)
        purpose = LinkPurpose.DRILL_PARTICIPATION
        return f"/follow/{links.issue(purpose, player.id, expires_at=until, at=issued_at, subject_id=drill).token}"


@pytest.fixture(params=["signed in", "by link"])
def door(request: pytest.FixtureRequest, world: World, stage: Stage) -> tuple[FlaskClient, str, int]:
    """The first player's browser, the address of their page, and the drill: both ways must do the same."""
    drill = stage.drill()
    player = stage.players[0]
    if request.param == "by link":
        return world.browser(), issue(stage, drill, player), drill
    return world.browser(player), f"/drills/{drill}/follow", drill


def known(answer: object) -> dict[str, str]:
    return {"If-None-Match": answer.headers["ETag"]}  # type: ignore[attr-defined]


Door = tuple[FlaskClient, str, int]


def test_before_the_launch_the_page_waits_and_turns_over_by_itself(stage: Stage, door: Door) -> None:
    phone, address, drill = door
    page = phone.get(address).text
    assert "まだ始まっていません" in page
    assert 'data-mode="waiting"' in page
    waiting = phone.get(f"{address}/live")
    assert 'data-mode="waiting"' in waiting.text
    assert phone.get(f"{address}/live", headers=known(waiting)).status_code == 304
    assert phone.post(f"{address}/notes", data=keyed("early", text="早い")).status_code == 404

    stage.launched(drill)

    turned = phone.get(f"{address}/live", headers=known(waiting))
    assert turned.status_code == 200
    assert 'data-mode="waiting"' not in turned.text
    assert "まもなく始まります" in phone.get(address).text


def test_a_phone_hears_of_each_step_and_of_nothing_else(stage: Stage, door: Door) -> None:
    phone, address, drill = door
    run = stage.launched(drill)
    heard = phone.get(f"{address}/live")

    for action, words in (
        (Started(), "まだ状況は届いていません"),
        (InjectReleased(1), "状況1の内容"),
        (Paused(), "一時停止しています"),
        (Resumed(), "状況1の内容"),
        (InjectReleased(4), "明日の納品は可能か"),
        (Ended(), "訓練は終わりました"),
    ):
        stage.add(run, action, 1)
        heard = phone.get(f"{address}/live", headers=known(heard))
        assert heard.status_code == 200
        assert words in heard.text
        assert phone.get(f"{address}/live", headers=known(heard)).status_code == 304


def test_a_player_sees_what_was_given_to_their_role_and_no_more(stage: Stage, door: Door) -> None:
    phone, address, drill = door
    run = stage.launched(drill)
    stage.add(run, Started(), 0)
    for seq in (1, 2, 4):
        stage.add(run, InjectReleased(seq), seq)

    page = phone.get(address).text

    assert "状況1" in page  # to everyone
    assert "明日の納品は可能か" in page  # to their role
    assert "未回答は8名" not in page  # to another role
    assert "電話が鳴る" not in page  # not released
    assert "姿勢を低くする" not in page  # expected actions are the facilitator's
    assert "取引先へ第一報を出す" in page
    assert "全員の安否を把握する" not in page
    assert "中村 拓" not in page


def test_without_script_each_post_leads_back_to_the_page(stage: Stage, door: Door) -> None:
    phone, address, drill = door
    run = stage.launched(drill)
    stage.add(run, Started(), 0)
    assert f'href="{address}"' in phone.get(address).text  # to see what is new

    for path, fields in (("joined", {}), ("notes", {"text": "電話する"}), ("tasks/T2/done", {})):
        answer = phone.post(f"{address}/{path}", data=keyed(path, **fields))
        assert (answer.status_code, answer.location) == (303, address)

    page = phone.get(address).text
    assert "参加していることを伝える" not in page
    assert "あなたの決定「電話する」" in page
    assert [note.text for note in stage.state(run).notes] == ["電話する"]
    assert set(stage.state(run).done) == {"T2"}


@pytest.mark.parametrize("text", ["", "  ", "長" * 2001])
def test_x5_a_decision_that_cannot_be_is_refused_and_stays_in_the_field(stage: Stage, door: Door, text: str) -> None:
    phone, address, drill = door
    run = stage.launched(drill)
    stage.add(run, Started(), 0)
    before = stage.state(run)

    page = phone.post(f"{address}/notes", data=keyed("page", text=text))
    told = phone.post(f"{address}/notes", data=keyed("script", text=text), headers=JSON)

    assert (page.status_code, told.status_code) == (422, 422)
    assert "あなたはどうしますか: " in page.text
    assert text.strip() in page.text
    assert told.get_json()["message"]
    assert stage.state(run) == before


def test_after_a_stop_a_decision_is_refused_with_the_state(stage: Stage, door: Door) -> None:
    phone, address, drill = door
    run = stage.launched(drill)
    stage.add(run, Started(), 0)
    stage.add(run, Stopped("本物の地震"), 1)

    page = phone.post(f"{address}/notes", data=keyed("late", text="遅い"))

    assert page.status_code == 409
    assert "本物の地震" in page.text
    assert stage.state(run).notes == ()


def test_p2_being_there_said_twice_is_said_once(stage: Stage, door: Door) -> None:
    phone, address, drill = door
    run = stage.launched(drill)

    answers = [phone.post(f"{address}/joined", data=keyed("here"), headers=JSON).get_json() for _ in range(2)]

    assert answers[0] == answers[1]
    assert len(stage.state(run).joined) == 1
    assert stage.state(run).version == 1


def test_two_players_and_two_languages_never_share_an_answer(world: World, stage: Stage) -> None:
    run = stage.running()
    with world.inside(stage.org):
        address = f"/drills/{stage.run(run).drill_id}/follow/live"
    browsers = [world.browser(player) for player in stage.players]
    tags = {browser.get(address).headers["ETag"] for browser in browsers}
    tags.add(world.browser(stage.players[0], language="en").get(address).headers["ETag"])

    assert len(tags) == 3


def test_a_link_opens_its_own_drill_alone(world: World, stage: Stage, employee: Member) -> None:
    drill = stage.drill(title="招かれた演習")
    other = stage.drill(title="別の演習")
    phone = world.browser()
    link = issue(stage, drill, stage.players[0])

    page = phone.get(link).text
    assert "招かれた演習" in page
    assert "別の演習" not in page
    assert 'class="nav"' not in page
    for elsewhere in (f"/drills/{drill}", f"/drills/{drill}/follow", f"/drills/{other}/follow", "/drills", "/people"):
        assert phone.get(elsewhere).location.startswith("/sign-in")
    assert phone.get(issue(stage, drill, employee)).status_code == 404  # who does not take part


@pytest.mark.parametrize("address", ["/follow/x", f"/follow/{'A' * 43}", f"/follow/{'あ' * 20}"])
def test_a_link_nobody_was_given_is_not_found_and_says_nothing(stage: Stage, world: World, address: str) -> None:
    stage.running()
    page = world.browser().get(address)

    assert page.status_code == 404
    assert "小さな地震" not in page.text


def test_a_link_dies_two_weeks_after_the_drill(world: World, stage: Stage) -> None:
    drill = stage.drill()

    page = world.browser().get(issue(stage, drill, stage.players[0], days=-0.01))

    assert page.status_code == 404
    assert "小さな地震" not in page.text


def test_what_somebody_does_by_link_is_theirs(world: World, org: Org, stage: Stage) -> None:
    drill = stage.drill()
    link = issue(stage, drill, stage.players[0])
    run = stage.launched(drill)
    stage.add(run, Started(), 0)

    world.browser().post(f"{link}/notes", data=keyed("by-link", text="電話する"))

    rows = all_rows(world, org)["run_events"]
    assert any("伊藤 直樹" in row and "link" in row for row in rows)
    assert [(note.by_id, note.by) for note in stage.state(run).notes] == [(stage.players[0].id, "伊藤 直樹")]


def test_a_poll_without_news_reads_the_version_alone(app: Flask, stage: Stage, door: Door) -> None:
    phone, address, drill = door
    run = stage.launched(drill)
    stage.add(run, Started(), 0)
    tag = known(phone.get(f"{address}/live"))

    with counted_statements(app) as statements:
        assert phone.get(f"{address}/live", headers=tag).status_code == 304

    assert not [each for each in statements if " run_events" in each]
    assert len([each for each in statements if each.startswith("SELECT") and "runs" in each]) == 1


def test_the_page_names_the_address_it_polls_and_gets_its_own_parts_from_there(stage: Stage, door: Door) -> None:
    phone, address, drill = door
    stage.launched(drill)

    def parts(page: str) -> list[str]:
        return re.findall(r'data-live-part="([^"]+)"', page)

    assert sorted(parts(phone.get(f"{address}/live").text)) == sorted(parts(phone.get(address).text)) != []

    page = phone.get(address).text

    assert found(r'data-live="([^"]+)"', page) == f"{address}/live"
    assert 'src="/static/js/live.js"' in page


def test_a8_a_page_by_link_left_open_for_hours_still_takes_what_is_sent(app: Flask, world: World, stage: Stage) -> None:
    """The cookie of somebody who has not signed in is good for an hour; the link's address is the secret."""
    drill = stage.drill()
    address = issue(stage, drill, stage.players[0])
    run = stage.launched(drill)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        without_cookie = world.browser().post(f"{address}/joined", data=keyed("late", csrf_token="outdated"))
        signed_in = world.browser(stage.players[1]).post(
            f"/drills/{drill}/follow/joined", data=keyed("other", csrf_token="x")
        )
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert without_cookie.status_code == 303
    assert signed_in.status_code == 400
    assert len(stage.state(run).joined) == 1
