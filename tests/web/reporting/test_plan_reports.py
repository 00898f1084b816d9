"""The reports about a plan at their pages: rows confirmed by a person, chains opened, approval, files."""

import re
from datetime import date
from urllib.parse import unquote

import pytest
from sqlalchemy import func, select

from drillhub.audit import OPERATOR, AuditEntry
from drillhub.core.database import db
from drillhub.planning import plans
from drillhub.planning.models import Plan
from drillhub.reporting.models import ReportEdition, StatusRow
from tests.drills.build import at
from tests.drills.stage import Stage
from tests.improvement.table import finding
from tests.planning.build import content
from tests.reporting.records import Records
from tests.support.rows import counted_statements
from tests.web.forms_of import faults

KINDS = ("status", "renewal")
ROW = {"rating": "insufficient", "text": "半分を行った", "reason": "人手不足", "policy": "2人にする", "seen": "0"}


@pytest.fixture
def plan_id(world, org) -> int:
    with world.changing(org):
        plans.save(content(), by=OPERATOR, at=at(0))
    with world.inside(org):
        return db.session.scalars(select(Plan.id)).one()


@pytest.fixture
def drilled(world, org, trainer, plan_id) -> Stage:
    """A drill with a finding that nobody has taken up."""
    stage = Stage.set_up(world, org, trainer)
    run = stage.evaluated()
    finding(stage, run)
    stage.close(run)
    return stage


@pytest.fixture
def office(world, general_affairs):
    return world.browser(general_affairs)


@pytest.fixture
def president(world, approver):
    return world.browser(approver)


def row_url(plan_id: int, item: str = "measures") -> str:
    return f"/reports/status/{plan_id}/rows/{item}"


def rows(world, org) -> list[StatusRow]:
    with world.inside(org):
        return list(db.session.scalars(select(StatusRow)))


def approve(president, kind: str, plan_id: int, key: str = "approve", **fields: str):
    page = president.get(f"/reports/{kind}/{plan_id}?preview=draft").text
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page)[1]
    return president.post(f"/reports/{kind}/{plan_id}/approval", data={"_key": key, "seen": seen, **fields})


def editions(world, org) -> int:
    with world.inside(org):
        return db.session.scalar(select(func.count(ReportEdition.id)))


# --- The list -----------------------------------------------------------------------------------------------------


def test_the_list_leads_to_both_reports_of_each_plan(office, plan_id):
    page = office.get("/reports").text
    for kind in KINDS:
        assert f'href="/reports/{kind}/{plan_id}"' in page


def test_without_a_plan_the_list_says_what_to_do(office):
    page = office.get("/reports").text
    assert "認定を受けた計画がまだありません" in page
    assert 'href="/plan"' in page


# --- The status report --------------------------------------------------------------------------------------------


def test_the_page_explains_that_there_is_no_renewal_and_says_nothing_of_a_duty(office, drilled, plan_id):
    for kind in KINDS:
        page = office.get(f"/reports/{kind}/{plan_id}").text
        assert "「更新」という手続きがなく" in page
        assert "2回目以降の申請" in page
        assert "義務" not in page
    assert "変更の申請に添付します" in office.get(f"/reports/status/{plan_id}").text


def test_every_row_opens_to_the_commitments_behind_its_proposal(office, drilled, plan_id):
    page = office.get(f"/reports/status/{plan_id}").text
    found = re.findall(rf"/reports/status/{plan_id}/rows/(\w+)#proof", page)
    assert found == ["response", "measures", "equipment", "cooperation", "promotion", "other"]
    promotion = office.get(row_url(plan_id, "promotion")).text
    assert len(re.findall(r'href="/plan/commitments/\d+"', promotion)) >= 3
    assert re.search(r'href="/drills/\d+"', promotion)


