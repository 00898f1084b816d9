"""The annual report at its pages: gaps first, figures open to their rows, approval, files."""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from sqlalchemy import func, select

from drillhub.audit import OPERATOR, AuditEntry
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.core.fiscal_year import FiscalYear
from drillhub.documents.json_file import digest
from drillhub.planning import plans
from drillhub.reporting.models import ReportEdition, ReportKind
from tests.drills.build import at
from tests.drills.stage import Stage
from tests.planning.build import content
from tests.reporting.test_old_editions import EDITIONS
from tests.support.rows import counted_statements

YEAR = 2026  # the drills of the stage are on 1 April 2026


@pytest.fixture
def year(world, org, trainer):
    with world.changing(org):
        plans.save(content(), by=OPERATOR, at=at(0))
    stage = Stage.set_up(world, org, trainer)
    stage.recorded()
    return stage


@pytest.fixture
def office(world, general_affairs):
    return world.browser(general_affairs)


@pytest.fixture
def president(world, approver):
    return world.browser(approver)


def seen_in(page: str) -> str:
    return re.search(r'name="seen" value="([0-9a-f]{64})"', page)[1]


def approve(president, key: str = "approve", **fields: str):
    page = president.get(f"/reports/annual/{YEAR}?preview=draft").text
    data = {"_key": key, "seen": seen_in(page), **fields}
    return president.post(f"/reports/annual/{YEAR}/approval", data=data)


def editions(world, org) -> int:
    with world.inside(org):
        return db.session.scalar(select(func.count(ReportEdition.id)))


def test_the_list_begins_with_this_year_and_goes_back_to_the_first_record(office, year):
    this_year = FiscalYear.of(clock.today("Asia/Tokyo"), 4).year
    found = re.findall(r"/reports/annual/(\d{4})", office.get("/reports").text)
    assert set(found) == {str(each) for each in range(YEAR, this_year + 1)}


def test_what_is_missing_stands_first_with_a_button_each(office, year):
    page = office.get(f"/reports/annual/{YEAR}").text
    missing = page[: page.index('aria-labelledby="exports"')]
    assert "経営者のコメントがありません" in missing
    assert 'href="#notes"' in missing
    assert "/plan/commitments/" in missing


def test_every_counted_figure_opens_to_its_rows_and_they_to_their_records(office, year):
    page = office.get(f"/reports/annual/{YEAR}").text
    codes = re.findall(rf"/reports/annual/{YEAR}/figures/(K\d\d)", page)
    assert codes[:4] == ["K01", "K02", "K03", "K04"]
    rows = office.get(f"/reports/annual/{YEAR}/figures/K04").text
    assert "小さな地震の机上演習" in rows
    assert re.search(r'href="/drills/\d+"', rows)
    assert office.get(f"/reports/annual/{YEAR}/figures/K99").status_code == 404


def test_notes_are_written_by_general_affairs_and_printed(office, president, year):
    data = {"_key": "n", "prepared_by": "佐藤", "checked_by": "田中", "comment": "よくできた"}
    assert office.post(f"/reports/annual/{YEAR}/notes", data=data).status_code == 303
    assert "よくできた" in office.get(f"/reports/annual/{YEAR}").text
    assert president.post(f"/reports/annual/{YEAR}/notes", data={**data, "_key": "m"}).status_code == 403
    long = {**data, "_key": "long", "comment": "長" * 4001}
    assert office.post(f"/reports/annual/{YEAR}/notes", data=long).status_code == 422


