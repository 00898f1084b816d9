"""Drill time and story time."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from drillhub.drills.events import (
    Ended,
    InjectReleased,
    InjectSkipped,
    Paused,
    Resumed,
    Started,
    Stopped,
)
from drillhub.drills.run_clock import RunClock
from drillhub.vocabulary import DrillType
from tests.drills.build import NOON, Play, at, inject, minutes, snapshot

SPANS = st.lists(
    st.tuples(
        st.timedeltas(timedelta(0), timedelta(hours=3)),  # running
        st.timedeltas(timedelta(0), timedelta(days=1)),  # paused
    ),
    max_size=12,
)


@given(SPANS, st.timedeltas(timedelta(0), timedelta(hours=3)))
def test_elapsed_time_is_exactly_the_sum_of_the_running_spans(spans, last):
    clock, moment = RunClock(), NOON
    for running, paused in spans:
        clock = clock.start(moment)
        moment += running
        clock = clock.stop(moment)
        moment += paused
    clock = clock.start(moment)

    assert clock.elapsed(moment + last) == sum((running for running, _ in spans), timedelta(0)) + last


@given(st.lists(st.timedeltas(timedelta(minutes=-10), timedelta(minutes=10)), max_size=30))
def test_a_server_clock_that_steps_back_never_makes_time_run_backwards(steps):
    clock, moment, before = RunClock(), NOON, timedelta(0)
    for number, step in enumerate(steps):
        moment += step
        clock = clock.start(moment) if number % 2 == 0 else clock.stop(moment)
        elapsed = clock.elapsed(moment)
        assert elapsed >= before
        before = elapsed


def test_a_pause_of_61_seconds_shifts_the_run_by_61_seconds():
    play = Play(snapshot())
    play.add(Started(), 0)
    play.add(Paused(), 10)
    play.add(Resumed(), 10 + 61 / 60)

    assert play.state.elapsed(at(20)) == timedelta(minutes=20, seconds=-61)


def test_the_clock_stands_still_after_the_end():
    play = Play(snapshot())
    play.add(Started(), 0)
    play.add(Ended(), 30)

    assert play.state.elapsed(at(500)) == minutes(30)


def test_the_clock_stands_still_after_the_run_was_broken_off():
    play = Play(snapshot())
    play.add(Started(), 0)
    play.add(Stopped("本物の地震"), 12)

    assert play.state.elapsed(at(500)) == minutes(12)


def test_the_story_has_no_time_before_its_first_inject():
    play = Play(snapshot([inject(1, 0, 0)]))
    play.add(Started(), 0)

    assert play.state.story(at(3)) is None


def test_story_time_moves_at_the_pace_that_leads_to_the_next_planned_inject():
    play = Play(snapshot([inject(1, 0, 0), inject(2, 10, 60)]))
    play.add(Started(), 0)
    play.add(InjectReleased(1), 0)

    assert play.state.story(at(5)) == minutes(30)


def test_story_time_does_not_move_during_a_pause():
    play = Play(snapshot([inject(1, 0, 0), inject(2, 10, 60)]))
    play.add(Started(), 0)
    play.add(InjectReleased(1), 0)
    play.add(Paused(), 5)

    assert play.state.story(at(400)) == minutes(30)


def test_an_inject_released_early_takes_the_story_to_its_own_time():
    play = Play(snapshot([inject(1, 0, 0), inject(2, 10, 60), inject(3, 20, 200)]))
    play.add(Started(), 0)
    play.add(InjectReleased(1), 0)
    play.add(InjectReleased(2), 4)

    assert play.state.story(at(4)) == minutes(60)
    assert play.state.story(at(5)) == minutes(74)


def test_the_story_waits_at_the_next_planned_inject_until_it_is_released():
    play = Play(snapshot([inject(1, 0, 0), inject(2, 10, 60)]))
    play.add(Started(), 0)
    play.add(InjectReleased(1), 0)

    assert play.state.story(at(25)) == minutes(60)
    assert play.state.story_is_waiting(at(25))


def test_after_the_last_inject_the_story_moves_with_drill_time():
    play = Play(snapshot([inject(1, 0, 0), inject(2, 10, 60)]))
    play.add(Started(), 0)
    play.add(InjectReleased(1), 0)
    play.add(InjectReleased(2), 10)

    assert play.state.story(at(17)) == minutes(67)


def test_a_contingency_inject_arrives_now_and_does_not_move_the_story():
    play = Play(snapshot([inject(1, 0, 0), inject(2, 5, 400, kind="contingency"), inject(3, 10, 60)]))
    play.add(Started(), 0)
    play.add(InjectReleased(1), 0)
    play.add(InjectReleased(2), 5)

    assert play.state.released[2].story == minutes(30)
    assert play.state.story(at(6)) == minutes(36)


def test_a_skipped_inject_lets_the_story_go_on_towards_the_one_after_it():
    play = Play(snapshot([inject(1, 0, 0), inject(2, 10, 60), inject(3, 20, 240)]))
    play.add(Started(), 0)
    play.add(InjectReleased(1), 0)
    play.add(InjectSkipped(2, "時間が足りない"), 10)

    assert play.state.story(at(15)) == minutes(60 + 5 * 12)


def test_an_earlier_inject_released_late_does_not_turn_the_story_back():
    play = Play(snapshot([inject(1, 0, 0), inject(2, 10, 60), inject(3, 20, 240)]))
    play.add(Started(), 0)
    play.add(InjectReleased(1), 0)
    play.add(InjectReleased(3), 5)
    play.add(InjectReleased(2), 6)

    assert play.state.story(at(6)) == minutes(241)


def test_a_discussion_without_injects_has_one_time():
    play = Play(snapshot())
    play.add(Started(), 0)

    assert play.state.story(at(12)) == minutes(12)


def test_in_an_evacuation_both_axes_are_one():
    play = Play(snapshot([inject(1, 0, 0), inject(2, 10, 600)], drill_type=DrillType.EVACUATION_DRILL))
    play.add(Started(), 0)
    play.add(InjectReleased(1), 1)
    play.add(InjectReleased(2), 9)

    assert play.state.story(at(12)) == minutes(12)


@given(st.lists(st.tuples(st.sampled_from(["release", "skip", "pause", "resume"]), st.floats(0, 20)), max_size=25))
def test_story_time_never_runs_backwards(steps):
    play = Play(
        snapshot([inject(n, n * 7, n * n * 30, kind="contingency" if n == 3 else "contextual") for n in range(6) if n])
    )
    play.add(Started(), 0)
    minute, before, pending = 0.0, timedelta(0), [1, 2, 3, 4, 5]
    for what, wait in steps:
        minute += wait
        if what == "pause":
            play.add(Paused(), minute)
        elif what == "resume":
            play.add(Resumed(), minute)
        elif pending:
            seq = pending.pop(len(pending) // 2)
            play.add(InjectReleased(seq) if what == "release" else InjectSkipped(seq, "理由"), minute)
        now = play.state.story(at(minute)) or timedelta(0)
        assert now >= before
        before = now
