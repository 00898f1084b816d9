"""Planning a drill: date, leaders, participants, and leaving the plan."""

from datetime import date, time

import pytest
from sqlalchemy import select

from drillhub.audit import AuditEntry
from drillhub.calendar.models import Slot, SlotState
from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.drills import schedule
from drillhub.drills.errors import (
    DeputyIsFacilitator,
    FacilitatorUnknown,
    FixedAtLaunch,
    ParticipantUnknown,
    ReasonMissing,
    RunAlreadyGoing,
    SiteUnknown,
    TransitionRefused,
    UnknownInRun,
)
from drillhub.drills.life_cycle import DrillStatus
from drillhub.drills.models import Drill, DrillParticipant
from drillhub.drills.snapshot import ParticipantKind
from drillhub.identity.models import Site
from drillhub.vocabulary import DrillType
from tests.drills.build import at
from tests.drills.stage import Stage

KINDS = select(DrillParticipant.person_id, DrillParticipant.kind)


def drill_of(drill_id: int) -> Drill:
    return db.session.scalars(select(Drill).where(Drill.id == drill_id)).one()


def slot_of(drill_id: int) -> Slot:
    return db.session.scalars(select(Slot).where(Slot.id == drill_of(drill_id).slot_id)).one()


def test_a_drill_takes_a_slot_of_the_calendar(stage: Stage):
    drill_id = stage.drill()

    with stage.world.inside(stage.org):
        slot = slot_of(drill_id)
        assert (slot.planned_for, slot.starts_at, slot.drill_type) == (
            date(2026, 4, 1),
            time(12, 0),
            DrillType.TABLETOP_EXERCISE,
        )
        assert drill_of(drill_id).status is DrillStatus.PLANNED


def test_drills_are_numbered_within_their_fiscal_year(stage: Stage):
    for _ in range(2):
        stage.drill()
    stage.drill(appointment=stage.appointment(local_date=date(2026, 3, 31)))

    with stage.world.inside(stage.org):
        assert sorted(db.session.scalars(select(Drill.number))) == ["D2025-001", "D2026-001", "D2026-002"]


def test_facilitator_and_deputy_take_part_from_the_beginning(stage: Stage, general_affairs):
    drill_id = stage.drill(appointment=stage.appointment(deputy_id=general_affairs.id))

    with stage.world.inside(stage.org):
        kinds = dict(map(tuple, db.session.execute(KINDS.where(DrillParticipant.drill_id == drill_id))))
    assert kinds[stage.trainer.id] is ParticipantKind.FACILITATOR
    assert kinds[general_affairs.id] is ParticipantKind.FACILITATOR


def test_the_start_is_an_instant_of_the_organisations_zone(stage: Stage):
    drill_id = stage.drill()

    with stage.world.inside(stage.org):
        assert drill_of(drill_id).starts_at == at(0)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"site_id": 999}, SiteUnknown),
        ({"scenario_version_id": 999}, NotFound),
    ],
)
def test_a_drill_refers_to_what_exists(stage: Stage, change, refusal):
    with pytest.raises(refusal), stage.world.changing(stage.org):
        schedule.schedule_drill(stage.new_drill(**change), timezone="Asia/Tokyo", by=stage.by, at=at(0))


def test_leaders_are_two_people_of_the_register(stage: Stage):
    same = stage.appointment(deputy_id=stage.trainer.id)
    unknown = stage.appointment(facilitator_id=999)
    for appointment, refusal in ((same, DeputyIsFacilitator), (unknown, FacilitatorUnknown)):
        with pytest.raises(refusal), stage.world.changing(stage.org):
            schedule.schedule_drill(
                stage.new_drill(appointment=appointment), timezone="Asia/Tokyo", by=stage.by, at=at(0)
            )


def test_people_are_added_once(stage: Stage):
    drill_id = stage.drill()

    with stage.world.changing(stage.org):
        ids = [player.id for player in stage.players]
        assert schedule.add_participants(drill_id, ids, ParticipantKind.PLAYER, by=stage.by, at=at(0)) == 0


def test_somebody_who_is_not_in_the_register_cannot_take_part(stage: Stage, outsider):
    drill_id = stage.drill()

    with pytest.raises(ParticipantUnknown), stage.world.changing(stage.org):
        schedule.add_participants(drill_id, [outsider.id + 500], ParticipantKind.PLAYER, by=stage.by, at=at(0))


def test_a_role_that_the_scenario_lacks_is_refused(stage: Stage):
    drill_id = stage.drill()
    participant_id = stage.participant_id(drill_id, stage.players[0])

    with pytest.raises(UnknownInRun), stage.world.changing(stage.org):
        schedule.change_part(participant_id, ParticipantKind.PLAYER, ("pilot",), by=stage.by, at=at(0))


def test_after_the_launch_participants_and_roles_are_fixed(stage: Stage, employee):
    drill_id = stage.drill()
    participant_id = stage.participant_id(drill_id, stage.players[0])
    stage.launched(drill_id)

    for change in (
        lambda: schedule.add_participants(drill_id, [employee.id], ParticipantKind.PLAYER, by=stage.by, at=at(0)),
        lambda: schedule.change_part(participant_id, ParticipantKind.OBSERVER, (), by=stage.by, at=at(0)),
        lambda: schedule.remove_participant(participant_id, by=stage.by, at=at(0)),
    ):
        with pytest.raises(FixedAtLaunch), stage.world.changing(stage.org):
            change()


