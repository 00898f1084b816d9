"""What is missing in an annual report, with the section it belongs to and the record on which it is mended.

A report may be exported and approved with gaps: they are printed as 未記入, and whoever approves is told how many.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from drillhub.planning.models import CommitmentKind
from drillhub.reporting.annual_values import AnnualReport, Gap, Outcome, Requirement, RequirementOutcome, SectionCode
from drillhub.reporting.drill_facts import DrillEntry, PlannedDrill
from drillhub.reporting.gap_codes import GapCode

PLAN, NOTE, DRILL, SLOT, COMMITMENT, CALENDAR = "plan", "note", "drill", "slot", "commitment", "calendar"
QUIZ_ASSIGNMENT, QUIZZES, PROPOSAL, MEETINGS = "quiz_assignment", "quizzes", "proposal", "meetings"

_YEARLY_GAPS: Final = {
    Requirement.PLAN_REVIEW: (SectionCode.PLAN_REVIEW, GapCode.REVIEW_NOT_RECORDED, CommitmentKind.PLAN_REVIEW),
    Requirement.INTERNAL_COMMUNICATION: (
        SectionCode.COMMUNICATION,
        GapCode.COMMUNICATION_NOT_RECORDED,
        CommitmentKind.INTERNAL_COMMUNICATION,
    ),
}


def gaps_of(report: AnnualReport) -> tuple[Gap, ...]:
    """All gaps in the order of the sections. The report's own `gaps` are not looked at."""
    return tuple(
        [
            *_cover(report),
            *_summary(report),
            *_structure(report),
            *_drills(report),
            *_education(report),
            *_improvement(report),
            *_yearly(report, Requirement.PLAN_REVIEW),
            *_measures(report),
            *_yearly(report, Requirement.INTERNAL_COMMUNICATION),
            *_next_year(report),
            *_evidence(report),
        ]
    )


def _cover(report: AnnualReport) -> Iterator[Gap]:
    section = SectionCode.COVER
    plan = report.plan
    if plan is None:
        yield Gap(section, GapCode.NO_PLAN, target_kind=PLAN)
    else:
        if not plan.certification_number or plan.certified_on is None:
            yield Gap(section, GapCode.NO_CERTIFICATE, target_kind=PLAN, target_id=plan.id)
        if not (plan.representative and plan.address):
            yield Gap(section, GapCode.NO_COMPANY_DETAILS, target_kind=PLAN, target_id=plan.id)
    if not (report.signatures.prepared_by and report.signatures.checked_by):
        yield Gap(section, GapCode.NOT_CHECKED, target_kind=NOTE)


def _summary(report: AnnualReport) -> Iterator[Gap]:
    section = SectionCode.SUMMARY
    if not report.signatures.comment:
        yield Gap(section, GapCode.NO_COMMENT, target_kind=NOTE)
    training = _requirement(report, Requirement.TRAINING)
    if training.outcome is Outcome.NOT_DONE:
        yield Gap(section, GapCode.NO_DRILL_HELD, target_kind=CALENDAR)
    else:
        for month in training.months:
            if month.is_over and month.done_on is None:
                first = date(month.year, month.month, 1)
                yield Gap(section, GapCode.MONTH_NOT_MET, day=first, target_kind=CALENDAR)


def _structure(report: AnnualReport) -> Iterator[Gap]:
    if report.plan is not None and not report.plan.structure:
        yield Gap(SectionCode.STRUCTURE, GapCode.NO_STRUCTURE, target_kind=PLAN, target_id=report.plan.id)
    if report.proposals and not report.meetings and report.period.has_ended(report.today):
        yield Gap(SectionCode.STRUCTURE, GapCode.NO_MEETING, target_kind=MEETINGS)


