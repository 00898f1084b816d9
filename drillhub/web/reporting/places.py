"""Where a report is on the pages: which kind it is, of which period, and what its addresses are made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import request, url_for
from sqlalchemy import select

from drillhub.core.database import db
from drillhub.core.errors import Invalid, NotFound
from drillhub.planning.models import Plan
from drillhub.reporting import editions, periods
from drillhub.reporting.editions import Frozen
from drillhub.reporting.periods import Period
from drillhub.reporting.report import ReportType
from drillhub.reporting.report_types import ANNUAL, RENEWAL, STATUS
from drillhub.web.doors import me, today
from drillhub.web.reporting.blueprint import language

# The kinds that are about a plan, by the word in their addresses.
OF_PLANS: Final[dict[str, ReportType[Any]]] = {"status": STATUS, "renewal": RENEWAL}
_ANNUAL: Final = {
    "page": "annual",
    "edition": "edition",
    "approval": "approve",
    "exports": "export_annual",
    "notes": "write_notes",
}
_PLAN: Final = {
    "edition": "plan_edition",
    "approval": "approve_of_plan",
    "exports": "export_of_plan",
    "notes": "write_notes_of_plan",
}


@dataclass(frozen=True)
class Place:
    """A report on the pages. endpoints: what can be done with it → the name of the view."""

    of: ReportType[Any]
    period: Period
    parts: Mapping[str, Any]
    endpoints: Mapping[str, str]

    def url(self, what: str, **more: Any) -> str:
        """The address of its "page", an "edition" (number=…), or what takes its "approval", "exports" or "notes"."""
        parts = {name: value for name, value in self.parts.items() if what != "page" or name != "kind"}
        return url_for(f"reporting.{self.endpoints[what]}", **parts, **more)

    def draft(self) -> Frozen[Any]:
        return editions.draft(self.of, self.period, language=language(), today=today())

    def asked_for(self, number: str | None = None) -> Frozen[Any]:
        """The edition that the address (or the form) names, or the draft. Raises NotFound."""
        number = request.args.get("edition", "") if number is None else number
        if not number:
            return self.draft()
        if not number.isdigit():
            raise NotFound()
        return editions.edition(self.of, self.period, int(number[:6]))

    def to_hand_out(self, named: str) -> Frozen[Any]:
        """What an export gives: the edition of this number, the "draft", or for "" the newest edition if there is one.

        Raises NotFound.
        """
        if named and named != "draft":
            return self.asked_for(named)
        if named == "draft":
            return self.draft()
        return editions.to_export(self.of, self.period, language=language(), today=today())


def annual_place(year: int) -> Place:
    """The annual report of the fiscal year that begins in `year`. Raises NotFound."""
    period = _begun(lambda: periods.fiscal_year(year, me().fiscal_year_start_month))
    return Place(ANNUAL, period, {"year": year}, _ANNUAL)


def plan_place(kind: str, plan_id: int) -> Place:
    """The report of a kind about a plan. Raises NotFound, also for a plan that lies ahead."""
    plan = db.session.scalar(select(Plan).where(Plan.id == plan_id))
    if plan is None:
        raise NotFound()
    period = _begun(lambda: periods.plan_period(plan.period_starts_on, plan.period_ends_on))
    return Place(OF_PLANS[kind], period, {"kind": kind, "plan_id": plan_id}, {**_PLAN, "page": kind})


def _begun(make: Any) -> Period:
    try:
        return periods.require_begun(make(), today())
    except Invalid as error:
        raise NotFound() from error
