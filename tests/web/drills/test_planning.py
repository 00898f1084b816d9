"""Planning a drill at its pages: scenario, date and leaders, participants, invitations, leaving the plan."""

import re
from datetime import date, time

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from drillhub.core.database import db
from drillhub.drills import schedule
from drillhub.drills.life_cycle import DrillStatus
from drillhub.drills.models import Drill, DrillParticipant
from drillhub.drills.snapshot import ParticipantKind
from drillhub.identity.models import PersonalLink
from drillhub.notifications.models import OutboxMessage
from drillhub.vocabulary import DrillType
from tests.drills.build import at
from tests.drills.stage import Stage
from tests.support.rows import all_rows
from tests.support.world import Member, Org, World
from tests.web.drills.conftest import found, keyed

# What using a page leaves behind, whatever it answers.
ALWAYS = {"login_sessions", "submissions"}


def rows(world: World, org: Org) -> dict[str, list[object]]:
    return {name: kept for name, kept in all_rows(world, org).items() if name not in ALWAYS}


def appointment(stage: Stage) -> dict[str, object]:
    return {
        "place": "2階会議室",
        "local_date": "2027-01-20",
        "local_time": "13:30",
        "duration_min": "60",
        "facilitator_id": stage.trainer.id,
        "deputy_id": "0",
    }


def plan(stage: Stage, key: str = "plan", **fields: object) -> dict[str, object]:
    what = {"title": "小さな地震の机上演習", "drill_type": "tabletop_exercise", "site_id": stage.site_id}
    return keyed(key, **{**what, **appointment(stage), **fields})


def drill_of(world: World, org: Org, drill_id: int) -> Drill:
    with world.inside(org):
        return db.session.scalars(select(Drill).where(Drill.id == drill_id)).one()


def taking_part(world: World, org: Org, drill_id: int) -> dict[int, tuple[ParticipantKind, list[str]]]:
    with world.inside(org):
        found_rows = db.session.scalars(select(DrillParticipant).where(DrillParticipant.drill_id == drill_id))
        return {row.person_id: (row.kind, row.role_ids) for row in found_rows}


# --- Date and leaders -------------------------------------------------------------------------------------------


def test_the_form_of_a_new_drill_proposes_what_the_scenario_and_the_reader_say(stage: Stage, desk: FlaskClient) -> None:
    page = desk.get(f"/drills/new/{stage.version_id}").text

    assert 'value="小さな地震"' in page
    assert 'value="60"' in page
    assert f'<option selected value="{stage.trainer.id}">田中 健一</option>' in page


def test_p2_a_plan_sent_twice_is_one_drill(world: World, org: Org, stage: Stage, desk: FlaskClient) -> None:
    answers = [desk.post(f"/drills/new/{stage.version_id}", data=plan(stage)) for _ in range(2)]

    assert answers[0].location == answers[1].location
    with world.inside(org):
        drill = db.session.scalars(select(Drill)).one()
        assert (drill.number, drill.local_date, drill.local_time) == ("D2026-001", date(2027, 1, 20), time(13, 30))


def test_a_scenario_of_one_alarm_proposes_what_goes_along_with_it(outside: Stage, desk: FlaskClient) -> None:
    page = desk.get(f"/drills/new/{outside.version_id}").text

    ticked = re.findall(r'<input checked [^>]*name="further_types"[^>]*value="([^"]+)"', page)
    assert ticked == ["fire_drill", "notification_drill"]


def test_a_drill_may_have_further_types(world: World, org: Org, stage: Stage, desk: FlaskClient) -> None:
    types = {"drill_type": "evacuation_drill", "further_types": ["fire_drill", "evacuation_drill"]}

    made = desk.post(f"/drills/new/{stage.version_id}", data=plan(stage, **types))

    drill = drill_of(world, org, int(made.location.split("/")[2]))
    assert drill.types == (DrillType.EVACUATION_DRILL, DrillType.FIRE_DRILL)
    assert "避難訓練・消火訓練" in desk.get(f"/drills/{drill.id}").text


