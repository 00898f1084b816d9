"""The register at the pages: the list, a person, their roles, their way in, leaving and coming back."""

import re
from datetime import timedelta
from urllib.parse import unquote, urlsplit

import pytest
from sqlalchemy import select

from drillhub.core import clock
from drillhub.core.database import db
from drillhub.identity import register_queries
from drillhub.identity.models import Person, PersonalLink, PersonStatus
from drillhub.identity.roles import Role
from drillhub.notifications.models import OutboxMessage
from tests.support.rows import all_rows, counted_statements
from tests.web.people.conftest import ARAI, SATO, TAKASAKI, bring_in

ADDRESSES = ("/people", "/people/new", "/people/imports/new", "/people/sites", "/people/departments")


def person_of(world, member) -> Person:
    with world.inside(member.org):
        return db.session.scalars(select(Person).where(Person.id == member.id)).one()


def id_of(world, org, number: str) -> int:
    with world.inside(org):
        return db.session.scalars(select(Person.id).where(Person.employee_number == number)).one()


def roles_of(world, member) -> tuple[Role, ...]:
    with world.inside(member.org):
        return register_queries.person_page(member.id, at=clock.now()).roles


def details(**values: str) -> dict[str, str]:
    filled = {"employee_number": "0777", "family_name": "髙﨑", "given_name": "進", "employment": "regular"}
    return {"_key": "k", **filled, "department": "", "site": "", **values}


# --- The list ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("search", "found"),
    [
        pytest.param("髙﨑", True, id="as written"),
        pytest.param("高崎", True, id="in the usual characters"),
        pytest.param("タカサキ", True, id="by its reading"),
        pytest.param("ﾀｶｻｷ", True, id="in half width"),
        pytest.param("たかさき", True, id="in hiragana"),
        pytest.param("０２０１", True, id="by number in full width"),
        pytest.param("%", False, id="a sign that databases would take for anything"),
    ],
)
def test_somebody_is_found_in_any_width_and_kana(office, search, found):
    bring_in(office, SATO, TAKASAKI, ARAI)

    page = office.get("/people", query_string={"q": search}).text

    assert ("髙﨑 進" in page) is found
    assert "新井 花" not in page


def test_the_list_is_narrowed_by_department_site_and_state(office, world, org):
    bring_in(office, SATO, TAKASAKI, ARAI)
    with world.inside(org):
        factory = next(row for row in register_queries.departments() if row.path == "製造部")
        site = register_queries.sites()[0]

    by_department = office.get(f"/people?department={factory.id}").text
    assert "髙﨑 進" in by_department
    assert re.search(r"<p>2人</p>", by_department)
    assert "佐藤 美咲</a>" not in by_department
    assert re.search(r"<p>2人</p>", office.get(f"/people?site={site.id}").text)
    on_leave = office.get("/people?status=on_leave").text
    assert "新井 花" in on_leave
    assert "髙﨑 進" not in on_leave


def test_nonsense_in_the_address_narrows_nothing(office):
    page = office.get("/people?department=x&site=999999999999999999999&status=happy&page=-1")

    assert page.status_code == 200
    assert "佐藤 美咲" in page.text


def test_a_search_without_a_match_offers_to_take_it_back(office):
    page = office.get("/people?q=誰でもない").text

    assert "当てはまる人はいません" in page
    assert "絞り込みを外す" in page


def test_a_register_with_one_person_says_how_to_fill_it(office):
    assert "名簿には、まだあなただけがいます" in office.get("/people").text


def test_a_long_list_has_pages_that_keep_the_filter(office):
    bring_in(office, SATO, *(f"1{number:03},新井,花,,,製造部,,,,,,,,在籍" for number in range(60)))

    first = office.get("/people?q=新井").text
    assert "60件のうち 1〜50件" in first
    onwards = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    assert "q=新井" in unquote(onwards)
    second = office.get(onwards).text
    assert "60件のうち 51〜60件" in second
    assert 'rel="next"' not in second


def test_pages_take_as_many_statements_for_300_people_as_for_10(office, world, org):
    def fill(count: int, key: str) -> None:
        lines = (f"{n:05},新井,花{n},,,部{n % 7},課{n % 5},,拠点{n % 3},,,,,在籍" for n in range(10000, 10000 + count))
        bring_in(office, SATO, *lines, key=key)

    def statements() -> dict[str, int]:
        counts = {}
        for address in ("/people", "/people?q=新井&department=1", "/people/departments", "/people/sites"):
            with counted_statements(world.app) as sent:
                assert office.get(address).status_code == 200
            counts[address] = len(sent)
        return counts

    fill(10, "few")
    few = statements()
    fill(300, "many")
    assert statements() == few


