"""A closed record stays as it was, whatever becomes of the people, places and scenarios that it names."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import DatabaseError, IntegrityError

from drillhub.core.database import db
from drillhub.drills import records
from drillhub.drills.events import GuestAdded, GuestKind, Mark, TaskDone
from drillhub.drills.held import held_drills
from drillhub.drills.models import Drill, DrillRecord
from drillhub.drills.run_log import state_of
from drillhub.drills.snapshot import digest_of
from drillhub.identity.models import Department, Person, Site
from drillhub.scenarios.models import Scenario, ScenarioVersion
from tests.drills.aftermath import CHANGES, Change
from tests.drills.stage import Stage

DRIVER = UUID(int=7)


@pytest.fixture
def past(outside: Stage) -> Stage:
    """An evacuation that was held, counted and recorded on 1 April 2026."""
    run = outside.alarm()
    outside.add(run, GuestAdded(DRIVER, GuestKind.VISITOR, "運転手", "青空運送"), 1)
    outside.mark(run, outside.players[0], Mark.PRESENT, 2)
    outside.mark(run, outside.players[1], Mark.EXCUSED, 3, reason="休み")
    outside.add(run, TaskDone("T2"), 8)
    outside.end_and_evaluate(run)
    outside.close(run)
    return outside


def everything(stage: Stage) -> tuple[object, ...]:
    """What the record says, by itself, to reports, and as it is folded anew from its events."""
    with stage.world.inside(stage.org):
        drill = db.session.scalars(select(Drill)).one()
        record = records.latest_record(drill.id)
        run = stage.run(record.run_id)
        (held,) = held_drills(date(2026, 4, 1), date(2027, 3, 31))
        assert digest_of(record.content) == record.digest
        return record.content, record.digest, run.snapshot, run.digest, held, state_of(run)


@pytest.mark.parametrize("change", CHANGES)
def test_dt57_dt58_a_closed_record_keeps_its_bytes_and_its_names(past: Stage, change: Change):
    before = everything(past)
    with past.world.changing(past.org):
        change(past)

    assert everything(past) == before
    assert "本社 / 営業部" in str(before[0])


@pytest.mark.parametrize("cited", [Person, Site, Scenario, ScenarioVersion, Drill])
def test_dt57_what_a_record_cites_cannot_be_deleted(past: Stage, cited: type):
    before = everything(past)
    with past.world.inside(past.org):
        rows = set(db.session.scalars(select(cited.id)))

    with pytest.raises(DatabaseError), past.world.changing(past.org):
        db.session.execute(delete(cited))

    with past.world.inside(past.org):
        assert set(db.session.scalars(select(cited.id))) == rows
    assert everything(past) == before


def test_dt57_a_department_goes_only_when_nobody_is_of_it_and_the_record_keeps_its_name(past: Stage):
    before = everything(past)
    with pytest.raises(IntegrityError), past.world.changing(past.org):
        db.session.execute(delete(Department))
    with past.world.changing(past.org):
        for person in db.session.scalars(select(Person)):
            person.department_id = None
        db.session.flush()
        db.session.execute(delete(Department))

    assert everything(past) == before


def test_dt58_a_correction_made_after_the_renaming_keeps_the_names_of_the_day(past: Stage):
    with past.world.inside(past.org):
        run_id = db.session.scalars(select(DrillRecord.run_id)).one()
    for change in CHANGES[:6]:
        with past.world.changing(past.org):
            change.values[0](past)  # type: ignore[operator]
    with past.world.changing(past.org):
        records.start_correction(run_id, "数え間違い", by=past.by, at=past.run(run_id).launched_at)
    second = past.close(run_id, minute=20_000)

    for name in ("伊藤 直樹", "本社 / 営業部", '"site":"本社"'):
        assert name in second.content, name
    assert "営業第一部" not in second.content
