"""The register of risks: how risks are rated and ordered, and what becomes of their measures."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from sqlalchemy import select

from drillhub.audit import OPERATOR, AuditEntry
from drillhub.core.database import db
from drillhub.core.errors import Invalid, NameMissing, NotFound, TextTooLong, faults_of
from drillhub.planning import plans, risk_queries, risks
from drillhub.planning.content import PlanPeriod, YearMonth
from drillhub.planning.errors import LevelMissing, NotAnAmount, RegisterEntryChanged, RiskMeasureUnknown
from drillhub.planning.models import Commitment, Plan
from drillhub.planning.risk_queries import MeasureState
from drillhub.planning.risk_rating import LEVELS, RiskBand, RiskEntry, band_of
from drillhub.vocabulary import Hazard
from tests.drills.build import at
from tests.planning.build import content
from tests.support.rows import all_rows, counted_statements

TODAY = date(2026, 4, 1)
QUAKE = RiskEntry("地震", Hazard.EARTHQUAKE, 3, 5, damage_yen=1_000_000)


@pytest.fixture
def measure(world, org) -> int:
    """The id of the measure that the plan promises."""
    with world.changing(org):
        plans.save(content(), by=OPERATOR, at=at(0))
        return db.session.scalars(select(Commitment.id).where(Commitment.code == "C04")).one()


def added(world, org, entry: RiskEntry, *measures: int) -> int:
    with world.changing(org):
        return risks.add_risk(entry, measures, today=TODAY, by=OPERATOR, at=at(1)).id


def titles(world, org) -> list[str]:
    with world.inside(org):
        return [each.line.entry.title for each in risk_queries.risks(today=TODAY).items]


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
        assert [each.rank for each in risk_queries.risks(today=TODAY).items] == [1, 2, 3, 4, 5]


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


def states(world, org, risk_id: int, today: date = TODAY) -> list[MeasureState]:
    with world.inside(org):
        return [each.state for each in risk_queries.risk(risk_id, today=today).measures]


def test_its_measures_are_done_when_the_commitments_are(world, org, measure):
    risk_id = added(world, org, QUAKE, measure)
    assert states(world, org, risk_id, date(2026, 9, 30)) == [MeasureState.AHEAD]
    assert states(world, org, risk_id, date(2026, 10, 1)) == [MeasureState.LATE]
    done(world, org, measure)
    with world.inside(org):
        risk = risk_queries.risk(risk_id, today=date(2026, 10, 1))
        assert (risk.done, risk.promised, risk.measures[0].done_on) == (1, 1, date(2026, 8, 1))


def done(world, org, measure: int) -> None:
    with world.changing(org):
        plans.record_fulfilment(measure, date(2026, 8, 1), "", today=date(2026, 8, 1), by=OPERATOR, at=at(2))


def next_plan(world, org) -> None:
    period = PlanPeriod(YearMonth(2029, 4), YearMonth(2032, 3))
    with world.changing(org):
        plans.save(replace(content(), period=period, commitments=()), by=OPERATOR, at=at(3))


@pytest.mark.parametrize("was_done", [False, True])
def test_a_measure_that_was_taken_out_of_the_plan_is_not_relied_on(world, org, measure, was_done):
    risk_id = added(world, org, QUAKE, measure)
    if was_done:
        done(world, org, measure)
    with world.changing(org):
        plans.save(plans.without_promise(content(), "C04"), by=OPERATOR, at=at(3))
    assert states(world, org, risk_id, date(2026, 10, 1)) == [MeasureState.NO_LONGER_PROMISED]
    with world.inside(org):
        risk = risk_queries.risk(risk_id, today=TODAY)
        assert (risk.done, risk.promised) == (0, 0)


@pytest.mark.parametrize(("was_done", "state"), [(True, MeasureState.DONE), (False, MeasureState.NO_LONGER_PROMISED)])
def test_of_an_earlier_plan_what_was_done_goes_on_to_help(world, org, measure, was_done, state):
    risk_id = added(world, org, QUAKE, measure)
    if was_done:
        done(world, org, measure)
    next_plan(world, org)
    assert states(world, org, risk_id, date(2029, 4, 1)) == [state]


def trail(world, org) -> list[tuple[str, dict]]:
    with world.inside(org):
        rows = db.session.execute(
            select(AuditEntry.action, AuditEntry.facts)
            .where(AuditEntry.action.startswith("risk."))
            .order_by(AuditEntry.id)
        )
        return [(row.action, row.facts) for row in rows]


def test_a_risk_is_written_anew_and_taken_off_and_the_trail_tells_what_changed(world, org, measure):
    risk_id = added(world, org, QUAKE, measure)
    with world.changing(org):
        new = replace(QUAKE, impact=4, note="直下型")
        risks.change_risk(risk_id, new, (), version=1, today=TODAY, by=OPERATOR, at=at(2))
    with world.inside(org):
        line = risk_queries.risk(risk_id, today=TODAY)
        assert (line.entry.impact, line.measures, line.version) == (4, (), 2)
    with world.changing(org):
        risks.remove_risk(risk_id, version=2, by=OPERATOR, at=at(3))
    assert titles(world, org) == []
    with world.inside(org), pytest.raises(NotFound):
        risk_queries.risk(risk_id, today=TODAY)
    entered = {"hazard": "earthquake", "likelihood": 3, "impact": 5, "damage_yen": 1_000_000, "measures": ["C04"]}
    assert trail(world, org) == [
        ("risk.added", {"title": "地震", **entered}),
        (
            "risk.changed",
            {
                "title": "地震",
                "fields": ["impact", "note", "measures"],
                "before": {"impact": 5, "measures": ["C04"]},
                "after": {"impact": 4, "measures": []},
            },
        ),
        ("risk.removed", {"title": "地震"}),
    ]


def test_saving_what_is_there_already_changes_nothing(world, org, measure):
    risk_id = added(world, org, QUAKE, measure)
    before = all_rows(world, org)
    with world.changing(org):
        risks.change_risk(risk_id, QUAKE, (measure,), version=1, today=TODAY, by=OPERATOR, at=at(2))
    assert all_rows(world, org) == before


@pytest.mark.parametrize("version", [0, 2])
def test_who_looked_at_an_older_version_changes_nothing(world, org, version):
    risk_id = added(world, org, QUAKE)
    before = all_rows(world, org)
    with pytest.raises(RegisterEntryChanged), world.changing(org):
        risks.change_risk(
            risk_id, replace(QUAKE, title="火事"), (), version=version, today=TODAY, by=OPERATOR, at=at(2)
        )
    with pytest.raises(RegisterEntryChanged), world.changing(org):
        risks.remove_risk(risk_id, version=version, by=OPERATOR, at=at(2))
    assert all_rows(world, org) == before


@pytest.mark.parametrize(
    ("entry", "refusals"),
    [
        pytest.param(replace(QUAKE, title=" "), [(NameMissing, "title")], id="no title"),
        pytest.param(replace(QUAKE, title="長" * 201), [(TextTooLong, "title")], id="a long title"),
        pytest.param(replace(QUAKE, note="長" * 2001), [(TextTooLong, "note")], id="a long note"),
        pytest.param(replace(QUAKE, damage_yen=-1), [(NotAnAmount, "damage")], id="a negative amount"),
        pytest.param(
            replace(QUAKE, likelihood=0, impact=6),
            [(LevelMissing, "likelihood"), (LevelMissing, "impact")],
            id="levels outside 1-5",
        ),
    ],
)
def test_what_is_wrong_is_named_at_its_field_and_nothing_is_kept(world, org, entry, refusals):
    before = all_rows(world, org)
    with pytest.raises(Invalid) as refused, world.changing(org):
        risks.add_risk(entry, (), today=TODAY, by=OPERATOR, at=at(1))
    assert [(type(fault), fault.field) for fault in faults_of(refused.value)] == refusals
    assert all_rows(world, org) == before


def refused(world, org, measure: int, *, today: date = TODAY) -> bool:
    before = all_rows(world, org)
    with pytest.raises(RiskMeasureUnknown) as error, world.changing(org):
        risks.add_risk(QUAKE, (measure,), today=today, by=OPERATOR, at=at(4))
    return error.value.field == "measures" and all_rows(world, org) == before


def test_only_a_measure_that_the_plan_in_force_promises_can_be_chosen(world, org, measure):
    with world.inside(org):
        review = db.session.scalars(select(Commitment.id).where(Commitment.code == "C02")).one()
    assert refused(world, org, 77)
    assert refused(world, org, review)
    next_plan(world, org)
    with world.inside(org):
        assert db.session.scalar(select(Plan.id).where(Plan.period_starts_on == date(2029, 4, 1)))
    assert refused(world, org, measure, today=date(2029, 4, 1))
    with world.changing(org):
        plans.save(plans.without_promise(content(), "C04"), by=OPERATOR, at=at(3))
    assert refused(world, org, measure)


def test_a_measure_that_was_chosen_may_stay_when_it_is_no_longer_promised(world, org, measure):
    risk_id = added(world, org, QUAKE, measure)
    with world.changing(org):
        plans.save(plans.without_promise(content(), "C04"), by=OPERATOR, at=at(3))
    with world.changing(org):
        new = replace(QUAKE, impact=4)
        risks.change_risk(risk_id, new, (measure,), version=1, today=TODAY, by=OPERATOR, at=at(4))
    with world.inside(org):
        assert [each.code for each in risk_queries.risk(risk_id, today=TODAY).measures] == ["C04"]


def test_the_register_takes_the_same_statements_for_many_risks_and_is_cut_into_pages(app, world, org, measure):
    def count() -> int:
        with world.inside(org), counted_statements(app) as sent:
            risk_queries.risks(today=TODAY)
        return len(sent)

    added(world, org, QUAKE, measure)
    few = count()
    for number in range(30):
        added(world, org, replace(QUAKE, title=f"リスク {number}"), measure)
    assert count() == few
    with world.inside(org):
        page = risk_queries.risks(today=TODAY, page=4, size=10)
        assert ([each.rank for each in page.items], page.total) == ([31], 31)


def test_a_cell_of_the_matrix_keeps_the_places_of_the_whole_register(world, org):
    for title, likelihood in (("地震", 5), ("停電", 2), ("浸水", 1), ("大雪", 2)):
        added(world, org, RiskEntry(title, Hazard.OTHER, likelihood, 3))
    with world.inside(org):
        assert risk_queries.cells() == {(5, 3): 1, (2, 3): 2, (1, 3): 1}
        found = risk_queries.risks(cell=(2, 3), today=TODAY)
        assert [(each.rank, each.line.entry.title) for each in found.items] == [(2, "停電"), (3, "大雪")]
