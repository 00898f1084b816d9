"""D1, P3, I8, F05: invitations over HTTP, sent by the serving process through a real mail server."""

import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from drillhub.core import clock
from drillhub.core.database import db
from drillhub.core.transactions import transaction
from drillhub.drills.models import DrillParticipant
from drillhub.identity.models import Person as Row
from drillhub.identity.models import PersonStatus
from drillhub.notifications.models import OutboxMessage, OutboxState
from tests.processes.exercise import TRAINER, invited_drill
from tests.processes.installation import Installation, wait_until
from tests.processes.person import Person
from tests.support.mail import Mailbox, mail_server, text_of

pytestmark = pytest.mark.processes

INVITED = 6
SECONDS = 30


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as (server, mailbox):
        mailbox.address = f"smtp://{server.host}:{server.port}"  # type: ignore[attr-defined]
        yield mailbox


@pytest.fixture
def site(worker: str, tmp_path: Path, built: Installation, mailbox: Any) -> Iterator[Installation]:
    made = Installation(tmp_path, f"mail_{worker}", copy_of=built, DRILLHUB_MAIL_URL=mailbox.address)
    try:
        yield made
    finally:
        made.close()


def invite_more(site: Installation) -> list[str]:
    """Add people with an address to the drill that lies ahead, and invite them; gives their addresses."""
    drill = invited_drill(site)
    with site.inside():
        taking_part = select(DrillParticipant.person_id).where(DrillParticipant.drill_id == drill)
        free = select(Row.id, Row.email).where(
            Row.email.is_not(None), Row.status == PersonStatus.ACTIVE, Row.id.not_in(taking_part)
        )
        rows = db.session.execute(free.order_by(Row.id).limit(INVITED)).all()
    trainer = Person(site.address).sign_in("demo", TRAINER, site.passphrase)
    adding = trainer.form(f"/drills/{drill}/participants", "/participants")
    added = trainer.send(adding, people=[str(row.id) for row in rows], kind="player")
    assert added.status == 303, added.text
    inviting = trainer.form(f"/drills/{drill}", "/invitations")
    first = trainer.send(inviting)
    assert first.status == 303, first.text
    assert trainer.send(inviting).status == 303  # pressed twice
    return sorted(str(row.email) for row in rows)


def waiting(site: Installation) -> int:
    unsent = select(func.count(OutboxMessage.id)).where(
        OutboxMessage.state.in_((OutboxState.QUEUED, OutboxState.SENDING))
    )
    return site.count(unsent)


def test_d1_i8_an_invitation_arrives_once_marked_and_with_a_link_that_works(
    site: Installation, mailbox: Mailbox
) -> None:
    site.serve()
    invited = invite_more(site)
    wait_until(lambda: len(mailbox.messages) >= INVITED and not waiting(site), SECONDS, site.log)
    # Each person once; and nothing of what the demonstration kept from the past.
    assert sorted(mailbox.recipients()) == invited
    for message in mailbox.messages:
        body = text_of(message)
        assert str(message["Subject"]).startswith("【訓練】")
        assert body.startswith("【訓練】")
        [address] = re.findall(rf"{site.address}/follow/\S+", body)
        with urllib.request.urlopen(address, timeout=10) as page:
            assert "【訓練】" in page.read().decode()
    assert len({message["Message-ID"] for message in mailbox.messages}) == INVITED


def test_p3_f05_killed_while_sending_everyone_gets_it_and_one_alone_twice_as_the_same(
    site: Installation, mailbox: Mailbox
) -> None:
    site.serve("--no-scheduler")
    invited = invite_more(site)
    site.kill()  # before anything was sent
    assert mailbox.messages == []
    mailbox.on_taken = lambda taken: site.kill() if taken == 2 else None  # before the sender hears of the second
    site.serve()
    wait_until(lambda: site.process is None, SECONDS, site.log)
    assert len(mailbox.messages) == 2
    let_the_senders_lease_run_out(site)
    site.serve()
    wait_until(lambda: len(mailbox.messages) > INVITED and not waiting(site), SECONDS, site.log)
    assert sorted(set(mailbox.recipients())) == invited
    identities = [message["Message-ID"] for message in mailbox.messages]
    assert [each for each in identities if identities.count(each) > 1] == [identities[1]] * 2
    sent = select(func.count(OutboxMessage.id)).where(OutboxMessage.state == OutboxState.SENT)
    assert site.count(sent) == INVITED


def let_the_senders_lease_run_out(site: Installation) -> None:
    """What would be minutes of waiting: the rows look as they will then."""
    with site.inside(), transaction():
        held = update(OutboxMessage).where(OutboxMessage.state == OutboxState.SENDING)
        assert db.session.execute(held.values(lease_until=clock.now())).rowcount == INVITED - 1