# --- Adding and changing by hand --------------------------------------------------------------------------------


def test_somebody_is_added_by_hand_with_the_values_read_as_in_a_file(office, world, org):
    page = office.post(
        "/people",
        data=details(employee_number="０７７７", joined_on="H27.4.1", family_name_kana="ﾀｶｻｷ"),
        follow_redirects=True,
    )

    assert "名簿に加えました。" in page.text
    assert "平成27年4月1日（2015年4月1日）" in page.text
    assert "タカサキ" in page.text
    assert id_of(world, org, "0777")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        pytest.param({"employee_number": ""}, "社員番号: 入力してください。", id="no number"),
        pytest.param(
            {"employee_number": "0103"}, "社員番号「0103」は、佐藤 美咲さんが使っています。", id="number in use"
        ),
        pytest.param({"family_name": "　 "}, "姓: 入力してください。", id="a name of blanks"),
        pytest.param({"joined_on": "2015/2/31"}, "「2015/2/31」という日はありません。", id="impossible day"),
        pytest.param({"email": "a@b"}, "「a@b」にはメールを送れません。", id="no mail address"),
        pytest.param({"email": "sato@aoba.example"}, "同じ会社のほかの人が使っています。", id="mail in use"),
        pytest.param({"mobile": "なし？"}, "電話番号として読めません。", id="no phone number"),
        pytest.param({"given_name": "花" * 101}, "100文字以内で入力してください。", id="too long"),
        pytest.param({"employment": "slave"}, "選択肢から選んでください。", id="unknown employment"),
        pytest.param({"department": "999"}, "選択肢から選んでください。", id="unknown department"),
    ],
)
def test_x5_what_cannot_be_saved_is_told_at_its_field_and_on_top(office, world, org, values, sentence):
    before = all_rows(world, org)

    page = office.post("/people", data=details(**values))

    assert page.status_code == 422
    assert page.text.count(sentence.split(": ")[-1]) >= 2
    assert sentence in page.text
    assert "<title>エラー: " in page.text
    assert all_rows(world, org) == before


def test_the_form_of_somebody_shows_and_changes_what_is_known(office, world, org):
    bring_in(office, SATO, TAKASAKI)
    place = f"/people/{id_of(world, org, '0201')}"

    form = office.get(f"{place}/edit").text
    assert 'value="髙﨑"' in form
    assert 'value="2015年4月1日"' in form
    page = office.post(place, data=details(employee_number="0201", given_name="進一", joined_on="2015年4月1日"))

    assert page.status_code == 303
    assert "髙﨑 進一" in office.get(place).text


