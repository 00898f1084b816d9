"""What a report knows of education: plain values, taken from the results of quizzes."""

from dataclasses import dataclass
from datetime import date

from drillhub.reporting.numbers import Number


@dataclass(frozen=True)
class MissedLine:
    """A question that many got wrong in their first attempt. position: in the quiz, from 1."""

    position: int
    text: str
    right: int
    answered: int


@dataclass(frozen=True)
class QuizEntry:
    """A quiz that was given to people in the period, and what came of it.

    id: of the assignment. number: of the quiz. audience: who was to take it, in words. finished_in_time: by due_on.
    passed: in any attempt, passed_first: in the first. mean_percent: of first attempts, one decimal place; None when
    nobody finished. missed: worst first.
    """

    id: int
    quiz_id: int
    number: str
    title: str
    revision: int
    audience: str
    assigned_on: date
    due_on: date
    assigned: int
    finished: int
    finished_in_time: int
    passed: int
    passed_first: int
    mean_percent: Number | None
    missed: tuple[MissedLine, ...]

    def is_due(self, as_of: date) -> bool:
        """Whether its last day is over."""
        return self.due_on < as_of

    @property
    def unfinished(self) -> int:
        return self.assigned - self.finished
