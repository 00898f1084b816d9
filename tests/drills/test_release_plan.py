"""What the timetable releases by itself."""

import pytest

from drillhub.drills.events import AutomaticReleaseOn, Ended, InjectReleased, InjectSkipped, Paused, Resumed, Started
from drillhub.drills.release_plan import Decision, inject_to_release, next_release
from tests.drills.build import Play, at, inject, snapshot

INJECTS = [inject(1, 0, 0), inject(2, 10, 60), inject(3, 12, 70, kind="contingency"), inject(4, 20, 120)]


@pytest.fixture
def run() -> Play:
    play = Play(snapshot(INJECTS))
    play.add(Started(), 0)
    play.add(AutomaticReleaseOn(), 0)
    play.add(InjectReleased(1), 0)
    return play


def released_at(run: Play, minute: float) -> int | None:
    inject = inject_to_release(run.state, at(minute))
    return inject.seq if inject else None


def test_an_inject_is_released_when_its_minute_of_the_plan_has_come(run):
    assert released_at(run, 9.9) is None
    assert released_at(run, 10) == 2


def test_nothing_is_released_by_itself_unless_that_was_switched_on():
    play = Play(snapshot(INJECTS))
    play.add(Started(), 0)

    assert released_at(play, 0) is None


def test_contingency_injects_are_never_released_by_themselves(run):
    run.add(InjectReleased(2), 10)

    assert released_at(run, 12) is None


def test_a_skipped_inject_is_passed_over(run):
    run.add(InjectSkipped(2, "時間が足りない"), 5)

    assert released_at(run, 10) is None
    assert released_at(run, 20) == 4


def test_a_pause_moves_the_plan_and_causes_no_burst(run):
    run.add(Paused(), 9)
    assert released_at(run, 600) is None

    run.add(Resumed(), 600)
    assert released_at(run, 600.5) is None
    assert released_at(run, 601) == 2


def test_an_inject_that_is_late_by_more_than_the_grace_is_held_for_the_facilitator(run):
    assert released_at(run, 12) == 2
    assert released_at(run, 12.1) is None

    held = next_release(run.state, at(45))
    assert held is not None
    assert held.decision is Decision.HOLD


def test_nothing_is_released_after_the_end(run):
    run.add(Ended(), 9)

    assert released_at(run, 10) is None


def test_when_nothing_is_left_the_plan_says_nothing(run):
    run.add(InjectReleased(2), 10)
    run.add(InjectReleased(4), 20)

    assert next_release(run.state, at(30)) is None
