"""Evaluating an ended run, closing its record, correcting it."""

import json
from datetime import date

import pytest
from sqlalchemy import select, update

from drillhub.calendar.models import Slot
from drillhub.core.append_only import WrittenOnce
from drillhub.core.database import db
from drillhub.drills import evaluations, records
from drillhub.drills.errors import (
    NoRunToClose,
    NotReadyToClose,
    ReasonMissing,
    RecordClosed,
    RunConflict,
    TextMissing,
    UnknownInRun,
)
from drillhub.drills.evaluation import Attendance, CriterionResult, GapKind
from drillhub.drills.evaluations import AttendanceEntry, ObservationEntry, RatingEntry
from drillhub.drills.events import DecisionNoted, FixPointNoted, InjectReleased, Started, Stopped, TaskDone
from drillhub.drills.findings import FindingKind, NewFinding
from drillhub.drills.life_cycle import DrillStatus
from drillhub.drills.models import Drill, DrillParticipant, DrillRecord, Finding
from drillhub.drills.run_state import RunStatus
from drillhub.drills.snapshot import digest_of
from drillhub.identity.models import Department
from drillhub.vocabulary import PlanItem, TaskRating
from tests.drills.build import at
from tests.drills.stage import Stage, actor


def content(stage: Stage) -> dict:
    """The content of the record in force."""
    with stage.world.inside(stage.org):
        drill_id = db.session.scalars(select(Drill.id)).one()
        return json.loads(records.latest_record(drill_id).content)


def test_an_empty_evaluation_is_not_closed_and_says_what_is_missing(stage: Stage):
    run_id = stage.ended()

    with pytest.raises(NotReadyToClose) as refused:
        stage.close(run_id)

    missing = [gap.kind for gap in refused.value.facts["missing"]]
    assert missing == [GapKind.TASK_NOT_RECORDED] + [GapKind.NOT_RATED] * 2 + [GapKind.ATTENDANCE_UNDECIDED] * 3


def test_closing_makes_the_record_and_the_drill_is_held(stage: Stage):
    run_id = stage.evaluated()
    record = stage.close(run_id)

    with stage.world.inside(stage.org):
        drill = db.session.scalars(select(Drill)).one()
        slot = db.session.scalars(select(Slot)).one()
        assert (drill.status, drill.held_on, drill.ended_at) == (DrillStatus.HELD, date(2026, 4, 1), at(30))
        assert (slot.fulfilled_on, slot.fulfilled_by_kind, slot.fulfilled_by_id) == (
            date(2026, 4, 1),
            "drill",
            drill.id,
        )
    assert stage.state(run_id).status is RunStatus.CLOSED
    assert record.revision == 1
    assert record.digest == digest_of(record.content)


def test_the_record_says_what_happened(stage: Stage):
    run_id = stage.running()
    stage.add(run_id, TaskDone("T1"), 4)
    stage.add(run_id, DecisionNoted("課長が電話する"), 5)
    stage.add(run_id, InjectReleased(2), 10)
    stage.add(run_id, TaskDone("T2", 100), 12)
    stage.end_and_evaluate(run_id)
    stage.close(run_id)

    said = content(stage)

    assert said["drill"]["number"] == "D2026-001"
    assert said["run"]["elapsed_seconds"] == 30 * 60
    assert said["participation"] == {"invited": 2, "excused": 0, "expected": 2, "attended": 2}
    assert said["tasks_on_time"] == {"on_time": 1, "judged": 2, "critical_on_time": 1, "critical_judged": 1}
    assert said["notices_on_time"] == {"on_time": 0, "due": 1}
    first, second, third = said["tasks"]
    assert (first["verdict"], first["elapsed_seconds"], first["stated"]) == ("on_time", 24 * 60, False)
    assert (second["verdict"], second["elapsed_seconds"], second["stated"]) == ("late", 100 * 60, True)
    assert (third["verdict"], third["because"], third["follow_up_on"]) == (
        "not_judged",
        "beyond_the_story",
        "2026-04-08",
    )
    assert [inject["status"] for inject in said["injects"]] == ["released", "released", "not_released", "not_released"]
    assert [(note["kind"], note["text"]) for note in said["notes"]] == [("decision_noted", "課長が電話する")]
    assert [(each["id"], each["rating"]) for each in said["objectives"]] == [("O1", "P"), ("O2", "S")]


def test_the_record_keeps_the_names_of_its_time(stage: Stage):
    stage.recorded()
    with stage.world.changing(stage.org):
        db.session.execute(update(Department).values(name="営業第一部", path="本社 / 営業第一部"))

    assert {each["department"] for each in content(stage)["participants"]} == {"", "本社 / 営業部"}


def test_a_closed_record_takes_no_more_ratings(stage: Stage):
    run_id = stage.recorded()

    with pytest.raises(RecordClosed), stage.world.changing(stage.org):
        evaluations.rate(run_id, [RatingEntry("O1", TaskRating.UNABLE)], is_final=True, by=stage.by, at=at(50))
    with pytest.raises(RecordClosed):
        stage.close(run_id)


def test_a_correction_is_a_further_revision_with_its_reason(stage: Stage):
    run_id = stage.recorded()
    with stage.world.changing(stage.org):
        records.start_correction(run_id, "出欠の誤り", by=stage.by, at=at(100))
        rows = {row.person_id: row.id for row in db.session.scalars(select(DrillParticipant))}
        entry = AttendanceEntry(rows[stage.players[0].id], Attendance.EXCUSED, "出張")
        evaluations.mark_attendance(run_id, [entry], by=stage.by, at=at(101))
    second = stage.close(run_id, minute=102)

    with stage.world.inside(stage.org):
        revisions = db.session.scalars(select(DrillRecord).order_by(DrillRecord.revision)).all()
    assert [(each.revision, each.reason) for each in revisions] == [(1, ""), (2, "出欠の誤り")]
    assert json.loads(second.content)["closing"]["previous_digest"] == revisions[0].digest
    assert json.loads(revisions[0].content)["participation"]["attended"] == 2
    assert json.loads(second.content)["participation"] == {"invited": 2, "excused": 1, "expected": 1, "attended": 1}