def test_one_press_lets_everybody_of_the_site_take_part(
    world: World, org: Org, stage: Stage, desk: FlaskClient, employee: Member
) -> None:
    """伊藤 works at the site; 石田 and 中村 do not."""
    with world.changing(org):
        drill = schedule.schedule_drill(stage.new_drill(), timezone="Asia/Tokyo", by=stage.by, at=at(-60)).id
    page = desk.get(f"/drills/{drill}/participants").text
    assert "本社の1人全員を参加者にする" in page
    address = found(r'action="([^"]+site=[^"]+)"', page)

    assert desk.post(address, data=keyed("all", everyone="1", kind="player")).status_code == 303

    assert set(taking_part(world, org, drill)) == {stage.trainer.id, stage.players[0].id}
    assert "全員を参加者にする" not in desk.get(f"/drills/{drill}/participants").text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        pytest.param("further_types", "party", "あわせて行う種類: ", id="no such further type"),
        pytest.param("title", "", "訓練の名前: 入力してください。", id="no name"),
        pytest.param("title", "長" * 201, "200文字以内", id="a name too long"),
        pytest.param("local_date", "2027-02-30", "日付: 日付は 2026-04-01 の形で入力してください。", id="no such day"),
        pytest.param("local_time", "25:00", "開始時刻: 時刻は 13:30 の形で入力してください。", id="no such hour"),
        pytest.param("duration_min", "一時間", "所要時間（分）: 数字で入力してください。", id="not a number"),
        pytest.param("duration_min", "0", "1分から14日まで", id="no time at all"),
        pytest.param("site_id", "999999", "拠点: 選択肢から選んでください。", id="a site nobody has"),
        pytest.param("facilitator_id", "999999", "進行役: 選択肢から選んでください。", id="a leader nobody knows"),
        pytest.param("drill_type", "party", "訓練の種類: 選択肢から選んでください。", id="no such type"),
    ],
)
def test_x5_a_wrong_plan_is_named_at_its_field_and_nothing_is_planned(
    world: World, org: Org, stage: Stage, desk: FlaskClient, field: str, value: str, words: str
) -> None:
    before = rows(world, org)

    page = desk.post(f"/drills/new/{stage.version_id}", data=plan(stage, **{field: value}))

    assert page.status_code == 422
    assert words in page.text
    assert "エラー: " in page.text
    assert "2階会議室" in page.text  # what was entered is still there
    assert rows(world, org) == before


def test_the_deputy_is_somebody_else_than_the_facilitator(stage: Stage, desk: FlaskClient) -> None:
    page = desk.post(f"/drills/new/{stage.version_id}", data=plan(stage, deputy_id=stage.trainer.id))

    assert page.status_code == 422
    assert "進行役の代理: 代理には、進行役とは別の人を選んでください。" in page.text


def test_a_new_date_needs_a_reason_and_the_invited_hear_of_it(
    world: World, org: Org, stage: Stage, desk: FlaskClient
) -> None:
    drill = stage.drill()
    desk.post(f"/drills/{drill}/invitations", data=keyed("invite"))
    moved = {**appointment(stage), "local_date": "2027-02-10", "local_time": "10:00"}

    refused = desk.post(f"/drills/{drill}/plan", data=keyed("moved", **moved))
    assert refused.status_code == 422
    assert "変更の理由: 理由を入力してください。" in refused.text

    told = desk.post(f"/drills/{drill}/plan", data=keyed("with-reason", reason="台風のため", **moved))
    assert told.status_code == 303
    changed = drill_of(world, org, drill)
    assert (changed.local_date, changed.status) == (date(2027, 2, 10), DrillStatus.PLANNED)
    with world.inside(org):
        bodies = db.session.scalars(
            select(OutboxMessage.body).where(
                OutboxMessage.kind == "drill_cancellation", OutboxMessage.to_address == "ito@aoba.example"
            )
        ).all()
    assert len(bodies) == 1
    assert "台風のため" in bodies[0]


@pytest.mark.parametrize("wanted", ["postponed", "cancelled", "missed"])
def test_a_drill_leaves_the_plan_with_a_reason_only(
    world: World, org: Org, stage: Stage, desk: FlaskClient, wanted: str
) -> None:
    drill = stage.drill()
    before = rows(world, org)

    refused = desk.post(f"/drills/{drill}/status/{wanted}", data=keyed("no-reason", reason="  "))
    assert refused.status_code == 422
    assert "理由: 理由を入力してください。" in refused.text
    assert rows(world, org) == before

    assert desk.post(f"/drills/{drill}/status/{wanted}", data=keyed("reason", reason="繁忙期")).status_code == 303
    assert drill_of(world, org, drill).status == wanted
    assert "繁忙期" in desk.get(f"/drills/{drill}").text


# --- Participants -----------------------------------------------------------------------------------------------


def test_everyone_whom_the_filter_shows_is_added_at_once(
    world: World, org: Org, stage: Stage, desk: FlaskClient, employee: Member
) -> None:
    drill = stage.drill()
    world.person(org, "石川 葵", number="0301")

    page = desk.get(f"/drills/{drill}/participants?q=石").text
    assert "石田 亮" in page
    data = keyed("all", kind="observer", everyone="1")
    assert desk.post(f"/drills/{drill}/participants?q=石", data=data).status_code == 303

    added = taking_part(world, org, drill)
    assert added[employee.id] == (ParticipantKind.OBSERVER, [])
    assert len(added) == 5  # the facilitator, two players, two observers


