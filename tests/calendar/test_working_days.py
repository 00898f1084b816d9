"""On which days a company works: weekends, national holidays, its own days off, busy months."""

from datetime import date

import pytest

from drillhub.audit import OPERATOR
from drillhub.calendar import working_days
from drillhub.calendar.errors import DaysBackwards, DaysTooMany
from drillhub.calendar.working_days import DaysOff, national_holiday
from drillhub.core.errors import Invalid, NameMissing, faults_of
from tests.drills.build import at
from tests.support.rows import all_rows


@pytest.mark.parametrize(
    ("day", "name"),
    [
        pytest.param(date(2026, 5, 6), "振替休日", id="a substitute for 3 May, a Sunday"),
        pytest.param(date(2026, 9, 22), "国民の休日", id="a day between two holidays"),
        pytest.param(date(2027, 3, 22), "振替休日", id="the equinox on a Sunday"),
        pytest.param(date(2026, 1, 12), "成人の日", id="the second Monday of January"),
        pytest.param(date(2026, 8, 11), "山の日", id="a fixed day"),
        pytest.param(date(2026, 8, 12), None, id="a working day"),
    ],
)
def test_f43_national_holidays_with_their_substitutes_are_known_by_name(app, day, name):
    with app.app_context():
        assert national_holiday(day) == name


def test_a_day_is_closed_with_the_reason(world, org):
    with world.changing(org):
        off = DaysOff(date(2026, 8, 12), date(2026, 8, 14), "夏季休業")
        working_days.add_days_off(off, by=OPERATOR, at=at(0))
        working_days.set_busy_months([3, 9], "決算", by=OPERATOR, at=at(0))
    with world.inside(org):
        known = working_days.working_days()
        days = [date(2026, 8, day) for day in (11, 12, 14, 15, 17)]
        assert [known.closed(day) and str(known.closed(day)) for day in days] == [
            "山の日",
            "夏季休業",
            "夏季休業",
            "土日",
            None,
        ]
        assert known.busy_months == {3: "決算", 9: "決算"}


@pytest.mark.parametrize(
    ("entry", "faults"),
    [
        pytest.param(
            DaysOff(date(2026, 8, 14), date(2026, 8, 12), "夏"), [("last_day", DaysBackwards)], id="backwards"
        ),
        pytest.param(DaysOff(date(2026, 1, 1), date(2026, 12, 31), "年"), [("last_day", DaysTooMany)], id="a year"),
        pytest.param(DaysOff(date(2026, 8, 12), date(2026, 8, 12), " "), [("name", NameMissing)], id="without a name"),
    ],
)
def test_days_off_that_cannot_be_are_refused_by_field_and_nothing_changes(world, org, entry, faults):
    before = all_rows(world, org)
    with pytest.raises(Invalid) as refused, world.changing(org):
        working_days.add_days_off(entry, by=OPERATOR, at=at(0))
    assert [(fault.field, type(fault)) for fault in faults_of(refused.value)] == faults
    assert all_rows(world, org) == before
