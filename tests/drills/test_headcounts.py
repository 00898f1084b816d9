"""Verbs of the roll call: everybody at once and back again, guests, declaring the end, each as one transaction."""

from uuid import UUID, uuid4

import pytest

from drillhub.core.errors import TextTooLong
from drillhub.drills import headcounts, runs
from drillhub.drills.errors import RunConflict, StillUnaccounted, TextMissing
from drillhub.drills.events import Ended, EventSource, GuestAdded, GuestKind, Mark, NewEvent, TaskDone, TaskReopened
from drillhub.drills.headcount import RollCall
from drillhub.drills.headcounts import NewGuest
from drillhub.drills.roll_call import headcount
from drillhub.drills.snapshot import ParticipantKind
from tests.drills.build import at
from tests.drills.stage import Stage, actor
from tests.support.world import Member


def roll(stage: Stage, run_id: int) -> RollCall:
    with stage.world.inside(stage.org):
        return headcount(run_id, at=at(60)).roll


def marks(stage: Stage, run_id: int) -> dict[str, Mark]:
    return {each.name: each.mark for each in roll(stage, run_id).people}


def press(stage: Stage, run_id: int, *, seen: int | None = None, key: UUID | None = None, minute: float = 5) -> UUID:
    """Everyone is here, as seen on the page of a certain version; the newest when none is given."""
    key = key or uuid4()
    seen = stage.state(run_id).version if seen is None else seen
    with stage.world.changing(stage.org):
        headcounts.mark_everyone(run_id, key, seen=seen, by=stage.by, at=at(minute))
    return key


def guest(stage: Stage, run_id: int, name: str = "運転手", *, is_here: bool = False) -> UUID:
    key = uuid4()
    with stage.world.changing(stage.org):
        headcounts.add_guest(run_id, NewGuest(GuestKind.VISITOR, name, "青空運送", is_here), key, by=stage.by, at=at(1))
    return key


# --- Everybody who is left --------------------------------------------------------------------------------------


def test_one_press_marks_everybody_who_is_left_and_nobody_else(outside: Stage):
    ito, _nakamura = outside.players
    run_id = outside.alarm()
    outside.mark(run_id, ito, Mark.MISSING, 1, place="2階の倉庫")

    press(outside, run_id)

    assert marks(outside, run_id) == {"伊藤 直樹": Mark.MISSING, "中村 拓": Mark.PRESENT}


def test_a_press_is_taken_back_as_a_whole_except_for_whom_somebody_marked_since(outside: Stage):
    ito, nakamura = outside.players
    run_id = outside.alarm()
    key = press(outside, run_id)
    outside.mark(run_id, ito, Mark.EXCUSED, 6, reason="休み")

    for _ in range(2):
        with outside.world.changing(outside.org):
            headcounts.take_back(run_id, key, by=outside.by, at=at(7))

    assert marks(outside, run_id) == {"伊藤 直樹": Mark.EXCUSED, "中村 拓": Mark.UNCONFIRMED}
    with outside.world.inside(outside.org):
        view = headcount(run_id, at=at(8))
        subject = next(each.subject for each in view.roll.people if each.name == nakamura.name)
        assert [made.mark for made in view.history_of(subject)] == [Mark.UNCONFIRMED, Mark.PRESENT]


def test_p2_a_press_sent_again_is_the_same_press_even_after_somebody_was_marked(outside: Stage):
    ito, _nakamura = outside.players
    run_id = outside.alarm()
    seen = outside.state(run_id).version
    key = press(outside, run_id, seen=seen)
    outside.mark(run_id, ito, Mark.UNCONFIRMED, 6)

    press(outside, run_id, seen=seen, key=key)

    assert marks(outside, run_id)["伊藤 直樹"] is Mark.UNCONFIRMED


def test_who_was_not_on_the_page_that_was_seen_is_not_marked(outside: Stage, employee: Member):
    run_id = outside.alarm()
    seen = outside.state(run_id).version
    guest(outside, run_id)
    with outside.world.changing(outside.org):
        runs.add_late(run_id, employee.id, ParticipantKind.PLAYER, (), event_id=uuid4(), by=outside.by, at=at(2))

    press(outside, run_id, seen=seen)

    assert marks(outside, run_id) == {
        "伊藤 直樹": Mark.PRESENT,
        "中村 拓": Mark.PRESENT,
        "石田 亮": Mark.UNCONFIRMED,
        "運転手": Mark.UNCONFIRMED,
    }


