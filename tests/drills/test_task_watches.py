"""Stop-watches of tasks, judged in story time."""

import pytest

from drillhub.drills.events import Ended, InjectReleased, Started, TaskDone, TaskLeft
from drillhub.drills.task_watches import NotJudgedBecause, Verdict, count_on_time, watch, watches
from drillhub.vocabulary import DrillType
from tests.drills.build import Play, at, inject, minutes, snapshot, task

# Ten minutes in the room are an hour of the story.
INJECTS = [inject(1, 0, 0), inject(2, 10, 60), inject(3, 20, 120)]


def play(*tasks, injects=INJECTS, drill_type=DrillType.TABLETOP_EXERCISE) -> Play:
    run = Play(snapshot(injects, tasks, drill_type=drill_type, duration_min=30))
    run.add(Started(), 0)
    return run


def seen(run: Play, minute: float, task_id: str = "T1"):
    state = run.state
    found = state.snapshot.task(task_id)
    assert found is not None
    return watch(state, found, at(minute))


def test_a_watch_has_not_started_before_the_story_begins():
    assert seen(play(task("T1", 30)), 5).verdict is Verdict.NOT_STARTED


def test_a_watch_runs_in_story_time():
    run = play(task("T1", 45))
    run.add(InjectReleased(1), 0)

    running = seen(run, 5)

    assert (running.verdict, running.elapsed, running.target) == (Verdict.RUNNING, minutes(30), minutes(45))


@pytest.mark.parametrize(
    ("minute", "verdict"),
    [
        pytest.param(5, Verdict.ON_TIME, id="exactly at the target is on time"),
        pytest.param(5.01, Verdict.LATE, id="just after it is late"),
    ],
)
def test_a_task_done_is_judged_by_the_story_time_of_the_report(minute, verdict):
    run = play(task("T1", 30))
    run.add(InjectReleased(1), 0)
    run.add(TaskDone("T1"), minute)

    assert seen(run, 9).verdict is verdict


def test_a_task_that_is_not_done_shows_late_while_it_still_runs():
    run = play(task("T1", 30))
    run.add(InjectReleased(1), 0)

    late = seen(run, 9)

    assert (late.verdict, late.over_by, late.done) == (Verdict.LATE, minutes(24), None)


def test_a_story_time_stated_in_discussion_counts_and_its_source_is_kept():
    run = play(task("T1", 90))
    run.add(InjectReleased(1), 0)
    run.add(TaskDone("T1", 85), 2)

    stated = seen(run, 3)

    assert stated.done is not None
    assert (stated.verdict, stated.elapsed, stated.done.stated) == (Verdict.ON_TIME, minutes(85), True)


def test_a_watch_from_an_inject_starts_when_that_inject_is_released():
    run = play(task("T1", 30, "inject:2"))
    run.add(InjectReleased(1), 0)
    assert seen(run, 9).verdict is Verdict.NOT_STARTED

    run.add(InjectReleased(2), 10)
    assert seen(run, 12).elapsed == minutes(12)


def test_a_watch_from_a_contingency_inject_starts_at_the_story_time_of_its_release():
    run = play(task("T1", 30, "inject:4"), injects=[*INJECTS, inject(4, 15, 999, kind="contingency")])
    run.add(InjectReleased(1), 0)
    run.add(InjectReleased(4), 5)

    assert seen(run, 7).elapsed == minutes(12)


def test_a_watch_from_a_task_starts_at_the_end_of_that_task():
    run = play(task("T1", 10), task("T2", 30, "task:T1"))
    run.add(InjectReleased(1), 0)
    assert seen(run, 1, "T2").verdict is Verdict.NOT_STARTED

    run.add(TaskDone("T1"), 1)
    assert seen(run, 3, "T2").elapsed == minutes(12)


def test_a_task_done_before_its_watch_started_took_no_time():
    run = play(task("T1", 30, "inject:2"))
    run.add(InjectReleased(1), 0)
    run.add(TaskDone("T1"), 5)
    run.add(InjectReleased(2), 10)

    early = seen(run, 12)

    assert (early.verdict, early.elapsed) == (Verdict.ON_TIME, minutes(0))


