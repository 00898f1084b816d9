"""The outbox as general affairs reads it."""

import pytest
from sqlalchemy import select

from drillhub.core import clock
from drillhub.core.database import db
from drillhub.identity.roles import Role
from drillhub.notifications.models import OutboxMessage, OutboxState
from drillhub.notifications.queueing import Message, queue
from tests.support.world import Member, Org, World


@pytest.fixture
def message_id(world: World, org: Org) -> int:
    ito = world.person(org, "伊藤 直樹", number="0201", email="ito@aoba.example")
    with world.changing(org):
        queue(Message("drill", "ito@aoba.example", ito.id, "案内", "本文", "once", drill=True), at=clock.now())
    with world.inside(org):
        return db.session.scalars(select(OutboxMessage.id)).one()


def test_a_mail_is_shown_with_the_name_of_its_reader(world: World, general_affairs: Member, message_id: int) -> None:
    office = world.browser(general_affairs)
    assert "伊藤 直樹<small>ito@aoba.example</small>" in office.get("/outbox").text
    assert "伊藤 直樹・ito@aoba.example" in office.get(f"/outbox/{message_id}").text


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (OutboxState.QUEUED, "送信待ち"),
        (OutboxState.KEPT, "保管（メール未設定）"),
        (OutboxState.REFUSED, "不達"),
        (OutboxState.DEAD, "送信失敗"),
    ],
)
def test_p6_a_mail_that_was_not_sent_is_never_called_sent(
    world: World, org: Org, general_affairs: Member, message_id: int, state: OutboxState, word: str
) -> None:
    with world.changing(org):
        db.session.scalars(select(OutboxMessage)).one().state = state
    office = world.browser(general_affairs)
    for page in (office.get("/outbox").text.split("<tbody")[1], office.get(f"/outbox/{message_id}").text):
        assert word in page
        assert "送信済み" not in page


def test_p6_a_mail_that_was_sent_says_so_and_when(
    world: World, org: Org, general_affairs: Member, message_id: int
) -> None:
    with world.changing(org):
        row = db.session.scalars(select(OutboxMessage)).one()
        row.state, row.sent_at = OutboxState.SENT, clock.now()
    page = world.browser(general_affairs).get(f"/outbox/{message_id}").text
    assert "送信済み" in page
    assert "送った日時" in page


@pytest.mark.parametrize(
    ("roles", "third"),
    [
        ((), "学習"),
        ((Role.TRAINER,), "学習"),
        ((Role.GENERAL_AFFAIRS,), "報告書"),
        ((Role.APPROVER,), "報告書"),
        ((Role.ADMINISTRATOR,), "報告書"),
    ],
)
def test_the_bar_of_a_phone_has_what_each_role_needs_away_from_a_desk(
    world: World, org: Org, roles: tuple[Role, ...], third: str
) -> None:
    import re

    page = world.browser(world.person(org, "山田 太郎", *roles, number="7")).get("/").text
    bar = re.findall(r'<li><a href="[^"]+"[^>]*><svg.*?</svg><span>([^<]+)</span>', page)
    assert bar == ["ホーム", "訓練", third]