def test_p2_a_double_approval_makes_one_edition(world, org, president, year):
    page = president.get(f"/reports/annual/{YEAR}").text
    data = {"_key": "once", "seen": seen_in(page)}
    first, second = (president.post(f"/reports/annual/{YEAR}/approval", data=data) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert editions(world, org) == 1


def test_what_changed_after_it_was_shown_is_not_approved(world, org, office, president, year):
    seen = seen_in(president.get(f"/reports/annual/{YEAR}").text)
    office.post(f"/reports/annual/{YEAR}/notes", data={"_key": "n", "comment": "後から"})
    page = president.post(f"/reports/annual/{YEAR}/approval", data={"_key": "a", "seen": seen})
    assert page.status_code == 409
    assert "表示した後に記録が変わりました" in page.text
    assert editions(world, org) == 0


def test_the_page_says_whether_the_records_changed_since_the_newest_edition(office, president, year):
    approve(president)
    assert "最新の版は、いまの記録と同じ内容です" in office.get(f"/reports/annual/{YEAR}").text
    office.post(f"/reports/annual/{YEAR}/notes", data={"_key": "n", "comment": "後から"})
    assert "最新の版のあとに記録が変わりました" in office.get(f"/reports/annual/{YEAR}").text


def test_a_further_edition_asks_for_its_reason(world, org, president, year):
    assert approve(president).status_code == 303
    refused = approve(president, key="again")
    assert refused.status_code == 422
    assert "新しい版にする理由" in refused.text
    assert approve(president, key="third", reason="記録の訂正").status_code == 303
    assert editions(world, org) == 2
    assert "記録の訂正" in president.get(f"/reports/annual/{YEAR}/editions/2").text


def test_only_approvers_approve_and_employees_see_nothing(world, org, office, employee, trainer, year):
    for member_browser in (office, world.browser(trainer)):
        data = {"_key": "x", "seen": "0" * 64}
        assert member_browser.post(f"/reports/annual/{YEAR}/approval", data=data).status_code == 403
    assert world.browser(employee).get("/reports").status_code == 403
    assert editions(world, org) == 0


@pytest.mark.parametrize(
    ("wanted", "start"), [("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("json", b"{")]
)
def test_i3_a_file_is_handed_out_as_an_attachment_and_that_is_written_down(world, org, office, year, wanted, start):
    answer = office.post(f"/reports/annual/{YEAR}/exports", data={"format": wanted})
    assert answer.status_code == 200
    assert answer.data.startswith(start)
    disposition = unquote(answer.headers["Content-Disposition"])
    assert disposition.startswith("attachment")
    assert f"年次実施状況報告書_2026年度_下書き（未承認）.{wanted}" in disposition
    assert f"filename=annual-fy2026-draft.{wanted};" in disposition  # where no other name is understood
    assert answer.headers["Cache-Control"] == "no-store"
    with world.inside(org):
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "report.exported")).one()
        assert (entry.facts["format"], entry.facts["edition"]) == (wanted, None)


def test_p7_an_edition_is_exported_with_the_same_bytes_for_ever(office, president, year):
    approve(president)
    data = {"format": "pdf", "edition": "1"}
    before = office.post(f"/reports/annual/{YEAR}/exports", data=data).data
    office.post(f"/reports/annual/{YEAR}/notes", data={"_key": "n", "comment": "後から"})
    assert office.post(f"/reports/annual/{YEAR}/exports", data=data).data == before


def test_p7_an_approved_year_is_handed_out_as_its_edition_and_as_a_draft_on_wish(office, president, year):
    approve(president)
    office.post(f"/reports/annual/{YEAR}/notes", data={"_key": "n", "comment": "承認の後の一言"})

    def handed_out(**named: str) -> dict:
        answer = office.post(f"/reports/annual/{YEAR}/exports", data={"format": "json", **named})
        return answer.get_json(force=True)

    page = office.get(f"/reports/annual/{YEAR}").text
    exports = page.split('aria-labelledby="exports"')[1].split("</section>")[0]
    assert re.findall(r'name="edition" value="([^"]*)"', exports) == ["1", "draft"]
    assert exports.count("btn-primary") == 1
    assert handed_out()["edition"]["number"] == 1
    assert handed_out()["signatures"]["comment"] == ""
    assert handed_out(edition="draft")["edition"] is None
    assert handed_out(edition="draft")["signatures"]["comment"] == "承認の後の一言"


def test_the_preview_of_an_approved_year_is_what_was_approved(office, president, year):
    approve(president)
    office.post(f"/reports/annual/{YEAR}/notes", data={"_key": "n", "comment": "承認の後の一言"})

    def sheet(query: str = "") -> str:
        return president.get(f"/reports/annual/{YEAR}{query}").text.split('<article class="sheet"')[1]

    assert "<dt>承認</dt><dd>青葉 隆志</dd>" in sheet()
    assert "承認の後の一言" not in sheet()
    assert "<dt>承認</dt><dd>未記入</dd>" in sheet("?preview=draft")
    assert "承認の後の一言" in sheet("?preview=draft")
    # Only what is shown can be approved.
    assert 'name="seen"' not in president.get(f"/reports/annual/{YEAR}").text
    assert approve(president, key="further", reason="一言を加えた").status_code == 303


def test_an_edition_is_shown_in_its_own_language(world, president, general_affairs, year):
    approve(president)
    reader = world.browser(general_affairs, language="en")

    page = reader.get(f"/reports/annual/{YEAR}/editions/1").text

    sheet = page.split('<article class="sheet"')[1]
    assert sheet.split(">")[0].endswith('lang="ja"')
    assert "A　表紙" in sheet
    assert "主な数字。数字を押すと、数えた記録が開きます。" in sheet
    assert ">Export<" in page.split('<article class="sheet"')[0]


@pytest.mark.parametrize(
    "data", [{"format": "exe"}, {}, {"format": "pdf", "edition": "9"}, {"format": "pdf", "edition": "x"}]
)
def test_what_is_not_there_is_not_handed_out(office, year, data):
    assert office.post(f"/reports/annual/{YEAR}/exports", data=data).status_code == 404


def test_years_that_cannot_be_reported_on_are_not_found(office, year):
    ahead = FiscalYear.of(clock.today("Asia/Tokyo") + timedelta(days=800), 4).year
    for wrong in (1066, ahead, 99999):
        assert office.get(f"/reports/annual/{wrong}").status_code == 404


def test_an_english_reader_gets_an_english_draft(world, general_affairs, year):
    page = world.browser(general_affairs, language="en").get(f"/reports/annual/{YEAR}")
    assert '<html lang="en"' in page.text


def test_the_page_takes_the_same_statements_for_few_and_many_people(app, world, org, office, year):
    def statements() -> int:
        office.get(f"/reports/annual/{YEAR}")
        with counted_statements(app) as found:
            office.get(f"/reports/annual/{YEAR}")
        return len(found)

    few = statements()
    for number in range(30):
        world.person(org, f"人 {number}", number=f"7{number:03d}")
    drill = year.drill()
    assert drill
    assert statements() == few


def test_p7_an_edition_of_the_first_schema_still_opens(world, org, office, president, approver):
    text = (EDITIONS / "schema_1.json").read_text(encoding="utf-8")
    with world.changing(org):
        db.session.add(
            ReportEdition(
                kind=ReportKind.ANNUAL,
                period=f"fy{YEAR}",
                number=1,
                language="ja",
                content=text,
                digest=digest(text),
                gap_count=0,
                approved_at=at(0),
                approved_by_id=approver.id,
                approved_by=approver.name,
            )
        )
    assert "備えを続ける。" in office.get(f"/reports/annual/{YEAR}/editions/1").text
    assert "小さな地震の机上演習" in office.get(f"/reports/annual/{YEAR}/figures/K04?edition=1").text
    assert office.get(f"/reports/annual/{YEAR}/figures/K11b?edition=1").status_code == 404
    page = office.get(f"/reports/annual/{YEAR}").text
    assert "いまより少ない項目で作られています" in page
    assert "記録が変わりました" not in page
    data = {"format": "csv", "edition": "1"}
    printed = office.post(f"/reports/annual/{YEAR}/exports", data=data).data
    assert printed == (EDITIONS / "schema_1.csv").read_bytes()
