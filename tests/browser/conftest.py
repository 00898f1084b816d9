"""A real browser in front of a real server: pages are looked at by axe and kept as pictures in build/."""

import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from drillhub.identity.roles import Role
from tests.browser.pages import Pages
from tests.browser.walk import Walk
from tests.support.world import Member, World
from tests.web.stocked import Stocked, stock

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


@pytest.fixture
def stocked(world: World) -> Stocked:
    """Ask for it before `pages`: it is filled through the pages, without the cross-site check."""
    return stock(world)


@pytest.fixture
def everybody(world: World, stocked: Stocked) -> Member:
    """Somebody with every role, who sees every page with all that is on it."""
    return world.person(stocked.org, "兼任 一人", *Role, number="9999", email="everybody@stocked.example")


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
