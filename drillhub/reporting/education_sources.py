"""Where a report gets its education: the results of the quizzes that were given to people."""

from collections.abc import Iterable

from drillhub.learning.results import AssignmentResult
from drillhub.reporting.education_facts import MissedLine, QuizEntry
from drillhub.reporting.education_figures import one_decimal


def quiz_entries(results: Iterable[AssignmentResult]) -> tuple[QuizEntry, ...]:
    """The results as a report keeps them, in their order."""
    return tuple(
        QuizEntry(
            id=each.assignment_id,
            quiz_id=each.quiz_id,
            number=each.number,
            title=each.title,
            revision=each.revision,
            audience=each.audience_label,
            assigned_on=each.assigned_on,
            due_on=each.due_on,
            assigned=each.assigned,
            finished=each.finished,
            finished_in_time=each.finished_in_time,
            passed=each.passed,
            passed_first=each.passed_first,
            mean_percent=one_decimal(each.mean_percent) if each.mean_percent is not None else None,
            missed=tuple(MissedLine(line.position, line.text, line.right, line.answered) for line in each.missed),
        )
        for each in results
    )
