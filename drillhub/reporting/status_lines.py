"""The six rows of the official table, from the records of a plan."""

from collections.abc import Iterable

from drillhub.reporting.occasions import Occasion, occasions_of
from drillhub.reporting.plan_records import PlanRecords
from drillhub.reporting.status_rules import PLAN_ITEMS
from drillhub.reporting.status_values import DrillMention, ImprovementMention, PlannedText, QuizMention, StatusLine
from drillhub.vocabulary import PlanItem


def status_lines(records: PlanRecords) -> tuple[StatusLine, ...]:
    """One row for each item, in the order of the form."""
    improvements = tuple(improvements_of(records))
    return tuple(
        StatusLine(
            item=item,
            planned=tuple(_planned(records, items)),
            commitments=tuple(line for line in records.commitments if line.plan_item in items),
            occasions=tuple(_occasions(records, items)),
            improvements=tuple(each for each in improvements if each.plan_item in items),
            confirmed=records.rows.get(item),
        )
        for item, items in PLAN_ITEMS.items()
    )


def drill_mentions(records: PlanRecords) -> tuple[DrillMention, ...]:
    return tuple(
        DrillMention(
            id=drill.id,
            number=drill.number,
            title=drill.title,
            drill_type=drill.drill_type,
            held_on=drill.held_on,
            attended=drill.attended,
            expected=drill.expected,
        )
        for drill in records.drills
    )


def quiz_mentions(records: PlanRecords) -> tuple[QuizMention, ...]:
    return tuple(
        QuizMention(
            assignment_id=quiz.assignment_id,
            number=quiz.number,
            title=quiz.title,
            assigned_on=quiz.assigned_on,
            assigned=quiz.assigned,
            passed=quiz.passed,
        )
        for quiz in records.quizzes
    )


def improvements_of(records: PlanRecords) -> Iterable[ImprovementMention]:
    """Proposals that stand as carried out, and were carried out in the period."""
    day = records.period.known_until(records.today)
    for proposal in records.proposals:
        done_on = proposal.implemented_on
        if done_on is not None and records.period.first_day <= done_on <= day:
            yield ImprovementMention(
                id=proposal.id,
                number=proposal.number,
                title=proposal.title,
                text=proposal.proposal,
                plan_item=proposal.plan_item,
                implemented_on=done_on,
                was_verified=proposal.verified_on is not None and proposal.verified_on <= day,
            )


def _planned(records: PlanRecords, items: tuple[PlanItem, ...]) -> Iterable[PlannedText]:
    """What the plan says under the items; of the promotion also who is responsible."""
    for item in items:
        text = records.content.text_of(item)
        if item is PlanItem.PROMOTION and records.content.structure:
            text = f"{records.content.structure.strip()}\n{text.strip()}"
        if text.strip():
            yield PlannedText(item, text.strip())


def _occasions(records: PlanRecords, items: tuple[PlanItem, ...]) -> Iterable[Occasion]:
    as_of = records.period.as_of(records.today)
    drilled_on = [drill.held_on for drill in records.drills]
    for line in records.commitments:
        if line.plan_item in items:
            yield from occasions_of(line, records.years, records.period, as_of=as_of, drilled_on=drilled_on)
