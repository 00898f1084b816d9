"""What a company chooses for the rules of the year, for all of it and for a site, and from when on."""

from datetime import date

import pytest
from sqlalchemy import func, select

from drillhub.audit import OPERATOR, AuditEntry
from drillhub.core.append_only import WrittenOnce
from drillhub.core.database import db
from drillhub.core.errors import Invalid, NameMissing, NotFound, faults_of
from drillhub.core.fiscal_year import FiscalYear
from drillhub.identity.models import Site
from drillhub.planning import plans, queries
from drillhub.planning.models import Commitment
from drillhub.programme import rules
from drillhub.programme.errors import (
    RuleChanged,
    RuleMonthsTooMany,
    RuleNumberUnlikely,
    RuleOfOneSite,
    RuleTypesMissing,
)
from drillhub.programme.models import CadenceChoice
from drillhub.programme.rules import RuleEntry
from drillhub.programme.standings import year_standings
from drillhub.vocabulary import DrillType
from tests.drills.build import at
from tests.planning.build import content
from tests.support.rows import all_rows, counted_statements

YEAR = FiscalYear(2026, 4)
NEXT = YEAR.following()


@pytest.fixture
def site(world, org) -> int:
    with world.changing(org):
        row = Site(name="名古屋営業所")
        db.session.add(row)
        db.session.flush()
        return row.id


def choose(world, org, rule_id: str, entry: RuleEntry, *, site=None, year=YEAR, seen=0):
    with world.changing(org):
        rules.choose(rule_id, site, entry, year, seen=seen, by=OPERATOR, at=at(1))


def keys(world, org, year=YEAR) -> list[str]:
    with world.inside(org):
        return [rule.key for rule in rules.rules_in_force(year)[year]]


def test_a_company_that_chose_nothing_has_the_rules_that_come_with_drillhub(world, org):
    assert keys(world, org) == [f"CR{number:02d}" for number in (*range(1, 11), 15)]


def test_a_choice_holds_from_its_year_on_and_the_years_before_keep_theirs(world, org):
    choose(world, org, "CR04", RuleEntry(is_on=True, per_year=6, months=(5, 9)), year=NEXT)
    with world.inside(org):
        found = {year: rules.chosen_rule("CR04", None, year).rule for year in (YEAR, NEXT)}
    assert [(rule.per_year, rule.months) for rule in found.values()] == [(4, ()), (6, (5, 9))]
    choose(world, org, "CR04", RuleEntry(is_on=False, per_year=6), year=NEXT, seen=1)
    assert "CR04" in keys(world, org)
    assert "CR04" not in keys(world, org, NEXT)


def test_a_pack_turns_on_the_rules_of_a_kind_of_building_for_one_site(world, org, site):
    with world.changing(org):
        assert [each.name for each in rules.sites_without_rules()][-1:] == ["名古屋営業所"]
        assert rules.take_pack("specified_property", site, YEAR, by=OPERATOR, at=at(1)) == 2
        assert rules.take_pack("specified_property", site, YEAR, by=OPERATOR, at=at(2)) == 0
        assert site not in {each.id for each in rules.sites_without_rules()}
    assert keys(world, org)[-3:] == [f"CR11-fire_drill-{site}", f"CR11-evacuation_drill-{site}", f"CR13-{site}"]


def test_that_no_pack_applies_is_a_choice_too_and_nobody_asks_again(world, org, site):
    with world.changing(org):
        rules.take_none(site, YEAR, by=OPERATOR, at=at(1))
        assert site not in {each.id for each in rules.sites_without_rules()}
    assert not [key for key in keys(world, org) if key.endswith(f"-{site}")]


def test_a_rule_of_the_companys_own_counts_the_types_it_names(world, org, site):
    entry = RuleEntry(is_on=True, per_year=12, name="毎月の連絡網", drill_types=(DrillType.CALL_TREE_DRILL,))
    with world.changing(org):
        rules.add_own_rule(entry, None, YEAR, by=OPERATOR, at=at(1))
        rules.add_own_rule(entry, site, YEAR, by=OPERATOR, at=at(1))
    assert keys(world, org)[-2:] == ["OWN01", f"OWN02-{site}"]
    with world.inside(org):
        own = rules.rules_in_force(YEAR)[YEAR][-2]
    assert (own.name("en"), own.drill_types, own.per_year) == ("毎月の連絡網", (DrillType.CALL_TREE_DRILL,), 12)


