"""What goes with the mails about a drill: an appointment for the reader's calendar, moved and taken out with it."""

from datetime import date, datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import icalendar
import pytest

from drillhub.core.database import db
from drillhub.drills import invitations, schedule
from drillhub.drills.life_cycle import DrillStatus
from drillhub.identity.models import Person
from drillhub.notifications import sending
from tests.drills.build import at
from tests.drills.stage import Stage
from tests.support.mail import mail_server, text_of

FROM = "drillhub@aoba.example"


def mails(stage: Stage) -> list[EmailMessage]:
    """Those of 伊藤 that are sent now."""
    with mail_server() as (server, mailbox), stage.world.inside(stage.org):
        while sending.deliver_due(server, FROM):
            pass
    return [mail for mail in mailbox.messages if mail["To"] == "ito@aoba.example"]


def invite(stage: Stage, drill_id: int) -> None:
    with stage.world.changing(stage.org):
        invitations.invite(drill_id, address_of=lambda token: f"/follow/{token}", by=stage.by, at=at(-60))


def appointment_in(mail: EmailMessage) -> tuple[str, icalendar.Event]:
    """What a calendar program is asked to do, by the part and by the file."""
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert [part.get_filename() for part in parts] == [None, "invite.ics"]
    assert parts[0].get_content() == parts[1].get_content()
    calendar = icalendar.Calendar.from_ical(parts[0].get_content())
    assert parts[0].get_param("method") == str(calendar["method"])
    return str(calendar["method"]), calendar.walk("VEVENT")[0]


def test_an_invitation_carries_the_appointment(stage: Stage):
    invite(stage, stage.drill())

    (mail,) = mails(stage)

    method, event = appointment_in(mail)
    assert method == "REQUEST"
    assert event.start == datetime(2026, 4, 1, 12, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert str(event["summary"]) == "【訓練】小さな地震の机上演習"
    assert (event["attendee"], event["attendee"].params["CN"]) == ("mailto:ito@aoba.example", "伊藤 直樹")
    assert event["organizer"] == "mailto:tanaka@aoba.example"
    assert text_of(mail).startswith("【訓練】")


def test_l31_a_move_sends_the_new_hour_and_the_next_invitation_is_of_the_same_appointment(stage: Stage):
    drill_id = stage.drill()
    invite(stage, drill_id)
    _method, first = appointment_in(mails(stage)[0])
    with stage.world.changing(stage.org):
        to = stage.appointment(local_date=date(2026, 4, 8), place="食堂")
        schedule.change_plan(drill_id, to, reason="都合", by=stage.by, at=at(-50))
    (told,) = mails(stage)
    invite(stage, drill_id)
    (anew,) = mails(stage)

    for mail in (told, anew):
        method, event = appointment_in(mail)
        assert method == "REQUEST"
        assert event["uid"] == first["uid"]
        assert int(event["sequence"]) == int(first["sequence"]) + 1
        assert event.start.date() == date(2026, 4, 8)
        assert str(event["location"]) == "本社、食堂"


@pytest.mark.parametrize("status", [DrillStatus.CANCELLED, DrillStatus.POSTPONED])
def test_dt10_a_drill_that_is_given_up_is_taken_out_of_calendars(stage: Stage, status: DrillStatus):
    drill_id = stage.drill()
    invite(stage, drill_id)
    _method, first = appointment_in(mails(stage)[0])
    with stage.world.changing(stage.org):
        schedule.change_status(drill_id, status, reason="台風", by=stage.by, at=at(-50))

    method, event = appointment_in(mails(stage)[0])

    assert (method, str(event["status"]), event["uid"]) == ("CANCEL", "CANCELLED", first["uid"])
    assert int(event["sequence"]) == int(first["sequence"]) + 1


def test_a_leader_without_mail_is_named_all_the_same(stage: Stage):
    with stage.world.changing(stage.org):
        db.session.query(Person).filter(Person.id == stage.trainer.id).update({"email": None})
    invite(stage, stage.drill())

    _method, event = appointment_in(mails(stage)[0])
    assert (event["organizer"], event["organizer"].params["CN"]) == ("invalid:nomail", "田中 健一")
