"""Live screens: polling, personal links, and what each may see."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from drillhub.core import clock
from drillhub.drills import schedule
from drillhub.drills.events import DecisionNoted, InjectReleased
from drillhub.drills.snapshot import ParticipantKind
from drillhub.identity import links
from drillhub.identity.models import LinkPurpose
from tests.drills.stage import Stage
from tests.support.rows import counted_statements
from tests.support.world import Member, Org, World

FIRST_RUN = 1  # ids are given anew for each test


def etag(answer) -> dict[str, str]:
    return {"If-None-Match": answer.headers["ETag"]}


def test_polling_answers_304_until_the_run_goes_on(stage: Stage, desk: FlaskClient) -> None:
    run = stage.running()
    first = desk.get(f"/runs/{run}/live")
    assert first.status_code == 200
    assert desk.get(f"/runs/{run}/live", headers=etag(first)).status_code == 304
    stage.add(run, DecisionNoted("進んだ"), 5)
    again = desk.get(f"/runs/{run}/live", headers=etag(first))
    assert again.status_code == 200
    assert "進んだ" in again.text


def test_a_304_costs_two_statements_however_long_the_run(app: Flask, stage: Stage, desk: FlaskClient) -> None:
    run = stage.running()
    for minute in range(30):
        stage.add(run, DecisionNoted(f"決定 {minute}"), minute)
    known = etag(desk.get(f"/runs/{run}/live"))
    with counted_statements(app) as statements:
        assert desk.get(f"/runs/{run}/live", headers=known).status_code == 304
    assert len([each for each in statements if each.startswith("SELECT") and " runs" in each]) == 1


def test_the_parts_that_poll_are_those_of_the_page(stage: Stage, desk: FlaskClient, phone: FlaskClient) -> None:
    import re

    def parts(page: str) -> set[str]:
        return set(re.findall(r'data-live-part="([^"]+)"', page))

    run = stage.running()
    drill = stage.drill(title="次")  # a later drill changes nothing here
    assert drill
    assert parts(desk.get(f"/runs/{run}").text) == parts(desk.get(f"/runs/{run}/live").text) != set()


@pytest.fixture
def link(world: World, org: Org, stage: Stage) -> str:
    """A personal link of the first player to a drill that is running."""
    run = stage.running()
    with world.changing(org):
        drill_id = stage.run(run).drill_id
        tomorrow = clock.now() + timedelta(days=1)
        token = links.issue(
            LinkPurpose.DRILL_PARTICIPATION,
            stage.players[0].id,
            expires_at=tomorrow,
            at=clock.now(),
            subject_id=drill_id,
        ).token
    stage.add(run, InjectReleased(2), 1)
    stage.add(run, InjectReleased(4), 2)
    return f"/follow/{token}"


def test_a8_a_personal_link_shows_its_players_page_and_nothing_else(world: World, link: str) -> None:
    phone = world.browser()
    page = phone.get(link)
    assert page.status_code == 200
    assert "明日の納品は可能か" in page.text
    assert "未回答は8名" not in page.text
    assert "中村 拓" not in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert phone.get("/drills").status_code == 303
    assert "【訓練】" in page.text


def test_a7_opening_a_link_tells_nobody_that_the_player_is_there(stage: Stage, world: World, link: str) -> None:
    phone = world.browser()
    for _ in range(3):
        phone.get(link)
        phone.head(link)
    assert stage.state(FIRST_RUN).joined == {}
    assert phone.post(f"{link}/joined", data={"_key": "join"}).status_code == 303
    assert len(stage.state(FIRST_RUN).joined) == 1


def test_a_player_notes_and_finishes_only_their_own_tasks_by_link(stage: Stage, world: World, link: str) -> None:
    phone = world.browser()
    assert phone.post(f"{link}/notes", data={"_key": "n", "text": "電話する"}).status_code == 303
    assert "電話する" in phone.get(link).text
    assert phone.post(f"{link}/tasks/T2/done", data={"_key": "t2"}).status_code == 303
    assert phone.post(f"{link}/tasks/T1/done", data={"_key": "t1"}).status_code == 404


def test_employees_see_only_drills_they_take_part_in(world: World, stage: Stage, employee: Member) -> None:
    drill = stage.drill()
    outsider = world.browser(employee)
    assert outsider.get(f"/drills/{drill}/follow").status_code == 404
    assert outsider.get(f"/drills/{drill}").status_code == 404
    assert "小さな地震" not in outsider.get("/drills").text
    assert "小さな地震" in world.browser(stage.players[0]).get("/drills").text


def test_a_player_may_not_control_the_run(stage: Stage, phone: FlaskClient) -> None:
    run = stage.running()
    for path in ("pause", "end", "injects/2/release", "tasks/T1/done", "record"):
        assert phone.post(f"/runs/{run}/{path}", data={"_key": path}).status_code == 404
    assert phone.post(f"/runs/{run}/notes", data={"_key": "notes", "text": "x"}).status_code == 404
    assert phone.get(f"/runs/{run}").status_code == 404


@pytest.mark.parametrize("path", ["/drills", "/drills/{drill}", "/drills/{drill}/participants", "/runs/{run}"])
def test_pages_take_the_same_statements_for_few_and_many_people(
    app: Flask, world: World, org: Org, stage: Stage, desk: FlaskClient, path: str
) -> None:
    def count(drill: int, run: int) -> int:
        desk.get(path.format(drill=drill, run=run))
        with counted_statements(app) as statements:
            assert desk.get(path.format(drill=drill, run=run)).status_code == 200
        return len(statements)

    few_drill = stage.drill()
    few = count(few_drill, stage.launched(few_drill))
    many_drill = stage.drill()
    people = [world.person(org, f"人 {number}", number=f"9{number:04d}").id for number in range(40)]
    with world.changing(org):
        schedule.add_participants(many_drill, people, ParticipantKind.PLAYER, by=stage.by, at=clock.now())
    assert count(many_drill, stage.launched(many_drill)) == few


def test_english_readers_get_english_pages(world: World, stage: Stage, trainer: Member) -> None:
    run = stage.running()
    page = world.browser(trainer, language="en").get(f"/runs/{run}").text
    assert '<html lang="en"' in page
    assert 'lang="ja"' in page  # the scenario's Japanese text is marked as such
