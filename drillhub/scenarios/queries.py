"""Reads of the scenario library: one function per page or picker."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, and_, exists, select
from sqlalchemy.orm import defer, raiseload

from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.core.pagination import Page, paginate
from drillhub.identity.models import Person
from drillhub.scenarios.content import ScenarioContent, in_language
from drillhub.scenarios.models import Scenario, ScenarioOrigin, ScenarioVersion, ScenarioVersionType
from drillhub.scenarios.vocabulary import Completeness
from drillhub.vocabulary import DrillType, Hazard

PAGE_SIZE = 50


@dataclass(frozen=True)
class LibraryRow:
    """A scenario as the library and pickers show it: the facts of its current version. Main drill type first."""

    scenario_id: int
    version_id: int
    number: int
    code: str
    origin: ScenarioOrigin
    title_ja: str
    title_en: str | None
    summary_ja: str
    summary_en: str | None
    hazard: Hazard
    completeness: Completeness
    duration_min: int
    group_min: int
    group_max: int
    drill_types: tuple[DrillType, ...]

    def title(self, language: str) -> str:
        return in_language(language, self.title_ja, self.title_en)

    def summary(self, language: str) -> str:
        return in_language(language, self.summary_ja, self.summary_en)


@dataclass(frozen=True)
class Facets:
    """By what the library can be narrowed: the hazards and drill types that occur in it, in their usual order."""

    hazards: tuple[Hazard, ...]
    drill_types: tuple[DrillType, ...]


@dataclass(frozen=True)
class VersionRow:
    """A version in the list of all versions of a scenario. created_by: None when an operator's command made it."""

    number: int
    created_at: datetime
    digest: str
    created_by: str | None


@dataclass(frozen=True)
class ScenarioPage:
    """One version of a scenario, and which others there are (newest first)."""

    scenario_id: int
    version_id: int
    origin: ScenarioOrigin
    number: int
    current_number: int
    content: ScenarioContent
    versions: tuple[VersionRow, ...]

    @property
    def is_current(self) -> bool:
        return self.number == self.current_number


def library_page(
    *, hazard: Hazard | None = None, drill_type: DrillType | None = None, number: int = 1
) -> Page[LibraryRow]:
    """Scenarios by code, those of one hazard and of one drill type when given. Three statements."""
    statement = _current()
    if hazard is not None:
        statement = statement.where(ScenarioVersion.hazard == hazard)
    if drill_type is not None:
        statement = statement.where(
            exists().where(
                ScenarioVersionType.version_id == ScenarioVersion.id, ScenarioVersionType.drill_type == drill_type
            )
        )
    page = paginate(statement, number=number, size=PAGE_SIZE, scalars=False)
    return Page(_with_types(page.items), page.total, page.number, page.size)


def choices(*, drill_type: DrillType | None = None) -> tuple[LibraryRow, ...]:
    """All scenarios by code, for a picker; those made for one drill type when given. Two statements."""
    rows = _with_types(db.session.execute(_current()).all())
    return tuple(row for row in rows if drill_type is None or drill_type in row.drill_types)


def quiz_sizes() -> dict[int, int]:
    """version_id → number of quiz questions, for the current versions that have any. One statement."""
    current = and_(Scenario.id == ScenarioVersion.scenario_id, Scenario.current_number == ScenarioVersion.number)
    bodies = db.session.execute(select(ScenarioVersion.id, ScenarioVersion.body).join(Scenario, current))
    sizes = {row.id: len(json.loads(row.body).get("quiz", ())) for row in bodies}
    return {version_id: size for version_id, size in sizes.items() if size}


def facets() -> Facets:
    """What the library's filters offer. Two statements."""
    current = and_(Scenario.id == ScenarioVersion.scenario_id, Scenario.current_number == ScenarioVersion.number)
    hazards = set(db.session.scalars(select(ScenarioVersion.hazard).join(Scenario, current).distinct()))
    types = set(
        db.session.scalars(
            select(ScenarioVersionType.drill_type)
            .join(ScenarioVersion, ScenarioVersion.id == ScenarioVersionType.version_id)
            .join(Scenario, current)
            .distinct()
        )
    )
    return Facets(
        tuple(hazard for hazard in Hazard if hazard in hazards),
        tuple(drill_type for drill_type in DrillType if drill_type in types),
    )


def scenario_page(scenario_id: int, number: int | None = None) -> ScenarioPage:
    """A scenario in its current version, or in the version of this number. Two statements. Raises NotFound."""
    wanted = Scenario.current_number if number is None else number
    found = db.session.execute(
        select(ScenarioVersion, Scenario)
        .join(Scenario, Scenario.id == ScenarioVersion.scenario_id)
        .where(Scenario.id == scenario_id, ScenarioVersion.number == wanted)
        .options(raiseload("*"))
    ).one_or_none()
    if found is None:
        raise NotFound()
    version, scenario = found
    others = db.session.execute(
        select(ScenarioVersion.number, ScenarioVersion.created_at, ScenarioVersion.digest, Person)
        .outerjoin(Person, Person.id == ScenarioVersion.created_by_id)
        .where(ScenarioVersion.scenario_id == scenario_id)
        .options(raiseload("*"))
        .order_by(ScenarioVersion.number.desc())
    )
    return ScenarioPage(
        scenario_id=scenario.id,
        version_id=version.id,
        origin=scenario.origin,
        number=version.number,
        current_number=scenario.current_number,
        content=version.content,
        versions=tuple(
            VersionRow(other, at, known, person.name if person is not None else None)
            for other, at, known, person in others
        ),
    )


def version_to_play(version_id: int) -> ScenarioVersion:
    """A version by its id, to plan a drill with. Raises NotFound."""
    version = db.session.scalars(
        select(ScenarioVersion).where(ScenarioVersion.id == version_id).options(raiseload("*"))
    ).one_or_none()
    if version is None:
        raise NotFound()
    return version


def _current() -> Select[ScenarioVersion, Scenario]:
    """The current version of each scenario, by code."""
    return (
        select(ScenarioVersion, Scenario)
        .join(
            Scenario,
            and_(Scenario.id == ScenarioVersion.scenario_id, Scenario.current_number == ScenarioVersion.number),
        )
        .options(raiseload("*"), defer(ScenarioVersion.body, raiseload=True))
        .order_by(Scenario.code)
    )


def _with_types(found: Sequence[Row[ScenarioVersion, Scenario]]) -> tuple[LibraryRow, ...]:
    """Rows with their drill types. One statement, for all of them."""
    types: dict[int, list[DrillType]] = {version.id: [] for version, _scenario in found}
    for version_id, drill_type in db.session.execute(
        select(ScenarioVersionType.version_id, ScenarioVersionType.drill_type)
        .where(ScenarioVersionType.version_id.in_(types))
        .order_by(ScenarioVersionType.position)
    ):
        types[version_id].append(drill_type)
    return tuple(_row(version, scenario, types[version.id]) for version, scenario in found)


def _row(version: ScenarioVersion, scenario: Scenario, types: Sequence[DrillType]) -> LibraryRow:
    return LibraryRow(
        scenario_id=scenario.id,
        version_id=version.id,
        number=version.number,
        code=scenario.code,
        origin=scenario.origin,
        title_ja=version.title_ja,
        title_en=version.title_en,
        summary_ja=version.summary_ja,
        summary_en=version.summary_en,
        hazard=version.hazard,
        completeness=version.completeness,
        duration_min=version.duration_min,
        group_min=version.group_min,
        group_max=version.group_max,
        drill_types=tuple(types),
    )
