"""A real browser in front of a real server: pages are looked at by axe and kept as pictures in build/."""

import logging
import os
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from tests.support.world import Member, World

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"]
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
PICTURES = Path(__file__).parents[2] / "build" / "browser"
SCRIPTS = Path(__file__).parents[2] / "drillhub" / "static" / "js"
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


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not os.access(CHROMIUM, os.X_OK):
        pytest.fail(f"{CHROMIUM} is missing: install Chromium to run the browser tests")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The app behind a real port, with the cross-site check on."""
    app.config["WTF_CSRF_ENABLED"] = True
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    app.config["WTF_CSRF_ENABLED"] = False


class Pages:
    """Opens pages for people who have signed in already; all are closed at the end of the test."""

    def __init__(self, chromium: Browser, world: World, address: str) -> None:
        self.chromium, self.world, self.address = chromium, world, address
        self.contexts: list[BrowserContext] = []
        self.clients: dict[Member, FlaskClient] = {}

    def of(self, member: Member | None, *, width: int = 1280, language: str = "ja", **options: Any) -> Page:
        """A page of this person's browser, or of a stranger's, that has opened nothing yet."""
        context = self.chromium.new_context(
            base_url=self.address, viewport={"width": width, "height": 900}, locale=language, **options
        )
        self.contexts.append(context)
        if member is not None:
            cookie = self.world.browser(member, language=language).get_cookie("drillhub")
            assert cookie is not None
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.address}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    def is_page(self, member: Member, url: str) -> bool:
        """Whether this address shows a page to this person, and not a file, a part of a page or a refusal."""
        answer = self._asking(member).get(url)
        is_html = answer.status_code == 200 and answer.mimetype == "text/html"
        whole = is_html and "<html" in answer.get_data(as_text=True)
        answer.close()
        return whole

    def _asking(self, member: Member) -> FlaskClient:
        if member not in self.clients:
            self.clients[member] = self.world.browser(member)
        return self.clients[member]


@pytest.fixture
def pages(chromium: Browser, world: World, address: str) -> Iterator[Pages]:
    opened = Pages(chromium, world, address)
    yield opened
    for context in opened.contexts:
        context.close()


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

    def look(self, name: str) -> None:
        """Keep a picture, and note what axe objects to or cannot decide, and text that has no room."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        height = self.page.evaluate("document.documentElement.scrollHeight")
        # As tall as the page, so that a sticky bar does not cover text.
        self.page.set_viewport_size({"width": self.width, "height": max(900, height)})
        self.page.screenshot(path=PICTURES / f"{self.walk}-{name}.png")
        self.page.evaluate(AXE)
        result = self.page.evaluate("axe.run(document, {resultTypes: ['violations', 'incomplete']})")
        for kind in ("violations", "incomplete"):
            for each in result[kind]:
                self.complaints += [f"{name}: {kind}: {each['id']}: {node['html'][:160]}" for node in each["nodes"][:3]]
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            self.complaints.append(f"{name}: scrolls sideways by {wide} px")
        self.complaints += [f"{name}: squeezed: {each}" for each in self.page.evaluate(SQUEEZED)]
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
