"""Verbs of the evaluation: attendance, ratings, observations, findings, dates of follow-ups.

They may be used from the launch until the record is closed, and again while a correction is open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from drillhub import audit
from drillhub.audit import Actor
from drillhub.core.database import db
from drillhub.core.errors import NotFound, TextTooLong
from drillhub.drills import run_log
from drillhub.drills.acceptance import LONGEST_TEXT
from drillhub.drills.errors import ExcuseMissing, RecordClosed, RunConflict, UnknownInRun
from drillhub.drills.evaluation import Attendance, CriterionResult
from drillhub.drills.findings import NewFinding
from drillhub.drills.models import (
    CriterionObservation,
    DrillParticipant,
    Finding,
    FollowUpDate,
    ObjectiveRating,
    Run,
)
from drillhub.drills.run_state import RunStatus
from drillhub.drills.snapshot import LaunchSnapshot, snapshot_of
from drillhub.vocabulary import TaskRating


@dataclass(frozen=True)
class AttendanceEntry:
    """reason: needed for an excuse, may say more for an absence."""

    participant_id: int
    attendance: Attendance
    reason: str = ""


@dataclass(frozen=True)
class RatingEntry:
    objective: str
    rating: TaskRating
    comment: str = ""


@dataclass(frozen=True)
class ObservationEntry:
    criterion: str
    result: CriterionResult
    note: str = ""


def mark_attendance(run_id: int, entries: Sequence[AttendanceEntry], *, by: Actor, at: datetime) -> None:
    """Say who was there. Raises RecordClosed, UnknownInRun, ExcuseMissing."""
    run = _open_for_evaluation(run_id)
    rows = {
        row.id: row
        for row in db.session.scalars(select(DrillParticipant).where(DrillParticipant.drill_id == run.drill_id))
    }
    for entry in entries:
        row = rows.get(entry.participant_id)
        if row is None:
            raise UnknownInRun("attendance")
        reason = entry.reason.strip()
        if entry.attendance is Attendance.EXCUSED and not reason:
            raise ExcuseMissing("attendance", name=row.frozen_name)
        row.attendance = entry.attendance
        row.attendance_reason = reason[:500]
    audit.record("run.attendance_marked", by=by, at=at, subject=run, facts={"count": len(entries)})


def rate(run_id: int, entries: Sequence[RatingEntry], *, is_final: bool, by: Actor, at: datetime) -> None:
    """Rate objectives. is_final: as the lead, for everybody; otherwise as one opinion among several.

    Raises RecordClosed, UnknownInRun, TextTooLong.
    """
    run = _open_for_evaluation(run_id)
    rater_id = _person_id(by)
    known = {objective.id for objective in _snapshot(run).objectives}
    rows = {
        row.objective: row
        for row in db.session.scalars(
            select(ObjectiveRating).where(ObjectiveRating.run_id == run.id, ObjectiveRating.rater_id == rater_id)
        )
    }
    for entry in entries:
        if entry.objective not in known:
            raise UnknownInRun("rating")
        _require_short(entry.comment, "comment")
        row = rows.get(entry.objective)
        if row is None:
            row = ObjectiveRating(run_id=run.id, objective=entry.objective, rater_id=rater_id)
            db.session.add(row)
        elif (row.rating, row.comment, row.is_final) == (entry.rating, entry.comment.strip(), is_final):
            continue
        row.rating = entry.rating
        row.comment = entry.comment.strip()
        row.rater_name = by.name
        row.is_final = is_final
        row.rated_at = at
    audit.record(
        "run.rated",
        by=by,
        at=at,
        subject=run,
        facts={"final": is_final, "ratings": {entry.objective: entry.rating.value for entry in entries}},
    )


def observe(run_id: int, entries: Sequence[ObservationEntry], *, by: Actor, at: datetime) -> None:
    """Say what was seen of evaluation criteria; the latest entry stays. Raises RecordClosed, UnknownInRun."""
    run = _open_for_evaluation(run_id)
    observer_id = _person_id(by)
    known = {criterion.id for criterion in _snapshot(run).criteria}
    rows = {
        row.criterion: row
        for row in db.session.scalars(select(CriterionObservation).where(CriterionObservation.run_id == run.id))
    }
    for entry in entries:
        if entry.criterion not in known:
            raise UnknownInRun("criterion")
        _require_short(entry.note, "note")
        row = rows.get(entry.criterion)
        if row is None:
            row = CriterionObservation(run_id=run.id, criterion=entry.criterion)
            db.session.add(row)
        elif (row.result, row.note) == (entry.result, entry.note.strip()):
            continue
        row.result = entry.result
        row.note = entry.note.strip()
        row.observer_id = observer_id
        row.observer_name = by.name
        row.observed_at = at
    audit.record(
        "run.observed",
        by=by,
        at=at,
        subject=run,
        facts={"criteria": {entry.criterion: entry.result.value for entry in entries}},
    )


def add_finding(run_id: int, new: NewFinding, *, by: Actor, at: datetime) -> Finding:
    """Write down what was learned. Raises RecordClosed, TextMissing, TextTooLong, UnknownInRun."""
    new.require_text()
    run = _open_for_evaluation(run_id)
    if new.source is not None and all(note.event_id != new.source for note in run_log.state_of(run).notes):
        raise UnknownInRun("source")
    last = db.session.scalar(select(func.max(Finding.number)).where(Finding.drill_id == run.drill_id)) or 0
    finding = Finding(
        drill_id=run.drill_id,
        run_id=run.id,
        number=last + 1,
        kind=new.kind,
        text=new.text.strip(),
        cause=new.cause.strip(),
        plan_item=new.plan_item,
        source_event_id=str(new.source) if new.source else None,
        noted_by_id=by.person_id,
        noted_by=by.name,
        created_at=at,
    )
    db.session.add(finding)
    audit.record("finding.added", by=by, at=at, subject=finding, facts={"run": run.id, "number": last + 1})
    return finding


def withdraw_finding(run_id: int, number: int, *, by: Actor, at: datetime) -> None:
    """Take a finding back before the record is closed; its number is not used again. Raises NotFound, RecordClosed."""
    run = _open_for_evaluation(run_id)
    finding = db.session.scalar(
        select(Finding).where(
            Finding.drill_id == run.drill_id, Finding.number == number, Finding.withdrawn_at.is_(None)
        )
    )
    if finding is None:
        raise NotFound()
    finding.withdrawn_at = at
    audit.record("finding.withdrawn", by=by, at=at, subject=finding, facts={"number": number})


def set_follow_up(run_id: int, task_id: str, due_on: date, *, by: Actor, at: datetime) -> None:
    """Set the date of a task whose target lies beyond the story. Raises RecordClosed, UnknownInRun."""
    run = _open_for_evaluation(run_id)
    if _snapshot(run).task(task_id) is None:
        raise UnknownInRun("task")
    row = db.session.scalar(select(FollowUpDate).where(FollowUpDate.run_id == run.id, FollowUpDate.task == task_id))
    if row is None:
        row = FollowUpDate(run_id=run.id, task=task_id)
        db.session.add(row)
    row.due_on = due_on
    row.set_by = by.name
    audit.record("run.follow_up_set", by=by, at=at, subject=run, facts={"task": task_id, "due_on": due_on.isoformat()})


def _open_for_evaluation(run_id: int) -> Run:
    run = run_log.locked_run(run_id)
    if run.status is RunStatus.STOPPED:
        raise RunConflict(status=run.status.label)
    if run.status is RunStatus.CLOSED and run.drill.correction_reason is None:
        raise RecordClosed()
    return run


def _snapshot(run: Run) -> LaunchSnapshot:
    return snapshot_of(run.snapshot)


def _person_id(by: Actor) -> int:
    if by.person_id is None:
        raise ValueError("a rating needs the person who gives it")
    return by.person_id


def _require_short(text: str, field: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise TextTooLong(field, maximum=LONGEST_TEXT)
