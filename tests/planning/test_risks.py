"""The register of risks: how risks are rated and ordered, and what becomes of their measures."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from sqlalchemy import select

from drillhub.audit import OPERATOR, AuditEntry
from drillhub.core.database import db
from drillhub.core.errors import Invalid, NotFound, faults_of
from drillhub.planning import plans, risk_queries, risks
from drillhub.planning.errors import (
    RiskChanged,
    RiskDamageUnlikely,
    RiskLevelMissing,
    RiskMeasureUnknown,
    RiskTitleMissing,
    TextTooLong,
)
from drillhub.planning.models import Commitment
from drillhub.planning.risk_rating import LEVELS, RiskBand, RiskEntry, band_of
from drillhub.vocabulary import Hazard
from tests.drills.build import at
from tests.planning.build import content
from tests.support.rows import all_rows, counted_statements

QUAKE = RiskEntry("地震", Hazard.EARTHQUAKE, 3, 5, damage_yen=1_000_000)


@pytest.fixture
def measure(world, org) -> int:
    """The id of the measure that the plan promises."""
    with world.changing(org):
        plans.save(content(), by=OPERATOR, at=at(0))
        return db.session.scalars(select(Commitment.id).where(Commitment.code == "C04")).one()


def added(world, org, entry: RiskEntry, *measures: int) -> int:
    with world.changing(org):
        return risks.add_risk(entry, measures, by=OPERATOR, at=at(1)).id


def titles(world, org) -> list[str]:
    with world.inside(org):
        return [each.title for each in risk_queries.risks()]


def test_risks_stand_in_the_order_of_likelihood_times_impact_times_damage(world, org):
    for title, likelihood, impact, damage in (
        ("長い停電", 3, 3, 5_000_000),  # 45 million
        ("地震", 3, 5, 4_000_000),  # 60 million
        ("感染症", 5, 5, None),  # not estimated yet: by the levels alone, after the others
        ("仕入先", 2, 4, None),
        ("浸水", 2, 4, 7_500_000),  # 60 million: the levels decide
    ):
        added(world, org, RiskEntry(title, Hazard.OTHER, likelihood, impact, damage))
    assert titles(world, org) == ["地震", "浸水", "長い停電", "感染症", "仕入先"]
    with world.inside(org):
        assert [each.rank for each in risk_queries.risks()] == [1, 2, 3, 4, 5]


def test_the_bands_grow_with_each_level():
    order = [RiskBand.LOW, RiskBand.MIDDLE, RiskBand.HIGH]
    for fixed in LEVELS:
        for one, next_one in pairwise(LEVELS):
            assert order.index(band_of(one, fixed)) <= order.index(band_of(next_one, fixed))
            assert order.index(band_of(fixed, one)) <= order.index(band_of(fixed, next_one))
    assert (band_of(1, 1), band_of(2, 3), band_of(3, 4), band_of(1, 5)) == (
        RiskBand.LOW,
        RiskBand.MIDDLE,
        RiskBand.HIGH,
        RiskBand.MIDDLE,
    )


def test_its_measures_are_done_when_the_commitments_are(world, org, measure):
    risk_id = added(world, org, QUAKE, measure)
    with world.inside(org):
        [line] = risk_queries.risk(risk_id).measures
        assert (line.code, line.is_done, line.is_late(date(2026, 9, 30)), line.is_late(date(2026, 10, 1))) == (
            "C04",
            False,
            False,
            True,
        )
    with world.changing(org):
        plans.record_fulfilment(measure, date(2026, 8, 1), "", today=date(2026, 8, 1), by=OPERATOR, at=at(2))
    with world.inside(org):
        risk = risk_queries.risk(risk_id)
        assert (risk.done, risk.measures[0].done_on) == (1, date(2026, 8, 1))


def test_a_risk_is_written_anew_and_taken_off_and_the_trail_tells_it(world, org, measure):
    risk_id = added(world, org, QUAKE, measure)
    with world.changing(org):
        risks.change_risk(risk_id, replace(QUAKE, impact=4), (), version=1, by=OPERATOR, at=at(2))
    with world.inside(org):
        line = risk_queries.risk(risk_id)
        assert (line.impact, line.measures, line.version) == (4, (), 2)
    with world.changing(org):
        risks.remove_risk(risk_id, version=2, by=OPERATOR, at=at(3))
    assert titles(world, org) == []
    with world.inside(org):
        with pytest.raises(NotFound):
            risk_queries.risk(risk_id)
        actions = list(db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("risk."))))
    assert actions == ["risk.added", "risk.changed", "risk.removed"]


@pytest.mark.parametrize("version", [0, 2])
def test_who_looked_at_an_older_version_changes_nothing(world, org, version):
    risk_id = added(world, org, QUAKE)
    before = all_rows(world, org)
    with pytest.raises(RiskChanged), world.changing(org):
        risks.change_risk(risk_id, replace(QUAKE, title="火事"), (), version=version, by=OPERATOR, at=at(2))
    with pytest.raises(RiskChanged), world.changing(org):
        risks.remove_risk(risk_id, version=version, by=OPERATOR, at=at(2))
    assert all_rows(world, org) == before


@pytest.mark.parametrize(
    ("entry", "refusals"),
    [
        pytest.param(replace(QUAKE, title=" "), [(RiskTitleMissing, "title")], id="no title"),
        pytest.param(replace(QUAKE, title="長" * 201), [(TextTooLong, "title")], id="a long title"),
        pytest.param(replace(QUAKE, note="長" * 2001), [(TextTooLong, "note")], id="a long note"),
        pytest.param(replace(QUAKE, damage_yen=-1), [(RiskDamageUnlikely, "damage")], id="a negative amount"),
        pytest.param(
            replace(QUAKE, likelihood=0, impact=6),
            [(RiskLevelMissing, "likelihood"), (RiskLevelMissing, "impact")],
            id="levels outside 1-5",
        ),
    ],
)
def test_what_is_wrong_is_named_at_its_field_and_nothing_is_kept(world, org, entry, refusals):
    before = all_rows(world, org)
    with pytest.raises(Invalid) as refused, world.changing(org):
        risks.add_risk(entry, (), by=OPERATOR, at=at(1))
    assert [(type(fault), fault.field) for fault in faults_of(refused.value)] == refusals
    assert all_rows(world, org) == before


def test_a_measure_that_no_plan_promises_is_refused(world, org):
    before = all_rows(world, org)
    with pytest.raises(RiskMeasureUnknown), world.changing(org):
        risks.add_risk(QUAKE, (77,), by=OPERATOR, at=at(1))
    assert all_rows(world, org) == before


def test_the_register_takes_the_same_statements_for_many_risks(app, world, org, measure):
    def count() -> int:
        with world.inside(org), counted_statements(app) as sent:
            risk_queries.risks()
        return len(sent)

    added(world, org, QUAKE, measure)
    few = count()
    for number in range(30):
        added(world, org, replace(QUAKE, title=f"リスク {number}"), measure)
    assert count() == few
