"""The whole life of a drill through its pages."""

import json
import re
from datetime import date

from flask.testing import FlaskClient
from sqlalchemy import func, select

from drillhub.calendar.models import Slot
from drillhub.core.database import db
from drillhub.drills.models import Drill, DrillParticipant, DrillRecord, RunEventRow
from drillhub.notifications.models import OutboxMessage
from tests.drills.stage import Stage
from tests.support.world import Member, Org, World
from tests.web.drills.conftest import found, keyed


def test_from_the_library_to_the_closed_record(
    world: World, org: Org, stage: Stage, trainer: Member, desk: FlaskClient, phone: FlaskClient
) -> None:
    # Plan.
    page = desk.get("/drills/new").text
    version = found(r"/drills/new/(\d+)", page)
    planned = desk.post(
        f"/drills/new/{version}",
        data=keyed(
            "new",
            title="小さな地震の机上演習",
            drill_type="tabletop_exercise",
            site_id=stage.site_id,
            place="2階会議室",
            local_date=date.today().isoformat(),
            local_time="13:30",
            duration_min="60",
            facilitator_id=trainer.id,
            deputy_id="0",
        ),
    )
    assert planned.status_code == 303, planned.text
    drill = int(found(r"/drills/(\d+)", planned.location))
    for number, (player, role) in enumerate(zip(stage.players, ("sales_lead", "general_affairs"), strict=True)):
        data = keyed(f"add-{number}", people=player.id, kind="player")
        assert desk.post(f"/drills/{drill}/participants", data=data).status_code == 303
        part = stage.participant_id(drill, player)
        data = keyed(f"part-{number}", kind="player", roles=role)
        assert desk.post(f"/drills/{drill}/participants/{part}", data=data).status_code == 303
    assert desk.post(f"/drills/{drill}/invitations", data=keyed("invite")).status_code == 303
    with world.inside(org):
        mails = db.session.scalars(select(OutboxMessage)).all()
        assert {mail.to_address for mail in mails} == {"ito@aoba.example", "tanaka@aoba.example"}
        assert all(mail.subject.startswith("【訓練】") and mail.body.startswith("【訓練】") for mail in mails)

    # Run.
    assert "準備" in desk.get(f"/drills/{drill}/start").text
    console = desk.post(f"/drills/{drill}/runs", data=keyed("launch")).location
    assert "時計はまだ動いていません" in desk.get(console).text
    for step, path in enumerate(("start", "injects/1/release", "injects/2/release", "injects/4/release")):
        assert desk.post(f"{console}/{path}", data=keyed(f"step-{step}")).status_code == 303
    page = phone.get(f"/drills/{drill}/follow").text
    assert "明日の納品は可能か" in page
    assert "未回答は8名" not in page  # given to another role
    assert phone.post(f"/drills/{drill}/follow/joined", data=keyed("join")).status_code == 303
    decision = keyed("decide", text="取引先に電話する")
    assert phone.post(f"/drills/{drill}/follow/notes", data=decision).status_code == 303
    note = keyed("note", text="声がよく出ていた", kind="good")
    assert desk.post(f"{console}/notes", data=note).status_code == 303
    assert desk.post(f"{console}/tasks/T1/done", data=keyed("t1", story_min="20")).status_code == 303
    page = desk.get(console).text
    assert "取引先に電話する" in page
    assert "声がよく出ていた" in page
    assert "参加中" in page
    assert desk.post(f"{console}/pause", data=keyed("pause")).status_code == 303
    assert "一時停止しています" in phone.get(f"/drills/{drill}/follow").text
    assert desk.post(f"{console}/resume", data=keyed("resume")).status_code == 303
    assert desk.post(f"{console}/end", data=keyed("end")).status_code == 303

    # Evaluate.
    evaluation = f"{console}/evaluation"
    assert "まだ足りないもの" in desk.get(evaluation).text
    with world.inside(org):
        people = db.session.scalars(select(DrillParticipant.id).where(DrillParticipant.drill_id == drill)).all()
    attendance = {f"attendance-{each}": "attended" for each in people}
    assert desk.post(f"{evaluation}/attendance", data=keyed("who", **attendance)).status_code == 303
    ratings = {"rating-O1": "P", "rating-O2": "M", "comment-O2": "立ち上げに時間がかかった"}
    assert desk.post(f"{evaluation}/ratings", data=keyed("rate", **ratings)).status_code == 303
    finding = keyed("finding", kind="fix", text="名簿が古い", cause="更新の担当がいない", plan_item="3(1)")
    assert desk.post(f"{evaluation}/findings", data=finding).status_code == 303
    left = dict.fromkeys(re.findall(r'name="(outcome-T\d+)"', desk.get(evaluation).text), "not_done")
    assert desk.post(f"{evaluation}/tasks", data=keyed("left", **left)).status_code == 303
    assert desk.post(f"{console}/record", data=keyed("close")).status_code == 303

    # Record and correct.
    page = desk.get(f"/drills/{drill}/record").text
    assert "名簿が古い" in page
    assert "立ち上げに時間がかかった" in page
    assert "第1版" in page
    correction = keyed("correct", reason="出欠の間違い")
    assert desk.post(f"{console}/correction", data=correction).status_code == 303
    assert desk.post(f"{console}/record", data=keyed("close-again")).status_code == 303
    page = desk.get(f"/drills/{drill}/record").text
    assert "第2版" in page
    assert "出欠の間違い" in page
    assert "これは前の版です" in desk.get(f"/drills/{drill}/record?revision=1").text
    with world.inside(org):
        assert db.session.scalar(select(func.count(DrillRecord.id))) == 2
        row = db.session.scalars(select(Drill).where(Drill.id == drill)).one()
        assert db.session.scalars(select(Slot).where(Slot.id == row.slot_id)).one().fulfilled_on == row.held_on
        first = db.session.scalars(select(DrillRecord).where(DrillRecord.revision == 1)).one()
        assert json.loads(first.content)["participation"]["attended"] == 2


