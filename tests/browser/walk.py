"""A walk through the product by several people, in one language, at one width; phones are always 390 px wide."""

import re

from playwright.sync_api import Browser

from drillhub.notifications import sending
from drillhub.notifications.queueing import DRILL_MARK
from tests.browser.reader import Reader
from tests.support.mail import mail_server, text_of
from tests.support.world import Org, World

PASSWORD = "kawa-hoshi-matsu-umi-2468"
ZONE = "Asia/Tokyo"


class Walk:
    """The readers of one walk through an organisation. People appear in the order in which they are needed."""

    org: Org

    def __init__(self, chromium: Browser, address: str, language: str, width: int) -> None:
        self.chromium, self.address = chromium, address
        self.language, self.width = language, width
        self.readers: list[Reader] = []

    def through(self, org: Org) -> "Walk":
        self.org = org
        return self

    def reader(self, who: str) -> Reader:
        # Employees read on a phone whatever the walk's width is.
        width = 390 if who == "employee" else self.width
        context = self.chromium.new_context(locale=self.language)
        reader = Reader(context, self.address, f"{self.language}-{self.width}", who, width)
        self.readers.append(reader)
        return reader

    def sign_in(self, reader: Reader, number: str) -> None:
        reader.open("/sign-in")
        reader.page.fill("#company_code", self.org.slug)
        reader.page.fill("#name", number)
        reader.page.fill("#password", PASSWORD)
        reader.press("main form button[type=submit]")
        self.read(reader)

    def read(self, reader: Reader) -> None:
        """Switch to the language of the walk, whatever the person's row says."""
        if reader.page.locator("html").get_attribute("lang") != self.language:
            reader.open("/menu")
            reader.press(f"main button[name=language][value={self.language}]")
            reader.open("/")

    def mailed_link(self, world: World, to: str, path: str) -> str:
        """Send what is queued through a real mail server, and take the personal link from what somebody received."""
        with mail_server() as (server, mailbox):
            with world.inside(self.org):
                while sending.deliver_due(server, "drillhub@aoba.example"):
                    pass
            mail = next(each for each in mailbox.messages if to in str(each["To"]) and path in text_of(each))
            if path == "/follow/":
                assert str(mail["Subject"]).startswith(DRILL_MARK)
            link = re.search(rf"{path}[\w-]+", text_of(mail))
        assert link is not None
        return link[0]

    @property
    def complaints(self) -> list[str]:
        return [complaint for reader in self.readers for complaint in reader.complaints]