def test_p2_pressing_add_twice_adds_one_person(office, world, org):
    replies = [office.post("/people", data=details()) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [303, 303]
    assert replies[0].location == replies[1].location
    assert id_of(world, org, "0777")


def test_i1_a_field_that_the_form_does_not_have_is_refused_and_nobody_is_added(office, world, org):
    page = office.post("/people", data=details(org_id="2", roles="administrator"))

    assert page.status_code == 422
    assert "（org_id, roles）" in page.text
    with world.inside(org):
        assert db.session.scalars(select(Person).where(Person.employee_number == "0777")).all() == []


# --- Roles ------------------------------------------------------------------------------------------------------


def test_general_affairs_gives_and_takes_roles(office, world, employee):
    place = f"/people/{employee.id}"

    page = office.post(f"{place}/roles", data={"_key": "1", "roles": ["trainer", "approver"]}, follow_redirects=True)
    assert "役割を保存しました。" in page.text
    assert "訓練担当、決裁者" in page.text
    assert roles_of(world, employee) == (Role.TRAINER, Role.APPROVER)

    office.post(f"{place}/roles", data={"_key": "2"})
    assert roles_of(world, employee) == ()


def test_only_an_administrator_makes_an_administrator(office, world, employee, administrator):
    office.post(f"/people/{employee.id}/roles", data={"_key": "1", "roles": ["administrator"]})
    assert Role.ADMINISTRATOR not in roles_of(world, employee)
    assert 'value="administrator"' not in office.get(f"/people/{employee.id}").text

    world.browser(administrator).post(f"/people/{employee.id}/roles", data={"_key": "2", "roles": ["administrator"]})
    assert Role.ADMINISTRATOR in roles_of(world, employee)


def test_general_affairs_cannot_take_away_an_administrator(office, world, administrator):
    office.post(f"/people/{administrator.id}/roles", data={"_key": "1", "roles": ["trainer"]})

    assert set(roles_of(world, administrator)) == {Role.ADMINISTRATOR, Role.TRAINER}


def test_the_last_administrator_stays(world, administrator):
    answer = world.browser(administrator).post(f"/people/{administrator.id}/roles", data={"_key": "1"})

    assert answer.status_code == 409
    assert Role.ADMINISTRATOR in roles_of(world, administrator)


# --- A way in ---------------------------------------------------------------------------------------------------


def test_an_invitation_by_mail_waits_in_the_outbox(office, world, org, trainer):
    page = office.post(f"/people/{trainer.id}/invitation", data={"_key": "k"}, follow_redirects=True)

    assert "サインインの案内を送信待ちに入れました。" in page.text
    assert "案内を出しました。期限は" in page.text
    with world.inside(org):
        message = db.session.scalars(select(OutboxMessage)).one()
        assert message.to_address == "tanaka@aoba.example"
        link = re.search(r"http://\S+", message.body)[0]
    assert world.browser().get(urlsplit(link).path).status_code == 200


def test_without_a_mail_address_paper_is_offered_instead(office, employee):
    assert "メールで案内を送る" not in office.get(f"/people/{employee.id}").text

    page = office.post(f"/people/{employee.id}/invitation", data={"_key": "k"}, follow_redirects=True)

    assert "メールアドレスがないため、送れません。" in page.text


def test_a5_a_slip_of_paper_shows_a_link_that_works_once_and_a_picture_of_it(office, world, employee):
    slip = office.post(f"/people/{employee.id}/invitation-slip", data={"_key": "k"}, follow_redirects=True)

    assert 'src="data:image/svg+xml' in slip.text
    assert "72時間、1回だけ使えます。" in slip.text
    assert "0101" in slip.text
    assert '<dd class="code">aoba</dd>' in slip.text
    path = urlsplit(re.search(r"http://[^<]+", slip.text)[0]).path
    phone = world.browser()
    assert phone.get(path).status_code == 200
    assert phone.post(path, data={"_key": "p", "password": "midori no hashi wo wataru"}).status_code == 303
    assert world.browser().get(path).status_code == 404
    assert "パスワードを設定済みです" in office.get(f"/people/{employee.id}").text


def test_the_slip_is_in_the_language_of_its_reader_not_of_the_one_who_prints_it(world, general_affairs, employee):
    office = world.browser(general_affairs, language="en")
    slip = office.post(f"/people/{employee.id}/invitation-slip", data={"_key": "k"}, follow_redirects=True).text

    assert '<html lang="en"' in slip
    assert '<section class="sec sheet" lang="ja"' in slip
    assert "72時間、1回だけ使えます。" in slip


def test_the_slip_is_shown_to_the_one_who_made_it_alone(office, world, org, employee, administrator):
    office.post(f"/people/{employee.id}/invitation-slip", data={"_key": "k"})

    assert world.browser(administrator).get(f"/people/{employee.id}/invitation-slip").status_code == 404
    assert office.get(f"/people/{administrator.id}/invitation-slip").status_code == 404


def test_a_new_slip_ends_the_one_before(office, world, org, employee):
    slips = [
        office.post(f"/people/{employee.id}/invitation-slip", data={"_key": key}, follow_redirects=True).text
        for key in ("1", "2")
    ]
    first, second = (urlsplit(re.search(r"http://[^<]+", slip)[0]).path for slip in slips)

    assert world.browser().get(first).status_code == 404
    assert world.browser().get(second).status_code == 200


def test_general_affairs_makes_no_way_in_for_an_administrator(office, world, org, administrator):
    for address in ("invitation", "invitation-slip"):
        answer = office.post(f"/people/{administrator.id}/{address}", data={"_key": address})
        assert answer.status_code == 403
    with world.inside(org):
        assert db.session.scalars(select(PersonalLink)).all() == []
    assert "管理者のサインインの案内は、管理者だけが出せます。" in office.get(f"/people/{administrator.id}").text


# --- On leave, leaving, coming back -----------------------------------------------------------------------------


def test_somebody_goes_on_leave_and_comes_back_to_work(office, world, employee):
    office.post(f"/people/{employee.id}/leave-of-absence", data={"_key": "1"})
    assert person_of(world, employee).status is PersonStatus.ON_LEAVE

    office.post(f"/people/{employee.id}/return-to-work", data={"_key": "2"})
    assert person_of(world, employee).status is PersonStatus.ACTIVE


def test_a6_whoever_left_is_signed_out_at_once_and_stays_in_the_records(office, world, employee):
    theirs = world.browser(employee)
    assert theirs.get("/").status_code == 200

    page = office.post(
        f"/people/{employee.id}/departure", data={"_key": "k", "left_on": "2026/3/31"}, follow_redirects=True
    )

    assert "退職にしました。" in page.text
    assert "令和8年3月31日" in page.text
    assert theirs.get("/").status_code == 303
    assert "石田 亮" not in office.get("/people").text
    assert "石田 亮" in office.get("/people?status=left").text


def test_a_day_to_come_is_noted_and_changes_nothing_yet(office, world, employee):
    later = clock.today("Asia/Tokyo") + timedelta(days=30)

    page = office.post(
        f"/people/{employee.id}/departure", data={"_key": "k", "left_on": later.isoformat()}, follow_redirects=True
    )

    assert "退職の予定を保存しました。" in page.text
    assert "退職の予定" in page.text
    assert person_of(world, employee).status is PersonStatus.ACTIVE


@pytest.mark.parametrize("day", ["", "2026/2/30", "きのう"])
def test_a_day_that_is_none_is_refused_at_its_field(office, world, employee, day):
    page = office.post(f"/people/{employee.id}/departure", data={"_key": "k", "left_on": day})

    assert page.status_code == 422
    assert 'id="left_on-error"' in page.text
    assert person_of(world, employee).status is PersonStatus.ACTIVE


def test_whoever_comes_back_starts_as_an_employee_without_a_password(office, world, org, trainer):
    office.post(f"/people/{trainer.id}/departure", data={"_key": "1", "left_on": "2026/3/31"})

    page = office.post(f"/people/{trainer.id}/comeback", data={"_key": "2"}, follow_redirects=True)

    assert "役割とパスワードは、あらためて設定してください。" in page.text
    assert "まだサインインできません" in page.text
    assert roles_of(world, trainer) == ()


# --- Who may see it, and what looking does ----------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.TRAINER, Role.APPROVER, Role.EMPLOYEE])
def test_the_register_is_for_general_affairs_and_administrators(world, org, role):
    member = world.person(org, "新井 花", role, number="0901")
    browser = world.browser(member)

    for address in (*ADDRESSES, f"/people/{member.id}", f"/people/{member.id}/edit"):
        assert browser.get(address).status_code == 403
    for address in ("/people", f"/people/{member.id}", f"/people/{member.id}/roles", "/people/sites"):
        assert browser.post(address, data={"_key": address}).status_code == 403


def test_t5_people_of_another_organisation_look_like_nobody(office, world, org, outsider):
    before = all_rows(world, outsider.org)
    for suffix in ("", "/edit", "/invitation-slip"):
        theirs, nobodys = (office.get(f"/people/{number}{suffix}") for number in (outsider.id, 999999))
        assert (theirs.status_code, nobodys.status_code) == (404, 404)
    forms = {"": details(), "/roles": {"roles": "trainer"}, "/departure": {"left_on": "2026/3/31"}}
    buttons = "/leave-of-absence /return-to-work /comeback /invitation /invitation-slip".split()
    for verb, form in (forms | {button: {} for button in buttons}).items():
        data = {"_key": f"key{verb}", **form}
        assert office.post(f"/people/{outsider.id}{verb}", data=data).status_code == 404
    assert "外山 一郎" not in office.get("/people?q=外山").text
    assert all_rows(world, outsider.org) == before


def test_a7_looking_changes_nothing(office, world, org):
    bring_in(office, SATO, TAKASAKI, ARAI)
    number = id_of(world, org, "0201")
    with world.inside(org):
        site, department = register_queries.sites()[0], register_queries.departments()[0]
    before = all_rows(world, org)

    for address in (
        *ADDRESSES,
        "/people?q=髙&status=left&page=2",
        f"/people/{number}",
        f"/people/{number}/edit",
        "/people/imports/1",
        "/people/sites/new",
        f"/people/sites/{site.id}",
        "/people/departments/new",
        f"/people/departments/{department.id}",
    ):
        assert office.get(address).status_code == 200, address
        assert office.head(address).status_code == 200, address
    assert all_rows(world, org) == before


def test_every_page_renders_in_english(world, general_affairs, office, org):
    bring_in(office, SATO, TAKASAKI, ARAI)
    browser = world.browser(general_affairs, language="en")
    number = id_of(world, org, "0201")

    for address in (*ADDRESSES, f"/people/{number}", f"/people/{number}/edit", "/people/imports/1"):
        page = browser.get(address)
        assert page.status_code == 200, address
        assert '<html lang="en"' in page.text


def test_i3_pages_with_people_are_stored_nowhere(office, employee):
    headers = office.get(f"/people/{employee.id}").headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
