"""Invitations at the page of a drill: what became of each mail, and slips of paper for whom no mail reaches."""

import html
import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from drillhub.config import MailServer
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.drills.models import Drill, DrillParticipant
from drillhub.drills.reach import reach_of
from drillhub.identity.models import Person, PersonalLink
from drillhub.identity.roles import Role
from drillhub.notifications import OutboxMessage, OutboxState, sending, services
from tests.drills.build import at
from tests.drills.stage import Stage
from tests.support.mail import mail_server
from tests.support.world import Org, World
from tests.web.drills.conftest import keyed

LEAST = MailServer("127.0.0.1", 1025, None, None, starttls=False, tls=False)


@pytest.fixture
def today_is_the_day(time_machine: object) -> None:
    """Half an hour before the drills of the stage begin."""
    time_machine.move_to(at(-30), tick=False)  # type: ignore[attr-defined]


@pytest.fixture
def with_mail(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "DRILLHUB", replace(app.config["DRILLHUB"], mail_server=LEAST))


def invite(desk: FlaskClient, drill: int) -> str:
    """Press the button; gives the page that follows."""
    return desk.post(f"/drills/{drill}/invitations", data=keyed("invite"), follow_redirects=True).text


def said(page: str) -> dict[str, str]:
    """What the section about invitations says: state → number of people."""
    section = page.split('id="people"')[1].split("</section>")[0]
    return dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", section))


# --- What became of the mails -------------------------------------------------------------------------------------


def test_p6_without_a_mail_server_the_page_says_that_nothing_is_sent(
    world: World, org: Org, stage: Stage, desk: FlaskClient
) -> None:
    drill = stage.drill()
    assert said(desk.get(f"/drills/{drill}").text) == {"まだ案内していない": "2人", "メールアドレスなし": "1人"}

    page = invite(desk, drill)

    assert "2人へのメールを送信箱に保管しました。メールが設定されていないため、送られません。" in page
    with world.inside(org):
        sending.deliver_due(None, "drillhub@aoba.example")
    page = desk.get(f"/drills/{drill}").text
    assert said(page) == {"保管（メール未設定）": "2人", "メールアドレスなし": "1人"}
    assert "案内を送った" not in page


@pytest.mark.usefixtures("with_mail")
def test_p6_mails_are_counted_by_what_the_mail_server_said(
    world: World, org: Org, stage: Stage, desk: FlaskClient
) -> None:
    drill = stage.drill()

    page = invite(desk, drill)

    assert "2人へのメールを送信待ちに入れました。" in page
    assert said(page) == {"送信待ち": "2人", "メールアドレスなし": "1人"}
    with mail_server(_refuses_ito) as (server, _mailbox), world.inside(org):
        sending.deliver_due(server, "drillhub@aoba.example")
    assert said(desk.get(f"/drills/{drill}").text) == {"送信済み": "1人", "不達": "1人", "メールアドレスなし": "1人"}


def _refuses_ito(address: str, _count: int) -> str:
    return "550 no such mailbox" if address.startswith("ito@") else "250 ok"


@pytest.mark.usefixtures("with_mail")
def test_p6_while_sending_is_stopped_the_answer_says_so(
    world: World, org: Org, stage: Stage, desk: FlaskClient
) -> None:
    with world.changing(org):
        services.pause("", by=stage.by, at=clock.now())

    page = invite(desk, stage.drill())

    assert "送信が止められているため、再開するまで送られません。" in page


@pytest.mark.parametrize(
    ("has_address", "was_invited", "mail", "reach"),
    [
        pytest.param(True, False, None, "not_invited", id="nothing was sent yet"),
        pytest.param(False, False, None, "no_address", id="nothing can be sent"),
        pytest.param(False, True, None, "on_paper", id="a slip was made"),
        pytest.param(True, True, None, "on_paper", id="a slip took the place of a mail that was kept"),
        pytest.param(True, True, OutboxState.SENDING, "waiting", id="being sent this moment"),
        pytest.param(True, True, OutboxState.DEAD, "failed", id="all tries failed"),
        pytest.param(False, True, OutboxState.SENT, "sent", id="the address was taken away since"),
    ],
)
def test_p6_one_word_for_each_way_an_invitation_can_stand(
    has_address: bool, was_invited: bool, mail: OutboxState | None, reach: str
) -> None:
    assert reach_of(has_address=has_address, was_invited=was_invited, mail=mail) == reach


# --- On paper -----------------------------------------------------------------------------------------------------


def slips(desk: FlaskClient, drill: int, key: str = "slips") -> list[str]:
    """Press the button; gives each slip as it is printed."""
    page = desk.post(f"/drills/{drill}/invitation-slips", data=keyed(key))
    assert page.status_code == 200, page.text
    return [html.unescape(each) for each in re.findall(r'<article class="sheet slip".*?</article>', page.text, re.S)]