def test_a_row_is_confirmed_and_printed(world, org, office, drilled, plan_id):
    answer = office.post(row_url(plan_id), data={**ROW, "_key": "row"})
    assert (answer.status_code, answer.location) == (303, f"/reports/status/{plan_id}#rows")
    page = office.get(f"/reports/status/{plan_id}").text
    assert "改善の方針: 2人にする" in page
    assert "「3(2) 事前対策（人員体制・設備・資金・重要情報）」の評価を確認しました。" in page


@pytest.mark.parametrize(
    ("fields", "said", "field"),
    [
        pytest.param({"reason": ""}, "その理由を入力してください", "reason", id="△ without its reason"),
        pytest.param({"policy": " "}, "改善の方針を入力してください", "policy", id="△ without its policy"),
        pytest.param(
            {"rating": "as_planned", "text": ""}, "実施した内容を入力してください", "text", id="◎ without text"
        ),
        pytest.param({"rating": "not_started"}, "着手する予定の年月を", "planned_start", id="－ without its month"),
        pytest.param(
            {"rating": "not_started", "planned_start": "来年"}, "年月は 2026-04 の形で", "planned_start", id="no month"
        ),
        pytest.param({"rating": "excellent"}, "選択肢から選んでください", "rating", id="no such rating"),
        pytest.param({"text": "長" * 2001}, "2000文字以内で", "text", id="too long"),
    ],
)
def test_x5_a_row_that_lacks_something_is_refused_and_nothing_is_stored(
    world, org, office, drilled, plan_id, fields, said, field
):
    page = office.post(row_url(plan_id), data={**ROW, **fields, "_key": "row"})
    assert page.status_code == 422
    assert said in page.text
    assert f'href="#{field}' in page.text
    assert "<title>エラー: " in page.text
    assert rows(world, org) == []


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        pytest.param({"reason": "", "policy": " "}, ["不十分だった理由", "改善の方針"], id="△ without either"),
        pytest.param(
            {"reason": "", "policy": "", "planned_start": "来年"},
            ["不十分だった理由", "改善の方針", "着手する予定の年月"],
            id="beside a month that cannot be read",
        ),
    ],
)
def test_x5_all_that_a_row_lacks_is_named_at_once(world, org, office, drilled, plan_id, fields, named):
    page = office.post(row_url(plan_id), data={**ROW, **fields, "_key": "row"})
    assert page.status_code == 422
    assert [fault.split(":")[0] for fault in faults(page.text)] == named
    assert ROW["text"] in page.text
    assert rows(world, org) == []


def test_a_row_that_somebody_changed_meanwhile_is_shown_again(world, org, office, drilled, plan_id):
    office.post(row_url(plan_id), data={**ROW, "_key": "first"})
    page = office.post(row_url(plan_id), data={**ROW, "text": "別の人", "_key": "second"})
    assert page.status_code == 409
    assert "ほかの人がこの行を変えました" in page.text
    [row] = rows(world, org)
    assert (row.text, row.version) == ("半分を行った", 1)


def test_p2_a_double_tap_confirms_once(world, org, office, drilled, plan_id):
    for _ in range(2):
        assert office.post(row_url(plan_id), data={**ROW, "_key": "once"}).status_code == 303
    [row] = rows(world, org)
    assert row.version == 1


def test_a_confirmation_is_taken_back(world, org, office, drilled, plan_id):
    office.post(row_url(plan_id), data={**ROW, "_key": "row"})
    assert office.post(f"{row_url(plan_id)}/withdrawal", data={"_key": "back", "seen": "1"}).status_code == 303
    assert rows(world, org) == []


def test_a_confirmation_that_somebody_changed_meanwhile_is_not_taken_back(world, org, office, drilled, plan_id):
    office.post(row_url(plan_id), data={**ROW, "_key": "row"})
    page = office.get(row_url(plan_id)).text
    assert re.search(r'<button[^>]*name="seen" value="1"', page)
    office.post(row_url(plan_id), data={**ROW, "_key": "again", "seen": "1", "text": "全部行った"})
    refused = office.post(f"{row_url(plan_id)}/withdrawal", data={"_key": "back", "seen": "1"})
    assert refused.status_code == 409
    assert "ほかの人がこの行を変えました" in refused.text
    assert "全部行った" in refused.text
    assert [row.version for row in rows(world, org)] == [2]


