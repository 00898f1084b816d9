"""Where a report gets the certified plan, its editions and its commitments."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from drillhub.core import clock
from drillhub.core.database import db
from drillhub.planning.models import Commitment, Plan, PlanEdition
from drillhub.reporting.annual_values import CommitmentLine, PlanEditionLine, PlanFacts
from drillhub.reporting.periods import Period, PlanSpan
from drillhub.vocabulary import Hazard


def plan_spans() -> tuple[PlanSpan, ...]:
    """The 実施期間 of every plan, the newest first. One statement."""
    rows = db.session.execute(select(Plan.period_starts_on, Plan.period_ends_on).order_by(Plan.period_starts_on.desc()))
    return tuple(PlanSpan(row.period_starts_on, row.period_ends_on) for row in rows)


def plan_in_force(period: Period, *, today: date) -> Plan | None:
    """The newest plan that had begun by the end of the period, and had not ended before it began. One statement."""
    return db.session.scalar(
        select(Plan)
        .where(
            Plan.period_starts_on <= min(period.last_day, max(today, period.first_day)),
            Plan.period_ends_on >= period.first_day,
        )
        .order_by(Plan.period_starts_on.desc())
        .limit(1)
    )


def editions_of(plan: Plan) -> tuple[PlanEdition, ...]:
    """All editions of a plan, the first one first. One statement."""
    return tuple(
        db.session.scalars(select(PlanEdition).where(PlanEdition.plan_id == plan.id).order_by(PlanEdition.number))
    )


def commitments_of(plan: Plan, evidence_counts: Mapping[int, int]) -> tuple[CommitmentLine, ...]:
    """What the plan promises, by code. evidence_counts: commitment id → number of files. One statement."""
    rows = db.session.scalars(
        select(Commitment)
        .where(Commitment.plan_id == plan.id, Commitment.withdrawn_at.is_(None) | Commitment.done_on.is_not(None))
        .order_by(Commitment.code)
    )
    return tuple(
        CommitmentLine(
            id=row.id,
            code=row.code,
            plan_item=row.plan_item,
            kind=row.kind,
            text=row.text,
            planned_months=tuple(row.planned_months),
            due_on=row.due_on,
            done_on=row.done_on,
            note=row.done_note,
            evidence_count=evidence_counts.get(row.id, 0),
        )
        for row in rows
    )


def editions_made_in(
    period: Period, editions: tuple[PlanEdition, ...], *, timezone: str
) -> tuple[PlanEditionLine, ...]:
    """The editions of a plan that were made in a period. timezone: of the organisation, IANA."""
    lines = (
        PlanEditionLine(row.number, clock.local(row.created_at, timezone).date(), row.created_by_name)
        for row in editions
    )
    return tuple(line for line in lines if period.contains(line.made_on))


def plan_facts(plan: Plan, content: Mapping[str, Any]) -> PlanFacts:
    """The plan as the cover names it. content: of the edition in force; what it lacks is ""."""
    company = content.get("company") or {}
    return PlanFacts(
        id=plan.id,
        title=plan.title,
        is_joint=plan.is_joint,
        certification_number=plan.certification_number,
        certified_on=plan.certified_on,
        first_day=plan.period_starts_on,
        last_day=plan.period_ends_on,
        edition=plan.current_edition,
        representative=company.get("representative", ""),
        address=company.get("address", ""),
        corporate_number=company.get("corporate_number", ""),
        hazards=tuple(Hazard(each) for each in content.get("hazards", ())),
        structure=content.get("structure", ""),
    )
