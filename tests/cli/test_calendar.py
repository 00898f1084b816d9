"""`flask calendar propose`: what scripts read, and taking it into the calendar."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from drillhub.calendar.models import Slot
from drillhub.core.database import db
from tests.drills.stage import Stage


@pytest.fixture(autouse=True)
def now(time_machine) -> None:
    time_machine.move_to(datetime(2026, 4, 2, 3, 0, tzinfo=UTC), tick=False)


@pytest.fixture
def propose(app, world, org, trainer):
    Stage.set_up(world, org, trainer)
    command = ("calendar", "propose", "--org", "aoba", "--fiscal-year")
    return lambda *words: app.test_cli_runner().invoke(args=[*command, *map(str, words)])


def slots(world, org) -> int:
    with world.inside(org):
        return db.session.scalar(select(func.count(Slot.id))) or 0


def test_a_script_reads_days_types_rules_and_reasons_and_nothing_is_changed(propose, world, org):
    found = json.loads(propose(2026, "--json").stdout)
    assert set(found) == {"slots", "unsatisfied"}
    tabletop = [each for each in found["slots"] if each["type"] == "tabletop_exercise"]
    assert len(tabletop) == 4
    assert all(each["rules"][0] == "CR04" and "机上演習: 4回のうち" in each["reason"] for each in tabletop)
    assert all("2026-04-02" < each["date"] <= "2027-03-31" and each["site"] for each in found["slots"])
    assert slots(world, org) == 0


def test_applied_it_stands_in_the_calendar_and_nothing_is_left_to_propose(propose, world, org):
    first = json.loads(propose(2026, "--apply", "--json").stdout)
    assert slots(world, org) == len(first["slots"])
    assert json.loads(propose(2026, "--json").stdout)["slots"] == []


def test_the_same_question_has_the_same_answer(propose):
    assert propose(2026, "--json").stdout == propose(2026, "--json").stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        pytest.param((2024,), 1, "この年度は終わっている", id="a year that is over"),
        pytest.param((0,), 1, "0年度という年度はありません", id="no year"),
        pytest.param(("来年",), 2, "来年", id="not a number"),
    ],
)
def test_what_cannot_be_proposed_is_refused(propose, world, org, words, code, said):
    result = propose(*words, "--apply")
    assert (result.exit_code, said in result.stderr) == (code, True), result.stderr
    assert slots(world, org) == 0
