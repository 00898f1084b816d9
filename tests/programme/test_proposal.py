"""The proposal of a year: what the rules still ask for gets days, and what cannot get one is named."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillhub.core.fiscal_year import FiscalYear
from drillhub.programme.cadence import Occasion, RuleKind, standing
from drillhub.programme.cadence_file import standard_rules
from drillhub.programme.proposal import propose
from drillhub.programme.values import (
    ProposalQuestion,
    ProposalSite,
    Remark,
    ScenarioOffer,
    SystemOffer,
)
from drillhub.vocabulary import DrillType, Hazard, ReviewType

YEAR = FiscalYear(2026, 4)
RULES = {rule.id: rule for rule in standard_rules()}
HEAD, PLANT = ProposalSite(1, "本社", 38, (11, 12)), ProposalSite(2, "工場", 52, (12,))
TABLETOP, EVACUATION, FIRE = DrillType.TABLETOP_EXERCISE, DrillType.EVACUATION_DRILL, DrillType.FIRE_DRILL
RESTORE = DrillType.RESTORE_DRILL


def weekend(day: date) -> str | None:
    return "土曜日・日曜日" if day.weekday() > 4 else None


def question(*ids: str, **changed) -> ProposalQuestion:
    asked = ProposalQuestion(
        year=YEAR,
        today=date(2026, 4, 1),
        rules=tuple(part for id_ in ids for part in RULES[id_].parts),
        occasions=(),
        promised_months={},
        sites=(HEAD, PLANT),
        closed=weekend,
    )
    return replace(asked, **changed)


def at_site(id_: str, site: ProposalSite):
    return tuple(replace(part, site_id=site.id, site=site.name) for part in RULES[id_].parts)


def planned(day: date, *types, site: int | None = 1) -> Occasion:
    return Occasion(1, None, "訓練", types, day, None, False, site_id=site)


def remarks(place) -> set[Remark]:
    return {said.remark for said in (*place.why, *place.concerns)}


def test_four_tabletop_exercises_are_one_in_each_quarter_on_working_days():
    days = [place.day for place in propose(question("CR04")).places]
    assert [(day.month - 4) % 12 // 3 for day in days] == [0, 1, 2, 3]
    assert all(weekend(day) is None for day in days)
    assert all((later - earlier).days > 60 for earlier, later in pairwise(days))


def test_what_stands_in_the_calendar_is_not_proposed_again():
    asked = question("CR04", occasions=(planned(date(2026, 5, 12), TABLETOP), planned(date(2026, 11, 10), TABLETOP)))
    found = propose(asked)
    assert [(place.day.month - 4) % 12 // 3 for place in found.places] == [1, 3]
    assert (found.met_already, found.asked) == (2, 4)


def test_a_promised_month_draws_the_drill_of_another_rule():
    found = propose(question("CR01", "CR04", promised_months={"CR01": (10,)}))
    (place,) = [each for each in found.places if any(rule.id == "CR01" for rule in each.rules)]
    assert (place.day.month, [rule.id for rule in place.rules]) == (10, ["CR04", "CR01"])
    assert Remark.PROMISED in remarks(place)
    assert len(found.places) == 4


def test_a_promised_month_that_nothing_else_falls_into_gets_a_drill_of_its_own():
    (place,) = propose(question("CR01", promised_months={"CR01": (9,)})).places
    assert (place.day.month, place.activities) == (9, (TABLETOP,))


def test_fire_and_evacuation_of_one_building_are_one_drill_with_its_notice():
    rules = (*at_site("CR11", PLANT), *at_site("CR13", PLANT))
    found = propose(question(rules=rules))
    assert [set(place.activities) for place in found.places] == [{FIRE, EVACUATION}] * 2
    assert {place.site_id for place in found.places} == {PLANT.id}
    assert all(place.notice_by == place.day - timedelta(7) for place in found.places)
    assert all(place.notice_by > date(2026, 4, 1) for place in found.places)
    assert found.unsatisfied == ()


def test_the_drill_of_a_building_counts_for_the_company_too():
    rules = (*at_site("CR11", PLANT), *RULES["CR03"].parts)
    found = propose(question(rules=rules))
    assert len(found.places) == 2
    assert all({rule.id for rule in place.rules} == {"CR11", "CR03"} for place in found.places)


def test_sites_take_turns():
    before = (replace(planned(date(2026, 4, 1), EVACUATION, site=1), held_on=date(2025, 11, 5)),)
    places = propose(question("CR03", occasions=before)).places
    assert [place.site_id for place in places] == [PLANT.id, HEAD.id]
    assert Remark.FIRST_AT_SITE in remarks(places[0])
    assert Remark.TURN_OF_SITE in remarks(places[1])


def test_hazards_and_systems_that_were_not_exercised_come_first():
    scenarios = (
        ScenarioOffer("flood", "水害", Hazard.FLOOD, frozenset({TABLETOP}), 0, {1: date(2026, 3, 1)}),
        ScenarioOffer("quake", "地震", Hazard.EARTHQUAKE, frozenset({TABLETOP}), 2),
        ScenarioOffer("ransom", "ランサム", Hazard.CYBER, frozenset({TABLETOP, RESTORE}), 1),
    )
    systems = (SystemOffer(5, "生産管理", date(2026, 2, 1)), SystemOffer(6, "会計", None))
    found = propose(question("CR04", "CR05", scenarios=scenarios, systems=systems))
    played = [place.scenario.code for place in found.places if place.activities == (TABLETOP,)]
    assert set(played[:2]) <= {"quake", "ransom"}
    assert "flood" in played
    assert [place.system.name for place in found.places if place.system] == ["会計", "生産管理"]


def test_busy_months_are_avoided_and_when_nothing_else_is_left_it_says_so():
    avoided = propose(question("CR04", busy_months={8: "お盆", 9: "決算"}))
    assert not {place.day.month for place in avoided.places} & {8, 9}
    assert any(Remark.BUSY_AVOIDED in remarks(place) for place in avoided.places)
    (kept,) = propose(question("CR01", promised_months={"CR01": (9,)}, busy_months={9: "決算"})).places
    assert (kept.day.month, Remark.ALL_BUSY in remarks(kept)) == (9, True)


def test_a_trainer_leads_one_drill_a_day():
    asked = question("CR05", sites=(PLANT,), trainer_days=frozenset({(12, date(2026, 7, 1))}))
    assert all((place.trainer_id, place.day) != (12, date(2026, 7, 1)) for place in propose(asked).places)


def test_late_in_the_year_what_was_missed_is_proposed_as_late():
    found = propose(question("CR03", today=date(2026, 11, 27)))
    assert [Remark.AFTER_DEADLINE in remarks(place) for place in found.places] == [True, False]
    assert all(place.day >= date(2026, 12, 4) for place in found.places)


def test_what_cannot_be_done_is_named_with_the_reason():
    found = propose(question("CR04", today=date(2027, 3, 28)))
    assert found.places == ()
    assert {each.why.remark for each in found.unsatisfied} == {Remark.NO_TIME_LEFT}
    closed = propose(question("CR08", closed=lambda _day: "休業"))
    assert [each.why.remark for each in closed.unsatisfied] == [Remark.NO_WORKING_DAY]


def test_a_day_that_somebody_chose_stays_and_says_what_is_wrong_with_it():
    first = propose(question("CR04"))
    key = first.places[0].key
    moved = propose(question("CR04", fixed={key: date(2026, 6, 6)}))
    (place,) = [each for each in moved.places if each.key == key]
    assert (place.day, place.is_fixed) == (date(2026, 6, 6), True)
    assert Remark.CLOSED in remarks(place)
    assert {each.key for each in moved.places} == {each.key for each in first.places}


def test_what_is_left_out_is_named():
    found = propose(question("CR04", left_out=frozenset({"CR04.2"})))
    assert [(each.number, each.why.remark) for each in found.unsatisfied] == [(2, Remark.LEFT_OUT)]
    assert len(found.places) == 3


def test_a_review_is_of_the_whole_company():
    (place,) = propose(question("CR02", promised_months={"CR02": (2,)})).places
    assert (place.review_type, place.site_id, place.day.month) == (ReviewType.PLAN_REVIEW, None, 2)


YEARLY = [rule for rule in standard_rules() if rule.kind is RuleKind.YEARLY]


@given(
    start_month=st.integers(1, 12),
    chosen=st.lists(st.sampled_from(YEARLY), min_size=1, unique_by=lambda rule: rule.id),
    promised=st.sets(st.integers(1, 12), max_size=3),
    busy=st.sets(st.integers(1, 12), max_size=4),
    sites=st.integers(1, 4),
    days_on=st.integers(0, 364),
    by_site=st.booleans(),
)
def test_everything_that_is_asked_for_has_a_working_day_of_the_year_or_is_named(
    start_month, chosen, promised, busy, sites, days_on, by_site
):
    year = FiscalYear(2026, start_month)
    places = tuple(ProposalSite(each, f"拠点{each}", 10 * each, (each, 99)) for each in range(1, sites + 1))
    rules = tuple(
        replace(part, site_id=site.id if site else None, site=site.name if site else "")
        for rule in chosen
        for site in (places if by_site else (None,))
        for part in rule.parts
    )
    asked = ProposalQuestion(
        year=year,
        today=year.first_day + timedelta(days_on),
        rules=rules,
        occasions=(),
        promised_months={rule.key: tuple(sorted(promised)) for rule in rules if rule.in_promised_months},
        sites=places,
        closed=weekend,
        busy_months=dict.fromkeys(busy, "繁忙"),
    )
    found = propose(asked)
    assert found == propose(asked)
    for place in found.places:
        assert year.contains(place.day)
        assert weekend(place.day) is None
        assert place.day > asked.today
    named = {(each.rule.key, each.number) for each in found.unsatisfied}
    occasions = [
        Occasion(index, None, "", place.activities, place.day, place.day, False, place.site_id, place.with_partners)
        for index, place in enumerate(found.places)
    ]
    for rule in rules:
        promised_months = asked.promised_months.get(rule.key, ())
        kept = standing(rule, year, occasions, promised_months=promised_months, today=year.last_day)
        missing = sum(key == rule.key for key, _number in named)
        assert kept.needed - kept.done <= missing


@pytest.mark.parametrize("count", [30])
def test_many_sites_keep_days_apart(count):
    sites = tuple(ProposalSite(each, f"拠点{each:02d}", 10, (each, 100 + each)) for each in range(1, count + 1))
    rules = tuple(rule for site in sites for rule in at_site("CR11", site))
    found = propose(question(rules=rules, sites=sites))
    assert len(found.places) == 2 * count
    assert found.unsatisfied == ()
    assert len({(place.trainer_id, place.day) for place in found.places}) == 2 * count


def test_what_is_planned_before_the_year_does_not_count_for_it():
    asked = question("CR04", today=date(2026, 1, 10), occasions=(planned(date(2026, 2, 10), TABLETOP),))
    assert len(propose(asked).places) == 4
