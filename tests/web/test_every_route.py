"""Promises that hold for every route: walls, roles, reading changes nothing, headers."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from drillhub.identity.roles import Role
from drillhub.web import BLUEPRINTS
from tests.support.rows import all_rows, counted_statements
from tests.support.world import Member, World
from tests.web.access_matrix import MATRIX
from tests.web.routes import NOBODYS, Route, may, parts_missing, plain, routes
from tests.web.stocked import CANARY, Stocked, crowd, stock


@pytest.fixture
def stocked(world: World) -> Stocked:
    return stock(world)


@pytest.fixture
def strangers(world: World) -> dict[Role, Member]:
    """One member per role of another, empty organisation."""
    org = world.organisation("strangers", "よその会社")
    return {role: world.person(org, f"外山 {role}", role, number=f"8{index}") for index, role in enumerate(Role)}


def _with_ids(app: Flask) -> Iterator[Route]:
    return (route for route in routes(app) if route.ids)


def _visit(browser: FlaskClient, route: Route, url: str):
    return browser.open(url, method=route.method)


def test_t6_every_route_stands_in_the_access_matrix(app: Flask) -> None:
    stated = {str(route): _who(route) for route in routes(app)}
    assert stated == MATRIX


def _who(route: Route) -> str:
    if route.access.kind == "roles":
        return " ".join(sorted(route.access.roles))
    return f"link: {route.access.purpose}" if route.access.purpose else route.access.kind


def test_t6_every_part_of_an_address_is_tried(app: Flask, stocked: Stocked) -> None:
    assert parts_missing(app, stocked) == set()


def test_t5_another_organisations_id_answers_like_an_id_that_nobody_has(
    app: Flask, world: World, stocked: Stocked, strangers: dict[Role, Member]
) -> None:
    before = all_rows(world, stocked.org)
    wrong = []
    for role, member in strangers.items():
        browser = world.browser(member)
        for route in _with_ids(app):
            if not may(route.access, role):
                continue
            theirs = _visit(browser, route, route.url(app, stocked.parts))
            nobodys = _visit(browser, route, route.url(app, dict.fromkeys(stocked.parts, NOBODYS) | _uuids(stocked)))
            if theirs.status_code != 404 or plain(theirs.text) != plain(nobodys.text):
                wrong.append(f"{role}: {route}: {theirs.status_code}, nobody's {nobodys.status_code}")
    assert wrong == []
    assert all_rows(world, stocked.org) == before


def _uuids(stocked: Stocked) -> dict[str, object]:
    return {name: value for name, value in stocked.parts.items() if not isinstance(value, int)}


def test_t6_nothing_of_another_organisation_is_ever_shown(
    app: Flask, world: World, stocked: Stocked, strangers: dict[Role, Member]
) -> None:
    for member in strangers.values():
        browser = world.browser(member)
        for route in routes(app):
            if route.method == "GET" and "token" not in route.rule.arguments:
                page = browser.get(route.url(app, stocked.parts) + "?q=trainer&page=1")
                assert CANARY.encode() not in page.data, route
                page.close()


def test_b1_no_page_takes_more_statements_for_1000_people_than_for_10(
    app: Flask, world: World, stocked: Stocked
) -> None:
    browsers = {role: world.browser(member) for role, member in stocked.members.items()}

    def statements() -> dict[str, int]:
        counts = {}
        for role, browser in browsers.items():
            for route in routes(app):
                if route.method == "GET" and "token" not in route.rule.arguments and may(route.access, role):
                    with counted_statements(app) as sent:
                        browser.get(route.url(app, stocked.parts)).close()
                    counts[f"{role}: {route}"] = len(sent)
        return counts

    crowd(world, stocked, up_to=10)
    statements()  # what is kept between requests is there now
    few = statements()
    crowd(world, stocked, up_to=1000)
    many = statements()
    assert {route: (few[route], count) for route, count in many.items() if count > few[route]} == {}


def test_every_role_is_let_in_or_refused_as_the_marks_say(app: Flask, world: World, stocked: Stocked) -> None:
    wrong = []
    for role, member in stocked.members.items():
        browser = world.browser(member)
        for route in routes(app):
            if route.access.kind == "link" or route.method != "GET":
                continue
            page = browser.get(route.url(app, stocked.parts))
            page.close()
            allowed = {200, 302, 303, 304, 404, 503} if may(route.access, role) else {403}
            if route.access.kind == "signed_in":
                allowed.add(403)  # a drill decides by the person's part in it
            if page.status_code not in allowed:
                wrong.append(f"{role}: {route}: {page.status_code}")
    assert wrong == []


def test_no_page_links_to_a_page_that_its_reader_may_not_open(app: Flask, world: World, stocked: Stocked) -> None:
    """Links that differ in numbers alone are followed once."""
    closed = []
    for role, member in stocked.members.items():
        browser, seen, waiting = world.browser(member), set[str](), {"/": "the door"}
        while waiting:
            link, found_on = waiting.popitem()
            with browser.get(link) as page:
                if page.status_code >= 400:
                    closed.append(f"{role}: {found_on} → {link}: {page.status_code}")
                links = re.findall(r'href="(/[^"#?]*)', page.text) if page.mimetype == "text/html" else []
            for each in map(unescape, links):
                if (kind := re.sub(r"\d+", "N", each)) not in seen and not each.startswith("/static/"):
                    seen.add(kind)
                    waiting[each] = link
    assert closed == []


def test_a_changing_route_refuses_roles_that_may_not(app: Flask, world: World, stocked: Stocked) -> None:
    browsers = {role: world.browser(member) for role, member in stocked.members.items()}
    before = all_rows(world, stocked.org)
    for role, browser in browsers.items():
        for route in routes(app):
            if route.access.kind == "roles" and not may(route.access, role) and route.method != "GET":
                assert _visit(browser, route, route.url(app, stocked.parts)).status_code == 403, (role, route)
    assert all_rows(world, stocked.org) == before


def test_whoever_has_not_signed_in_is_asked_to(app: Flask, world: World, stocked: Stocked) -> None:
    browser = world.browser()
    for route in routes(app):
        if route.access.kind in {"signed_in", "roles"}:
            page = _visit(browser, route, route.url(app, stocked.parts))
            assert (page.status_code, page.location.startswith("/sign-in")) == (303, True), route


def test_a_link_of_one_purpose_opens_nothing_else(app: Flask, world: World, stocked: Stocked) -> None:
    browser = world.browser()
    for route in routes(app):
        if route.access.kind == "link":
            for purpose, token in stocked.tokens.items():
                page = browser.get(route.url(app, stocked.parts, token)) if route.method == "GET" else None
                if page is not None:
                    assert page.status_code == (200 if purpose is route.access.purpose else 404), (route, purpose)


def test_a7_reading_changes_nothing(app: Flask, world: World, stocked: Stocked) -> None:
    browsers = {role: world.browser(member) for role, member in stocked.members.items()}
    before = all_rows(world, stocked.org)
    for browser in browsers.values():
        for route in routes(app):
            if route.method == "GET":
                token = stocked.tokens[route.access.purpose] if route.access.purpose else ""
                url = route.url(app, stocked.parts, token)
                browser.get(url).close()
                browser.head(url).close()
    assert all_rows(world, stocked.org) == before


def test_i3_every_answer_carries_the_headers(app: Flask, world: World, stocked: Stocked) -> None:
    browser = world.browser(stocked.members[Role.ADMINISTRATOR])
    for route in routes(app):
        if route.method != "GET":
            continue
        answer = browser.get(route.url(app, stocked.parts, "no-such-token"))
        answer.close()
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe-inline" not in policy, route
        assert "frame-ancestors 'none'" in policy, route
        assert answer.headers["X-Content-Type-Options"] == "nosniff", route
        assert answer.headers["Referrer-Policy"] in {"no-referrer", "same-origin", "strict-origin"}, route
        if route.rule.endpoint != "static":
            assert "no-store" in answer.headers["Cache-Control"], route
        if answer.mimetype.startswith("text/"):
            assert "charset=utf-8" in answer.content_type, route


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_page_fails_in_either_language(app: Flask, world: World, stocked: Stocked, language: str) -> None:
    for member in stocked.members.values():
        browser = world.browser(member, language=language)
        for route in routes(app):
            if route.method == "GET" and route.access.kind != "link":
                page = browser.get(route.url(app, stocked.parts))
                assert page.status_code < 500 or route.rule.endpoint == "health.ready", (route, page.text)
                if "<html" in (shown := page.get_data(as_text=True) if page.mimetype == "text/html" else ""):
                    assert f'<html lang="{language}"' in shown, route
                page.close()


def test_every_room_belongs_to_a_blueprint(app: Flask) -> None:
    rooms = {blueprint.name for blueprint in BLUEPRINTS}
    assert {route.rule.endpoint.split(".")[0] for route in routes(app)} <= rooms | {"static", "development"}
