"""Staff files as payroll software writes them become typed rows; what is wrong is named by row, column and reason."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from drillhub.identity.models import Employment, PersonStatus
from drillhub.identity.staff_columns import StaffField, recognise
from drillhub.identity.staff_file import StaffFile, StaffRow, read_staff_file

HEADINGS = "社員番号,姓,名,セイ,メイ,部署1,部署2,部署3,役職,入社日,退職日,メール,携帯,雇用区分,在籍状況".split(",")
SATO = dict(
    zip(
        HEADINGS,
        "0103,佐藤,美咲,ｻﾄｳ,ﾐｻｷ,管理部,総務課,,課長,平成7年4月1日,,sato@aoba.example,090-8106-7275,正社員,在籍".split(
            ","
        ),
        strict=True,
    )
)


def read(*people: dict[str, str], headings: list[str] = HEADINGS) -> StaffFile:
    """Read a file with these people; cells that a person lacks are blank."""
    body = [[person.get(heading, "") for heading in headings] for person in people]
    return read_staff_file(list(enumerate([headings, *body], start=1)), encoding="cp932")


def row_of(**cells: str) -> StaffRow:
    """The row of someone with a number and a name, and these cells."""
    found = read(
        {"社員番号": "0103", "姓": "佐藤", "名": "美咲"} | cells, headings=[*HEADINGS, *(cells.keys() - set(HEADINGS))]
    )
    assert found.refused == ()
    return found.rows[0]


def refusals_of(file: StaffFile) -> list[tuple[int, str, str]]:
    """(row, heading, code) of every refusal."""
    return [(remark.row, str(remark.field), remark.reason.code) for remark in file.refused]


def warnings_of(file: StaffFile) -> list[tuple[int, str, str]]:
    return [(remark.row, str(remark.field), remark.reason.code) for remark in file.warnings]


def test_i6_a_row_is_read_into_a_typed_value():
    assert read(SATO).rows == (
        StaffRow(
            row=2,
            employee_number="0103",
            family_name="佐藤",
            given_name="美咲",
            family_name_kana="サトウ",
            given_name_kana="ミサキ",
            departments=("管理部", "総務課"),
            site=None,
            job_title="課長",
            email="sato@aoba.example",
            mobile="090-8106-7275",
            employment=Employment.REGULAR,
            status=PersonStatus.ACTIVE,
            joined_on=date(1995, 4, 1),
            left_on=None,
        ),
    )


def test_i6_names_keep_their_characters():
    row = row_of(姓="髙﨑", 名="𠮷之助", 部署1="①製造㈱〜課")
    assert (row.family_name, row.given_name, row.departments) == ("髙﨑", "𠮷之助", ("①製造㈱〜課",))


@pytest.mark.parametrize(
    ("cell", "number"),
    [("0101", "0101"), ("００１０１", "00101"), ("H0042", "H0042"), ("A-12", "A-12"), ("20150401", "20150401")],
)
def test_f59_a_number_keeps_its_zeros_and_signs(cell, number):
    assert row_of(社員番号=cell).employee_number == number


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        (["社員コード", "氏名", "フリガナ"], ["0103", "佐藤　美咲", "ｻﾄｳ ﾐｻｷ"]),
        (["従業員番号（必須）", "氏名（漢字）", "氏名（カナ）"], ["0103", "佐藤 美咲", "さとう みさき"]),
        (
            ["社員No.", "姓（漢字）", "名（漢字）", "姓（カナ）", "名（カナ）"],
            ["0103", "佐藤", "美咲", "サトウ", "ミサキ"],
        ),
        ([" 社員 番号 ", "※姓", "名", "ｾｲ", "ﾒｲ"], ["0103", "佐藤", "美咲", "ｻﾄｳ", "ﾐｻｷ"]),
        (
            ["ＥＭＰＬＯＹＥＥ＿ＮＵＭＢＥＲ", "Last Name", "First Name", "せい", "めい"],
            ["0103", "佐藤", "美咲", "サトウ", "ミサキ"],
        ),
        (["社員番号", "氏名", "姓", "名", "フリガナ"], ["0103", "unused", "佐藤", "美咲", "ｻﾄｳ ﾐｻｷ"]),
    ],
)
def test_headings_are_recognised_however_they_are_written(headings, cells):
    file = read_staff_file([(1, headings), (2, cells)], encoding="utf-8")
    assert refusals_of(file) == []
    row = file.rows[0]
    assert (row.employee_number, row.name, row.family_name_kana, row.given_name_kana) == (
        "0103",
        "佐藤 美咲",
        "サトウ",
        "ミサキ",
    )


@pytest.mark.parametrize(
    ("headings", "cells", "departments"),
    [
        (["部署"], ["製造部 > 製造一課 > ①班"], ("製造部", "製造一課", "①班")),
        (["所属部署"], ["製造部 / 製造一課"], ("製造部", "製造一課")),
        (["所属"], ["営業1/2課"], ("営業1/2課",)),
        (["部署１", "部署２", "部署３"], ["製造部", "", "①班"], ("製造部", "①班")),
        (["部署", "部署2"], ["製造部", "製造一課"], ("製造部", "製造一課")),
        (["部署コード", "部署名"], ["100", "製造部"], ("製造部",)),
        (["部署1"], [""], None),
    ],
)
def test_departments_are_a_path_from_the_root(headings, cells, departments):
    file = read_staff_file([(1, ["社員番号", "氏名", *headings]), (2, ["1", "佐藤 美咲", *cells])], encoding="utf-8")
    assert file.rows[0].departments == departments


def test_a_mobile_number_is_preferred_to_another_phone():
    row = row_of(電話番号="03-1234-5678", 携帯="090-1234-5678")
    assert row.mobile == "090-1234-5678"
    file = read_staff_file(
        [(1, ["社員番号", "氏名", "電話番号"]), (2, ["1", "佐藤 美咲", "03-1234-5678"])], encoding="utf-8"
    )
    assert file.rows[0].mobile == "03-1234-5678"


def test_what_drills_do_not_need_is_not_read_but_named():
    file = read(
        SATO | {"生年月日": "S60.1.1", "基本給": "300000", "個人番号": "1"},
        headings=[*HEADINGS, "生年月日", "基本給", "個人番号"],
    )
    assert file.columns.ignored == ("生年月日", "基本給", "個人番号")
    assert "S60" not in repr(file.rows)


def test_lines_above_the_headings_and_blank_lines_are_passed_over():
    file = read_staff_file(
        [
            (1, ["社員一覧", "2026/11/20"]),
            (2, ["", ""]),
            (3, ["社員番号", "氏名"]),
            (4, ["", " "]),
            (6, ["0103", "佐藤 美咲"]),
        ],
        encoding="utf-8",
    )
    assert (file.columns.row, file.read, file.rows[0].row) == (3, 1, 6)


@pytest.mark.parametrize("cell", ["", "-", "－", "なし", "　"])
def test_a_blank_cell_says_nothing(cell):
    row = row_of(メール=cell, 携帯=cell, 役職=cell, 部署1=cell, 入社日=cell, 雇用区分=cell, 在籍状況=cell)
    assert row == StaffRow(row=2, employee_number="0103", family_name="佐藤", given_name="美咲")


@pytest.mark.parametrize("text", ["平成27年4月1日", "H27.4.1", "2015/4/1", "2015-4-1", "２０１５．４．１", "20150401"])
def test_i6_dates_of_every_style_are_read(text):
    assert row_of(入社日=text).joined_on == date(2015, 4, 1)


def test_the_day_that_never_comes_means_not_left():
    assert row_of(退職日="9999/12/31").left_on is None


@pytest.mark.parametrize(
    ("word", "employment"),
    [
        ("正社員", Employment.REGULAR),
        ("契約", Employment.CONTRACT),
        ("嘱託", Employment.CONTRACT),
        ("ﾊﾟｰﾄ", Employment.PART_TIME),
        ("パート・アルバイト", Employment.PART_TIME),
        ("派遣社員", Employment.DISPATCHED),
        ("役員", Employment.EXECUTIVE),
    ],
)
def test_kinds_of_employment_are_recognised(word, employment):
    assert row_of(雇用区分=word).employment is employment


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("在籍", PersonStatus.ACTIVE),
        ("在職中", PersonStatus.ACTIVE),
        ("育児休業", PersonStatus.ON_LEAVE),
        ("退職", PersonStatus.LEFT),
    ],
)
def test_whether_someone_works_here_is_recognised(word, status):
    assert row_of(在籍状況=word).status is status


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("090-1234-5678", "090-1234-5678"),
        ("０９０－１２３４－５６７８", "090-1234-5678"),
        ("09012345678", "09012345678"),
        ("03(1234)5678", "03-1234-5678"),
        ("+81 90-1234-5678", "+8190-1234-5678"),
    ],
)
def test_phone_numbers_are_kept_as_written_in_ascii(cell, kept):
    assert row_of(携帯=cell).mobile == kept


@pytest.mark.parametrize(
    ("cells", "heading", "code"),
    [
        pytest.param({"社員番号": ""}, "社員番号", "value_missing", id="no number"),
        pytest.param({"姓": ""}, "姓", "value_missing", id="no name"),
        pytest.param({"社員番号": "1.0E+05"}, "社員番号", "number_mangled", id="a number turned into an exponent"),
        pytest.param({"社員番号": "101.0"}, "社員番号", "number_mangled", id="a number turned into a fraction"),
        pytest.param({"社員番号": "4月1日"}, "社員番号", "number_mangled", id="a number turned into a date"),
        pytest.param({"社員番号": "2026/4/1"}, "社員番号", "number_mangled", id="a number turned into a whole date"),
        pytest.param({"社員番号": "1" * 25}, "社員番号", "value_too_long", id="a number of 25 digits"),
        pytest.param({"社員番号": "#N/A"}, "社員番号", "spreadsheet_error", id="a failed formula"),
        pytest.param({"姓": "佐\ufffd"}, "姓", "character_lost", id="a character that was lost"),
        pytest.param({"姓": "佐" * 101}, "姓", "value_too_long", id="a name of 101 characters"),
        pytest.param({"部署2": "課" * 101}, "部署2", "value_too_long", id="a department of 101 characters"),
        pytest.param({"入社日": "2015/2/30"}, "入社日", "date_impossible", id="a day that does not exist"),
        pytest.param({"入社日": "H32.1.1"}, "入社日", "date_after_era", id="a year the era did not have"),
        pytest.param({"入社日": "42095"}, "入社日", "date_is_serial_number", id="a serial number"),
        pytest.param({"入社日": "15/4/1"}, "入社日", "date_unreadable", id="a year of two digits"),
        pytest.param({"入社日": "1015/4/1"}, "入社日", "date_unlikely", id="a year long ago"),
        pytest.param(
            {"入社日": "2020/4/1", "退職日": "2019/3/31"}, "退職日", "left_before_joining", id="left before joining"
        ),
        pytest.param({"メール": "ootsuka@aoba-seiko,example"}, "メール", "mail_unusable", id="a comma in an address"),
        pytest.param({"メール": "佐藤"}, "メール", "mail_unusable", id="no address"),
        pytest.param({"携帯": "内線12"}, "携帯", "phone_unusable", id="an extension"),
        pytest.param({"携帯": "090-123"}, "携帯", "phone_unusable", id="half a number"),
        pytest.param({"在籍状況": "？？"}, "在籍状況", "status_unknown", id="an unknown state"),
    ],
)
def test_a_wrong_cell_is_named_by_row_column_and_reason(cells, heading, code):
    file = read(SATO, SATO | {"社員番号": "0104", "メール": ""} | cells)
    assert refusals_of(file) == [(3, heading, code)]
    assert not file.is_accepted


def test_everything_wrong_with_a_row_is_named_at_once():
    file = read(SATO | {"姓": "", "入社日": "2015/2/30", "メール": "x"})
    assert [heading for _row, heading, _code in refusals_of(file)] == ["姓", "入社日", "メール"]


def test_f59_a_number_used_twice_names_both_rows():
    file = read(SATO, SATO | {"社員番号": "0104", "メール": ""}, SATO | {"社員番号": "０１０３", "メール": ""})
    assert refusals_of(file) == [(2, "社員番号", "number_twice"), (4, "社員番号", "number_twice")]
    assert [remark.reason.facts["other"] for remark in file.refused] == [4, 2]


def test_an_address_used_twice_names_both_rows():
    file = read(SATO, SATO | {"社員番号": "0104", "メール": "SATO@aoba.example"})
    assert refusals_of(file) == [(2, "メール", "mail_twice"), (3, "メール", "mail_twice")]


def test_a_leaver_may_have_the_address_that_a_colleague_took_over():
    file = read(SATO, SATO | {"社員番号": "0104", "在籍状況": "退職", "退職日": "2020/3/31"})
    assert file.is_accepted


def test_cells_beyond_the_headings_mean_shifted_columns():
    file = read_staff_file([(1, ["社員番号", "氏名"]), (2, ["1", "佐藤", "美咲"])], encoding="utf-8")
    assert refusals_of(file) == [(2, "", "row_too_wide")]


@pytest.mark.parametrize(
    ("headings", "missing"),
    [(["姓", "名"], "社員番号"), (["社員番号", "部署1"], "氏名"), (["a", "b"], "社員番号")],
)
def test_a_file_without_the_needed_columns_is_refused(headings, missing, app):
    with app.app_context():
        file = read_staff_file([(1, headings), (2, ["x", "y"])], encoding="utf-8")
        assert (1, missing, "column_missing") in refusals_of(file)


def test_a_heading_that_stands_twice_is_refused():
    file = read(SATO, headings=[*HEADINGS, "メール"])
    assert refusals_of(file) == [(1, "メール", "column_twice")]


@pytest.mark.parametrize("table", [[], [(1, HEADINGS)]])
def test_a_file_without_people_is_refused(table):
    file = read_staff_file(table, encoding="utf-8")
    assert not file.is_accepted


def test_f59_numbers_that_are_shorter_than_most_are_pointed_out():
    people = [{"社員番号": number, "姓": "佐藤"} for number in ("0101", "0102", "103", "H1", "0104", "9")]
    file = read(*people)
    assert warnings_of(file) == [(4, "社員番号", "numbers_of_unequal_length")]
    assert file.warnings[0].reason.facts == {"usual": 4, "count": 2, "rows": "4、7"}


def test_f59_a_number_that_looks_like_an_exponent_is_pointed_out():
    file = read({"社員番号": "1E5", "姓": "佐藤"})
    assert file.is_accepted
    assert warnings_of(file) == [(2, "社員番号", "number_looks_mangled")]


def test_a_phone_number_gets_its_lost_zero_back_and_says_so():
    file = read({"社員番号": "1", "姓": "佐藤", "携帯": "9012345678"})
    assert file.rows[0].mobile == "09012345678"
    assert warnings_of(file) == [(2, "携帯", "zero_restored")]


def test_an_unknown_kind_of_employment_is_kept_as_other_and_pointed_out():
    file = read({"社員番号": "1", "姓": "佐藤", "雇用区分": "相談役"})
    assert file.rows[0].employment is Employment.OTHER
    assert warnings_of(file) == [(2, "雇用区分", "employment_unknown")]


@pytest.mark.parametrize("name", ["?橋", "〓橋", "\ue000橋"])
def test_i6_a_name_that_lost_a_character_elsewhere_is_pointed_out(name):
    assert warnings_of(read({"社員番号": "1", "姓": name})) == [(2, "姓", "character_doubtful")]


def test_names_without_a_blank_are_pointed_out_once():
    file = read_staff_file(
        [(1, ["社員番号", "氏名"]), (2, ["1", "佐藤美咲"]), (3, ["2", "田中 健一"]), (4, ["3", "鈴木陽子"])],
        encoding="utf-8",
    )
    assert [row.family_name for row in file.rows] == ["佐藤美咲", "田中", "鈴木陽子"]
    assert warnings_of(file) == [(2, "氏名", "names_not_split")]


def test_a_leaver_without_a_day_is_pointed_out():
    assert warnings_of(read(SATO | {"在籍状況": "退職"})) == [(2, "在籍状況", "left_without_date")]


def test_every_field_has_a_usual_heading_that_is_recognised(app):
    with app.app_context():
        for kind in StaffField:
            assert kind in recognise(1, [str(kind.label)]).places


def test_the_demo_companys_file_is_accepted_as_it_is():
    text = Path("seed/demo/staff.csv").read_bytes().decode("cp932")
    file = read_staff_file(list(enumerate(csv.reader(io.StringIO(text)), start=1)), encoding="cp932")
    assert (file.is_accepted, file.read, file.warnings) == (True, 128, ())