def test_a_new_date_needs_a_reason_and_moves_the_slot(stage: Stage):
    drill_id = stage.drill()
    later = stage.appointment(local_date=date(2026, 4, 8))

    with pytest.raises(ReasonMissing), stage.world.changing(stage.org):
        schedule.change_plan(drill_id, later, by=stage.by, at=at(0))
    with stage.world.changing(stage.org):
        schedule.change_plan(drill_id, later, reason="繁忙期のため", by=stage.by, at=at(0))

    with stage.world.inside(stage.org):
        slot = slot_of(drill_id)
        assert (slot.scheduled_for, slot.planned_for) == (date(2026, 4, 1), date(2026, 4, 8))
        assert (slot.state, slot.reason) == (SlotState.MOVED, "繁忙期のため")
        assert drill_of(drill_id).local_date == date(2026, 4, 8)


def test_another_room_needs_no_reason(stage: Stage):
    drill_id = stage.drill()

    with stage.world.changing(stage.org):
        schedule.change_plan(drill_id, stage.appointment(place="食堂"), by=stage.by, at=at(0))

    with stage.world.inside(stage.org):
        assert (drill_of(drill_id).place, slot_of(drill_id).state) == ("食堂", SlotState.PLANNED)


@pytest.mark.parametrize(
    ("wanted", "state"),
    [
        (DrillStatus.CANCELLED, SlotState.CANCELLED),
        (DrillStatus.POSTPONED, SlotState.POSTPONED),
        (DrillStatus.MISSED, SlotState.MISSED),
    ],
)
def test_a_drill_that_does_not_take_place_says_why_and_so_does_its_slot(stage: Stage, wanted, state):
    drill_id = stage.drill()

    with pytest.raises(ReasonMissing), stage.world.changing(stage.org):
        schedule.change_status(drill_id, wanted, by=stage.by, at=at(0))
    with stage.world.changing(stage.org):
        schedule.change_status(drill_id, wanted, reason="台風の接近", by=stage.by, at=at(0))

    with stage.world.inside(stage.org):
        assert (drill_of(drill_id).status, drill_of(drill_id).status_reason) == (wanted, "台風の接近")
        assert slot_of(drill_id).state is state


def test_a_postponed_drill_gets_its_new_date(stage: Stage):
    drill_id = stage.drill()

    with stage.world.changing(stage.org):
        schedule.change_status(drill_id, DrillStatus.POSTPONED, reason="台風の接近", by=stage.by, at=at(0))
        later = stage.appointment(local_date=date(2026, 5, 13))
        schedule.change_plan(drill_id, later, reason="新しい日程", by=stage.by, at=at(1))

    with stage.world.inside(stage.org):
        assert drill_of(drill_id).status is DrillStatus.PLANNED


def test_a_drill_with_a_run_that_goes_on_is_not_cancelled(stage: Stage):
    run_id = stage.running()
    with stage.world.inside(stage.org):
        drill_id = stage.run(run_id).drill_id

    with pytest.raises(RunAlreadyGoing), stage.world.changing(stage.org):
        schedule.change_status(drill_id, DrillStatus.CANCELLED, reason="台風", by=stage.by, at=at(3))


def test_nobody_declares_a_drill_held(stage: Stage):
    drill_id = stage.drill()

    with pytest.raises(TransitionRefused), stage.world.changing(stage.org):
        schedule.change_status(drill_id, DrillStatus.HELD, by=stage.by, at=at(0))


def test_scheduling_is_in_the_audit_trail(stage: Stage):
    stage.drill()

    with stage.world.inside(stage.org):
        actions = set(db.session.scalars(select(AuditEntry.action)))
    assert {"slot.scheduled", "drill.scheduled", "drill.participants_added"} <= actions


@pytest.mark.parametrize(
    ("types", "place", "kept"),
    [
        pytest.param((DrillType.EVACUATION_DRILL,), "", "南側駐車場", id="an evacuation gathers where the site says"),
        pytest.param((DrillType.FIRE_DRILL, DrillType.EVACUATION_DRILL), "", "南側駐車場", id="as a further type too"),
        pytest.param((DrillType.EVACUATION_DRILL,), "北門", "北門", id="unless it names another place"),
        pytest.param((DrillType.TABLETOP_EXERCISE,), "", "", id="nobody gathers for a discussion"),
    ],
)
def test_an_evacuation_gathers_at_the_assembly_point_of_its_site(
    stage: Stage, types: tuple[DrillType, ...], place: str, kept: str
):
    with stage.world.changing(stage.org):
        db.session.scalars(select(Site)).one().assembly_point = "南側駐車場"
    with stage.world.changing(stage.org):
        new = stage.new_drill(drill_type=types[0], further_types=types[1:], appointment=stage.appointment(place=place))
        drill = schedule.schedule_drill(new, timezone="Asia/Tokyo", by=stage.by, at=at(0))
        assert drill.place == kept
