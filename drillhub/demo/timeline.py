"""When things happened in the demonstration company: everything is counted from today's fiscal year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from drillhub.core import clock
from drillhub.core.fiscal_year import FiscalYear
from drillhub.vocabulary import DrillType

ZONE: Final = "Asia/Tokyo"
START_MONTH: Final = 4

# Months of the yearly exercises with their scenario, by how many years ago; the programme rotates the hazards.
_PROGRAMME: Final = (
    ((6, "nankai_trough_earthquake"), (9, "flood_heavy_rain"), (12, "ransomware"), (2, "pandemic_wave")),
    (
        (6, "power_outage_wide_area"),
        (9, "nankai_trough_earthquake"),
        (12, "business_email_compromise"),
        (2, "ransomware"),
    ),
    ((6, "flood_heavy_rain"), (9, "pandemic_wave"), (12, "nankai_trough_earthquake"), (2, "power_outage_wide_area")),
)
# The evacuation drills: month, place, by how many years ago; the coming year's spring drill is planned already.
_EVACUATIONS: Final = (
    (2, 5, "第一工場"),
    (2, 11, "第二工場"),
    (1, 5, "本社"),
    (1, 11, "第一工場"),
    (0, 5, "第二工場"),
    (0, 11, "第一工場"),
    (0, 3, "本社"),
    (-1, 5, "第二工場"),
)
# The exercise of the first year's winter fell out: the only one that did.
_MISSED: Final = (2, 2)
_SITES: Final = ("本社", "第一工場", "第二工場", "名古屋営業所")


class Fate(StrEnum):
    """What becomes of an exercise until today."""

    RECORDED = "recorded"
    MISSED = "missed"
    ENDED = "ended"  # played, not yet evaluated
    INVITED = "invited"  # ahead, invitations are out
    PLANNED = "planned"  # ahead


@dataclass(frozen=True)
class Exercise:
    """One drill of the programme. years_ago: 0 for the current fiscal year, -1 for the coming one."""

    scenario: str
    site: str
    day: date
    fate: Fate
    years_ago: int
    drill_type: DrillType = DrillType.TABLETOP_EXERCISE
    starts: time = time(13, 30)

    def at(self, minutes: float) -> datetime:
        """The instant so many minutes after it starts; UTC."""
        return clock.instant(self.day, self.starts.hour, self.starts.minute, ZONE) + timedelta(minutes=minutes)

    def days(self, days: int) -> datetime:
        """The instant so many days after it starts, negative for before; UTC."""
        return self.at(days * 24 * 60)


def this_year(today: date) -> FiscalYear:
    return FiscalYear.of(today, START_MONTH)


def founding(today: date) -> datetime:
    """When the company began to use DrillHub: three days into the first of the three years, 9:00."""
    first = this_year(today).year - 2
    return clock.instant(date(first, START_MONTH, 3), 9, 0, ZONE)


def exercises(today: date) -> list[Exercise]:
    """The drills of three years, the oldest first, and what is planned for the coming year.

    Besides what the programme plans, one exercise was held a few days ago and waits for its evaluation, and one lies
    a few days ahead with its invitations out, whatever day today is.
    """
    found = []
    for years_ago, programme in ((2, _PROGRAMME[0]), (1, _PROGRAMME[1]), (0, _PROGRAMME[2])):
        year = FiscalYear(this_year(today).year - years_ago, START_MONTH)
        for number, (month, scenario) in enumerate(programme):
            day = _working_day(next(date(y, m, 10 + 3 * number) for y, m in year.months() if m == month))
            fate = Fate.PLANNED if day > today else Fate.RECORDED
            if (years_ago, month) == _MISSED:
                fate = Fate.MISSED
            # Within three weeks of today stand the two exercises below.
            if abs((day - today).days) > 21 or years_ago:
                found.append(Exercise(scenario, _SITES[number % 4], day, fate, years_ago))
    found.append(Exercise("business_email_compromise", "本社", _working_day(today - timedelta(days=6)), Fate.ENDED, 0))
    found.append(Exercise("ransomware", "第一工場", _working_day(today + timedelta(days=9)), Fate.INVITED, 0))
    found += _evacuations(today)
    return sorted(found, key=lambda each: (each.day, each.drill_type))


def _evacuations(today: date) -> Iterator[Exercise]:
    for years_ago, month, site in _EVACUATIONS:
        year = FiscalYear(this_year(today).year - years_ago, START_MONTH)
        day = _working_day(next(date(y, m, 12) for y, m in year.months() if m == month))
        # A drill of today or yesterday would still wait for its evaluation.
        fate = Fate.RECORDED if day < today - timedelta(days=2) else Fate.PLANNED
        day = day if fate is Fate.RECORDED else max(day, _working_day(today + timedelta(days=16)))
        yield Exercise("fire_evacuation", site, day, fate, years_ago, DrillType.EVACUATION_DRILL, time(10, 30))


def meeting_days(today: date) -> list[date]:
    """When the management met and will meet: every quarter, seven weeks ago, and in twelve days from today."""
    recent, coming = _working_day(today - timedelta(days=50)), _working_day(today + timedelta(days=12))
    days = [
        _working_day(month_of(today, years_ago, month) + timedelta(days=19))
        for years_ago in (2, 1, 0)
        for month in (7, 10, 1, 3)
    ]
    return sorted([recent, coming, *(day for day in days if day < recent - timedelta(days=20))])


def month_of(today: date, years_ago: int, month: int) -> date:
    """The first day of a month in the fiscal year so many years ago."""
    year = FiscalYear(this_year(today).year - years_ago, START_MONTH)
    return next(date(y, m, 1) for y, m in year.months() if m == month)


def _working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() >= 5 else 0)
