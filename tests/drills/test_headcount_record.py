"""What is left of a roll call: attendance and record."""

import json
from uuid import uuid4

from sqlalchemy import select

from drillhub.core.database import db
from drillhub.drills import records
from drillhub.drills.events import GuestAdded, GuestKind, HeadcountMarked, Mark, TaskDone, guest_subject
from drillhub.drills.models import Drill
from tests.drills.stage import Stage


def content(stage: Stage) -> dict:
    with stage.world.inside(stage.org):
        drill_id = db.session.scalars(select(Drill.id)).one()
        return json.loads(records.latest_record(drill_id).content)


def test_the_record_says_who_was_accounted_for_and_when_it_was_declared(outside: Stage):
    ito, nakamura = outside.players
    driver, cleaner = uuid4(), uuid4()
    run_id = outside.alarm()
    outside.add(run_id, GuestAdded(driver, GuestKind.VISITOR, "運転手", "青空運送"), 1)
    outside.add(run_id, GuestAdded(cleaner, GuestKind.PARTNER, "清掃の人"), 1)
    outside.mark(run_id, ito, Mark.EXCUSED, 2, reason="休み")
    outside.mark(run_id, nakamura, Mark.PRESENT, 3)
    outside.add(run_id, HeadcountMarked(guest_subject(driver), Mark.MISSING, place="2階の倉庫"), 4)
    outside.add(run_id, TaskDone("T1"), 4.8)
    outside.add(run_id, TaskDone("T2"), 8)
    outside.end_and_evaluate(run_id)
    outside.close(run_id)

    said = content(outside)

    assert said["headcount"] == {
        "on_site": 4,
        "accounted": 2,
        "present": 1,
        "excused": 1,
        "missing": [
            {"name": "運転手", "department": "青空運送", "mark": "missing", "place": "2階の倉庫"},
            {"name": "清掃の人", "department": "", "mark": "unconfirmed", "place": ""},
        ],
        "guests": [
            {"name": "運転手", "company": "青空運送", "kind": "visitor", "mark": "missing"},
            {"name": "清掃の人", "company": "", "kind": "partner", "mark": "unconfirmed"},
        ],
        "declared_seconds": 480,
    }
    times = {each["measure"]: each["elapsed_seconds"] for each in said["tasks"]}
    assert times == {"evacuation_time_min": 288, "headcount_time_min": 480, "all_clear_time_min": 1800}
    assert said["drill"]["further_types"] == ["fire_drill"]


def test_a_drill_in_which_nobody_gathers_has_no_headcount(stage: Stage):
    stage.recorded()

    assert content(stage)["headcount"] is None
