"""The proposal of the year: shown, changed by hand, proposed again, and taken into the calendar."""

import re
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from drillhub.calendar import company_calendar
from drillhub.calendar.models import Slot
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.drills.models import Drill
from drillhub.identity.models import Site
from tests.drills.stage import Stage
from tests.support.rows import all_rows, counted_statements

PROPOSAL, ACCEPTANCE = "/calendar/proposal", "/calendar/proposal/acceptance"


@pytest.fixture(autouse=True)
def now(time_machine) -> None:
    time_machine.move_to(datetime(2026, 4, 2, 3, 0, tzinfo=UTC), tick=False)


@pytest.fixture
def stage(world, org, trainer) -> Stage:
    return Stage.set_up(world, org, trainer)


@pytest.fixture
def office(world, trainer):
    return world.browser(trainer)


def rows(page: str) -> dict[str, str]:
    """Key of each row of the page and its day."""
    return dict(re.findall(r'<input class="input" type="date" name="day-([^"]+)" value="([^"]+)"', page))


def sent(shown: dict[str, str], *, kept=None, **changed: str) -> dict[str, str]:
    """What the page sends. changed: further fields."""
    return {
        "year": "2026",
        **{f"day-{key}": day for key, day in shown.items()},
        **{f"proposed-{key}": day for key, day in shown.items()},
        **{f"kept-{key}": "1" for key in (shown if kept is None else kept)},
        **changed,
    }


def test_the_year_is_planned_in_two_presses(world, org, office, stage):
    shown = rows(office.get(PROPOSAL).text)
    assert len(shown) >= 15
    answer = office.post(ACCEPTANCE, data=sent(shown), follow_redirects=True)
    assert f"{len(shown)}件を年間計画に入れました" in answer.text
    with world.inside(org):
        days = {day.isoformat() for day in db.session.scalars(select(Slot.planned_for))}
        drills = db.session.scalars(select(Drill).where(Drill.local_date > date(2026, 4, 2))).all()
        assert days == set(shown.values())
        assert all(drill.slot_id and drill.facilitator_id for drill in drills)
        assert {drill.drill_type for drill in drills} >= {"tabletop_exercise"}
    assert "足りないものはありません" in office.get(PROPOSAL).text


def test_what_was_moved_and_what_was_locked_stay_when_it_is_proposed_again(office, stage):
    shown = rows(office.get(PROPOSAL).text)
    first, second = sorted(shown)[:2]
    again = office.post(PROPOSAL, data=sent(shown, **{f"day-{first}": "2026-07-15", f"locked-{second}": "1"}))
    found = rows(again.text)
    assert (found[first], found[second]) == ("2026-07-15", shown[second])
    assert len(re.findall(r'name="locked-[^"]+" value="1" checked', again.text)) == 2
    weekend = office.post(PROPOSAL, data=sent(shown, **{f"day-{first}": "2026-07-18"}))
    assert "休みの日です" in weekend.text, "it stays, and says what is wrong with it"


def test_what_is_not_wanted_is_left_out_and_named(world, org, office, stage):
    shown = rows(office.get(PROPOSAL).text)
    unwanted = sorted(shown)[0]
    kept = [key for key in shown if key != unwanted]
    again = office.post(PROPOSAL, data=sent(shown, kept=kept)).text
    assert unwanted not in rows(again)
    assert "提案から外しました。" in again
    office.post(ACCEPTANCE, data=sent(shown, kept=kept[:3]))
    with world.inside(org):
        assert db.session.scalar(select(func.count(Slot.id))) == 3


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        pytest.param(lambda shown: sent(shown, kept=[]), 422, "1つ以上選んで", id="nothing"),
        pytest.param(lambda shown: sent(shown, **{f"day-{min(shown)}": "8/1"}), 422, "読めない行が1件", id="no day"),
        pytest.param(lambda shown: sent(shown, **{f"day-{min(shown)}": "2026-04-02"}), 422, "選べません", id="today"),
        pytest.param(
            lambda shown: sent(shown, **{f"day-{min(shown)}": "2027-04-02"}), 422, "選べません", id="next year"
        ),
        pytest.param(
            lambda shown: sent({**shown, "CR99.1": "2026-08-05"}), 409, "予定かきまりが変わりました", id="unknown"
        ),
    ],
)
def test_what_cannot_be_taken_is_refused_whole(world, org, office, stage, change, status, said):
    shown = rows(office.get(PROPOSAL).text)
    before = all_rows(world, org)
    answer = office.post(ACCEPTANCE, data=change(shown))
    assert answer.status_code == status
    assert said in answer.text
    assert all_rows(world, org) == before


def test_two_people_cannot_both_plan_the_same_year(world, org, office, stage, general_affairs):
    shown = rows(office.get(PROPOSAL).text)
    assert office.post(ACCEPTANCE, data=sent(shown)).status_code == 303
    before = all_rows(world, org)["slots"]
    answer = world.browser(general_affairs).post(ACCEPTANCE, data=sent(shown))
    assert answer.status_code == 409
    assert all_rows(world, org)["slots"] == before


def test_the_following_year_is_planned_ahead(office, stage):
    days = rows(office.get(PROPOSAL, query_string={"year": 2027}).text).values()
    assert days
    assert all("2027-04-01" <= day <= "2028-03-31" for day in days)


def test_the_page_takes_the_same_statements_for_one_site_and_for_thirty(app, world, org, office, stage):
    def statements() -> int:
        with counted_statements(app) as found:
            assert office.get(PROPOSAL).status_code == 200
        return len(found)

    few = statements()
    with world.changing(org):
        db.session.add_all(Site(name=f"拠点{number}") for number in range(30))
    assert statements() == few


def test_f43_holidays_days_off_and_busy_months_are_avoided(world, org, office, stage):
    golden_week = {f"2026-05-0{day}" for day in (3, 4, 5, 6)}
    with world.changing(org):
        for first, last, name in (
            (date(2026, 8, 10), date(2026, 8, 21), "夏季休業"),
            (date(2026, 12, 29), date(2027, 1, 4), "年末年始"),
        ):
            company_calendar.add_holidays(first, last, name, by=stage.by, at=clock.now())
        company_calendar.set_busy_month(9, "決算", by=stage.by, at=clock.now())
    shown = office.get(PROPOSAL).text
    days = set(rows(shown).values())
    assert not days & golden_week
    assert not any("2026-08-10" <= day <= "2026-08-21" or "2026-12-29" <= day <= "2027-01-04" for day in days)
    assert not any(day.startswith("2026-09") for day in days)
    key = min(rows(shown))
    moved = office.post(PROPOSAL, data=sent(rows(shown), **{f"day-{key}": "2026-08-12"})).text
    assert "夏季休業" in moved, "a day that somebody chose stays, and says why it is no working day"
