"""The console: what each may do on it, event ids made by browsers, several consoles at once, story time."""

from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from drillhub.core import clock
from drillhub.core.database import db
from drillhub.drills import schedule
from drillhub.drills.events import EventSource
from drillhub.drills.models import DrillParticipant, DrillRecord, RunEventRow
from drillhub.drills.run_state import RunStatus
from drillhub.drills.snapshot import ParticipantKind
from drillhub.drills.story_time import time_of_day
from drillhub.identity.roles import Role
from tests.drills.build import at
from tests.drills.stage import Stage
from tests.support.rows import all_rows, counted_statements
from tests.support.world import Member, Org, World
from tests.web.drills.conftest import found, keyed

JSON = {"Accept": "application/json"}


def send(browser: FlaskClient, run: int, path: str, **fields: object) -> TestResponse:
    """Post as the script does, with an id of the event that the browser made."""
    data = {"_key": str(uuid4()), "event_id": str(uuid4()), **fields}
    return browser.post(f"/runs/{run}/{path}", data=data, headers=JSON)


def staff(stage: Stage, kind: ParticipantKind, name: str, number: str) -> tuple[int, Member]:
    """A run that is going, with somebody of this kind on its staff."""
    member = stage.world.person(stage.org, name, number=number)
    drill = stage.drill()
    with stage.world.changing(stage.org):
        schedule.add_participants(drill, [member.id], kind, by=stage.by, at=at(-60))
    run = stage.launched(drill)
    send(stage.world.browser(stage.trainer), run, "start")
    return run, member


# --- Who may do what --------------------------------------------------------------------------------------------


def test_an_observer_notes_and_does_nothing_else(stage: Stage) -> None:
    run, member = staff(stage, ParticipantKind.OBSERVER, "観察 花", "0401")
    browser = stage.world.browser(member)

    page = browser.get(f"/runs/{run}").text
    assert "決定と気付き" in page
    assert "injects/1/release" not in page
    assert f"/runs/{run}/pause" not in page
    assert send(browser, run, "notes", text="声が出ていた", kind="good").status_code == 200
    for path in ("pause", "end", "injects/1/release", "tasks/T1/done", "automatic-on"):
        assert send(browser, run, path).status_code == 404, path
    assert send(browser, run, "latecomers", person=1, kind="player").status_code == 404
    assert browser.get(f"/runs/{run}/evaluation").status_code == 404


def test_an_evaluator_stops_watches_too_but_does_not_steer(stage: Stage) -> None:
    run, member = staff(stage, ParticipantKind.EVALUATOR, "評価 太郎", "0402")
    browser = stage.world.browser(member)
    send(stage.world.browser(stage.trainer), run, "injects/1/release")

    assert send(browser, run, "tasks/T1/done").status_code == 200
    assert send(browser, run, "pause").status_code == 404
    with stage.world.inside(stage.org):
        done = db.session.scalars(select(RunEventRow).where(RunEventRow.kind == "task_done")).one()
        assert (done.source, done.actor_name) == (EventSource.PROXY, "評価 太郎")


def test_the_deputy_steers_without_being_a_trainer(stage: Stage, employee: Member) -> None:
    drill = stage.drill(appointment=stage.appointment(deputy_id=employee.id))
    run = stage.launched(drill)
    browser = stage.world.browser(employee)

    assert "訓練を始める" in browser.get(f"/runs/{run}").text
    assert send(browser, run, "start").status_code == 200


def test_every_page_of_a_drill_carries_the_tape(stage: Stage, desk: FlaskClient) -> None:
    run = stage.recorded()
    with stage.world.inside(stage.org):
        drill = db.session.scalars(select(DrillRecord.drill_id)).one()

    for path in (
        f"/drills/{drill}",
        f"/drills/{drill}/participants",
        f"/drills/{drill}/plan",
        f"/drills/{drill}/start",
        f"/drills/{drill}/record",
        f"/runs/{run}",
        f"/runs/{run}/evaluation",
        f"/runs/{run}/latecomers",
    ):
        page = desk.get(path)
        assert page.status_code == 200, path
        assert "【訓練】" in found(r'(?s)<aside class="drillband"(.*?)</aside>', page.text), path
        assert "<title>【訓練】" in page.text, path


