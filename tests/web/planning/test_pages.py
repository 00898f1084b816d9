"""The plan at its pages: entering, importing, commitments, hazards, editions."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from sqlalchemy import func, select

from drillhub.audit import OPERATOR
from drillhub.core.database import db
from drillhub.drills.models import Drill
from drillhub.identity.roles import Role
from drillhub.planning import plans
from drillhub.planning.models import Commitment, Plan
from tests.drills.build import at
from tests.drills.stage import Stage
from tests.planning.build import PLAN, changed, content
from tests.support.rows import counted_statements
from tests.web.planning.kept import rows


def upload(browser, text: str, key: str = "upload"):
    return browser.post("/plan/imports", data={"file": (BytesIO(text.encode()), "計画.yaml"), "_key": key})


def edition(browser, page: str = "/plan/edit") -> str:
    """The edition that a page says it shows."""
    return re.search(r'name="edition" type="hidden" value="(\d+)"', browser.get(page).text)[1]


def carried(preview: str) -> dict[str, str]:
    """What the preview of a file hands on."""
    content = re.search(r'name="content" value="([^"]*)"', preview)[1].replace("&#34;", '"')
    return {"content": content, "edition": re.search(r'name="edition" value="(\d+)"', preview)[1]}


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
    done = office.post("/plan/imports/application", data={**carried(preview.text), "_key": "apply"})
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
    form = plan_fields(structure="新しい体制", edition=edition(office))
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
    assert (
        office.post("/plan/edit", data=plan_fields(structure="新しい体制", edition=edition(office))).status_code == 303
    )
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
    page = office.post("/plan/edit", data=plan_fields(edition=edition(office), **{field: value}))
    assert page.status_code == 422
    assert words in page.text
    assert "エラー: " in page.text
    assert "青葉精工" in page.text  # what was entered is still there
    assert rows(world, org) == before


def test_a_commitment_is_added_changed_done_and_taken_out(world, org, office, saved):
    new = {"code": "C09", "item": "3(2)A", "kind": "measure", "text": "備蓄", "due": "2027-03", "_key": "a"}
    new["edition"] = edition(office, "/plan/commitments/new")
    assert office.post("/plan/commitments", data=new).status_code == 303
    with world.inside(org):
        commitment_id = db.session.scalars(select(Commitment.id).where(Commitment.code == "C09")).one()
    address = f"/plan/commitments/{commitment_id}"
    new["edition"] = edition(office, f"{address}/edit")
    assert office.post(f"{address}/edit", data={**new, "text": "備蓄3日分", "_key": "b"}).status_code == 303
    done = office.post(f"{address}/fulfilments", data={"done_on": "2026-04-02", "note": "倉庫", "_key": "c"})
    assert done.status_code == 303
    page = office.get(address).text
    assert "備蓄3日分" in page
    assert "倉庫" in page
    taken_back = re.search(rf"{address}/fulfilments/\d+/withdrawal", page)[0]
    assert office.post(taken_back, data={"_key": "d"}).status_code == 303
    assert "倉庫" not in office.get(address).text
    assert office.post(f"{address}/removal", data={"edition": edition(office), "_key": "e"}).status_code == 303
    assert (office.get(f"{address}/edit").status_code, office.get(address).status_code) == (404, 200)
    assert "取組を直す" not in office.get(address).text
    assert "備蓄3日分" not in office.get("/plan").text


def test_a_commitment_with_a_code_that_is_taken_is_refused_at_the_field(office, saved):
    new = {"code": "C01", "item": "3(2)A", "kind": "measure", "text": "備蓄", "due": "2027-03", "_key": "a"}
    new["edition"] = edition(office)
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
    office.post("/plan/imports/application", data={**carried(shown), "_key": "apply"})
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
    office.post(f"/plan/commitments/{commitment_id}/removal", data={"edition": edition(office), "_key": "out"})
    assert "変更認定の申請がいるかどうか" in office.get("/plan").text


def test_a_hazard_is_added_with_its_figures_and_source_changed_and_taken_out(office, saved):
    flood = {
        "hazard": "flood",
        "text": "第二工場が水につかる",
        "figure": "浸水1.2メートル",
        "source": "市の洪水ハザードマップ",
    }
    flood["edition"] = edition(office, "/plan/hazards/new")
    assert office.post("/plan/hazards", data={**flood, "_key": "add"}).location == "/plan#hazards"
    flood["edition"] = edition(office)
    page = office.get("/plan").text
    for words in ("第二工場が水につかる", "浸水1.2メートル", "市の洪水ハザードマップ"):
        assert words in page
    twice = office.post("/plan/hazards", data={**flood, "_key": "twice"})
    assert (twice.status_code, "「水害」はすでに入っています" in twice.text) == (422, True)
    changed_to = {**flood, "figure": "浸水2.0メートル", "_key": "change"}
    del changed_to["hazard"]
    assert office.post("/plan/hazards/flood/edit", data=changed_to).status_code == 303
    assert "浸水2.0メートル" in office.get("/plan/1/editions/3").text
    # The page of the whole plan keeps what these pages say.
    form = office.get("/plan/edit").text
    assert 'name="hazards"' not in form
    assert (
        office.post("/plan/hazards/flood/removal", data={"edition": edition(office), "_key": "out"}).status_code == 303
    )
    assert "浸水2.0メートル" not in office.get("/plan").text


@pytest.mark.parametrize("path", ["/plan/hazards/flood/edit", "/plan/hazards/nonsense/edit"])
def test_a_hazard_that_the_plan_does_not_assume_looks_missing(office, saved, path):
    assert office.get(path).status_code == 404


def test_x5_an_unknown_kind_of_hazard_is_refused(world, org, office, saved):
    before = rows(world, org)
    page = office.post("/plan/hazards", data={"hazard": "dragon", "text": "竜", "_key": "bad"})
    assert (page.status_code, "災害などの種類: 選択肢から選んでください。" in page.text) == (422, True)
    assert rows(world, org) == before


@pytest.mark.parametrize("sent", [{}, {"edition": ""}, {"edition": "いつか"}, {"edition": "-1"}, {"edition": "999"}])
@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/plan/edit", {"title": "計画", "company_name": "社", "first_month": "2026-04", "last_month": "2029-03"}),
        ("/plan/hazards", {"hazard": "flood"}),
        ("/plan/hazards/earthquake/edit", {"text": "揺れる"}),
        ("/plan/hazards/earthquake/removal", {}),
        ("/plan/commitments", {"code": "C09", "item": "3(2)A", "kind": "measure", "text": "備蓄"}),
        ("/plan/commitments/4/edit", {"code": "C04", "item": "3(2)B", "kind": "measure", "text": "固定"}),
        ("/plan/commitments/4/removal", {}),
    ],
)
def test_a_change_of_the_plan_names_the_edition_that_the_page_showed(world, org, office, saved, path, fields, sent):
    before = rows(world, org)
    page = office.post(path, data={**fields, **sent, "_key": "old"})
    assert page.status_code == 409
    assert "表示した後に" in page.text
    assert "第1版" in page.text
    assert rows(world, org) == before


def test_a_file_that_was_previewed_before_somebody_else_saved_is_not_taken_over(world, org, office, saved):
    preview = upload(office, changed("揺れたら止める", "揺れたら逃げる")).text
    with world.changing(org):
        plans.save(content(changed("社長が責任者", "常務が責任者")), by=OPERATOR, at=at(1))
    before = rows(world, org)
    assert office.post("/plan/imports/application", data={**carried(preview), "_key": "apply"}).status_code == 409
    assert rows(world, org) == before


def test_a_plan_is_entered_by_hand_once(world, org, office):
    first = {**plan_fields(), "edition": edition(office)}
    assert office.post("/plan/edit", data={**first, "_key": "one"}).status_code == 303
    assert office.post("/plan/edit", data={**first, "_key": "two tabs"}).status_code == 409
    with world.inside(org):
        assert db.session.scalar(select(func.count(Plan.id))) == 1


def test_a_change_of_the_period_does_not_write_over_another_plan(world, org, office, saved):
    with world.changing(org):
        plans.save(content().shifted(3), by=OPERATOR, at=at(1))
    before = rows(world, org)
    fields = plan_fields(first_month="2029-04", last_month="2032-03", edition=edition(office))
    page = office.post("/plan/edit", data=fields)
    assert (page.status_code, "実施期間の始まり: この年月から始まる計画は、別に入っています" in page.text) == (
        422,
        True,
    )
    assert rows(world, org) == before


def test_a_commitment_of_an_earlier_plan_changes_nothing_in_the_one_in_force(world, org, office, saved, time_machine):
    with world.changing(org):
        plans.save(content().shifted(3), by=OPERATOR, at=at(1))
    time_machine.move_to(datetime(2029, 5, 1, tzinfo=UTC))
    office = world.browser(office_of(world, org))
    assert office.get("/plan/commitments/4").status_code == 200
    assert office.post("/plan/commitments/4/removal", data={"edition": edition(office)}).status_code == 404
    assert office.get("/plan/commitments/4/edit").status_code == 404


def office_of(world, org):
    return world.person(org, "総務 二郎", Role.GENERAL_AFFAIRS, number="0077")


def test_an_edition_can_be_printed_with_all_that_it_contains(world, org, office):
    whole = changed(
        "hazards: [{hazard: earthquake}]",
        "is_joint: true\npartners: [刈谷工業団地組合]\noverview: 部品を作る\npurpose: 命を守る\n"
        "hazards: [{hazard: earthquake, text: 設備が倒れる, figure: 震度6強, source: J-SHIS}]",
    )
    with world.changing(org):
        plans.save(content(whole), by=OPERATOR, at=at(0))
    page = office.get("/plan/1/editions/1").text
    for words in (
        *("青葉 隆志", "関東00号", "2026年3月15日", "連携型", "刈谷工業団地組合", "部品を作る", "命を守る"),
        *("設備が倒れる", "震度6強", "J-SHIS", "揺れたら止める", "社長が責任者", "設備を固定する", "2026年9月まで"),
    ):
        assert words in page
    assert page.count("推進体制（責任者と事務局）") == 1


def test_a_change_outside_what_is_compared_is_not_called_free_of_a_certified_change(world, org, office, saved):
    with world.changing(org):
        plans.save(content(changed("青葉 隆志", "青葉 恵")), by=OPERATOR, at=at(1))
    for path in ("/plan", "/plan/1/editions/2"):
        page = office.get(path).text
        assert "—（3(1)〜3(5)の外）" in page
        assert "不要" not in page


def test_months_stand_in_the_order_of_the_companys_year(world):
    org = world.organisation("july", "七月の会社", fiscal_year_start_month=7)
    with world.changing(org):
        plans.save(content(), by=OPERATOR, at=at(0))
    browser = world.browser(office_of(world, org))
    page = browser.get("/plan/commitments/new").text
    months = re.findall(r'name="planned_months"[^>]*value="(\d+)"', page)
    assert months == ["7", "8", "9", "10", "11", "12", "1", "2", "3", "4", "5", "6"]
    shown = re.search(
        r'<th role="columnheader" scope="col">時期<span class="months".*?</th>', browser.get("/plan").text
    )
    assert re.findall(r"(\d+)月", shown[0]) == ["7", "10", "1", "4"]


def test_without_texts_the_plan_has_no_heading_for_them(world, org, office):
    with world.changing(org):
        plans.save(replace(content(), items=(), structure=""), by=OPERATOR, at=at(0))
    assert "計画の文章" not in office.get("/plan").text
