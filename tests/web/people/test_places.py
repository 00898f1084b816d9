"""Sites and the tree of departments at the pages."""

import pytest
from sqlalchemy import select

from drillhub.core.database import db
from drillhub.identity.models import Department, Site
from tests.support.rows import all_rows
from tests.web.people.conftest import SATO, TAKASAKI, bring_in


def departments(world, org) -> dict[str, int]:
    with world.inside(org):
        return {row.path: row.id for row in db.session.scalars(select(Department))}


def sites(world, org) -> dict[str, Site]:
    with world.inside(org):
        return {row.name: row for row in db.session.scalars(select(Site))}


def test_empty_lists_say_how_to_fill_them(office):
    assert "拠点はまだありません" in office.get("/people/sites").text
    assert "部署はまだありません" in office.get("/people/departments").text


def test_a_site_is_added_and_changed(office, world, org):
    page = office.post(
        "/people/sites",
        data={"_key": "1", "name": "第一工場", "address": "名古屋市", "assembly_point": "正門前の広場"},
        follow_redirects=True,
    )
    assert "拠点を保存しました。" in page.text
    assert "正門前の広場" in page.text

    number = sites(world, org)["第一工場"].id
    office.post(f"/people/sites/{number}", data={"_key": "2", "name": "本社工場", "assembly_point": "駐車場"})

    assert sites(world, org)["本社工場"].assembly_point == "駐車場"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        pytest.param("", "入力してください。", id="nothing"),
        pytest.param("第１工場", "「第1工場」はすでにあります。", id="the same in another width"),
        pytest.param("工" * 101, "100文字以内で入力してください。", id="too long"),
    ],
)
def test_a_site_that_cannot_be_saved_is_told_at_its_field(office, world, org, name, sentence):
    office.post("/people/sites", data={"_key": "1", "name": "第1工場"})
    before = all_rows(world, org)

    page = office.post("/people/sites", data={"_key": "2", "name": name})

    assert page.status_code == 422
    assert sentence in page.text
    assert all_rows(world, org) == before


def test_moving_a_department_takes_everything_below_with_it(office, world, org):
    bring_in(office, SATO, TAKASAKI)
    office.post("/people/departments", data={"_key": "1", "name": "本部", "parent_id": ""})
    tree = departments(world, org)

    page = office.post(
        f"/people/departments/{tree['製造部']}",
        data={"_key": "2", "name": "生産部", "parent_id": str(tree["本部"])},
        follow_redirects=True,
    )

    assert "部署を保存しました。" in page.text
    assert set(departments(world, org)) == {"本部", "本部 / 生産部", "本部 / 生産部 / ①班"}
    assert "本部 / 生産部 / ①班" in office.get("/people?q=髙﨑").text


def test_a_department_is_never_offered_or_put_below_itself(office, world, org):
    bring_in(office, SATO, TAKASAKI)
    tree = departments(world, org)
    before = all_rows(world, org)
    place = f"/people/departments/{tree['製造部']}"

    assert f'value="{tree["製造部 / ①班"]}"' not in office.get(place).text
    answer = office.post(place, data={"_key": "k", "name": "製造部", "parent_id": str(tree["製造部 / ①班"])})

    assert answer.status_code == 422
    assert all_rows(world, org) == before


def test_p2_pressing_save_twice_makes_one_department(office, world, org):
    replies = [office.post("/people/departments", data={"_key": "k", "name": "総務部", "parent_id": ""}) for _ in "ab"]

    assert [reply.status_code for reply in replies] == [303, 303]
    assert list(departments(world, org)) == ["総務部"]


def test_t5_places_of_another_organisation_are_not_found(office, world, org, outsider):
    stranger = world.browser(outsider)
    stranger.post("/people/sites", data={"_key": "1", "name": "よその工場"})
    stranger.post("/people/departments", data={"_key": "2", "name": "よその部", "parent_id": ""})
    site = sites(world, outsider.org)["よその工場"].id
    department = departments(world, outsider.org)["よその部"]

    for address, form in ((f"/people/sites/{site}", {}), (f"/people/departments/{department}", {"parent_id": ""})):
        assert office.get(address).status_code == 404
        assert office.post(address, data={"_key": address, "name": "盗", **form}).status_code == 404
    # Nor inside a form: the id is no choice, exactly as an invented one.
    below = office.post("/people/departments", data={"_key": "3", "name": "総務部", "parent_id": str(department)})
    assert below.status_code == 422
    assert "よその" not in office.get("/people/sites").text + office.get("/people/departments").text