# --- Events -----------------------------------------------------------------------------------------------------


def test_p2_an_event_sent_again_under_its_id_is_the_same_event(stage: Stage, desk: FlaskClient) -> None:
    run = stage.running()
    event_id = str(uuid4())

    answers = [send(desk, run, "notes", event_id=event_id, text="本部を開く", kind="decision") for _ in range(3)]

    assert {answer.get_json()["event_id"] for answer in answers} == {event_id}
    assert len({answer.get_json()["seq"] for answer in answers}) == 1
    assert [note.text for note in stage.state(run).notes] == ["本部を開く"]


def test_an_id_that_already_stands_for_something_else_is_refused(stage: Stage, desk: FlaskClient) -> None:
    run = stage.running()
    event_id = str(uuid4())
    send(desk, run, "notes", event_id=event_id, text="本部を開く", kind="decision")

    refused = send(desk, run, "notes", event_id=event_id, text="本部を閉じる", kind="decision")

    assert refused.status_code == 422
    assert refused.get_json()["code"] == "event_id_reused"
    assert [note.text for note in stage.state(run).notes] == ["本部を開く"]


@pytest.mark.parametrize("event_id", ["1", "'; drop table runs", "0" * 200])
def test_an_id_that_is_none_is_refused(stage: Stage, desk: FlaskClient, event_id: str) -> None:
    run = stage.running()

    refused = send(desk, run, "notes", event_id=event_id, text="本部を開く", kind="decision")

    assert (refused.status_code, refused.get_json()["code"]) == (422, "unknown_in_run")
    assert stage.state(run).notes == ()


def test_of_two_consoles_the_second_is_told_that_the_first_was_faster(
    world: World, org: Org, stage: Stage, desk: FlaskClient
) -> None:
    run = stage.running()
    other = world.browser(world.person(org, "鈴木 陽子", Role.TRAINER, number="0403"))

    assert send(desk, run, "injects/2/release").status_code == 200
    late = send(other, run, "injects/2/release")
    assert late.status_code == 409
    assert "すでに出したか飛ばしています" in late.get_json()["message"]
    page = other.post(f"/runs/{run}/injects/2/release", data=keyed("by-hand"))
    assert page.status_code == 409
    assert "すでに出したか飛ばしています" in page.text
    assert "進行コンソール" in page.text  # and the console goes on below
    with world.inside(org):
        released = db.session.scalars(
            select(RunEventRow.payload).where(RunEventRow.kind == "inject_released").order_by(RunEventRow.seq)
        ).all()
    assert [each["inject"] for each in released] == [1, 2]


def test_while_paused_nothing_is_released_and_the_clock_stands(
    world: World, org: Org, trainer: Member, stage: Stage, time_machine: object
) -> None:
    run = stage.running()
    time_machine.move_to(at(10), tick=False)  # type: ignore[attr-defined]
    desk = world.browser(trainer)
    send(desk, run, "pause")
    time_machine.move_to(at(40), tick=False)  # type: ignore[attr-defined]

    refused = send(desk, run, "injects/2/release")
    page = desk.get(f"/runs/{run}").text

    assert refused.status_code == 409
    assert "一時停止" in refused.get_json()["message"]
    assert ">10:00<" in page
    assert 'data-running="false"' in page
    assert send(desk, run, "resume").status_code == 200
    assert send(desk, run, "injects/2/release").status_code == 200


def test_the_console_gives_clocks_as_durations_of_the_server(
    world: World, trainer: Member, stage: Stage, time_machine: object
) -> None:
    run = stage.running()
    time_machine.move_to(at(5), tick=False)  # type: ignore[attr-defined]

    page = world.browser(trainer).get(f"/runs/{run}").text

    state = stage.state(run)
    assert found(r'data-drill-seconds="(\d+)"', page) == "300"
    assert found(r'data-story-seconds="(\d+)"', page) == "1800"  # 60 minutes of story in 10 of the drill
    assert float(found(r'data-story-pace="([\d.]+)"', page)) == 6
    assert state.story(at(5)) is not None
    assert f">{time_of_day(14 * 60 + 5, state.story(at(5)))}<" in page  # 14:05 and half an hour
    assert ">14:35<" in page


