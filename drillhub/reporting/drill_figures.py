"""How the figures about drills are counted: each rule turns records into rows, and the rows make the figure.

`today` is the day of the report: what had not come due by then is not held against anybody.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from drillhub.drills.task_watches import NotJudgedBecause, Verdict
from drillhub.programme.cadence import CadenceWindow
from drillhub.reporting import figures
from drillhub.reporting.cadence_figures import drills_asked_for, window_rows
from drillhub.reporting.drill_facts import REVIEW_DAYS, DrillEntry, PlannedDrill, TaskOutcome
from drillhub.reporting.figures import Counted, Figure, Part, RecordRef
from drillhub.reporting.kpis import kpi
from drillhub.reporting.periods import Period
from drillhub.reporting.row_reasons import RowReason
from drillhub.reporting.words import Words

CRITICAL: Final = "critical"

NOT_JUDGED: Final = {
    NotJudgedBecause.BY_CRITERION: RowReason.BY_CRITERION,
    NotJudgedBecause.BEYOND_THE_STORY: RowReason.BEYOND_THE_STORY,
    NotJudgedBecause.NEVER_STARTED: RowReason.NEVER_STARTED,
    NotJudgedBecause.ENDED_EARLIER: RowReason.ENDED_EARLIER,
    NotJudgedBecause.NOT_RECORDED: RowReason.NOT_RECORDED,
    NotJudgedBecause.UNSEEN: RowReason.UNSEEN,
}


def drill_figures(
    held: Sequence[DrillEntry],
    planned: Sequence[PlannedDrill],
    windows: Sequence[CadenceWindow],
    period: Period,
    *,
    today: date,
) -> dict[str, Figure]:
    """The figures that drills give, by code. held, planned: of this period and of the one before.

    A target that is a share of the year before is one of that whole year, so that it stays the same all year.
    """
    earlier, whole = period.compared(today), _in(held, period.previous())
    now, before = _in(held, period), _in(held, earlier)
    return {
        "K01": figures.count(
            kpi("K01"),
            held_rows(now),
            held_rows(before),
            target=drills_asked_for(windows, period, today=today),
            parts=_by_type(now),
        ),
        "K02": figures.rate(
            kpi("K02"),
            achievement_rows(planned, period, today=today),
            achievement_rows(planned, earlier, today=today),
        ),
        "K03": figures.rate(
            kpi("K03"), window_rows(windows, period, today=today), window_rows(windows, earlier, today=today)
        ),
        "K04": figures.rate(kpi("K04"), participation_rows(now), participation_rows(before)),
        "K10": figures.median(
            kpi("K10"), evacuation_rows(now), evacuation_rows(before), year_before=evacuation_rows(whole)
        ),
        "K11": figures.median(
            kpi("K11"), headcount_rows(now), headcount_rows(before), year_before=headcount_rows(whole)
        ),
        "K11b": figures.rate(kpi("K11b"), accounted_rows(now), accounted_rows(before)),
        "K12": figures.rate(kpi("K12"), task_rows(now), task_rows(before), parts=_critical_part(now)),
        "K13": figures.rate(kpi("K13"), notice_rows(now), notice_rows(before)),
        "K26": figures.rate(kpi("K26"), review_rows(now, today=today), review_rows(before, today=today)),
    }


def held_rows(held: Iterable[DrillEntry]) -> tuple[RecordRef, ...]:
    """K01: each drill held and recorded is one, however many types it combines."""
    return tuple(_drill_row(drill, 1, 1, RowReason.HELD) for drill in held)


def achievement_rows(planned: Iterable[PlannedDrill], period: Period, *, today: date) -> tuple[RecordRef, ...]:
    """K02: planned drills held ÷ planned drills due.

    A drill is due in the period of the day it stands on now; one that was given up stays with the day it had. What
    is due today may still take place today.
    """
    rows = []
    for slot in planned:
        if not (period.contains(slot.planned_for) or period.contains(slot.scheduled_for)):
            continue
        reason = _achievement(slot, period, today)
        denominator = reason in {RowReason.HELD, RowReason.NOT_HELD, RowReason.HELD_LATER}
        rows.append(
            RecordRef(
                kind="drill" if slot.drill_id is not None else "slot",
                id=slot.drill_id if slot.drill_id is not None else slot.slot_id,
                number=slot.number,
                label=Words(slot.title),
                day=slot.planned_for,
                numerator=int(reason is RowReason.HELD),
                denominator=int(denominator),
                reason=reason,
            )
        )
    return tuple(rows)


def _achievement(slot: PlannedDrill, period: Period, today: date) -> RowReason:
    if not period.contains(slot.planned_for):
        return RowReason.MOVED_AWAY
    if slot.held_on is not None:
        return RowReason.HELD if slot.held_on <= period.last_day else RowReason.HELD_LATER
    if slot.planned_for >= today and not slot.was_given_up:
        return RowReason.NOT_DUE_YET
    return RowReason.NOT_HELD


def participation_rows(held: Iterable[DrillEntry]) -> tuple[RecordRef, ...]:
    """K04: each drill adds the players who came and the players who should have."""
    return tuple(
        _drill_row(
            drill,
            drill.attended,
            drill.expected,
            RowReason.ATTENDANCE if drill.expected else RowReason.NOBODY_EXPECTED,
        )
        for drill in held
    )


def evacuation_rows(held: Iterable[DrillEntry]) -> tuple[RecordRef, ...]:
    """K10: each evacuation drill with the time until the last person was out."""
    return tuple(_timed_row(drill, drill.evacuation_seconds) for drill in held if drill.is_evacuation)


def headcount_rows(held: Iterable[DrillEntry]) -> tuple[RecordRef, ...]:
    """K11: each evacuation drill with the time until the roll call was finished."""
    return tuple(_timed_row(drill, drill.headcount_seconds) for drill in held if drill.is_evacuation)


def accounted_rows(held: Iterable[DrillEntry]) -> tuple[RecordRef, ...]:
    """K11b: each evacuation drill adds who was accounted for and who was there; the excused were not."""
    rows = []
    for drill in held:
        if drill.is_evacuation:
            found = drill.headcount
            accounted, on_site = (found.accounted, found.on_site) if found else (0, 0)
            rows.append(
                _drill_row(drill, accounted, on_site, RowReason.ACCOUNTED_FOR if on_site else RowReason.NO_HEADCOUNT)
            )
    return tuple(rows)


def task_rows(held: Iterable[DrillEntry]) -> tuple[RecordRef, ...]:
    """K12: each judged task of each drill."""
    return _task_rows((drill, task) for drill in held for task in drill.tasks)


def notice_rows(held: Iterable[DrillEntry]) -> tuple[RecordRef, ...]:
    """K13: the tasks that are notices to the outside (first notice, status report, next update)."""
    return _task_rows((drill, task) for drill in held for task in drill.tasks if task.is_notice)


def review_rows(held: Iterable[DrillEntry], *, today: date) -> tuple[RecordRef, ...]:
    """K26: reviewed within 14 days ÷ held; a drill whose 14 days are still running is not counted yet."""
    rows = []
    for drill in held:
        if drill.review_days is not None:
            reason = RowReason.REVIEWED_IN_TIME if drill.review_days <= REVIEW_DAYS else RowReason.REVIEWED_LATE
        else:
            reason = RowReason.NOT_REVIEWED if today > drill.review_due_on else RowReason.REVIEW_NOT_DUE
        rows.append(
            _drill_row(
                drill,
                int(reason is RowReason.REVIEWED_IN_TIME),
                int(reason is not RowReason.REVIEW_NOT_DUE),
                reason,
            )
        )
    return tuple(rows)


def _task_rows(tasks: Iterable[tuple[DrillEntry, TaskOutcome]]) -> tuple[RecordRef, ...]:
    return tuple(
        RecordRef(
            kind="drill",
            id=drill.id,
            number=drill.number,
            label=task.text,
            day=drill.held_on,
            numerator=int(task.verdict is Verdict.ON_TIME),
            denominator=int(task.verdict.is_judged),
            reason=_task_reason(task),
        )
        for drill, task in tasks
    )


def _task_reason(task: TaskOutcome) -> RowReason:
    if task.verdict is Verdict.ON_TIME:
        return RowReason.ON_TIME
    if task.verdict is Verdict.LATE:
        return RowReason.LATE
    return NOT_JUDGED[task.because] if task.because is not None else RowReason.NEVER_STARTED


def _timed_row(drill: DrillEntry, seconds: int | None) -> RecordRef:
    counted = int(seconds is not None)
    row = _drill_row(drill, counted, counted, RowReason.MEASURED if counted else RowReason.NOT_MEASURED)
    return replace(row, seconds=seconds)


def _drill_row(drill: DrillEntry, numerator: int, denominator: int, reason: RowReason) -> RecordRef:
    return RecordRef("drill", drill.id, drill.number, Words(drill.title), drill.held_on, numerator, denominator, reason)


def _by_type(held: Iterable[DrillEntry]) -> tuple[Part, ...]:
    """A combined drill counts once for each of its types."""
    counts = Counter(kind for drill in held for kind in dict.fromkeys(drill.types))
    return tuple(Part(kind.value, number, number) for kind, number in sorted(counts.items()))


def _critical_part(held: Iterable[DrillEntry]) -> tuple[Part, ...]:
    rows = _task_rows((drill, task) for drill in held for task in drill.tasks if task.critical)
    judged = [row for row in rows if row.counted is not Counted.NOT_COUNTED]
    return (Part(CRITICAL, sum(row.numerator for row in judged), len(judged)),) if judged else ()


def _in(held: Iterable[DrillEntry], period: Period) -> tuple[DrillEntry, ...]:
    return tuple(drill for drill in held if period.contains(drill.held_on))
