"""What one cell of a staff file says. Every function takes the cell as cleaned text that is not blank."""

import re
import unicodedata
from datetime import date
from typing import Final

from email_validator import EmailNotValidError, validate_email

from drillhub.core.japanese_dates import parse_date
from drillhub.core.text import half_width, search_key
from drillhub.identity.models import Employment, PersonStatus
from drillhub.identity.staff_refusals import (
    CharacterLost,
    DateUnlikely,
    MailUnusable,
    NumberMangled,
    PhoneUnusable,
    SpreadsheetError,
    StatusUnknown,
    ValueTooLong,
)

# Longer than any number in use, and short enough for the note that is added when a number is used again.
EMPLOYEE_NUMBER_LIMIT: Final = 24

_EARLIEST_YEAR: Final = 1900
_LATEST_YEAR: Final = 2199

_SAYS_NOTHING: Final = frozenset({"-", "--", "ー", "―", "－", "なし", "無し", "N/A", "NULL"})
_SPREADSHEET_ERRORS: Final = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|#+)")
_EXPONENT: Final = re.compile(r"\d+(\.\d+)?[Ee]\d+")
_WRITTEN_EXPONENT: Final = re.compile(r"\d+(\.\d+)?[Ee][+-]\d+|\d+\.\d+")
_DATE_LIKE: Final = re.compile(
    r"(\d{1,4}年)?\d{1,2}月(\d{1,2}日)?|\d{4}[-/]\d{1,2}[-/]\d{1,2}( .*)?|\d{1,2}/\d{1,2}(/\d{1,4})?"
)
_DOUBTFUL: Final = re.compile("[?？〓□\ue000-\uf8ff]")
_PHONE: Final = re.compile(r"\+?\d[\d-]*\d")

_EMPLOYMENT_WORDS: Final = {
    Employment.REGULAR: "正社員 正規社員 正規 正職員 社員 一般社員 正規雇用 無期 無期雇用 regular full-time",
    Employment.CONTRACT: "契約社員 契約 契約職員 嘱託 嘱託社員 再雇用 有期 有期雇用 準社員 期間社員 contract",
    Employment.PART_TIME: "パート アルバイト パートタイマー パート社員 パート・アルバイト パートアルバイト 臨時"
    " 短時間社員 part-time part_time",
    Employment.DISPATCHED: "派遣 派遣社員 派遣スタッフ 派遣労働者 dispatched",
    Employment.EXECUTIVE: "役員 取締役 代表取締役 監査役 執行役員 使用人兼務役員 executive",
    Employment.OTHER: "その他 その他の雇用区分 業務委託 出向 出向者 実習生 技能実習生 other",
}
_STATUS_WORDS: Final = {
    PersonStatus.ACTIVE: "在籍 在職 在籍中 在職中 勤務中 就業中 就業 現職 勤務 active",
    PersonStatus.ON_LEAVE: "休職 休職中 休業 休業中 育休 育児休業 育児休業中 産休 産前産後休業 介護休業 休暇中"
    " 長期休暇 on_leave",
    PersonStatus.LEFT: "退職 退職済 退職済み 退社 退社済 離職 left",
}
_EMPLOYMENT: Final = {search_key(word): kind for kind, words in _EMPLOYMENT_WORDS.items() for word in words.split()}
_STATUS: Final = {search_key(word): kind for kind, words in _STATUS_WORDS.items() for word in words.split()}


def says_nothing(cell: str) -> bool:
    """Blank, or one of the signs with which people leave a cell blank."""
    return not cell or cell in _SAYS_NOTHING


def require_readable(cell: str, *, limit: int) -> None:
    """Raises SpreadsheetError, CharacterLost, ValueTooLong."""
    if _SPREADSHEET_ERRORS.fullmatch(cell):
        raise SpreadsheetError(text=cell)
    if "\ufffd" in cell:
        raise CharacterLost(text=_quoted(cell))
    if len(cell) > limit:
        raise ValueTooLong(length=len(cell), limit=limit)


