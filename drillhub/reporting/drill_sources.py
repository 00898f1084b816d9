"""Where a report gets its drills: closed records and the calendar. One statement for each, whatever their number."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, or_, select

from drillhub.calendar.models import Slot
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.drills import held
from drillhub.drills.findings import FindingKind
from drillhub.drills.models import Drill, Run
from drillhub.drills.run_state import RunStatus
from drillhub.drills.task_watches import NotJudgedBecause, Verdict
from drillhub.identity.models import Site
from drillhub.reporting.drill_facts import (
    DrillEntry,
    FindingLine,
    HeadcountOutcome,
    ObjectiveOutcome,
    PlannedDrill,
    TaskOutcome,
)
from drillhub.reporting.words import Words
from drillhub.scenarios.vocabulary import Measure
from drillhub.vocabulary import DrillType, PlanItem, TaskRating


def drills_held(first_day: date, last_day: date) -> tuple[DrillEntry, ...]:
    """Drills held between two days (both included), by day and number, each by its record in force."""
    return tuple(_entry(drill) for drill in held.held_drills(first_day, last_day))


def _entry(drill: held.HeldDrill) -> DrillEntry:
    content = drill.content
    ended = clock.local(datetime.fromisoformat(content["run"]["ended_at"]), content["drill"]["timezone"])
    is_evacuation = DrillType.EVACUATION_DRILL in {drill.drill_type, *drill.further_types}
    return DrillEntry(
        id=drill.drill_id,
        number=drill.number,
        title=drill.title,
        drill_type=drill.drill_type,
        further_types=drill.further_types,
        site=drill.site,
        place=content["drill"]["place"],
        planned_on=drill.scheduled_for,
        held_on=drill.held_on,
        ended_on=ended.date(),
        review_days=drill.review_days,
        scenario=Words(content["scenario"]["title_ja"], content["scenario"]["title_en"] or ""),
        scenario_version=content["scenario"]["version"],
        facilitator=content["drill"]["facilitator"],
        elapsed_min=round(content["run"]["elapsed_seconds"] / 60),
        invited=drill.participation.invited,
        excused=drill.participation.excused,
        attended=drill.participation.attended,
        objectives=tuple(_objective(each) for each in content["objectives"]),
        tasks=tuple(_task(each) for each in content["tasks"]),
        good_points=tuple(each["text"] for each in content["findings"] if each["kind"] == FindingKind.GOOD),
        findings=tuple(_finding(each) for each in content["findings"] if each["kind"] == FindingKind.FIX),
        record_revision=drill.revision,
        record_digest=drill.digest,
        # In a tabletop exercise people talk about leaving the building: story time, not a time that was measured.
        evacuation_seconds=_measured(content, Measure.EVACUATION_TIME_MIN) if is_evacuation else None,
        headcount_seconds=_headcount_seconds(content) if is_evacuation else None,
        headcount=_headcount(content),
    )


def _measured(content: dict[str, Any], measure: Measure) -> int | None:
    """The slowest task that measures this, None unless all were done: everybody is out when the last part of the
    building is."""
    seconds = [each["elapsed_seconds"] for each in content["tasks"] if each["measure"] == measure]
    return max(seconds, default=None) if None not in seconds else None


def _headcount_seconds(content: dict[str, Any]) -> int | None:
    """The task of the scenario that says so, else the moment at which the roll call was declared finished."""
    if any(each["measure"] == Measure.HEADCOUNT_TIME_MIN for each in content["tasks"]):
        return _measured(content, Measure.HEADCOUNT_TIME_MIN)
    declared: int | None = (content.get("headcount") or {}).get("declared_seconds")
    return declared


def _headcount(content: dict[str, Any]) -> HeadcountOutcome | None:
    """None for a drill without a roll call. A record counts the excused among those on site; they were elsewhere."""
    counted = content.get("headcount")
    if not counted:
        return None
    return HeadcountOutcome(
        on_site=counted["on_site"] - counted["excused"],
        accounted=counted["accounted"] - counted["excused"],
        missing=len(counted["missing"]),
        guests=len(counted["guests"]),
    )


def _objective(row: dict[str, Any]) -> ObjectiveOutcome:
    rating = TaskRating(row["rating"]) if row["rating"] is not None else None
    return ObjectiveOutcome(row["id"], Words(row["ja"], row["en"] or ""), rating, row["comment"])


def _task(row: dict[str, Any]) -> TaskOutcome:
    seconds = row["elapsed_seconds"]
    return TaskOutcome(
        id=row["id"],
        text=Words(row["ja"], row["en"] or ""),
        critical=row["critical"],
        is_notice=row["notice"] is not None,
        target_min=row["target_min"],
        # Rounded up: a task that took 30 minutes and a second did not take 30 minutes.
        elapsed_min=-(-seconds // 60) if seconds is not None else None,
        verdict=Verdict(row["verdict"]),
        because=NotJudgedBecause(row["because"]) if row["because"] is not None else None,
        follow_up_on=date.fromisoformat(row["follow_up_on"]) if row["follow_up_on"] else None,
        elapsed_seconds=seconds,
    )


def _finding(row: dict[str, Any]) -> FindingLine:
    item = PlanItem(row["plan_item"]) if row["plan_item"] is not None else None
    return FindingLine(row["number"], row["text"], row["cause"], item)


def drills_planned(first_day: date, last_day: date) -> tuple[PlannedDrill, ...]:
    """What the calendar has, or first had, between two days (both included), by the day it stands on now."""
    latest = select(func.max(Run.number)).where(Run.drill_id == Drill.id).correlate(Drill).scalar_subquery()
    rows = db.session.execute(
        select(
            Slot,
            Site.name.label("site"),
            Drill.id.label("drill_id"),
            Drill.number.label("number"),
            Drill.held_on.label("held_on"),
            Run.status.label("run_status"),
        )
        .outerjoin(Site, Site.id == Slot.site_id)
        .outerjoin(Drill, Drill.slot_id == Slot.id)
        .outerjoin(Run, and_(Run.drill_id == Drill.id, Run.number == latest))
        .where(
            Slot.drill_type.is_not(None),
            or_(
                and_(Slot.planned_for >= first_day, Slot.planned_for <= last_day),
                and_(Slot.scheduled_for >= first_day, Slot.scheduled_for <= last_day),
            ),
        )
        .order_by(Slot.planned_for, Slot.starts_at, Slot.id)
    )
    return tuple(
        PlannedDrill(
            slot_id=row.Slot.id,
            drill_id=row.drill_id,
            number=row.number or "",
            title=row.Slot.title,
            drill_type=row.Slot.drill_type,
            site=row.site or "",
            scheduled_for=row.Slot.scheduled_for,
            planned_for=row.Slot.planned_for,
            state=row.Slot.state,
            reason=row.Slot.reason,
            held_on=row.Slot.fulfilled_on or row.held_on,
            awaits_record=row.run_status is RunStatus.ANSWERING,
        )
        for row in rows
    )