def test_somebody_who_takes_part_already_keeps_their_part(
    world: World, org: Org, stage: Stage, desk: FlaskClient
) -> None:
    drill = stage.drill()
    before = taking_part(world, org, drill)

    data = keyed("again", people=stage.players[0].id, kind="observer")
    assert desk.post(f"/drills/{drill}/participants", data=data).status_code == 303

    assert taking_part(world, org, drill) == before


def test_a_person_of_another_company_cannot_be_added(
    world: World, org: Org, stage: Stage, desk: FlaskClient, outsider: Member
) -> None:
    drill = stage.drill()
    before = rows(world, org)

    page = desk.post(f"/drills/{drill}/participants", data=keyed("theirs", people=outsider.id, kind="player"))

    assert page.status_code == 422
    assert "名簿にいません" in page.text
    assert rows(world, org) == before


def test_a_part_names_roles_of_the_scenario_only(world: World, org: Org, stage: Stage, desk: FlaskClient) -> None:
    drill = stage.drill()
    part = f"/drills/{drill}/participants/{stage.participant_id(drill, stage.players[0])}"

    refused = desk.post(part, data=keyed("king", kind="player", roles="king"))
    assert refused.status_code == 422
    assert "担当する役" in refused.text

    roles = ["sales_lead", "general_affairs"]
    assert desk.post(part, data=keyed("both", kind="player", roles=roles)).status_code == 303
    assert taking_part(world, org, drill)[stage.players[0].id] == (ParticipantKind.PLAYER, roles)


def test_a_participant_of_another_drill_is_not_found_under_this_one(stage: Stage, desk: FlaskClient) -> None:
    one, other = stage.drill(), stage.drill()
    theirs = stage.participant_id(other, stage.players[0])

    assert desk.get(f"/drills/{one}/participants/{theirs}").status_code == 404
    assert desk.post(f"/drills/{one}/participants/{theirs}/removal", data=keyed("out")).status_code == 404


def test_after_the_launch_the_roster_is_fixed_and_the_page_says_where_to_go(
    world: World, org: Org, stage: Stage, desk: FlaskClient, employee: Member
) -> None:
    drill = stage.drill()
    stage.launched(drill)
    before = rows(world, org)

    page = desk.post(f"/drills/{drill}/participants", data=keyed("late", people=employee.id, kind="player"))

    assert page.status_code == 409
    assert "あとから来た人は進行の画面で加えてください" in page.text
    assert rows(world, org) == before


# --- Invitations ------------------------------------------------------------------------------------------------


def test_each_participant_with_an_address_gets_one_mail_with_a_link_of_their_own(
    world: World, org: Org, stage: Stage, desk: FlaskClient
) -> None:
    drill = stage.drill()

    for key in ("first", "first", "again"):
        assert desk.post(f"/drills/{drill}/invitations", data=keyed(key)).status_code == 303

    with world.inside(org):
        mails = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.to_address)).all()
        assert [mail.to_address for mail in mails] == ["ito@aoba.example", "tanaka@aoba.example"]
        tokens = {found(r"/follow/(\S+)", mail.body) for mail in mails}
        assert len(tokens) == 2
        kept = db.session.scalars(select(PersonalLink)).all()
        assert not {token for token in tokens for link in kept if token in str(vars(link))}  # hashes alone
    page = desk.get(f"/drills/{drill}").text
    assert "メールで案内が届かない人が1人います" in page
    assert "中村 拓" in page


def test_the_mailed_link_opens_the_page_of_its_player(
    world: World, org: Org, stage: Stage, desk: FlaskClient, time_machine: object
) -> None:
    time_machine.move_to(at(-30), tick=False)  # type: ignore[attr-defined]
    drill = stage.drill()
    world.browser(stage.trainer).post(f"/drills/{drill}/invitations", data=keyed("invite"))
    with world.inside(org):
        body = db.session.scalars(
            select(OutboxMessage.body).where(OutboxMessage.to_address == "ito@aoba.example")
        ).one()

    page = world.browser().get(found(r"(/follow/\S+)", body))

    assert page.status_code == 200
    assert "まだ始まっていません" in page.text
    assert "12:00" in page.text