def test_only_general_affairs_confirm_rows_and_employees_see_nothing(world, org, employee, trainer, drilled, plan_id):
    assert world.browser(trainer).get(row_url(plan_id)).status_code == 200
    assert "この内容で確認する" not in world.browser(trainer).get(row_url(plan_id)).text
    for member in (trainer, employee):
        assert world.browser(member).post(row_url(plan_id), data={**ROW, "_key": "x"}).status_code == 403
    for kind in KINDS:
        assert world.browser(employee).get(f"/reports/{kind}/{plan_id}").status_code == 403
    assert rows(world, org) == []


# --- The improvement history --------------------------------------------------------------------------------------


def test_every_count_opens_to_its_chains(office, drilled, plan_id):
    page = office.get(f"/reports/renewal/{plan_id}").text
    assert f"/reports/renewal/{plan_id}/chains?step=found&amp;year=1" in page
    chains = office.get(f"/reports/renewal/{plan_id}/chains?step=found&year=1").text
    assert "名簿が古く" in chains
    assert "改善提案がまだない" in chains
    assert "当てはまるものはありません" in office.get(f"/reports/renewal/{plan_id}/chains?step=verified").text


@pytest.mark.parametrize("query", ["step=nonsense&year=77&order=x&page=99", "page=0", "edition="])
def test_nonsense_in_the_address_of_the_chains_shows_all_of_them(office, drilled, plan_id, query):
    page = office.get(f"/reports/renewal/{plan_id}/chains?{query}")
    assert page.status_code == 200
    assert "名簿が古く" in page.text


def test_p7_the_numbers_of_an_edition_open_to_the_rows_that_were_frozen(
    world, org, office, president, drilled, plan_id
):
    approve(president, "renewal", plan_id)
    page = office.get(f"/reports/renewal/{plan_id}/editions/1").text
    assert f'href="/reports/renewal/{plan_id}/chains?edition=1"' in page
    assert f'href="/reports/renewal/{plan_id}/figures/K01?edition=1"' in page
    with world.changing(org):
        Records(drilled).drill(date(2026, 6, 1), title="後の訓練")
    assert "後の訓練" not in office.get(f"/reports/renewal/{plan_id}/figures/K01?edition=1").text
    assert "後の訓練" in office.get(f"/reports/renewal/{plan_id}/figures/K01").text
    assert office.get(f"/reports/renewal/{plan_id}/chains?edition=7").status_code == 404


def test_every_figure_has_a_picture_in_words_its_table_and_its_rows(office, drilled, plan_id):
    page = office.get(f"/reports/renewal/{plan_id}").text
    pictures = re.findall(r'<img src="data:image/svg\+xml,[^"]+" alt="([^"]+)"', page)
    assert any(alt.startswith("訓練実施回数（K01）: 1年目 1件") for alt in pictures)
    assert "数字の表を見る" in page
    rows_page = office.get(f"/reports/renewal/{plan_id}/figures/K01").text
    assert "小さな地震の机上演習" in rows_page
    assert office.get(f"/reports/renewal/{plan_id}/figures/K99").status_code == 404


def test_i3_pictures_are_allowed_by_the_policy_of_the_page(office, drilled, plan_id):
    policy = office.get(f"/reports/renewal/{plan_id}").headers["Content-Security-Policy"]
    assert "img-src 'self' data:" in policy


# --- Editions and files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_p2_a_double_approval_makes_one_edition(world, org, president, drilled, plan_id, kind):
    page = president.get(f"/reports/{kind}/{plan_id}").text
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page)[1]
    data = {"_key": "once", "seen": seen}
    first, second = (president.post(f"/reports/{kind}/{plan_id}/approval", data=data) for _ in range(2))
    assert first.location == second.location == f"/reports/{kind}/{plan_id}/editions/1"
    assert editions(world, org) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_p7_an_edition_opens_as_it_was_approved(office, president, drilled, plan_id, kind):
    def sheet() -> str:
        page = office.get(f"/reports/{kind}/{plan_id}/editions/1").text
        return page.split("<article")[1].split("</article>")[0]

    approve(president, kind, plan_id)
    before = sheet()
    office.post(row_url(plan_id), data={**ROW, "_key": "row"})
    assert sheet() == before
    assert "最新の版のあとに記録が変わりました" in office.get(f"/reports/{kind}/{plan_id}").text


