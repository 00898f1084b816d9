"""Assembling the renewal improvement history: one frozen value from the records of a plan."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from drillhub.core.database import db
from drillhub.drills.models import Finding
from drillhub.identity import queries as identity
from drillhub.reporting import notes
from drillhub.reporting.all_figures import figures_of
from drillhub.reporting.chains import chains_of
from drillhub.reporting.kpis import KPIS
from drillhub.reporting.models import ReportKind
from drillhub.reporting.period_records import records_of
from drillhub.reporting.periods import Period, plan_period
from drillhub.reporting.plan_records import PlanRecords, plan_records
from drillhub.reporting.renewal_gaps import gaps_of
from drillhub.reporting.renewal_values import SCHEMA_VERSION, RenewalReport, Trend
from drillhub.reporting.report import Language
from drillhub.reporting.status_lines import drill_mentions, quiz_mentions, status_lines


def assemble(period: Period, *, language: Language, today: date) -> RenewalReport:
    """The draft as the records stand. Raises NoPlan."""
    records = plan_records(period, today=today)
    years = _years(records, period, today)
    report = RenewalReport(
        schema_version=SCHEMA_VERSION,
        kind="renewal",
        language=language,
        organisation=records.organisation.name,
        period=period,
        today=today,
        edition=None,
        plan=records.plan,
        signatures=notes.signatures(ReportKind.RENEWAL, period),
        years=years,
        chains=chains_of(
            records.drills,
            records.proposals,
            finding_ids=_finding_ids(records),
            edition_days=records.edition_days,
            years=years,
            period=period,
            today=today,
        ),
        trends=_trends(years, today=today),
        items=status_lines(records),
        drills=drill_mentions(records),
        quizzes=quiz_mentions(records),
    )
    return replace(report, gaps=gaps_of(report, records))


def _years(records: PlanRecords, period: Period, today: date) -> tuple[Period, ...]:
    """The years of the plan that the period touches, as far as they have begun."""
    last = period.known_until(today)
    return tuple(year for year in records.years if year.first_day <= last and year.last_day >= period.first_day)


def _finding_ids(records: PlanRecords) -> dict[tuple[int, int], int]:
    """One statement."""
    rows = db.session.execute(
        select(Finding.drill_id, Finding.number, Finding.id).where(
            Finding.drill_id.in_([drill.id for drill in records.drills])
        )
    )
    return {(row.drill_id, row.number): row.id for row in rows}


def _trends(years: tuple[Period, ...], *, today: date) -> tuple[Trend, ...]:
    """The key figures whose records are kept. The records are read once, for all years."""
    records = records_of(plan_period(years[0].first_day, years[-1].last_day), today=today, figures_of=years)
    counted = [
        figures_of(replace(records, people=identity.people_on(year.known_until(today))), year, today=today)
        for year in years
    ]
    trends = (Trend(kpi.code, figures) for kpi, figures in zip(KPIS, zip(*counted, strict=True), strict=True))
    return tuple(trend for trend in trends if any(figure.is_kept for figure in trend.figures))
