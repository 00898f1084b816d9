"""Pages in a browser, opened for people who have signed in already."""

from collections.abc import Iterator
from typing import Any

from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page

from tests.support.world import Member, World
from tests.web.routes import Route, routes
from tests.web.stocked import Stocked


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

    def all_of(self, member: Member, stocked: Stocked) -> Iterator[tuple[Route, str]]:
        """Every page that this person of the stocked organisation sees, with its address."""
        app = self.world.app
        for route in routes(app):
            if route.method == "GET" and route.rule.endpoint != "development.components":
                token = stocked.tokens[route.access.purpose] if route.access.purpose else ""
                url = route.url(app, stocked.parts, token)
                if self._is_page(member, url):
                    yield route, url

    def _is_page(self, member: Member, url: str) -> bool:
        """Not a file, a part of a page or a refusal."""
        answer = self._asking(member).get(url)
        is_html = answer.status_code == 200 and answer.mimetype == "text/html"
        whole = is_html and "<html" in answer.get_data(as_text=True)
        answer.close()
        return whole

    def _asking(self, member: Member) -> FlaskClient:
        if member not in self.clients:
            self.clients[member] = self.world.browser(member)
        return self.clients[member]
