"""The fiscal years and the plans that can be reported on, and what has become of each report."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from drillhub.calendar.models import Slot
from drillhub.core.database import db
from drillhub.core.fiscal_year import FiscalYear
from drillhub.planning.models import Plan
from drillhub.reporting.editions import EditionLine, newest_editions
from drillhub.reporting.models import ReportKind
from drillhub.reporting.periods import Period, fiscal_year, plan_period


@dataclass(frozen=True)
class AnnualYear:
    """A fiscal year. edition: its newest edition, None while nothing was approved. has_ended: it is over."""

    period: Period
    has_ended: bool
    edition: EditionLine | None

    @property
    def waits_for_approval(self) -> bool:
        return self.has_ended and self.edition is None


def annual_years(today: date, start_month: int) -> tuple[AnnualYear, ...]:
    """From the first year with a plan, or in which something took place, to the current one, the newest first.

    A drill that was planned for a wrong year opens no year. Three statements.
    """
    this_year = FiscalYear.of(today, start_month).year
    first_plan = db.session.scalar(select(func.min(Plan.period_starts_on)))
    first_held = db.session.scalar(select(func.min(Slot.fulfilled_on)))
    days = [day for day in (first_plan, first_held) if day is not None and day <= today]
    first = FiscalYear.of(min(days), start_month).year if days else this_year
    newest = newest_editions(ReportKind.ANNUAL)
    years = []
    for year in range(this_year, max(first, this_year - 9) - 1, -1):
        period = fiscal_year(year, start_month)
        years.append(AnnualYear(period, period.has_ended(today), newest.get(period.key)))
    return tuple(years)


@dataclass(frozen=True)
class PlanReports:
    """A plan whose 実施期間 has begun. status, renewal: the newest edition of each report, None while there is none."""

    plan_id: int
    title: str
    period: Period
    days_left: int
    status: EditionLine | None
    renewal: EditionLine | None


def plans_reported_on(today: date) -> tuple[PlanReports, ...]:
    """The plans that have begun, the newest first. Three statements."""
    plans = db.session.scalars(
        select(Plan).where(Plan.period_starts_on <= today).order_by(Plan.period_starts_on.desc())
    ).all()
    status, renewal = newest_editions(ReportKind.STATUS), newest_editions(ReportKind.RENEWAL)
    found = []
    for plan in plans:
        period = plan_period(plan.period_starts_on, plan.period_ends_on)
        days_left = (plan.period_ends_on - today).days
        found.append(
            PlanReports(plan.id, plan.title, period, days_left, status.get(period.key), renewal.get(period.key))
        )
    return tuple(found)
