"""Everything the records say about a certified plan in a period; each source is asked once, whatever their number."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from drillhub.core import clock
from drillhub.identity import queries as identity
from drillhub.identity.models import Organisation
from drillhub.improvement import history
from drillhub.improvement.history import ProposalFact
from drillhub.learning import results
from drillhub.learning.results import AssignmentResult
from drillhub.planning.content import PlanContent, from_dict
from drillhub.reporting import drill_sources, evidence_sources, plan_sources, status_rows
from drillhub.reporting.annual_values import EvidenceLine
from drillhub.reporting.drill_facts import DrillEntry
from drillhub.reporting.errors import NoPlan
from drillhub.reporting.gaps import COMMITMENT
from drillhub.reporting.periods import Period, plan_years
from drillhub.reporting.plan_facts import CommitmentLine, PlanFacts
from drillhub.reporting.status_ratings import StatusItem
from drillhub.reporting.status_values import ConfirmedRow


@dataclass(frozen=True)
class PlanRecords:
    """today: the organisation's day. edition_days: edition of the plan → the day on which it was saved. years: of the
    plan (計画年次). rows: of the official table, as confirmed."""

    organisation: Organisation
    period: Period
    today: date
    plan: PlanFacts
    content: PlanContent
    edition_days: dict[int, date]
    years: tuple[Period, ...]
    commitments: tuple[CommitmentLine, ...]
    drills: tuple[DrillEntry, ...]
    quizzes: tuple[AssignmentResult, ...]
    proposals: tuple[ProposalFact, ...]
    evidence: tuple[EvidenceLine, ...]
    rows: dict[StatusItem, ConfirmedRow]


def plan_records(period: Period, *, today: date) -> PlanRecords:
    """Raises NoPlan."""
    organisation = identity.organisation()
    plan = plan_sources.plan_in_force(period, today=today)
    if plan is None:
        raise NoPlan()
    editions = plan_sources.editions_of(plan)
    content = from_dict(next(row.content for row in editions if row.number == plan.current_edition))
    evidence = evidence_sources.evidence_lines(period, timezone=organisation.timezone)
    counts = Counter(line.subject_id for line in evidence if line.subject_kind == COMMITMENT)
    return PlanRecords(
        organisation=organisation,
        period=period,
        today=today,
        plan=plan_sources.plan_facts(plan, content),
        content=content,
        edition_days={row.number: clock.local(row.created_at, organisation.timezone).date() for row in editions},
        years=plan_years(plan.period_starts_on, plan.period_ends_on),
        commitments=plan_sources.commitments_of(plan, period, counts, timezone=organisation.timezone),
        drills=drill_sources.drills_held(period.first_day, period.last_day),
        quizzes=results.assignment_results(period.first_day, period.last_day, until=period.known_until(today)),
        proposals=history.proposals(period.first_day, period.last_day),
        evidence=evidence,
        rows=status_rows.confirmed_rows(plan.id, timezone=organisation.timezone),
    )
