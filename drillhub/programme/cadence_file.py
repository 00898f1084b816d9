"""The file of cadence rules that comes with DrillHub → rules and packs. Every problem is named by line and place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, ClassVar, Final, Literal

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, TypeAdapter
from pydantic_core import PydanticCustomError

from drillhub.calendar.occasions import Activity
from drillhub.core.i18n import _l
from drillhub.documents.problems import Fault, Problem
from drillhub.documents.shape import check_shape
from drillhub.documents.yaml_tree import parse_file
from drillhub.programme.cadence import Basis, CadenceRule, RuleKind
from drillhub.vocabulary import DrillType, ReviewType

FILE: Final = Path(__file__).parents[2] / "seed" / "cadence_rules.yaml"
SCHEMA_VERSION: Final = 2
MAX_BYTES: Final = 100_000
MOST_DAYS: Final = 90

_Name = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=100)]
_Sentence = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=500)]


def _identifier(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_]{1,20}", text):
        raise PydanticCustomError("identifier", "letters and digits")
    return text


def _different(values: tuple[Activity, ...]) -> tuple[Activity, ...]:
    if len(set(values)) != len(values):
        raise PydanticCustomError("repeated", "each once")
    return values


_Id = Annotated[str, StringConstraints(strict=True, strip_whitespace=True), AfterValidator(_identifier)]


@dataclass(frozen=True)
class _Part:
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class _Why(_Part):
    """Where something comes from, in both languages."""

    ja: _Sentence
    en: _Sentence


@dataclass(frozen=True)
class _Rule(_Part):
    """A rule as the file writes it."""

    id: _Id
    ja: _Name
    en: _Name
    basis: Basis
    default_on: Annotated[bool, Field(strict=True)]
    why: _Why
    kind: RuleKind = RuleKind.YEARLY
    per_year: Annotated[int, Field(strict=True, ge=1, le=12)] | None = None
    days: Annotated[int, Field(strict=True, ge=1, le=MOST_DAYS)] | None = None
    drill_types: Annotated[tuple[DrillType, ...], AfterValidator(_different)] = ()
    review_types: Annotated[tuple[ReviewType, ...], AfterValidator(_different)] = ()
    in_promised_months: Annotated[bool, Field(strict=True)] = False
    with_partners: Annotated[bool, Field(strict=True)] = False
    each_type: Annotated[bool, Field(strict=True)] = False

    def value(self) -> CadenceRule:
        return CadenceRule(
            id=self.id,
            ja=self.ja,
            en=self.en,
            basis=self.basis,
            drill_types=self.drill_types,
            review_types=self.review_types,
            per_year=self.per_year or 0,
            in_promised_months=self.in_promised_months,
            default_on=self.default_on,
            kind=self.kind,
            days=self.days,
            with_partners=self.with_partners,
            each_type=self.each_type,
            why_ja=self.why.ja,
            why_en=self.why.en,
        )

    def faults(self) -> Iterator[tuple[str, str]]:
        """Field and what it needs: each kind of rule has a number of its own."""
        needs = {RuleKind.YEARLY: "per_year", RuleKind.BEFORE_EACH: "days", RuleKind.AFTER_EACH: "days"}.get(self.kind)
        for field in ("per_year", "days"):
            given = getattr(self, field) is not None
            if given and field != needs:
                yield field, "more"
            elif needs == field and not given:
                yield field, "missing"


class PackScope(StrEnum):
    """What a pack is taken for."""

    COMPANY = "company"
    SITE = "site"


@dataclass(frozen=True)
class _Pack(_Part):
    """A pack as the file writes it."""

    id: _Id
    ja: _Name
    en: _Name
    scope: PackScope
    why: _Why
    rules: Annotated[tuple[_Id, ...], Field(min_length=1)]


@dataclass(frozen=True)
class _File(_Part):
    schema_version: Literal[2]
    rules: Annotated[tuple[_Rule, ...], Field(min_length=1)]
    packs: tuple[_Pack, ...] = ()


_SCHEMA: Final[TypeAdapter[_File]] = TypeAdapter(_File)


@dataclass(frozen=True)
class RulePack:
    """Rules that belong together: those of every company, or those of a kind of building or work."""

    id: str
    ja: str
    en: str
    scope: PackScope
    why_ja: str
    why_en: str
    rule_ids: tuple[str, ...]

    def name(self, language: str) -> str:
        return self.en if language == "en" else self.ja

    def why(self, language: str) -> str:
        return self.why_en if language == "en" else self.why_ja


@dataclass(frozen=True)
class CadenceReading:
    """What a file gave. rules and packs: empty as soon as there is a problem."""

    rules: tuple[CadenceRule, ...]
    packs: tuple[RulePack, ...]
    problems: tuple[Problem, ...]


def read_rules(name: str, data: bytes) -> CadenceReading:
    """Read a file. name: as the person knows it, for the problems."""
    tree = parse_file(data, limit=MAX_BYTES)
    if tree.value is None:
        return CadenceReading((), (), tuple(tree.problems(name, tree.faults)))
    content, faults = check_shape(_SCHEMA, tree.value)
    if content is not None:
        faults = [*faults, *_faults(content)]
    refused = {fault.path for fault in tree.faults}
    faults = [*tree.faults, *(fault for fault in faults if fault.path not in refused)]
    if content is None or faults:
        return CadenceReading((), (), tuple(tree.problems(name, faults)))
    packs = (
        RulePack(pack.id, pack.ja, pack.en, pack.scope, pack.why.ja, pack.why.en, pack.rules) for pack in content.packs
    )
    return CadenceReading(tuple(rule.value() for rule in content.rules), tuple(packs), ())


def _faults(content: _File) -> Iterator[Fault]:
    """What the shape does not tell: ids that repeat, numbers that a kind of rule lacks, rules that are unknown."""
    seen: set[str] = set()
    for index, rule in enumerate(content.rules):
        if rule.id in seen:
            sentence = _l("「%(id)s」が2回書かれています。番号は1つずつにしてください。", id=rule.id)
            yield Fault(("rules", index, "id"), sentence)
        seen.add(rule.id)
        for field, problem in rule.faults():
            if problem == "missing":
                sentence = _l("「%(key)s」がありません。書き足してください。", key=field)
                yield Fault(("rules", index), sentence)
            else:
                sentence = _l("この種類のきまりに「%(key)s」は書けません。消してください。", key=field)
                yield Fault(("rules", index, field), sentence)
    for index, pack in enumerate(content.packs):
        for place, rule_id in enumerate(pack.rules):
            if rule_id not in seen:
                sentence = _l("「%(id)s」というきまりはありません。rules の番号を書いてください。", id=rule_id)
                yield Fault(("packs", index, "rules", place), sentence)


@cache
def _library() -> CadenceReading:
    """Read once a process: the file is part of the program."""
    reading = read_rules(FILE.name, FILE.read_bytes())
    if reading.problems:
        raise RuntimeError("the cadence rules are broken: " + "; ".join(map(str, reading.problems)))
    return reading


def standard_rules() -> tuple[CadenceRule, ...]:
    """The rules that come with DrillHub, in their order."""
    return _library().rules


def rule_packs() -> tuple[RulePack, ...]:
    """The packs that come with DrillHub, in their order."""
    return _library().packs