def test_who_was_taken_back_since_the_page_was_shown_is_not_marked_again(outside: Stage):
    ito, _nakamura = outside.players
    run_id = outside.alarm()
    outside.mark(run_id, ito, Mark.PRESENT, 1)
    seen = outside.state(run_id).version
    outside.mark(run_id, ito, Mark.UNCONFIRMED, 2)

    press(outside, run_id, seen=seen)

    assert marks(outside, run_id) == {"伊藤 直樹": Mark.UNCONFIRMED, "中村 拓": Mark.PRESENT}


def test_a_press_may_mean_one_department(outside: Stage):
    run_id = outside.alarm()
    with outside.world.changing(outside.org):
        headcounts.mark_everyone(run_id, uuid4(), seen=99, group="本社 / 営業部", by=outside.by, at=at(3))

    assert marks(outside, run_id) == {"伊藤 直樹": Mark.PRESENT, "中村 拓": Mark.UNCONFIRMED}


# --- Guests and latecomers --------------------------------------------------------------------------------------


def test_a_guest_who_stands_there_is_named_and_present_in_one_go(outside: Stage):
    run_id = outside.alarm()
    waiting, standing = guest(outside, run_id), guest(outside, run_id, "清掃の人", is_here=True)

    people = roll(outside, run_id).guests.people

    assert [(each.name, each.mark) for each in people] == [("運転手", Mark.UNCONFIRMED), ("清掃の人", Mark.PRESENT)]
    assert set(outside.state(run_id).headcount.guests) == {waiting, standing}


@pytest.mark.parametrize(("name", "refusal"), [(" ", TextMissing), ("長" * 101, TextTooLong)])
def test_a_guest_without_a_fitting_name_is_refused_and_nothing_is_kept(outside: Stage, name: str, refusal: type):
    run_id = outside.alarm()
    before = outside.state(run_id)

    with pytest.raises(refusal):
        guest(outside, run_id, name, is_here=True)

    assert outside.state(run_id) == before


def test_somebody_who_came_after_the_launch_is_called_under_the_name_of_that_moment(outside: Stage, employee: Member):
    run_id = outside.alarm()
    with outside.world.changing(outside.org):
        runs.add_late(run_id, employee.id, ParticipantKind.PLAYER, (), event_id=uuid4(), by=outside.by, at=at(2))
    outside.mark(run_id, employee, Mark.PRESENT, 3)

    late = next(each for each in roll(outside, run_id).people if each.name == "石田 亮")

    assert (late.mark, late.added_late) == (Mark.PRESENT, True)


# --- The end of the roll call -----------------------------------------------------------------------------------


def finish(stage: Stage, run_id: int, *, open_people: int, key: UUID | None = None, minute: float = 8) -> None:
    with stage.world.changing(stage.org):
        new = NewEvent(key or uuid4(), TaskDone("T2"))
        headcounts.finish_task(run_id, new, open_people=open_people, by=stage.by, at=at(minute))


def test_the_roll_call_is_not_declared_finished_over_anybodys_head(outside: Stage):
    ito, _nakamura = outside.players
    run_id = outside.alarm()
    outside.mark(run_id, ito, Mark.MISSING, 1)

    with pytest.raises(StillUnaccounted) as refused:
        finish(outside, run_id, open_people=1)

    assert refused.value.facts == {"count": 2}
    assert outside.state(run_id).done == {}
    finish(outside, run_id, open_people=2)
    assert outside.state(run_id).done["T2"].at == at(8)


def test_with_everybody_accounted_for_it_is_declared_without_a_question(outside: Stage):
    ito, nakamura = outside.players
    run_id = outside.alarm()
    outside.mark(run_id, ito, Mark.EXCUSED, 1, reason="休み")
    outside.mark(run_id, nakamura, Mark.PRESENT, 2)

    finish(outside, run_id, open_people=0)

    assert set(outside.state(run_id).done) == {"T2"}


