"""What a staff file would change: nobody is merged silently, nobody disappears silently, blanks change nothing."""

from dataclasses import replace
from datetime import date

import pytest

from drillhub.identity.models import Employment, PersonStatus
from drillhub.identity.staff_comparison import (
    Change,
    Decision,
    Entry,
    Outcome,
    PersonField,
    QuestionKind,
    Register,
    RegisteredPerson,
    StaffImportPreview,
    compare,
)
from drillhub.identity.staff_file import StaffFile, read_staff_file

TODAY = date(2026, 11, 20)
SATO = RegisteredPerson(
    id=1,
    employee_number="0103",
    family_name="佐藤",
    given_name="美咲",
    family_name_kana="サトウ",
    given_name_kana="ミサキ",
    department=("管理部", "総務課"),
    site="本社",
    job_title="課長",
    email="sato@aoba.example",
    mobile="090-8106-7275",
    employment=Employment.REGULAR,
    status=PersonStatus.ACTIVE,
    joined_on=date(1995, 4, 1),
    left_on=None,
)
TANAKA = replace(SATO, id=2, employee_number="0102", family_name="田中", given_name="健一", email="tanaka@aoba.example")
SATO_LEFT = replace(SATO, status=PersonStatus.LEFT, left_on=date(2024, 3, 31))
SAME = {
    "社員番号": "0103",
    "氏名": "佐藤 美咲",
    "フリガナ": "ｻﾄｳ ﾐｻｷ",
    "部署": "管理部 / 総務課",
    "拠点": "本社",
    "役職": "課長",
    "入社日": "H7.4.1",
    "退職日": "",
    "メール": "Sato@aoba.example",
    "携帯": "09081067275",
    "雇用区分": "正社員",
    "在籍状況": "在籍",
}


def file_of(*people: dict[str, str]) -> StaffFile:
    headings = list(SAME)
    body = [[person.get(heading, "") for heading in headings] for person in people]
    return read_staff_file(list(enumerate([headings, *body], start=1)), encoding="utf-8")


def preview(*people: dict[str, str], register: tuple[RegisteredPerson, ...] = (SATO,)) -> StaffImportPreview:
    departments = frozenset({("管理部",), ("管理部", "総務課")})
    return compare(file_of(*people), Register(register, departments, frozenset({"本社"})), today=TODAY)


def only(*people: dict[str, str], register: tuple[RegisteredPerson, ...] = (SATO,)) -> Entry:
    (entry,) = preview(*people, register=register).entries
    return entry


def codes(found: StaffImportPreview) -> list[tuple[int, str]]:
    return [(remark.row, remark.reason.code) for remark in found.refused]


def test_a_row_that_says_the_same_changes_nothing():
    entry = only(SAME)
    assert (entry.outcome, entry.changes) == (Outcome.UNCHANGED, ())


def test_a_row_with_a_number_and_a_name_alone_changes_nothing():
    assert only({"社員番号": "0103", "氏名": "佐藤 美咲"}).outcome is Outcome.UNCHANGED


def test_an_unsplit_name_does_not_undo_the_splitting():
    assert only(SAME | {"氏名": "佐藤美咲"}).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize("path", ["管理部 / 総務課", "管理部＞総務課", "管理部 > 総務課"])
def test_places_that_differ_in_width_are_the_same(path):
    assert only(SAME | {"部署": path, "拠点": "本 社"}).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize(
    ("cells", "change"),
    [
        ({"フリガナ": "ｻﾄｳ ﾐｻ"}, Change(PersonField.KANA, "サトウ ミサキ", "サトウ ミサ")),
        ({"部署": "物流部"}, Change(PersonField.DEPARTMENT, "管理部 / 総務課", "物流部")),
        ({"拠点": "第一工場"}, Change(PersonField.SITE, "本社", "第一工場")),
        ({"役職": "部長"}, Change(PersonField.JOB_TITLE, "課長", "部長")),
        ({"メール": "s@aoba.example"}, Change(PersonField.EMAIL, "sato@aoba.example", "s@aoba.example")),
        ({"携帯": "080-1111-2222"}, Change(PersonField.MOBILE, "090-8106-7275", "080-1111-2222")),
        ({"雇用区分": "契約"}, Change(PersonField.EMPLOYMENT, Employment.REGULAR, Employment.CONTRACT)),
        ({"在籍状況": "休職"}, Change(PersonField.STATUS, PersonStatus.ACTIVE, PersonStatus.ON_LEAVE)),
        ({"入社日": "H8.4.1"}, Change(PersonField.JOINED_ON, date(1995, 4, 1), date(1996, 4, 1))),
        ({"退職日": "2026/12/31"}, Change(PersonField.LEFT_ON, None, date(2026, 12, 31))),
    ],
)
def test_each_changed_field_is_shown_old_and_new(cells, change):
    entry = only(SAME | cells)
    assert (entry.outcome, entry.changes) == (Outcome.CHANGED, (change,))


