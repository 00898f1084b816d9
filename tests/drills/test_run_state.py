"""The fold: what is so after the events."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillhub.drills.acceptance import require_possible
from drillhub.drills.errors import (
    InjectAlreadyHandled,
    NothingChanges,
    ReasonMissing,
    RunConflict,
    TaskAlreadyDone,
    TaskNotDone,
    TextMissing,
    UnknownInRun,
)
from drillhub.drills.events import (
    Action,
    AutomaticReleaseOff,
    AutomaticReleaseOn,
    Closed,
    Corrected,
    DecisionNoted,
    Ended,
    EventKind,
    FixPointNoted,
    GoodPointNoted,
    InjectReleased,
    InjectSkipped,
    ParticipantAdded,
    ParticipantJoined,
    Paused,
    Resumed,
    Started,
    Stopped,
    TaskDone,
    TaskReopened,
    action_of,
    payload_of,
)
from drillhub.drills.run_state import RunStatus, fold
from tests.drills.build import Play, at, inject, minutes, snapshot, task

FROZEN = snapshot(
    [inject(1, 0, 0), inject(2, 10, 60), inject(3, 12, 70, kind="contingency")], [task("T1", 30), task("T2", 60)]
)
NOTE = uuid4()

ACTIONS: list[Action] = [
    Started(),
    Paused(),
    Resumed(),
    InjectReleased(1),
    InjectReleased(2),
    InjectReleased(3),
    InjectSkipped(2, "時間が足りない"),
    AutomaticReleaseOn(),
    AutomaticReleaseOff(),
    TaskDone("T1"),
    TaskDone("T2", 45),
    TaskReopened("T1"),
    DecisionNoted("課長が電話する"),
    GoodPointNoted("声に出して確かめた", "E1"),
    FixPointNoted("名簿が古い"),
    ParticipantAdded(7),
    ParticipantJoined(7),
    Corrected(NOTE, "2人ではなく3人"),
    Ended(),
    Closed(),
    Stopped("本物の地震"),
]
HISTORY = st.lists(st.tuples(st.sampled_from(ACTIONS), st.floats(0, 10)), max_size=40)


def played(steps: list[tuple[Action, float]]) -> Play:
    """A run in which only what is accepted happens."""
    play, minute = Play(FROZEN), 0.0
    for action, wait in steps:
        minute += wait
        try:
            require_possible(play.state, action)
        except (RunConflict, UnknownInRun):
            continue
        play.add(action, minute)
    return play


@given(HISTORY, st.data())
def test_a_repeated_event_changes_nothing(steps, data):
    play = played(steps)
    repeated = list(play.events)
    for event in play.events:
        repeated.insert(data.draw(st.integers(repeated.index(event) + 1, len(repeated))), event)

    assert fold(FROZEN, repeated) == play.state


@given(HISTORY)
def test_more_events_never_take_back_what_was_released_noted_or_elapsed(steps):
    play = played(steps)
    before = fold(FROZEN, [])
    for count in range(1, len(play.events) + 1):
        state = fold(FROZEN, play.events[:count])
        moment = play.events[count - 1].received_at
        assert state.version == count
        assert set(state.released) >= set(before.released)
        assert set(state.skipped) >= set(before.skipped)
        assert [note.event_id for note in state.notes][: len(before.notes)] == [n.event_id for n in before.notes]
        assert state.elapsed(moment) >= before.elapsed(moment) or not before.clock.is_running
        assert not before.status.is_over
        before = state


@given(HISTORY)
def test_every_accepted_action_survives_being_stored(steps):
    for event in played(steps).events:
        assert action_of(event.kind, payload_of(event.action)) == event.action


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: type(action).__name__)
def test_nothing_is_added_to_a_run_that_was_broken_off(action):
    play = Play(FROZEN)
    play.add(Started(), 0)
    play.add(Stopped("本物の地震"), 5)

    with pytest.raises(RunConflict):
        require_possible(play.state, action)


def running() -> Play:
    play = Play(FROZEN)
    play.add(Started(), 0)
    return play


def test_a_run_goes_from_open_to_closed():
    play = Play(FROZEN)
    statuses = [play.state.status]
    for action in (Started(), Paused(), Resumed(), Ended(), Closed()):
        play.add(action, len(play.events))
        statuses.append(play.state.status)

    assert statuses == [
        RunStatus.OPEN,
        RunStatus.RUNNING,
        RunStatus.PAUSED,
        RunStatus.RUNNING,
        RunStatus.ANSWERING,
        RunStatus.CLOSED,
    ]


@pytest.mark.parametrize("action", [Started(), Resumed(), Closed()], ids=lambda action: type(action).__name__)
def test_a_running_run_refuses_what_belongs_to_another_state(action):
    with pytest.raises(RunConflict):
        require_possible(running().state, action)


def test_the_second_of_two_pauses_is_refused():
    play = running()
    play.add(Paused(), 5)

    with pytest.raises(RunConflict):
        require_possible(play.state, Paused())


def test_an_inject_is_released_once():
    play = running()
    play.add(InjectReleased(1), 1)

    with pytest.raises(InjectAlreadyHandled):
        require_possible(play.state, InjectReleased(1))


def test_an_inject_is_not_released_while_the_clock_stands_still():
    play = running()
    play.add(Paused(), 5)

    with pytest.raises(RunConflict):
        require_possible(play.state, InjectReleased(1))


def test_an_inject_of_another_scenario_is_unknown():
    with pytest.raises(UnknownInRun):
        require_possible(running().state, InjectReleased(99))


def test_skipping_an_inject_needs_a_reason():
    with pytest.raises(ReasonMissing):
        require_possible(running().state, InjectSkipped(2, " "))


def test_an_empty_note_is_refused():
    with pytest.raises(TextMissing):
        require_possible(running().state, DecisionNoted("  "))


def test_a_task_is_done_once_and_can_be_reopened():
    play = running()
    play.add(TaskDone("T1"), 5)
    with pytest.raises(TaskAlreadyDone):
        require_possible(play.state, TaskDone("T1"))
    play.add(TaskReopened("T1"), 6)

    assert play.state.done == {}
    with pytest.raises(TaskNotDone):
        require_possible(play.state, TaskReopened("T1"))


def test_switching_automatic_release_on_twice_changes_nothing():
    play = running()
    play.add(AutomaticReleaseOn(), 1)

    with pytest.raises(NothingChanges):
        require_possible(play.state, AutomaticReleaseOn())


def test_the_end_switches_automatic_release_off():
    play = running()
    play.add(AutomaticReleaseOn(), 1)
    play.add(Ended(), 9)

    assert not play.state.automatic_release


def test_a_correction_is_added_to_the_note_and_the_note_stays():
    play = running()
    note = play.add(FixPointNoted("運転手が2人いた"), 3)
    play.add(Corrected(note.event_id, "3人の誤り"), 4)

    (only,) = play.state.notes
    assert only.kind is EventKind.FIX_POINT_NOTED
    assert (only.text, only.corrections, only.elapsed) == ("運転手が2人いた", ("3人の誤り",), minutes(3))


def test_somebody_who_joins_twice_joined_at_the_first_time():
    play = running()
    play.add(ParticipantJoined(7), 2)
    play.add(ParticipantJoined(7), 8)

    assert play.state.joined == {7: at(2)}


def test_the_next_inject_is_the_first_planned_one_that_is_left():
    play = running()
    play.add(InjectReleased(1), 1)
    state = play.state

    assert state.next_inject is not None
    assert state.next_inject.seq == 2
    assert [inject.seq for inject in state.pending_contingencies] == [3]
    assert state.current_inject is not None
    assert state.current_inject.seq == 1


def test_a_run_without_injects_starts_takes_notes_and_closes():
    play = Play(snapshot())
    for action in (Started(), DecisionNoted("本部は2階に置く"), Ended(), Closed()):
        require_possible(play.state, action)
        play.add(action, len(play.events))

    assert play.state.status is RunStatus.CLOSED
    assert play.state.next_inject is None
