"""The staff file at the pages: preview first, wrong rows named, nothing half-imported."""

import codecs
import re

import pytest
from sqlalchemy import select

from drillhub.core.database import db
from drillhub.identity.models import Person, PersonStatus
from drillhub.identity.roles import Role
from tests.support.rows import all_rows
from tests.web.people.conftest import ARAI, HEADINGS, SATO, TAKASAKI, bring_in, csv, upload, xlsx


def people(world, org) -> dict[str, Person]:
    with world.inside(org):
        return {row.employee_number: row for row in db.session.scalars(select(Person))}


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        pytest.param(csv(SATO, TAKASAKI, ARAI).encode("cp932"), "CP932", id="CP932"),
        pytest.param(csv(SATO, TAKASAKI, ARAI).encode(), "UTF-8", id="UTF-8"),
        pytest.param(codecs.BOM_UTF8 + csv(SATO, TAKASAKI, ARAI).encode(), "UTF-8", id="UTF-8 with a mark"),
        pytest.param(csv(SATO, TAKASAKI, ARAI).encode("utf-16"), "UTF-16", id="UTF-16"),
        pytest.param(xlsx(SATO, TAKASAKI, ARAI), "Excel", id="xlsx"),
    ],
)
def test_i6_a_file_as_it_comes_is_shown_first_and_then_brought_in(office, world, org, data, encoding):
    before = people(world, org)
    preview = office.get(upload(office, data).location)

    assert f"社員一覧.csv を読みました。3人、文字コードは {encoding} です。" in preview.text
    assert "まだ何も変わっていません" in preview.text
    assert "髙﨑 進" in preview.text
    assert "製造部 / ①班、第一工場、班長、takasaki@aoba.example" in preview.text
    assert people(world, org).keys() == before.keys()

    done = office.post(f"{preview.request.path}/application", data={"_key": "apply"})
    receipt = office.get(done.location)

    assert "名簿に反映しました" in receipt.text
    found = people(world, org)
    assert (found["0201"].name, found["0201"].family_name_kana) == ("髙﨑 進", "タカサキ")
    assert found["0201"].joined_on.isoformat() == found["0202"].joined_on.isoformat() == "2015-04-01"
    assert found["0202"].status is PersonStatus.ON_LEAVE


def test_wrong_rows_are_named_by_row_column_and_reason_and_nothing_is_imported(office, world, org):
    bring_in(office, SATO, TAKASAKI)
    before = all_rows(world, org)

    page = upload(
        office,
        csv(
            SATO,
            "0301,西村,翔太,,,製造部,,,,2015/2/31,,,,在籍",
            "0302,大塚,美和,,,,,,,,otsuka@aoba,,,出向中",
            "0301,渡邉,誠,,,,,,,,,,,在籍",
            ",古川,進,,,,,,,,,,,在籍",
            TAKASAKI,
            "0304,本多,歩,,,,,,,,takasaki@aoba.example,,,在籍",
        ).encode("cp932"),
    )

    assert page.status_code == 422
    found = re.findall(r'<th role="rowheader"[^>]*>(\d+)行目</th><td[^>]*>([^<]*)</td><td[^>]*>([^<]*)</td>', page.text)
    assert [(int(row), column) for row, column, _ in found] == [
        (3, "入社日"),
        (3, "社員番号"),
        (4, "在籍状況"),
        (4, "メール"),
        (5, "社員番号"),
        (6, "社員番号"),
        (7, "メール"),
        (8, "メール"),
        (8, "メール"),
    ]
    reasons = " ".join(reason for *_, reason in found)
    assert "「2015/2/31」という日はありません。" in reasons
    assert "社員番号「0301」が5行目にもあります。" in reasons
    assert "「出向中」という在籍状況は分かりません。" in reasons
    assert "直すところが9つあります。名簿は何も変わっていません。" in page.text
    assert "エラー: " in page.text
    assert all_rows(world, org) == before


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param(b"", "ファイルに行がありません。", id="empty"),
        pytest.param(b"\xff\xd8\xff\xe0" + bytes(500), "このファイルは表として読み取れません。", id="a picture"),
        pytest.param(b"%PDF-1.7\n" + bytes(500), "このファイルは表として読み取れません。", id="a pdf"),
        pytest.param(b"PK\x03\x04" + bytes(500), "このファイルは表として読み取れません。", id="a broken workbook"),
        pytest.param(csv(SATO).encode("cp932") + b"\x81", "3行目に、読み取れない文字があります。", id="a cut-off file"),
        pytest.param(csv(SATO).encode("euc-jp"), "1行目に、読み取れない文字があります。", id="EUC-JP"),
        pytest.param((HEADINGS + '\r\n0201,"髙﨑').encode("cp932"), "2行目から始まる引用符", id="an open quote"),
        pytest.param("名前,年齢\r\n新井,20\r\n".encode("cp932"), "「社員番号」の列が見つかりません。", id="no number"),
        pytest.param(HEADINGS.encode("cp932"), "見出しの下に、取り込む人の行がありません。", id="headings alone"),
    ],
)
def test_a_file_that_is_no_staff_list_is_refused_in_words(office, world, org, data, sentence):
    before = all_rows(world, org)

    page = upload(office, data)

    assert page.status_code == 422
    assert sentence in page.text
    assert all_rows(world, org) == before


