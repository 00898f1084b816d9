"""Assembling the annual implementation report: one frozen value from the records of a period.

Every source is asked once, whatever the number of people and drills.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from drillhub.identity import queries as identity
from drillhub.improvement import history
from drillhub.planning.content import from_dict
from drillhub.reporting import evidence_sources, notes, plan_sources
from drillhub.reporting.all_figures import figures_of
from drillhub.reporting.annual_values import SCHEMA_VERSION, AnnualReport, DrillSection
from drillhub.reporting.drill_facts import DrillEntry, PlannedDrill
from drillhub.reporting.drill_figures import achievement_rows
from drillhub.reporting.education_facts import QuizEntry
from drillhub.reporting.education_sources import quiz_entries
from drillhub.reporting.gaps import COMMITMENT, gaps_of
from drillhub.reporting.improvement_sources import meeting_lines, proposal_lines
from drillhub.reporting.models import ReportKind
from drillhub.reporting.period_records import records_of
from drillhub.reporting.periods import Period
from drillhub.reporting.plan_facts import CommitmentLine, PlanEditionLine, PlanFacts
from drillhub.reporting.promises import requirement_outcomes
from drillhub.reporting.report import Language
from drillhub.reporting.row_reasons import RowReason
from drillhub.vocabulary import DrillType

_LESSONS = {DrillType.SEMINAR, DrillType.WALKTHROUGH}
_NOT_HELD = {RowReason.NOT_HELD, RowReason.HELD_LATER, RowReason.MOVED_AWAY}


def assemble(period: Period, *, language: Language, today: date) -> AnnualReport:
    """The draft of a period as the records stand. today: the organisation's day; the clock is not asked."""
    organisation = identity.organisation()
    after = period.following()
    records = records_of(period, today=today)
    evidence = evidence_sources.evidence_lines(period, timezone=organisation.timezone)
    plan, plan_editions, commitments = _plan(
        period,
        today=today,
        timezone=organisation.timezone,
        evidence_counts=Counter(line.subject_id for line in evidence if line.subject_kind == COMMITMENT),
    )
    held = tuple(drill for drill in records.held if period.contains(drill.held_on))
    education = quiz_entries(records.quizzes[period])
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
            drills_held_on=[drill.held_on for drill in held],
            taught_on=_taught_on(education, held),
            today=today,
        ),
        meetings=meeting_lines(history.meetings(period.first_day, period.known_until(today))),
        drills=_drill_section(held, records.planned, period, today=today),
        education=education,
        figures=figures_of(records, period, today=today),
        proposals=proposal_lines(records.proposals, period, today=today),
        plan_editions=plan_editions,
        commitments=commitments,
        next_year=tuple(slot for slot in records.planned if after.contains(slot.planned_for) and not slot.was_given_up),
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
    commitments = plan_sources.commitments_of(plan, period, evidence_counts, timezone=timezone)
    return (
        plan_sources.plan_facts(plan, content),
        plan_sources.editions_made_in(period, editions, timezone=timezone),
        # A promise that was withdrawn before the year was over is held against nobody.
        tuple(line for line in commitments if line.done or line.was_promised_after(period.last_day)),
    )


def _taught_on(education: Iterable[QuizEntry], held: Iterable[DrillEntry]) -> list[date]:
    """The days on which people were taught: a quiz that somebody finished, a seminar, a reading."""
    quizzes = [each.assigned_on for each in education if each.finished]
    return quizzes + [drill.held_on for drill in held if not _LESSONS.isdisjoint(drill.types)]


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
