"""Proposing without signing in, by the personal link somebody holds: a form, a receipt, nothing else."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from drillhub.core import clock
from drillhub.core.database import db
from drillhub.identity import links
from drillhub.identity.models import LinkPurpose
from drillhub.improvement.life_cycle import ProposalSource, ProposalState
from drillhub.improvement.models import ImprovementProposal
from drillhub.learning.models import Attempt
from tests.drills.stage import Stage, actor
from tests.support.rows import all_rows
from tests.support.world import Member, Org, World
from tests.web.improvement.conftest import keyed, text_of
from tests.web.improvement.test_proposing import FORM
from tests.web.stocked_quiz import stock_quiz

BY_LINK = FORM


@pytest.fixture
def token(world: World, org: Org, stage: Stage) -> str:
    """The link of 伊藤, who plays in a drill."""
    drill_id = stage.drill()
    with world.changing(org):
        until = clock.now() + timedelta(days=1)
        purpose = LinkPurpose.DRILL_PARTICIPATION
        ito = stage.players[0].id
        return links.issue(purpose, ito, expires_at=until, at=clock.now(), subject_id=drill_id).token


def only(world: World, org: Org) -> ImprovementProposal:
    with world.inside(org):
        return db.session.scalars(select(ImprovementProposal)).one()


def test_p2_a_player_proposes_by_the_link_of_the_drill_and_gets_a_receipt_with_the_number(
    world: World, org: Org, stage: Stage, token: str
) -> None:
    browser = world.browser()
    page = f"/follow/{token}/proposal"
    assert "まだ提出していません" in browser.get(page).text
    for _ in range(2):
        sent = browser.post(page, data=keyed("one", **BY_LINK))
        assert sent.status_code == 303
    proposal = only(world, org)
    assert (proposal.proposer_id, proposal.source) == (stage.players[0].id, ProposalSource.DRILL)
    assert proposal.state is ProposalState.SUBMITTED
    receipt = text_of(browser.get(sent.location).text)
    assert "提出しました" in receipt
    assert "P2026-001" in receipt or proposal.number in receipt


def test_a_receipt_is_shown_for_ones_own_proposal_alone(world: World, token: str, stage: Stage) -> None:
    from drillhub.improvement import proposals
    from drillhub.improvement.wording import Origin, Wording

    with world.changing(stage.org):
        wording = Wording("秘密", "秘密", "秘密")
        made = proposals.propose(wording, Origin(), today=clock.today("Asia/Tokyo"), by=stage.by, at=clock.now())
        number = made.number
    page = world.browser().get(f"/follow/{token}/proposal?sent={number}").text
    assert "まだ提出していません" in page
    assert "秘密" not in page


def test_a_receipt_is_shown_behind_its_own_door_alone(world: World, token: str, stage: Stage) -> None:
    """Whoever holds a link to a drill learns nothing of what its person proposed elsewhere."""
    from drillhub.improvement import proposals
    from drillhub.improvement.wording import Origin, Wording

    with world.changing(stage.org):
        wording, by = Wording("秘密", "秘密", "秘密"), actor(stage.players[0])
        number = proposals.propose(wording, Origin(), today=clock.today("Asia/Tokyo"), by=by, at=clock.now()).number
    page = world.browser().get(f"/follow/{token}/proposal?sent={number}").text
    assert "まだ提出していません" in page
    assert "秘密" not in page


def test_x5_an_incomplete_proposal_by_link_is_refused_with_the_field(world: World, org: Org, token: str) -> None:
    before = all_rows(world, org)
    page = world.browser().post(f"/follow/{token}/proposal", data=keyed("bad", **{**BY_LINK, "proposal": ""}))
    assert page.status_code == 422
    assert "提案: どうすればよいと思うかを入力してください" in page.text
    assert BY_LINK["finding"] in page.text
    assert all_rows(world, org) == before


def test_the_end_of_a_drill_leads_to_the_form(world: World, org: Org, stage: Stage) -> None:
    run = stage.ended()
    with world.changing(org):
        drill_id = stage.run(run).drill_id
        until = clock.now() + timedelta(days=1)
        ito = stage.players[0].id
        made = links.issue(
            LinkPurpose.DRILL_PARTICIPATION, ito, expires_at=until, at=clock.now(), subject_id=drill_id
        ).token
    assert f'href="/follow/{made}/proposal"' in world.browser().get(f"/follow/{made}").text
    assert (
        f'href="/improvement/proposals/new?drill={drill_id}"'
        in world.browser(stage.players[0]).get(f"/drills/{drill_id}/follow").text
    )


# --- Quizzes ----------------------------------------------------------------------------------------------------


def test_who_took_a_quiz_proposes_from_the_result_signed_in_or_by_link(
    world: World, org: Org, stage: Stage, employee: Member, phone: FlaskClient
) -> None:
    _parts, quiz_token = stock_quiz(world, stage.by, employee, "地震")
    with world.inside(org):
        attempt_id = db.session.scalars(select(Attempt.id)).one()
    assert "地震の理解度テスト" in phone.get(f"/improvement/proposals/new?attempt={attempt_id}").text
    assert phone.post("/improvement/proposals", data=keyed("in", attempt_id=attempt_id, **FORM)).status_code == 303
    browser = world.browser()
    page = f"/q/{quiz_token}/proposal"
    assert "地震の理解度テスト" in browser.get(page).text
    sent = browser.post(page, data=keyed("link", **BY_LINK))
    assert "提出しました" in browser.get(sent.location).text
    with world.inside(org):
        made = db.session.scalars(select(ImprovementProposal)).all()
    assert [(each.source, each.attempt_id, each.proposer_id) for each in made] == [
        (ProposalSource.QUIZ, attempt_id, employee.id)
    ] * 2
    assert "理解度テスト「地震の理解度テスト」" in text_of(phone.get(f"/improvement/proposals/{made[0].id}").text)


def test_somebody_elses_result_is_no_origin(world: World, stage: Stage, employee: Member, desk: FlaskClient) -> None:
    stock_quiz(world, stage.by, employee, "地震")
    with world.inside(stage.org):
        attempt_id = db.session.scalars(select(Attempt.id)).one()
    assert desk.get(f"/improvement/proposals/new?attempt={attempt_id}").status_code == 404
    assert desk.post("/improvement/proposals", data=keyed("x", attempt_id=attempt_id, **FORM)).status_code == 404