def test_sending_the_form_without_a_file_asks_for_one(office):
    page = office.post("/people/imports", data={"_key": "k"})

    assert page.status_code == 422
    assert "ファイルを選んでください。" in page.text


def test_the_preview_tells_added_changed_leaving_and_questions_apart(office):
    bring_in(office, SATO, TAKASAKI, ARAI, "0203,古川,進,,,,,,,,,,,在籍", "0204,西村,翔太,,,,,,,,,,,在籍")

    page = office.get(
        upload(
            office,
            csv(
                SATO,
                TAKASAKI.replace("①班", "②班").replace("090-1234-5678", "80-1111-2222"),
                ARAI.replace("新井", "荒井"),
                "0203,古川,進,,,,,,,,,,,退職",
                "0205,﨑本,陸,,,,,,,,,,,在籍",
            ).encode("cp932"),
            key="second",
        ).location
    ).text

    assert re.findall(r'class="diff-(\w+)">[^<]+</span></h3><p class="kpi-fig">(\d+)', page) == [
        ("add", "1"),
        ("chg", "1"),
        ("out", "1"),
        ("chk", "1"),
    ]
    assert "部署: <del>製造部 / ①班</del> <ins>製造部 / ②班</ins>" in page
    assert "携帯: <del>090-1234-5678</del> <ins>080-1111-2222</ins>" in page
    assert "消えていた0を補い" in page
    assert "社員番号は同じですが、名簿の名前は「新井 花」です。" in page
    assert "違う人。新しい人として加える" in page
    assert "変わらない1人は出していません" in page
    # The one who is in the register and not in the file is shown, and stays unless somebody says otherwise.
    assert "西村 翔太" in page
    assert "3人の変更を反映する" in page


def test_the_preview_shows_what_it_understood_of_somebody_new(office):
    page = office.get(upload(office, csv(TAKASAKI).encode("cp932")).location).text

    assert "タカサキ ススム・2行目" in page
    assert "入社日 平成27年4月1日（2015年4月1日）" in page


def test_a_question_is_answered_on_the_page(office, world, org):
    bring_in(office, SATO, ARAI)

    receipt = bring_in(office, SATO, ARAI.replace("新井", "荒井"), key="second", **{"row-3": "same_person"})

    assert people(world, org)["0202"].name == "荒井 花"
    assert re.search(r"<dt>変更</dt><dd>1人</dd>", receipt.text)


def test_a_question_without_an_answer_leaves_its_row_out(office, world, org):
    bring_in(office, SATO, ARAI)

    receipt = bring_in(office, SATO, ARAI.replace("新井", "荒井"), key="second", **{"row-3": "nonsense"})

    assert people(world, org)["0202"].name == "新井 花"
    assert "<dt>要確認のまま保留</dt><dd>1人</dd>" in receipt.text


def test_people_missing_in_the_file_leave_only_when_it_is_said(office, world, org):
    bring_in(office, SATO, TAKASAKI, ARAI)

    bring_in(office, SATO, TAKASAKI, key="second")
    assert people(world, org)["0202"].status is PersonStatus.ON_LEAVE

    bring_in(office, SATO, TAKASAKI, key="third", absent_have_left="y")
    assert people(world, org)["0202"].status is PersonStatus.LEFT


def test_p2_pressing_upload_and_apply_twice_has_one_effect(office, world, org):
    first, second = (upload(office, csv(SATO, TAKASAKI).encode("cp932")) for _ in range(2))
    assert first.location == second.location

    replies = [office.post(f"{first.location}/application", data={"_key": "apply"}) for _ in range(2)]
    assert [reply.status_code for reply in replies] == [303, 303]
    once = all_rows(world, org)

    # Another window with a form of its own: the same receipt, no second import.
    assert office.post(f"{first.location}/application", data={"_key": "other"}).status_code == 303
    again = all_rows(world, org)
    assert {name for name in once if once[name] != again[name]} == {"submissions"}
    assert [row.name for row in people(world, org).values()].count("髙﨑 進") == 1


