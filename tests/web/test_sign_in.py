"""Signing in: A4–A6, and how a person gets a password in the first place."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from drillhub.audit import OPERATOR
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.identity import passwords, services
from drillhub.identity.models import LoginSession, Person
from drillhub.identity.roles import Role
from tests.support.world import Member, Org, World

PHRASE = "midori no hashi wo wataru"


@pytest.fixture
def member(world: World, general_affairs: Member) -> Member:
    """General affairs with a password."""
    password_hash = passwords.make_hash(PHRASE)
    with world.changing(general_affairs.org):
        services.set_password(person_of(general_affairs), password_hash, by=OPERATOR, at=clock.now())
    return general_affairs


def person_of(member: Member) -> Person:
    return db.session.scalars(select(Person).where(Person.id == member.id)).one()


def try_to_sign_in(browser: FlaskClient, name: str, password: str = PHRASE, code: str = "") -> int:
    return browser.post("/sign-in", data={"name": name, "company_code": code, "password": password}).status_code


def is_signed_in(browser: FlaskClient) -> bool:
    return browser.get("/").status_code == 200


@pytest.mark.parametrize(
    ("name", "code"),
    [
        pytest.param("sato@aoba.example", "", id="by mail address"),
        pytest.param("SATO@Aoba.example", "", id="in capitals"),
        pytest.param("0103", "aoba", id="by company code and employee number, leading zero kept"),
    ],
)
def test_a_person_signs_in(world: World, member: Member, name: str, code: str) -> None:
    browser = world.browser()
    assert try_to_sign_in(browser, name, code=code) == 303
    assert is_signed_in(browser)


@pytest.mark.parametrize(
    ("name", "code", "password"),
    [
        pytest.param("sato@aoba.example", "", "another phrase altogether", id="wrong password"),
        pytest.param("nobody@aoba.example", "", PHRASE, id="unknown address"),
        pytest.param("103", "aoba", PHRASE, id="employee number without its zero"),
        pytest.param("0103", "", PHRASE, id="employee number without company code"),
        pytest.param("0103", "nosuch", PHRASE, id="unknown company"),
    ],
)
def test_a4_a_refusal_says_the_same_whether_the_account_exists(
    world: World, member: Member, name: str, code: str, password: str
) -> None:
    browser = world.browser()
    page = browser.post("/sign-in", data={"name": name, "company_code": code, "password": password})
    assert page.status_code == 422
    assert "サインインできません。入力した内容を確かめて、もう一度お試しください。" in page.text
    assert not is_signed_in(browser)


def test_a4_guesses_are_slowed_for_that_name_and_network_alone(world: World, member: Member) -> None:
    guesser = world.browser()
    answers = [try_to_sign_in(guesser, "sato@aoba.example", f"guess number {number}") for number in range(6)]
    assert answers == [422, 422, 422, 422, 422, 429]
    elsewhere = world.browser()
    elsewhere.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    assert try_to_sign_in(elsewhere, "sato@aoba.example") == 303


def test_a6_the_session_is_renewed_at_sign_in_and_kept_as_a_digest(world: World, member: Member) -> None:
    browser = world.browser()
    browser.get("/sign-in")
    with browser.session_transaction() as session:
        session["planted"] = "before"
    try_to_sign_in(browser, "sato@aoba.example")
    with browser.session_transaction() as session:
        assert "planted" not in session
        token = session["_user_id"]
    assert len(token) >= 43
    with world.inside(member.org):
        rows = db.session.scalars(select(LoginSession)).all()
        assert token not in repr([vars(row) for row in rows])


def test_a6_the_cookie_is_out_of_reach_of_scripts_and_other_sites(world: World, member: Member) -> None:
    browser = world.browser()
    answer = browser.post("/sign-in", data={"name": "sato@aoba.example", "password": PHRASE})
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a6_signing_out_ends_the_session_on_the_server(world: World, member: Member) -> None:
    browser = world.browser(member)
    with browser.session_transaction() as session:
        stolen = session["_user_id"]
    assert browser.post("/sign-out").status_code == 303
    thief = world.browser()
    with thief.session_transaction() as session:
        session["_user_id"] = stolen
        session.permanent = True
    assert not is_signed_in(thief)


def test_a6_someone_who_left_is_out_at_once(world: World, member: Member) -> None:
    browser = world.browser(member)
    assert is_signed_in(browser)
    with world.changing(member.org):
        services.mark_left([person_of(member)], on=clock.today("Asia/Tokyo"), by=OPERATOR, at=clock.now())
    assert not is_signed_in(browser)


def test_a6_a_session_ends_after_an_hour_of_rest_and_after_a_day(world: World, member: Member, time_machine) -> None:
    start = clock.now()
    time_machine.move_to(start, tick=False)
    browser = world.browser(member)
    for minutes in (50, 100, 150):
        time_machine.move_to(start + timedelta(minutes=minutes), tick=False)
        assert is_signed_in(browser)
    time_machine.move_to(start + timedelta(minutes=211), tick=False)
    assert not is_signed_in(browser)

    time_machine.move_to(start, tick=False)
    browser = world.browser(member)
    for step in range(1, 48):
        time_machine.move_to(start + timedelta(minutes=30 * step), tick=False)
        assert is_signed_in(browser)
    time_machine.move_to(start + timedelta(hours=24, minutes=1), tick=False)
    assert not is_signed_in(browser)


def test_a_page_that_needs_a_sign_in_leads_back_to_itself_and_nowhere_else(world: World, member: Member) -> None:
    browser = world.browser()
    asked = browser.get("/menu")
    assert asked.status_code == 303
    assert "next=" in asked.location
    back = browser.post(asked.location, data={"name": "sato@aoba.example", "password": PHRASE})
    assert urlsplit(back.location).path == "/menu"
    for trap in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        browser = world.browser()
        out = browser.post(
            "/sign-in", query_string={"next": trap}, data={"name": "sato@aoba.example", "password": PHRASE}
        )
        assert out.location == "/"


def test_a5_the_first_administrator_sets_a_password_by_a_one_time_link(world: World, org: Org) -> None:
    runner = world.app.test_cli_runner()
    printed = runner.invoke(args=["admin", "invite", "--org", "aoba", "--name", "小林 由美"])
    assert printed.exit_code == 0
    address = urlsplit(printed.stdout.strip()).path
    browser = world.browser()
    assert "小林 由美" in browser.get(address).text
    too_short = browser.post(address, data={"email": "k@aoba.example", "password": "midori-2"})
    assert too_short.status_code == 422
    assert "15文字以上" in too_short.text
    assert browser.post(address, data={"email": "k@aoba.example", "password": PHRASE}).status_code == 303
    assert "会社コード aoba と社員番号 admin-1" in browser.get("/").text
    assert is_signed_in(browser)
    assert world.browser().get(address).status_code == 404
    again = world.browser()
    assert try_to_sign_in(again, "k@aoba.example") == 303


def test_who_has_no_mail_address_is_told_what_to_sign_in_with(world: World, employee: Member) -> None:
    with world.changing(employee.org):
        token = services.invite(person_of(employee), by=OPERATOR, at=clock.now())
    browser = world.browser()
    what = '<dd class="code">aoba</dd><dt>社員番号</dt><dd class="code">0101</dd>'
    assert what in browser.get(f"/activate/{token}").text
    browser.post(f"/activate/{token}", data={"password": "midori-no-yama"})
    assert "会社コード aoba と社員番号 0101 でサインインできます" in browser.get("/").text
    assert what in browser.get("/menu").text
    assert try_to_sign_in(world.browser(), "0101", code="aoba", password="midori-no-yama") == 303


def test_a7_opening_the_link_ten_times_spends_nothing(world: World, employee: Member) -> None:
    with world.changing(employee.org):
        token = services.invite(person_of(employee), by=OPERATOR, at=clock.now())
    scanner = world.browser()
    for _time in range(10):
        assert scanner.get(f"/activate/{token}").status_code == 200
        assert scanner.head(f"/activate/{token}").status_code == 200
    assert world.browser().post(f"/activate/{token}", data={"password": "midori-2"}).status_code == 303


def test_a_mail_address_of_two_companies_needs_the_company_code(world: World, member: Member) -> None:
    other = world.organisation("other", "別会社株式会社")
    twin = world.person(other, "佐藤 美咲", Role.GENERAL_AFFAIRS, number="9", email="sato@aoba.example")
    with world.changing(other):
        services.set_password(person_of(twin), passwords.make_hash(PHRASE), by=OPERATOR, at=clock.now())
    assert try_to_sign_in(world.browser(), "sato@aoba.example") == 422
    assert try_to_sign_in(world.browser(), "sato@aoba.example", code="other") == 303
    assert try_to_sign_in(world.browser(), "sato@aoba.example", code="aoba") == 303
