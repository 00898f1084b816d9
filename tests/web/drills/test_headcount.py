"""The roll call at its pages: the list on a phone, one person, who is not there, by sign-in and by personal link."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from drillhub.core import clock
from drillhub.core.database import db
from drillhub.drills import evaluations, runs, schedule
from drillhub.drills.evaluation import Attendance
from drillhub.drills.evaluations import AttendanceEntry, RatingEntry
from drillhub.drills.events import Ended, Mark, NewEvent, Started, TaskDone
from drillhub.drills.models import DrillParticipant, RunEventRow
from drillhub.drills.roll_call import headcount
from drillhub.drills.snapshot import ParticipantKind
from drillhub.identity import links
from drillhub.identity.models import LinkPurpose, Person
from drillhub.vocabulary import DrillType, TaskRating
from tests.drills.build import at
from tests.drills.stage import Stage
from tests.support.rows import counted_statements
from tests.support.world import Member, World
from tests.web.drills.conftest import found, keyed
from tests.web.drills.test_planning import rows

JSON = {"Accept": "application/json"}
Door = tuple[FlaskClient, str, int]


def link_to(stage: Stage, drill: int, member: Member) -> str:
    with stage.world.changing(stage.org):
        now = clock.now()
        purpose = LinkPurpose.DRILL_PARTICIPATION
        issued = links.issue(purpose, member.id, expires_at=now + timedelta(days=1), at=now, subject_id=drill)
        return f"/follow/{issued.token}/headcount"


@pytest.fixture(params=["signed in", "by link"])
def door(request: pytest.FixtureRequest, world: World, outside: Stage) -> Door:
    """The browser of 中村, who calls the roll, the address of the list and the run: both ways must do the same."""
    run = outside.launched(outside.evacuation())
    outside.add(run, Started(), 0)
    caller = outside.players[1]
    if request.param == "by link":
        with world.inside(outside.org):
            drill = outside.run(run).drill_id
        return world.browser(), link_to(outside, drill, caller), run
    return world.browser(caller), f"/runs/{run}/headcount", run


def person_at(stage: Stage, run: int, member: Member) -> str:
    with stage.world.inside(stage.org):
        drill = stage.run(run).drill_id
    return f"people/{stage.participant_id(drill, member)}"


def tap(browser: FlaskClient, address: str, person: str, **fields: object) -> TestResponse:
    """A tap as the script sends it."""
    return browser.post(f"{address}/{person}", data={"event_id": str(uuid4()), **fields}, headers=JSON)


def marks(stage: Stage, run: int) -> dict[str, Mark]:
    with stage.world.inside(stage.org):
        return {each.name: each.mark for each in headcount(run, at=at(60)).roll.people}


# --- The list ---------------------------------------------------------------------------------------------------


def test_the_list_names_everybody_by_department_with_one_button_each(outside: Stage, door: Door) -> None:
    phone, address, run = door
    page = phone.get(address).text

    assert re.findall(r"<h2 id=\"group-\d+\">([^<]+)</h2>", page) == ["本社 / 営業部", "部署なし"]
    assert page.count("data-tap=") == 2
    assert "全員います（残り2人）" in page
    assert "いない人を読み上げる（2人）" in page
    assert "【訓練】" in found(r'(?s)<aside class="drillband"(.*?)</aside>', page)
    assert "田中 健一" not in page  # who leads is not called
    assert person_at(outside, run, outside.players[0]) in page


def test_p1_a_tap_is_receipted_by_the_id_of_its_event_and_shown_as_present(outside: Stage, door: Door) -> None:
    phone, address, run = door
    ito = person_at(outside, run, outside.players[0])
    event_id = str(uuid4())
    sent = {"event_id": event_id, "device_at": "2026-04-01T12:03:00+09:00", "sent_at": "2026-04-01T03:05:00Z"}

    answers = [phone.post(f"{address}/{ito}", data=sent, headers=JSON) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert {answer.get_json()["event_id"] for answer in answers} == {event_id}
    assert marks(outside, run) == {"伊藤 直樹": Mark.PRESENT, "中村 拓": Mark.UNCONFIRMED}
    with outside.world.inside(outside.org):
        row = db.session.scalars(select(RunEventRow).where(RunEventRow.kind == "headcount_marked")).one()
        assert (row.device_at, row.sent_at, row.actor_name) == (at(3), at(5), "中村 拓")
    page = phone.get(address).text
    assert 'class="mark-present"' in page
    assert "全員います（残り1人）" in page


@pytest.mark.parametrize("moment", ["gestern", "2026-04-01", "0001-01-01T00:00:00+14:00", "9" * 300])
def test_a_devices_clock_that_makes_no_sense_is_left_out(outside: Stage, door: Door, moment: str) -> None:
    phone, address, run = door

    answer = tap(phone, address, person_at(outside, run, outside.players[0]), device_at=moment)

    assert answer.status_code == 200
    with outside.world.inside(outside.org):
        row = db.session.scalars(select(RunEventRow).where(RunEventRow.kind == "headcount_marked")).one()
        assert row.device_at is None


def test_x6_without_script_a_tap_leads_back_to_its_row(outside: Stage, door: Door) -> None:
    phone, address, run = door
    ito = person_at(outside, run, outside.players[0])
    page = phone.get(address).text
    event_id = found(rf'formaction="[^"]*/{ito}" name="event_id" value="([^"]+)"', page)

    for _ in range(2):
        answer = phone.post(f"{address}/{ito}", data={"event_id": event_id})
        assert (answer.status_code, answer.location) == (303, f"{address}#participant-{ito.split('/')[1]}")

    assert marks(outside, run)["伊藤 直樹"] is Mark.PRESENT
    assert len(outside.state(run).headcount.marks) == 1


def test_everyone_is_here_is_one_press_and_is_taken_back_by_one(outside: Stage, door: Door) -> None:
    phone, address, run = door
    seen = found(r'name="seen" value="(\d+)"', phone.get(address).text)
    press = str(uuid4())

    told = phone.post(f"{address}/everyone", data={"event_id": press, "seen": seen}, headers=JSON).get_json()

    assert (told["event_id"], told["count"], len(told["events"])) == (press, 2, 2)
    page = phone.get(address).text
    assert "中村 拓さんが残りの2人を「います」にしました。" in page
    assert "全員を確認しました" in page
    assert phone.post(f"{address}/everyone/{press}/undo", data=keyed("undo")).status_code == 303
    assert set(marks(outside, run).values()) == {Mark.UNCONFIRMED}


def test_everyone_marks_nobody_who_came_onto_the_list_since(outside: Stage, door: Door) -> None:
    phone, address, run = door
    seen = found(r'name="seen" value="(\d+)"', phone.get(address).text)
    phone.post(f"{address}/guests", data=keyed("guest", kind="visitor", name="運転手", company="青空運送"))

    phone.post(f"{address}/everyone", data=keyed("all", seen=seen))

    assert marks(outside, run)["運転手"] is Mark.UNCONFIRMED
    assert "いない人を読み上げる（1人）" in phone.get(address).text


@pytest.mark.parametrize("seen", ["", "x", "-1", "１", "9" * 40])
def test_a_press_that_says_no_version_is_refused(outside: Stage, door: Door, seen: str) -> None:
    phone, address, run = door

    refused = phone.post(f"{address}/everyone", data=keyed("all", seen=seen))

    assert refused.status_code == 422
    assert "画面を新しくして" in refused.text
    assert set(marks(outside, run).values()) == {Mark.UNCONFIRMED}


# --- One person -------------------------------------------------------------------------------------------------


def test_dt54_the_page_of_a_person_shows_every_mark_and_lets_one_be_taken_back(outside: Stage, door: Door) -> None:
    phone, address, run = door
    ito = person_at(outside, run, outside.players[0])
    tap(phone, address, ito)
    back = phone.post(f"{address}/{ito}", data=keyed("back", mark="unconfirmed"))
    assert back.status_code == 303

    page = phone.get(f"{address}/{ito}").text

    history = found(r'(?s)<ol class="timeline">(.*?)</ol>', page)
    assert re.findall(r"<b>([^<]+)</b>", history) == ["未確認", "います"]
    assert marks(outside, run)["伊藤 直樹"] is Mark.UNCONFIRMED


def test_who_is_off_or_missing_is_said_with_reason_or_place(outside: Stage, door: Door) -> None:
    phone, address, run = door
    ito, nakamura = (person_at(outside, run, player) for player in outside.players)
    off = keyed("off", mark="excused", reason="休み・連絡済み", place="")
    gone = keyed("gone", mark="missing", reason="書きかけ", place="2階の倉庫")
    assert phone.post(f"{address}/{ito}", data=off).status_code == 303
    assert phone.post(f"{address}/{nakamura}", data=gone).status_code == 303

    page = phone.get(address).text
    assert "休み・連絡済み" in page
    assert "2階の倉庫" in page
    assert "書きかけ" not in page  # a text beside another button is not taken
    read_out = phone.get(f"{address}/missing").text
    assert "いない人 1人" in read_out
    assert "最後に見た場所 2階の倉庫" in read_out
    assert "伊藤 直樹" not in read_out


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        pytest.param(
            {"mark": "excused", "reason": " "}, "休み・外出などの理由: 理由を入力してください。", id="no reason"
        ),
        pytest.param({"mark": "excused", "reason": "長" * 501}, "500文字以内", id="a reason too long"),
        pytest.param({"mark": "missing", "place": "長" * 101}, "100文字以内", id="a place too long"),
    ],
)
def test_x5_a_mark_that_cannot_be_is_named_at_its_field_and_nothing_is_kept(
    outside: Stage, door: Door, fields: dict[str, str], words: str
) -> None:
    phone, address, run = door
    ito = person_at(outside, run, outside.players[0])
    before = rows(outside.world, outside.org)

    page = phone.post(f"{address}/{ito}", data=keyed("wrong", **fields))
    told = tap(phone, address, ito, **fields)

    assert page.status_code == told.status_code == 422
    assert words in page.text
    assert "エラー: " in page.text
    assert told.get_json()["message"]
    assert rows(outside.world, outside.org) == before


def test_somebody_of_another_run_is_not_found(outside: Stage, door: Door) -> None:
    phone, address, _run = door
    before = rows(outside.world, outside.org)

    for person in ("people/987654321", f"guests/{uuid4()}"):
        assert phone.get(f"{address}/{person}").status_code == 404
        assert tap(phone, address, person).status_code == 404
        assert phone.post(f"{address}/{person}", data=keyed(person)).status_code == 404
    assert rows(outside.world, outside.org) == before


# --- Guests -----------------------------------------------------------------------------------------------------


def test_a_guest_is_added_and_called_like_everybody(outside: Stage, door: Door) -> None:
    phone, address, run = door
    here = keyed("here", kind="partner", name="清掃の人", company="みどり美装", here="1")
    assert phone.post(f"{address}/guests", data=here).location == f"{address}#guests"
    event_id = str(uuid4())
    guest = {"event_id": event_id, "kind": "visitor", "name": "運転手", "company": ""}
    told = phone.post(f"{address}/guests", data=guest, headers=JSON).get_json()
    assert told["event_id"] == event_id

    page = phone.get(address).text
    assert "協力会社の人 みどり美装" in page
    assert "1 / 2人" in page
    assert tap(phone, address, f"guests/{event_id}").status_code == 200
    assert marks(outside, run)["運転手"] is Mark.PRESENT


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        pytest.param({"kind": "visitor", "name": ""}, "名前: 入力してください。", id="no name"),
        pytest.param({"kind": "visitor", "name": " "}, "名前: 内容を入力してください。", id="a blank name"),
        pytest.param({"kind": "ghost", "name": "運転手"}, "選択肢から選んでください。", id="no such kind"),
        pytest.param({"kind": "visitor", "name": "長" * 101}, "100文字以内", id="a name too long"),
        pytest.param({"kind": "visitor", "name": "人", "company": "長" * 101}, "100文字以内", id="a company too long"),
    ],
)
def test_x5_a_guest_who_cannot_be_is_refused_and_what_was_typed_stays(
    outside: Stage, door: Door, fields: dict[str, str], words: str
) -> None:
    phone, address, _run = door
    before = rows(outside.world, outside.org)

    page = phone.post(f"{address}/guests", data=keyed("wrong", **fields))

    assert page.status_code == 422
    assert words in page.text
    assert fields["name"].strip() in page.text
    assert '<details class="more" open>' in page.text
    assert rows(outside.world, outside.org) == before


# --- The end of the roll call -----------------------------------------------------------------------------------


def test_b4_finishing_over_open_people_asks_once_and_names_how_many(outside: Stage, door: Door) -> None:
    phone, address, run = door
    page = phone.get(address).text
    assert "2人を確認できないまま点呼完了にする" in page
    assert 'name="open" value="2"' in page

    told = phone.post(f"{address}/finish", data={"event_id": str(uuid4()), "open": "1"}, headers=JSON)
    refused = phone.post(f"{address}/finish", data=keyed("too-few", open="1"))
    assert told.status_code == refused.status_code == 409
    assert "まだ2人を確認できていません。" in told.get_json()["message"]
    assert "まだ2人を確認できていません。" in refused.text
    assert outside.state(run).done == {}

    assert phone.post(f"{address}/finish", data=keyed("told", open="2")).status_code == 303
    assert "点呼完了を取り消す" in phone.get(address).text
    assert phone.post(f"{address}/reopening", data=keyed("again")).status_code == 303
    assert outside.state(run).done == {}


def test_with_everybody_accounted_for_finishing_is_the_next_action(outside: Stage, door: Door) -> None:
    phone, address, run = door
    for player in outside.players:
        tap(phone, address, person_at(outside, run, player))

    page = phone.get(address).text
    assert "確認できないまま" not in page
    assert phone.post(f"{address}/finish", data=keyed("done", open="0")).status_code == 303
    assert set(outside.state(run).done) == {"T2"}


def test_a_roll_call_that_the_console_or_a_task_list_ends_asks_as_well(
    world: World, outside: Stage, desk: FlaskClient
) -> None:
    run = outside.alarm()
    with world.inside(outside.org):
        drill = outside.run(run).drill_id
    caller = world.browser(outside.players[1])

    for answer in (
        desk.post(f"/runs/{run}/tasks/T2/done", data=keyed("console")),
        caller.post(f"/drills/{drill}/follow/tasks/T2/done", data=keyed("own")),
    ):
        assert answer.status_code == 409
        assert "まだ2人を確認できていません。" in answer.text
    assert "2人を確認できないまま点呼完了にする" in desk.get(f"/runs/{run}").text
    assert desk.post(f"/runs/{run}/tasks/T2/done", data=keyed("told", open="2")).status_code == 303


# --- Before and after -------------------------------------------------------------------------------------------


def test_before_the_alarm_the_list_can_be_read_and_guests_named(world: World, outside: Stage) -> None:
    run = outside.launched(outside.evacuation())
    caller = world.browser(outside.players[1])
    address = f"/runs/{run}/headcount"

    page = caller.get(address).text
    assert "警報を待っています" in page
    assert "伊藤 直樹" in page
    assert "data-tap=" not in page
    refused = caller.post(f"{address}/{person_at(outside, run, outside.players[0])}", data=keyed("early"))
    assert refused.status_code == 409
    assert "開始待ち" in refused.text
    assert caller.post(f"{address}/guests", data=keyed("guest", kind="visitor", name="運転手")).status_code == 303


def test_after_the_end_marks_are_put_right_and_after_the_record_they_are_not(outside: Stage, door: Door) -> None:
    phone, address, run = door
    ito = person_at(outside, run, outside.players[0])
    outside.add(run, Ended(), 20)
    assert "間違いを直せます" in phone.get(address).text
    assert tap(phone, address, ito).status_code == 200
    recorded(outside, run)

    page = phone.get(address)
    assert page.status_code == 200
    assert "data-tap=" not in page.text
    assert tap(phone, address, ito, mark="unconfirmed").status_code == 409


def recorded(stage: Stage, run: int) -> None:
    """Evaluate an ended run and close its record."""
    with stage.world.changing(stage.org):
        people = db.session.scalars(select(DrillParticipant)).all()
        entries = [AttendanceEntry(each.id, Attendance.ATTENDED) for each in people]
        evaluations.mark_attendance(run, entries, by=stage.by, at=at(31))
        ratings = [RatingEntry("O1", TaskRating.PERFORMED), RatingEntry("O2", TaskRating.PERFORMED)]
        evaluations.rate(run, ratings, is_final=True, by=stage.by, at=at(31))
    stage.close(run)


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


def crowded(stage: Stage, people: int) -> int:
    """A run of an evacuation with so many more players, all of one department, a few of them marked."""
    drill = stage.evacuation(title=f"{people}人の避難訓練")
    with stage.world.changing(stage.org):
        department = db.session.scalars(select(Person.department_id).where(Person.department_id.is_not(None))).first()
        added = [
            Person(
                employee_number=f"{people}-{number}",
                family_name="新井",
                given_name=str(number),
                department_id=department,
                created_at=clock.now(),
            )
            for number in range(people)
        ]
        db.session.add_all(added)
        db.session.flush()
        ids = [each.id for each in added]
        schedule.add_participants(drill, ids, ParticipantKind.PLAYER, by=stage.by, at=at(-60))
    run = stage.launched(drill)
    stage.add(run, Started(), 0)
    stage.mark(run, stage.players[0], Mark.PRESENT, 1)
    return run


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


# --- The board --------------------------------------------------------------------------------------------------


def test_the_board_names_who_is_open_first_and_counts_by_department(outside: Stage, desk: FlaskClient) -> None:
    run = outside.alarm()
    outside.mark(run, outside.players[0], Mark.PRESENT, 3)
    desk.post(f"/runs/{run}/headcount/guests", data=keyed("guest", kind="visitor", name="運転手"))

    page = desk.get(f"/runs/{run}/headcount/board").text

    assert "3人中 1人を確認" in page
    assert page.index("中村 拓") < page.index("部署ごとの確認人数")
    assert "本社 / 営業部 1 / 1人の一覧を開く" in page
    assert "来訪者と協力会社の人 0 / 1人の一覧を開く" in page


def test_the_buttons_of_the_board_are_the_watches_of_the_tasks(outside: Stage, desk: FlaskClient) -> None:
    run = outside.launched(outside.evacuation())
    board = f"/runs/{run}/headcount/board"
    assert "警報を鳴らして訓練を始める" in desk.get(board).text
    assert "最後の人が外に出た</button>" not in desk.get(board).text

    for moment, fields in (("start", {}), ("everyone-out", {}), ("finished", {"open": "2"})):
        answer = desk.post(f"{board}/{moment}", data=keyed(moment, **fields))
        assert (answer.status_code, answer.location) == (303, board), moment

    assert set(outside.state(run).done) == {"T1", "T2"}
    assert desk.post(f"{board}/everyone-out/undo", data=keyed("undo")).status_code == 303
    assert set(outside.state(run).done) == {"T2"}
    assert desk.post(f"{board}/end", data=keyed("end")).status_code == 303
    assert set(outside.state(run).done) == {"T2", "T3"}
    assert "評価と記録" in desk.get(board).text


def test_the_board_refuses_to_finish_over_open_people_and_says_so_on_the_board(
    outside: Stage, desk: FlaskClient
) -> None:
    run = outside.alarm()
    refused = desk.post(f"/runs/{run}/headcount/board/finished", data=keyed("done", open="0"))

    assert refused.status_code == 409
    assert "まだ2人を確認できていません。" in refused.text
    assert "点呼の状況" in refused.text
    assert outside.state(run).done == {}


def test_a_board_names_twenty_and_counts_the_rest(outside: Stage, desk: FlaskClient) -> None:
    run = crowded(outside, 70)
    page = desk.get(f"/runs/{run}/headcount/board").text

    assert "ほかに51人います。" in page


def test_a_scenario_that_measures_no_times_still_has_a_roll_call(world: World, stage: Stage, desk: FlaskClient) -> None:
    run = stage.launched(stage.drill(drill_type=DrillType.EVACUATION_DRILL))
    stage.add(run, Started(), 0)

    board = desk.get(f"/runs/{run}/headcount/board").text
    assert board.count("このシナリオには、この時間を測る作業がありません。") == 2
    page = desk.get(f"/runs/{run}/headcount").text
    assert "点呼を終える" not in page
    assert "全員います（残り2人）" in page
    assert desk.post(f"/runs/{run}/headcount/finish", data=keyed("done")).status_code == 404


def test_an_evacuation_can_be_driven_through_the_services_alone(outside: Stage) -> None:
    """As a demonstration or an import does it: no page, no door."""
    run = outside.alarm()
    for minute, player in enumerate(outside.players, start=2):
        outside.mark(run, player, Mark.PRESENT, minute)
    with outside.world.changing(outside.org):
        for task, minute in (("T1", 3.5), ("T2", 4)):
            runs.append_event(run, NewEvent(uuid4(), TaskDone(task)), by=outside.by, at=at(minute))
    outside.end_and_evaluate(run)
    outside.close(run)

    with outside.world.inside(outside.org):
        assert headcount(run, at=at(60)).roll.accounted == 2