def is_doubtful(name: str) -> bool:
    """Whether a name has signs that stand for a lost character, or private characters (外字) no other machine shows."""
    return bool(_DOUBTFUL.search(name))


def employee_number(cell: str) -> str:
    """A number as it is written, in ASCII width; zeros in front stay. Raises NumberMangled, ValueTooLong.

    Refused are shapes that only a spreadsheet makes of a number: 1.0E+05, 101.0, 4月1日, 2026/4/1.
    """
    number = half_width(cell).replace(" ", "")
    if len(number) > EMPLOYEE_NUMBER_LIMIT:
        raise ValueTooLong(length=len(number), limit=EMPLOYEE_NUMBER_LIMIT)
    if _WRITTEN_EXPONENT.fullmatch(number) or _DATE_LIKE.fullmatch(half_width(cell)):
        raise NumberMangled(text=number)
    return number


def looks_mangled(number: str) -> bool:
    """1E5: a code that a company may use, or what a spreadsheet made of 100000."""
    return bool(_EXPONENT.fullmatch(number))


def day(cell: str) -> date:
    """A day on which someone can have joined or left. Raises DateUnreadable, DateUnlikely."""
    found = parse_date(cell)
    if not _EARLIEST_YEAR <= found.year <= _LATEST_YEAR:
        raise DateUnlikely(text=_quoted(cell))
    return found


def day_if_ever(cell: str) -> date | None:
    """As `day`; None for 9999/12/31, which payroll software writes for people who have not left."""
    return None if parse_date(cell) == date.max else day(cell)


def mail(cell: str) -> str:
    """A mail address that could be delivered to. Raises MailUnusable."""
    try:
        return validate_email(half_width(cell), check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise MailUnusable(text=_quoted(cell)) from error


def phone(cell: str) -> tuple[str, bool]:
    """A phone number in ASCII with its hyphens, and whether a lost zero in front was put back. Raises PhoneUnusable.

    Japanese numbers begin with 0 and have 10 or 11 digits; one digit less without the 0 is what a spreadsheet
    leaves of them. Numbers with + are kept as they are.
    """
    text = unicodedata.normalize("NFKC", cell).translate(_PHONE_SIGNS).replace(" ", "")
    text = re.sub("-+", "-", text.replace("(", "-").replace(")", "-")).strip("-")
    digits = text.replace("-", "").removeprefix("+")
    if not _PHONE.fullmatch(text) or not 9 <= len(digits) <= 15:
        raise PhoneUnusable(text=_quoted(cell))
    if text.startswith(("+", "0")):
        if text.startswith("0") and not 10 <= len(digits) <= 11:
            raise PhoneUnusable(text=_quoted(cell))
        return text, False
    if len(digits) > 10:
        raise PhoneUnusable(text=_quoted(cell))
    return f"0{text}", True


_PHONE_SIGNS: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−ー~.", "-"))


def employment(cell: str) -> Employment | None:
    """None when the word is not known."""
    return _EMPLOYMENT.get(search_key(cell))


def status(cell: str) -> PersonStatus:
    """Whether someone works here. Never guessed, because it decides who is in the register. Raises StatusUnknown."""
    found = _STATUS.get(search_key(cell))
    if found is None:
        raise StatusUnknown(text=_quoted(cell))
    return found


def split_name(full: str) -> tuple[str, str]:
    """Family name and given name at the first blank; without a blank all of it is the family name."""
    family, _, given = full.partition(" ")
    return family, given


def department_names(cell: str) -> tuple[str, ...]:
    """製造部 > 製造一課, or with ` / ` as DrillHub writes it: the names from the root."""
    return tuple(name for part in re.split(r" / |[>＞→]", cell) if (name := department_name(part)))


def department_name(name: str) -> str:
    """A name that does not look like a path: blanks around a slash are what separates the names of a path."""
    return re.sub(r"\s*/\s*", "/", name.strip())


def _quoted(cell: str) -> str:
    return cell if len(cell) <= 60 else f"{cell[:60]}…"