def test_an_unknown_number_is_a_new_person():
    entry = only(SAME | {"社員番号": "0412", "氏名": "﨑本 陸", "メール": ""})
    assert (entry.outcome, entry.person) == (Outcome.ADDED, None)


def test_people_who_are_not_in_the_file_are_counted_and_stay():
    found = preview(SAME, register=(SATO, TANAKA, replace(TANAKA, id=3, employee_number="9", status=PersonStatus.LEFT)))
    assert found.absent == (TANAKA,)


def test_the_operators_first_administrator_is_never_missing_from_a_file():
    administrator = replace(TANAKA, id=9, employee_number="admin-1", email=None)
    assert preview(SAME, register=(SATO, administrator)).absent == ()


# --- Leaving --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "outcome", "left_on"),
    [
        pytest.param({"在籍状況": "退職", "退職日": "2026/10/31"}, Outcome.LEFT, date(2026, 10, 31), id="with a day"),
        pytest.param({"在籍状況": "退職"}, Outcome.LEFT, TODAY, id="without a day: today"),
        pytest.param({"在籍状況": "", "退職日": "2026/11/19"}, Outcome.LEFT, date(2026, 11, 19), id="the day is past"),
    ],
)
def test_who_has_left_is_shown_with_the_day(cells, outcome, left_on):
    entry = only(SAME | cells)
    assert entry.outcome is outcome
    assert entry.changes == (
        Change(PersonField.STATUS, PersonStatus.ACTIVE, PersonStatus.LEFT),
        Change(PersonField.LEFT_ON, None, left_on),
    )


@pytest.mark.parametrize("status", ["", "在籍", "退職"])
def test_a_day_to_come_is_planned_but_nobody_has_left_yet(status):
    entry = only(SAME | {"在籍状況": status, "退職日": "2026/11/30"})
    assert entry.changes == (Change(PersonField.LEFT_ON, None, date(2026, 11, 30)),)


def test_the_last_day_is_still_worked():
    assert only(SAME | {"在籍状況": "", "退職日": "2026/11/20"}).outcome is Outcome.CHANGED


def test_who_works_here_again_has_no_day_of_leaving():
    assert only(SAME | {"在籍状況": "在籍", "退職日": "2020/3/31"}).outcome is Outcome.UNCHANGED


def test_a_leaver_whom_the_register_never_knew_is_not_entered():
    found = preview(SAME | {"社員番号": "0001", "氏名": "古川 進", "在籍状況": "退職", "部署": "旧部署", "メール": ""})
    assert [entry.outcome for entry in found.entries] == [Outcome.NOT_ENTERED]
    assert found.new_departments == ()


def test_a_leavers_row_changes_nothing_else():
    entry = only(SAME | {"在籍状況": "退職", "部署": "物流部", "携帯": "080-1111-2222"})
    assert {change.field for change in entry.changes} == {PersonField.STATUS, PersonField.LEFT_ON}


# --- Questions ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["佐藤 陽子", "渡邉 美咲", "佐籐 美咲"])
def test_f59_a_number_with_another_name_is_asked_about(name):
    entry = only(SAME | {"氏名": name})
    assert entry.outcome is Outcome.UNDECIDED
    assert entry.question is not None
    assert (entry.question.kind, entry.question.person) == (QuestionKind.NAME_DIFFERS, SATO)
    assert entry.changes == (Change(PersonField.NAME, "佐藤 美咲", name),)


@pytest.mark.parametrize("name", ["佐藤 美咲", "山田 太郎"])
def test_f59_a_number_of_somebody_who_left_is_asked_about(name):
    entry = only(SAME | {"氏名": name}, register=(SATO_LEFT,))
    assert entry.question is not None
    assert entry.question.kind is QuestionKind.RETURNED
    assert Change(PersonField.LEFT_ON, date(2024, 3, 31), None) in entry.changes


def test_a_known_leaver_who_is_listed_as_such_is_no_question():
    assert only(SAME | {"在籍状況": "退職"}, register=(SATO_LEFT,)).outcome is Outcome.UNCHANGED


