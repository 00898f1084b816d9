"""Somebody at a screen, whose pages are looked at by axe and kept as pictures."""

import re
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
PICTURES = Path(__file__).parents[2] / "build" / "browser"
# Words of which every line is squeezed to a character or two, as in a column that got no room.
SQUEEZED = """() => [...document.querySelectorAll("main *")]
  .filter(each => !each.children.length && each.textContent.trim().length > 4 && each.checkVisibility())
  .filter(each => {
    const words = document.createRange();
    words.selectNodeContents(each);
    const lines = [...words.getClientRects()].filter(line => line.width > 1);
    const room = 2.5 * parseFloat(getComputedStyle(each).fontSize);
    return lines.length > 2 && lines.every(line => line.width < room);
  })
  .map(each => `${each.tagName.toLowerCase()}: ${each.textContent.trim().slice(0, 40)}`)"""

# What a narrow screen folds, opened or closed again; the answer is how tall the page is then.
UNFOLD = """() => {
  for (const each of document.querySelectorAll("details.fold:not([open])")) each.open = each.dataset.unfolded = true;
  return document.documentElement.scrollHeight;
}"""
FOLD = """() => {
  for (const each of document.querySelectorAll("details[data-unfolded]")) {
    each.open = false;
    delete each.dataset.unfolded;
  }
}"""


class Reader:
    """Somebody at a screen of a certain width, reading one language. `look` checks the page that is shown."""

    def __init__(self, context: BrowserContext, address: str, walk: str, who: str, width: int) -> None:
        self.page: Page = context.new_page()
        self.address, self.walk, self.who, self.width = address, walk, who, width
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.set_default_timeout(15_000)
        self.complaints: list[str] = []
        self.page.on("console", self._console)
        self.page.on("response", self._response)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{who}: script failed: {error}"))

    def _console(self, message: Any) -> None:
        if message.type == "error" and "422" not in message.text:
            self.complaints.append(f"{self.who}: {self.page.url}: {message.text}")

    def _response(self, response: Any) -> None:
        if response.status >= 400 and response.status != 422:
            self.complaints.append(f"{self.who}: {response.request.method} {response.url}: {response.status}")

    def open(self, path: str) -> None:
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.status < 400, (path, answer.status)

    def press(self, selector: str) -> None:
        """Press a button that sends a form or follows a link, and wait for the page behind it."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def open_chapter(self, code: str) -> None:
        """Go to a chapter of a report by its table of contents; where it is folded, it opens."""
        self.page.locator(f".toc a[href='#section-{code}']").click()

    def look(self, name: str) -> None:
        """Keep a picture; then, all unfolded, note what axe objects to or cannot decide, and text that has no room."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        height = self.page.evaluate("document.documentElement.scrollHeight")
        # As tall as the page, so that a sticky bar does not cover text.
        self.page.set_viewport_size({"width": self.width, "height": max(900, height)})
        self.page.screenshot(path=PICTURES / f"{self.walk}-{name}.png")
        height = self.page.evaluate(UNFOLD)
        self.page.set_viewport_size({"width": self.width, "height": max(900, height)})
        self.page.evaluate(AXE)
        result = self.page.evaluate("axe.run(document, {resultTypes: ['violations', 'incomplete']})")
        for kind in ("violations", "incomplete"):
            for each in result[kind]:
                self.complaints += [f"{name}: {kind}: {each['id']}: {node['html'][:160]}" for node in each["nodes"][:3]]
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            self.complaints.append(f"{name}: scrolls sideways by {wide} px")
        self.complaints += [f"{name}: squeezed: {each}" for each in self.page.evaluate(SQUEEZED)]
        self.page.evaluate(FOLD)
        self.page.set_viewport_size({"width": self.width, "height": 900})

    def number_in_address(self, pattern: str) -> int:
        match = re.search(pattern, self.page.url)
        assert match is not None, self.page.url
        return int(match[1])

    def leave(self) -> None:
        """Close the browser's window; its last picture tells where somebody stood when a walk failed."""
        self.page.screenshot(path=PICTURES / f"{self.walk}-last-{self.who.replace(' ', '-')}.png")
        for complaint in self.complaints:
            sys.stdout.write(f"{complaint}\n")
        self.page.context.close()
