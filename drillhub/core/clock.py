"""The clock. Only doors (pages, commands, jobs) read it; rules and services take `at` and `today` as parameters."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This instant, aware UTC."""
    return datetime.now(UTC)


def today(timezone: str) -> date:
    """The calendar day it is now in an IANA zone."""
    return local(now(), timezone).date()


def local(at: datetime, timezone: str) -> datetime:
    """The wall-clock time of an instant in an IANA zone, still aware."""
    return at.astimezone(ZoneInfo(timezone))


def instant(day: date, hour: int, minute: int, timezone: str) -> datetime:
    """The instant of a wall-clock time.

    A time that the zone skips (daylight saving) becomes the first valid minute after it; a time that occurs
    twice means its first occurrence.
    """
    zone = ZoneInfo(timezone)
    wall = datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 - made aware below
    while True:
        moment = wall.replace(tzinfo=zone).astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) == wall:
            return moment
        wall += timedelta(minutes=1)
