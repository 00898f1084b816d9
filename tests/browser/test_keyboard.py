"""X2: the keyboard alone does everything, and the eye can follow: the focus is marked and never covered."""

import pytest
from playwright.sync_api import Page, expect

from drillhub.audit import OPERATOR
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.identity import passwords, services
from drillhub.identity.models import Person
from tests.browser.pages import Pages
from tests.drills.stage import Stage
from tests.support.world import Member, Org, World
from tests.web.stocked import Stocked

pytestmark = pytest.mark.browser

PASSWORD = "kawa-hoshi-matsu-umi-2468"
# Whether the focus is marked and what lies over it; "" when all is well.
FOCUS = """() => {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return "";
  const words = `${focused.tagName} ${(focused.innerText || focused.name || "").trim().slice(0, 30)}`;
  const marked = [focused, focused.closest("label"), focused.parentElement].filter(Boolean).some((element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  if (!marked) return `not marked: ${words}`;
  const lines = [...focused.getClientRects()].filter((line) => line.width && line.height);
  const seen = lines.some((line) => {
    const [x, y] = [line.left + line.width / 2, line.top + Math.min(line.height / 2, 22)];
    const top = document.elementFromPoint(x, y);
    return top && (focused.contains(top) || focused.closest("label")?.contains(top));
  });
  return seen ? "" : `covered or out of sight: ${words}`;
}"""
# Gives the focus to everything on the page that can have it, from the first to the last and back.
EVERYTHING = f"""() => {{
  const look = {FOCUS};
  const stops = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
    .filter((element) => element.checkVisibility());
  return [...stops, ...stops.reverse()].map((element) => {{
    element.focus({{ focusVisible: true }});
    return look();
  }}).filter(Boolean);
}}"""


class Keyboard:
    """Somebody without a mouse. Every stop of the focus is looked at."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []

    def tab(self) -> None:
        self.page.keyboard.press("Tab")
        if self.page.evaluate(FOCUS):
            # A live screen may have grown in this very moment; who looks for the focus goes back and forth once.
            self.page.keyboard.press("Shift+Tab")
            self.page.keyboard.press("Tab")
            if complaint := self.page.evaluate(FOCUS):
                self.complaints.append(f"{self.page.url}: {complaint}")

    def reach(self, selector: str) -> None:
        """Go on with the tabulator until this element has the focus."""
        for _stop in range(150):
            self.tab()
            if self.page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
                return
        raise AssertionError(f"{selector} is not reached by the keyboard on {self.page.url}")

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def press(self, key: str = "Enter") -> None:
        self.page.keyboard.press(key)

    def follow(self) -> None:
        """Enter, and the page behind it."""
        with self.page.expect_navigation():
            self.press()


@pytest.fixture
def trainer_who_signs_in(world: World, trainer: Member) -> Member:
    with world.changing(trainer.org):
        person = db.session.get_one(Person, trainer.id)
        services.set_password(person, passwords.make_hash(PASSWORD), by=OPERATOR, at=clock.now())
    return trainer


@pytest.mark.parametrize("width", [1280, 390])
def test_x2_a_trainer_signs_in_fills_a_form_and_leads_an_exercise_by_keyboard(
    world: World, org: Org, trainer_who_signs_in: Member, pages: Pages, width: int
) -> None:
    stage = Stage.set_up(world, org, trainer_who_signs_in)
    drill = stage.drill()
    run = stage.launched(drill)
    page = pages.of(None, width=width)
    keys = Keyboard(page)

    page.goto(f"/drills/{drill}")
    keys.reach("#name")
    keys.type("tanaka@aoba.example")
    keys.reach("#password")
    keys.type(PASSWORD)
    keys.follow()
    expect(page).to_have_url(f"{pages.address}/drills/{drill}")

    keys.reach(".skip")
    keys.press()
    assert page.evaluate("document.activeElement.id") == "main"
    keys.reach(f"a[href='/runs/{run}']")
    keys.follow()

    keys.reach(f"form[action='/runs/{run}/start'] button")
    keys.press()
    keys.reach(f"form[action='/runs/{run}/injects/1/release'] button")
    keys.press("Space")
    expect(page.locator("[data-live-part=scene]")).to_contain_text("飛ばして理由を残す")
    keys.reach("#text")
    keys.type("声をかけ合っていた")
    keys.reach("button[value=good]")
    keys.press()
    expect(page.locator("[data-live-part=log]")).to_contain_text("声をかけ合っていた")
    keys.reach("details[data-keep=end] > summary")
    keys.press()
    keys.reach(f"form[action='/runs/{run}/end'] button")
    keys.press()
    expect(page.locator(f"a[href='/runs/{run}/evaluation']")).to_be_visible()

    keys.reach(f"a[href='/runs/{run}/evaluation']")
    keys.follow()
    keys.reach("textarea[name=text]")
    keys.type("来訪者の名簿がない")
    keys.reach("form[action$='/findings'] button")
    keys.follow()
    expect(page.locator("#findings")).to_contain_text("来訪者の名簿がない")
    assert not keys.complaints, "\n".join(keys.complaints)


@pytest.mark.parametrize("width", [1280, 390])
def test_x2_on_every_page_the_focus_is_marked_and_nothing_lies_over_it(
    stocked: Stocked,
    everybody: Member,
    pages: Pages,
    width: int,
) -> None:
    page = pages.of(everybody, width=width)
    complaints = []
    for route, url in pages.all_of(everybody, stocked):
        page.goto(url)
        complaints += [f"{route}: {each}" for each in page.evaluate(EVERYTHING)]
    assert not complaints, "\n".join(sorted(set(complaints)))
