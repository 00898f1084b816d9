"""Evaluation: how ratings of several observers become one, and what is missing before the record can be closed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from drillhub.core.i18n import LazyString, _l
from drillhub.vocabulary import TaskRating


class CriterionResult(StrEnum):
    """What an evaluator saw of one criterion."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"
    NOT_OBSERVED = "not_observed"

    @property
    def label(self) -> LazyString:
        return _RESULT_LABELS[self]


_RESULT_LABELS = {
    CriterionResult.MET: _l("満たした"),
    CriterionResult.PARTLY: _l("一部を満たした"),
    CriterionResult.NOT_MET: _l("満たさなかった"),
    CriterionResult.NOT_OBSERVED: _l("観察できなかった"),
}


class Attendance(StrEnum):
    UNDECIDED = "undecided"
    ATTENDED = "attended"
    ABSENT = "absent"
    EXCUSED = "excused"  # with a reason; taken out of the participation rate

    @property
    def label(self) -> LazyString:
        return _ATTENDANCE_LABELS[self]


_ATTENDANCE_LABELS = {
    Attendance.UNDECIDED: _l("未記入"),
    Attendance.ATTENDED: _l("参加"),
    Attendance.ABSENT: _l("欠席"),
    Attendance.EXCUSED: _l("免除"),
}


@dataclass(frozen=True)
class Rating:
    """One person's rating of one objective. is_final: given by the lead as the result for everybody."""

    objective: str
    rating: TaskRating
    comment: str
    rater: str
    rated_at: datetime
    is_final: bool


@dataclass(frozen=True)
class ObjectiveResult:
    """What holds for an objective. rating: None while nobody rated it or raters differ without a lead's decision."""

    objective: str
    rating: TaskRating | None
    comment: str
    opinions: tuple[Rating, ...]

    @property
    def is_disputed(self) -> bool:
        return self.rating is None and len(self.opinions) > 1


def consolidate(objective: str, ratings: Iterable[Rating]) -> ObjectiveResult:
    """One result from the ratings of several people: the lead's decision, else what all agree on.

    Differing opinions are not averaged; both are kept and a lead decides.
    """
    opinions = tuple(sorted((each for each in ratings if each.objective == objective), key=_when))
    final = [each for each in opinions if each.is_final]
    if final:
        return ObjectiveResult(objective, final[-1].rating, final[-1].comment, opinions)
    if opinions and len({each.rating for each in opinions}) == 1:
        comment = "\n".join(each.comment for each in opinions if each.comment)
        return ObjectiveResult(objective, opinions[0].rating, comment, opinions)
    return ObjectiveResult(objective, None, "", opinions)


def _when(rating: Rating) -> datetime:
    return rating.rated_at


class GapKind(StrEnum):
    NOT_RATED = "not_rated"
    DISPUTED = "disputed"
    WHY_MISSING = "why_missing"
    ATTENDANCE_UNDECIDED = "attendance_undecided"
    EXCUSE_MISSING = "excuse_missing"
    CRITERION_OPEN = "criterion_open"
    NO_FINDINGS = "no_findings"
    TASK_NOT_RECORDED = "task_not_recorded"


@dataclass(frozen=True)
class Gap:
    """Something the evaluation lacks. subject: the task, objective, criterion or person it is about.

    blocking: must be filled in.
    """

    kind: GapKind
    subject: str
    blocking: bool


@dataclass(frozen=True)
class AttendanceMark:
    name: str
    attendance: Attendance
    reason: str


def gaps(
    results: Sequence[ObjectiveResult],
    criteria: Mapping[str, CriterionResult | None],
    attendance: Sequence[AttendanceMark],
    *,
    unrecorded: Sequence[str] = (),
    findings_count: int,
) -> tuple[Gap, ...]:
    """What is missing before the record can be closed; blocking ones first.

    criteria: criterion id → result, None while nobody judged it. unrecorded: ids of tasks of which nobody said what
    became of them. Blocking: no such task is left, every objective has one rating, a rating of M or U says why (an
    improvement starts there), everyone's attendance is known, an excuse has its reason. Criteria and findings are
    asked for but may stay open.
    """
    found = [Gap(GapKind.TASK_NOT_RECORDED, task, blocking=True) for task in unrecorded]
    for result in results:
        if result.rating is None:
            kind = GapKind.DISPUTED if result.is_disputed else GapKind.NOT_RATED
            found.append(Gap(kind, result.objective, blocking=True))
        elif result.rating in {TaskRating.MAJOR_CHALLENGES, TaskRating.UNABLE} and not result.comment.strip():
            found.append(Gap(GapKind.WHY_MISSING, result.objective, blocking=True))
    for mark in attendance:
        if mark.attendance is Attendance.UNDECIDED:
            found.append(Gap(GapKind.ATTENDANCE_UNDECIDED, mark.name, blocking=True))
        elif mark.attendance is Attendance.EXCUSED and not mark.reason.strip():
            found.append(Gap(GapKind.EXCUSE_MISSING, mark.name, blocking=True))
    found += [
        Gap(GapKind.CRITERION_OPEN, criterion, blocking=False)
        for criterion, result in criteria.items()
        if result is None
    ]
    if not findings_count:
        found.append(Gap(GapKind.NO_FINDINGS, "", blocking=False))
    return tuple(found)


@dataclass(frozen=True)
class Participation:
    """K04: attended ÷ (invited − excused)."""

    invited: int
    attended: int
    excused: int

    @property
    def expected(self) -> int:
        return self.invited - self.excused

    @property
    def rate(self) -> float | None:
        """0-1; None when nobody was expected."""
        return self.attended / self.expected if self.expected else None


def participation(marks: Iterable[Attendance]) -> Participation:
    counted = list(marks)
    return Participation(
        invited=len(counted),
        attended=counted.count(Attendance.ATTENDED),
        excused=counted.count(Attendance.EXCUSED),
    )
