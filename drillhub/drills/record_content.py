"""What a drill's record says: one JSON structure, made from the run's events and the evaluation, and nothing else.

Times are whole seconds or ISO instants in UTC; story times count from the incident. Names are those frozen at launch.
The shape is `FORMAT`; readers (pages, reports, exports) rely on it, so fields are added and never renamed.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from drillhub.core import clock
from drillhub.drills.evaluation import Attendance, ObjectiveResult, participation
from drillhub.drills.events import Mark
from drillhub.drills.headcount import Called, roll_call
from drillhub.drills.models import CriterionObservation, DrillParticipant, Finding, Run
from drillhub.drills.run_state import Note, RunState
from drillhub.drills.snapshot import ParticipantKind
from drillhub.drills.task_watches import TaskWatch, Verdict, count_on_time, watches
from drillhub.scenarios.content import Inject
from drillhub.scenarios.vocabulary import Measure

FORMAT: Final = 1


@dataclass(frozen=True)
class Closing:
    """Who makes this revision, when, why (corrections only), and the digest of the revision before it."""

    revision: int
    reason: str
    previous_digest: str | None
    by: str
    at: datetime


@dataclass(frozen=True)
class Evaluation:
    """Everything that people added to the events. due: task id → date set by hand."""

    results: Sequence[ObjectiveResult]
    observations: Mapping[str, CriterionObservation]
    findings: Sequence[Finding]
    participants: Sequence[DrillParticipant]
    due: Mapping[str, date]


def follow_up_date(state: RunState, watch: TaskWatch) -> date:
    """When a task whose target lies beyond the story is due in real life: the start of the run plus its target."""
    start = state.started_at or state.clock.latest
    if start is None:
        raise ValueError("a run that never started has no follow-ups")
    return clock.local(start + watch.target, state.snapshot.timezone).date()


def record_content(run: Run, state: RunState, evaluation: Evaluation, closing: Closing) -> dict[str, Any]:
    """The record as JSON values. state: of the ended run."""
    frozen = state.snapshot
    end = state.ended_at or closing.at
    results = watches(state, end)
    on_time = count_on_time(results)
    players = participation(each.attendance for each in evaluation.participants if each.kind is ParticipantKind.PLAYER)
    return {
        "format": FORMAT,
        "drill": {
            "number": frozen.drill_number,
            "title": frozen.title,
            "type": frozen.drill_type,
            "further_types": list(frozen.further_types),
            "site": frozen.site,
            "place": frozen.place,
            "planned_date": frozen.planned_date,
            "planned_time": frozen.planned_time,
            "timezone": frozen.timezone,
            "planned_duration_min": frozen.duration_min,
            "facilitator": frozen.facilitator,
            "deputy": frozen.deputy or None,
        },
        "scenario": {
            "id": frozen.scenario.id,
            "code": frozen.scenario.code,
            "title_ja": frozen.scenario.title.ja,
            "title_en": frozen.scenario.title.en,
            "version": frozen.scenario_version,
            "digest": frozen.scenario_digest,
        },
        "run": {
            "number": run.number,
            "launched_at": _instant(run.launched_at),
            "started_at": _instant(state.started_at),
            "ended_at": _instant(end),
            "held_on": clock.local(state.started_at or end, frozen.timezone).date().isoformat(),
            "elapsed_seconds": _seconds(state.elapsed(end)),
            "snapshot_digest": run.digest,
            "events": state.version,
        },
        "participants": [_participant(each, state) for each in evaluation.participants],
        "participation": {
            "invited": players.invited,
            "excused": players.excused,
            "expected": players.expected,
            "attended": players.attended,
        },
        "headcount": _headcount(state, evaluation.participants, results),
        "injects": [_inject(each, state) for each in frozen.scenario.msel],
        "tasks": [_task(each, state, evaluation.due) for each in results],
        "tasks_on_time": {
            "on_time": on_time.on_time,
            "judged": on_time.judged,
            "critical_on_time": on_time.critical_on_time,
            "critical_judged": on_time.critical_judged,
        },
        "notices_on_time": _notices(results),
        "objectives": [_objective(each, state) for each in evaluation.results],
        "criteria": [_criterion(each.id, state, evaluation.observations.get(each.id)) for each in frozen.criteria],
        "notes": [_note(each) for each in state.notes],
        "findings": [_finding(each) for each in evaluation.findings],
        "closing": {
            "revision": closing.revision,
            "reason": closing.reason,
            "previous_digest": closing.previous_digest,
            "by": closing.by,
            "at": _instant(closing.at),
        },
    }


def canonical(content: Mapping[str, Any]) -> str:
    """The one text of a content: keys sorted, no spaces."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _participant(each: DrillParticipant, state: RunState) -> dict[str, Any]:
    known = {role.id: role for role in state.snapshot.scenario.roles}
    return {
        "participant_id": each.id,
        "name": each.frozen_name,
        "department": each.frozen_department,
        "site": each.frozen_site,
        "employment": each.frozen_employment,
        "kind": each.kind,
        "roles": [{"id": role, "ja": known[role].ja, "en": known[role].en} for role in each.role_ids if role in known],
        "attendance": each.attendance,
        "reason": each.attendance_reason if each.attendance is not Attendance.ATTENDED else "",
        "added_late": each.added_late,
        "joined_at": _instant(state.joined.get(each.id)),
    }


