"""The calendar of slots: what stands on which day, seen by year, by month and as a list."""

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, select

from drillhub.calendar.models import Slot, SlotState
from drillhub.core.database import db
from drillhub.core.fiscal_year import FiscalYear
from drillhub.core.i18n import LazyString, _l
from drillhub.core.pagination import Page, paginate
from drillhub.identity.models import Person, Site
from drillhub.vocabulary import DrillType, ReviewType


@dataclass(frozen=True)
class CalendarFilter:
    """Which slots are shown. site_id 0: those of the whole company. trainer_id: whoever is in charge."""

    site_id: int | None = None
    drill_type: DrillType | None = None
    trainer_id: int | None = None


class SlotSign(StrEnum):
    """How a slot stands today."""

    DONE = "done"
    OVERDUE = "overdue"
    PLANNED = "planned"
    MOVED = "moved"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    MISSED = "missed"

    @property
    def label(self) -> LazyString:
        return _SIGN_LABELS[self]


_SIGN_LABELS = {
    SlotSign.DONE: _l("実施済み"),
    SlotSign.OVERDUE: _l("日を過ぎています"),
    SlotSign.PLANNED: _l("予定"),
    SlotSign.MOVED: _l("日程変更"),
    SlotSign.POSTPONED: _l("延期"),
    SlotSign.CANCELLED: _l("中止"),
    SlotSign.MISSED: _l("未実施"),
}

_GIVEN_UP = {
    SlotState.POSTPONED: SlotSign.POSTPONED,
    SlotState.CANCELLED: SlotSign.CANCELLED,
    SlotState.MISSED: SlotSign.MISSED,
}


@dataclass(frozen=True)
class CalendarEntry:
    """A slot in the calendar. site, trainer: names; None for the whole company and for nobody yet."""

    id: int
    title: str
    types: tuple[DrillType | ReviewType, ...]
    site_id: int | None
    site: str | None
    trainer: str | None
    day: date
    starts_at: time
    duration_min: int
    sign: SlotSign
    reason: str

    @property
    def is_review(self) -> bool:
        return isinstance(self.types[0], ReviewType)


def sign_of(state: SlotState, *, fulfilled: bool, day: date, today: date) -> SlotSign:
    """What took place counts first, then what was given up, then whether the day has passed."""
    if fulfilled:
        return SlotSign.DONE
    if state in _GIVEN_UP:
        return _GIVEN_UP[state]
    if day < today:
        return SlotSign.OVERDUE
    return SlotSign.MOVED if state is SlotState.MOVED else SlotSign.PLANNED


def entries(wanted: CalendarFilter, first_day: date, last_day: date, *, today: date) -> tuple[CalendarEntry, ...]:
    """The slots between two days, both included, by day and hour. What was given up stays. One statement."""
    statement = _statement(wanted, first_day, last_day)
    return tuple(_entry(row, today) for row in db.session.execute(statement))


def page_of_entries(
    wanted: CalendarFilter, first_day: date, last_day: date, *, today: date, page: int, size: int = 50
) -> Page[CalendarEntry]:
    """One page of the same. Two statements."""
    found = paginate(_statement(wanted, first_day, last_day), number=page, size=size, scalars=False)
    return Page(tuple(_entry(row, today) for row in found.items), found.total, found.number, found.size)


def _statement(wanted: CalendarFilter, first_day: date, last_day: date) -> Select[*tuple[Any, ...]]:
    statement: Select[*tuple[Any, ...]] = (
        select(
            Slot.id,
            Slot.title,
            Slot.drill_type,
            Slot.review_type,
            Slot.further_types,
            Slot.site_id,
            Site.name.label("site"),
            Person.family_name,
            Person.given_name,
            Slot.planned_for,
            Slot.starts_at,
            Slot.duration_min,
            Slot.state,
            Slot.reason,
            Slot.fulfilled_on,
        )
        .outerjoin(Site, Site.id == Slot.site_id)
        .outerjoin(Person, Person.id == Slot.trainer_id)
        .where(Slot.planned_for.between(first_day, last_day))
        .order_by(Slot.planned_for, Slot.starts_at, Slot.id)
    )
    if wanted.site_id is not None:
        statement = statement.where(Slot.site_id == wanted.site_id if wanted.site_id else Slot.site_id.is_(None))
    if wanted.drill_type is not None:
        statement = statement.where(Slot.drill_type == wanted.drill_type)
    if wanted.trainer_id is not None:
        statement = statement.where(Slot.trainer_id == wanted.trainer_id)
    return statement


def _entry(row: Any, today: date) -> CalendarEntry:
    name = f"{row.family_name or ''} {row.given_name or ''}".strip()
    return CalendarEntry(
        id=row.id,
        title=row.title,
        types=(row.drill_type or row.review_type, *(DrillType(each) for each in row.further_types)),
        site_id=row.site_id,
        site=row.site,
        trainer=name or None,
        day=row.planned_for,
        starts_at=row.starts_at,
        duration_min=row.duration_min,
        sign=sign_of(row.state, fulfilled=row.fulfilled_on is not None, day=row.planned_for, today=today),
        reason=row.reason,
    )


def trainers() -> tuple[tuple[int, str], ...]:
    """(id, name) of everybody who is in charge of a slot. One statement."""
    rows = db.session.execute(
        select(Person.id, Person.family_name, Person.given_name)
        .where(Person.id.in_(select(Slot.trainer_id).where(Slot.trainer_id.is_not(None))))
        .order_by(Person.family_name_kana, Person.family_name, Person.given_name, Person.id)
    )
    return tuple((row.id, f"{row.family_name} {row.given_name}".strip()) for row in rows)


@dataclass(frozen=True)
class YearRow:
    """A site through the year. site_id None: the whole company. months: the twelve in order."""

    site_id: int | None
    site: str | None
    months: tuple[tuple[CalendarEntry, ...], ...]

    @property
    def total(self) -> int:
        return sum(map(len, self.months))


def year_rows(
    found: Iterable[CalendarEntry], year: FiscalYear, sites: Iterable[tuple[int, str]]
) -> tuple[YearRow, ...]:
    """A row for each of these sites, and before them one for the whole company where it has something."""
    cells: dict[tuple[int | None, int, int], list[CalendarEntry]] = defaultdict(list)
    for each in found:
        cells[each.site_id, each.day.year, each.day.month].append(each)
    named: list[tuple[int | None, str | None]] = [(None, None), *sites]
    rows = (
        YearRow(site_id, site, tuple(tuple(cells[site_id, *month]) for month in year.months()))
        for site_id, site in named
    )
    return tuple(row for row in rows if row.site_id is not None or row.total)


@dataclass(frozen=True)
class MonthDay:
    """A day of the grid of a month. in_month False: it belongs to a neighbour and fills the week up."""

    day: date
    in_month: bool
    entries: tuple[CalendarEntry, ...]


def weeks_of(year: int, month: int) -> tuple[tuple[date, ...], ...]:
    """The weeks that a month touches, Monday first."""
    return tuple(tuple(week) for week in calendar.Calendar(calendar.MONDAY).monthdatescalendar(year, month))


def month_grid(found: Iterable[CalendarEntry], year: int, month: int) -> tuple[tuple[MonthDay, ...], ...]:
    """The weeks of a month with what stands on their days."""
    by_day: dict[date, list[CalendarEntry]] = defaultdict(list)
    for each in found:
        by_day[each.day].append(each)
    return tuple(
        tuple(MonthDay(day, (day.year, day.month) == (year, month), tuple(by_day[day])) for day in week)
        for week in weeks_of(year, month)
    )
