"""How far people are with a quiz that was given to them: for the trainer. Marks in it, never anybody's answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import raiseload

from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.core.pagination import Page, paginate
from drillhub.learning.grading import Grade
from drillhub.learning.models import Enrollment
from drillhub.learning.results import AssignmentResult, assignment_result
from drillhub.learning.standings import Last, is_last, standing
from drillhub.learning.states import Standing


@dataclass(frozen=True)
class PersonProgress:
    """One person, by the name and department of the day the quiz was given.

    percent: of the last attempt, rounded down; None until it was submitted.
    was_told: a message was queued; without one somebody has to tell them.
    """

    enrollment_id: int
    person_id: int
    name: str
    department: str
    was_told: bool
    standing: Standing
    attempts: int
    percent: int | None
    finished_at: datetime | None
    passed_at: datetime | None


@dataclass(frozen=True)
class DepartmentProgress:
    """department: "" for people without one."""

    department: str
    assigned: int
    finished: int
    passed: int


@dataclass(frozen=True)
class Progress:
    """An assignment as a whole, by department, and person by person. counts: people by standing, all of them named."""

    result: AssignmentResult
    counts: dict[Standing, int]
    departments: tuple[DepartmentProgress, ...]
    people: Page[PersonProgress]


def progress(
    assignment_id: int, *, at: datetime, page: int = 1, size: int = 50, only: Standing | None = None
) -> Progress:
    """only: show the people of one standing; the counts are of everybody. Nine statements. Raises NotFound."""
    result = assignment_result(assignment_id)
    if result is None:
        raise NotFound()
    found = paginate(_people(assignment_id, at, only), number=page, size=size, scalars=False)
    people = tuple(_person(row) for row in found.items)
    return Progress(
        result=result,
        counts=_counts(assignment_id, at),
        departments=_departments(assignment_id),
        people=Page(people, found.total, found.number, found.size),
    )


def _counts(assignment_id: int, at: datetime) -> dict[Standing, int]:
    where = standing(at)
    rows = db.session.execute(
        select(where, func.count(Enrollment.id))
        .outerjoin(Last, is_last())
        .where(Enrollment.assignment_id == assignment_id)
        .group_by(where)
    )
    found = {Standing(row[0]): row[1] for row in rows}
    return {each: found.get(each, 0) for each in Standing}


def _departments(assignment_id: int) -> tuple[DepartmentProgress, ...]:
    rows = db.session.execute(
        select(
            Enrollment.frozen_department,
            func.count(Enrollment.id),
            func.count(Enrollment.finished_at),
            func.count(Enrollment.passed_at),
        )
        .where(Enrollment.assignment_id == assignment_id)
        .group_by(Enrollment.frozen_department)
        .order_by(Enrollment.frozen_department)
    )
    return tuple(DepartmentProgress(*row) for row in rows)


def _people(assignment_id: int, at: datetime, only: Standing | None) -> Select[*tuple[Any, ...]]:
    where = standing(at)
    statement = (
        select(Enrollment, Last, where)
        .outerjoin(Last, is_last())
        .where(Enrollment.assignment_id == assignment_id)
        .options(raiseload("*"))
        .order_by(Enrollment.frozen_department, Enrollment.id)
    )
    return statement if only is None else statement.where(where == only.value)


def _person(row: Row[*tuple[Any, ...]]) -> PersonProgress:
    enrollment, last, where = row
    score = last.score if last is not None else None
    return PersonProgress(
        enrollment_id=enrollment.id,
        person_id=enrollment.person_id,
        name=enrollment.frozen_name,
        department=enrollment.frozen_department,
        was_told=enrollment.invited_at is not None,
        standing=Standing(where),
        attempts=last.number if last is not None else 0,
        percent=Grade(score, last.max_score, last.pass_mark).percent if score is not None else None,
        finished_at=enrollment.finished_at,
        passed_at=enrollment.passed_at,
    )
