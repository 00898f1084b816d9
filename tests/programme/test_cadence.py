"""How often drills are due: the rules that come with DrillHub, and how far they are kept on a day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillhub.core.fiscal_year import FiscalYear
from drillhub.programme.cadence import Basis, CadenceRule, Occasion, RuleKind, RuleState, standing
from drillhub.programme.cadence_file import FILE, read_rules, rule_packs, standard_rules
from drillhub.vocabulary import DrillType, ReviewType

YEAR = FiscalYear(2026, 4)
RULES = {rule.id: rule for rule in standard_rules()}
TABLETOP, EVACUATION = DrillType.TABLETOP_EXERCISE, DrillType.EVACUATION_DRILL
QUARTERLY = CadenceRule("CR04", "机上演習", "Tabletop", Basis.GUIDE, (TABLETOP,), 4, False, True)
TWICE = CadenceRule("CR03", "避難訓練", "Evacuation", Basis.GUIDE, (EVACUATION,), 2, False, True)
YEARLY = CadenceRule("CR01", "訓練・教育", "Training", Basis.CERTIFICATION, (), 1, True, True)


def held(day: date, *types: DrillType) -> Occasion:
    return Occasion(1, 1, "訓練", types or (TABLETOP,), day, day, False)


def planned(day: date, *types: DrillType, given_up: bool = False) -> Occasion:
    return Occasion(2, None, "訓練", types or (TABLETOP,), day, None, given_up)


@pytest.mark.parametrize(
    ("occasions", "today", "state", "done", "due"),
    [
        pytest.param([], date(2026, 4, 1), RuleState.DUE, 0, 0, id="the first one has no day yet"),
        pytest.param([planned(date(2026, 6, 30))], date(2026, 4, 1), RuleState.ON_TRACK, 0, 0, id="it has a day"),
        pytest.param([planned(date(2026, 7, 1))], date(2026, 4, 1), RuleState.DUE, 0, 0, id="a day too late"),
        pytest.param(
            [planned(date(2026, 6, 1), given_up=True)], date(2026, 4, 1), RuleState.DUE, 0, 0, id="given up is no day"
        ),
        pytest.param([], date(2026, 6, 30), RuleState.DUE, 0, 0, id="it may still take place today"),
        pytest.param([], date(2026, 7, 1), RuleState.OVERDUE, 0, 1, id="the quarter is over"),
        pytest.param(
            [held(date(2026, 5, 1))], date(2026, 6, 30), RuleState.ON_TRACK, 1, 0, id="the next one's turn comes later"
        ),
        pytest.param([held(date(2026, 5, 1))], date(2026, 7, 1), RuleState.DUE, 1, 1, id="and now has come"),
        pytest.param(
            [held(date(2026, 5, day)) for day in (1, 2, 3, 4)], date(2026, 7, 1), RuleState.DONE, 4, 1, id="all done"
        ),
        pytest.param([held(date(2026, 3, 31))], date(2026, 4, 1), RuleState.DUE, 0, 0, id="last year's counts there"),
        pytest.param([held(date(2026, 5, 2))], date(2026, 5, 1), RuleState.DUE, 0, 0, id="tomorrow's is not known"),
    ],
)
def test_a_quarterly_rule_on_a_day(occasions, today, state, done, due):
    found = standing(QUARTERLY, YEAR, occasions, today=today)
    assert (found.state, found.done, found.due, found.needed) == (state, done, due, 4)


def test_the_deadlines_divide_the_companys_own_year():
    assert last_days(standing(TWICE, YEAR, [], today=YEAR.first_day)) == [date(2026, 9, 30), date(2027, 3, 31)]
    january = FiscalYear(2026, 1)
    assert last_days(standing(QUARTERLY, january, [], today=january.first_day))[0] == date(2026, 3, 31)


def last_days(found) -> list[date]:
    return [each.to_day for each in found.deadlines]


def test_the_month_of_the_certified_plan_is_its_deadline():
    found = standing(YEARLY, YEAR, [], promised_months=[2, 10], today=date(2026, 11, 1))
    assert last_days(found) == [date(2026, 10, 31), date(2027, 2, 28)]
    assert (found.due, found.state) == (1, RuleState.OVERDUE)
    without = standing(YEARLY, YEAR, [], today=date(2026, 11, 1))
    assert last_days(without) == [YEAR.last_day]


@pytest.mark.parametrize(
    ("days", "met", "state"),
    [
        pytest.param([date(2026, 5, 1)], 0, RuleState.OVERDUE, id="a drill before its month keeps no promise"),
        pytest.param([date(2026, 6, 1)], 1, RuleState.DUE, id="in its month; October has no day yet"),
        pytest.param([date(2026, 8, 1)], 1, RuleState.DUE, id="late, but held"),
        pytest.param([date(2026, 10, 1)], 1, RuleState.OVERDUE, id="October's own drill leaves June open"),
        pytest.param([date(2026, 6, 1), date(2026, 6, 2)], 1, RuleState.DUE, id="two in June are one promise"),
        pytest.param([date(2026, 6, 1), date(2026, 10, 1)], 2, RuleState.DONE, id="both"),
    ],
)
def test_a_promised_month_is_kept_in_it_or_after_it(days, met, state):
    found = standing(YEARLY, YEAR, [held(day) for day in days], promised_months=[6, 10], today=date(2026, 10, 1))
    assert (found.done, found.state) == (met, state)
    assert len(found.held) == len(days)


def test_a_combined_drill_counts_for_every_rule_it_fits():
    combined = [held(date(2026, 5, 1), TABLETOP, EVACUATION)]
    assert [standing(rule, YEAR, combined, today=date(2026, 6, 1)).done for rule in (QUARTERLY, TWICE, YEARLY)] == [
        1
    ] * 3


@given(st.lists(st.dates(YEAR.first_day, YEAR.last_day), max_size=8), st.dates(YEAR.first_day, YEAR.last_day))
def test_holding_one_more_drill_never_makes_a_rule_worse(days, today):
    order = [RuleState.OVERDUE, RuleState.DUE, RuleState.ON_TRACK, RuleState.DONE]
    fewer = standing(QUARTERLY, YEAR, [held(day) for day in days], today=today)
    more = standing(QUARTERLY, YEAR, [held(day) for day in [*days, today]], today=today)
    assert order.index(more.state) >= order.index(fewer.state)
    assert more.done >= fewer.done
    assert len(more.held) == len(fewer.held) + 1
    assert more.due == fewer.due == sum(day < today for day in last_days(more))
    assert (fewer.next_deadline is None) == (fewer.state is RuleState.DONE)
    assert standing(QUARTERLY, YEAR, [], today=YEAR.last_day + timedelta(1)).due == 4


# --- The file -----------------------------------------------------------------------------------------------------


def test_the_rules_that_come_with_drillhub():
    rules = {rule.id: rule for rule in standard_rules()}
    assert list(rules) == [f"CR{number:02d}" for number in range(1, 17)]
    assert {id_: (rule.basis, rule.per_year) for id_, rule in rules.items() if rule.kind is RuleKind.YEARLY} == {
        "CR01": (Basis.CERTIFICATION, 1),
        "CR02": (Basis.CERTIFICATION, 1),
        "CR03": (Basis.GUIDE, 2),
        "CR04": (Basis.GUIDE, 4),
        "CR05": (Basis.GUIDE, 2),
        "CR06": (Basis.COMPANY, 2),
        "CR07": (Basis.GUIDE, 2),
        "CR08": (Basis.GUIDE, 1),
        "CR09": (Basis.GUIDE, 4),
        "CR11": (Basis.LEGAL, 2),
        "CR12": (Basis.LEGAL, 1),
        "CR14": (Basis.LEGAL, 2),
        "CR16": (Basis.COMPANY, 1),
    }
    assert {id_: (rule.kind, rule.days) for id_, rule in rules.items() if rule.kind is not RuleKind.YEARLY} == {
        "CR10": (RuleKind.AFTER_EACH, 14),
        "CR13": (RuleKind.BEFORE_EACH, 7),
        "CR15": (RuleKind.ON_CHANGE, None),
    }
    off = {"CR11", "CR12", "CR13", "CR14", "CR16"}
    assert {id_ for id_, rule in rules.items() if not rule.default_on} == off, "those that law asks of some sites"
    assert all(rule.name("ja") != rule.name("en") and rule.why("ja") and rule.why("en") for rule in rules.values())
    assert {pack.id: pack.rule_ids for pack in rule_packs() if pack.id != "standard"} == {
        "specified_property": ("CR11", "CR13"),
        "other_property": ("CR12",),
        "care": ("CR14",),
    }


# --- Rules that are counted in parts, by site, or on each drill ---------------------------------------------------


def test_a_rule_that_asks_for_each_type_is_counted_by_type():
    fire, evacuation = RULES["CR11"].parts
    both = held(date(2026, 6, 1), EVACUATION, DrillType.FIRE_DRILL)
    alone = held(date(2026, 11, 1), EVACUATION)
    assert [standing(part, YEAR, [both, alone], today=YEAR.last_day).done for part in (fire, evacuation)] == [1, 2]
    assert (fire.key, evacuation.key) == ("CR11-fire_drill", "CR11-evacuation_drill")


def test_a_rule_of_a_site_counts_what_is_held_there_or_by_the_whole_company():
    rule = replace(TWICE, site_id=3, site="名古屋")
    here, company = (replace(held(date(2026, 6, 1), EVACUATION), site_id=site) for site in (3, None))
    elsewhere = replace(held(date(2026, 6, 1), EVACUATION), site_id=4)
    assert [standing(rule, YEAR, [each], today=YEAR.last_day).done for each in (here, company, elsewhere)] == [1, 1, 0]
    assert rule.key == "CR03-3"


def test_the_months_that_a_company_chose_are_its_deadlines():
    found = standing(replace(TWICE, months=(9, 1)), YEAR, [], today=YEAR.first_day)
    assert [(each.from_day, each.to_day) for each in found.deadlines] == [
        (date(2026, 9, 1), date(2026, 9, 30)),
        (date(2027, 1, 1), date(2027, 1, 31)),
    ]


@pytest.mark.parametrize(
    ("reviewed", "today", "state", "done"),
    [
        pytest.param(None, date(2026, 6, 15), RuleState.ON_TRACK, 0, id="the fourteenth day"),
        pytest.param(None, date(2026, 6, 16), RuleState.OVERDUE, 0, id="the fifteenth"),
        pytest.param(date(2026, 6, 10), date(2026, 7, 1), RuleState.DONE, 1, id="reviewed in time"),
    ],
)
def test_each_drill_is_reviewed_within_fourteen_days(reviewed, today, state, done):
    drill = replace(held(date(2026, 6, 1)), reviewed_on=reviewed)
    found = standing(RULES["CR10"], YEAR, [drill], today=today)
    assert (found.state, found.done, found.needed) == (state, done, 1)


@pytest.mark.parametrize(
    ("noticed", "today", "state"),
    [
        pytest.param(None, date(2026, 6, 13), RuleState.ON_TRACK, id="seven days before"),
        pytest.param(None, date(2026, 6, 14), RuleState.OVERDUE, id="six days before"),
        pytest.param(date(2026, 6, 1), date(2026, 6, 14), RuleState.DONE, id="the fire department knows"),
    ],
)
def test_the_fire_department_is_told_seven_days_before(noticed, today, state):
    drill = replace(planned(date(2026, 6, 20), EVACUATION), noticed_on=noticed)
    assert standing(RULES["CR13"], YEAR, [drill], today=today).state is state
    assert standing(RULES["CR13"], YEAR, [], today=today).state is RuleState.NOTHING


def test_a_joint_drill_is_one_that_is_held_with_partners():
    alone, joint = held(date(2026, 6, 1)), replace(held(date(2026, 6, 1)), with_partners=True)
    assert [standing(RULES["CR16"], YEAR, [each], today=YEAR.last_day).done for each in (alone, joint)] == [0, 1]


def test_a_review_fulfils_no_rule_of_drills_and_a_drill_none_of_reviews():
    review = Occasion(3, None, "見直し", (ReviewType.PLAN_REVIEW,), date(2026, 6, 1), date(2026, 6, 1), False)
    assert standing(YEARLY, YEAR, [review], today=YEAR.last_day).done == 0
    assert standing(RULES["CR02"], YEAR, [review], today=YEAR.last_day).done == 1
    assert standing(RULES["CR02"], YEAR, [held(date(2026, 6, 1))], today=YEAR.last_day).done == 0


# --- What is wrong with a file ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        pytest.param("basis: certification", "basis: law", "使えません", id="an unknown basis"),
        pytest.param("per_year: 1", "per_year: 0", "1以上", id="never"),
        pytest.param("per_year: 1", "per_year: 13", "12以下", id="more than monthly"),
        pytest.param("[tabletop_exercise]", "[tabletop]", "使えません", id="an unknown type"),
        pytest.param("[tabletop_exercise]", "[tabletop_exercise, tabletop_exercise]", "同じ値", id="a type twice"),
        pytest.param("id: CR16", "id: CR01", "2回", id="an id twice"),
        pytest.param("id: CR03", "id: 第3", "半角", id="an id with other letters"),
        pytest.param("default_on: true", "default_on: on", "true か false", id="on is a word in YAML"),
        pytest.param("schema_version: 2", "schema_version: 1", "2 に", id="another version"),
    ],
)
def test_a_fault_is_named_by_its_line(before, after, said):
    text = FILE.read_text(encoding="utf-8")
    line = text[: text.index(before)].count("\n") + 1
    reading = read_rules("cadence_rules.yaml", text.replace(before, after, 1).encode())
    assert reading.rules == ()
    assert [problem.line for problem in reading.problems] == [line], [str(each) for each in reading.problems]
    assert said in str(reading.problems[0])


def test_what_is_missing_is_named_with_its_rule():
    reading = read_rules(
        "rules.yaml", b"schema_version: 2\nrules:\n  - {id: CR01, ja: a, basis: guide, per_year: 1, default_on: true}\n"
    )
    assert [(each.line, each.path) for each in reading.problems] == [(3, "rules[0]"), (3, "rules[0]")]
    assert "「en」がありません" in str(reading.problems[0])


def test_each_kind_of_rule_has_its_own_number_and_a_pack_names_rules_that_exist():
    text = FILE.read_text(encoding="utf-8")
    for before, after, said in (
        ("    days: 14\n", "", "「days」がありません"),
        ("    kind: after_each\n", "    kind: on_change\n", "「days」は書けません"),
        ("rules: [CR14]", "rules: [CR99]", "「CR99」というきまりはありません"),
    ):
        reading = read_rules("rules.yaml", text.replace(before, after, 1).encode())
        assert (reading.rules, reading.packs) == ((), ())
        assert said in str(reading.problems[0])
