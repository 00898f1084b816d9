"""Calendar feeds: fetched by a secret link, read back by another program."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from drillhub.core import clock
from drillhub.core.database import db
from drillhub.core.directory import DirectoryKey
from drillhub.drills import schedule
from drillhub.drills.life_cycle import DrillStatus
from drillhub.identity.models import PersonRole
from tests.drills.stage import Stage
from tests.support.rows import all_rows
from tests.support.world import Member, Org, World

TODAY = "2026-04-20 09:00:00+09:00"
TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture
def stage(world: World, org: Org, trainer: Member) -> Stage:
    return Stage.set_up(world, org, trainer)


@pytest.fixture
def desk(world: World, trainer: Member):
    with time_machine.travel(TODAY, tick=False):
        yield world.browser(trainer)


def link_of(browser: FlaskClient, scope: str = "own") -> str:
    page = browser.post(f"/calendar/feeds/{scope}", data={"_key": scope})
    assert page.status_code == 200, page.text
    found = re.search(r"http://127\.0\.0\.1:8000(/calendar/[\w-]{20,}\.ics)", page.text)
    assert found is not None
    return found[1]


def events(data: bytes) -> list[icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(data)
    return recurring_ical_events.of(calendar).between(date(2026, 1, 1), date(2028, 1, 1))


def planned(stage: Stage, **more: object) -> int:
    return stage.drill(appointment=stage.appointment(local_date=date(2026, 5, 14), **more))


def test_dt1_a_feed_shows_the_drill_at_its_hour_marked_as_a_drill(
    world: World, stage: Stage, desk: FlaskClient
) -> None:
    planned(stage)

    answer = world.browser().get(link_of(desk))

    assert answer.content_type == "text/calendar; charset=utf-8"
    (event,) = events(answer.data)
    assert event.start == datetime(2026, 5, 14, 12, 0, tzinfo=TOKYO)
    assert str(event["summary"]) == "【訓練】小さな地震の机上演習"
    assert str(event["location"]) == "本社、2階会議室"


def test_dt11_fetched_twice_it_is_the_same_and_the_second_time_nothing_is_sent(
    world: World, stage: Stage, desk: FlaskClient
) -> None:
    planned(stage)
    address, browser = link_of(desk), world.browser()

    first, again = browser.get(address), browser.get(address)
    known = browser.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert first.data == again.data
    assert (known.status_code, known.data) == (304, b"")


def test_dt11_after_a_move_it_is_the_same_event_with_the_next_sequence(
    world: World, stage: Stage, desk: FlaskClient
) -> None:
    drill_id = planned(stage)
    address = link_of(desk)
    before = world.browser().get(address)
    with world.changing(stage.org):
        to = stage.appointment(local_date=date(2026, 6, 1), duration_min=45)
        schedule.change_plan(drill_id, to, reason="都合", by=stage.by, at=clock.now())

    after = world.browser().get(address, headers={"If-None-Match": before.headers["ETag"]})

    (old,), (new,) = events(before.data), events(after.data)
    assert new["uid"] == old["uid"]
    assert int(new["sequence"]) == int(old["sequence"]) + 1
    assert new.start == datetime(2026, 6, 1, 12, 0, tzinfo=TOKYO)
    assert new.end == new.start + timedelta(minutes=45)


@pytest.mark.parametrize(("change", "raised"), [({"place": "食堂"}, 1), ({"duration_min": 60}, 1), ({}, 0)])
def test_l31_each_change_raises_the_sequence_and_none_does_not(
    world: World, stage: Stage, desk: FlaskClient, change: dict, raised: int
) -> None:
    drill_id = planned(stage)
    address = link_of(desk)
    with world.changing(stage.org):
        to = stage.appointment(local_date=date(2026, 5, 14), **change)
        schedule.change_plan(drill_id, to, by=stage.by, at=clock.now())

    (event,) = events(world.browser().get(address).data)
    assert int(event["sequence"]) == raised


def test_dt10_a_cancelled_drill_stays_in_the_feed_as_cancelled(world: World, stage: Stage, desk: FlaskClient) -> None:
    drill_id = planned(stage)
    address = link_of(desk)
    with world.changing(stage.org):
        schedule.change_status(drill_id, DrillStatus.CANCELLED, reason="台風", by=stage.by, at=clock.now())

    (event,) = events(world.browser().get(address).data)

    assert str(event["status"]) == "CANCELLED"
    assert str(event["summary"]) == "【訓練】小さな地震の机上演習（中止）"
    assert "理由: 台風" in str(event["description"])


def test_a_person_sees_their_drills_and_the_office_all(
    world: World, stage: Stage, desk: FlaskClient, employee: Member, general_affairs: Member
) -> None:
    planned(stage)
    player, other, office = (world.browser(each) for each in (stage.players[0], employee, general_affairs))

    def count(address: str) -> int:
        return len(events(world.browser().get(address).data))

    assert count(link_of(player)) == 1
    assert count(link_of(other)) == 0
    assert count(link_of(office)) == 0
    assert count(link_of(office, "organisation")) == 1
    assert other.post("/calendar/feeds/organisation", data={"_key": "x"}).status_code == 403


def test_a8_the_token_is_stored_nowhere(world: World, stage: Stage, desk: FlaskClient, org: Org) -> None:
    token = link_of(desk).removeprefix("/calendar/").removesuffix(".ics")

    assert token not in repr(all_rows(world, org))
    with world.inside(org):
        assert token not in {key.digest for key in db.session.scalars(select(DirectoryKey))}


def test_a_renewed_or_revoked_link_is_dead_like_one_that_never_was(
    world: World, stage: Stage, desk: FlaskClient
) -> None:
    first = link_of(desk)
    second = desk.post("/calendar/feeds/own", data={"_key": "again"})
    new = re.search(r"(/calendar/[\w-]{20,}\.ics)", second.text)
    assert new is not None
    assert world.browser().get(new[1]).status_code == 200
    desk.post("/calendar/feeds/own/revocation", data={"_key": "gone"})

    nobodys = world.browser().get("/calendar/nobody-was-ever-given-this.ics")
    for dead in (first, new[1]):
        answer = world.browser().get(dead)
        assert answer.status_code == nobodys.status_code == 404
        assert answer.text == nobodys.text or len(answer.data) == len(nobodys.data)


def test_the_feed_of_the_company_ends_with_the_role(world: World, stage: Stage, desk: FlaskClient) -> None:
    planned(stage)
    address = link_of(desk, "organisation")
    with world.changing(stage.org):
        for row in db.session.scalars(select(PersonRole).where(PersonRole.person_id == stage.trainer.id)):
            db.session.delete(row)

    assert world.browser().get(address).status_code == 404


def test_an_employee_finds_the_page_beside_their_drills(world: World, stage: Stage, desk: FlaskClient) -> None:
    planned(stage)
    player = world.browser(stage.players[0])

    assert 'href="/calendar/feeds"' in player.get("/drills").text
    assert "会社のすべての訓練" not in player.get("/calendar/feeds").text


def test_giving_up_one_feed_leaves_the_other(world: World, stage: Stage, desk: FlaskClient) -> None:
    own, all_of_them = link_of(desk), link_of(desk, "organisation")
    desk.post("/calendar/feeds/own/revocation", data={"_key": "gone"})

    assert world.browser().get(own).status_code == 404
    assert world.browser().get(all_of_them).status_code == 200
