"""I1: a post carries what its form has, once each, or is refused; and no page has a form that would be refused."""

from collections import Counter
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from drillhub.identity.roles import Role
from drillhub.web.fields import Fields, fields_of
from tests.support.rows import all_rows
from tests.support.world import Member, Org, World
from tests.web.forms_of import posting_forms
from tests.web.routes import Route, may, routes
from tests.web.stocked import Stocked, stock

_KEYS = {"_key", "csrf_token"}


@pytest.fixture
def stocked(world: World) -> Stocked:
    return stock(world)


def _posts(app: Flask, world: World, stocked: Stocked) -> list[tuple[Route, FlaskClient, str]]:
    """Every route that changes something, with a browser of somebody who may use it, and its address."""
    browsers = {role: world.browser(member) for role, member in stocked.members.items()}
    return [
        (
            route,
            browsers[next(role for role in Role if may(route.access, role) or route.access.kind == "link")],
            route.url(app, stocked.parts, stocked.tokens[route.access.purpose] if route.access.purpose else ""),
        )
        for route in routes(app)
        if route.method != "GET"
    ]


def _fields(app: Flask, route: Route) -> Fields:
    with app.test_request_context():
        return fields_of(app.view_functions[route.rule.endpoint])


def test_i1_every_post_refuses_a_field_it_does_not_know(app: Flask, world: World, stocked: Stocked) -> None:
    posts, before = _posts(app, world, stocked), all_rows(world, stocked.org)
    for route, browser, url in posts:
        page = browser.open(url, method=route.method, data={"org_id": "1"})
        assert (page.status_code, "org_id" in page.text) == (422, True), route
    assert all_rows(world, stocked.org) == before


def test_i1_every_post_refuses_a_field_that_comes_twice(app: Flask, world: World, stocked: Stocked) -> None:
    posts, before = _posts(app, world, stocked), all_rows(world, stocked.org)
    for route, browser, url in posts:
        for name in _fields(app, route).once:
            sent = name.replace("*", "1")
            page = browser.open(url, method=route.method, data={sent: ["1", "2"]})
            assert (page.status_code, sent in page.text) == (422, True), (route, name)
    assert all_rows(world, stocked.org) == before


def test_i1_the_refusal_names_the_field_and_says_that_nothing_was_saved(
    world: World, org: Org, general_affairs: Member
) -> None:
    browser = world.browser(general_affairs)
    form = {"name": "大阪支社", "address": "", "assembly_point": "", "_key": "a key", "colour": "赤"}
    page = browser.post("/people/sites", data=form)
    assert page.status_code == 422
    assert "項目（colour）が送信されたため、何も保存していません" in page.text
    assert "大阪支社" not in browser.get("/people/sites").text
    del form["colour"]
    assert browser.post("/people/sites", data=form).status_code == 303
    assert "大阪支社" in browser.get("/people/sites").text


def test_i1_a_script_gets_the_same_refusal_as_json(world: World, org: Org, general_affairs: Member) -> None:
    answer = world.browser(general_affairs).post(
        "/people/sites", data={"site_id": "7"}, headers={"Accept": "application/json"}
    )
    assert (answer.status_code, answer.get_json()["code"]) == (422, "fields_refused")


def test_i1_no_page_has_a_form_with_fields_that_would_be_refused(app: Flask, world: World, stocked: Stocked) -> None:
    wrong = set()
    for role, member in stocked.members.items():
        browser = world.browser(member)
        for route in routes(app):
            if route.method == "GET" and (may(route.access, role) or route.access.kind == "link"):
                token = stocked.tokens[route.access.purpose] if route.access.purpose else ""
                url = route.url(app, stocked.parts, token)
                page = browser.get(url)
                if page.mimetype == "text/html":
                    wrong |= _refused(app, url, page.get_data(as_text=True))
                page.close()
    assert wrong == set()


def _refused(app: Flask, url: str, page: str) -> set[str]:
    wrong = set()
    for form in posting_forms(page):
        path = urlsplit(form.action or url).path
        endpoint, _parts = app.url_map.bind("localhost").match(path, method="POST")
        with app.test_request_context():
            taken = fields_of(app.view_functions[endpoint])
        for name, times in Counter(form.names).items():
            if not taken.allows(name, times):
                wrong.add(f"{endpoint}: {name}{' twice' if times > 1 else ''} (on {url})")
    return wrong