def test_a_stated_story_time_decides_whether_a_task_was_on_time(stage: Stage, desk: FlaskClient) -> None:
    run = stage.running()

    assert send(desk, run, "tasks/T1/done", story_min="45").status_code == 200
    assert "15分超過" in desk.get(f"/runs/{run}").text
    assert send(desk, run, "tasks/T1/reopen").status_code == 200
    assert send(desk, run, "tasks/T1/done", story_min="30").status_code == 200
    assert "目標内" in desk.get(f"/runs/{run}").text


@pytest.mark.parametrize("story_min", ["-1", "abc", "99999999999"])
def test_x5_an_impossible_story_time_is_refused_with_its_field(stage: Stage, desk: FlaskClient, story_min: str) -> None:
    run = stage.running()
    before = stage.state(run)

    page = desk.post(f"/runs/{run}/tasks/T1/done", data=keyed("done", story_min=story_min))

    assert page.status_code == 422
    assert "話し合いで決まった時間（発災から何分）: " in page.text
    assert stage.state(run) == before


def test_an_inject_is_skipped_with_a_reason_only(stage: Stage, desk: FlaskClient) -> None:
    run = stage.running()

    refused = desk.post(f"/runs/{run}/injects/2/skip", data=keyed("no-reason", reason=" "))
    assert refused.status_code == 422
    assert "理由: 理由を入力してください。" in refused.text
    assert desk.post(f"/runs/{run}/injects/2/skip", data=keyed("reason", reason="時間が足りない")).status_code == 303

    page = desk.get(f"/runs/{run}").text
    assert "飛ばした" in page
    assert "時間が足りない" in page


def test_a_refused_note_comes_back_with_what_was_typed(stage: Stage, desk: FlaskClient) -> None:
    run = stage.running()
    text = "長" * 2001

    page = desk.post(f"/runs/{run}/notes", data=keyed("long", text=text, kind="decision"))

    assert page.status_code == 422
    assert "一言で記録する: 2000文字以内で入力してください。" in page.text
    assert text in page.text
    assert stage.state(run).notes == ()


def test_a_note_stays_and_its_correction_stands_below_it(stage: Stage, desk: FlaskClient) -> None:
    run = stage.running()
    note = send(desk, run, "notes", text="八人が未回答", kind="fix").get_json()["event_id"]

    assert send(desk, run, f"notes/{note}/correction", text="七人の誤り").status_code == 200
    assert send(desk, run, f"notes/{uuid4()}/correction", text="ない記録").status_code == 422

    page = desk.get(f"/runs/{run}").text
    assert "八人が未回答" in page
    assert "訂正: 七人の誤り" in page


def test_a_stopped_run_takes_nothing_more_and_the_drill_can_be_launched_again(
    world: World, org: Org, stage: Stage, desk: FlaskClient
) -> None:
    drill = stage.drill()
    run = stage.launched(drill)
    send(desk, run, "start")

    assert send(desk, run, "stop", reason="本物の地震").status_code == 200

    assert stage.state(run).status is RunStatus.STOPPED
    assert send(desk, run, "notes", text="遅い", kind="decision").status_code == 409
    assert "本物の地震" in desk.get(f"/runs/{run}").text
    assert "本物の地震" in world.browser(stage.players[0]).get(f"/drills/{drill}/follow").text
    again = desk.post(f"/drills/{drill}/runs", data=keyed("again"))
    assert again.status_code == 303
    assert again.location != f"/runs/{run}"


def test_p2_a_launch_sent_twice_opens_one_run(stage: Stage, desk: FlaskClient) -> None:
    drill = stage.drill()

    first = desk.post(f"/drills/{drill}/runs", data=keyed("launch"))
    same = desk.post(f"/drills/{drill}/runs", data=keyed("launch"))
    second = desk.post(f"/drills/{drill}/runs", data=keyed("another"))

    assert (first.status_code, same.location) == (303, first.location)
    assert second.status_code == 409
    assert "すでに開始の画面が開いています" in second.text