def test_a_correction_needs_a_reason_and_a_record(stage: Stage):
    run_id = stage.ended()
    for reason, refusal in ((" ", ReasonMissing), ("誤り", NoRunToClose)):
        with pytest.raises(refusal), stage.world.changing(stage.org):
            records.start_correction(run_id, reason, by=stage.by, at=at(40))


def test_records_are_written_once(stage: Stage):
    stage.recorded()

    with pytest.raises(WrittenOnce), stage.world.changing(stage.org):
        db.session.scalars(select(DrillRecord)).one().content = "{}"


def test_a_run_that_was_broken_off_has_no_record(stage: Stage):
    run_id = stage.launched(stage.drill())
    stage.add(run_id, Started(), 0)
    stage.add(run_id, Stopped("本物の地震"), 3)

    with pytest.raises(NoRunToClose):
        stage.close(run_id)
    with pytest.raises(RunConflict), stage.world.changing(stage.org):
        evaluations.rate(run_id, [], is_final=True, by=stage.by, at=at(5))


def test_several_raters_keep_their_opinions_beside_the_decision(stage: Stage, general_affairs):
    run_id = stage.evaluated()
    with stage.world.changing(stage.org):
        opinion = RatingEntry("O1", TaskRating.MAJOR_CHALLENGES, "名簿が古い")
        evaluations.rate(run_id, [opinion], is_final=False, by=actor(general_affairs), at=at(32))
    stage.close(run_id)

    (first, _) = content(stage)["objectives"]
    assert first["rating"] == "P"
    assert [(each["rater"], each["rating"], each["final"]) for each in first["opinions"]] == [
        ("田中 健一", "P", True),
        ("佐藤 美咲", "M", False),
    ]


def test_rating_again_replaces_ones_own_rating(stage: Stage):
    run_id = stage.evaluated()
    with stage.world.changing(stage.org):
        evaluations.rate(
            run_id, [RatingEntry("O1", TaskRating.UNABLE, "届かず")], is_final=True, by=stage.by, at=at(33)
        )
    stage.close(run_id)

    assert content(stage)["objectives"][0]["rating"] == "U"


def test_observations_name_criteria_of_the_scenario(stage: Stage):
    run_id = stage.evaluated()
    with pytest.raises(UnknownInRun), stage.world.changing(stage.org):
        evaluations.observe(run_id, [ObservationEntry("E9", CriterionResult.MET)], by=stage.by, at=at(32))
    with stage.world.changing(stage.org):
        evaluations.observe(run_id, [ObservationEntry("E1", CriterionResult.PARTLY, "1人漏れ")], by=stage.by, at=at(32))
    stage.close(run_id)

    (criterion,) = content(stage)["criteria"]
    assert (criterion["result"], criterion["note"], criterion["observer"]) == ("partly", "1人漏れ", "田中 健一")


def test_findings_come_from_notes_and_keep_their_numbers(stage: Stage):
    run_id = stage.evaluated()
    note = stage.add(run_id, FixPointNoted("運転手が名簿にない"), 32)
    with stage.world.changing(stage.org):
        new = NewFinding(FindingKind.FIX, "来訪者名簿がない", "受付が紙だけ", PlanItem.RESPONSE, note.event_id)
        evaluations.add_finding(run_id, new, by=stage.by, at=at(33))
        evaluations.add_finding(run_id, NewFinding(FindingKind.GOOD, "声が出ていた"), by=stage.by, at=at(33))
        evaluations.withdraw_finding(run_id, 2, by=stage.by, at=at(34))
        third = evaluations.add_finding(run_id, NewFinding(FindingKind.GOOD, "点呼が早い"), by=stage.by, at=at(35))
        assert third.number == 3
    stage.close(run_id)

    said = content(stage)["findings"]
    assert [(each["number"], each["kind"], each["plan_item"]) for each in said] == [
        (1, "fix", "3(1)"),
        (3, "good", None),
    ]
    assert said[0]["source_event_id"] == str(note.event_id)


def test_an_empty_finding_is_refused(stage: Stage):
    run_id = stage.ended()

    with pytest.raises(TextMissing), stage.world.changing(stage.org):
        evaluations.add_finding(run_id, NewFinding(FindingKind.FIX, " "), by=stage.by, at=at(33))
    with stage.world.inside(stage.org):
        assert db.session.scalars(select(Finding)).all() == []


def test_a_follow_up_can_be_given_another_date(stage: Stage):
    run_id = stage.evaluated()
    with stage.world.changing(stage.org):
        evaluations.set_follow_up(run_id, "T3", date(2026, 4, 30), by=stage.by, at=at(33))
    stage.close(run_id)

    assert content(stage)["tasks"][2]["follow_up_on"] == "2026-04-30"


def test_an_excuse_needs_its_reason(stage: Stage):
    run_id = stage.ended()
    with stage.world.inside(stage.org):
        first = db.session.scalars(select(DrillParticipant.id)).first()
    assert first is not None

    with pytest.raises(ReasonMissing), stage.world.changing(stage.org):
        evaluations.mark_attendance(run_id, [AttendanceEntry(first, Attendance.EXCUSED)], by=stage.by, at=at(33))
