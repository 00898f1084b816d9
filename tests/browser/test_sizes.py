"""X3: on every page a thumb hits what it aims at, text is large enough, and nothing scrolls sideways."""

from pathlib import Path

import pytest

from tests.browser.pages import Pages
from tests.support.world import Member
from tests.web.stocked import Stocked

pytestmark = pytest.mark.browser

MEASURES = (Path(__file__).parent / "measures.js").read_text(encoding="utf-8")
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_x3_every_page_fits_a_phone_and_a_thumb(
    stocked: Stocked, everybody: Member, pages: Pages, language: str
) -> None:
    page = pages.of(everybody, width=390, language=language)
    complaints, looked_at = [], 0
    for route, url in pages.all_of(everybody, stocked):
        looked_at += 1
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(url)
        complaints += [f"{route}: {each}" for each in page.evaluate(MEASURES)]
        page.set_viewport_size({"width": 320, "height": 640})
        if (wide := page.evaluate(SIDEWAYS)) > 0:
            complaints.append(f"{route}: scrolls sideways by {wide} px at 320 px")
    assert looked_at > 60
    assert not complaints, "\n".join(complaints)
