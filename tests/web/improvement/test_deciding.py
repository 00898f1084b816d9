"""Meetings at their pages: prepared by general affairs, decided by the approver, one proposal after the other."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from drillhub.core.database import db
from drillhub.improvement.life_cycle import DecisionResult, ProposalState
from drillhub.improvement.models import ManagementMeeting, ProposalDecision
from tests.drills.stage import Stage
from tests.improvement.table import Table, finding
from tests.support.rows import all_rows
from tests.support.world import World
from tests.web.forms_of import faults
from tests.web.improvement.conftest import keyed, text_of, url


def decision_url(meeting_id: int, proposal_id: int) -> str:
    return f"/improvement/meetings/{meeting_id}/proposals/{proposal_id}/decision"


def adoption(table: Table, proposal_id: int, **more: object) -> dict[str, object]:
    fields = {
        "version": table.row(proposal_id).version,
        "result": "adopted",
        "reason": "夜勤のため。",
        "owner_id": table.employee.id,
        "due_on": "2026-05-01",
    }
    return {**fields, **more}


def test_general_affairs_prepares_a_meeting_and_fills_its_table(
    table: Table, office: FlaskClient, stage: Stage
) -> None:
    one, two = table.proposal(), table.proposal()
    made = office.post(
        "/improvement/meetings", data=keyed("make", version=0, body="経営会議", held_on="2026-04-11", attendees="全員")
    )
    page = office.get(made.location).text
    assert "議題に入れられる提案" in page
    nothing = office.post(f"{made.location}/table", data=keyed("none"))
    assert nothing.status_code == 422
    assert "議題に入れる提案を選んでください" in nothing.text
    assert office.post(f"{made.location}/table", data=keyed("fill", proposals=[one, two])).status_code == 303
    assert [table.state(each) for each in (one, two)] == [ProposalState.UNDER_REVIEW] * 2
    assert "0 / 2" in text_of(office.get(made.location).text)


def test_a_proposal_without_words_on_what_to_do_is_refused_at_the_table(
    table: Table, office: FlaskClient, desk: FlaskClient, stage: Stage
) -> None:
    run = stage.ended()
    finding(stage, run)
    to = desk.post(f"/runs/{run}/evaluation/findings/1/proposal", data=keyed("one")).location
    assert "何をするかがまだ書かれていません" in text_of(desk.get(to).text)
    proposal_id, meeting = int(to.rsplit("/", 1)[1]), table.meeting(held_on=None)
    before = all_rows(table.world, table.org)
    page = office.post(f"/improvement/meetings/{meeting}/table", data=keyed("fill", proposals=[proposal_id]))
    assert page.status_code == 422
    assert "何をするかがまだ書かれていません" in page.text
    assert all_rows(table.world, table.org) == before


def test_the_approver_decides_one_after_the_other_and_the_decided_ones_are_listed(
    table: Table, chair: FlaskClient
) -> None:
    meeting = table.meeting()
    one, _ = table.reviewed(meeting_id=meeting)
    two, _ = table.reviewed(meeting_id=meeting)
    first = chair.post(decision_url(meeting, one), data=keyed("one", **adoption(table, one)))
    assert first.location == f"/improvement/meetings/{meeting}"
    page = chair.get(first.location).text
    assert "は「採択」と決まりました" in page
    assert "1 / 2" in text_of(page)
    assert "P2026-002 を決定する" in page
    no = keyed("two", version=table.row(two).version, result="rejected", reason="費用に見合わない。")
    assert chair.post(decision_url(meeting, two), data=no).status_code == 303
    said = text_of(chair.get(first.location).text)
    assert "2 / 2" in said
    assert "費用に見合わない。" in said
    assert "この会議を終了する" in said


@pytest.mark.parametrize(
    ("more", "words"),
    [
        pytest.param(
            {"reason": "", "owner_id": 0, "due_on": ""},
            ["理由: 決定の理由", "担当: 担当する人", "期限: いつまでに行うか、期限"],
            id="three values that the rules want",
        ),
        pytest.param(
            {"reason": "", "owner_id": 0, "due_on": "明日"},
            ["理由: 決定の理由", "担当: 担当する人", "期限: 日付は 2026-04-01 の形で入力してください。"],
            id="a date that cannot be read beside them",
        ),
        pytest.param(
            {"result": "deferred", "reason": "", "deferred_until": ""},
            ["理由: 決定の理由", "次に決める日: 次に決める日"],
            id="a deferral",
        ),
    ],
)
def test_x5_all_that_is_wrong_with_a_decision_is_named_at_once(
    table: Table, chair: FlaskClient, more: dict[str, object], words: list[str]
) -> None:
    proposal_id, meeting = table.reviewed()
    before = all_rows(table.world, table.org)
    sent = adoption(table, proposal_id, conditions="夜勤の日から。", **more)
    page = chair.post(decision_url(meeting, proposal_id), data=keyed("bad", **sent))
    assert page.status_code == 422
    assert [fault.split("を")[0] for fault in faults(page.text)] == words
    assert "夜勤の日から。" in page.text, "what was typed is kept"
    assert all_rows(table.world, table.org) == before


def test_p2_a_decision_sent_twice_is_one(table: Table, chair: FlaskClient) -> None:
    proposal_id, meeting = table.reviewed()
    data = keyed("once", **adoption(table, proposal_id))
    assert [chair.post(decision_url(meeting, proposal_id), data=data).status_code for _ in range(2)] == [303, 303]
    with table.world.inside(table.org):
        assert len(db.session.scalars(select(ProposalDecision)).all()) == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        pytest.param({"reason": ""}, "理由: 決定の理由を入力してください", id="no reason"),
        pytest.param({"reason": " "}, "理由: 決定の理由を入力してください", id="a blank reason"),
        pytest.param({"owner_id": 0}, "担当: 担当する人を名簿から選んでください", id="no owner"),
        pytest.param({"due_on": ""}, "期限: いつまでに行うか、期限を入力してください", id="no due date"),
        pytest.param({"due_on": "2026-04-01"}, "期限: 期限には、決定の日以降の日付", id="due too early"),
        pytest.param({"result": ""}, "結果: どれかを選んでください", id="no result"),
        pytest.param({"result": "deferred"}, "次に決める日: 次に決める日を入力してください", id="deferred for ever"),
    ],
)
def test_x5_an_incomplete_decision_names_the_field_and_decides_nothing(
    table: Table, chair: FlaskClient, more: dict[str, object], words: str
) -> None:
    proposal_id, meeting = table.reviewed()
    before = all_rows(table.world, table.org)
    page = chair.post(decision_url(meeting, proposal_id), data=keyed("bad", **adoption(table, proposal_id, **more)))
    assert page.status_code == 422
    assert words in page.text
    assert "エラー: " in page.text
    assert all_rows(table.world, table.org) == before


def test_the_second_of_two_approvers_sees_who_was_first_and_nothing_is_overwritten(
    table: Table, world: World, chair: FlaskClient
) -> None:
    proposal_id, meeting = table.reviewed()
    seen = adoption(table, proposal_id)
    table.decide(proposal_id, meeting, table.adoption())
    before = all_rows(table.world, table.org)
    late = chair.post(decision_url(meeting, proposal_id), data=keyed("late", **{**seen, "result": "rejected"}))
    assert late.status_code == 409
    assert "青葉 隆志さんがこの提案を変更しました。何も保存していません" in late.text
    assert all_rows(table.world, table.org) == before
    assert table.state(proposal_id) is ProposalState.ADOPTED


def test_only_the_approver_decides(table: Table, office: FlaskClient, desk: FlaskClient, phone: FlaskClient) -> None:
    proposal_id, meeting = table.reviewed()
    for other in (office, desk, phone):
        page = other.post(decision_url(meeting, proposal_id), data=keyed("x", **adoption(table, proposal_id)))
        assert page.status_code == 403
    assert "決定は、決裁者が書きます" in office.get(f"/improvement/meetings/{meeting}").text
    assert table.state(proposal_id) is ProposalState.UNDER_REVIEW


def test_a_trainer_reads_meetings_and_prepares_none(table: Table, desk: FlaskClient) -> None:
    _, meeting = table.reviewed()
    page = desk.get(f"/improvement/meetings/{meeting}")
    assert page.status_code == 200
    assert "会議の記録を書く" not in page.text
    for path in ("edit", "table", "ending", "cancellation"):
        assert desk.post(f"/improvement/meetings/{meeting}/{path}", data=keyed(path)).status_code == 403


def test_what_is_on_the_table_is_taken_off_and_a_meeting_ends_when_all_is_decided(
    table: Table, office: FlaskClient
) -> None:
    proposal_id, meeting = table.reviewed()
    here = f"/improvement/meetings/{meeting}"
    early = office.post(f"{here}/ending", data=keyed("early", version=1))
    assert early.status_code == 409
    assert "まだ決まっていない議題が1件あります" in early.text
    off = office.post(url(proposal_id, "review/end"), data=keyed("off", version=table.row(proposal_id).version))
    assert off.status_code == 303
    assert table.state(proposal_id) is ProposalState.SUBMITTED
    assert office.post(f"{here}/ending", data=keyed("end", version=1)).status_code == 303
    assert "終了" in text_of(office.get(here).text)
    late = office.post(f"{here}/table", data=keyed("late", proposals=[proposal_id]))
    assert (late.status_code, "終了しています" in late.text) == (409, True)


def test_two_who_write_the_minutes_do_not_overwrite_each_other(table: Table, office: FlaskClient) -> None:
    edit = f"/improvement/meetings/{table.meeting()}/edit"
    fields = {"body": "経営会議", "held_on": "2026-04-11", "attendees": "", "version": 1}
    assert office.post(edit, data=keyed("first", minutes="一つ目", **fields)).status_code == 303
    second = office.post(edit, data=keyed("second", minutes="二つ目", **fields))
    assert second.status_code == 409
    assert "二つ目" in second.text  # what was typed is still there
    with table.world.inside(table.org):
        assert db.session.scalars(select(ManagementMeeting.minutes)).one() == "一つ目"


def test_an_empty_meeting_is_dropped(table: Table, office: FlaskClient) -> None:
    meeting = table.meeting()
    assert office.post(f"/improvement/meetings/{meeting}/cancellation", data=keyed("x", version=1)).status_code == 303
    assert office.get(f"/improvement/meetings/{meeting}").status_code == 404


def test_a_decision_that_stands_comes_up_again_with_a_reason(table: Table, office: FlaskClient) -> None:
    proposal_id = table.decided(DecisionResult.REJECTED)
    review = url(proposal_id, "review")
    with table.world.inside(table.org):
        decided_at = db.session.scalars(select(ProposalDecision.meeting_id)).one()
    assert f'href="{review}"' in office.get(f"/improvement/meetings/{decided_at}").text
    meeting = table.meeting()
    assert "もう一度決める理由" in office.get(review).text
    bare = office.post(review, data=keyed("bare", meeting_id=meeting, reason=""))
    assert bare.status_code == 422
    assert "もう一度決める理由: 理由を入力してください" in bare.text
    assert office.post(review, data=keyed("no meeting", meeting_id=0, reason="x")).status_code == 422
    assert office.post(review, data=keyed("why", meeting_id=meeting, reason="費用が下がった。")).status_code == 303
    assert table.state(proposal_id) is ProposalState.UNDER_REVIEW
    assert f'href="{review}"' not in office.get(f"/improvement/meetings/{decided_at}").text
