"""On which days a company works: weekends, national holidays, its own days off, and months in which it is busy.

National holidays come from the `holidays` library: for years whose calendar is not announced yet it computes the
equinoxes, as the Cabinet Office's announcement of the February before has always confirmed.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache, partial
from typing import Final

import holidays
from sqlalchemy import delete, select

from drillhub import audit
from drillhub.audit import Actor
from drillhub.calendar.errors import DaysBackwards, DaysTooMany
from drillhub.calendar.models import BusyMonth, DayOff
from drillhub.core.database import db
from drillhub.core.errors import NameMissing, NotFound, TextTooLong, check_all, require
from drillhub.core.i18n import LazyString, _l, current_language

LONGEST_NAME: Final = 100
MOST_DAYS: Final = 60
_WEEKEND: Final = _l("土日")


@dataclass(frozen=True)
class DaysOff:
    """A stretch of days on which the company does not work, both included."""

    first_day: date
    last_day: date
    name: str

    def require_possible(self) -> None:
        """Raises DaysBackwards, DaysTooMany, NameMissing, TextTooLong, each naming its field."""
        days = (self.last_day - self.first_day).days + 1
        check_all(
            partial(require, days > 0, DaysBackwards("last_day")),
            partial(require, days <= MOST_DAYS, DaysTooMany("last_day", maximum=MOST_DAYS)),
            partial(require, bool(self.name.strip()), NameMissing("name")),
            partial(require, len(self.name) <= LONGEST_NAME, TextTooLong("name", maximum=LONGEST_NAME)),
        )


@dataclass(frozen=True)
class WorkingDays:
    """days_off: of the company. busy_months: 1-12 with the reason."""

    days_off: tuple[DaysOff, ...] = ()
    busy_months: Mapping[int, str] = field(default_factory=dict)

    def closed(self, day: date) -> str | LazyString | None:
        """Why nobody works on a day; None for a working day."""
        own = next((each.name for each in self.days_off if each.first_day <= day <= each.last_day), None)
        return own or national_holiday(day) or (_WEEKEND if day.weekday() > 4 else None)


def national_holiday(day: date) -> str | None:
    """The name of a national holiday of Japan in the current language, substitute holidays included; None otherwise."""
    return _holidays_of(day.year, "en_US" if current_language() == "en" else "ja").get(day)


@cache
def _holidays_of(year: int, language: str) -> dict[date, str]:
    return dict(holidays.country_holidays("JP", years=year, language=language))


def working_days() -> WorkingDays:
    """The company's days. Two statements."""
    return WorkingDays(
        tuple(DaysOff(row.first_day, row.last_day, row.name) for row in days_off()),
        {row.month: row.reason for row in db.session.scalars(select(BusyMonth))},
    )


def days_off() -> tuple[DayOff, ...]:
    """The company's days off, the earliest first. One statement."""
    return tuple(db.session.scalars(select(DayOff).order_by(DayOff.first_day, DayOff.id)))


def add_days_off(entry: DaysOff, *, by: Actor, at: datetime) -> DayOff:
    """Enter days off. Raises what `DaysOff.require_possible` raises."""
    entry = replace(entry, name=entry.name.strip())
    entry.require_possible()
    row = DayOff(first_day=entry.first_day, last_day=entry.last_day, name=entry.name)
    db.session.add(row)
    db.session.flush()
    facts = {"from": entry.first_day.isoformat(), "to": entry.last_day.isoformat(), "name": entry.name}
    audit.record("days_off.added", by=by, at=at, subject=row, facts=facts)
    return row


def remove_days_off(row_id: int, *, by: Actor, at: datetime) -> None:
    """Work on these days after all. Raises NotFound."""
    row = db.session.scalar(select(DayOff).where(DayOff.id == row_id))
    if row is None:
        raise NotFound()
    facts = {"from": row.first_day.isoformat(), "to": row.last_day.isoformat(), "name": row.name}
    audit.record("days_off.removed", by=by, at=at, subject=row, facts=facts)
    db.session.delete(row)


def set_busy_months(months: Collection[int], reason: str, *, by: Actor, at: datetime) -> None:
    """The months, 1-12, in which the company has no time, every year. Raises TextTooLong."""
    if len(reason) > LONGEST_NAME:
        raise TextTooLong("reason", maximum=LONGEST_NAME)
    chosen = sorted({month for month in months if 1 <= month <= 12})
    db.session.execute(delete(BusyMonth))
    db.session.add_all(BusyMonth(month=month, reason=reason.strip()) for month in chosen)
    audit.record("busy_months.set", by=by, at=at, facts={"months": chosen, "reason": reason.strip()})
