"""The page of the year's rules: where each stands, and choosing what it asks for."""

from datetime import UTC, datetime

import pytest

from drillhub.core.database import db
from drillhub.identity.models import Site
from drillhub.programme import rules
from tests.web.forms_of import faults


@pytest.fixture(autouse=True)
def now(time_machine) -> None:
    time_machine.move_to(datetime(2026, 11, 24, 3, 0, tzinfo=UTC), tick=False)


@pytest.fixture
def office(world, general_affairs):
    return world.browser(general_affairs)


@pytest.fixture
def site(world, org) -> int:
    with world.changing(org):
        row = Site(name="名古屋営業所")
        db.session.add(row)
        db.session.flush()
        return row.id


def test_each_rule_stands_with_its_basis_its_reason_and_its_state(office):
    page = office.get("/calendar/rules").text
    assert "消防法施行規則第3条第10項" in page, "a rule that is not in use says where it comes from"
    assert page.count("日にち未定") + page.count("遅れ</span>") >= 8
    assert "「推奨」は手引きなどの勧めで、義務ではありません" in page


def test_the_number_of_a_rule_is_changed_from_next_year_on(office):
    page = office.get("/calendar/rules/CR04/edit").text
    assert 'name="seen" value="0"' in page
    sent = {"seen": 0, "is_on": "1", "per_year": "6", "months": ["5", "9"], "since": "next", "note": "会議で決めた"}
    assert office.post("/calendar/rules/CR04/edit", data=sent).status_code == 303
    page = office.get("/calendar/rules/CR04/edit").text
    assert "会議で決めた" in page
    assert "2027年4月1日" in page
    assert 'value="4"' in page, "this year keeps its number"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        pytest.param({"per_year": "13"}, "1年の回数: 1以上12以下の数で入力してください。", id="too often"),
        pytest.param({"per_year": "abc"}, "1年の回数: 数字で入力してください。", id="no number"),
        pytest.param(
            {"per_year": "1", "months": ["4", "5"]}, "行う月: 月が2か月選ばれていますが、回数は年1回です。", id="months"
        ),
        pytest.param({"per_year": "1", "since": "never"}, "いつから: 選択肢から選んでください。", id="another year"),
    ],
)
def test_an_impossible_rule_is_refused_at_its_field(office, sent, said):
    answer = office.post("/calendar/rules/CR04/edit", data={"seen": 0, "is_on": "1", "since": "this", **sent})
    assert answer.status_code == 422
    (found,) = faults(answer.text)
    assert found.startswith(said)


def test_a_page_that_is_out_of_date_changes_nothing(office):
    sent = {"seen": 0, "is_on": "1", "per_year": "3", "since": "this"}
    assert office.post("/calendar/rules/CR04/edit", data=sent).status_code == 303
    answer = office.post("/calendar/rules/CR04/edit", data={**sent, "per_year": "2"})
    assert answer.status_code == 409
    assert "表示した後に、このきまりが変更されました" in answer.text


def test_a_new_site_is_asked_for_its_building_once(office, site):
    assert f'name="pack-{site}"' in office.get("/calendar/rules").text
    answer = office.post("/calendar/rules/packs", data={f"pack-{site}": "specified_property"})
    assert answer.status_code == 303
    page = office.get("/calendar/rules").text
    assert f'name="pack-{site}"' not in page
    assert '<h2 id="g2">名古屋営業所</h2>' in page
    assert "消火訓練" in page
    assert office.post("/calendar/rules/packs", data={f"pack-{site}": "nonsense"}).status_code == 404
    assert "何も変えていません" in office.post("/calendar/rules/packs", follow_redirects=True).text


def test_a_rule_of_the_companys_own(world, org, office, site):
    sent = {
        "name": "毎月の連絡網",
        "drill_types": ["call_tree_drill"],
        "per_year": "12",
        "since": "this",
        "site_id": "0",
    }
    assert office.post("/calendar/rules", data=sent).status_code == 303
    assert "毎月の連絡網" in office.get("/calendar/rules").text
    answer = office.post("/calendar/rules", data={**sent, "name": "", "drill_types": []})
    assert [each.split(":")[0] for each in faults(answer.text)] == ["きまりの名前"]
    with world.inside(org):
        assert "OWN01" in {each.rule.id for each in rules.chosen_rules(_year())}


def _year():
    from drillhub.core.fiscal_year import FiscalYear

    return FiscalYear(2026, 4)


def test_it_speaks_english_too(world, general_affairs):
    page = world.browser(general_affairs, language="en").get("/calendar/rules").text
    assert "Evacuation drills on site" in page
    assert "recommended" in page
