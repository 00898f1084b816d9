"""The plan at its pages: entering, importing, commitments."""

import re
from datetime import UTC, datetime
from io import BytesIO

import pytest
from sqlalchemy import func, select

from drillhub.audit import OPERATOR
from drillhub.core.database import db
from drillhub.drills.models import Drill
from drillhub.planning import plans
from drillhub.planning.models import Commitment, Plan
from drillhub.vocabulary import DrillType
from tests.drills.build import at
from tests.drills.stage import Stage
from tests.planning.build import PLAN, changed, content
from tests.support.rows import all_rows, counted_statements


@pytest.fixture
def office(world, general_affairs):
    return world.browser(general_affairs)


@pytest.fixture
def saved(world, org):
    with world.changing(org):
        plans.save(content(), by=OPERATOR, at=at(0))


def upload(browser, text: str, key: str = "upload"):
    return browser.post("/plan/imports", data={"file": (BytesIO(text.encode()), "計画.yaml"), "_key": key})


def rows(world, org):
    return {
        name: found for name, found in all_rows(world, org).items() if name not in {"login_sessions", "submissions"}
    }


def test_without_a_plan_the_page_offers_to_enter_or_import_one(office):
    page = office.get("/plan").text
    assert "計画がまだ入っていません" in page
    assert "/plan/imports/new" in page


def test_an_imported_plan_is_previewed_first_and_then_there(world, org, office):
    preview = upload(office, PLAN)
    assert preview.status_code == 200
    assert "まだ何も変わっていません" in preview.text
    with world.inside(org):
        assert db.session.scalar(select(func.count(Plan.id))) == 0
    text = re.search(r'name="content" value="([^"]*)"', preview.text)[1]
    done = office.post("/plan/imports/application", data={"content": text.replace("&#34;", '"'), "_key": "apply"})
    assert done.status_code == 303
    page = office.get("/plan").text
    assert "関東00号" in page
    assert "訓練をする" in page
    assert "令和8年3月15日（2026年3月15日）" in page


def test_a_faulty_file_names_line_and_place_and_changes_nothing(world, org, office):
    before = rows(world, org)
    page = upload(office, changed("[10, 6]", "[13]"))
    assert page.status_code == 422
    assert "10行目" in page.text
    assert "commitments[0].planned_months[0]" in page.text
    assert rows(world, org) == before


def test_a_content_that_was_tampered_with_is_refused(world, org, office):
    before = rows(world, org)
    page = office.post("/plan/imports/application", data={"content": '{"schema_version": 1}', "_key": "forged"})
    assert page.status_code == 422
    assert rows(world, org) == before


def test_p2_a_double_post_makes_one_edition(world, org, office, saved):
    form = plan_fields(structure="新しい体制")
    assert office.post("/plan/edit", data=form).status_code == 303
    assert office.post("/plan/edit", data=form).status_code == 303
    with world.inside(org):
        assert db.session.scalars(select(Plan)).one().current_edition == 2


def plan_fields(**more: str) -> dict[str, object]:
    return {
        "title": "青葉精工の計画",
        "company_name": "株式会社青葉精工",
        "first_month": "2026-04",
        "last_month": "2029-03",
        "hazards": ["earthquake"],
        "_key": "edit",
        **more,
    }


def test_a_plan_entered_by_hand_keeps_its_commitments(world, org, office, saved):
    assert office.post("/plan/edit", data=plan_fields(structure="新しい体制")).status_code == 303
    with world.inside(org):
        assert db.session.scalar(select(func.count(Commitment.id)).where(Commitment.withdrawn_at.is_(None))) == 4
    assert "新しい体制" in office.get("/plan").text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("last_month", "2030-03", "3年まで"),
        ("last_month", "いつか", "2026-04 の形"),
        ("title", "", "入力してください"),
        ("certified_on", "2026-02-30", "日付は 2026-04-01 の形"),
        ("is_joint", "y", "連携する会社の名前"),
    ],
)
def test_x5_a_wrong_field_is_named_and_nothing_is_saved(world, org, office, saved, field, value, words):
    before = rows(world, org)
    page = office.post("/plan/edit", data=plan_fields(**{field: value}))
    assert page.status_code == 422
    assert words in page.text
    assert "エラー: " in page.text
    assert "青葉精工" in page.text  # what was entered is still there
    assert rows(world, org) == before


