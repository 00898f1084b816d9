"""Who may call a roll, what its live screens ask for, and what they cost."""

import re
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from drillhub.drills import runs, schedule
from drillhub.drills.events import Mark, Started
from drillhub.drills.snapshot import ParticipantKind
from tests.drills.build import at
from tests.drills.stage import Stage
from tests.support.rows import counted_statements
from tests.support.world import Member, World
from tests.web.drills.conftest import found, keyed
from tests.web.drills.roll import Door, crowded, link_to, marks, person_at, tap

# --- Who may ----------------------------------------------------------------------------------------------------

PATHS = ("", "/live", "/missing", "/board", "/board/live")


def test_who_only_plays_does_not_call_the_roll(world: World, outside: Stage) -> None:
    run = outside.alarm()
    other = world.browser(outside.players[0])
    with world.inside(outside.org):
        drill = outside.run(run).drill_id
    by_link, address = world.browser(), link_to(outside, drill, outside.players[0])
    ito = person_at(outside, run, outside.players[0])
    before = outside.state(run)

    for browser, start in ((other, f"/runs/{run}/headcount"), (by_link, address)):
        for path in PATHS[:3]:
            assert browser.get(f"{start}{path}").status_code == 404, path
        for path in (ito, "everyone", "guests", "finish", "reopening", f"everyone/{uuid4()}/undo"):
            assert browser.post(f"{start}/{path}", data=keyed(path)).status_code == 404, path
    assert other.get(f"/runs/{run}/headcount/board").status_code == 404
    assert "点呼の画面を開く" not in other.get(f"/drills/{drill}/follow").text
    assert outside.state(run) == before


@pytest.mark.parametrize("kind", [ParticipantKind.EVALUATOR, ParticipantKind.OBSERVER])
def test_who_evaluates_or_observes_calls_the_roll_too(world: World, outside: Stage, kind: ParticipantKind) -> None:
    member = world.person(outside.org, "評価 太郎", number="0402")
    drill = outside.evacuation()
    with world.changing(outside.org):
        schedule.add_participants(drill, [member.id], kind, by=outside.by, at=at(-60))
    run = outside.launched(drill)
    outside.add(run, Started(), 0)
    browser = world.browser(member)

    for path in PATHS:
        assert browser.get(f"/runs/{run}/headcount{path}").status_code == 200, path
    ito = person_at(outside, run, outside.players[0])
    assert tap(browser, f"/runs/{run}/headcount", ito).status_code == 200
    may_stop = kind is ParticipantKind.EVALUATOR
    out = browser.post(f"/runs/{run}/headcount/board/everyone-out", data=keyed("out"))
    assert out.status_code == (303 if may_stop else 404)
    assert browser.post(f"/runs/{run}/headcount/board/end", data=keyed("end")).status_code == 404


def test_somebody_who_takes_no_part_sees_nothing_of_it(world: World, outside: Stage, employee: Member) -> None:
    run = outside.alarm()
    browser = world.browser(employee)
    for path in PATHS:
        assert browser.get(f"/runs/{run}/headcount{path}").status_code == 404, path


def test_a_run_in_which_nobody_gathers_has_no_roll_call(world: World, stage: Stage, desk: FlaskClient) -> None:
    run = stage.running()
    for path in PATHS:
        assert desk.get(f"/runs/{run}/headcount{path}").status_code == 404, path
    assert desk.post(f"/runs/{run}/headcount/board/everyone-out", data=keyed("out")).status_code == 404
    assert desk.post(f"/runs/{run}/headcount/everyone", data=keyed("all", seen="9")).status_code == 404


def test_the_caller_finds_the_list_from_their_own_page(world: World, outside: Stage) -> None:
    run = outside.alarm()
    with world.inside(outside.org):
        drill = outside.run(run).drill_id
    signed_in = world.browser(outside.players[1]).get(f"/drills/{drill}/follow").text
    assert f'href="/runs/{run}/headcount"' in signed_in
    address = link_to(outside, drill, outside.players[1])
    by_link = world.browser().get(address.removesuffix("/headcount")).text
    assert f'href="{address}"' in by_link


# --- Polling and cost -------------------------------------------------------------------------------------------


def known(answer: TestResponse) -> dict[str, str]:
    return {"If-None-Match": answer.headers["ETag"]}


