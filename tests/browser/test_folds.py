"""A phone shows the chapters of a long report at a glance; a wide screen, paper and no script show it all."""

import pytest
from playwright.sync_api import Page, expect

from drillhub.core import clock
from tests.browser.pages import Pages
from tests.support.world import Member

pytestmark = pytest.mark.browser


@pytest.fixture
def report() -> str:
    return f"/reports/annual/{clock.now().year}"


def chapter(page: Page, code: str):
    return page.locator(f"#section-{code} > details > div")


def test_a_narrow_screen_folds_the_chapters_and_the_contents_lead_into_them(
    pages: Pages, general_affairs: Member, report: str
) -> None:
    page = pages.of(general_affairs, width=390)
    page.goto(report)
    expect(chapter(page, "F")).to_be_hidden()
    page.locator(".toc a[href='#section-F']").click()
    expect(chapter(page, "F")).to_be_visible()
    expect(page.locator("#section-F-h")).to_be_in_viewport()
    expect(chapter(page, "G")).to_be_hidden()
    page.get_by_text("G　改善提案・是正", exact=True).click()
    expect(chapter(page, "G")).to_be_visible()


def test_an_address_with_a_chapter_in_it_opens_that_chapter(pages: Pages, general_affairs: Member, report: str) -> None:
    page = pages.of(general_affairs, width=390)
    page.goto(f"{report}#section-M")
    expect(chapter(page, "M")).to_be_visible()
    expect(page.locator("#section-M-h")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("width", "options"),
    [(1280, {}), (390, {"java_script_enabled": False})],
    ids=["a wide screen", "a phone without script"],
)
def test_everything_is_open(pages: Pages, general_affairs: Member, report: str, width: int, options: dict) -> None:
    page = pages.of(general_affairs, width=width, **options)
    page.goto(report)
    for code in "ABCDEFGHIJKLM":
        expect(chapter(page, code)).to_be_visible()


def test_paper_shows_what_the_screen_had_folded(pages: Pages, general_affairs: Member, report: str) -> None:
    page = pages.of(general_affairs, width=390)
    page.goto(report)
    expect(chapter(page, "F")).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(chapter(page, "F")).to_be_visible()
    expect(page.get_by_text("F　主な数字", exact=True)).to_be_visible()
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(chapter(page, "F")).to_be_hidden()