def test_a_commitment_is_added_changed_done_and_taken_out(world, org, office, saved):
    new = {"code": "C09", "item": "3(2)A", "kind": "measure", "text": "備蓄", "due": "2027-03", "_key": "a"}
    assert office.post("/plan/commitments", data=new).status_code == 303
    with world.inside(org):
        commitment_id = db.session.scalars(select(Commitment.id).where(Commitment.code == "C09")).one()
    address = f"/plan/commitments/{commitment_id}"
    assert office.post(f"{address}/edit", data={**new, "text": "備蓄3日分", "_key": "b"}).status_code == 303
    done = office.post(f"{address}/fulfilments", data={"done_on": "2026-04-02", "note": "倉庫", "_key": "c"})
    assert done.status_code == 303
    page = office.get(address).text
    assert "備蓄3日分" in page
    assert "倉庫" in page
    taken_back = re.search(rf"{address}/fulfilments/\d+/withdrawal", page)[0]
    assert office.post(taken_back, data={"_key": "d"}).status_code == 303
    assert "倉庫" not in office.get(address).text
    assert office.post(f"{address}/removal", data={"_key": "e"}).status_code == 303
    assert "備蓄3日分" not in office.get("/plan").text


def test_a_commitment_with_a_code_that_is_taken_is_refused_at_the_field(office, saved):
    new = {"code": "C01", "item": "3(2)A", "kind": "measure", "text": "備蓄", "due": "2027-03", "_key": "a"}
    page = office.post("/plan/commitments", data=new)
    assert page.status_code == 422
    assert "2回" in page.text


def test_trainers_and_approvers_read_and_do_not_change(world, trainer, approver, employee, saved):
    for member in (trainer, approver):
        browser = world.browser(member)
        assert "計画を直す" not in browser.get("/plan").text
        assert browser.post("/plan/edit", data=plan_fields()).status_code == 403
    assert world.browser(employee).get("/plan").status_code == 403


def test_the_page_takes_the_same_statements_for_few_and_many_commitments(app, world, org, office, saved):
    office.get("/plan")
    with counted_statements(app) as few:
        office.get("/plan")
    lines = "".join(
        f'\n  - {{code: X{number:03d}, item: "3(2)A", kind: measure, text: 対策, due: 2026-09}}'
        for number in range(200)
    )
    with world.changing(org):
        plans.save(content(PLAN.rstrip() + lines + "\n"), by=OPERATOR, at=at(1))
    with counted_statements(app) as many:
        office.get("/plan")
    assert len(many) == len(few)


def test_a_commitment_lists_the_drills_that_keep_it_beside_what_was_entered(world, org, trainer, office, saved):
    stage = Stage.set_up(world, org, trainer)
    stage.recorded()
    with world.inside(org):
        promise = db.session.scalars(select(Commitment.id).where(Commitment.code == "C01")).one()
        other = db.session.scalars(select(Commitment.id).where(Commitment.code == "C02")).one()
        drill = db.session.scalars(select(Drill)).one()

    page = office.get(f"/plan/commitments/{promise}").text

    assert f'<a href="/drills/{drill.id}">{drill.number} {drill.title}</a>' in page
    assert "まだ記録がありません" not in page
    assert f"/drills/{drill.id}" not in office.get(f"/plan/commitments/{other}").text


