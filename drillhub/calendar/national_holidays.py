"""The file of national holidays that comes with DrillHub → days with their names. Years beyond it are unknown."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, ClassVar, Final, Literal

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter

from drillhub.core.i18n import LazyString, _l
from drillhub.documents.shape import check_shape
from drillhub.documents.yaml_tree import parse_file

FILE: Final = Path(__file__).parents[2] / "seed" / "national_holidays.yaml"
MAX_BYTES: Final = 100_000

# The names of the file, so that they are written in the reader's language.
NAMES: Final[dict[str, LazyString]] = {
    "元日": _l("元日"),
    "成人の日": _l("成人の日"),
    "建国記念の日": _l("建国記念の日"),
    "天皇誕生日": _l("天皇誕生日"),
    "春分の日": _l("春分の日"),
    "昭和の日": _l("昭和の日"),
    "憲法記念日": _l("憲法記念日"),
    "みどりの日": _l("みどりの日"),
    "こどもの日": _l("こどもの日"),
    "海の日": _l("海の日"),
    "山の日": _l("山の日"),
    "敬老の日": _l("敬老の日"),
    "秋分の日": _l("秋分の日"),
    "スポーツの日": _l("スポーツの日"),
    "文化の日": _l("文化の日"),
    "勤労感謝の日": _l("勤労感謝の日"),
    "振替休日": _l("振替休日"),
    "国民の休日": _l("国民の休日"),
}

_Day = Annotated[str, StringConstraints(strict=True, pattern=r"^\d{4}-\d{2}-\d{2}$")]


@dataclass(frozen=True)
class _Holiday:
    """A day as the file writes it."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    day: _Day
    ja: str


@dataclass(frozen=True)
class _File:
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    schema_version: Literal[1]
    written_on: _Day
    official_until: Annotated[int, Field(strict=True)]
    holidays: Annotated[tuple[_Holiday, ...], Field(min_length=1)]


@dataclass(frozen=True)
class NationalHolidays:
    """names: of every day in the file. Years before first_year and after last_year are unknown; those after
    official_until are expected by law, but not announced yet."""

    names: dict[date, LazyString]
    written_on: date
    official_until: int

    @property
    def first_year(self) -> int:
        return min(self.names).year

    @property
    def last_year(self) -> int:
        return max(self.names).year

    def knows(self, year: int) -> bool:
        return self.first_year <= year <= self.last_year


def read_holidays(data: bytes) -> NationalHolidays:
    """Read a file. Raises ValueError, KeyError for one that is not as it has to be: it comes with the program."""
    tree = parse_file(data, limit=MAX_BYTES)
    content, faults = check_shape(TypeAdapter(_File), tree.value)
    if content is None or faults or tree.faults:
        raise ValueError(f"the file of national holidays is broken: {[*tree.faults, *faults]}")
    return NationalHolidays(
        {date.fromisoformat(each.day): NAMES[each.ja] for each in content.holidays},
        date.fromisoformat(content.written_on),
        content.official_until,
    )


@cache
def national_holidays() -> NationalHolidays:
    """Those of the file that comes with DrillHub."""
    return read_holidays(FILE.read_bytes())
