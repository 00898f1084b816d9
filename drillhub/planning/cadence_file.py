"""The file of cadence rules that comes with DrillHub → rules. Every problem is named by file, line and place."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, ClassVar, Final, Literal

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, TypeAdapter
from pydantic_core import PydanticCustomError

from drillhub.core.i18n import _l
from drillhub.documents.problems import Fault, Problem
from drillhub.documents.shape import check_shape
from drillhub.documents.yaml_tree import parse_file
from drillhub.planning.cadence import Basis, CadenceRule
from drillhub.vocabulary import DrillType

FILE: Final = Path(__file__).parents[2] / "seed" / "cadence_rules.yaml"
SCHEMA_VERSION: Final = 1
MAX_BYTES: Final = 100_000

_Name = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=100)]


def _identifier(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,20}", text):
        raise PydanticCustomError("identifier", "letters and digits")
    return text


def _different(types: tuple[DrillType, ...]) -> tuple[DrillType, ...]:
    if len(set(types)) != len(types):
        raise PydanticCustomError("repeated", "each once")
    return types


@dataclass(frozen=True)
class _Rule:
    """A rule as the file writes it."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    id: Annotated[str, StringConstraints(strict=True, strip_whitespace=True), AfterValidator(_identifier)]
    ja: _Name
    en: _Name
    basis: Basis
    per_year: Annotated[int, Field(strict=True, ge=1, le=12)]
    default_on: Annotated[bool, Field(strict=True)]
    drill_types: Annotated[tuple[DrillType, ...], AfterValidator(_different)] = ()
    in_promised_months: Annotated[bool, Field(strict=True)] = False

    def value(self) -> CadenceRule:
        return CadenceRule(**vars(self))


@dataclass(frozen=True)
class _File:
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    schema_version: Literal[1]
    rules: Annotated[tuple[_Rule, ...], Field(min_length=1)]


_SCHEMA: Final[TypeAdapter[_File]] = TypeAdapter(_File)


@dataclass(frozen=True)
class CadenceReading:
    """What a file gave. rules: empty as soon as there is a problem."""

    rules: tuple[CadenceRule, ...]
    problems: tuple[Problem, ...]


def read_rules(name: str, data: bytes) -> CadenceReading:
    """Read a file. name: as the person knows it, for the problems."""
    tree = parse_file(data, limit=MAX_BYTES)
    if tree.value is None:
        return CadenceReading((), tuple(tree.problems(name, tree.faults)))
    content, faults = check_shape(_SCHEMA, tree.value)
    if content is not None:
        faults = [*faults, *_repeated(content.rules)]
    refused = {fault.path for fault in tree.faults}
    faults = [*tree.faults, *(fault for fault in faults if fault.path not in refused)]
    rules = tuple(rule.value() for rule in content.rules) if content is not None and not faults else ()
    return CadenceReading(rules, tuple(tree.problems(name, faults)))


def _repeated(rules: tuple[_Rule, ...]) -> list[Fault]:
    seen: set[str] = set()
    faults = []
    for index, rule in enumerate(rules):
        if rule.id in seen:
            sentence = _l("「%(id)s」が2回書かれています。番号は1つずつにしてください。", id=rule.id)
            faults.append(Fault(("rules", index, "id"), sentence))
        seen.add(rule.id)
    return faults


@cache
def standard_rules() -> tuple[CadenceRule, ...]:
    """The rules that come with DrillHub. Read once a process: the file is part of the program."""
    reading = read_rules(FILE.name, FILE.read_bytes())
    if reading.problems:
        raise RuntimeError("the cadence rules are broken: " + "; ".join(map(str, reading.problems)))
    return reading.rules