def test_an_edition_shows_what_it_changed_and_what_has_to_be_asked(office, saved):
    asked = "変更認定の申請がいるかどうかを、経済産業局に確かめてください"
    shown = upload(office, changed("揺れたら止める", "揺れたら止めて逃げる")).text
    assert "今の版から変わるところ" in shown
    assert asked in shown
    text = re.search(r'name="content" value="([^"]*)"', shown)[1].replace("&#34;", '"')
    office.post("/plan/imports/application", data={"content": text, "_key": "apply"})
    index = office.get("/plan").text
    assert asked in index  # told once, after saving
    assert asked not in office.get("/plan").text
    assert "確かめる" in index
    edition = office.get("/plan/1/editions/2").text
    assert "揺れたら止めて逃げる" in edition
    assert asked in edition
    assert "前の版から変わったところ" not in office.get("/plan/1/editions/1").text


def test_a_commitment_that_is_taken_out_of_a_certified_plan_asks_too(world, org, office, saved):
    with world.inside(org):
        commitment_id = db.session.scalars(select(Commitment.id).where(Commitment.code == "C04")).one()
    office.post(f"/plan/commitments/{commitment_id}/removal", data={"_key": "out"})
    assert "変更認定の申請がいるかどうか" in office.get("/plan").text


RISK = {"title": "大雨で第二工場が水につかる", "hazard": "flood", "likelihood": "3", "impact": "4", "damage": "9000"}


def test_a_risk_is_entered_shown_in_the_matrix_and_its_order_changed_and_taken_off(world, org, office, saved):
    with world.inside(org):
        measure = db.session.scalars(select(Commitment.id).where(Commitment.code == "C04")).one()
    sent = office.post("/plan/risks", data={**RISK, "measures": [str(measure)], "_key": "add"})
    assert sent.location == "/plan/risks"
    page = office.get("/plan/risks").text
    for words in ("3×4=12", "高い", "9,000万円", "1件のうち0件を実施", "まだありません", 'href="#risk-1"'):
        assert words in page
    form = office.get("/plan/risks/1/edit").text
    assert 'value="9000"' in form
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


def test_a_hazard_is_added_with_its_figures_and_source_changed_and_taken_out(office, saved):
    flood = {
        "hazard": "flood",
        "text": "第二工場が水につかる",
        "figure": "浸水1.2メートル",
        "source": "市の洪水ハザードマップ",
    }
    assert office.post("/plan/hazards", data={**flood, "_key": "add"}).location == "/plan#hazards"
    page = office.get("/plan").text
    for words in ("第二工場が水につかる", "浸水1.2メートル", "市の洪水ハザードマップ"):
        assert words in page
    twice = office.post("/plan/hazards", data={**flood, "_key": "twice"})
    assert (twice.status_code, "「水害」はすでに入っています" in twice.text) == (422, True)
    changed_to = {**flood, "figure": "浸水2.0メートル", "_key": "change"}
    assert office.post("/plan/hazards/flood/edit", data=changed_to).status_code == 303
    assert "浸水2.0メートル" in office.get("/plan/editions/3".replace("/plan", "/plan/1")).text
    # The page of the whole plan keeps what these pages say.
    form = office.get("/plan/edit").text
    assert 'name="hazards"' not in form
    assert office.post("/plan/hazards/flood/removal", data={"_key": "out"}).status_code == 303
    assert "浸水2.0メートル" not in office.get("/plan").text


@pytest.mark.parametrize("path", ["/plan/hazards/flood/edit", "/plan/hazards/nonsense/edit"])
def test_a_hazard_that_the_plan_does_not_assume_looks_missing(office, saved, path):
    assert office.get(path).status_code == 404


def test_x5_an_unknown_kind_of_hazard_is_refused(world, org, office, saved):
    before = rows(world, org)
    page = office.post("/plan/hazards", data={"hazard": "dragon", "text": "竜", "_key": "bad"})
    assert (page.status_code, "災害などの種類: 選択肢から選んでください。" in page.text) == (422, True)
    assert rows(world, org) == before