@pytest.mark.parametrize(
    ("rule_id", "entry", "faults"),
    [
        pytest.param("CR04", RuleEntry(True, per_year=0), [("per_year", RuleNumberUnlikely)], id="never"),
        pytest.param("CR04", RuleEntry(True, per_year=13), [("per_year", RuleNumberUnlikely)], id="more than monthly"),
        pytest.param("CR10", RuleEntry(True, days=None), [("days", RuleNumberUnlikely)], id="no number of days"),
        pytest.param(
            "CR03", RuleEntry(True, per_year=2, months=(4, 5, 6)), [("months", RuleMonthsTooMany)], id="3 months, twice"
        ),
    ],
)
def test_an_impossible_rule_is_refused_and_nothing_changes(world, org, rule_id, entry, faults):
    before = all_rows(world, org)
    with pytest.raises(Invalid) as refused:
        choose(world, org, rule_id, entry)
    assert [(fault.field, type(fault)) for fault in faults_of(refused.value)] == faults
    assert all_rows(world, org) == before


def test_a_rule_of_ones_own_needs_a_name_and_types(world, org):
    with pytest.raises(Invalid) as refused, world.changing(org):
        rules.add_own_rule(RuleEntry(True, per_year=1), None, YEAR, by=OPERATOR, at=at(1))
    assert {type(fault) for fault in faults_of(refused.value)} == {NameMissing, RuleTypesMissing}


def test_what_was_changed_by_somebody_else_meanwhile_is_refused(world, org):
    choose(world, org, "CR04", RuleEntry(True, per_year=3))
    with pytest.raises(RuleChanged):
        choose(world, org, "CR04", RuleEntry(True, per_year=2))
    with world.inside(org):
        assert rules.chosen_rule("CR04", None, YEAR).rule.per_year == 3


def test_what_does_not_exist_is_refused(world, org, site):
    for rule_id, place in (("CR99", None), ("CR04", site + 1)):
        with pytest.raises(NotFound):
            choose(world, org, rule_id, RuleEntry(True, per_year=1), site=place)
    for pack, place, error in (
        ("none", None, NotFound),
        ("care", None, RuleOfOneSite),
        ("standard", site, RuleOfOneSite),
    ):
        with pytest.raises(error), world.changing(org):
            rules.take_pack(pack, place, YEAR, by=OPERATOR, at=at(1))


def test_a_choice_is_written_once_and_the_trail_says_what_was_chosen(world, org):
    choose(world, org, "CR04", RuleEntry(True, per_year=3, months=(9,), note="会議で決めた"))
    with world.inside(org):
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "cadence.chosen")).one()
    assert {key: entry.facts[key] for key in ("rule", "on", "per_year", "months", "from")} == {
        "rule": "CR04",
        "on": True,
        "per_year": 3,
        "months": [9],
        "from": "2026-04-01",
    }
    with pytest.raises(WrittenOnce), world.changing(org):
        db.session.scalars(select(CadenceChoice)).one().per_year = 4


def test_the_rules_of_many_years_and_sites_take_one_statement(world, org):
    def statements() -> int:
        with world.inside(org), counted_statements(world.app) as found:
            rules.rules_in_force(YEAR, NEXT)
        return len(found)

    few = statements()
    with world.changing(org):
        for number in range(20):
            db.session.add(Site(name=f"拠点{number}"))
        db.session.flush()
        for row in db.session.scalars(select(Site)):
            rules.take_pack("other_property", row.id, YEAR, by=OPERATOR, at=at(1))
        assert db.session.scalar(select(func.count(CadenceChoice.id))) >= 20
    assert statements() == few


def test_years_of_a_company_that_begins_in_july(world):
    org = world.organisation("july", fiscal_year_start_month=7)
    year = FiscalYear.of(date(2026, 8, 1), 7)
    with world.changing(org):
        rules.choose("CR04", None, RuleEntry(True, per_year=1), year, seen=0, by=OPERATOR, at=at(1))
        assert rules.chosen_rule("CR04", None, year.previous()).rule.per_year == 4


def test_what_was_written_down_for_a_promise_of_the_plan_keeps_its_rule_and_the_promise_alike(world, org):
    with world.changing(org):
        plans.enter(content(), today=date(2026, 4, 1), by=OPERATOR, at=at(0))
        ids = {row.code: row.id for row in db.session.scalars(select(Commitment))}
        for code, day in (("C01", date(2026, 6, 5)), ("C02", date(2027, 3, 3))):
            plans.record_fulfilment(ids[code], day, "", today=date(2027, 3, 31), by=OPERATOR, at=at(1))
    with world.inside(org):
        page = queries.plan_page(YEAR, today=date(2027, 3, 31))
        standings = year_standings(YEAR, today=date(2027, 3, 31))
    kept = {line.code: line.kept for line in page.commitments}
    assert (kept["C01"], kept["C02"]) == (1, 1)
    assert [standings.of(rule)[0].done for rule in ("CR01", "CR02")] == [1, 1]
    assert standings.of("CR04")[0].done == 0, "training that is written down is no tabletop exercise"