def _drills(report: AnnualReport) -> Iterator[Gap]:
    for slot in report.drills.not_held:
        if slot.awaits_record:
            yield _about_slot(GapCode.RECORD_NOT_CLOSED, slot)
        elif slot.held_on is None and not slot.was_given_up:
            # A drill that was moved has a reason for the move, not for not having taken place on its new day.
            yield _about_slot(GapCode.NOT_HELD_WITHOUT_REASON, slot)
    for drill in report.drills.held:
        if any(objective.rating is None for objective in drill.objectives):
            yield _about_drill(GapCode.RATINGS_INCOMPLETE, drill)
        if not drill.findings and not drill.good_points:
            yield _about_drill(GapCode.NO_FINDINGS, drill)
        if drill.review_days is None and report.today > drill.review_due_on:
            late_by = (report.today - drill.review_due_on).days
            yield _about_drill(GapCode.REVIEW_LATE, drill, number=late_by)
        if drill.is_evacuation and drill.headcount is None:
            yield _about_drill(GapCode.EVACUATION_WITHOUT_HEADCOUNT, drill)


def _education(report: AnnualReport) -> Iterator[Gap]:
    section = SectionCode.EDUCATION
    if _requirement(report, Requirement.EDUCATION).outcome is Outcome.NOT_DONE:
        yield Gap(section, GapCode.NO_EDUCATION, target_kind=QUIZZES)
    for quiz in report.education:
        if quiz.is_due(report.as_of) and quiz.unfinished:
            yield Gap(
                section,
                GapCode.QUIZ_UNFINISHED if quiz.finished else GapCode.QUIZ_WITHOUT_RESULTS,
                subject=quiz.title,
                day=quiz.due_on,
                number=quiz.unfinished,
                target_kind=QUIZ_ASSIGNMENT,
                target_id=quiz.id,
            )


def _improvement(report: AnnualReport) -> Iterator[Gap]:
    for line in report.proposals:
        if line.is_overdue and line.due_on is not None:
            yield Gap(
                SectionCode.IMPROVEMENT,
                GapCode.PROPOSAL_OVERDUE,
                subject=line.title,
                day=line.due_on,
                number=(report.as_of - line.due_on).days,
                target_kind=PROPOSAL,
                target_id=line.id,
            )


def _yearly(report: AnnualReport, requirement: Requirement) -> Iterator[Gap]:
    section, code, kind = _YEARLY_GAPS[requirement]
    if _requirement(report, requirement).outcome is Outcome.NOT_RECORDED and report.plan is not None:
        line = next((line for line in report.commitments if line.kind is kind), None)
        if line is not None:
            yield Gap(section, code, subject=line.text, target_kind=COMMITMENT, target_id=line.id)
        else:
            yield Gap(section, code, target_kind=PLAN, target_id=report.plan.id)


def _measures(report: AnnualReport) -> Iterator[Gap]:
    for line in report.commitments:
        if line.kind is CommitmentKind.MEASURE and line.is_overdue(report.as_of):
            yield Gap(
                SectionCode.MEASURES,
                GapCode.MEASURE_OVERDUE,
                subject=line.text,
                day=line.due_on,
                target_kind=COMMITMENT,
                target_id=line.id,
            )


def _next_year(report: AnnualReport) -> Iterator[Gap]:
    if report.period.has_ended(report.today) and not report.next_year:
        yield Gap(SectionCode.NEXT_YEAR, GapCode.NEXT_YEAR_EMPTY, target_kind=CALENDAR)


def _evidence(report: AnnualReport) -> Iterator[Gap]:
    with_evidence = {line.subject_id for line in report.evidence if line.subject_kind == DRILL}
    for drill in report.drills.held:
        if drill.id not in with_evidence:
            yield _about_drill(GapCode.NO_EVIDENCE, drill, section=SectionCode.EVIDENCE)


def _requirement(report: AnnualReport, requirement: Requirement) -> RequirementOutcome:
    return next(outcome for outcome in report.requirements if outcome.requirement is requirement)


def _about_drill(
    code: GapCode, drill: DrillEntry, *, number: int | None = None, section: SectionCode = SectionCode.DRILLS
) -> Gap:
    return Gap(
        section, code, subject=drill.title, day=drill.held_on, number=number, target_kind=DRILL, target_id=drill.id
    )


def _about_slot(code: GapCode, slot: PlannedDrill) -> Gap:
    kind, target = (DRILL, slot.drill_id) if slot.drill_id is not None else (SLOT, slot.slot_id)
    return Gap(SectionCode.DRILLS, code, subject=slot.title, day=slot.planned_for, target_kind=kind, target_id=target)
