"""The year so far: rules with what is due, main figures beside a year ago, and every number opens to its rows."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from drillhub.audit import OPERATOR
from drillhub.core.fiscal_year import FiscalYear
from drillhub.identity.roles import Role
from drillhub.improvement.life_cycle import DecisionResult
from drillhub.planning import plans
from drillhub.planning.content import PlanPeriod, YearMonth
from drillhub.programme.standings import total, year_standings
from drillhub.reporting.dashboard import course, dashboard
from drillhub.vocabulary import DrillType
from drillhub.web.reporting.record_links import LISTS, PAGES
from tests.drills.build import at
from tests.drills.stage import Stage
from tests.planning.build import content, use_only
from tests.reporting.records import Numbers, Records, Taken
from tests.support.rows import counted_statements

START = 4
YEAR = FiscalYear(2028, START)
# Years after the stage's own drill, so that the figures are those of these tests alone.
TODAY, FIRST_DAY = date(2028, 11, 24), date(2028, 4, 1)
EVACUATION, TABLETOP = DrillType.EVACUATION_DRILL, DrillType.TABLETOP_EXERCISE


@pytest.fixture(autouse=True)
def now(time_machine) -> None:
    time_machine.move_to(datetime(2028, 11, 24, 3, 0, tzinfo=UTC), tick=False)


@pytest.fixture(autouse=True)
def three_rules(world, org):
    """The company asks for training, evacuation drills and tabletop exercises, and for nothing else."""
    with world.changing(org):
        use_only("CR01", "CR03", "CR04", since=YEAR.previous())


@pytest.fixture
def office(world, general_affairs):
    return world.browser(general_affairs)


@pytest.fixture
def records(world, org, trainer) -> Records:
    stage = Stage.set_up(world, org, trainer)
    stage.recorded()
    return Records(stage)


@pytest.fixture
def company(world, org, records):
    """A drill with a roll call, a quiz and two proposals in the first days of this year and of the one before."""
    people = [world.person(org, f"人 {number}", number=f"7{number:03d}").id for number in range(4)]
    with world.changing(org):
        for day, seconds in ((date(2027, 4, 1), 400), (FIRST_DAY, 300)):
            numbers = Numbers(20, 18, evacuation=seconds, headcount=seconds + 100, on_site=25, accounted=24)
            records.drill(day, EVACUATION, TABLETOP, numbers=numbers, title="避難と机上の訓練")
            records.quiz(day, [Taken([4]), Taken([1])], people=people, due_on=day)
            meeting = records.meeting(day)
            done, late = records.proposal(day, title="棚を固定する"), records.proposal(day, title="鍵を預ける")
            for proposal in (done, late):
                records.decide(proposal, meeting, DecisionResult.ADOPTED, due_on=day)
            records.implement(done, day)
    return records


def test_an_empty_company_is_told_what_to_do_and_sees_no_zeros(world, office, trainer):
    page = office.get("/dashboard").text
    assert "まだ記録がありません" in page
    assert "kpi" not in page
    assert 'href="/drills/new"' in world.browser(trainer).get("/dashboard").text
    assert "今年度の実施状況" not in office.get("/").text


@pytest.mark.parametrize("role", [Role.TRAINER, Role.GENERAL_AFFAIRS, Role.APPROVER])
def test_it_is_in_the_menu_and_on_home_of_those_who_may_see_it(world, org, company, role):
    browser = world.browser(world.person(org, "一ノ瀬 花", role, number="0500"))
    home = browser.get("/").text
    assert home.count('href="/dashboard"') >= 2
    assert "今年度の実施状況" in home
    assert browser.get("/dashboard").status_code == 200


def test_an_employee_has_no_dashboard(world, employee, company):
    browser = world.browser(employee)
    assert browser.get("/dashboard").status_code == 403
    home = browser.get("/").text
    assert "/dashboard" not in home
    assert "今年度の実施状況" not in home


def test_b2_each_figure_is_compared_with_the_same_days_a_year_before_and_opens_to_its_rows(office, company):
    page = office.get("/dashboard").text
    cards = dict(re.findall(r'href="/dashboard/figures/(K\w+)" aria-label="[^"]+ (\S+) の内訳を見る"', page))
    assert cards["K04"] == "90.0%"
    assert (cards["K10"], cards["K11"], cards["K11b"]) == ("5分0秒", "6分40秒", "96.0%")
    assert (cards["K20"], cards["K21"], cards["K23"], cards["K25"]) == ("50.0%", "2件", "50.0%", "2件")
    assert "前年の同じ日まで 6分40秒、差 -1分40秒" in page
    rows = office.get("/dashboard/figures/K10").text
    assert "5分0秒" in rows
    assert "前年の同じ日までの記録" in rows
    assert len(re.findall(r'<a href="/drills/\d+">避難と机上の訓練</a>', rows)) == 2


def test_b2_the_rows_of_each_figure_give_the_number_on_the_card(world, org, office, company):
    with world.inside(org):
        shown = dashboard(TODAY, START)
    for figure in shown.figures:
        if not figure.is_kept:
            continue
        page = office.get(f"/dashboard/figures/{figure.code}").text
        assert page.count('<tr role="row"><th role="rowheader"') == len(figure.rows) + len(figure.parts) + len(
            shown.before[figure.code]
        ), figure.code


def test_b2_home_has_one_headline_with_its_denominator_last_year_and_a_link(office, company):
    home = office.get("/").text
    assert home.count('<div class="headline">') == 1
    headline = re.search(r'<div class="headline">(.*?)</div>', home, re.S)[1]
    assert re.search(r'<a class="figlink" href="/dashboard"[^>]*>3</a><small> / 7件</small>', headline), headline
    assert "前年の同じ日は 3 / 7件。" in headline


def test_b2_the_course_beside_a_figure_is_told_in_words(office, company):
    page = office.get("/dashboard").text
    courses = re.findall(r'<svg class="spark"[^>]*aria-label="([^"]+)"', page)
    assert courses
    assert all(course.startswith("これまで: ") for course in courses)


def test_a_combined_drill_stands_in_every_rule_it_fits_with_its_basis(world, org, office, company):
    page = office.get("/dashboard").text
    assert page.count("認定計画") >= 1
    assert page.count("推奨") >= 2
    with world.inside(org):
        standings = year_standings(YEAR, today=TODAY)
    assert {each.rule.id: each.done for each in standings.now} == {"CR01": 1, "CR03": 1, "CR04": 1}
    assert total(standings.now).needed == 7
    for rule in ("CR01", "CR03", "CR04"):
        assert re.search(r'href="/drills/\d+">避難と机上の訓練', office.get(f"/dashboard/rules/{rule}").text), rule
    assert office.get("/dashboard/rules/CR99").status_code == 404
    assert office.get("/dashboard/figures/K14").status_code == 404, "a figure that is not kept"
    assert office.get("/dashboard/figures/X").status_code == 404


def test_the_months_of_the_certified_plan_are_deadlines(world, org, office, company):
    plan = content()
    period = PlanPeriod(YearMonth(2026, 4), YearMonth(2029, 3))
    with world.changing(org):
        plans.save(replace(plan, period=period), by=OPERATOR, at=at(0))
    with world.inside(org):
        standings = year_standings(YEAR, today=TODAY)
    assert standings.promised_months.training == {6, 10}
    assert [each.to_day.month for each in standings.of("CR01")[0].deadlines] == [6, 10]
    assert office.get("/dashboard/rules/CR01").status_code == 200


def test_a_planned_drill_is_named_as_what_comes_next(world, org, office, company):
    with world.changing(org):
        company.planned(TODAY + timedelta(days=5), TABLETOP, title="次の机上演習")
    assert "次の机上演習" in office.get("/dashboard/rules/CR04").text
    drill_id = company.stage.drill(title="冬の机上演習", appointment=company.stage.appointment(local_date=TODAY))
    assert f'<a href="/drills/{drill_id}">冬の机上演習</a>' in office.get("/dashboard/rules/CR04").text


def test_b2_the_line_beside_a_figure_ends_where_the_figure_stands(world, org, company):
    with world.inside(org):
        shown = dashboard(TODAY, START)
    rate, times, number = (shown.figure(code) for code in ("K23", "K10", "K21"))
    assert course(rate, shown.before["K23"])[-1] == rate.value
    assert course(times, shown.before["K10"]) == (400, 300)
    assert course(number, shown.before["K21"]) == (2,)


def test_the_page_takes_the_same_statements_for_much_and_little(app, world, org, office, company):
    def statements() -> list[int]:
        counts = []
        for address in ("/dashboard", "/dashboard/figures/K23", "/dashboard/rules/CR04"):
            office.get(address)
            with counted_statements(app) as found:
                office.get(address)
            counts.append(len(found))
        return counts

    few = statements()
    with world.changing(org):
        for number in range(5):
            company.drill(FIRST_DAY, EVACUATION, numbers=Numbers(evacuation=100 + number))
            company.proposal(FIRST_DAY)
    assert statements() == few


def test_an_english_reader_gets_english_rules(world, general_affairs, company):
    assert "Tabletop exercises" in world.browser(general_affairs, language="en").get("/dashboard").text


def test_every_kind_of_record_behind_a_figure_has_its_page(app):
    known = app.view_functions.keys()
    assert {endpoint for endpoint, _part in PAGES.values()} <= known
    assert set(LISTS.values()) <= known


def test_rows_lead_only_to_pages_that_the_reader_may_open(world, office, approver, company):
    for code, kind in (("K20", "learning/assignments"), ("K23", "improvement/proposals"), ("K10", "drills")):
        links = set(re.findall(rf'href="(/{kind}/\d+)"', office.get(f"/dashboard/figures/{code}").text))
        assert links, code
        assert {office.get(link).status_code for link in links} == {200}, code
    president = world.browser(approver)
    assert "/learning/assignments/" not in president.get("/dashboard/figures/K20").text, "a page of the teachers"
    assert "/improvement/proposals/" in president.get("/dashboard/figures/K23").text
