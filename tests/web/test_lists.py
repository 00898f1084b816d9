"""B3: what a list says when it is empty, when a filter finds nothing, when it is filled, and when it cannot be read."""

import re

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from drillhub.identity.roles import Role
from tests.support.world import Member, World
from tests.web.routes import may, routes
from tests.web.stocked import stock

# Address of each list → who fills it, and what the one button says while there is nothing.
EMPTY = {
    "/drills": (Role.TRAINER, "訓練を予定する"),
    "/drills/new": (Role.TRAINER, "シナリオを開く"),
    "/calendar": (Role.TRAINER, "訓練を予定する"),
    "/calendar/list": (Role.TRAINER, "訓練を予定する"),
    "/scenarios": (Role.TRAINER, "見本を入れる"),
    "/plan": (Role.GENERAL_AFFAIRS, "計画を入力する"),
    "/plan/risks": (Role.GENERAL_AFFAIRS, "リスクを足す"),
    "/plan/systems": (Role.GENERAL_AFFAIRS, "システムを足す"),
    "/plan/systems/it-bcp": (Role.GENERAL_AFFAIRS, "システムを足す"),
    "/people/sites": (Role.GENERAL_AFFAIRS, "社員一覧を取り込む"),
    "/people/departments": (Role.GENERAL_AFFAIRS, "社員一覧を取り込む"),
    "/outbox": (Role.GENERAL_AFFAIRS, "名簿を開く"),
    "/dashboard": (Role.TRAINER, "訓練を予定する"),
    "/learning": (Role.TRAINER, "理解度テストを作る"),
    "/learning/quizzes": (Role.TRAINER, "理解度テストを作る"),
    "/improvement": (Role.EMPLOYEE, "改善を提案する"),
    "/improvement/proposals": (Role.GENERAL_AFFAIRS, "改善を提案する"),
    "/improvement/proposals/mine": (Role.EMPLOYEE, "改善を提案する"),
    "/improvement/meetings": (Role.GENERAL_AFFAIRS, "会議を作る"),
}
# Lists that others fill: a sentence says when something will stand here.
FILLED_BY_OTHERS = {"/learning/mine": Role.EMPLOYEE, "/": Role.EMPLOYEE}
# A filter that finds nothing in the stocked organisation.
NARROWED = {
    "/drills?year=1999": Role.TRAINER,
    "/calendar?type=phishing_drill": Role.TRAINER,
    "/calendar/list?type=phishing_drill": Role.TRAINER,
    "/scenarios?hazard=snow": Role.TRAINER,
    "/plan/risks?likelihood=1&impact=1": Role.GENERAL_AFFAIRS,
    "/people?q=誰でもない": Role.GENERAL_AFFAIRS,
    "/outbox?state=sending": Role.GENERAL_AFFAIRS,
    "/improvement/proposals?q=誰でもない": Role.GENERAL_AFFAIRS,
}


@pytest.fixture
def newcomers(world: World) -> dict[Role, Member]:
    """One member per role of an organisation that has entered nothing yet."""
    org = world.organisation("newcomers", "はじめての会社")
    return {role: world.person(org, f"新田 {role}", role, number=f"1{number}") for number, role in enumerate(Role)}


def empties(page: str) -> list[list[str]]:
    """The buttons of each empty list on the page."""
    parts = re.findall(r'<div class="empty">.*?<h3>[^<]+</h3><p>[^<]+</p>(?:<div class="row">(.*?)</div>)?', page, re.S)
    return [re.findall(r'class="btn[^>]*>([^<]+)', buttons) for buttons in parts]


@pytest.mark.parametrize("address", EMPTY)
def test_b3_an_empty_list_says_so_and_has_the_one_button_that_fills_it(
    world: World, newcomers: dict[Role, Member], address: str
) -> None:
    role, button = EMPTY[address]
    assert empties(world.browser(newcomers[role]).get(address).text) == [[button]]


@pytest.mark.parametrize("address", FILLED_BY_OTHERS)
def test_b3_a_list_that_others_fill_says_when_something_will_be_there(
    world: World, newcomers: dict[Role, Member], address: str
) -> None:
    assert empties(world.browser(newcomers[FILLED_BY_OTHERS[address]]).get(address).text) == [[]]


def test_b3_every_empty_list_is_known_here(app: Flask, world: World, newcomers: dict[Role, Member]) -> None:
    found = set()
    for role, member in newcomers.items():
        browser = world.browser(member)
        for route in routes(app):
            if route.method == "GET" and not route.rule.arguments and may(route.access, role):
                page = browser.get(route.rule.rule)
                if page.mimetype == "text/html" and empties(page.get_data(as_text=True)):
                    found.add(route.rule.rule)
                page.close()
    assert found - {"/components", "/reports"} == EMPTY.keys() | FILLED_BY_OTHERS.keys()


@pytest.mark.parametrize("address", EMPTY)
def test_b3_a_filled_list_shows_its_rows_instead(world: World, address: str) -> None:
    stocked = stock(world)
    page = world.browser(stocked.members[EMPTY[address][0]]).get(address).text
    assert empties(page) == []


@pytest.mark.parametrize("address", NARROWED)
def test_b3_a_filter_that_finds_nothing_can_be_taken_off(world: World, address: str) -> None:
    stocked = stock(world)
    page = world.browser(stocked.members[NARROWED[address]]).get(address).text
    assert empties(page) == [["絞り込みを外す"]]


@pytest.mark.parametrize("address", EMPTY)
def test_b3_a_list_that_cannot_be_read_says_that_nothing_is_lost_and_what_to_do(
    app: Flask, world: World, newcomers: dict[Role, Member], address: str
) -> None:
    browser = world.browser(newcomers[EMPTY[address][0]])

    def away(*_arguments: object) -> None:
        raise OperationalError("SELECT", {}, Exception("the database is away"))

    with app.app_context():
        event.listen(Engine, "before_cursor_execute", away)
    try:
        page = browser.get(address)
    finally:
        event.remove(Engine, "before_cursor_execute", away)
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    assert "少し待ってから、もう一度お試しください" in page.text
    assert browser.get(address).status_code == 200
