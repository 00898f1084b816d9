"""今日すること: what improvement asks of each person."""

import re

import pytest
from flask.testing import FlaskClient

from drillhub.core import clock
from drillhub.improvement import carrying_out
from drillhub.improvement.life_cycle import DecisionResult
from tests.drills.stage import Stage, actor
from tests.improvement.table import Table, address_of, later_drill, moment
from tests.support.world import Member, World


def cards(browser: FlaskClient) -> list[tuple[str, str]]:
    """(sentence, address of its button) of each card, in their order."""
    return re.findall(
        r'<article class="todo[^>]*>.*?<h2>(.*?)</h2><a class="btn[^"]*" href="([^"]*)"', browser.get("/").text, re.S
    )


def test_an_owner_is_led_to_what_they_have_to_carry_out(table: Table, phone: FlaskClient) -> None:
    proposal_id = table.adopted()
    (card,) = cards(phone)
    assert "「塗装室からベルが聞こえない」の担当です" in card[0]
    assert card[1] == f"/improvement/proposals/{proposal_id}"
    assert "期限を" in phone.get("/").text  # due on 1 May 2026, long past


def test_what_is_not_due_yet_does_not_press(table: Table, phone: FlaskClient) -> None:
    proposal_id = table.adopted()
    with table.world.changing(table.org):
        carrying_out.hand_over(
            proposal_id,
            table.employee.id,
            clock.today("Asia/Tokyo"),
            reason="延ばす",
            version=table._row(proposal_id).version,
            address_of=address_of,
            by=actor(table.office),
            at=moment(11),
        )
    page = phone.get("/").text
    assert "日過ぎています" not in page
    assert "todo-now" not in page


def test_the_approver_is_told_how_many_wait_for_a_decision(table: Table, chair: FlaskClient) -> None:
    meeting = table.meeting()
    for _ in range(2):
        table.reviewed(meeting_id=meeting)
    assert ("2件の改善提案が、会議での決定を待っています。", f"/improvement/meetings/{meeting}") in cards(chair)


def test_the_office_is_told_what_waits_for_a_meeting_and_which_effect_has_no_drill(
    table: Table, office: FlaskClient, desk: FlaskClient
) -> None:
    table.proposal()
    table.implemented()
    for browser in (office, desk):
        sentences = [sentence for sentence, _ in cards(browser)]
        assert any("実施した改善1件に、効果を確かめる訓練が決まっていません" in each for each in sentences)


def test_a_deferral_whose_day_has_come_is_brought_up_again(table: Table, desk: FlaskClient) -> None:
    table.decided(DecisionResult.DEFERRED)  # until day 40, which has passed
    assert any("1件の改善提案が、会議の議題に入るのを待っています" in sentence for sentence, _ in cards(desk))


def test_a_trainer_is_led_to_the_sheet_on_which_an_effect_can_be_written(
    table: Table, stage: Stage, desk: FlaskClient
) -> None:
    table.expecting(table.implemented(), later_drill(stage))
    found = [url for sentence, url in cards(desk) if "改善の効果を書けます" in sentence]
    assert len(found) == 1
    assert found[0].endswith("/evaluation#effects")


@pytest.mark.parametrize("member", ["employee", "trainer", "general_affairs", "approver", "administrator"])
def test_everybody_can_propose_from_home(world: World, request: pytest.FixtureRequest, member: str) -> None:
    who: Member = request.getfixturevalue(member)
    assert 'href="/improvement/proposals/new"' in world.browser(who).get("/").text
