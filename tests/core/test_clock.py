"""Wall-clock times become instants by one rule."""

from datetime import UTC, date, datetime

import pytest

from drillhub.core import clock


@pytest.mark.parametrize(
    ("day", "hour", "minute", "zone", "expected"),
    [
        pytest.param(date(2026, 4, 1), 9, 0, "Asia/Tokyo", datetime(2026, 4, 1, 0, 0, tzinfo=UTC), id="Tokyo"),
        pytest.param(
            date(2026, 3, 29),
            1,
            30,
            "Europe/London",
            datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
            id="a skipped time becomes the first valid minute",
        ),
        pytest.param(
            date(2026, 10, 25),
            1,
            30,
            "Europe/London",
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
            id="a doubled time means the first of the two",
        ),
    ],
)
def test_d4_a_wall_clock_time_is_one_instant(day: date, hour: int, minute: int, zone: str, expected: datetime) -> None:
    assert clock.instant(day, hour, minute, zone) == expected


def test_d4_today_is_the_day_of_the_organisation_not_of_the_server(time_machine) -> None:
    time_machine.move_to(datetime(2026, 3, 31, 15, 30, tzinfo=UTC), tick=False)
    assert clock.today("Asia/Tokyo") == date(2026, 4, 1)
    assert clock.today("UTC") == date(2026, 3, 31)
