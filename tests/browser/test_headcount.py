"""A roll call of thirty on a phone: fast when all goes well, and honest about every tap when the network does not."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import select

from drillhub.core import clock
from drillhub.core.database import db
from drillhub.drills import schedule
from drillhub.drills.events import Mark, Started
from drillhub.drills.models import DrillParticipant
from drillhub.drills.roll_call import headcount
from drillhub.drills.snapshot import ParticipantKind
from drillhub.identity import links
from drillhub.identity.models import LinkPurpose, Person
from tests.browser.reader import Reader
from tests.drills.build import at
from tests.drills.stage import SMALL_FIRE, Stage
from tests.support.world import Member, Org, World

pytestmark = pytest.mark.browser

PEOPLE = 30


class RollCall:
    """A roll call of thirty and the caller, who holds a phone with the personal link."""

    def __init__(self, stage: Stage, run: int, reader: Reader, path: str) -> None:
        self.stage, self.run, self.reader, self.path = stage, run, reader, path

    @property
    def page(self) -> Page:
        return self.reader.page

    def row(self, number: int) -> str:
        return f".roll li:has-text('点呼 {number:02d}')"

    def tap(self, number: int) -> None:
        self.page.locator(f"{self.row(number)} button").click()

    def word(self, number: int) -> str:
        return self.page.locator(f"{self.row(number)} .mk").inner_text()

    def marks(self) -> list[Mark]:
        """What the server knows of the thirty, in their order."""
        with self.stage.world.inside(self.stage.org):
            people = headcount(self.run, at=clock.now()).roll.people
            return [each.mark for each in sorted(people, key=lambda each: each.name) if each.name.startswith("点呼")]

    def events(self) -> int:
        with self.stage.world.inside(self.stage.org):
            return len(headcount(self.run, at=clock.now()).state.headcount.marks)


@pytest.fixture
def roll(world: World, org: Org, trainer: Member, chromium: Browser, address: str) -> Iterator[RollCall]:
    stage = Stage.set_up(world, org, trainer, SMALL_FIRE)
    drill = stage.evacuation()
    now = clock.now()
    with world.changing(org):
        department = db.session.scalars(select(Person.department_id).where(Person.department_id.is_not(None))).first()
        people = [
            Person(
                employee_number=f"8{number:03d}",
                family_name="点呼",
                given_name=f"{number:02d}",
                department_id=department,
                created_at=now,
            )
            for number in range(PEOPLE)
        ]
        db.session.add_all(people)
        db.session.flush()
        ids = [person.id for person in people]
        schedule.add_participants(drill, ids, ParticipantKind.PLAYER, by=stage.by, at=at(-60))
    run = stage.launched(drill)
    stage.add(run, Started(), (now - at(0)) / timedelta(minutes=1))
    with world.changing(org):
        purpose, caller = LinkPurpose.DRILL_PARTICIPATION, stage.players[1]
        issued = links.issue(purpose, caller.id, expires_at=now + timedelta(days=1), at=now, subject_id=drill)
    context = chromium.new_context(locale="ja")
    reader = Reader(context, address, "roll-call", "caller", 390)
    roll = RollCall(stage, run, reader, f"/follow/{issued.token}/headcount")
    reader.open(roll.path)
    yield roll
    assert [each for each in reader.complaints if "Failed to load" not in each] == []
    reader.leave()


def test_thirty_people_are_called_with_one_tap_each_well_within_a_minute(roll: RollCall) -> None:
    began = time.monotonic()
    for number in range(PEOPLE):
        roll.tap(number)
    expect(roll.page.locator(".roll li.mark-present")).to_have_count(PEOPLE)
    took = time.monotonic() - began

    assert took < 60
    expect(roll.page.locator(".bigcount")).to_contain_text("30 / 32")
    assert roll.marks() == [Mark.PRESENT] * PEOPLE
    assert roll.events() == PEOPLE
    roll.reader.look("all-called")


def test_p6_a_tap_without_network_stays_in_sight_as_unsent_and_is_sent_when_it_is_back(roll: RollCall) -> None:
    roll.tap(0)
    expect(roll.page.locator(roll.row(0))).to_have_class("mark-present")
    roll.page.context.set_offline(True)
    for number in (1, 2, 3):
        roll.tap(number)
    for number in (1, 2, 3):
        expect(roll.page.locator(f"{roll.row(number)} .mk")).to_have_text("未送信")
    expect(roll.page.locator("[data-taps]")).to_contain_text("3件が未送信です。")
    assert roll.marks()[:4] == [Mark.PRESENT, *[Mark.UNCONFIRMED] * 3]
    roll.reader.look("unsent")

    roll.page.context.set_offline(False)

    for number in (1, 2, 3):
        expect(roll.page.locator(roll.row(number))).to_have_class("mark-present", timeout=20_000)
    assert roll.marks()[:4] == [Mark.PRESENT] * 4
    assert roll.events() == 4


def test_p6_an_answer_that_is_no_receipt_is_not_taken_for_one(roll: RollCall) -> None:
    """A captive network answers everything with a page of its own."""

    def captive(route: Route) -> None:
        route.fulfill(status=200, content_type="text/html", body="<html>Sign in to this network</html>")

    roll.page.route("**/people/*", captive)
    roll.tap(5)
    expect(roll.page.locator(f"{roll.row(5)} .mk")).to_have_text("未送信")
    assert roll.marks()[5] is Mark.UNCONFIRMED

    roll.page.unroute("**/people/*")

    expect(roll.page.locator(roll.row(5))).to_have_class("mark-present", timeout=20_000)
    assert roll.events() == 1


def test_p1_a_tap_whose_receipt_was_lost_is_sent_again_and_is_one_event(roll: RollCall) -> None:
    lost = []

    def lose_the_answer(route: Route) -> None:
        if not lost:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    roll.page.route("**/people/*", lose_the_answer)
    roll.tap(7)

    expect(roll.page.locator(roll.row(7))).to_have_class("mark-present", timeout=20_000)
    assert lost[0].status == 200
    assert roll.events() == 1


def test_unsent_taps_outlive_a_reload(roll: RollCall) -> None:
    roll.page.route("**/people/*", lambda route: route.abort())
    roll.tap(9)
    expect(roll.page.locator(f"{roll.row(9)} .mk")).to_have_text("未送信")
    roll.page.on("dialog", lambda dialog: dialog.accept())  # the browser asks before the page is left
    roll.page.reload()
    expect(roll.page.locator(f"{roll.row(9)} .mk")).to_have_text("未送信")

    roll.page.unroute("**/people/*")

    expect(roll.page.locator(roll.row(9))).to_have_class("mark-present", timeout=20_000)
    assert roll.events() == 1


def test_a_press_for_everybody_and_its_undo_work_on_the_phone(roll: RollCall) -> None:
    roll.page.get_by_role("button", name="全員います（残り32人）").click()
    expect(roll.page.locator(".roll li.mark-present")).to_have_count(PEOPLE + 2)
    roll.reader.look("everyone")

    roll.page.get_by_role("button", name="32人を未確認に戻す").click()

    expect(roll.page.locator(".roll li.mark-present")).to_have_count(0)
    assert set(roll.marks()) == {Mark.UNCONFIRMED}


def test_what_others_mark_appears_without_reloading(roll: RollCall) -> None:
    with roll.stage.world.inside(roll.stage.org):
        someone = db.session.scalars(
            select(DrillParticipant.person_id).where(DrillParticipant.frozen_name == "点呼 11")
        ).one()
    other = Member(someone, roll.stage.org, "点呼 11")
    roll.stage.mark(roll.run, other, Mark.MISSING, (clock.now() - at(0)) / timedelta(minutes=1), place="塗装室")

    expect(roll.page.locator(f"{roll.row(11)} .mk")).to_have_text("見当たらない")
    expect(roll.page.locator(roll.row(11))).to_contain_text("塗装室")


def test_x6_without_script_every_tap_is_a_form_post(roll: RollCall, chromium: Browser) -> None:
    context = chromium.new_context(locale="ja", java_script_enabled=False)
    page = context.new_page()
    page.goto(roll.reader.address + roll.path)
    page.locator(f"{roll.row(3)} button").click()
    page.wait_for_url("**#participant-*")

    assert page.locator(f"{roll.row(3)} .mk").inner_text() == "います"
    assert roll.marks()[3] is Mark.PRESENT
    context.close()
