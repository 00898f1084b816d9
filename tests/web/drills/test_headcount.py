"""The roll call at its pages: the list on a phone, one person, guests, the end; by sign-in and by personal link."""

import re
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from drillhub.core.database import db
from drillhub.drills import evaluations
from drillhub.drills.evaluation import Attendance
from drillhub.drills.evaluations import AttendanceEntry, RatingEntry
from drillhub.drills.events import Ended, Mark
from drillhub.drills.models import DrillParticipant, RunEventRow
from drillhub.vocabulary import TaskRating
from tests.drills.build import at
from tests.drills.stage import Stage
from tests.support.world import World
from tests.web.drills.conftest import found, keyed
from tests.web.drills.roll import JSON, Door, marks, person_at, tap
from tests.web.drills.test_planning import rows

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


def test_nobody_who_gathers_is_asked_to_press_that_they_are_there(world: World, outside: Stage) -> None:
    """The roll call says who is; a button on a phone would only delay somebody on the way out."""
    run = outside.alarm()
    with world.inside(outside.org):
        drill = outside.run(run).drill_id

    assert "参加していることを伝える" not in world.browser(outside.players[0]).get(f"/drills/{drill}/follow").text


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
        stage.leave_unrecorded(run)
    stage.close(run)
