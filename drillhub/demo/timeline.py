"""When things happened in the demonstration company: everything is counted from today's fiscal year."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from drillhub.core import clock
from drillhub.core.fiscal_year import FiscalYear

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
    """One exercise of the programme. years_ago: 0 for the current fiscal year."""

    scenario: str
    site: str
    day: date
    fate: Fate
    years_ago: int
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
    """The programme of three years, the oldest first.

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
    return sorted(found, key=lambda each: each.day)


def _working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() >= 5 else 0)
