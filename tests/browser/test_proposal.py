"""The proposal of the year in a browser: a day is moved by dragging and by keyboard, and the year is planned."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.pages import Pages
from tests.drills.stage import Stage
from tests.support.world import Member, Org, World

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 390])
def test_a_day_is_moved_by_keyboard_and_by_dragging_and_stays_when_proposed_again(
    world: World, org: Org, trainer: Member, pages: Pages, width: int
) -> None:
    Stage.set_up(world, org, trainer)
    page = pages.of(trainer, width=width)
    page.goto("/calendar/proposal?year=2100")
    row = page.locator("[data-pick-day]").first
    field, handle = row.locator("input[type=date]"), row.get_by_role("slider")
    before = field.input_value()

    handle.focus()
    handle.press("PageUp")
    by_keyboard = field.input_value()
    assert by_keyboard > before
    assert re.search(r"\d+月\d+日", handle.get_attribute("aria-valuetext") or "")

    box = handle.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    dragged = field.input_value()
    assert dragged != by_keyboard

    name = field.get_attribute("name")
    page.get_by_role("button", name="もう一度提案する").click()
    expect(page.locator(f"input[name='{name}']")).to_have_value(dragged)
    page.get_by_role("button", name="選んだものを年間計画に入れる").click()
    expect(page.locator("body")).to_contain_text("件を年間計画に入れました")
