"""The scenario library on the database: importing, versions, lists, the wall."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select

from drillhub.audit import OPERATOR, Actor, AuditEntry
from drillhub.core.append_only import WrittenOnce
from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.scenarios import queries, services
from drillhub.scenarios.content import ScenarioContent
from drillhub.scenarios.errors import CodeTaken
from drillhub.scenarios.models import Scenario, ScenarioOrigin, ScenarioVersion
from drillhub.scenarios.reading import read_scenarios
from drillhub.scenarios.services import Comparison
from drillhub.vocabulary import DrillType, Hazard
from tests.scenarios.build import another, changed, content

NOON = datetime(2026, 4, 1, 3, tzinfo=UTC)


@contextmanager
def selects() -> Iterator[list[str]]:
    """The queries sent inside the block, without those that tell PostgreSQL whose transaction it is."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("SELECT") and "set_config" not in statement:
            statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield statements
    event.remove(db.engine, "before_cursor_execute", note)


def named(scenario_id: str, code: str, text: str | None = None) -> ScenarioContent:
    file = another(scenario_id, code) if text is None else another(scenario_id, code, text)
    return read_scenarios([file]).contents[0]


def longer() -> ScenarioContent:
    return content(changed("target_min: 15", "target_min: 20"))


def test_a_new_scenario_gets_its_first_version(world, org, trainer):
    with world.changing(org):
        done = services.import_scenarios([content()], by=Actor(trainer.id, trainer.name, "session"), at=NOON)

    assert done == Comparison(added=("small_quake",))
    with world.inside(org):
        (row,) = queries.library_page().items
        page = queries.scenario_page(row.scenario_id)
        assert page.content == content()
        assert (page.number, page.current_number, page.origin) == (1, 1, ScenarioOrigin.COMPANY)
        assert [(version.number, version.created_by) for version in page.versions] == [(1, "田中 健一")]
        assert row.drill_types == (DrillType.TABLETOP_EXERCISE, DrillType.EVACUATION_DRILL)
        assert (row.title("en"), row.title("ja")) == ("A small quake", "小さな地震")
        assert (row.duration_min, row.group_min, row.group_max) == (30, 3, 8)


def test_p2_importing_again_changes_nothing(world, org):
    with world.changing(org):
        services.import_scenarios([content()], by=OPERATOR, at=NOON)
    with world.changing(org):
        again = services.import_scenarios([content()], by=OPERATOR, at=NOON + timedelta(days=1))

    assert again == Comparison(left=("small_quake",))
    with world.inside(org):
        assert db.session.scalar(select(func.count(ScenarioVersion.id))) == 1
        assert db.session.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.action.like("scenario.%"))) == 1


def test_another_content_becomes_a_new_version_and_the_old_one_stays(world, org):
    with world.changing(org):
        services.import_scenarios([content()], by=OPERATOR, at=NOON)
    with world.changing(org):
        done = services.import_scenarios([longer()], by=OPERATOR, at=NOON)

    assert done == Comparison(changed=("small_quake",))
    with world.inside(org):
        (row,) = queries.choices()
        assert queries.scenario_page(row.scenario_id).content.task("T1").target_min == 20
        before = queries.scenario_page(row.scenario_id, 1)
        assert before.content.task("T1").target_min == 15
        assert not before.is_current
        assert [version.number for version in before.versions] == [2, 1]
        assert queries.version_to_play(before.version_id).content == content()


def test_an_earlier_content_becomes_current_again_without_a_copy(world, org):
    for wanted in (content(), longer(), content()):
        with world.changing(org):
            services.import_scenarios([wanted], by=OPERATOR, at=NOON)

    with world.inside(org):
        (row,) = queries.choices()
        page = queries.scenario_page(row.scenario_id)
        assert (page.number, len(page.versions)) == (1, 2)
        actions = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
        assert actions[-3:] == ["scenario.added", "scenario.version_added", "scenario.version_restored"]


def test_a_comparison_changes_nothing(world, org):
    with world.changing(org):
        services.import_scenarios([content()], by=OPERATOR, at=NOON)
    with world.inside(org):
        comparison = services.compare([longer(), named("second", "SC-T-02")])
        assert comparison == Comparison(added=("second",), changed=("small_quake",))
        assert db.session.scalar(select(func.count(ScenarioVersion.id))) == 1


def test_a_code_belongs_to_one_scenario_and_nothing_of_the_import_is_kept(world, org):
    with world.changing(org):
        services.import_scenarios([content()], by=OPERATOR, at=NOON)

    with pytest.raises(CodeTaken) as refusal, world.changing(org):
        services.import_scenarios([named("first", "SC-T-09"), named("second", "SC-T-01")], by=OPERATOR, at=NOON)

    assert "「small_quake」が使っています" in str(refusal.value)
    with world.inside(org):
        assert [row.code for row in queries.choices()] == ["SC-T-01"]


def test_a_version_is_written_once(world, org):
    with world.changing(org):
        services.import_scenarios([content()], by=OPERATOR, at=NOON)

    with pytest.raises(WrittenOnce), world.changing(org):
        db.session.scalars(select(ScenarioVersion)).one().title_ja = "別の題"


