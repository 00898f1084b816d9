"""Assembling the annual implementation report: one frozen value from the records of a period.

Every source is asked once, whatever the number of people and drills.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from drillhub.identity import queries as identity
from drillhub.planning.content import from_dict
from drillhub.reporting import drill_sources, evidence_sources, figures, notes, plan_sources
from drillhub.reporting.annual_values import SCHEMA_VERSION, AnnualReport, DrillSection
from drillhub.reporting.drill_facts import DrillEntry, PlannedDrill
from drillhub.reporting.drill_figures import achievement_rows, drill_figures
from drillhub.reporting.figures import Figure, RowReason
from drillhub.reporting.gaps import COMMITMENT, gaps_of
from drillhub.reporting.kpis import KPIS
from drillhub.reporting.models import ReportKind
from drillhub.reporting.periods import Period
from drillhub.reporting.plan_facts import CommitmentLine, PlanEditionLine, PlanFacts
from drillhub.reporting.promises import requirement_outcomes
from drillhub.reporting.report import Language

_NOT_HELD = {RowReason.NOT_HELD, RowReason.HELD_LATER, RowReason.MOVED_AWAY}


def assemble(period: Period, *, language: Language, today: date) -> AnnualReport:
    """The draft of a period as the records stand. today: the organisation's day; the clock is not asked."""
    organisation = identity.organisation()
    before, after = period.previous(), period.following()
    held = drill_sources.drills_held(before.first_day, period.last_day)
    planned = drill_sources.drills_planned(before.first_day, after.last_day)
    evidence = evidence_sources.evidence_lines(period, timezone=organisation.timezone)
    plan, plan_editions, commitments = _plan(
        period,
        today=today,
        timezone=organisation.timezone,
        evidence_counts=Counter(line.subject_id for line in evidence if line.subject_kind == COMMITMENT),
    )
    in_period = tuple(drill for drill in held if period.contains(drill.held_on))
    report = AnnualReport(
        schema_version=SCHEMA_VERSION,
        kind="annual",
        language=language,
        organisation=organisation.name,
        period=period,
        today=today,
        edition=None,
        plan=plan,
        signatures=notes.signatures(ReportKind.ANNUAL, period),
        requirements=requirement_outcomes(
            commitments,
            period,
            structure=plan.structure if plan else "",
            drills_held_on=[drill.held_on for drill in in_period],
            today=today,
        ),
        drills=_drill_section(in_period, planned, period, today=today),
        figures=_figures(held, planned, period, today=today),
        plan_editions=plan_editions,
        commitments=commitments,
        next_year=tuple(slot for slot in planned if after.contains(slot.planned_for) and not slot.was_given_up),
        evidence=evidence,
    )
    return replace(report, gaps=gaps_of(report))


def _plan(
    period: Period, *, today: date, timezone: str, evidence_counts: Counter[int]
) -> tuple[PlanFacts | None, tuple[PlanEditionLine, ...], tuple[CommitmentLine, ...]]:
    plan = plan_sources.plan_in_force(period, today=today)
    if plan is None:
        return None, (), ()
    editions = plan_sources.editions_of(plan)
    content = from_dict(next(row.content for row in editions if row.number == plan.current_edition))
    return (
        plan_sources.plan_facts(plan, content),
        plan_sources.editions_made_in(period, editions, timezone=timezone),
        plan_sources.commitments_of(plan, period, evidence_counts),
    )


def _drill_section(
    held: tuple[DrillEntry, ...], planned: Sequence[PlannedDrill], period: Period, *, today: date
) -> DrillSection:
    """The drills not held are those that K02 did not find held, so that the list and the figure agree."""
    concerned = [slot for slot in planned if period.contains(slot.planned_for) or period.contains(slot.scheduled_for)]
    reasons = [row.reason for row in achievement_rows(concerned, period, today=today)]
    pairs = list(zip(concerned, reasons, strict=True))
    return DrillSection(
        held=held,
        not_held=tuple(slot for slot, reason in pairs if reason in _NOT_HELD),
        ahead=tuple(slot for slot, reason in pairs if reason is RowReason.NOT_DUE_YET),
    )


def _figures(
    held: Sequence[DrillEntry], planned: Sequence[PlannedDrill], period: Period, *, today: date
) -> tuple[Figure, ...]:
    """Every key figure of the dictionary, in its order."""
    measured = drill_figures(held, planned, period, today=today)
    return tuple(measured.get(kpi.code) or figures.not_kept(kpi) for kpi in KPIS)
