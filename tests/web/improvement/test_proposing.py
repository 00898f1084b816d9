"""Proposing at the pages: by everybody, from anywhere, with an answer that comes back."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from drillhub.core.database import db
from drillhub.improvement.life_cycle import DecisionResult, ProposalSource, ProposalState
from drillhub.improvement.models import ImprovementProposal
from tests.drills.stage import Stage
from tests.improvement.table import Table
from tests.support.rows import all_rows
from tests.support.world import Member, World
from tests.web.forms_of import faults
from tests.web.improvement.conftest import keyed, text_of, url

FORM = {
    "title": "塗装室からベルが聞こえない",
    "finding": "塗装室の3人が気付かなかった。",
    "proposal": "回転灯を付ける。",
    "expected_effect": "全員が1分以内に気付く",
}


def only(table: Table) -> ImprovementProposal:
    with table.world.inside(table.org):
        return db.session.scalars(select(ImprovementProposal)).one()


def test_p2_an_employee_proposes_from_home_and_sending_twice_is_one_proposal(table: Table, phone: FlaskClient) -> None:
    assert 'href="/improvement/proposals/new"' in phone.get("/").text
    for _ in range(2):
        sent = phone.post("/improvement/proposals", data=keyed("one", **FORM))
        assert sent.status_code == 303
    proposal = only(table)
    assert (proposal.state, proposal.source) == (ProposalState.SUBMITTED, ProposalSource.SUGGESTION)
    page = phone.get(sent.location).text
    assert "改善提案 P2026-001 を提出しました" in page or "P2026-001" in text_of(page)
    assert "塗装室からベルが聞こえない" in phone.get("/improvement").text


def test_x5_all_that_a_proposal_lacks_is_named_at_once(table: Table, phone: FlaskClient) -> None:
    before = all_rows(table.world, table.org)
    lacking = {**FORM, "title": "", "finding": "", "proposal": " "}
    page = phone.post("/improvement/proposals", data=keyed("bad", **lacking)).text
    assert faults(page) == [
        "題名: 入力してください。",
        "気付いたこと: 気付いたことを入力してください。",
        "提案: どうすればよいと思うかを入力してください。",
    ]
    draft = phone.post("/improvement/proposals", data=keyed("draft", **lacking, draft="1")).text
    assert faults(draft) == ["題名: 入力してください。"], "a draft needs no more than its title"
    assert all_rows(table.world, table.org) == before


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": ""}, "題名: 入力してください"),
        ({"title": " "}, "題名: 題名を入力してください"),
        ({"finding": ""}, "気付いたこと: 気付いたことを入力してください"),
        ({"proposal": " "}, "提案: どうすればよいと思うかを入力してください"),
        ({"expected_effect": "長" * 2001}, "見込む効果: 2000文字以内"),
    ],
)
def test_x5_an_incomplete_proposal_names_the_field_and_keeps_what_was_typed(
    table: Table, phone: FlaskClient, change: dict[str, str], words: str
) -> None:
    before = all_rows(table.world, table.org)
    page = phone.post("/improvement/proposals", data=keyed("bad", **{**FORM, **change}))
    assert page.status_code == 422
    assert words in page.text
    assert "エラー: " in page.text
    kept = {name: text for name, text in FORM.items() if name not in change}
    assert all(text in page.text for text in kept.values())
    assert all_rows(table.world, table.org) == before


def test_a_draft_is_saved_submitted_deleted_and_nobody_else_sees_it(
    table: Table, phone: FlaskClient, desk: FlaskClient, office: FlaskClient
) -> None:
    made = phone.post("/improvement/proposals", data=keyed("draft", title="ベル", draft="1"))
    proposal_id = only(table).id
    assert "まだ提出していません" in text_of(phone.get(made.location).text)
    for other in (desk, office):
        assert other.get(url(proposal_id)).status_code == 404
        assert "ベル" not in other.get("/improvement/proposals").text
        assert other.get(url(proposal_id, "edit")).status_code == 404
    fields = {**FORM, "version": 1}
    assert phone.post(url(proposal_id, "edit"), data=keyed("submit", **fields)).status_code == 303
    assert desk.get(url(proposal_id)).status_code == 200
    again = phone.post("/improvement/proposals", data=keyed("draft 2", title="笛", draft="1"))
    assert phone.post(f"{again.location}/deletion", data=keyed("delete", version=1)).status_code == 303
    assert phone.get(again.location).status_code == 404


def test_a_draft_saved_in_two_tabs_keeps_the_first_and_says_so(table: Table, phone: FlaskClient) -> None:
    phone.post("/improvement/proposals", data=keyed("draft", title="ベル", draft="1"))
    edit = url(only(table).id, "edit")
    phone.post(edit, data=keyed("first", title="ベル1", version=1, draft="1"))
    second = phone.post(edit, data=keyed("second", title="ベル2", version=1, draft="1"))
    assert second.status_code == 409
    assert "変更しました。何も保存していません" in second.text
    assert only(table).title == "ベル1"


def test_what_was_submitted_is_taken_back_until_a_meeting_has_it(table: Table, phone: FlaskClient) -> None:
    proposal_id = table.proposal()
    back = phone.post(url(proposal_id, "withdrawal"), data=keyed("back", version=table.row(proposal_id).version))
    assert back.location.endswith("/edit")
    assert table.state(proposal_id) is ProposalState.DRAFT
    assert "提出を取り下げて" in text_of(phone.get(url(proposal_id)).text)
    on_table, _ = table.reviewed()
    late = phone.post(url(on_table, "withdrawal"), data=keyed("late", version=table.row(on_table).version))
    assert late.status_code == 409
    assert "審議中" in late.text


def test_the_answer_with_its_reason_comes_back_to_who_proposed(table: Table, phone: FlaskClient) -> None:
    proposal_id = table.decided(DecisionResult.REJECTED)
    page = text_of(phone.get(url(proposal_id)).text)
    assert "採択しないと決まりました" in page
    assert "別の工事で解消するため。" in page
    assert "不採択" in text_of(phone.get("/improvement").text)


def test_proposals_of_others_look_missing_to_an_employee(
    table: Table, world: World, phone: FlaskClient, stage: Stage
) -> None:
    theirs = table.proposal(by=table.trainer)
    for path in (url(theirs), url(theirs, "edit"), url(theirs, "evidence/new")):
        assert phone.get(path).status_code == 404
    for path in ("withdrawal", "deletion", "progress", "implementation", "evidence"):
        assert phone.post(url(theirs, path), data=keyed(path)).status_code == 404
    assert phone.get("/improvement/proposals").status_code == 403
    assert phone.get("/improvement/meetings").status_code == 403


def test_an_empty_room_offers_the_one_thing_to_do(phone: FlaskClient, office: FlaskClient) -> None:
    assert "まだ提案していません" in phone.get("/improvement").text
    assert "改善提案はまだありません" in office.get("/improvement").text
    assert "改善提案はまだありません" in office.get("/improvement/proposals").text
    assert "会議はまだありません" in office.get("/improvement/meetings").text


# --- Where it comes from ----------------------------------------------------------------------------------------


def test_a_proposal_from_a_drill_names_it(table: Table, world: World, stage: Stage) -> None:
    drill_id = stage.drill()
    player = world.browser(stage.players[0])
    page = player.get(f"/improvement/proposals/new?drill={drill_id}").text
    assert "訓練「小さな地震の机上演習」から" in page
    assert player.post("/improvement/proposals", data=keyed("drill", drill_id=drill_id, **FORM)).status_code == 303
    proposal = only(table)
    assert (proposal.source, proposal.drill_id) == (ProposalSource.DRILL, drill_id)


def test_a_drill_one_has_nothing_to_do_with_is_no_origin(table: Table, stage: Stage, phone: FlaskClient) -> None:
    drill_id = stage.drill()
    assert phone.get(f"/improvement/proposals/new?drill={drill_id}").status_code == 404
    assert phone.post("/improvement/proposals", data=keyed("d", drill_id=drill_id, **FORM)).status_code == 404
    assert phone.post("/improvement/proposals", data=keyed("a", attempt_id=7, **FORM)).status_code == 404
    assert phone.get("/improvement/proposals/new?attempt=7").status_code == 404


def test_only_the_office_says_that_something_came_from_an_inspection(
    table: Table, phone: FlaskClient, office: FlaskClient
) -> None:
    office.post("/improvement/proposals", data=keyed("office", source="inspection", **FORM))
    phone.post("/improvement/proposals", data=keyed("phone", source="inspection", **FORM))
    with table.world.inside(table.org):
        sources = db.session.scalars(select(ImprovementProposal.source).order_by(ImprovementProposal.id)).all()
    assert sources == [ProposalSource.INSPECTION, ProposalSource.SUGGESTION]


# --- Working out, merging ---------------------------------------------------------------------------------------


def test_the_office_works_a_proposal_out_and_the_history_shows_the_words_before(
    table: Table, desk: FlaskClient, phone: FlaskClient
) -> None:
    proposal_id = table.proposal()
    fields = {
        "proposal": "回転灯を2台付ける。",
        "cause": "音が消える。",
        "expected_effect": "",
        "plan_item": "3(2)B",
        "poete": "equipment",
        "priority": "high",
        "version": 2,
    }
    assert desk.get(url(proposal_id, "preparation")).status_code == 200
    assert desk.post(url(proposal_id, "preparation"), data=keyed("out", **fields)).status_code == 303
    page = text_of(phone.get(url(proposal_id)).text)
    assert "回転灯を2台付ける。" in page
    assert "提案は、前は「塗装室に回転灯を付ける。」でした。" in page
    refused = desk.post(url(proposal_id, "preparation"), data=keyed("late", **fields))
    assert refused.status_code == 409


def test_merging_asks_for_a_number_that_exists(table: Table, desk: FlaskClient, phone: FlaskClient) -> None:
    one, two = table.proposal(), table.proposal()
    wrong = desk.post(url(one, "merger"), data=keyed("wrong", target="P2026-099", version=2))
    assert wrong.status_code == 422
    assert "統合する先の提案を番号で選んでください" in wrong.text
    assert desk.post(url(one, "merger"), data=keyed("right", target="P2026-002", version=2)).status_code == 303
    assert "P2026-002 に統合しました" in text_of(phone.get(url(one)).text)
    assert "P2026-001" in text_of(desk.get(url(two)).text)


@pytest.mark.parametrize("path", ["preparation", "merger", "hand-over", "review", "reopening"])
def test_an_employee_does_none_of_the_offices_work(table: Table, phone: FlaskClient, path: str) -> None:
    proposal_id = table.adopted()
    assert phone.get(url(proposal_id, path)).status_code == 403
    assert phone.post(url(proposal_id, path), data=keyed("x")).status_code == 403


def test_evidence_is_kept_with_a_proposal_by_who_carries_it_out(
    table: Table, world: World, phone: FlaskClient, office: FlaskClient, stage: Stage
) -> None:
    from io import BytesIO

    proposal_id = table.adopted()  # 石田 owns it
    file = {"files": (BytesIO("領収書\n".encode()), "領収書.txt"), "note": "回転灯", "_key": "file"}
    added = phone.post(url(proposal_id, "evidence"), data=file, content_type="multipart/form-data")
    assert added.status_code == 303
    page = office.get(url(proposal_id)).text
    assert "領収書.txt" in page
    assert phone.get("/evidence/1").status_code == 200
    assert phone.get("/evidence/1/withdrawal").status_code == 200
    stranger = world.browser(stage.players[0])
    assert stranger.get("/evidence/1").status_code == 404
    chair = world.browser(table.approver)
    refused = {"files": (BytesIO(b"x\n"), "x.txt"), "_key": "no"}
    assert chair.post(url(proposal_id, "evidence"), data=refused).status_code == 403


def test_a_member_of_another_company_finds_nothing(table: Table, world: World, outsider: Member) -> None:
    proposal_id, meeting_id = table.reviewed()
    browser = world.browser(outsider)
    assert browser.get(url(proposal_id)).status_code == 404
    assert browser.get(f"/improvement/meetings/{meeting_id}").status_code == 404


def test_what_others_were_merged_into_offers_no_way_back(table: Table, phone: FlaskClient, office: FlaskClient) -> None:
    first, second = table.proposal(), table.proposal()
    assert "取り下げて書き直す" in phone.get(url(second)).text
    form = {"version": table.row(first).version, "target": "P2026-002"}
    assert office.post(f"{url(first)}/merger", data=keyed("merge", **form)).status_code == 303
    assert "取り下げて書き直す" not in phone.get(url(second)).text