def test_a_poll_gets_what_changed_and_nothing_when_nothing_did(outside: Stage, door: Door) -> None:
    phone, address, run = door
    first = phone.get(f"{address}/live")
    assert 'data-live-part="group-' not in first.text  # nobody was marked since the page was made
    assert phone.get(f"{address}/live", headers=known(first)).status_code == 304
    outside.mark(run, outside.players[0], Mark.PRESENT, 3)

    news = phone.get(f"{address}/live", headers=known(first))

    parts = re.findall(r'data-live-part="([^"]+)"', news.text)
    assert parts == ["clocks", "head", "group-0", "guests", "finish", "foot"]
    assert 'class="mark-present"' in news.text
    later = phone.get(f"{address}/live", headers=known(news))
    assert later.status_code == 304


def test_the_parts_that_poll_are_those_of_the_page(outside: Stage, door: Door, desk: FlaskClient) -> None:
    phone, address, run = door
    for player in outside.players:
        outside.mark(run, player, Mark.PRESENT, 3)

    def parts(page: str) -> set[str]:
        return set(re.findall(r'data-live-part="([^"]+)"', page))

    assert parts(phone.get(address).text) == parts(phone.get(f"{address}/live").text) != set()
    board = f"/runs/{run}/headcount/board"
    assert parts(desk.get(board).text) == parts(desk.get(f"{board}/live").text) != set()


def test_somebody_who_comes_late_makes_the_page_load_anew(outside: Stage, door: Door, employee: Member) -> None:
    phone, address, run = door
    shape = found(r'data-shape="([^"]+)"', phone.get(address).text)
    with outside.world.changing(outside.org):
        runs.add_late(run, employee.id, ParticipantKind.PLAYER, (), event_id=uuid4(), by=outside.by, at=at(2))

    assert found(r'data-shape="([^"]+)"', phone.get(f"{address}/live").text) != shape
    page = phone.get(address).text
    assert "石田 亮" in page
    assert "途中から" in page


def test_a_poll_without_news_reads_the_version_alone(app: Flask, outside: Stage, door: Door) -> None:
    phone, address, _run = door
    tag = known(phone.get(f"{address}/live"))

    with counted_statements(app) as statements:
        assert phone.get(f"{address}/live", headers=tag).status_code == 304

    assert not [each for each in statements if " run_events" in each or "snapshot" in each]


def test_list_board_and_console_take_the_same_statements_for_10_and_1000_people(
    app: Flask, world: World, outside: Stage, desk: FlaskClient
) -> None:
    group = "?group=本社 / 営業部"
    pages = ("headcount", f"headcount{group}", f"headcount/live{group}", "headcount/missing")
    pages += ("headcount/board", "headcount/board/live", "", "/live", "/evaluation")

    def counts(people: int) -> dict[str, int]:
        run = crowded(outside, people)
        found_counts = {}
        for page in pages:
            address = f"/runs/{run}/{page}" if page.startswith("headcount") else f"/runs/{run}{page}"
            desk.get(address)
            with counted_statements(app) as statements:
                assert desk.get(address).status_code == 200, address
            found_counts[page] = len(statements)
        return found_counts

    assert counts(10) == counts(1000)


def test_with_many_people_one_first_chooses_a_department(outside: Stage, desk: FlaskClient) -> None:
    run = crowded(outside, 70)
    page = desk.get(f"/runs/{run}/headcount").text

    assert "部署を選ぶ" in page
    assert "data-tap=" not in page
    assert "全員います" not in page
    chosen = desk.get(f"/runs/{run}/headcount?group=本社 / 営業部").text
    assert chosen.count("data-tap=") == 70
    assert "全員います（残り70人）" in chosen
    assert desk.get(f"/runs/{run}/headcount?group=ない部署").status_code == 404
    for part in ('data-live-part="group-0"', "残り70人"):
        assert part in desk.get(f"/runs/{run}/headcount/live?group=本社 / 営業部").text


def test_a_press_within_a_department_leaves_the_others_alone(outside: Stage, desk: FlaskClient) -> None:
    run = outside.alarm()
    answer = desk.post(f"/runs/{run}/headcount/everyone?group=", data=keyed("all", seen="9"))

    assert answer.location.endswith("?group=")
    assert marks(outside, run) == {"伊藤 直樹": Mark.UNCONFIRMED, "中村 拓": Mark.PRESENT}
