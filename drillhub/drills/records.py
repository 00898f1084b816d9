"""Verbs of the record: close it, correct it, and move the drill along its life."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import func, select

from drillhub import audit
from drillhub.audit import Actor
from drillhub.calendar import slots
from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.drills import run_log
from drillhub.drills.errors import NoRunToClose, NotReadyToClose, ReasonMissing, RecordClosed
from drillhub.drills.evaluation import (
    AttendanceMark,
    CriterionResult,
    Gap,
    ObjectiveResult,
    Rating,
    consolidate,
    gaps,
)
from drillhub.drills.events import Closed, NewEvent
from drillhub.drills.models import (
    CriterionObservation,
    Drill,
    DrillParticipant,
    DrillRecord,
    Finding,
    FollowUpDate,
    ObjectiveRating,
    Run,
)
from drillhub.drills.record_content import Closing, Evaluation, canonical, record_content
from drillhub.drills.run_state import RunState, RunStatus
from drillhub.drills.snapshot import digest_of
from drillhub.drills.task_watches import watches


def evaluation_of(run: Run, state: RunState) -> Evaluation:
    """What people have added to a run so far. Five statements."""
    ratings = [
        Rating(row.objective, row.rating, row.comment, row.rater_name, row.rated_at, row.is_final)
        for row in db.session.scalars(select(ObjectiveRating).where(ObjectiveRating.run_id == run.id))
    ]
    observations = db.session.scalars(select(CriterionObservation).where(CriterionObservation.run_id == run.id))
    findings = db.session.scalars(
        select(Finding).where(Finding.drill_id == run.drill_id, Finding.withdrawn_at.is_(None)).order_by(Finding.number)
    )
    participants = db.session.scalars(
        select(DrillParticipant)
        .where(DrillParticipant.drill_id == run.drill_id)
        .order_by(DrillParticipant.kind, DrillParticipant.id)
    )
    dates = db.session.scalars(select(FollowUpDate).where(FollowUpDate.run_id == run.id))
    return Evaluation(
        results=tuple(consolidate(objective.id, ratings) for objective in state.snapshot.objectives),
        observations={row.criterion: row for row in observations},
        findings=tuple(findings),
        participants=tuple(participants),
        due={row.task: row.due_on for row in dates},
    )


def ratings_by(run_id: int, person_id: int) -> tuple[ObjectiveRating, ...]:
    """The ratings one person gave. One statement."""
    return tuple(
        db.session.scalars(
            select(ObjectiveRating).where(ObjectiveRating.run_id == run_id, ObjectiveRating.rater_id == person_id)
        )
    )


def gaps_of(state: RunState, evaluation: Evaluation) -> tuple[Gap, ...]:
    """What the evaluation still lacks."""
    results: tuple[ObjectiveResult, ...] = tuple(evaluation.results)
    criteria: dict[str, CriterionResult | None] = {
        each.id: seen.result if (seen := evaluation.observations.get(each.id)) else None
        for each in state.snapshot.criteria
    }
    marks = [
        AttendanceMark(each.frozen_name, each.attendance, each.attendance_reason) for each in evaluation.participants
    ]
    # A record that is being corrected keeps its events: what they do not tell cannot be asked for any more.
    end = state.ended_at if state.status is RunStatus.ANSWERING else None
    unrecorded = [each.task.id for each in watches(state, end) if each.is_unrecorded] if end else []
    return gaps(results, criteria, marks, unrecorded=unrecorded, findings_count=len(evaluation.findings))


def close_record(run_id: int, *, by: Actor, at: datetime) -> DrillRecord:
    """Freeze the record of an ended run: the first revision, or the next one while a correction is open.

    Raises NotReadyToClose (facts: missing), NoRunToClose, RecordClosed.
    """
    run = run_log.locked_run(run_id)
    drill = run.drill
    if run.status is RunStatus.CLOSED and drill.correction_reason is None:
        raise RecordClosed()
    if run.status not in {RunStatus.ANSWERING, RunStatus.CLOSED}:
        raise NoRunToClose()
    state = run_log.state_of(run)
    evaluation = evaluation_of(run, state)
    blocking = [gap for gap in gaps_of(state, evaluation) if gap.blocking]
    if blocking:
        raise NotReadyToClose(missing=blocking)
    if run.status is RunStatus.ANSWERING:
        run_log.append(run, NewEvent(uuid4(), Closed()), by=by, at=at)
        state = run_log.state_of(run)
        drill.hold(started_at=state.started_at or at, ended_at=state.ended_at or at, at=at)
        slots.report_fulfilment(
            drill.slot_id, on=drill.held_on or drill.local_date, kind="drill", ref_id=drill.id, by=by, at=at
        )
    record = _next_revision(drill, run, state, evaluation, by=by, at=at)
    drill.correction_reason = None
    db.session.flush()
    return record


def _next_revision(
    drill: Drill, run: Run, state: RunState, evaluation: Evaluation, *, by: Actor, at: datetime
) -> DrillRecord:
    last = db.session.scalar(
        select(DrillRecord).where(DrillRecord.drill_id == drill.id).order_by(DrillRecord.revision.desc()).limit(1)
    )
    closing = Closing(
        revision=last.revision + 1 if last else 1,
        reason=drill.correction_reason or "",
        previous_digest=last.digest if last else None,
        by=by.name,
        at=at,
    )
    text = canonical(record_content(run, state, evaluation, closing))
    record = DrillRecord(
        drill_id=drill.id,
        run_id=run.id,
        revision=closing.revision,
        content=text,
        digest=digest_of(text),
        reason=closing.reason,
        closed_at=at,
        closed_by_id=by.person_id,
        closed_by=by.name,
    )
    db.session.add(record)
    audit.record(
        "drill.record_closed",
        by=by,
        at=at,
        subject=record,
        facts={"drill": drill.number, "revision": closing.revision, "digest": record.digest},
    )
    return record


def start_correction(run_id: int, reason: str, *, by: Actor, at: datetime) -> None:
    """Open a closed record for a correction; closing again makes the next revision. Earlier revisions stay.

    Raises ReasonMissing, NoRunToClose, NotFound.
    """
    if not reason.strip():
        raise ReasonMissing("reason")
    run = run_log.locked_run(run_id)
    if run.status is not RunStatus.CLOSED:
        raise NoRunToClose()
    run.drill.correction_reason = reason.strip()[:2000]
    count = db.session.scalar(select(func.count()).select_from(DrillRecord).where(DrillRecord.drill_id == run.drill_id))
    audit.record("drill.correction_started", by=by, at=at, subject=run.drill, facts={"revisions": count})


def latest_record(drill_id: int) -> DrillRecord:
    """The revision in force. Raises NotFound."""
    record = db.session.scalar(
        select(DrillRecord).where(DrillRecord.drill_id == drill_id).order_by(DrillRecord.revision.desc()).limit(1)
    )
    if record is None:
        raise NotFound()
    return record
