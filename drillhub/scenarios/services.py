"""Verbs on the scenario library."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from drillhub import audit
from drillhub.audit import Actor
from drillhub.core.database import db
from drillhub.identity.models import Organisation
from drillhub.scenarios.content import ScenarioContent, canonical_json, digest
from drillhub.scenarios.errors import CodeTaken
from drillhub.scenarios.library import library_contents
from drillhub.scenarios.models import Scenario, ScenarioOrigin, ScenarioVersion, ScenarioVersionType


@dataclass(frozen=True)
class Comparison:
    """What importing would do, or has done, to each scenario. Each entry is a slug, in the order of the import."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def compare(contents: Sequence[ScenarioContent]) -> Comparison:
    """What `import_scenarios` would do with these contents. Raises CodeTaken. Changes nothing."""
    existing = _existing(contents)
    return _compare(contents, existing)


def import_scenarios(
    contents: Sequence[ScenarioContent],
    *,
    by: Actor,
    at: datetime,
    origin: ScenarioOrigin = ScenarioOrigin.COMPANY,
) -> Comparison:
    """Take over scenarios by their ids: new ones are added, other contents become new versions, equal ones are left.

    All or none; doing it twice is doing it once. A content that the scenario had before makes that version the
    current one again. contents: checked ones with different ids and codes, as `read_scenarios` gives. Raises
    CodeTaken.
    """
    _one_import_at_a_time()
    existing = _existing(contents)
    comparison = _compare(contents, existing)
    for content in contents:
        if content.id in comparison.added:
            _add(content, origin=origin, by=by, at=at)
        elif content.id in comparison.changed:
            _change(existing.by_slug[content.id], content, origin=origin, by=by, at=at)
    return comparison


def load_library(*, by: Actor, at: datetime) -> Comparison:
    """Bring in the scenarios that come with DrillHub. What the company has changed or named itself is left alone."""
    _one_import_at_a_time()
    contents = library_contents()
    existing = _existing(contents)
    kept = {content.id for content in contents if existing.belongs_to_company(content)}
    ours = [content for content in contents if content.id not in kept]
    imported = import_scenarios(ours, by=by, at=at, origin=ScenarioOrigin.LIBRARY)
    return Comparison(imported.added, imported.changed, (*imported.left, *sorted(kept)))


def _one_import_at_a_time() -> None:
    """Hold the organisation's row until the transaction ends: two imports of one new scenario must not collide."""
    db.session.scalars(select(Organisation.id).with_for_update()).one()


@dataclass(frozen=True)
class _Existing:
    """The scenarios that share an id or a code with what is imported, and the digests of their current versions."""

    by_slug: dict[str, Scenario] = field(default_factory=dict)
    by_code: dict[str, Scenario] = field(default_factory=dict)
    digests: dict[int, str] = field(default_factory=dict)

    def code_owner(self, content: ScenarioContent) -> Scenario | None:
        """Another scenario that has this content's code."""
        owner = self.by_code.get(content.code)
        return owner if owner is not None and owner.slug != content.id else None

    def belongs_to_company(self, content: ScenarioContent) -> bool:
        """Whether the company has a scenario of its own under this content's id or code."""
        scenario = self.by_slug.get(content.id)
        own = scenario is not None and scenario.origin is ScenarioOrigin.COMPANY
        return own or self.code_owner(content) is not None


def _existing(contents: Sequence[ScenarioContent]) -> _Existing:
    rows = db.session.execute(
        select(Scenario, ScenarioVersion.digest)
        .join(
            ScenarioVersion,
            (ScenarioVersion.scenario_id == Scenario.id) & (ScenarioVersion.number == Scenario.current_number),
        )
        .where(
            Scenario.slug.in_([content.id for content in contents])
            | Scenario.code.in_([content.code for content in contents])
        )
    ).all()
    return _Existing(
        {scenario.slug: scenario for scenario, _digest in rows},
        {scenario.code: scenario for scenario, _digest in rows},
        {scenario.id: current for scenario, current in rows},
    )


def _compare(contents: Sequence[ScenarioContent], existing: _Existing) -> Comparison:
    added, changed, left = [], [], []
    for content in contents:
        owner = existing.code_owner(content)
        if owner is not None:
            raise CodeTaken(slug=content.id, code=content.code, other=owner.slug)
        scenario = existing.by_slug.get(content.id)
        if scenario is None:
            added.append(content.id)
        elif existing.digests[scenario.id] != digest(canonical_json(content)):
            changed.append(content.id)
        else:
            left.append(content.id)
    return Comparison(tuple(added), tuple(changed), tuple(left))


def _add(content: ScenarioContent, *, origin: ScenarioOrigin, by: Actor, at: datetime) -> None:
    scenario = Scenario(slug=content.id, code=content.code, origin=origin, current_number=1, created_at=at)
    db.session.add(scenario)
    db.session.flush()
    version = _add_version(scenario, content, number=1, by=by, at=at)
    facts = {"slug": scenario.slug, "number": 1, "digest": version.digest}
    audit.record("scenario.added", by=by, at=at, subject=scenario, facts=facts)


def _change(scenario: Scenario, content: ScenarioContent, *, origin: ScenarioOrigin, by: Actor, at: datetime) -> None:
    versions = db.session.execute(
        select(ScenarioVersion.digest, ScenarioVersion.number).where(ScenarioVersion.scenario_id == scenario.id)
    ).all()
    numbers = {known: number for known, number in versions}
    wanted = digest(canonical_json(content))
    if wanted in numbers:
        scenario.current_number = numbers[wanted]
        action = "scenario.version_restored"
    else:
        scenario.current_number = max(numbers.values()) + 1
        _add_version(scenario, content, number=scenario.current_number, by=by, at=at)
        action = "scenario.version_added"
    scenario.code = content.code
    scenario.origin = origin
    facts = {"slug": scenario.slug, "number": scenario.current_number, "digest": wanted}
    audit.record(action, by=by, at=at, subject=scenario, facts=facts)


def _add_version(
    scenario: Scenario, content: ScenarioContent, *, number: int, by: Actor, at: datetime
) -> ScenarioVersion:
    body = canonical_json(content)
    version = ScenarioVersion(
        scenario_id=scenario.id,
        number=number,
        digest=digest(body),
        body=body,
        title_ja=content.title.ja,
        title_en=content.title.en,
        summary_ja=content.summary.ja,
        summary_en=content.summary.en,
        hazard=content.hazard,
        completeness=content.completeness,
        duration_min=content.recommended_duration_min,
        group_min=content.recommended_group_size.min,
        group_max=content.recommended_group_size.max,
        created_at=at,
        created_by_id=by.person_id,
    )
    db.session.add(version)
    db.session.flush()
    db.session.add_all(
        ScenarioVersionType(version_id=version.id, drill_type=drill_type, position=position)
        for position, drill_type in enumerate(content.drill_types)
    )
    return version