def test_a_target_beyond_the_end_of_the_story_becomes_a_follow_up():
    run = play(task("T1", 10080))
    run.add(InjectReleased(1), 0)
    run.add(TaskDone("T1"), 5)
    run.add(Ended(), 30)

    later = seen(run, 30)

    assert (later.verdict, later.is_follow_up) == (Verdict.NOT_JUDGED, True)


def test_where_drill_time_is_story_time_a_finished_task_is_a_measured_fact():
    run = play(task("T1", 10080), drill_type=DrillType.RESTORE_DRILL)
    run.add(TaskDone("T1"), 25)
    run.add(Ended(), 30)

    assert seen(run, 30).verdict is Verdict.ON_TIME


def test_a_task_whose_start_never_came_is_not_judged():
    run = play(task("T1", 30, "inject:2"))
    run.add(InjectReleased(1), 0)
    run.add(Ended(), 9)

    assert seen(run, 9).because is NotJudgedBecause.NEVER_STARTED


def test_a_run_that_ends_before_a_target_leaves_the_task_unjudged():
    run = play(task("T1", 100))
    run.add(InjectReleased(1), 0)
    run.add(Ended(), 9)

    assert seen(run, 9).because is NotJudgedBecause.ENDED_EARLIER


@pytest.mark.parametrize(
    ("told", "verdict", "because"),
    [
        pytest.param(None, Verdict.NOT_JUDGED, NotJudgedBecause.NOT_RECORDED, id="silence is no proof of being late"),
        pytest.param(TaskLeft("T1"), Verdict.LATE, None, id="somebody says that it was not finished"),
        pytest.param(
            TaskLeft("T1", "計時係がいなかった"), Verdict.NOT_JUDGED, NotJudgedBecause.UNSEEN, id="nobody saw it"
        ),
        pytest.param(TaskDone("T1", 25), Verdict.ON_TIME, None, id="somebody knows when it was done"),
        pytest.param(TaskDone("T1", 31), Verdict.LATE, None, id="and that was late"),
    ],
)
def test_a_task_that_nobody_recorded_is_judged_by_what_somebody_says_after_the_end(told, verdict, because):
    run = play(task("T1", 30))
    run.add(InjectReleased(1), 0)
    run.add(Ended(), 9)
    if told is not None:
        run.add(told, 12)

    found = seen(run, 999)
    assert (found.verdict, found.because) == (verdict, because)


def test_what_was_said_first_gives_way_to_what_is_said_last():
    run = play(task("T1", 30))
    run.add(InjectReleased(1), 0)
    run.add(Ended(), 9)
    run.add(TaskLeft("T1", "見ていない"), 10)
    run.add(TaskLeft("T1"), 11)
    assert seen(run, 999).verdict is Verdict.LATE
    run.add(TaskDone("T1", 20), 12)
    assert seen(run, 999).verdict is Verdict.ON_TIME


def test_a_ratio_is_judged_by_its_criterion_and_not_by_the_clock():
    run = play(task("T1", 30, measure="confirmed_rate_at_deadline"))
    run.add(InjectReleased(1), 0)
    assert seen(run, 9).verdict is Verdict.RUNNING

    run.add(Ended(), 9)
    assert seen(run, 9).because is NotJudgedBecause.BY_CRITERION


def test_the_rate_counts_judged_tasks_and_critical_ones_also_by_themselves():
    run = play(
        task("T1", 30, critical=True),
        task("T2", 10),
        task("T3", 10080, critical=True),
        task("T4", 90, critical=True),
    )
    run.add(InjectReleased(1), 0)
    run.add(TaskDone("T1"), 2)
    run.add(InjectReleased(2), 10)
    run.add(InjectReleased(3), 20)
    run.add(Ended(), 30)
    run.add(TaskLeft("T2"), 31)
    run.add(TaskLeft("T4"), 31)

    counted = count_on_time(watches(run.state, at(30)))

    assert (counted.on_time, counted.judged) == (1, 3)
    assert (counted.critical_on_time, counted.critical_judged) == (1, 2)