def _headcount(
    state: RunState, participants: Sequence[DrillParticipant], results: Sequence[TaskWatch]
) -> dict[str, Any] | None:
    """None where nobody is called. on_site: everybody who had to be accounted for, guests too.

    on_site = present + excused + missing, and accounted = present + excused. missing: who was looked for and not
    found, and who was never confirmed. declared_seconds: from the alarm until somebody said that it was finished.
    """
    if not state.snapshot.takes_headcount:
        return None
    roll = roll_call(state.headcount, [each.roster_entry for each in participants], late=state.added)
    declared = [each for each in results if each.task.measure is Measure.HEADCOUNT_TIME_MIN and each.done]
    return {
        "on_site": roll.on_site,
        "accounted": roll.accounted,
        "present": len(roll.marked(Mark.PRESENT)),
        "excused": len(roll.marked(Mark.EXCUSED)),
        "missing": [_missing(each) for each in roll.unaccounted],
        "guests": [
            {"name": each.name, "company": each.department, "kind": each.guest, "mark": each.mark}
            for each in roll.guests.people
        ],
        "declared_seconds": next((_seconds(each.elapsed) for each in declared if each.elapsed is not None), None),
    }


def _missing(called: Called) -> dict[str, Any]:
    place = called.made.place if called.made else ""
    return {"name": called.name, "department": called.department, "mark": called.mark, "place": place}


def _inject(each: Inject, state: RunState) -> dict[str, Any]:
    released = state.released.get(each.seq)
    skipped = state.skipped.get(each.seq)
    status = "released" if released else "skipped" if skipped else "not_released"
    return {
        "seq": each.seq,
        "title_ja": each.title_ja,
        "title_en": each.title_en,
        "kind": each.kind,
        "planned_drill_min": each.drill_min,
        "planned_story_min": each.story_min,
        "story_label": each.story_label_ja,
        "status": status,
        "elapsed_seconds": _seconds(released.elapsed) if released else None,
        "story_seconds": _seconds(released.story) if released else None,
        "source": released.source if released else None,
        "reason": skipped.reason if skipped else "",
    }


def _task(watch: TaskWatch, state: RunState, due: Mapping[str, date]) -> dict[str, Any]:
    task, done = watch.task, watch.done
    due_on = None
    if watch.is_follow_up:
        due_on = (due.get(task.id) or follow_up_date(state, watch)).isoformat()
    return {
        "id": task.id,
        "ja": task.ja,
        "en": task.en,
        "role": task.role,
        "critical": task.critical,
        "measure": task.measure,
        "plan_item": task.plan_item,
        "notice": task.notice,
        "measured_from": task.measured_from,
        "target_min": task.target_min,
        "verdict": watch.verdict,
        "because": watch.because,
        "unseen": left.unseen if (left := state.left.get(task.id)) else "",
        "elapsed_seconds": _seconds(watch.elapsed) if done and watch.elapsed is not None else None,
        "done": done is not None,
        "stated": done.stated if done else False,
        "done_by": done.by if done else None,
        "follow_up_on": due_on,
    }


def _notices(results: Sequence[TaskWatch]) -> dict[str, int]:
    """K13: notices on time ÷ notices due."""
    judged = [each for each in results if each.task.notice is not None and each.verdict.is_judged]
    return {"on_time": sum(each.verdict is Verdict.ON_TIME for each in judged), "due": len(judged)}


def _objective(result: ObjectiveResult, state: RunState) -> dict[str, Any]:
    objective = state.snapshot.scenario.objective(result.objective)
    return {
        "id": objective.id,
        "ja": objective.ja,
        "en": objective.en,
        "capability": objective.capability,
        "rating": result.rating,
        "comment": result.comment,
        "opinions": [
            {"rater": each.rater, "rating": each.rating, "comment": each.comment, "final": each.is_final}
            for each in result.opinions
        ],
    }


def _criterion(criterion_id: str, state: RunState, seen: CriterionObservation | None) -> dict[str, Any]:
    criterion = next(each for each in state.snapshot.criteria if each.id == criterion_id)
    return {
        "id": criterion.id,
        "objective": criterion.objective,
        "ja": criterion.ja,
        "pass_ja": criterion.pass_ja,
        "method": criterion.method,
        "result": seen.result if seen else None,
        "note": seen.note if seen else "",
        "observer": seen.observer_name if seen else None,
    }


def _note(note: Note) -> dict[str, Any]:
    return {
        "event_id": str(note.event_id),
        "kind": note.kind,
        "text": note.text,
        "corrections": list(note.corrections),
        "criterion": note.criterion,
        "elapsed_seconds": _seconds(note.elapsed),
        "story_seconds": _seconds(note.story) if note.story is not None else None,
        "by": note.by,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "number": finding.number,
        "kind": finding.kind,
        "text": finding.text,
        "cause": finding.cause,
        "plan_item": finding.plan_item,
        "by": finding.noted_by,
        "source_event_id": finding.source_event_id,
    }


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())


def _instant(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at is not None else None
