"""A real browser in front of a real server: pages are looked at by axe and kept as pictures in build/."""

import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from tests.browser.walk import Walk
from tests.support.world import Member, World

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"]
SCRIPTS = Path(__file__).parents[2] / "drillhub" / "static" / "js"


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


@pytest.fixture(params=[("ja", 1280), ("ja", 390), ("en", 1280), ("en", 390)], ids=lambda each: f"{each[0]}-{each[1]}")
def four_ways(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Walk]:
    """The same walk in both languages, wide and narrow. Give it an organisation with `through`."""
    walk = Walk(chromium, address, *request.param)
    yield walk
    for reader in walk.readers:
        reader.leave()