def test_a_drill_without_players_cannot_be_launched(world: World, org: Org, stage: Stage, desk: FlaskClient) -> None:
    with world.changing(org):
        drill = schedule.schedule_drill(stage.new_drill(), timezone="Asia/Tokyo", by=stage.by, at=at(-60)).id

    page = desk.get(f"/drills/{drill}/start").text
    assert "参加者がいません。" in page
    assert "進行コンソールを開く" not in page
    assert desk.post(f"/drills/{drill}/runs", data=keyed("launch")).status_code == 409


# --- People who come late ---------------------------------------------------------------------------------------


def test_somebody_who_comes_late_plays_from_then_on(
    world: World, org: Org, stage: Stage, desk: FlaskClient, employee: Member
) -> None:
    run = stage.running()
    with world.inside(org):
        drill = stage.run(run).drill_id
    assert world.browser(employee).get(f"/drills/{drill}/follow").status_code == 404
    assert "石田 亮" in desk.get(f"/runs/{run}/latecomers?q=石田").text

    late = keyed("late", person=employee.id, kind="player", roles="general_affairs")
    for _ in range(2):
        assert desk.post(f"/runs/{run}/latecomers", data=late).status_code == 303

    page = desk.get(f"/runs/{run}").text
    assert "石田 亮" in page
    assert "途中から" in page
    send(desk, run, "injects/2/release")
    assert "未回答は8名" in world.browser(employee).get(f"/drills/{drill}/follow").text
    with world.inside(org):
        rows = db.session.scalars(select(DrillParticipant).where(DrillParticipant.person_id == employee.id)).all()
        assert [(row.added_late, row.frozen_name) for row in rows] == [(True, "石田 亮")]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        pytest.param({"kind": "player"}, "加える人", id="nobody chosen"),
        pytest.param({"person": "999999", "kind": "player"}, "名簿にいません", id="somebody nobody knows"),
        pytest.param({"person": "someone", "kind": "player"}, "加える人", id="no number"),
        pytest.param({"person": "1", "kind": "facilitator"}, "立場", id="one who would lead"),
        pytest.param({"person": "1", "kind": "player", "roles": "king"}, "担当する役", id="a role of another play"),
    ],
)
def test_x5_a_latecomer_who_cannot_be_is_refused(
    world: World, org: Org, stage: Stage, desk: FlaskClient, fields: dict[str, str], words: str
) -> None:
    run = stage.running()
    before = all_rows(world, org)["drill_participants"]

    page = desk.post(f"/runs/{run}/latecomers", data=keyed("late", **fields))

    assert page.status_code == 422
    assert words in page.text
    assert "エラー: " in page.text
    assert all_rows(world, org)["drill_participants"] == before


# --- Cost -------------------------------------------------------------------------------------------------------

PAGES = (
    "/drills",
    "/drills/new",
    "/drills/{drill}",
    "/drills/{drill}/participants",
    "/drills/{drill}/start",
    "/drills/{drill}/follow",
    "/drills/{drill}/follow/live",
    "/runs/{run}",
    "/runs/{run}/live",
    "/runs/{run}/latecomers",
    "/runs/{run}/evaluation",
    "/scenarios",
)


def test_pages_take_the_same_statements_for_10_and_for_300_people(
    app: Flask, world: World, org: Org, stage: Stage, desk: FlaskClient
) -> None:
    phone = world.browser(stage.players[0])

    def counts(people: int) -> dict[str, int]:
        drill = stage.drill(title=f"{people}人の演習")
        with world.changing(org):
            ids = [_added(world, f"{people}{number:04d}") for number in range(people)]
            schedule.add_participants(drill, ids, ParticipantKind.PLAYER, by=stage.by, at=clock.now())
        run = stage.launched(drill)
        counted = {}
        for page in PAGES:
            browser = phone if "follow" in page else desk
            address = page.format(drill=drill, run=run)
            browser.get(address)  # the first visit fills caches
            with counted_statements(app) as statements:
                assert browser.get(address).status_code == 200, address
            counted[page] = len(statements)
        return counted

    assert counts(10) == counts(300)


def _added(world: World, number: str) -> int:
    """Somebody in the register of the bound organisation."""
    from drillhub.audit import OPERATOR
    from drillhub.identity import services
    from drillhub.identity.models import Person

    person = Person(employee_number=number, family_name="人", given_name=number)
    services.add_person(person, roles=frozenset(), by=OPERATOR, at=clock.now())
    db.session.flush()
    return person.id
