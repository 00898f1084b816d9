"""今日すること: at most three cards, the most pressing first, for each role."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from drillhub.audit import OPERATOR
from drillhub.core import clock
from drillhub.drills import runs
from drillhub.drills.events import Started
from drillhub.planning import plans
from drillhub.planning.content import PlanPeriod, YearMonth
from tests.drills.build import at
from tests.drills.stage import Stage
from tests.planning.build import content
from tests.support.rows import counted_statements

ZONE = "Asia/Tokyo"


@pytest.fixture
def stage(world, org, trainer):
    return Stage.set_up(world, org, trainer)


def cards(browser) -> list[str]:
    """The sentences of the cards, in their order."""
    return re.findall(r"<article class=\"todo[^>]*>.*?<h2>(.*?)</h2>", browser.get("/").text, re.S)


def ahead(stage, days: int, **more) -> int:
    day = clock.today(ZONE) + timedelta(days=days)
    return stage.drill(appointment=stage.appointment(local_date=day), **more)


def test_general_affairs_of_an_empty_company_starts_with_the_staff_file_and_the_plan(world, org):
    from drillhub.identity.roles import Role

    sato = world.person(org, "佐藤 美咲", Role.GENERAL_AFFAIRS, number="1")
    first, second = cards(world.browser(sato))
    assert "給与ソフト" in first
    assert "計画" in second


def test_a_late_promise_of_the_plan_stands_with_general_affairs(world, org, general_affairs, employee):
    with world.changing(org):
        plans.save(content().shifted(clock.today(ZONE).year - 2027), by=OPERATOR, at=at(0))
    assert any("約束した時期を過ぎています" in card for card in cards(world.browser(general_affairs)))


def test_a_plan_that_has_ended_promises_nothing_any_more(world, org, general_affairs, employee):
    with world.changing(org):
        plans.save(content().shifted(-10), by=OPERATOR, at=at(0))
    assert not any("約束した時期" in card for card in cards(world.browser(general_affairs)))


@pytest.mark.parametrize(
    ("day", "place"),
    [
        pytest.param("2028-10-01", None, id="181 days before the end"),
        pytest.param("2028-10-02", "last", id="180 days before the end: there is time"),
        pytest.param("2029-02-14", "first", id="45 days before the end: as long as an examination takes"),
        pytest.param("2029-03-31", "first", id="the last day"),
        pytest.param("2029-04-01", None, id="the day after"),
    ],
)
def test_the_end_of_the_plan_is_told_while_another_application_can_be_prepared(
    world, org, general_affairs, employee, time_machine, day, place
):
    with world.changing(org):
        plans.save(content(), by=OPERATOR, at=at(0))  # its last month is March 2029
    time_machine.move_to(datetime.fromisoformat(f"{day}T12:00:00+09:00"))
    found = ["実施期間が" in card for card in cards(world.browser(general_affairs))]
    assert found.count(True) == (place is not None)
    assert place is None or found[0 if place == "first" else -1]


def test_once_the_following_plan_is_entered_nobody_asks_for_an_application(
    world, org, general_affairs, employee, time_machine
):
    following = PlanPeriod(YearMonth(2029, 4), YearMonth(2032, 3))
    with world.changing(org):
        plans.save(content(), by=OPERATOR, at=at(0))
        plans.save(replace(content(), period=following, commitments=()), by=OPERATOR, at=at(0))
    time_machine.move_to(datetime.fromisoformat("2029-03-01T12:00:00+09:00"))
    office = world.browser(general_affairs)
    assert not any("実施期間が" in card for card in cards(office))
    assert "次の計画（2029年4月から）が入っています" in office.get("/plan").text


def test_a_trainer_without_scenarios_is_led_to_the_library(world, trainer):
    assert "見本を入れる" in cards(world.browser(trainer))[0]


def test_a_trainer_with_nothing_planned_is_led_to_planning(world, trainer, stage):
    assert "シナリオを選べば" in cards(world.browser(trainer))[-1]


def test_a_trainer_is_told_of_passed_days_open_evaluations_and_missing_invitations(world, trainer, stage):
    stage.ended()
    stage.drill(title="済んだはずの演習")
    ahead(stage, 5, title="来週の演習")
    evaluation, overdue, invitation = cards(world.browser(trainer))
    assert "記録がまだ確定していません" in evaluation
    assert "済んだはずの演習" in overdue
    assert "来週の演習" in invitation


def test_the_drill_of_today_can_be_prepared_with_one_button(world, trainer, stage):
    drill = ahead(stage, 0)
    assert f"/drills/{drill}/start" in world.browser(trainer).get("/").text


def test_a_running_drill_stands_first_for_everyone_who_takes_part(world, trainer, stage):
    drill = ahead(stage, 0)
    with world.changing(stage.org):
        run = runs.launch(drill, by=stage.by, at=clock.now()).id
    stage.add(run, Started(), 0)
    assert "を行っています" in cards(world.browser(trainer))[0]
    player = world.browser(stage.players[0])
    assert "を行っています" in cards(player)[0]
    assert f"/drills/{drill}/follow" in player.get("/").text


def test_an_employee_sees_only_their_own_drills(world, employee, stage):
    ahead(stage, 3, title="名前の出ない演習")
    assert cards(world.browser(employee)) == []
    assert "名前の出ない演習" not in world.browser(employee).get("/").text
    assert "名前の出ない演習" in world.browser(stage.players[0]).get("/").text


def test_b2_there_are_never_more_than_three_cards_each_one_sentence_and_one_button(world, trainer, stage):
    for number in range(6):
        ahead(stage, number + 1, title=f"演習 {number}")
    browser = world.browser(trainer)
    sentences = cards(browser)
    assert len(sentences) == 3
    assert [sentence.count("。") for sentence in sentences] == [1, 1, 1]
    for card in re.findall(r"<article class=\"todo.*?</article>", browser.get("/").text, re.S):
        assert len(re.findall(r"<(?:a|button)\b", card)) == 1, card


def test_home_takes_no_more_statements_for_many_drills_than_for_one(app, world, trainer, stage):
    browser = world.browser(trainer)
    ahead(stage, 2)
    browser.get("/")
    with counted_statements(app) as few:
        browser.get("/")
    for number in range(12):
        ahead(stage, number + 1)
    with counted_statements(app) as many:
        browser.get("/")
    assert len(many) <= len(few)