def test_p2_f31_another_file_under_the_same_key_is_refused_and_not_taken_for_the_first(office, caplog):
    upload(office, csv(SATO, TAKASAKI).encode("cp932"))

    page = upload(office, csv(SATO, ARAI).encode("cp932"))

    assert page.status_code == 422
    assert "すでに別の内容で送信されています" in page.text
    assert "sent again with other content" in caplog.text


def test_when_the_register_changed_meanwhile_the_new_preview_is_shown_first(office, world, org):
    page = upload(office, csv(SATO, TAKASAKI).encode("cp932"))
    world.person(org, "本多 歩", number="0201")
    before = people(world, org)

    told = office.post(f"{page.location}/application", data={"_key": "apply"}, follow_redirects=True)

    assert "確かめている間に名簿が変わりました。" in told.text
    assert "社員番号は同じですが、名簿の名前は「本多 歩」です。" in told.text
    assert people(world, org).keys() == before.keys()


def test_one_person_in_two_rows_is_refused_with_the_answers_kept(office, world, org):
    bring_in(office, SATO, TAKASAKI)
    both = [
        TAKASAKI.replace("0201", number).replace("takasaki@", mail) for number, mail in (("0301", "a@"), ("0302", "b@"))
    ]
    page = upload(office, csv(SATO, *both).encode("cp932"), key="second")
    before = all_rows(world, org)

    answer = office.post(
        f"{page.location}/application", data={"_key": "apply", "row-3": "same_person", "row-4": "same_person"}
    )

    assert answer.status_code == 422
    assert "3、4行目がどれも髙﨑 進さんになっています。" in answer.text
    assert re.search(r'name="row-4" value="same_person" checked', answer.text)
    assert all_rows(world, org) == before


def test_doing_without_an_import_changes_nobody_and_ends_it(office, world, org):
    page = upload(office, csv(SATO, TAKASAKI).encode("cp932"))
    before = people(world, org)

    told = office.post(f"{page.location}/discard", data={"_key": "k"}, follow_redirects=True)

    assert "取り込みをやめました。名簿は変わっていません。" in told.text
    assert people(world, org).keys() == before.keys()
    assert office.get(page.location).status_code == 410


def test_the_last_imports_are_listed_with_their_receipts(office):
    receipt = bring_in(office, SATO, TAKASAKI)

    page = office.get("/people/imports/new").text

    assert "これまでの取り込み" in page
    assert f'href="{receipt.request.path}"' in page


def test_an_import_that_would_leave_no_administrator_is_refused(world, org, administrator):
    browser = world.browser(administrator)
    page = upload(browser, csv("0105,小林,由美,,,,,,,,,,,退職", TAKASAKI).encode("cp932"))
    before = all_rows(world, org)

    answer = browser.post(f"{page.location}/application", data={"_key": "apply"})

    assert answer.status_code == 409
    assert "管理者が1人もいなくなるため、反映できません。" in answer.text
    assert all_rows(world, org) == before


def test_t5_an_import_of_another_organisation_is_not_found(office, world, outsider):
    page = upload(office, csv(SATO, TAKASAKI).encode("cp932"))
    stranger = world.browser(outsider)

    for address in (page.location, f"{page.location}/application", f"{page.location}/discard"):
        theirs = stranger.get(address) if address == page.location else stranger.post(address, data={"_key": address})
        invented = re.sub(r"\d+", "999999", address, count=1)
        unknown = stranger.get(invented) if address == page.location else stranger.post(invented, data={"_key": "u"})
        assert (theirs.status_code, unknown.status_code) == (404, 404)
    assert office.get(page.location).status_code == 200


@pytest.mark.parametrize("role", [Role.TRAINER, Role.APPROVER, Role.EMPLOYEE])
def test_only_general_affairs_and_administrators_import(world, org, role):
    browser = world.browser(world.person(org, "石田 亮", role, number="0901"))

    assert browser.get("/people/imports/new").status_code == 403
    assert upload(browser, csv(SATO).encode("cp932")).status_code == 403
    assert browser.post("/people/imports/1/application", data={"_key": "k"}).status_code == 403


def test_what_a_cell_says_is_shown_as_text_alone(office):
    page = upload(office, csv(SATO, "0301,<script>alert(1)</script>,{{7*7}},,,,,,,,,,,在籍").encode("cp932"))

    text = office.get(page.location).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}" in text
    assert "<script>alert" not in text


def test_the_refused_file_is_explained_in_english_too(world, general_affairs):
    browser = world.browser(general_affairs, language="en")

    page = upload(browser, csv("0301,西村,翔太,,,,,,,2015/2/31,,,,在籍").encode("cp932"))

    assert page.status_code == 422
    assert '<html lang="en"' in page.text
