"""What a certified plan says, as frozen values: the fields of a plan file, of a stored edition and of the pages.

The types are also the schema of a file (`plan_file.py` checks files against them). What fields must be true of each
other is in `checks.py`. Texts of items are free: the plan is a document of the company, in its own words.
"""

import hashlib
import json
import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints, TypeAdapter
from pydantic_core import PydanticCustomError

from drillhub.core.i18n import LazyString, _l
from drillhub.planning.models import CommitmentKind
from drillhub.vocabulary import Hazard, PlanItem

SCHEMA_VERSION: Final = 1
LONGEST_TEXT: Final = 5000
# Who is responsible: one part of item 3(5), which as a whole is called 平時の推進体制.
STRUCTURE: Final = _l("推進体制（責任者と事務局）")


def form_of(*, is_joint: bool) -> LazyString:
    """計画の形: 単独型 or 連携型."""
    return _l("連携型") if is_joint else _l("単独型")


@dataclass(frozen=True, order=True)
class YearMonth:
    """A calendar month, written 2026-04."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @classmethod
    def parse(cls, text: str) -> "YearMonth":
        """Raises ValueError."""
        found = re.fullmatch(r"(\d{4})[-/](\d{1,2})", text.strip())
        if not found or not 1 <= int(found[2]) <= 12 or not 1990 <= int(found[1]) <= 2100:
            raise ValueError(text)
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> "YearMonth":
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    def plus(self, months: int) -> "YearMonth":
        """The month so many months later."""
        count = self.year * 12 + self.month - 1 + months
        return YearMonth(count // 12, count % 12 + 1)


def _year_month(value: object) -> YearMonth:
    if isinstance(value, YearMonth):
        return value
    try:
        return YearMonth.parse(str(value))
    except ValueError:
        raise PydanticCustomError("year_month", "a month such as 2026-04") from None


def _day(value: object) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise PydanticCustomError("day", "a day such as 2026-04-01") from None


def _nothing_is_empty(value: object) -> object:
    return () if value is None else value


def _text_or_nothing(value: object) -> object:
    return "" if value is None else value


def _different(months: tuple[int, ...]) -> tuple[int, ...]:
    if len(set(months)) != len(months):
        raise PydanticCustomError("repeated", "each once")
    return tuple(sorted(months))


Month = Annotated[YearMonth, BeforeValidator(_year_month), PlainSerializer(str)]
Day = Annotated[date, BeforeValidator(_day)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
OptionalName = Annotated[
    str, BeforeValidator(_text_or_nothing), StringConstraints(strip_whitespace=True, max_length=200)
]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TEXT)]
OptionalProse = Annotated[
    str, BeforeValidator(_text_or_nothing), StringConstraints(strip_whitespace=True, max_length=LONGEST_TEXT)
]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20)]
MonthNumber = Annotated[int, Field(strict=True, ge=1, le=12)]
_LIST: Final = BeforeValidator(_nothing_is_empty)


@dataclass(frozen=True)
class _Part:
    """A group of fields in a file; a field that is not among them is refused."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


@dataclass(frozen=True)
class Company(_Part):
    """Item 1. capital: as written in the application."""

    name: Name
    representative: OptionalName = ""
    address: OptionalName = ""
    corporate_number: OptionalName = ""
    capital: OptionalName = ""
    employees: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] | None = None
    industry: OptionalName = ""
    founded_on: Day | None = None


@dataclass(frozen=True)
class Certificate(_Part):
    """認定番号, 受付番号, 認定日; nothing while the application is being examined."""

    number: OptionalName = ""
    reception_number: OptionalName = ""
    certified_on: Day | None = None


@dataclass(frozen=True)
class PlanPeriod(_Part):
    """実施期間, both months included."""

    first: Month
    last: Month

    @property
    def first_day(self) -> date:
        return self.first.first_day

    @property
    def last_day(self) -> date:
        return self.last.last_day

    @property
    def months(self) -> int:
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1


@dataclass(frozen=True)
class AssumedHazard(_Part):
    """A hazard of item 2. figure: what the hazard map or the survey says, with its unit. source: which one it is."""

    hazard: Hazard
    text: OptionalProse = ""
    figure: OptionalName = ""
    source: OptionalName = ""


@dataclass(frozen=True)
class ItemText(_Part):
    """What the plan says under one part of item 3."""

    item: PlanItem
    text: Prose


@dataclass(frozen=True)
class Promise(_Part):
    """A commitment. planned_months: 1-12, every year; due: the month by which a measure is to be done."""

    code: Code
    item: PlanItem
    kind: CommitmentKind
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
    planned_months: Annotated[tuple[MonthNumber, ...], _LIST, AfterValidator(_different)] = ()
    due: Month | None = None


@dataclass(frozen=True)
class PlanContent(_Part):
    """One edition of a certified plan, with everything it promises."""

    schema_version: Literal[1]
    title: Name
    company: Company
    period: PlanPeriod
    certificate: Certificate = Certificate()
    is_joint: Annotated[bool, Field(strict=True)] = False
    partners: Annotated[tuple[Name, ...], _LIST] = ()
    overview: OptionalProse = ""
    purpose: OptionalProse = ""
    hazards: Annotated[tuple[AssumedHazard, ...], _LIST] = ()
    items: Annotated[tuple[ItemText, ...], _LIST] = ()
    structure: OptionalProse = ""
    commitments: Annotated[tuple[Promise, ...], _LIST] = ()

    def text_of(self, item: PlanItem) -> str:
        """What the plan says under an item; "" when nothing."""
        return next((each.text for each in self.items if each.item is item), "")

    def hazard(self, hazard: Hazard) -> AssumedHazard | None:
        """What the plan assumes of a hazard; None when it does not."""
        return next((each for each in self.hazards if each.hazard is hazard), None)

    def shifted(self, years: int) -> "PlanContent":
        """The same plan so many years later; for the demonstration, whose plan is always in its third year."""
        certified_on = self.certificate.certified_on
        return replace(
            self,
            period=PlanPeriod(self.period.first.plus(12 * years), self.period.last.plus(12 * years)),
            certificate=replace(
                self.certificate,
                certified_on=certified_on.replace(year=certified_on.year + years) if certified_on else None,
            ),
            commitments=tuple(
                replace(each, due=each.due.plus(12 * years) if each.due else None) for each in self.commitments
            ),
        )


SCHEMA: Final[TypeAdapter[PlanContent]] = TypeAdapter(PlanContent)


def to_dict(content: PlanContent) -> dict[str, Any]:
    """The content as plain JSON values, under the names of the file."""
    plain: dict[str, Any] = SCHEMA.dump_python(content, mode="json", exclude_none=True)
    return plain


def from_dict(plain: Mapping[str, Any]) -> PlanContent:
    """The content of what `to_dict` gave. Raises ValueError for anything else."""
    return SCHEMA.validate_python(plain)


def canonical_json(content: PlanContent) -> str:
    """The one text of this content: equal contents have equal texts."""
    return json.dumps(to_dict(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """SHA-256 of a canonical text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