def link_on(slip: str) -> str:
    match = re.search(r"/follow/[\w-]+", slip)
    assert match is not None
    return match[0]


@pytest.mark.usefixtures("today_is_the_day")
def test_everyone_without_mail_gets_a_slip_whose_code_opens_their_own_page(
    world: World, org: Org, stage: Stage
) -> None:
    desk, drill = world.browser(stage.trainer), stage.drill()
    invite(desk, drill)

    page = desk.get(f"/drills/{drill}").text
    assert "1人分の紙の案内を作る" in page
    assert "中村 拓" in page

    (slip,) = slips(desk, drill)

    assert "【訓練】机上演習のご案内" in slip
    assert "中村 拓 様" in slip
    assert "data:image/svg+xml" in slip
    phone = world.browser().get(link_on(slip))
    assert phone.status_code == 200
    assert "まだ始まっていません" in phone.text
    assert said(desk.get(f"/drills/{drill}").text)["紙の案内を作成済み"] == "1人"


def test_a_mail_that_does_not_go_out_is_replaced_by_paper(
    world: World, org: Org, stage: Stage, desk: FlaskClient
) -> None:
    drill = stage.drill()
    invite(desk, drill)
    with world.inside(org):
        sending.deliver_due(None, "drillhub@aoba.example")

    assert len(slips(desk, drill)) == 3
    assert said(desk.get(f"/drills/{drill}").text) == {"紙の案内を作成済み": "3人"}


@pytest.mark.usefixtures("today_is_the_day")
def test_slips_made_again_leave_the_handed_out_ones_good_and_no_token_is_kept(
    world: World, org: Org, stage: Stage
) -> None:
    desk, drill = world.browser(stage.trainer), stage.drill()

    links = [link_on(slips(desk, drill, key)[0]) for key in ("slips", "slips", "again")]

    assert len(set(links)) == 3
    assert {world.browser().get(link).status_code for link in links} == {200}
    with world.inside(org):
        kept = " ".join(str(vars(row)) for row in db.session.scalars(select(PersonalLink)))
        assert not any(link.removeprefix("/follow/") in kept for link in links)


@pytest.mark.usefixtures("today_is_the_day")
def test_a_slip_is_written_in_the_language_of_its_reader(world: World, org: Org, stage: Stage) -> None:
    with world.changing(org):
        db.session.execute(update(Person).where(Person.id == stage.players[1].id).values(language="en"))

    (slip,) = slips(world.browser(stage.trainer), stage.drill())

    assert 'lang="en"' in slip
    assert "not a real emergency" in slip


@pytest.mark.usefixtures("today_is_the_day")
def test_slips_alone_also_announce_the_drill(world: World, org: Org, stage: Stage) -> None:
    drill = stage.drill()

    slips(world.browser(stage.trainer), drill)

    with world.inside(org):
        assert db.session.scalars(select(Drill.status).where(Drill.id == drill)).one() == "notified"


def test_a_drill_that_is_not_ahead_makes_no_slips(world: World, org: Org, stage: Stage, desk: FlaskClient) -> None:
    run = stage.recorded()
    with world.inside(org):
        drill = stage.run(run).drill_id

    answer = desk.post(f"/drills/{drill}/invitation-slips", data=keyed("slips"))

    assert answer.status_code == 409
    assert "紙の案内" not in desk.get(f"/drills/{drill}").text.split('id="people"')[1].split("</section>")[0]
    with world.inside(org):
        assert db.session.scalars(select(DrillParticipant.invited_at)).all() == [None, None, None]
        assert db.session.scalars(select(OutboxMessage)).all() == []


def test_nobody_needs_paper_when_every_mail_is_on_its_way(
    world: World, org: Org, stage: Stage, desk: FlaskClient
) -> None:
    with world.changing(org):
        db.session.execute(update(Person).where(Person.id == stage.players[1].id).values(email="nakamura@aoba.example"))
    drill = stage.drill()
    invite(desk, drill)

    answer = desk.post(f"/drills/{drill}/invitation-slips", data=keyed("slips"), follow_redirects=True)

    assert "紙の案内が必要な人はいません。" in answer.text


def test_who_reads_drills_without_running_them_makes_no_slips(world: World, org: Org, stage: Stage) -> None:
    reader = world.person(org, "佐藤 美咲", Role.GENERAL_AFFAIRS, number="0103")
    drill = stage.drill()

    assert "紙の案内を作る" not in world.browser(reader).get(f"/drills/{drill}").text
    assert world.browser(reader).post(f"/drills/{drill}/invitation-slips").status_code in {403, 404}