def test_the_link_of_somebody_who_was_taken_out_is_dead(
    world: World, org: Org, stage: Stage, time_machine: object
) -> None:
    time_machine.move_to(at(-30), tick=False)  # type: ignore[attr-defined]
    drill = stage.drill()
    desk = world.browser(stage.trainer)
    desk.post(f"/drills/{drill}/invitations", data=keyed("invite"))
    with world.inside(org):
        body = db.session.scalars(
            select(OutboxMessage.body).where(OutboxMessage.to_address == "ito@aoba.example")
        ).one()
    part = stage.participant_id(drill, stage.players[0])

    assert desk.post(f"/drills/{drill}/participants/{part}/removal", data=keyed("out")).status_code == 303

    assert world.browser().get(found(r"(/follow/\S+)", body)).status_code == 404


# --- The list and the library -----------------------------------------------------------------------------------


def test_the_list_is_narrowed_by_year_and_state(world: World, org: Org, stage: Stage, desk: FlaskClient) -> None:
    stage.drill(title="春の演習")
    stage.drill(title="昨年度の演習", appointment=stage.appointment(local_date=date(2026, 3, 31)))
    gone = stage.drill(title="流れた演習")
    with world.changing(org):
        schedule.change_status(gone, DrillStatus.CANCELLED, reason="台風", by=stage.by, at=at(0))

    def shown(query: str) -> set[str]:
        page = desk.get(f"/drills?{query}").text
        return {title for title in ("春の演習", "昨年度の演習", "流れた演習") if title in page}

    assert shown("") == {"春の演習", "昨年度の演習", "流れた演習"}
    assert shown("year=2026") == {"春の演習", "流れた演習"}
    assert shown("year=2025") == {"昨年度の演習"}
    assert shown("group=ahead") == {"春の演習", "昨年度の演習"}
    assert shown("group=not_held") == {"流れた演習"}
    assert shown("group=held") == set()
    assert shown("year=nonsense&group=nonsense&page=x") == {"春の演習", "昨年度の演習", "流れた演習"}


def test_p6_a_drill_that_was_run_is_not_called_invited_any_more(
    world: World, stage: Stage, time_machine: object
) -> None:
    time_machine.move_to(at(-30), tick=False)  # type: ignore[attr-defined]
    desk = world.browser(stage.trainer)
    run = stage.running()
    drill = found(r'href="/drills/(\d+)"', desk.get("/drills").text)
    desk.post(f"/drills/{drill}/invitations", data=keyed("invite"))

    def called() -> tuple[str, str]:
        """In the list and on its page."""
        pattern = r'<span class="status status-\w+">([^<]+)</span>'
        rows = desk.get("/drills").text.split('<tbody role="rowgroup">')[1]
        return found(pattern, rows), found(pattern, desk.get(f"/drills/{drill}").text)

    def is_in(group: str) -> bool:
        return "小さな地震の机上演習" in desk.get(f"/drills?group={group}").text

    assert called() == ("実施中", "実施中")

    stage.end_and_evaluate(run)
    assert called() == ("実施・記録待ち", "実施・記録待ち")
    assert [is_in(group) for group in ("ahead", "awaits_record", "held")] == [False, True, False]
    assert "予定されている訓練はありません。" in desk.get("/").text

    stage.close(run)
    assert called() == ("実施済み", "実施済み")
    assert [is_in(group) for group in ("ahead", "awaits_record", "held")] == [False, False, True]


def test_the_library_says_for_when_a_scenario_is_planned(stage: Stage, desk: FlaskClient) -> None:
    assert "まだありません" in desk.get("/scenarios").text

    drill = stage.drill(appointment=stage.appointment(local_date=date(2026, 9, 1)))

    page = desk.get("/scenarios").text
    assert "2026年9月1日" in page
    assert f'href="/drills/{drill}"' in page


def test_the_library_says_when_a_scenario_was_played_last_and_leads_to_planning_it(
    stage: Stage, desk: FlaskClient
) -> None:
    stage.recorded()
    stage.drill(appointment=stage.appointment(local_date=date(2026, 9, 1)))

    page = desk.get("/scenarios").text
    assert "2026年4月1日" in page
    assert "2026年9月1日" not in page  # what was played counts more than what is planned
    scenario = found(r'href="(/scenarios/\d+)"', page)
    assert f'href="/drills/new/{stage.version_id}"' in desk.get(scenario).text


def test_general_affairs_read_drills_but_do_not_plan_them(world: World, stage: Stage, general_affairs: Member) -> None:
    drill = stage.drill()
    office = world.browser(general_affairs)

    assert office.get(f"/drills/{drill}").status_code == 200
    for path in ("/drills/new", f"/drills/new/{stage.version_id}", f"/drills/{drill}/plan"):
        assert office.get(path).status_code == 403
    assert "/drills/new" not in office.get("/drills").text
    assert office.get(f"/drills/{drill}/start").status_code == 404