def test_the_library_comes_in_whole_and_only_once(world, org):
    with world.changing(org):
        first = services.load_library(by=OPERATOR, at=NOON)
    with world.changing(org):
        second = services.load_library(by=OPERATOR, at=NOON)

    assert len(first.added) == 12
    assert second == Comparison(left=first.added)
    with world.inside(org):
        rows = queries.choices()
        assert {row.origin for row in rows} == {ScenarioOrigin.LIBRARY}
        assert [row.code for row in rows] == sorted(row.code for row in rows)


def test_the_library_leaves_alone_what_the_company_has_changed_or_named_itself(world, org):
    ours = content(changed("id: small_quake", "id: ransomware"), "ransomware.yaml")
    with world.changing(org):
        services.import_scenarios([ours, named("own", "SC-FL-01")], by=OPERATOR, at=NOON)

    with world.changing(org):
        done = services.load_library(by=OPERATOR, at=NOON)

    assert len(done.added) == 10
    assert done.left == ("flood_heavy_rain", "ransomware")
    with world.inside(org):
        titles = {row.code: row.title_ja for row in queries.choices()}
        assert (titles["SC-T-01"], titles["SC-FL-01"]) == ("小さな地震", "小さな地震")


def test_a_library_scenario_that_the_company_changes_is_the_companys(world, org):
    with world.changing(org):
        services.import_scenarios([content()], by=OPERATOR, at=NOON, origin=ScenarioOrigin.LIBRARY)
    with world.changing(org):
        services.import_scenarios([content()], by=OPERATOR, at=NOON)
    with world.inside(org):
        assert [row.origin for row in queries.choices()] == [ScenarioOrigin.LIBRARY]
    with world.changing(org):
        services.import_scenarios([longer()], by=OPERATOR, at=NOON)
    with world.inside(org):
        assert [row.origin for row in queries.choices()] == [ScenarioOrigin.COMPANY]


def test_the_library_is_narrowed_by_hazard_and_drill_type(world, org):
    with world.changing(org):
        services.load_library(by=OPERATOR, at=NOON)

    with world.inside(org):
        assert [row.code for row in queries.library_page(hazard=Hazard.FLOOD).items] == ["SC-FL-01"]
        restores = queries.library_page(drill_type=DrillType.RESTORE_DRILL)
        assert [row.code for row in restores.items] == ["DR-RS-01", "SC-CY-01"]
        assert restores.total == 2
        both = queries.library_page(hazard=Hazard.CYBER, drill_type=DrillType.RESTORE_DRILL)
        assert [row.code for row in both.items] == ["SC-CY-01"]
        assert queries.library_page(hazard=Hazard.SNOW).items == ()
        assert [row.code for row in queries.choices(drill_type=DrillType.SHUTDOWN_DRILL)] == ["SC-PW-01"]


def test_filters_offer_what_the_current_versions_are_about(world, org):
    before = content(changed("hazard: earthquake", "hazard: snow"))
    for wanted in (before, content()):
        with world.changing(org):
            services.import_scenarios([wanted], by=OPERATOR, at=NOON)

    with world.inside(org):
        facets = queries.facets()
        assert facets.hazards == (Hazard.EARTHQUAKE,)
        assert facets.drill_types == (DrillType.TABLETOP_EXERCISE, DrillType.EVACUATION_DRILL)


def test_what_does_not_exist_is_not_found(world, org):
    with world.changing(org):
        services.import_scenarios([content()], by=OPERATOR, at=NOON)
    with world.inside(org):
        (row,) = queries.choices()
        with pytest.raises(NotFound):
            queries.scenario_page(row.scenario_id + 1)
        with pytest.raises(NotFound):
            queries.scenario_page(row.scenario_id, 2)
        with pytest.raises(NotFound):
            queries.version_to_play(row.version_id + 1)


def test_t5_another_organisations_scenario_looks_missing(world, org, outsider):
    with world.changing(org):
        services.import_scenarios([content()], by=OPERATOR, at=NOON)
    with world.inside(org):
        (row,) = queries.choices()
    with world.changing(outsider.org):
        services.import_scenarios([longer()], by=OPERATOR, at=NOON)

    with world.inside(outsider.org):
        assert [other.scenario_id for other in queries.choices()] != [row.scenario_id]
        with pytest.raises(NotFound):
            queries.scenario_page(row.scenario_id)
        with pytest.raises(NotFound):
            queries.version_to_play(row.version_id)


@pytest.mark.parametrize("count", [1, 60])
def test_the_library_takes_the_same_number_of_statements_for_any_number_of_scenarios(world, org, count):
    with world.changing(org):
        services.import_scenarios(
            [named(f"s{number}", f"SC-{number:03}") for number in range(count)], by=OPERATOR, at=NOON
        )

    with world.inside(org):
        with selects() as statements:
            page = queries.library_page()
        assert len(statements) == 3
        assert (len(page.items), page.total) == (min(count, 50), count)
        assert db.session.scalar(select(func.count(Scenario.id))) == count
