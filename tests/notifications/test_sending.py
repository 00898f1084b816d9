"""D1, P3, I8: every message goes out once, to a real mail server, and its state is true."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from drillhub.audit import OPERATOR
from drillhub.config import MailServer
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.notifications import Message, OutboxMessage, OutboxState, queue, sending, services
from tests.support.mail import mail_server
from tests.support.world import Org, World

FROM = "drillhub@aoba.example"


def message(number: int = 1, **changes: object) -> Message:
    base = Message(
        kind="test",
        to_address=f"person{number}@aoba.example",
        person_id=None,
        subject=f"お知らせ {number}",
        body="本文です。",
        dedupe_key=f"test:{number}",
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def queue_all(world: World, org: Org, *messages: Message) -> None:
    with world.changing(org):
        for each in messages:
            queue(each, at=clock.now())


def deliver(world: World, org: Org, server: MailServer | None) -> int:
    with world.inside(org):
        count = 0
        while sent := sending.deliver_due(server, FROM):
            count += sent
        return count


def states(world: World, org: Org) -> list[str]:
    with world.inside(org):
        return [row.state.value for row in db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))]


def test_d1_each_person_gets_one_mail_and_the_outbox_says_so(world: World, org: Org) -> None:
    queue_all(world, org, *(message(number) for number in range(120)))
    with mail_server() as (server, mailbox):
        assert deliver(world, org, server) == 120
        assert deliver(world, org, server) == 0
    assert sorted(mailbox.recipients()) == sorted(f"person{number}@aoba.example" for number in range(120))
    assert set(states(world, org)) == {"sent"}
    first = mailbox.messages[0]
    assert (first["Subject"], first.get_content().strip(), first["From"]) == ("お知らせ 0", "本文です。", FROM)


def test_d1_the_same_cause_queues_one_message(world: World, org: Org) -> None:
    queue_all(world, org, message(), message())
    queue_all(world, org, message())
    assert states(world, org) == ["queued"]


def test_d1_nobody_hears_of_what_was_rolled_back(world: World, org: Org) -> None:
    def undone() -> None:
        with world.changing(org):
            queue(message(), at=clock.now())
            raise RuntimeError("undone")

    with pytest.raises(RuntimeError, match="undone"):
        undone()
    assert states(world, org) == []


def test_i8_a_drill_is_marked_in_subject_and_body_whatever_the_text_says(world: World, org: Org) -> None:
    queue_all(world, org, message(1, drill=True), message(2, drill=True, subject="【訓練】済み", body="【訓練】済み"))
    with mail_server() as (server, mailbox):
        deliver(world, org, server)
    assert [str(mail["Subject"]) for mail in mailbox.messages] == ["【訓練】お知らせ 1", "【訓練】済み"]
    assert all(mail.get_content().startswith("【訓練】") for mail in mailbox.messages)


def test_i8_a_line_break_cannot_begin_a_header(world: World, org: Org) -> None:
    queue_all(world, org, message(subject="お知らせ\r\nBcc: thief@evil.example", to_address="a@aoba.example\r\n"))
    with mail_server() as (server, mailbox):
        deliver(world, org, server)
    assert mailbox.messages[0]["Bcc"] is None
    assert str(mailbox.messages[0]["Subject"]) == "お知らせ Bcc: thief@evil.example"


def test_without_a_mail_server_messages_are_kept_and_shown_as_kept(world: World, org: Org) -> None:
    queue_all(world, org, message())
    deliver(world, org, None)
    assert states(world, org) == ["kept"]


def test_d3_a_refused_address_does_not_hold_up_the_others(world: World, org: Org) -> None:
    queue_all(world, org, *(message(number) for number in range(3)))
    with mail_server(lambda address, _n: "550 no such user" if "person1@" in address else "250 ok") as (server, box):
        deliver(world, org, server)
    assert states(world, org) == ["sent", "refused", "sent"]
    assert len(box.messages) == 2


def test_d3_a_passing_refusal_is_tried_again_later_with_the_same_message_id(
    world: World, org: Org, time_machine
) -> None:
    start = clock.now()
    time_machine.move_to(start, tick=False)
    queue_all(world, org, message())
    answers = iter(["451 try later", "451 try later", "250 ok"])
    with mail_server(lambda _address, _n: next(answers)) as (server, mailbox):
        for minutes, expected in ((0, "queued"), (1, "queued"), (3, "sent")):
            time_machine.move_to(start + timedelta(minutes=minutes, seconds=1), tick=False)
            deliver(world, org, server)
            assert states(world, org) == [expected]
    with world.inside(org):
        assert mailbox.messages[0]["Message-ID"] == db.session.scalars(select(OutboxMessage)).one().message_id


def test_d3_a_message_that_never_goes_is_dead_until_somebody_tries_again(world: World, org: Org, time_machine) -> None:
    queue_all(world, org, message())
    at = clock.now()
    nowhere = MailServer("127.0.0.1", 9, None, None, starttls=False, tls=False)
    for _try in range(len(sending.BACK_OFF) + 1):
        time_machine.move_to(at, tick=False)
        deliver(world, org, nowhere)
        at += timedelta(hours=9)
    assert states(world, org) == ["dead"]
    with world.changing(org):
        assert services.try_again(by=OPERATOR, at=clock.now()) == 1
    with mail_server() as (server, mailbox):
        deliver(world, org, server)
    assert len(mailbox.messages) == 1


def test_f26_nothing_is_sent_in_clear_when_the_server_offers_no_starttls(world: World, org: Org) -> None:
    queue_all(world, org, message())
    with mail_server() as (server, mailbox):
        deliver(world, org, replace(server, starttls=True))
    assert mailbox.messages == []
    assert states(world, org) == ["queued"]


def test_d3_a_pause_holds_everything_until_it_ends(world: World, org: Org) -> None:
    queue_all(world, org, message())
    with world.changing(org):
        services.pause("休み", by=OPERATOR, at=clock.now())
    with mail_server() as (server, mailbox):
        assert deliver(world, org, server) == 0
        with world.changing(org):
            services.resume(by=OPERATOR, at=clock.now())
        assert deliver(world, org, server) == 1
    assert len(mailbox.messages) == 1


def test_p3_what_a_dead_sender_held_is_sent_by_another_when_its_lease_ends(
    world: World, org: Org, time_machine
) -> None:
    start = clock.now()
    time_machine.move_to(start, tick=False)
    queue_all(world, org, message())
    with world.inside(org):
        sending._take(at=start)  # a sender that took the message and died
    with mail_server() as (server, mailbox):
        assert deliver(world, org, server) == 0
        time_machine.move_to(start + sending.LEASE + timedelta(seconds=1), tick=False)
        assert deliver(world, org, server) == 1
    assert len(mailbox.messages) == 1


def test_d1_a_sender_whose_lease_ended_cannot_finish(world: World, org: Org, time_machine) -> None:
    queue_all(world, org, message())
    start = clock.now()
    with world.inside(org):
        old = sending._take(at=start)
        sending._take(at=start + sending.LEASE + timedelta(seconds=1))
        sending._finish(old.messages[0].id, old.token, OutboxState.SENT)
    assert states(world, org) == ["sending"]
