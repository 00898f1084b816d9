"""P6: a live screen calls a note saved when the server's receipt says so, and never before."""

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import func, select

from drillhub.core.database import db
from drillhub.drills.models import RunEventRow
from tests.browser.pages import Pages
from tests.drills.stage import Stage
from tests.support.world import Member, Org, World

pytestmark = pytest.mark.browser

NOTE = "机の下に入った人を数えた"


@pytest.fixture
def stage(world: World, org: Org, trainer: Member) -> Stage:
    return Stage.set_up(world, org, trainer)


@pytest.fixture
def console(pages: Pages, stage: Stage) -> Page:
    page = pages.of(stage.trainer)
    page.clock.install()
    page.goto(f"/runs/{stage.running()}")
    return page


def status(page: Page):
    return page.locator("[data-live-status]")


def later(page: Page) -> None:
    """When the screen has asked the server several times, and a message has had its time."""
    for _poll in range(5):
        with page.expect_response("**/live"):
            page.clock.run_for(3_000)
    page.wait_for_timeout(100)


def note_it(page: Page) -> None:
    page.get_by_role("button", name="決定", exact=True).click()


def stored(world: World, org: Org) -> int:
    with world.inside(org):
        kind = RunEventRow.kind == "decision_noted"
        return db.session.scalar(select(func.count(RunEventRow.id)).where(kind)) or 0


def test_p6_without_a_network_a_note_is_unsent_and_stays_so_until_it_is_sent(
    console: Page, world: World, org: Org
) -> None:
    console.fill("#text", NOTE)
    console.context.set_offline(True)
    note_it(console)
    expect(status(console)).to_contain_text("送信できませんでした")
    assert console.input_value("#text") == NOTE
    assert stored(world, org) == 0

    console.context.set_offline(False)
    later(console)
    expect(status(console)).to_contain_text("送信できませんでした")
    expect(status(console)).not_to_contain_text("保存済み")

    note_it(console)
    expect(console.locator("[data-live-part=log]")).to_contain_text(NOTE)
    expect(status(console)).to_contain_text("保存済み")
    assert console.input_value("#text") == ""
    assert stored(world, org) == 1


def test_p6_p2_a_note_whose_receipt_was_lost_is_unsent_and_sent_again_is_one_note(
    console: Page, world: World, org: Org
) -> None:
    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    console.route("**/notes", lose_the_answer, times=1)
    console.fill("#text", NOTE)
    note_it(console)
    expect(status(console)).to_contain_text("送信できませんでした")
    assert stored(world, org) == 1

    note_it(console)
    expect(status(console)).to_contain_text("保存済み")
    assert stored(world, org) == 1


def test_p6_the_page_of_a_network_in_between_is_no_receipt(console: Page, world: World, org: Org) -> None:
    console.route("**/runs/**", lambda route: route.fulfill(status=200, body="<p>Wi-Fi に接続してください</p>"))
    console.fill("#text", NOTE)
    note_it(console)
    expect(status(console)).to_contain_text("送信できませんでした")
    later(console)
    expect(status(console)).to_contain_text("接続が切れています")
    assert stored(world, org) == 0


def test_p6_a_screen_that_hears_nothing_says_so(console: Page) -> None:
    expect(status(console)).to_contain_text("保存済み")
    console.context.set_offline(True)
    console.clock.run_for(3_000)
    expect(status(console)).to_contain_text("接続が切れています")
    console.context.set_offline(False)
    console.clock.run_for(3_000)
    expect(status(console)).to_contain_text("保存済み")