def test_p2_a_declaration_sent_again_is_the_same_one(outside: Stage):
    run_id = outside.alarm()
    key = uuid4()
    finish(outside, run_id, open_people=2, key=key)
    guest(outside, run_id)

    finish(outside, run_id, open_people=2, key=key, minute=9)

    assert outside.state(run_id).done["T2"].at == at(8)


def test_a_declaration_can_be_taken_back(outside: Stage):
    run_id = outside.alarm()
    finish(outside, run_id, open_people=2)
    outside.add(run_id, TaskReopened("T2"), 9)

    with pytest.raises(StillUnaccounted):
        finish(outside, run_id, open_people=0)


def test_other_tasks_are_finished_without_a_roll_call(outside: Stage):
    run_id = outside.alarm()
    with outside.world.changing(outside.org):
        headcounts.finish_task(run_id, NewEvent(uuid4(), TaskDone("T1")), open_people=0, by=outside.by, at=at(5))

    assert set(outside.state(run_id).done) == {"T1"}


# --- One tap, one event -----------------------------------------------------------------------------------------


def test_p1_a_tap_that_was_receipted_is_there_once_however_often_it_is_sent(outside: Stage):
    ito, nakamura = outside.players
    run_id = outside.alarm()
    tap = outside.mark(run_id, ito, Mark.PRESENT, 1)
    again = NewEvent(tap.event_id, tap.action, EventSource.DEVICE, device_at=at(0.5), sent_at=at(9))

    for _ in range(2):
        with outside.world.changing(outside.org):
            same = runs.append_event(run_id, again, by=actor(nakamura), at=at(9))
        assert (same.seq, same.received_at) == (tap.seq, at(1))

    assert len(outside.state(run_id).headcount.marks) == 1


def test_the_devices_clock_is_kept_beside_the_servers_and_decides_nothing(outside: Stage):
    ito, _nakamura = outside.players
    run_id = outside.alarm()
    tap = outside.mark(run_id, ito, Mark.PRESENT, 1)
    with outside.world.changing(outside.org):
        new = NewEvent(uuid4(), tap.action, device_at=at(-17), sent_at=at(-16))
        event = runs.append_event(run_id, new, by=outside.by, at=at(2))
    assert (event.device_at, event.sent_at, event.received_at) == (at(-17), at(-16), at(2))
    assert outside.state(run_id).headcount.marks[-1].at == at(2)


def test_after_the_end_a_wrong_mark_can_still_be_put_right(outside: Stage):
    ito, _nakamura = outside.players
    run_id = outside.alarm()
    outside.mark(run_id, ito, Mark.MISSING, 1)
    outside.add(run_id, Ended(), 20)
    outside.mark(run_id, ito, Mark.EXCUSED, 25, reason="早退")

    assert marks(outside, run_id)["伊藤 直樹"] is Mark.EXCUSED


def test_a_closed_run_takes_no_marks(outside: Stage):
    ito, _nakamura = outside.players
    run_id = outside.alarm()
    outside.end_and_evaluate(run_id)
    outside.close(run_id)
    before = outside.state(run_id)

    with pytest.raises(RunConflict):
        outside.mark(run_id, ito, Mark.PRESENT, 50)
    with pytest.raises(RunConflict):
        outside.add(run_id, GuestAdded(uuid4(), GuestKind.VISITOR, "運転手"), 50)

    assert outside.state(run_id) == before


def test_the_version_of_the_run_rises_with_every_mark_of_a_press(outside: Stage):
    run_id = outside.alarm()
    before = outside.state(run_id).version
    press(outside, run_id)

    with outside.world.inside(outside.org):
        assert outside.run(run_id).version == before + 2


# --- Without pages ----------------------------------------------------------------------------------------------


def test_an_evacuation_can_be_driven_through_the_services_alone(outside: Stage) -> None:
    """As a demonstration or an import does it: no page, no door."""
    run = outside.alarm()
    for minute, player in enumerate(outside.players, start=2):
        outside.mark(run, player, Mark.PRESENT, minute)
    with outside.world.changing(outside.org):
        for task, minute in (("T1", 3.5), ("T2", 4)):
            runs.append_event(run, NewEvent(uuid4(), TaskDone(task)), by=outside.by, at=at(minute))
    outside.end_and_evaluate(run)
    outside.close(run)

    with outside.world.inside(outside.org):
        assert headcount(run, at=at(60)).roll.accounted == 2
