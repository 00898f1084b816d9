"""X3: on every page a thumb hits what it aims at, text is large enough, and nothing scrolls sideways."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from drillhub.identity.roles import Role
from tests.browser.conftest import Pages
from tests.support.world import Member, World
from tests.web.routes import Route, routes
from tests.web.stocked import Stocked, stock

pytestmark = pytest.mark.browser

MEASURES = (Path(__file__).parent / "measures.js").read_text(encoding="utf-8")
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def stocked(world: World) -> Stocked:
    return stock(world)


@pytest.fixture
def everybody(world: World, stocked: Stocked) -> Member:
    """Somebody with every role, who sees every page with all that is on it."""
    return world.person(stocked.org, "兼任 一人", *Role, number="9999", email="everybody@stocked.example")


def shown_pages(app: Flask, stocked: Stocked) -> Iterator[tuple[Route, str]]:
    for route in routes(app):
        if route.method == "GET" and route.rule.endpoint != "development.components":
            token = stocked.tokens[route.access.purpose] if route.access.purpose else ""
            yield route, route.url(app, stocked.parts, token)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_x3_every_page_fits_a_phone_and_a_thumb(
    app: Flask, stocked: Stocked, everybody: Member, pages: Pages, language: str
) -> None:
    page = pages.of(everybody, width=390, language=language)
    complaints, looked_at = [], 0
    for route, url in shown_pages(app, stocked):
        if not pages.is_page(everybody, url):
            continue
        looked_at += 1
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(url)
        complaints += [f"{route}: {each}" for each in page.evaluate(MEASURES)]
        page.set_viewport_size({"width": 320, "height": 640})
        if (wide := page.evaluate(SIDEWAYS)) > 0:
            complaints.append(f"{route}: scrolls sideways by {wide} px at 320 px")
    assert looked_at > 60
    assert not complaints, "\n".join(complaints)
