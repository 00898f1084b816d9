"""The roll call: who is accounted for, folded from marks of which none is ever lost."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillhub.core.errors import TextTooLong
from drillhub.drills.acceptance import require_possible
from drillhub.drills.errors import (
    NoHeadcountHere,
    NothingChanges,
    ReasonMissing,
    RunConflict,
    TextMissing,
    UnknownInRun,
)
from drillhub.drills.events import (
    Action,
    Closed,
    Ended,
    GuestAdded,
    GuestKind,
    HeadcountMarked,
    Mark,
    ParticipantAdded,
    Paused,
    Started,
    Stopped,
    TaskDone,
    action_of,
    guest_subject,
    participant_subject,
    payload_of,
)
from drillhub.drills.headcount import RollCall, roll_call
from drillhub.drills.run_state import RunState, fold
from drillhub.drills.snapshot import ParticipantKind
from drillhub.drills.task_watches import Verdict, watches
from drillhub.vocabulary import DrillType
from tests.drills.build import Play, at, listed, minutes, snapshot, task

DRIVER, CLEANER = UUID(int=1), UUID(int=2)
ROSTER = (
    listed(1, "石田 亮", "製造部 / 一課"),
    listed(2, "岡本 さくら", "製造部 / 一課"),
    listed(3, "大野 健", "物流課"),
    listed(4, "部署なし 太郎", ""),
    listed(5, "田中 健一", "総務部", ParticipantKind.FACILITATOR),
)
TASKS = (
    task("T1", 5, measure="evacuation_time_min"),
    task("T2", 10, measure="headcount_time_min"),
    task("T3", 30, measure="all_clear_time_min"),
)
FROZEN = snapshot(tasks=TASKS, drill_type=DrillType.EVACUATION_DRILL, roster=ROSTER)
SUBJECTS = [*map(participant_subject, (1, 2, 3, 4)), guest_subject(DRIVER)]


def marked(subject: str | int, mark: Mark = Mark.PRESENT, **more: str) -> HeadcountMarked:
    who = participant_subject(subject) if isinstance(subject, int) else subject
    return HeadcountMarked(who, mark, **more)  # type: ignore[arg-type]


def alarm() -> Play:
    play = Play(FROZEN)
    play.add(Started(), 0)
    return play


def called(state: RunState, *late: int) -> RollCall:
    entries = [*ROSTER, *(listed(each, f"遅れた {each}") for each in late)]
    return roll_call(state.headcount, entries, late=state.added)


# --- The fold ---------------------------------------------------------------------------------------------------

MARKS = st.builds(
    HeadcountMarked,
    subject=st.sampled_from(SUBJECTS),
    mark=st.sampled_from(list(Mark)),
    reason=st.sampled_from(["休み", "出張"]),
    place=st.sampled_from(["", "2階の倉庫"]),
    press=st.sampled_from([None, UUID(int=9)]),
)
HISTORY = st.lists(st.tuples(MARKS, st.floats(0, 1)), max_size=40)


def played(history: list[tuple[HeadcountMarked, float]]) -> Play:
    play, minute = alarm(), 0.0
    play.add(GuestAdded(DRIVER, GuestKind.VISITOR, "運転手", "青空運送"), minute)
    for action, wait in history:
        minute += wait
        require_possible(play.state, action)
        play.add(action, minute)
    return play


@given(HISTORY)
def test_dt46_all_marks_are_kept_and_of_each_person_the_last_one_counts(history):
    state = played(history).state

    assert [(made.subject, made.mark) for made in state.headcount.marks] == [
        (action.subject, action.mark) for action, _wait in history
    ]
    wanted = {action.subject: action.mark for action, _wait in history}
    assert {each.subject: each.mark for each in called(state).people} == {
        subject: wanted.get(subject, Mark.UNCONFIRMED) for subject in SUBJECTS
    }


@given(HISTORY)
def test_counts_always_add_up(history):
    roll = called(played(history).state)

    assert sum(len(roll.marked(mark)) for mark in Mark) == roll.on_site == len(SUBJECTS)
    assert roll.accounted + len(roll.unaccounted) == roll.on_site
    assert sum(group.accounted for group in (*roll.groups, roll.guests)) == roll.accounted


@given(HISTORY, st.data())
def test_dt46_a_mark_sent_again_changes_nothing(history, data):
    play = played(history)
    repeated = list(play.events)
    for event in play.events:
        repeated.insert(data.draw(st.integers(repeated.index(event) + 1, len(repeated))), event)

    assert fold(FROZEN, repeated).headcount == play.state.headcount


@given(HISTORY)
def test_every_mark_survives_being_stored(history):
    for event in played(history).events:
        assert action_of(event.kind, payload_of(event.action)) == event.action


@given(HISTORY, MARKS)
def test_dt54_taking_a_mark_back_leaves_the_counter_right_without_arithmetic(history, wrong):
    play = played(history)
    before = called(play.state)
    last = play.state.headcount.last.get(wrong.subject)
    play.add(wrong, 60)
    play.add(HeadcountMarked(wrong.subject, last.mark if last else Mark.UNCONFIRMED, reason="休み"), 61)

    after = called(play.state)

    assert {mark: len(after.marked(mark)) for mark in Mark} == {mark: len(before.marked(mark)) for mark in Mark}
    assert [made.mark for made in play.state.headcount.history_of(wrong.subject)][1] is wrong.mark


# --- What is known ----------------------------------------------------------------------------------------------


def test_dt46_the_same_badge_from_two_devices_is_one_person_present():
    play = alarm()
    for minute in (1, 1.5, 2):
        play.add(marked(1), minute)

    roll = called(play.state)
    assert (len(roll.marked(Mark.PRESENT)), roll.accounted, roll.on_site) == (1, 1, 4)
    assert [made.elapsed for made in play.state.headcount.history_of(participant_subject(1))] == [
        minutes(2),
        minutes(1.5),
        minutes(1),
    ]


def test_departments_come_by_name_people_without_one_last_and_staff_is_not_called():
    roll = called(alarm().state)

    assert [(group.name, len(group.people)) for group in roll.groups] == [
        ("物流課", 1),
        ("製造部 / 一課", 2),
        ("", 1),
    ]
    assert "田中 健一" not in {each.name for each in roll.people}


def test_who_is_excused_is_accounted_for_and_who_is_missing_comes_first():
    play = alarm()
    play.add(marked(1, Mark.EXCUSED, reason="休み"), 1)
    play.add(marked(4, Mark.MISSING, place="2階の倉庫"), 2)

    roll = called(play.state)

    assert roll.accounted == 1
    assert [each.name for each in roll.unaccounted] == ["部署なし 太郎", "大野 健", "岡本 さくら"]
    assert roll.unaccounted[0].made is not None
    assert roll.unaccounted[0].made.place == "2階の倉庫"


def test_guests_count_like_everybody_else():
    play = alarm()
    play.add(GuestAdded(DRIVER, GuestKind.VISITOR, "運転手", "青空運送"), 1)
    play.add(GuestAdded(CLEANER, GuestKind.PARTNER, "清掃の人"), 1)
    play.add(marked(guest_subject(CLEANER)), 2)

    roll = called(play.state)

    assert [(each.name, each.department, each.guest, each.mark) for each in roll.guests.people] == [
        ("運転手", "青空運送", GuestKind.VISITOR, Mark.UNCONFIRMED),
        ("清掃の人", "", GuestKind.PARTNER, Mark.PRESENT),
    ]
    assert (roll.on_site, roll.accounted) == (6, 1)


def test_who_came_late_counts_and_is_marked_as_late():
    play = alarm()
    play.add(ParticipantAdded(7), 3)
    require_possible(play.state, marked(7))
    play.add(marked(7), 4)

    late = called(play.state, 7).called(participant_subject(7))

    assert late is not None
    assert (late.mark, late.added_late) == (Mark.PRESENT, True)


def test_a_group_knows_since_when_it_is_unchanged_and_who_was_heard_of_last():
    play = alarm()
    play.add(marked(1), 1)
    event = play.add(marked(2), 2)
    play.add(marked(3), 3)

    group = called(play.state).group("製造部 / 一課")

    assert group is not None
    assert (group.is_complete, group.changed_at) == (True, event.seq)
    assert group.last_made is not None
    assert (group.last_made.by, group.last_made.at) == ("田中 健一", at(2))


def test_a_press_for_everybody_can_be_told_apart_from_what_came_after_it():
    press = uuid4()
    play = alarm()
    for participant in (1, 2, 3):
        play.add(HeadcountMarked(participant_subject(participant), Mark.PRESENT, press=press), 1)
    play.add(marked(2, Mark.MISSING), 2)
    play.add(marked(4), 3)

    assert {made.subject for made in play.state.headcount.last_press} == {
        participant_subject(1),
        participant_subject(3),
    }


# --- What is accepted -------------------------------------------------------------------------------------------

REFUSALS = [
    pytest.param(marked(99), UnknownInRun, id="somebody who is not in the drill"),
    pytest.param(marked(5), UnknownInRun, id="somebody who leads the drill"),
    pytest.param(marked(guest_subject(CLEANER)), UnknownInRun, id="a guest nobody named"),
    pytest.param(marked("participant:１"), UnknownInRun, id="a number in another width"),
    pytest.param(marked("1"), UnknownInRun, id="no subject at all"),
    pytest.param(marked(1, Mark.EXCUSED), ReasonMissing, id="an excuse without its reason"),
    pytest.param(marked(1, Mark.EXCUSED, reason="  "), ReasonMissing, id="an excuse with a blank reason"),
    pytest.param(marked(1, Mark.EXCUSED, reason="長" * 501), TextTooLong, id="a reason too long"),
    pytest.param(marked(1, Mark.MISSING, place="長" * 101), TextTooLong, id="a place too long"),
    pytest.param(GuestAdded(CLEANER, GuestKind.VISITOR, " "), TextMissing, id="a guest without a name"),
    pytest.param(GuestAdded(CLEANER, GuestKind.VISITOR, "長" * 101), TextTooLong, id="a name too long"),
    pytest.param(GuestAdded(CLEANER, GuestKind.VISITOR, "人", "長" * 101), TextTooLong, id="a company too long"),
    pytest.param(GuestAdded(DRIVER, GuestKind.VISITOR, "別の人"), NothingChanges, id="a guest who is there already"),
]


@pytest.mark.parametrize(("action", "refusal"), REFUSALS)
def test_what_cannot_be_is_refused(action: Action, refusal: type[Exception]):
    play = alarm()
    play.add(GuestAdded(DRIVER, GuestKind.VISITOR, "運転手"), 1)

    with pytest.raises(refusal):
        require_possible(play.state, action)


@pytest.mark.parametrize(
    ("before", "accepted"),
    [
        pytest.param([], False, id="before the alarm"),
        pytest.param([Started()], True, id="while it runs"),
        pytest.param([Started(), Paused()], True, id="while it is paused"),
        pytest.param([Started(), Ended()], True, id="after the end: a late correction"),
        pytest.param([Started(), Ended(), Closed()], False, id="after the record was closed"),
        pytest.param([Started(), Stopped("本物の火事")], False, id="after it was broken off"),
    ],
)
def test_marks_are_taken_from_the_alarm_until_the_record_is_closed(before: list[Action], accepted: bool):
    play = Play(FROZEN)
    for minute, action in enumerate(before):
        play.add(action, minute)

    if accepted:
        require_possible(play.state, marked(1))
    else:
        with pytest.raises(RunConflict):
            require_possible(play.state, marked(1))


def test_guests_may_be_named_before_the_alarm():
    require_possible(Play(FROZEN).state, GuestAdded(DRIVER, GuestKind.VISITOR, "運転手"))


def test_at_a_table_nobody_is_called():
    play = Play(snapshot(roster=ROSTER))
    play.add(Started(), 0)

    for action in (marked(1), GuestAdded(DRIVER, GuestKind.VISITOR, "運転手")):
        with pytest.raises(NoHeadcountHere):
            require_possible(play.state, action)


# --- Times ------------------------------------------------------------------------------------------------------


def test_declaring_the_end_finishes_the_task_that_measures_it():
    play = alarm()
    play.add(TaskDone("T1"), 4.8)
    play.add(TaskDone("T2"), 12)
    play.add(Ended(), 20)

    found = {watch.task.id: (watch.verdict, watch.elapsed) for watch in watches(play.state, at(40))}

    assert found == {
        "T1": (Verdict.ON_TIME, minutes(4.8)),
        "T2": (Verdict.LATE, minutes(12)),
        "T3": (Verdict.ON_TIME, minutes(20)),
    }


def test_an_all_clear_given_before_the_end_keeps_its_time():
    play = alarm()
    play.add(TaskDone("T3"), 15)
    play.add(Ended(), 20)

    assert play.state.done["T3"].at == at(15)
