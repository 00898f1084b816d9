"""Launching a run and adding to its list of events."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from drillhub.audit import AuditEntry
from drillhub.core.append_only import WrittenOnce
from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.drills import jobs, runs, schedule
from drillhub.drills.errors import EventIdReused, NotLaunchable, RunAlreadyGoing, RunConflict
from drillhub.drills.events import (
    AutomaticReleaseOn,
    DecisionNoted,
    Ended,
    EventSource,
    InjectReleased,
    NewEvent,
    Paused,
    Resumed,
    Started,
    Stopped,
)
from drillhub.drills.life_cycle import DrillStatus
from drillhub.drills.models import DrillParticipant, Run, RunEventRow
from drillhub.drills.run_log import events_of, state_of
from drillhub.drills.run_state import RunStatus
from drillhub.drills.snapshot import ParticipantKind, digest_of, snapshot_of
from drillhub.identity.models import Department, Person
from tests.drills.build import at
from tests.drills.stage import Stage


def count(stage: Stage, run_id: int) -> int:
    with stage.world.inside(stage.org):
        return db.session.scalar(select(func.count()).select_from(RunEventRow).where(RunEventRow.run_id == run_id)) or 0


def test_the_launch_freezes_scenario_roster_and_targets(stage: Stage):
    run_id = stage.launched(stage.drill())

    with stage.world.inside(stage.org):
        run = stage.run(run_id)
        frozen = snapshot_of(run.snapshot)
        assert run.digest == digest_of(run.snapshot)
        assert [task.target_min for task in frozen.tasks] == [30, 90, 10080]
        assert [(entry.name, entry.department, entry.site, entry.roles) for entry in frozen.roster] == [
            ("田中 健一", "", "", ()),
            ("伊藤 直樹", "本社 / 営業部", "本社", ("sales_lead",)),
            ("中村 拓", "", "", ("general_affairs",)),
        ]


def test_names_and_departments_of_the_launch_stay_when_the_register_changes(stage: Stage):
    run_id = stage.launched(stage.drill())
    with stage.world.changing(stage.org):
        db.session.execute(update(Department).values(name="営業第一部", path="本社 / 営業第一部"))
        db.session.execute(update(Person).where(Person.employee_number == "0201").values(family_name="井藤"))

    with stage.world.inside(stage.org):
        frozen = snapshot_of(stage.run(run_id).snapshot)
        rows = db.session.scalars(select(DrillParticipant).order_by(DrillParticipant.id)).all()
        assert (frozen.roster[1].name, frozen.roster[1].department) == ("伊藤 直樹", "本社 / 営業部")
        assert (rows[1].frozen_name, rows[1].frozen_department) == ("伊藤 直樹", "本社 / 営業部")


def test_a_snapshot_reads_back_as_it_was_written(stage: Stage):
    run_id = stage.launched(stage.drill())

    with stage.world.inside(stage.org):
        text = stage.run(run_id).snapshot
        assert snapshot_of(text).to_text() == text
        assert replace(snapshot_of(text), place="食堂").to_text() != text


def test_a_drill_has_one_run_at_a_time(stage: Stage):
    drill_id = stage.drill()
    stage.launched(drill_id)

    with pytest.raises(RunAlreadyGoing):
        stage.launched(drill_id)


def test_after_a_run_was_broken_off_the_next_one_can_be_launched(stage: Stage):
    drill_id = stage.drill()
    first = stage.launched(drill_id)
    stage.add(first, Started(), 0)
    stage.add(first, Stopped("停電のため"), 3)

    second = stage.launched(drill_id)

    with stage.world.inside(stage.org):
        assert (stage.run(first).number, stage.run(second).number) == (1, 2)


def test_a_drill_without_players_is_not_launched(stage: Stage):
    with stage.world.changing(stage.org):
        drill_id = schedule.schedule_drill(stage.new_drill(), timezone="Asia/Tokyo", by=stage.by, at=at(0)).id

    with pytest.raises(NotLaunchable):
        stage.launched(drill_id)


def test_a_cancelled_drill_is_not_launched(stage: Stage):
    drill_id = stage.drill()
    with stage.world.changing(stage.org):
        schedule.change_status(drill_id, DrillStatus.CANCELLED, reason="台風", by=stage.by, at=at(0))

    with pytest.raises(NotLaunchable):
        stage.launched(drill_id)


def test_p2_the_same_event_sent_twice_is_one_event(stage: Stage):
    run_id = stage.running()
    new = NewEvent(uuid4(), DecisionNoted("課長が電話する"))
    before = count(stage, run_id)

    for _ in range(2):
        with stage.world.changing(stage.org):
            event = runs.append_event(run_id, new, by=stage.by, at=at(3))

    assert count(stage, run_id) == before + 1
    assert event.seq == before + 1


def test_p2_a_pause_sent_twice_by_one_console_is_no_conflict(stage: Stage):
    run_id = stage.running()
    new = NewEvent(uuid4(), Paused())

    for minute in (3, 4):
        with stage.world.changing(stage.org):
            runs.append_event(run_id, new, by=stage.by, at=at(minute))

    assert stage.state(run_id).elapsed(at(9)) == timedelta(minutes=3)


def test_f31_an_event_id_cannot_be_used_for_something_else(stage: Stage, caplog: pytest.LogCaptureFixture):
    run_id = stage.running()
    event_id = uuid4()
    with stage.world.changing(stage.org):
        runs.append_event(run_id, NewEvent(event_id, DecisionNoted("一つ目")), by=stage.by, at=at(3))

    with pytest.raises(EventIdReused), stage.world.changing(stage.org):
        runs.append_event(run_id, NewEvent(event_id, DecisionNoted("二つ目")), by=stage.by, at=at(4))
    assert "sent again with other content" in caplog.text


def test_of_two_consoles_that_pause_the_second_gets_a_conflict(stage: Stage):
    run_id = stage.running()
    stage.add(run_id, Paused(), 5)

    with pytest.raises(RunConflict) as refused:
        stage.add(run_id, Paused(), 5.01)

    assert refused.value.status == 409
    assert stage.state(run_id).status is RunStatus.PAUSED


def test_of_two_consoles_that_release_one_inject_one_succeeds(stage: Stage):
    run_id = stage.running()
    stage.add(run_id, InjectReleased(2), 5)

    with pytest.raises(RunConflict):
        stage.add(run_id, InjectReleased(2), 5.01)

    assert list(stage.state(run_id).released) == [1, 2]


def test_a_refused_event_leaves_no_trace(stage: Stage):
    run_id = stage.running()
    before = count(stage, run_id)

    with pytest.raises(RunConflict):
        stage.add(run_id, Resumed(), 5)

    assert count(stage, run_id) == before


def test_the_version_is_the_number_of_the_last_event(stage: Stage):
    run_id = stage.running()
    event = stage.add(run_id, DecisionNoted("本部は2階に置く"), 3)

    with stage.world.inside(stage.org):
        assert stage.run(run_id).version == event.seq == 3


def test_what_the_row_repeats_is_what_the_events_say(stage: Stage):
    run_id = stage.launched(stage.drill())
    for minute, action in enumerate((Started(), AutomaticReleaseOn(), Paused(), Resumed(), Ended())):
        stage.add(run_id, action, minute)
        with stage.world.inside(stage.org):
            run = stage.run(run_id)
            state = state_of(run)
            assert (run.status, run.automatic_release, run.version) == (
                state.status,
                state.automatic_release,
                state.version,
            )


def test_events_are_written_once(stage: Stage):
    run_id = stage.running()

    with pytest.raises(WrittenOnce):
        change_a_name(stage, run_id)


def change_a_name(stage: Stage, run_id: int) -> None:
    with stage.world.changing(stage.org):
        row = db.session.scalars(select(RunEventRow).where(RunEventRow.run_id == run_id)).first()
        assert row is not None
        row.actor_name = "だれか"


def test_an_event_keeps_who_when_and_by_what_means(stage: Stage):
    run_id = stage.running()
    new = NewEvent(uuid4(), DecisionNoted("紙から"), EventSource.PAPER, device_at=at(2), sent_at=at(3))
    with stage.world.changing(stage.org):
        runs.append_event(run_id, new, by=stage.by, at=at(4))

    with stage.world.inside(stage.org):
        event = events_of(run_id)[-1]
    assert (event.actor_id, event.actor_name, event.source) == (stage.trainer.id, "田中 健一", EventSource.PAPER)
    assert (event.device_at, event.sent_at, event.received_at) == (at(2), at(3), at(4))


def test_a_player_who_joins_is_there(stage: Stage):
    run_id = stage.running()
    ito = stage.players[0]
    with stage.world.changing(stage.org):
        runs.join(run_id, ito.id, uuid4(), by=stage.by, at=at(1))

    with stage.world.inside(stage.org):
        drill_id = stage.run(run_id).drill_id
    assert stage.state(run_id).joined == {stage.participant_id(drill_id, ito): at(1)}


def test_somebody_who_does_not_take_part_cannot_join(stage: Stage, employee):
    run_id = stage.running()

    with pytest.raises(NotFound), stage.world.changing(stage.org):
        runs.join(run_id, employee.id, uuid4(), by=stage.by, at=at(1))


def test_somebody_who_comes_late_is_marked_as_added_late(stage: Stage, employee):
    run_id = stage.running()
    with stage.world.changing(stage.org):
        late = runs.add_late(
            run_id, employee.id, ParticipantKind.PLAYER, ("sales_lead",), event_id=uuid4(), by=stage.by, at=at(2)
        )
        assert (late.added_late, late.frozen_name) == (True, "石田 亮")

    assert list(stage.state(run_id).added) == [late.id]


def test_a_run_of_another_organisation_does_not_exist(stage: Stage, outsider):
    run_id = stage.running()

    with pytest.raises(NotFound), stage.world.changing(outsider.org):
        runs.append_event(run_id, NewEvent(uuid4(), Paused()), by=stage.by, at=at(1))


def test_the_timetable_releases_what_is_due_once(stage: Stage):
    run_id = stage.running()
    stage.add(run_id, AutomaticReleaseOn(), 1)

    with stage.world.inside(stage.org):
        assert jobs.release_due_injects(at(9)) == 0
        assert jobs.release_due_injects(at(10.5)) == 1
        assert jobs.release_due_injects(at(10.5)) == 0

    released = stage.state(run_id).released[2]
    assert (released.source, released.at) == (EventSource.AUTOMATIC, at(10.5))


def test_the_timetable_leaves_paused_and_manual_runs_alone(stage: Stage):
    manual = stage.running()
    paused = stage.running()
    stage.add(paused, AutomaticReleaseOn(), 1)
    stage.add(paused, Paused(), 2)

    with stage.world.inside(stage.org):
        assert jobs.release_due_injects(at(10.5)) == 0
    assert list(stage.state(manual).released) == [1]


def test_start_and_end_are_in_the_audit_trail_and_notes_are_not(stage: Stage):
    run_id = stage.running()
    stage.add(run_id, DecisionNoted("本部は2階に置く"), 3)
    stage.add(run_id, Ended(), 9)

    with stage.world.inside(stage.org):
        actions = db.session.scalars(
            select(AuditEntry.action).where(AuditEntry.subject_type == Run.__tablename__).order_by(AuditEntry.id)
        ).all()
    assert actions == ["run.launched", "run.started", "run.ended"]