@pytest.mark.parametrize("kind", KINDS)
def test_a_further_edition_asks_for_its_reason(world, org, president, drilled, plan_id, kind):
    approve(president, kind, plan_id)
    refused = approve(president, kind, plan_id, key="again")
    assert refused.status_code == 422
    assert "新しい版にする理由" in refused.text
    assert approve(president, kind, plan_id, key="third", reason="訂正").status_code == 303


@pytest.mark.parametrize("kind", KINDS)
def test_only_approvers_approve(world, org, office, trainer, drilled, plan_id, kind):
    for browser in (office, world.browser(trainer)):
        data = {"_key": "x", "seen": "0" * 64}
        assert browser.post(f"/reports/{kind}/{plan_id}/approval", data=data).status_code == 403
    assert editions(world, org) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_what_changed_after_it_was_shown_is_not_approved(world, org, office, president, drilled, plan_id, kind):
    page = president.get(f"/reports/{kind}/{plan_id}").text
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', page)[1]
    office.post(f"/reports/{kind}/{plan_id}/notes", data={"_key": "n", "prepared_by": "佐藤", "checked_by": "田中"})
    answer = president.post(f"/reports/{kind}/{plan_id}/approval", data={"_key": "a", "seen": seen})
    assert answer.status_code == 409
    assert "表示した後に記録が変わりました" in answer.text
    assert editions(world, org) == 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("wanted", "start"), [("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("json", b"{")]
)
def test_i3_a_file_is_handed_out_as_an_attachment_and_that_is_written_down(
    world, org, office, drilled, plan_id, kind, wanted, start
):
    answer = office.post(f"/reports/{kind}/{plan_id}/exports", data={"format": wanted})
    assert answer.status_code == 200
    assert answer.data.startswith(start)
    name = {"status": "実施状況報告書", "renewal": "更新審査の改善履歴"}[kind]
    disposition = unquote(answer.headers["Content-Disposition"])
    assert f"{name}_実施期間 2026年4月から2029年3月まで_下書き（未承認）.{wanted}" in disposition
    with world.inside(org):
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "report.exported")).one()
        assert (entry.facts["kind"], entry.facts["format"]) == (kind, wanted)


@pytest.mark.parametrize(
    "data", [{"format": "exe"}, {"format": "pdf", "edition": "9"}, {"format": "pdf", "edition": "x"}]
)
def test_what_is_not_there_is_not_handed_out(office, drilled, plan_id, data):
    assert office.post(f"/reports/status/{plan_id}/exports", data=data).status_code == 404


def test_a_plan_that_lies_ahead_is_not_reported_on(world, org, office, plan_id):
    with world.changing(org):
        row = db.session.scalars(select(Plan).where(Plan.id == plan_id)).one()
        row.period_starts_on, row.period_ends_on = date(2035, 4, 1), date(2038, 3, 31)
    for kind in KINDS:
        assert office.get(f"/reports/{kind}/{plan_id}").status_code == 404
    assert "/reports/status/" not in office.get("/reports").text


@pytest.mark.parametrize("kind", KINDS)
def test_b3_the_page_takes_the_same_statements_for_few_and_many_people(app, world, org, office, drilled, plan_id, kind):
    def statements() -> int:
        office.get(f"/reports/{kind}/{plan_id}")
        with counted_statements(app) as found:
            office.get(f"/reports/{kind}/{plan_id}")
        return len(found)

    few = statements()
    for number in range(30):
        world.person(org, f"人 {number}", number=f"7{number:03d}")
    assert drilled.drill()
    assert statements() == few
