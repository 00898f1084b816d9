"""After the adoption, at the pages: the owner's part, verification on the sheet of a later drill, the end."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from drillhub.core.database import db
from drillhub.drills import schedule
from drillhub.drills.life_cycle import DrillStatus
from drillhub.drills.models import Run
from drillhub.identity.models import Person, PersonStatus
from drillhub.improvement.life_cycle import ProposalState
from drillhub.improvement.models import ImprovementProposal
from tests.drills.build import at
from tests.drills.stage import Stage
from tests.improvement.table import Table, day, finding, hold, later_drill
from tests.support.rows import all_rows
from tests.support.world import World
from tests.web.improvement.conftest import keyed, text_of, url


def run_of(table: Table, drill_id: int) -> int:
    with table.world.inside(table.org):
        return db.session.scalars(select(Run.id).where(Run.drill_id == drill_id)).one()


# --- The owner --------------------------------------------------------------------------------------------------


def test_the_owner_notes_progress_and_carries_out_even_as_a_plain_employee(table: Table, phone: FlaskClient) -> None:
    proposal_id = table.adopted()
    assert "棚" not in phone.get("/").text
    assert table.row(proposal_id).title in phone.get("/").text  # a card of today
    noted = phone.post(url(proposal_id, "progress"), data=keyed("note", text="業者を選んだ。"))
    assert noted.status_code == 303
    assert "業者を選んだ。" in text_of(phone.get(url(proposal_id)).text)
    version = table.row(proposal_id).version
    done = keyed("done", implemented_on="2026-04-20", remark="付けた。", version=version)
    assert phone.post(url(proposal_id, "implementation"), data=done).status_code == 303
    assert table.state(proposal_id) is ProposalState.IMPLEMENTED


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("2099-01-01", "実施した日: 実施した日には、今日までの日付"),
        ("2026-04-10", "実施した日: 採択した日（2026年4月11日(土)）より前"),
        ("", "実施した日: 実施した日を入力してください"),
        ("2026-02-30", "実施した日: 日付は 2026-04-01 の形で"),
    ],
)
def test_x5_a_wrong_day_is_named_and_nothing_changes(table: Table, phone: FlaskClient, on: str, words: str) -> None:
    proposal_id = table.adopted()
    before = all_rows(table.world, table.org)
    fields = {"implemented_on": on, "remark": "書いたことは残る", "version": table.row(proposal_id).version}
    page = phone.post(url(proposal_id, "implementation"), data=keyed("bad", **fields))
    assert page.status_code == 422
    assert words in page.text
    assert "書いたことは残る" in page.text
    assert all_rows(table.world, table.org) == before


def test_who_only_proposed_does_not_carry_out(table: Table, world: World, stage: Stage) -> None:
    ito = stage.players[0]
    proposal_id, meeting = table.reviewed(table.proposal(by=ito))
    table.decide(proposal_id, meeting, table.adoption())
    proposer = world.browser(ito)
    assert proposer.get(url(proposal_id)).status_code == 200
    assert proposer.post(url(proposal_id, "progress"), data=keyed("x", text="済")).status_code == 403


def test_an_overdue_proposal_says_so_in_words_on_the_board_and_in_the_list(table: Table, office: FlaskClient) -> None:
    table.adopted()  # due on 1 May 2026
    assert "日超過" in text_of(office.get("/improvement").text)
    assert "日超過" in text_of(office.get("/improvement/proposals?show=overdue").text)


def test_a_hand_over_needs_its_reason(table: Table, office: FlaskClient) -> None:
    proposal_id = table.adopted()
    fields = {"owner_id": table.office.id, "due_on": "2026-06-01", "version": table.row(proposal_id).version}
    bare = office.post(url(proposal_id, "hand-over"), data=keyed("bare", reason="", **fields))
    assert (bare.status_code, "変える理由: 理由を入力してください" in bare.text) == (422, True)
    assert office.post(url(proposal_id, "hand-over"), data=keyed("why", reason="産休", **fields)).status_code == 303
    assert table.row(proposal_id).owner_name == "佐藤 美咲"


# --- Verification by a later drill ------------------------------------------------------------------------------


def test_an_earlier_drill_is_neither_offered_nor_taken(table: Table, stage: Stage, desk: FlaskClient) -> None:
    earlier = later_drill(stage, number=20, held=False)
    later = later_drill(stage, number=35, held=False)
    proposal_id = table.implemented()
    page = desk.get(url(proposal_id)).text
    offered = re.findall(r'<option value="(\d+)"', page)
    assert (str(later) in offered, str(earlier) in offered) == (True, False)
    before = all_rows(table.world, table.org)
    fields = {"drill_id": earlier, "method": "計る", "version": table.row(proposal_id).version}
    refused = desk.post(url(proposal_id, "verification"), data=keyed("early", **fields))
    assert refused.status_code == 422
    assert "実施した日（2026年4月21日(火)）より後に行う訓練で確かめます" in refused.text
    assert all_rows(table.world, table.org) == before


def test_the_effect_stands_on_the_evaluation_sheet_of_the_drill_and_is_written_there(
    table: Table, stage: Stage, desk: FlaskClient, phone: FlaskClient
) -> None:
    proposal_id = table.implemented()
    drill_id = later_drill(stage, held=False)
    fields = {"drill_id": drill_id, "method": "気付くまでを計る。", "version": table.row(proposal_id).version}
    assert desk.post(url(proposal_id, "verification"), data=keyed("plan", **fields)).status_code == 303
    assert "の訓練で確認" in text_of(desk.get(url(proposal_id)).text)
    assert "この訓練で効果を確かめる改善" in desk.get(f"/drills/{drill_id}").text
    run = hold(stage, drill_id)
    sheet = desk.get(f"/runs/{run}/evaluation").text
    assert "改善の効果確認" in sheet
    assert "気付くまでを計る。" in sheet
    action = re.search(rf'/runs/{run}/evaluation/effects/(\d+)"', sheet)
    assert action is not None
    prefix = f"effect-{action[1]}-"
    said = {f"{prefix}result": "effective", f"{prefix}note": "40秒だった。", f"{prefix}due_on": ""}
    version = {f"{prefix}version": table.row(proposal_id).version}

    here = f"/runs/{run}/evaluation/effects/{action[1]}"

    bare = desk.post(here, data=keyed("bare", **version, **{**said, f"{prefix}note": ""}))
    assert (bare.status_code, "訓練で見えたこと: 訓練で何が見えたかを入力してください" in bare.text) == (422, True)
    written = desk.post(here, data=keyed("write", **version, **said))
    assert written.location == f"/runs/{run}/evaluation#effects"

    assert table.state(proposal_id) is ProposalState.VERIFIED
    assert "40秒だった。" in desk.get(f"/runs/{run}/evaluation").text
    assert "40秒だった。" in text_of(phone.get(url(proposal_id)).text)
    again = desk.post(here, data=keyed("again", **version, **said))
    assert again.status_code == 409


def test_general_affairs_writes_the_effect_on_the_record_of_the_drill(
    table: Table, stage: Stage, office: FlaskClient
) -> None:
    proposal_id = table.implemented(on=day(20))
    drill_id = later_drill(stage, held=False)
    verification = table.expecting(proposal_id, drill_id)
    run = stage.launched(drill_id)
    from drillhub.drills.events import InjectReleased, Started

    stage.add(run, Started(), 35 * 1440)
    stage.add(run, InjectReleased(1), 35 * 1440)
    with table.world.changing(table.org):  # launched on the planned day
        row = db.session.scalars(select(Run).where(Run.id == run)).one()
        row.launched_at = at(35 * 1440 - 5)
    _evaluate(stage, run)
    page = office.get(f"/drills/{drill_id}/record").text
    prefix = f"effect-{verification}-"
    assert f"{prefix}result" in page
    said = {f"{prefix}result": "not_effective", f"{prefix}note": "変わらない。", f"{prefix}due_on": ""}
    version = {f"{prefix}version": table.row(proposal_id).version}
    here = f"/runs/{run}/evaluation/effects/{verification}"
    bare = office.post(here, data=keyed("bare", **version, **said))
    assert (bare.status_code, "期限を入力してください" in bare.text) == (422, True)
    again = office.post(here, data=keyed("due", **version, **{**said, f"{prefix}due_on": "2099-01-01"}))
    assert again.location == f"/drills/{drill_id}/record#effects"
    assert table.state(proposal_id) is ProposalState.IN_PROGRESS


def _evaluate(stage: Stage, run: int) -> None:
    from drillhub.drills import evaluations
    from drillhub.drills.evaluation import Attendance
    from drillhub.drills.evaluations import AttendanceEntry, RatingEntry
    from drillhub.drills.events import Ended
    from drillhub.drills.models import DrillParticipant
    from drillhub.vocabulary import TaskRating

    minute = 35 * 1440 + 30
    stage.add(run, Ended(), minute)
    with stage.world.changing(stage.org):
        drill = stage.run(run).drill_id
        rows = db.session.scalars(select(DrillParticipant).where(DrillParticipant.drill_id == drill)).all()
        entries = [AttendanceEntry(row.id, Attendance.ATTENDED) for row in rows]
        evaluations.mark_attendance(run, entries, by=stage.by, at=at(minute + 1))
        ratings = [RatingEntry("O1", TaskRating.PERFORMED), RatingEntry("O2", TaskRating.SOME_CHALLENGES)]
        evaluations.rate(run, ratings, is_final=True, by=stage.by, at=at(minute + 1))
        stage.leave_unrecorded(run, minute=minute + 1)
    stage.close(run, minute=minute + 2)


def test_a_line_of_another_drills_sheet_looks_missing(table: Table, stage: Stage, desk: FlaskClient) -> None:
    verification = table.expecting(table.implemented(), later_drill(stage))
    other = stage.ended()
    assert desk.post(f"/runs/{other}/evaluation/effects/{verification}", data=keyed("x")).status_code == 404


def test_a_player_writes_no_effect(table: Table, stage: Stage, world: World) -> None:
    drill_id = later_drill(stage)
    verification = table.expecting(table.implemented(), drill_id)
    player = world.browser(stage.players[0])
    run = run_of(table, drill_id)
    assert player.post(f"/runs/{run}/evaluation/effects/{verification}", data=keyed("x")).status_code == 404


def test_a_verified_proposal_is_closed_and_reopened_when_the_defect_comes_back(
    table: Table, stage: Stage, office: FlaskClient
) -> None:
    proposal_id = table.verified(stage)
    close = keyed("close", plan_edition=0, version=table.row(proposal_id).version)
    assert office.post(url(proposal_id, "closing"), data=close).status_code == 303
    assert "改訂は要りませんでした" in text_of(office.get(url(proposal_id)).text)
    again = {"due_on": "2099-01-01", "version": table.row(proposal_id).version}
    bare = office.post(url(proposal_id, "reopening"), data=keyed("bare", reason="", **again))
    assert (bare.status_code, "もう一度行う理由: 理由を入力してください" in bare.text) == (422, True)
    assert office.post(url(proposal_id, "reopening"), data=keyed("why", reason="再発", **again)).status_code == 303
    assert table.state(proposal_id) is ProposalState.IN_PROGRESS
    assert "1回、やり直しています" in text_of(office.get(url(proposal_id)).text)


@pytest.mark.parametrize("path", ["closing", "implementation", "verification"])
def test_a_step_that_is_not_next_is_refused_with_the_state(table: Table, desk: FlaskClient, path: str) -> None:
    proposal_id = table.proposal()
    version = table.row(proposal_id).version
    fields = {
        "closing": {"plan_edition": 0},
        "implementation": {"implemented_on": "2026-04-20", "remark": ""},
        "verification": {"drill_id": 1, "method": ""},
    }[path]
    before = all_rows(table.world, table.org)
    page = desk.post(url(proposal_id, path), data=keyed("x", version=version, **fields))
    assert page.status_code == 409
    assert "いま「提出済み」のため" in page.text
    assert all_rows(table.world, table.org) == before


# --- DT60 -------------------------------------------------------------------------------------------------------


def test_dt60_when_the_owner_leaves_it_shows_and_escalates_and_the_verification_stays_linked(
    table: Table, stage: Stage, desk: FlaskClient, office: FlaskClient
) -> None:
    proposal_id = table.implemented()
    drill_id = later_drill(stage, held=False)
    table.expecting(proposal_id, drill_id)
    with table.world.changing(table.org):
        owner = db.session.scalars(select(Person).where(Person.id == table.employee.id)).one()
        owner.status, owner.left_on = PersonStatus.LEFT, day(25)

    page = text_of(office.get(url(proposal_id)).text)
    assert "担当の石田 亮さんは退職しています" in page
    assert "新しい担当を決める" in page
    assert "担当者が不在" in text_of(office.get("/improvement").text)
    assert "担当の人が退職した改善提案が1件あります" in text_of(office.get("/").text)
    run = hold(stage, drill_id)
    assert "塗装室からベルが聞こえない" in desk.get(f"/runs/{run}/evaluation").text


@pytest.mark.parametrize("status", [DrillStatus.CANCELLED, DrillStatus.POSTPONED, DrillStatus.MISSED])
def test_dt60_when_the_verifying_drill_does_not_take_place_the_proposal_waits_again(
    table: Table, stage: Stage, office: FlaskClient, status: DrillStatus
) -> None:
    proposal_id = table.implemented()
    drill_id = later_drill(stage, held=False)
    table.expecting(proposal_id, drill_id)
    assert "確かめる訓練が未定" not in text_of(office.get("/improvement").text)
    with table.world.changing(table.org):
        schedule.change_status(drill_id, status, reason="台風", by=stage.by, at=at(30 * 1440))

    assert "確かめる訓練が未定" in text_of(office.get("/improvement").text)
    page = text_of(office.get(url(proposal_id)).text)
    assert "決めていた訓練「小さな地震の机上演習」は行われません" in page
    assert table.state(proposal_id) is ProposalState.IMPLEMENTED  # computed, never stored
    other = later_drill(stage, number=50, held=False)
    fields = {"drill_id": other, "method": "", "version": table.row(proposal_id).version}
    assert office.post(url(proposal_id, "verification"), data=keyed("new", **fields)).status_code == 303


def test_dt60_a_postponed_drill_with_a_new_date_shows_the_effect_after_all(
    table: Table, stage: Stage, office: FlaskClient
) -> None:
    proposal_id = table.implemented()
    drill_id = later_drill(stage, held=False)
    table.expecting(proposal_id, drill_id)
    with table.world.changing(table.org):
        schedule.change_status(drill_id, DrillStatus.POSTPONED, reason="台風", by=stage.by, at=at(30 * 1440))
    with table.world.changing(table.org):
        new = stage.appointment(local_date=day(45))
        schedule.change_plan(drill_id, new, reason="新しい日程", by=stage.by, at=at(31 * 1440))
    assert "の訓練で確認" in text_of(office.get(url(proposal_id)).text)


# --- From findings ----------------------------------------------------------------------------------------------


def test_p2_one_click_makes_a_finding_a_proposal_and_pressing_again_leads_to_the_same(
    table: Table, stage: Stage, desk: FlaskClient, office: FlaskClient
) -> None:
    run = stage.evaluated()
    finding(stage, run)
    evaluation = f"/runs/{run}/evaluation"
    assert "改善提案にする" in desk.get(evaluation).text
    press = f"{evaluation}/findings/1/proposal"
    first = desk.post(press, data=keyed("first")).location
    same = office.post(press, data=keyed("second")).location
    assert first == same
    with table.world.inside(table.org):
        assert len(db.session.scalars(select(ImprovementProposal)).all()) == 1
    page = desk.get(evaluation).text
    assert "改善提案にする" not in page
    assert "P2026-001" in page
    assert "提出済み" in page
    stage.close(run)
    with table.world.inside(table.org):
        drill_id = stage.run(run).drill_id
    assert "P2026-001" in office.get(f"/drills/{drill_id}/record").text


def test_a_player_turns_no_finding_into_a_proposal(table: Table, stage: Stage, world: World) -> None:
    run = stage.ended()
    finding(stage, run)
    player = world.browser(stage.players[0])
    assert player.post(f"/runs/{run}/evaluation/findings/1/proposal", data=keyed("x")).status_code == 404


def test_a_finding_nobody_wrote_is_no_proposal(stage: Stage, desk: FlaskClient) -> None:
    run = stage.ended()
    assert desk.post(f"/runs/{run}/evaluation/findings/9/proposal", data=keyed("x")).status_code == 404
