"""Verbs on runs: launch, and everything that happens live."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from drillhub import audit
from drillhub.audit import TIMETABLE, Actor
from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.drills import run_log
from drillhub.drills.errors import NotLaunchable, ParticipantUnknown, RunAlreadyGoing
from drillhub.drills.events import (
    EventSource,
    InjectReleased,
    NewEvent,
    ParticipantAdded,
    ParticipantJoined,
    Paused,
    RunEvent,
)
from drillhub.drills.life_cycle import DrillStatus
from drillhub.drills.locking import locked_drill
from drillhub.drills.models import Drill, DrillParticipant, Run
from drillhub.drills.release_plan import inject_to_release
from drillhub.drills.run_state import NOT_OVER, RunStatus
from drillhub.drills.snapshot import LaunchSnapshot, ParticipantKind, TimeAxis, digest_of
from drillhub.identity.models import Person
from drillhub.scenarios.models import ScenarioVersion
from drillhub.vocabulary import DrillType


def launch(drill_id: int, *, by: Actor, at: datetime) -> Run:
    """Freeze the scenario, the roster and the targets, and open a run. The clock starts with the event `started`.

    Raises RunAlreadyGoing, NotLaunchable.
    """
    drill = locked_drill(drill_id)
    if db.session.scalar(select(Run.id).where(Run.drill_id == drill.id, Run.status.in_(NOT_OVER))) is not None:
        raise RunAlreadyGoing()
    participants = _participants_to_freeze(drill.id)
    if drill.status not in {DrillStatus.PLANNED, DrillStatus.NOTIFIED} or not any(
        each.kind is ParticipantKind.PLAYER for each in participants
    ):
        raise NotLaunchable()
    for participant in participants:
        participant.freeze(at=at)
    version = db.session.scalars(select(ScenarioVersion).where(ScenarioVersion.id == drill.scenario_version_id)).one()
    text = _snapshot_of(drill, version, participants).to_text()
    last = db.session.scalar(select(func.max(Run.number)).where(Run.drill_id == drill.id)) or 0
    run = Run(
        drill_id=drill.id,
        number=last + 1,
        snapshot=text,
        digest=digest_of(text),
        launched_at=at,
        launched_by=by.name,
    )
    db.session.add(run)
    audit.record("run.launched", by=by, at=at, subject=run, facts={"drill": drill.number, "digest": run.digest})
    db.session.flush()
    return run


def _participants_to_freeze(drill_id: int) -> list[DrillParticipant]:
    return list(
        db.session.scalars(
            select(DrillParticipant)
            .options(
                joinedload(DrillParticipant.person, innerjoin=True).options(
                    joinedload(Person.department), joinedload(Person.site)
                )
            )
            .where(DrillParticipant.drill_id == drill_id)
            .order_by(DrillParticipant.id)
        )
    )


def _snapshot_of(drill: Drill, version: ScenarioVersion, participants: list[DrillParticipant]) -> LaunchSnapshot:
    return LaunchSnapshot(
        drill_number=drill.number,
        title=drill.title,
        drill_type=drill.drill_type,
        further_types=tuple(DrillType(each) for each in drill.further_types),
        site=drill.site.name,
        place=drill.place,
        facilitator=drill.facilitator.name,
        deputy=drill.deputy.name if drill.deputy else "",
        planned_date=drill.local_date.isoformat(),
        planned_time=drill.local_time.strftime("%H:%M"),
        timezone=drill.timezone,
        axis=TimeAxis.of(drill.drill_type),
        duration_min=drill.duration_min,
        scenario_version=version.number,
        scenario_digest=version.digest,
        scenario=version.content,
        roster=tuple(each.roster_entry for each in participants),
    )


def append_event(run_id: int, new: NewEvent, *, by: Actor, at: datetime) -> RunEvent:
    """Add an event to a run; sent again under the same id it is the same event.

    Raises NotFound, RunConflict (409) when the run is not in a state for it, Invalid, EventIdReused.
    """
    return run_log.append(run_log.locked_run(run_id), new, by=by, at=at)


def join(run_id: int, person_id: int, event_id: UUID, *, by: Actor, at: datetime) -> RunEvent:
    """A participant is there. Raises NotFound when the person does not take part."""
    run = run_log.locked_run(run_id)
    participant_id = db.session.scalar(
        select(DrillParticipant.id).where(
            DrillParticipant.drill_id == run.drill_id, DrillParticipant.person_id == person_id
        )
    )
    if participant_id is None:
        raise NotFound()
    return run_log.append(run, NewEvent(event_id, ParticipantJoined(participant_id)), by=by, at=at)


def add_late(
    run_id: int,
    person_id: int,
    kind: ParticipantKind,
    roles: tuple[str, ...],
    *,
    event_id: UUID,
    by: Actor,
    at: datetime,
) -> DrillParticipant:
    """Take somebody in after the launch; the record says so. Raises ParticipantUnknown, RunConflict.

    Somebody who takes part already stays as they are.
    """
    run = run_log.locked_run(run_id)
    participant = db.session.scalar(
        select(DrillParticipant).where(
            DrillParticipant.drill_id == run.drill_id, DrillParticipant.person_id == person_id
        )
    )
    if participant is not None:
        return participant
    person = db.session.scalar(
        select(Person).options(joinedload(Person.department), joinedload(Person.site)).where(Person.id == person_id)
    )
    if person is None or not person.is_present:
        raise ParticipantUnknown("person_id")
    participant = DrillParticipant(
        drill_id=run.drill_id, person_id=person_id, person=person, kind=kind, role_ids=list(roles), added_late=True
    )
    participant.freeze(at=at)
    db.session.add(participant)
    db.session.flush()
    run_log.append(run, NewEvent(event_id, ParticipantAdded(participant.id)), by=by, at=at)
    return participant


def release_due(run_id: int, *, at: datetime) -> RunEvent | None:
    """Release the inject that the timetable owes a run now; None when it owes nothing any more."""
    run = run_log.locked_run(run_id)
    inject = inject_to_release(run_log.state_of(run), at)
    if inject is None:
        return None
    new = NewEvent(uuid4(), InjectReleased(inject.seq), source=EventSource.AUTOMATIC)
    return run_log.append(run, new, by=TIMETABLE, at=at)


def pause_all(*, by: Actor, at: datetime) -> int:
    """Pause every running run of the bound organisation; gives how many.

    After a restore: nobody may be surprised by injects of hours ago; the facilitator resumes.
    """
    running = db.session.scalars(select(Run.id).where(Run.status == RunStatus.RUNNING).order_by(Run.id)).all()
    for run_id in running:
        append_event(run_id, NewEvent(uuid4(), Paused()), by=by, at=at)
    return len(running)
