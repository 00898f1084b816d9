"""Which column of a staff file is what: the headings payroll software writes, in any width, with or without signs.

Columns that DrillHub has no use for (birthday, salary, address …) are named and left out: nothing is stored that
drills do not need.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from drillhub.core.errors import Invalid
from drillhub.core.i18n import LazyString, _l
from drillhub.core.text import one_line, search_key
from drillhub.identity.staff_refusals import ColumnMissing, ColumnTwice

DEPARTMENT_LEVELS: Final = 5


class StaffField(StrEnum):
    """What DrillHub takes from a staff file. Full names are split at the first blank."""

    EMPLOYEE_NUMBER = "employee_number"
    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    FULL_NAME = "full_name"
    FAMILY_NAME_KANA = "family_name_kana"
    GIVEN_NAME_KANA = "given_name_kana"
    FULL_NAME_KANA = "full_name_kana"
    DEPARTMENT = "department"
    DEPARTMENT_1 = "department_1"
    DEPARTMENT_2 = "department_2"
    DEPARTMENT_3 = "department_3"
    DEPARTMENT_4 = "department_4"
    DEPARTMENT_5 = "department_5"
    SITE = "site"
    JOB_TITLE = "job_title"
    EMAIL = "email"
    MOBILE = "mobile"
    EMPLOYMENT = "employment"
    STATUS = "status"
    JOINED_ON = "joined_on"
    LEFT_ON = "left_on"

    @property
    def label(self) -> LazyString:
        """The usual heading."""
        return _LABELS[self]


_LABELS: Final = {
    StaffField.EMPLOYEE_NUMBER: _l("社員番号"),
    StaffField.FAMILY_NAME: _l("姓"),
    StaffField.GIVEN_NAME: _l("名"),
    StaffField.FULL_NAME: _l("氏名"),
    StaffField.FAMILY_NAME_KANA: _l("セイ"),
    StaffField.GIVEN_NAME_KANA: _l("メイ"),
    StaffField.FULL_NAME_KANA: _l("フリガナ"),
    StaffField.DEPARTMENT: _l("部署"),
    StaffField.DEPARTMENT_1: _l("部署1"),
    StaffField.DEPARTMENT_2: _l("部署2"),
    StaffField.DEPARTMENT_3: _l("部署3"),
    StaffField.DEPARTMENT_4: _l("部署4"),
    StaffField.DEPARTMENT_5: _l("部署5"),
    StaffField.SITE: _l("拠点"),
    StaffField.JOB_TITLE: _l("役職"),
    StaffField.EMAIL: _l("メール"),
    StaffField.MOBILE: _l("携帯"),
    StaffField.EMPLOYMENT: _l("雇用区分"),
    StaffField.STATUS: _l("在籍状況"),
    StaffField.JOINED_ON: _l("入社日"),
    StaffField.LEFT_ON: _l("退職日"),
}

# The clearest heading first: when a file has both 携帯 and 電話, the first is taken and the other left out.
_HEADINGS: Final[dict[StaffField, str]] = {
    StaffField.EMPLOYEE_NUMBER: "社員番号 従業員番号 職員番号 社員コード 従業員コード 職員コード 社員CD 従業員CD"
    " 社員No 従業員No 社員ID 従業員ID employee_number employee_no employee_id",
    StaffField.FAMILY_NAME: "姓 氏 苗字 名字 姓漢字 氏名姓 社員名姓 family_name last_name",
    StaffField.GIVEN_NAME: "名 名漢字 氏名名 社員名名 given_name first_name",
    StaffField.FULL_NAME: "氏名 社員名 従業員名 職員名 名前 氏名漢字 漢字氏名 社員氏名 従業員氏名 name full_name",
    StaffField.FAMILY_NAME_KANA: "セイ 姓カナ カナ姓 姓フリガナ フリガナ姓 セイカナ 姓ヨミ 氏カナ family_name_kana",
    StaffField.GIVEN_NAME_KANA: "メイ 名カナ カナ名 名フリガナ フリガナ名 メイカナ 名ヨミ given_name_kana",
    StaffField.FULL_NAME_KANA: "フリガナ 氏名カナ カナ氏名 氏名フリガナ 社員名カナ 社員カナ カナ ヨミガナ ヨミ シメイ"
    " 氏名カタカナ kana name_kana",
    StaffField.DEPARTMENT: "部署 部署名 所属部署 所属 所属名 所属部署名 部門 部門名 組織 組織名 department",
    StaffField.SITE: "拠点 拠点名 事業所 事業所名 勤務地 勤務地名 事業場 勤務先 勤務場所 勤務事業所 所属事業所 site",
    StaffField.JOB_TITLE: "役職 役職名 職位 肩書 役職等 job_title title",
    StaffField.EMAIL: "会社メール 会社メールアドレス メールアドレス メール 電子メール Eメール"
    " Eメールアドレス 社内メール email mail mail_address email_address",
    StaffField.MOBILE: "携帯 携帯電話 携帯電話番号 携帯番号 携帯TEL 電話番号携帯 電話携帯 緊急連絡用電話"
    " mobile mobile_phone 電話番号 電話 連絡先電話番号 TEL phone",
    StaffField.EMPLOYMENT: "雇用区分 雇用形態 社員区分 従業員区分 雇用種別 契約区分 就業形態 employment",
    StaffField.STATUS: "在籍状況 在籍区分 在職区分 在籍 在職状況 在籍状態 就業状況 状態 status",
    StaffField.JOINED_ON: "入社日 入社年月日 入社日付 採用日 採用年月日 雇入日 雇入年月日 雇用開始日 hire_date",
    StaffField.LEFT_ON: "退職日 退職年月日 退社日 退社年月日 退職日付 離職日 left_on leaving_date",
}
_LEVEL_HEADINGS: Final = "部署 部署名 所属 所属名 所属部署 部門 部門名 組織 department_ 部署階層 所属階層"
_SIGNS: Final = re.compile(r"[\s_\-‐―ー・/／:：*＊※.,()（）\[\]【】「」'\"#]|必須|任意")


def _key(heading: str) -> str:
    """What two spellings of a heading have in common."""
    return _SIGNS.sub("", search_key(heading))


def _known_headings() -> dict[str, tuple[StaffField, int]]:
    """key → field, and how clearly the heading names it (0 is clearest)."""
    known = {
        _key(heading): (kind, rank)
        for kind, headings in _HEADINGS.items()
        for rank, heading in reversed(list(enumerate(headings.split())))
    }
    for level in range(1, DEPARTMENT_LEVELS + 1):
        for rank, heading in enumerate(_LEVEL_HEADINGS.split()):
            known[_key(f"{heading}{level}")] = (StaffField(f"department_{level}"), rank)
    return known


_KNOWN: Final = _known_headings()


@dataclass(frozen=True)
class Columns:
    """How the columns of one file are read.

    row: the row of the headings, as a spreadsheet counts. places: field → index of the cell. headings: field → the
    heading in the file. ignored: headings that are left out. problems: what keeps the file from being read; their
    `field` is a StaffField.
    """

    row: int
    width: int
    places: dict[StaffField, int]
    headings: dict[StaffField, str]
    ignored: tuple[str, ...]
    problems: tuple[Invalid, ...] = field(default=())

    def has(self, *fields: StaffField) -> bool:
        return all(kind in self.places for kind in fields)

    def heading(self, kind: StaffField) -> str | LazyString:
        """What the column is called in the file, or usually."""
        return self.headings.get(kind, kind.label)

    @property
    def department_levels(self) -> tuple[StaffField, ...]:
        """The columns of the department, root first: 部署1, 部署2 …, or the one column 部署."""
        levels = tuple(
            level for number in range(1, DEPARTMENT_LEVELS + 1) if self.has(level := StaffField(f"department_{number}"))
        )
        return levels or ((StaffField.DEPARTMENT,) if self.has(StaffField.DEPARTMENT) else ())


def recognise(row: int, cells: Sequence[str]) -> Columns:
    """Read one row as the headings of a staff file."""
    titles = [one_line(cell) for cell in cells]
    best: dict[StaffField, tuple[int, int]] = {}  # field → (rank, index)
    problems: list[Invalid] = []
    for index, title in enumerate(titles):
        kind, rank = _KNOWN.get(_key(title), (None, 0))
        if kind is None:
            continue
        if kind not in best or rank < best[kind][0]:
            best[kind] = (rank, index)
        elif rank == best[kind][0]:
            problems.append(ColumnTwice(kind, column=title))
    _drop_weaker(best)
    places = {kind: index for kind, (_rank, index) in best.items()}
    taken = set(places.values())
    problems += _missing(places)
    return Columns(
        row=row,
        width=max((index + 1 for index, title in enumerate(titles) if title), default=0),
        places=places,
        headings={kind: titles[index] for kind, index in places.items()},
        ignored=tuple(title for index, title in enumerate(titles) if title and index not in taken),
        problems=tuple(problems),
    )


def _drop_weaker(best: dict[StaffField, tuple[int, int]]) -> None:
    """Two columns for a thing beat one: 姓 and 名 over 氏名, セイ and メイ over フリガナ, 部署1 over 部署.

    部署 beside 部署2 without a 部署1 is the first level.
    """
    if StaffField.DEPARTMENT_2 in best and StaffField.DEPARTMENT_1 not in best and StaffField.DEPARTMENT in best:
        best[StaffField.DEPARTMENT_1] = best.pop(StaffField.DEPARTMENT)
    for parts, whole in (
        ((StaffField.FAMILY_NAME, StaffField.GIVEN_NAME), StaffField.FULL_NAME),
        ((StaffField.FAMILY_NAME_KANA, StaffField.GIVEN_NAME_KANA), StaffField.FULL_NAME_KANA),
        ((StaffField.DEPARTMENT_1,), StaffField.DEPARTMENT),
    ):
        if all(part in best for part in parts):
            best.pop(whole, None)
        elif whole in best:
            for part in parts:
                best.pop(part, None)


def _missing(places: dict[StaffField, int]) -> list[Invalid]:
    wanted = []
    if StaffField.EMPLOYEE_NUMBER not in places:
        wanted.append(StaffField.EMPLOYEE_NUMBER)
    if StaffField.FULL_NAME not in places and StaffField.FAMILY_NAME not in places:
        wanted.append(StaffField.FULL_NAME)
    return [ColumnMissing(kind, column=kind.label) for kind in wanted]
