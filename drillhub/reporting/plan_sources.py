"""Where a report gets the certified plan, its editions and its commitments."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from drillhub.core import clock
from drillhub.core.database import db
from drillhub.planning.content import PlanContent
from drillhub.planning.models import Commitment, CommitmentFulfilment, CommitmentKind, Plan, PlanEdition
from drillhub.reporting.periods import Period, PeriodKind, plan_period
from drillhub.reporting.plan_facts import CommitmentLine, Fulfilment, PlanEditionLine, PlanFacts


def plan_in_force(period: Period, *, today: date) -> Plan | None:
    """The newest plan that had begun by the end of the period, and had not ended before it began. One statement.

    The 実施期間 of a plan is that plan's, even if a newer one has begun meanwhile.
    """
    if period.kind is PeriodKind.PLAN:
        return db.session.scalar(select(Plan).where(Plan.period_starts_on == period.first_day))
    return db.session.scalar(
        select(Plan)
        .where(
            Plan.period_starts_on <= min(period.last_day, max(today, period.first_day)),
            Plan.period_ends_on >= period.first_day,
        )
        .order_by(Plan.period_starts_on.desc())
        .limit(1)
    )


def as_plan_period(period: Period) -> Period:
    """The 実施期間 of the plan that lasts exactly as long, under whose name its editions are kept; else the period."""
    found = db.session.scalar(
        select(Plan.id).where(Plan.period_starts_on == period.first_day, Plan.period_ends_on == period.last_day)
    )
    return period if found is None else plan_period(period.first_day, period.last_day)


def editions_of(plan: Plan) -> tuple[PlanEdition, ...]:
    """All editions of a plan, the first one first. One statement."""
    return tuple(
        db.session.scalars(select(PlanEdition).where(PlanEdition.plan_id == plan.id).order_by(PlanEdition.number))
    )


def commitments_of(
    plan: Plan, period: Period, evidence_counts: Mapping[int, int], *, timezone: str
) -> tuple[CommitmentLine, ...]:
    """What the plan promised in a period and what was done for it until the period ended, by code. Two statements.

    What was withdrawn in the period was promised until then, whether it was ever kept or not.
    evidence_counts: commitment id → number of files. timezone: of the organisation, IANA.
    """
    rows = db.session.scalars(select(Commitment).where(Commitment.plan_id == plan.id).order_by(Commitment.code)).all()
    done: dict[int, list[CommitmentFulfilment]] = defaultdict(list)
    for each in db.session.scalars(
        select(CommitmentFulfilment)
        .where(
            CommitmentFulfilment.commitment_id.in_([row.id for row in rows]),
            CommitmentFulfilment.withdrawn_at.is_(None),
            CommitmentFulfilment.done_on <= period.last_day,
        )
        .order_by(CommitmentFulfilment.done_on)
    ):
        done[each.commitment_id].append(each)
    lines = (_commitment_line(row, done[row.id], period, evidence_counts.get(row.id, 0), timezone) for row in rows)
    return tuple(line for line in lines if line.was_promised_after(period.first_day) or done[line.id])


def _commitment_line(
    row: Commitment, done: list[CommitmentFulfilment], period: Period, evidence_count: int, timezone: str
) -> CommitmentLine:
    """A measure is done once and for all; what is promised for every year counts in the period alone."""
    counted = done if row.kind is CommitmentKind.MEASURE else [each for each in done if period.contains(each.done_on)]
    return CommitmentLine(
        id=row.id,
        code=row.code,
        plan_item=row.plan_item,
        kind=row.kind,
        text=row.text,
        planned_months=tuple(row.planned_months),
        due_on=row.due_on,
        done=tuple(Fulfilment(each.done_on, each.note) for each in counted),
        evidence_count=evidence_count,
        withdrawn_on=clock.local(row.withdrawn_at, timezone).date() if row.withdrawn_at else None,
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


def plan_facts(plan: Plan, content: PlanContent) -> PlanFacts:
    """The plan as the cover names it. content: of the edition in force; what it lacks is ""."""
    return PlanFacts(
        id=plan.id,
        title=plan.title,
        is_joint=plan.is_joint,
        certification_number=plan.certification_number,
        certified_on=plan.certified_on,
        first_day=plan.period_starts_on,
        last_day=plan.period_ends_on,
        edition=plan.current_edition,
        representative=content.company.representative,
        address=content.company.address,
        corporate_number=content.company.corporate_number,
        hazards=tuple(each.hazard for each in content.hazards),
        structure=content.structure,
    )
