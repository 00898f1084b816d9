"""The registers of risks and of IT systems at their pages."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from drillhub.core.database import db
from drillhub.planning.models import Commitment
from drillhub.vocabulary import DrillType
from tests.drills.stage import Stage
from tests.web.planning.kept import rows

RISK = {"title": "大雨で第二工場が水につかる", "hazard": "flood", "likelihood": "3", "impact": "4", "damage": "9000"}


def test_a_risk_is_entered_shown_in_the_matrix_and_its_order_changed_and_taken_off(world, org, office, saved):
    with world.inside(org):
        measure = db.session.scalars(select(Commitment.id).where(Commitment.code == "C04")).one()
    sent = office.post("/plan/risks", data={**RISK, "measures": [str(measure)], "_key": "add"})
    assert sent.location == "/plan/risks"
    page = office.get("/plan/risks").text
    there = 'href="/plan/risks?likelihood=3&amp;impact=4#order"'
    for words in ("3×4=12", "高い", "9,000万円", "1件のうち0件を実施", "まだありません", there):
        assert words in page
    form = office.get("/plan/risks/1/edit").text
    assert 'value="9,000"' in form
    changed_to = {**RISK, "impact": "2", "damage": "", "version": "1", "_key": "change"}
    assert office.post("/plan/risks/1/edit", data=changed_to).status_code == 303
    page = office.get("/plan/risks").text
    assert "3×2=6" in page
    assert "備えがありません" in page
    assert office.post("/plan/risks/1/edit", data={**changed_to, "_key": "late"}).status_code == 409
    assert office.post("/plan/risks/1/removal", data={"version": "2", "_key": "off"}).status_code == 303
    assert "リスクがまだ入っていません" in office.get("/plan/risks").text


def test_x5_a_risk_that_lacks_something_names_all_of_it_and_keeps_what_was_typed(world, org, office, saved):
    before = rows(world, org)
    page = office.post("/plan/risks", data={"title": "", "hazard": "flood", "damage": "たくさん", "_key": "bad"})
    assert page.status_code == 422
    for words in (
        "リスク: 入力してください。",
        "起こりやすさ: ",
        "影響の大きさ: ",
        "見込む損害額（万円）: 数字で入力してください。",
    ):
        assert words in page.text
    assert "たくさん" in page.text
    assert rows(world, org) == before


def test_p2_a_risk_sent_twice_is_one(world, org, office, saved):
    for _press in range(2):
        assert office.post("/plan/risks", data={**RISK, "_key": "same"}).status_code == 303
    assert office.get("/plan/risks").text.count('<tr role="row" id="risk-') == 1


def test_who_does_not_keep_the_plan_reads_the_register_without_its_buttons(world, org, trainer, office, saved):
    office.post("/plan/risks", data={**RISK, "_key": "add"})
    page = world.browser(trainer).get("/plan/risks").text
    assert RISK["title"] in page
    assert "/plan/risks/1/edit" not in page


SYSTEM = {"name": "生産管理", "priority": "1", "owner": "情報システム課", "rto_hours": "24", "rpo_hours": "12"}


def test_a_system_is_entered_changed_and_read_in_the_four_plans(office, saved):
    assert office.post("/plan/systems", data={**SYSTEM, "_key": "add"}).location == "/plan/systems"
    page = office.get("/plan/systems").text
    for words in ("生産管理", "1 最初に戻す", "24時間", "12時間前", "控えがありません"):
        assert words in page
    more = {**SYSTEM, "backup": "毎日、別の拠点へ", "generations": "7", "version": "1", "_key": "change"}
    assert office.post("/plan/systems/1/edit", data=more).status_code == 303
    assert office.post("/plan/systems/1/edit", data={**more, "_key": "late"}).status_code == 409
    plans_of_it = office.get("/plan/systems/it-bcp").text
    for words in (
        "事前対策計画",
        "毎日、別の拠点へ",
        "7世代",
        "非常時対応計画",
        "教育訓練計画",
        "維持改善計画",
        "見直す",
    ):
        assert words in plans_of_it
    assert office.post("/plan/systems/1/removal", data={"version": "2", "_key": "off"}).status_code == 303
    assert "システムがまだ入っていません" in office.get("/plan/systems").text


def test_the_plan_of_training_lists_the_restore_drills_of_the_year(
    world, org, trainer, general_affairs, saved, time_machine
):
    stage = Stage.set_up(world, org, trainer)
    stage.drill(title="控えから戻す訓練", drill_type=DrillType.RESTORE_DRILL)
    stage.drill(title="机上の訓練")
    for year, is_there in ((2026, True), (2027, False)):
        time_machine.move_to(datetime(year, 7, 1, tzinfo=UTC))
        office = world.browser(general_affairs)
        office.post("/plan/systems", data={**SYSTEM, "_key": f"add {year}"})
        page = office.get("/plan/systems/it-bcp").text
        assert ("控えから戻す訓練" in page) is is_there
        assert "机上の訓練" not in page


def test_x5_a_system_that_lacks_something_names_all_of_it(world, org, office, saved):
    before = rows(world, org)
    page = office.post("/plan/systems", data={"name": "", "rto_hours": "一日", "_key": "bad"})
    assert page.status_code == 422
    for words in ("システム: 入力してください。", "戻す優先度: ", "目標復旧時間 RTO（時間）: 数字で入力してください。"):
        assert words in page.text
    assert rows(world, org) == before


@pytest.mark.parametrize("version", ["", "いつか", "-1", "7", None])
@pytest.mark.parametrize(("path", "fields"), [("/plan/risks/1", "risk"), ("/plan/systems/1", "system")])
def test_an_entry_of_a_register_names_the_version_that_the_page_showed(office, saved, path, fields, version):
    office.post("/plan/risks", data={**RISK, "_key": "risk"})
    office.post("/plan/systems", data={**SYSTEM, "_key": "system"})
    sent = {} if version is None else {"version": version}
    entry = RISK if fields == "risk" else SYSTEM
    changed_page = office.post(f"{path}/edit", data={**entry, **sent, "_key": "old"})
    removed_page = office.post(f"{path}/removal", data={**sent, "_key": "off"})
    assert [changed_page.status_code, removed_page.status_code] == [409, 409]
    assert "表示した後に、この内容が変更されました" in changed_page.text


@pytest.mark.parametrize("path", ["/plan/risks", "/plan/systems"])
def test_a_form_that_was_refused_carries_no_empty_version(office, saved, path):
    page = office.post(path, data={"_key": "bad"})
    assert page.status_code == 422
    assert 'value="None"' not in page.text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("1,000", "1,000万円"), ("１，０００", "1,000万円"), ("12.5", "12.5万円"), ("1000000.0001", "1,000,000.0001万円")],
)
def test_an_amount_is_taken_as_people_write_it_and_kept_to_the_yen(office, saved, typed, shown):
    assert office.post("/plan/risks", data={**RISK, "damage": typed, "_key": "add"}).status_code == 303
    assert shown in office.get("/plan/risks").text
    form = office.get("/plan/risks/1/edit").text
    again = re.search(r'name="damage"[^>]*value="([^"]*)"', form)[1]
    office.post("/plan/risks/1/edit", data={**RISK, "damage": again, "version": "1", "_key": "same"})
    assert shown in office.get("/plan/risks").text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("0.00001", "1円より細かい金額は入力できません"),
        ("-1", "0以上100,000,000,000,000円以下の数で入力してください"),
        ("10000000001", "0以上100,000,000,000,000円以下の数で入力してください"),
        ("たくさん", "数字で入力してください"),
    ],
)
def test_x5_an_amount_that_cannot_be_is_refused_with_the_largest_one(world, org, office, saved, typed, words):
    before = rows(world, org)
    page = office.post("/plan/risks", data={**RISK, "damage": typed, "_key": "bad"})
    assert (page.status_code, words in page.text) == (422, True)
    assert rows(world, org) == before


@pytest.mark.parametrize(
    ("language", "number", "words"),
    [
        ("ja", "77", "選んだ対策は、いまの計画にありません"),
        ("en", "77", "The chosen measure is not in the plan"),
        ("ja", "seven", "選択肢から選んでください。"),
        ("en", "seven", "Please choose one of the options."),
    ],
)
def test_x5_a_measure_that_is_not_offered_is_refused_in_the_readers_language(
    world, general_affairs, saved, language, number, words
):
    office = world.browser(general_affairs, language=language)
    page = office.post("/plan/risks", data={**RISK, "measures": [number], "_key": "bad"})
    assert (page.status_code, words in page.text) == (422, True)


def test_what_is_taken_off_a_register_is_called_by_its_name(world, general_affairs, saved):
    office = world.browser(general_affairs, language="en")
    office.post("/plan/risks", data={**RISK, "_key": "risk"})
    office.post("/plan/systems", data={**SYSTEM, "_key": "system"})
    assert "Remove 1 risk" in office.get("/plan/risks").text
    page = office.get("/plan/systems").text
    assert "Remove 1 system" in page
    assert "1 risk" not in page


def test_the_plan_of_training_lists_what_restores_beside_something_else(world, org, trainer, office, saved):
    stage = Stage.set_up(world, org, trainer)
    stage.drill(
        title="総合訓練",
        drill_type=DrillType.COMPREHENSIVE_EXERCISE,
        further_types=(DrillType.NOTIFICATION_DRILL, DrillType.RESTORE_DRILL),
    )
    office.post("/plan/systems", data={**SYSTEM, "_key": "add"})
    assert "総合訓練" in office.get("/plan/systems/it-bcp").text