def test_an_old_address_is_not_given_back_to_who_returns():
    entry = only(SAME | {"メール": ""}, register=(SATO_LEFT,))
    assert Change(PersonField.EMAIL, "sato@aoba.example", None) in entry.changes


def test_an_unknown_number_with_a_missing_persons_address_is_asked_about():
    found = preview(SAME | {"社員番号": "0500"})
    (entry,) = found.entries
    assert entry.question is not None
    assert (entry.question.kind, entry.question.person) == (QuestionKind.SAME_MAIL, SATO)
    assert Decision.OTHER_PERSON not in entry.question.choices
    assert entry.changes == (Change(PersonField.EMPLOYEE_NUMBER, "0103", "0500"),)
    assert found.absent == ()


def test_an_unknown_number_with_a_missing_persons_name_is_asked_about():
    administrator = replace(SATO, id=9, employee_number="admin-1", email=None)
    entry = only(SAME, register=(administrator,))
    assert entry.question is not None
    assert (entry.question.kind, entry.question.person) == (QuestionKind.SAME_NAME, administrator)


def test_a_namesake_of_somebody_who_is_in_the_file_is_no_question():
    found = preview(SAME, SAME | {"社員番号": "0500", "メール": ""})
    assert [entry.outcome for entry in found.entries] == [Outcome.UNCHANGED, Outcome.ADDED]


def test_another_name_with_a_leavers_row_cannot_become_a_new_person():
    entry = only(SAME | {"氏名": "山田 太郎", "在籍状況": "退職"})
    assert entry.question is not None
    assert entry.question.choices == (Decision.SAME_PERSON, Decision.LEAVE_OUT)


# --- Refusals that only the register shows ----------------------------------------------------------------------


def test_f59_numbers_that_lost_their_zeros_are_refused():
    assert codes(preview(SAME | {"社員番号": "103", "メール": ""})) == [(2, "zeros_lost")]


def test_f59_numbers_that_differ_in_zeros_with_another_name_are_two_people():
    found = preview(SAME, SAME | {"社員番号": "103", "氏名": "山田 太郎", "メール": ""})
    assert codes(found) == []
    assert [entry.outcome for entry in found.entries] == [Outcome.UNCHANGED, Outcome.ADDED]


def test_an_address_that_somebody_else_keeps_is_refused():
    found = preview(SAME, SAME | {"社員番号": "0102", "氏名": "田中 健一", "メール": ""}, register=(SATO, TANAKA))
    assert codes(found) == []
    found = preview(
        {"社員番号": "0103", "氏名": "佐藤 美咲"},
        {"社員番号": "0102", "氏名": "田中 健一", "メール": "sato@aoba.example"},
        register=(SATO, TANAKA),
    )
    assert codes(found) == [(3, "mail_of_another")]


def test_two_people_may_exchange_their_addresses():
    found = preview(
        SAME | {"メール": "tanaka@aoba.example"},
        SAME | {"社員番号": "0102", "氏名": "田中 健一"},
        register=(SATO, TANAKA),
    )
    assert codes(found) == []


def test_an_address_is_free_when_its_holder_leaves_in_the_same_file():
    found = preview(
        SAME | {"在籍状況": "退職"},
        SAME | {"社員番号": "0500", "氏名": "新井 花"},
    )
    assert codes(found) == []


# --- New places and the digest ------------------------------------------------------------------------------------


def test_departments_are_created_with_their_parents_and_once():
    found = preview(
        SAME | {"部署": "製造部 > 製造一課 > ①班"},
        SAME | {"社員番号": "0500", "氏名": "新井 花", "メール": "", "部署": "製造部 > 製造一課", "拠点": "第一工場"},
        SAME | {"社員番号": "0501", "氏名": "新井 薫", "メール": "", "部署": "製造部 > 製造１課", "拠点": "第一 工場"},
    )
    assert [" / ".join(path) for path in found.new_departments] == [
        "製造部",
        "製造部 / 製造一課",
        "製造部 / 製造１課",
        "製造部 / 製造一課 / ①班",
    ]
    assert found.new_sites == ("第一工場",)


def test_the_digest_stands_for_everything_that_would_be_done():
    assert preview(SAME).digest == preview(SAME).digest
    assert preview(SAME).digest != preview(SAME | {"役職": "部長"}).digest
    assert preview(SAME).digest != preview(SAME, register=(SATO, TANAKA)).digest
    moved = replace(SATO, site="第一工場")
    assert preview(SAME).digest != preview(SAME, register=(moved,)).digest