def test_p2_the_same_note_sent_twice_is_one_event(world: World, org: Org, stage: Stage, desk: FlaskClient) -> None:
    run = stage.running()
    note = keyed("note", text="一度だけ", kind="decision")
    answers = [
        desk.post(f"/runs/{run}/notes", data=note, headers={"Accept": "application/json"}).get_json() for _ in range(2)
    ]
    assert answers[0] == answers[1]
    with world.inside(org):
        count = db.session.scalar(select(func.count(RunEventRow.id)).where(RunEventRow.kind == "decision_noted"))
    assert count == 1


def test_two_people_note_at_once_and_both_are_kept(world: World, org: Org, stage: Stage, desk: FlaskClient) -> None:
    run = stage.running()
    colleague = world.browser(stage.players[1])
    drill = int(found(r"/drills/(\d+)/follow", world.browser(stage.players[1]).get("/").text))
    desk.post(f"/runs/{run}/notes", data=keyed("a", text="本部を開く", kind="decision"))
    colleague.post(f"/drills/{drill}/follow/notes", data=keyed("b", text="全員に知らせる"))
    page = desk.get(f"/runs/{run}").text
    assert "本部を開く" in page
    assert "全員に知らせる" in page


def test_an_event_that_cannot_be_is_refused_and_nothing_changes(stage: Stage, desk: FlaskClient) -> None:
    run = stage.running()
    before = stage.state(run).version
    for path, data, status in (
        ("injects/1/release", {}, 409),
        ("injects/99/release", {}, 422),
        ("notes", {"text": "", "kind": "decision"}, 422),
        ("tasks/T1/done", {"story_min": "-5"}, 422),
        ("tasks/T9/done", {}, 422),
        ("start", {}, 409),
        ("stop", {"reason": ""}, 422),
    ):
        answer = desk.post(f"/runs/{run}/{path}", data=keyed(path, **data), headers={"Accept": "application/json"})
        assert answer.status_code == status, (path, answer.text)
        assert answer.get_json()["message"]
    assert stage.state(run).version == before


def test_a_record_that_lacks_something_is_not_closed_and_says_what(
    world: World, org: Org, stage: Stage, desk: FlaskClient
) -> None:
    run = stage.ended()
    page = desk.post(f"/runs/{run}/record", data=keyed("close"))
    assert page.status_code == 422
    assert "確定できません" in page.text
    assert "伊藤 直樹さんの出欠が未記入です" in page.text
    with world.inside(org):
        assert db.session.scalar(select(func.count(DrillRecord.id))) == 0


def test_a_drill_that_does_not_take_place_needs_its_reason(stage: Stage, desk: FlaskClient) -> None:
    drill = stage.drill()
    refused = desk.post(f"/drills/{drill}/status/cancelled", data=keyed("no-reason", reason=""))
    assert refused.status_code == 422
    told = desk.post(f"/drills/{drill}/status/cancelled", data=keyed("reason", reason="台風のため"))
    assert told.status_code == 303
    assert "台風のため" in desk.get(f"/drills/{drill}").text


def test_bad_plans_are_named_at_their_fields(stage: Stage, desk: FlaskClient) -> None:
    page = desk.post(
        f"/drills/new/{stage.version_id}",
        data=keyed("new", title="", local_date="2026-02-30", local_time="25:00", duration_min="0"),
    )
    assert page.status_code == 422
    for words in ("入力してください", "日付は 2026-04-01 の形", "時刻は 13:30 の形", "1分から14日まで"):
        assert words in page.text
