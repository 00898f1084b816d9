"""The day of a new drill: one that has passed is asked about, one far away is refused."""

from datetime import date

import pytest

from drillhub.core.errors import Invalid
from drillhub.drills import schedule
from drillhub.drills.errors import DayFarAway, DayPassed
from tests.drills.build import at
from tests.drills.stage import Stage
from tests.support.rows import all_rows

TODAY = date(2026, 4, 1)


def scheduled(stage: Stage, day: date, *, past_is_meant: bool = False) -> None:
    new = stage.new_drill(appointment=stage.appointment(local_date=day), past_is_meant=past_is_meant)
    with stage.world.changing(stage.org):
        schedule.schedule_drill(new, timezone="Asia/Tokyo", by=stage.by, at=at(0))


@pytest.mark.parametrize(
    ("day", "error"),
    [
        pytest.param(date(2025, 11, 20), DayPassed, id="last year"),
        pytest.param(date(2020, 1, 1), DayFarAway, id="six years ago"),
        pytest.param(date(2226, 5, 1), DayFarAway, id="two hundred years ahead"),
    ],
)
def test_a_slip_of_the_pen_is_named_at_its_field_and_nothing_changes(stage, day, error):
    before = all_rows(stage.world, stage.org)
    with pytest.raises(Invalid) as refused:
        scheduled(stage, day)
    assert (type(refused.value), refused.value.field) == (error, "local_date")
    assert all_rows(stage.world, stage.org) == before


def test_a_drill_that_was_held_already_is_entered_when_that_is_meant(stage):
    scheduled(stage, date(2025, 11, 20), past_is_meant=True)
    with pytest.raises(DayFarAway):
        scheduled(stage, date(2020, 1, 1), past_is_meant=True)
