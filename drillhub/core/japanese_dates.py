"""Dates as Japan writes them: with the year of the era (和暦) and with the Western year (西暦).

Eras follow the ordinances that named them. On two days an era ended and the next began (30 July 1912,
25 December 1926): both ways of writing are read, the new era is written. Japan counts by the Gregorian calendar
since 1 January of Meiji 6 (1873); era years before that are neither read nor written.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

from drillhub.core.errors import Invalid
from drillhub.core.i18n import _l


class DateUnreadable(Invalid):
    """A text that is not a date. Subclasses say why; each has the text as the fact `text`."""

    code = "date_unreadable"
    sentence = _l("「%(text)s」を日付として読めません。2026/4/1 や 令和8年4月1日 の形で入力してください。")


class DateImpossible(DateUnreadable):
    code = "date_impossible"
    sentence = _l("「%(text)s」という日はありません。")


class DateAfterEra(DateUnreadable):
    """facts: era; last: its last day; meant: the same day as the calendar writes it."""

    code = "date_after_era"
    sentence = _l(
        "「%(text)s」という日はありません。%(era)sは%(last)sまでです。%(meant)sでしたら、そのように直してください。"
    )


class DateBeforeEra(DateUnreadable):
    """facts: era; first: its first day."""

    code = "date_before_era"
    sentence = _l("「%(text)s」という日はありません。%(era)sの日付は%(first)sからです。")


class DateIsSerialNumber(DateUnreadable):
    """What a spreadsheet keeps inside a date cell. Two ways of counting exist, so it is not guessed."""

    code = "date_is_serial_number"
    sentence = _l(
        "「%(text)s」は表計算ソフトの内部の数値のようです。セルの表示形式を日付にして、保存し直してください。"
    )


@dataclass(frozen=True)
class Era:
    """An era. year_1: the Western year of its first year. first, last: its days; last is None for the running one."""

    name: str
    letter: str
    english: str
    year_1: int
    first: date
    last: date | None

    def year_of(self, day: date) -> int:
        """The year of the era, counted from 1."""
        return day.year - self.year_1 + 1

    def write(self, day: date) -> str:
        """令和元年5月1日. The day is not checked against the era."""
        year = self.year_of(day)
        return f"{self.name}{'元' if year == 1 else year}年{day.month}月{day.day}日"


ERAS: Final = (
    Era("明治", "M", "Meiji", 1868, date(1873, 1, 1), date(1912, 7, 30)),
    Era("大正", "T", "Taisho", 1912, date(1912, 7, 30), date(1926, 12, 25)),
    Era("昭和", "S", "Showa", 1926, date(1926, 12, 25), date(1989, 1, 7)),
    Era("平成", "H", "Heisei", 1989, date(1989, 1, 8), date(2019, 4, 30)),
    Era("令和", "R", "Reiwa", 2019, date(2019, 5, 1), None),
)

_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—−ー", "-"))
# After a spreadsheet's or database's date comes a time that says nothing.
_MIDNIGHT: Final = re.compile(r"[ T]0?0:00(:00(\.0+)?)?$")
_ERA_NAMES: Final = {word: era for era in ERAS for word in (era.name, era.name[0], era.letter, era.letter.lower())}
_YEAR: Final = r"(?P<year>\d{4})"
_ERA_YEAR: Final = rf"(?P<era>{'|'.join(sorted(_ERA_NAMES, key=len, reverse=True))})(?P<year>\d{{1,4}}|元)"
_SHAPES: Final = (
    rf"{_YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}})",
    *(
        rf"{year}{rest}"
        for year in (_YEAR, _ERA_YEAR)
        for rest in (
            r"年(?P<month>\d{1,2})月(?P<day>\d{1,2})日",
            r"(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2})",
        )
    ),
)
_PATTERNS: Final = tuple(re.compile(shape) for shape in _SHAPES)


def parse_date(text: str) -> date:
    """Read a date: 2015/4/1, 2015-4-1, 2015.4.1, 20150401, 平成27年4月1日, H27.4.1, 令和元年5月1日, in any width.

    Raises DateUnreadable or a subclass that says why. Years of two digits without an era, months without a day and
    serial numbers of spreadsheets are refused, because any reading of them would be a guess.
    """
    shown = " ".join(text.split())[:40]
    plain = unicodedata.normalize("NFKC", shown).translate(_DASHES)
    plain = _MIDNIGHT.sub("", plain).replace(" ", "")
    for pattern in _PATTERNS:
        match = pattern.fullmatch(plain)
        if match:
            break
    else:
        if re.fullmatch(r"\d{5}(\.\d+)?", plain):
            raise DateIsSerialNumber(text=shown)
        raise DateUnreadable(text=shown)

    parts = match.groupdict()
    month, day = int(parts["month"]), int(parts["day"])
    if "era" not in parts:
        return _calendar_day(int(parts["year"]), month, day, shown)
    return _day_of_era(_ERA_NAMES[parts["era"]], 1 if parts["year"] == "元" else int(parts["year"]), month, day, shown)


def wareki(day: date) -> str:
    """令和8年4月1日. A day before Meiji 6 is written with the Western year."""
    era = era_of(day)
    return era.write(day) if era else _western(day)


def with_wareki(day: date, language: str) -> str:
    """令和8年4月1日（2026年4月1日）, or in English 1 April 2026 (Reiwa 8)."""
    era = era_of(day)
    if era is None:
        return plain_date(day, language)
    if language == "ja":
        return f"{era.write(day)}（{_western(day)}）"
    return f"{plain_date(day, language)} ({era.english} {era.year_of(day)})"


def plain_date(day: date, language: str) -> str:
    """2026年4月1日, or in English 1 April 2026."""
    return _western(day) if language == "ja" else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def long_date(day: date, language: str) -> str:
    """2026年4月1日(水), or in English Wed 1 April 2026."""
    if language == "ja":
        return f"{_western(day)}({_WEEKDAYS_JA[day.weekday()]})"
    return f"{_WEEKDAYS_EN[day.weekday()]} {plain_date(day, language)}"


def short_date(day: date, language: str) -> str:
    """2026/04/01, or in English 1 Apr 2026: for narrow columns."""
    return f"{day:%Y/%m/%d}" if language == "ja" else f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def day_of_month(day: date, language: str) -> str:
    """1日(水), or in English Wed 1: where the month stands beside it."""
    return (
        f"{day.day}日({_WEEKDAYS_JA[day.weekday()]})"
        if language == "ja"
        else f"{_WEEKDAYS_EN[day.weekday()]} {day.day}"
    )


def month_name(day: date, language: str) -> str:
    """2026年4月, or in English April 2026."""
    return f"{day.year}年{day.month}月" if language == "ja" else f"{_MONTHS[day.month - 1]} {day.year}"


def month_of_year(month: int, language: str) -> str:
    """4月, or in English April: a month of any year."""
    return f"{month}月" if language == "ja" else _MONTHS[month - 1]


def era_of(day: date) -> Era | None:
    """The era of a day; on a day that has two, the new one. None before Meiji 6."""
    return next((era for era in reversed(ERAS) if day >= era.first), None)


# Written out, because strftime follows the locale of the machine.
_WEEKDAYS_JA: Final = "月火水木金土日"
_WEEKDAYS_EN: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = "January February March April May June July August September October November December".split()


def _western(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _calendar_day(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise DateImpossible(text=text) from error


def _day_of_era(era: Era, year: int, month: int, day: int, text: str) -> date:
    """A day that the era really had: no 平成35年, no 令和元年4月."""
    if year < 1:
        raise DateBeforeEra(text=text, era=era.name, first=era.write(era.first))
    found = _calendar_day(era.year_1 + year - 1, month, day, text)
    if found < era.first:
        raise DateBeforeEra(text=text, era=era.name, first=era.write(era.first))
    if era.last is not None and found > era.last:
        raise DateAfterEra(text=text, era=era.name, last=era.write(era.last), meant=wareki(found))
    return found
