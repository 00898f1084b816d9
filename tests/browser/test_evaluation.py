"""Evaluating a drill in a browser: saving one part of the page loses nothing of the others."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import Pages
from tests.drills.stage import Stage
from tests.support.world import Member, Org, World

pytestmark = pytest.mark.browser


def test_what_was_typed_into_the_other_parts_is_there_again_and_said_to_be_unsaved(
    world: World, org: Org, trainer: Member, pages: Pages
) -> None:
    stage = Stage.set_up(world, org, trainer)
    run = stage.ended()
    page = pages.of(trainer, width=1280)
    page.goto(f"/runs/{run}/evaluation")
    finding = page.get_by_label("気付き", exact=False).and_(page.locator("textarea")).first
    finding.fill("放送が工場の奥で聞こえなかった")
    page.locator("select[name^=criterion-]").first.select_option(index=1)
    page.locator("input[type=radio][name^=rating-]").first.check()

    page.get_by_role("button", name="目標の評価を保存する").click()

    expect(page.locator("[data-typed-kept]")).to_be_visible()
    expect(page.locator("[data-typed-kept]")).to_contain_text("まだ保存していません")
    expect(finding).to_have_value("放送が工場の奥で聞こえなかった")
    assert page.locator("select[name^=criterion-]").first.input_value() != ""
    expect(page.locator("input[type=radio][name^=rating-]").first).to_be_checked()
    page.reload()
    expect(page.locator("[data-typed-kept]")).to_be_hidden()
