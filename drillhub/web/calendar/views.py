"""The calendar: the fiscal year at a glance, one month, and the list."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from drillhub.calendar import views as calendar
from drillhub.calendar.company_calendar import company_days
from drillhub.calendar.views import CalendarEntry, CalendarFilter, SlotSign
from drillhub.calendar.working_days import CompanyDays
from drillhub.drills import choosing
from drillhub.drills import queries as drills
from drillhub.drills.access import RUN_DRILLS
from drillhub.vocabulary import DrillType
from drillhub.web.calendar.blueprint import KEEPERS, READERS, bp, this_year, year_from
from drillhub.web.doors import me, page_number, requires, today

# The sign of each state, by shape as well as by word.
SIGNS = {
    SlotSign.DONE: "done",
    SlotSign.OVERDUE: "late",
    SlotSign.PLANNED: "plan",
    SlotSign.MOVED: "plan",
    SlotSign.POSTPONED: "late",
    SlotSign.CANCELLED: "none",
    SlotSign.MISSED: "todo",
}
SHOWN_IN_A_CELL = 4


@dataclass(frozen=True)
class Choice:
    """What the address asks for, beside the period."""

    wanted: CalendarFilter
    sites: tuple[tuple[int, str], ...]
    trainers: tuple[tuple[int, str], ...]

    @property
    def is_narrowed(self) -> bool:
        return self.wanted != CalendarFilter()

    def address(self, **more: object) -> dict[str, object]:
        """The query of an address that asks for the same, with more."""
        chosen = {
            "site": self.wanted.site_id,
            "type": self.wanted.drill_type.value if self.wanted.drill_type else None,
            "trainer": self.wanted.trainer_id,
            **more,
        }
        return {name: value for name, value in chosen.items() if value is not None}


def _choice() -> Choice:
    sites, trainers = choosing.sites(), calendar.trainers()
    kind = request.args.get("type", "")
    wanted = CalendarFilter(
        _one_of(request.args.get("site", ""), {0, *(site_id for site_id, _name in sites)}),
        DrillType(kind) if kind in set(DrillType) else None,
        _one_of(request.args.get("trainer", ""), {person_id for person_id, _name in trainers}),
    )
    return Choice(wanted, sites, trainers)


def _one_of(typed: str, known: set[int]) -> int | None:
    return int(typed) if typed.isdecimal() and len(typed) < 10 and int(typed) in known else None


@bp.get("")
@requires(*READERS)
def year() -> ResponseReturnValue:
    choice, shown = _choice(), year_from(request.args.get("year", ""))
    found = calendar.entries(choice.wanted, shown.first_day, shown.last_day, today=today())
    named = [each for each in choice.sites if choice.wanted.site_id in (None, each[0])]
    rows = calendar.year_rows(found, shown, named)
    return render_template(
        "calendar/year.html",
        year=shown,
        this_year=this_year(),
        months=[date(*month, 1) for month in shown.months()],
        rows=[row for row in rows if row.total] if choice.is_narrowed else rows,
        total=len(found),
        most=SHOWN_IN_A_CELL,
        **_common(choice, found, company_days(shown.first_day, shown.last_day)),
    )


@bp.get("/month")
@requires(*READERS)
def month() -> ResponseReturnValue:
    choice, first = _choice(), _month_from(request.args.get("month", ""))
    weeks = calendar.weeks_of(first.year, first.month)
    found = calendar.entries(choice.wanted, weeks[0][0], weeks[-1][-1], today=today())
    return render_template(
        "calendar/month.html",
        first=first,
        before=(first - timedelta(days=1)).replace(day=1),
        after=(first + timedelta(days=31)).replace(day=1),
        weeks=calendar.month_grid(found, first.year, first.month),
        **_common(choice, found, company_days(weeks[0][0], weeks[-1][-1])),
    )


@bp.get("/list")
@requires(*READERS)
def as_list() -> ResponseReturnValue:
    choice, shown = _choice(), year_from(request.args.get("year", ""))
    page = calendar.page_of_entries(choice.wanted, shown.first_day, shown.last_day, today=today(), page=page_number())
    return render_template(
        "calendar/list.html",
        year=shown,
        this_year=this_year(),
        page=page,
        **_common(choice, page.items, company_days(shown.first_day, shown.last_day)),
    )


def _common(choice: Choice, found: tuple[CalendarEntry, ...], days: CompanyDays) -> dict[str, Any]:
    return {
        "choice": choice,
        "drill_ids": drills.ids_by_slot(each.id for each in found),
        "days": days,
        "signs": SIGNS,
        "today": today(),
        "drill_types": list(DrillType),
        "may_plan": me().acts_as(*RUN_DRILLS),
        "may_change": me().acts_as(*KEEPERS),
    }


def _month_from(typed: str) -> date:
    """The first day of the month that an address asks for; of this month when it asks for none that makes sense."""
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", typed) and abs(int(typed[:4]) - today().year) <= 50:
        return date.fromisoformat(f"{typed}-01")
    return today().replace(day=1)
