"""X4: what a colour says, a word and a shape say too: on the screen, on paper, and in grey."""

import pytest
from playwright.sync_api import Page

from tests.browser.pages import Pages
from tests.browser.reader import AXE
from tests.support.world import Member
from tests.web.stocked import Stocked

pytestmark = pytest.mark.browser

# Kinds of signs of which several stand in one list, to be told apart.
FAMILIES = {
    "status": ("done", "late", "todo", "plan", "run", "prop", "none"),
    "diff": ("add", "chg", "out", "chk"),
}
SHAPE = """([family, kind]) => {
  const sign = document.createElement("span");
  sign.className = `${family} ${family}-${kind}`;
  document.querySelector("main").append(sign);
  const shape = getComputedStyle(sign, "::before").content;
  sign.remove();
  return shape;
}"""
# Signs without a word of at least two characters beside them.
WORDLESS = """() => [...document.querySelectorAll(".status, [class^=diff-], .saved, .mk, .tag")]
  .filter((sign) => sign.checkVisibility() && sign.textContent.trim().length < 2)
  .map((sign) => sign.outerHTML.slice(0, 120))"""
CONTRAST = "axe.run(document, {runOnly: ['color-contrast'], resultTypes: ['violations']})"
# What people print.
PAPER = ("/record", "/reports/annual/<int:year>", "/plan", "/scenarios/<int:scenario_id>", "/evaluation", "/headcount")


@pytest.mark.parametrize("media", ["screen", "print"])
@pytest.mark.parametrize("family", FAMILIES)
def test_x4_every_kind_of_sign_has_a_shape_of_its_own(pages: Pages, family: str, media: str) -> None:
    page = pages.of(None)
    page.emulate_media(media=media)  # type: ignore[arg-type]
    page.goto("/components")
    shapes = {kind: page.evaluate(SHAPE, [family, kind]) for kind in FAMILIES[family]}
    assert "none" not in shapes.values()
    assert len(set(shapes.values())) == len(shapes), shapes


def test_x4_no_page_has_a_sign_without_its_word(
    stocked: Stocked,
    everybody: Member,
    pages: Pages,
) -> None:
    page = pages.of(everybody)
    wordless = []
    for route, url in pages.all_of(everybody, stocked):
        page.goto(url)
        wordless += [f"{route}: {each}" for each in page.evaluate(WORDLESS)]
    assert not wordless, "\n".join(wordless)


def test_x4_what_is_printed_can_be_read_in_grey(
    stocked: Stocked,
    everybody: Member,
    pages: Pages,
) -> None:
    """Contrast is measured by brightness alone, so what passes does so without its colour."""
    page = pages.of(everybody)
    page.emulate_media(media="print")
    looked_at, faint = 0, []
    for route, url in pages.all_of(everybody, stocked):
        if route.rule.rule.endswith(PAPER):
            looked_at += 1
            page.goto(url)
            faint += [f"{route}: {each}" for each in _faint(page)]
    assert looked_at >= len(PAPER)
    assert not faint, "\n".join(faint)


def _faint(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate(CONTRAST)["violations"]
    return [node["html"][:160] for violation in found for node in violation["nodes"]]
