"""After the end, at the pages: attendance, ratings of several people, findings, the record and its revisions."""

import json
import re
from datetime import date
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from drillhub.core import clock
from drillhub.core.database import db
from drillhub.drills import schedule
from drillhub.drills.evaluation import Attendance
from drillhub.drills.events import Ended, GuestAdded, GuestKind, InjectReleased, Mark, Started, TaskDone
from drillhub.drills.findings import FindingKind
from drillhub.drills.models import Drill, DrillParticipant, DrillRecord, Finding, FollowUpDate, ObjectiveRating
from drillhub.drills.snapshot import ParticipantKind
from drillhub.drills.task_watches import watches
from drillhub.identity.models import Person
from drillhub.identity.roles import Role
from tests.drills.build import at
from tests.drills.stage import Stage
from tests.support.rows import counted_statements
from tests.support.world import Member, Org, World
from tests.web.drills.conftest import found, keyed
from tests.web.drills.test_planning import rows


def attendance_of(stage: Stage, drill: int) -> dict[str, tuple[Attendance, str]]:
    with stage.world.inside(stage.org):
        people = db.session.scalars(select(DrillParticipant).where(DrillParticipant.drill_id == drill))
        return {row.frozen_name: (row.attendance, row.attendance_reason) for row in people}


def drill_of(stage: Stage, run: int) -> int:
    with stage.world.inside(stage.org):
        return stage.run(run).drill_id


def chosen(page: str, name: str) -> str:
    """The value that a select or a set of radio buttons shows."""
    if f'<select class="select" name="{name}"' in page:
        options = found(rf'(?s)<select class="select" name="{name}"(.*?)</select>', page)
        return found(r'<option value="([^"]*)" selected>', options)
    return found(rf'name="{name}" value="([^"]*)" checked', page)


# --- Tasks whose end nobody recorded ----------------------------------------------------------------------------


@pytest.fixture
def unrecorded(stage: Stage) -> int:
    """An ended run in which the watches of two tasks began and nobody stopped them."""
    run = stage.running()
    stage.add(run, InjectReleased(2), 1)
    stage.add(run, Ended(), 50)
    return run


def verdicts(stage: Stage, run: int) -> dict[str, str]:
    state = stage.state(run)
    return {each.task.id: each.because or each.verdict for each in watches(state, state.ended_at or at(30))}


def test_a_task_that_nobody_recorded_is_asked_for_first_and_counts_for_nothing_until_then(
    unrecorded: int, desk: FlaskClient
) -> None:
    run = unrecorded
    page = desk.get(f"/runs/{run}/evaluation").text
    assert re.findall(r'name="outcome-(T\d)"', page) == ["T1", "T2"]
    assert page.index('id="tasks"') < page.index('id="attendance"')
    assert "目標時間 0 / 0件が時間内でした。" in page
    refused = desk.post(f"/runs/{run}/record", data=keyed("close"))
    assert refused.status_code == 422
    assert "が終わったかどうかが記録されていません。" in refused.text


def test_somebody_says_what_became_of_each_and_may_say_it_again(
    stage: Stage, unrecorded: int, desk: FlaskClient
) -> None:
    run = unrecorded
    address = f"/runs/{run}/evaluation/tasks"
    unseen = {"outcome-T2": "unseen", "unseen-T2": "計時係が欠席"}
    told = {"outcome-T1": "done", "minutes-T1": "２５", **unseen}
    assert desk.post(address, data=keyed("told", **told)).status_code == 303
    page = desk.get(f"/runs/{run}/evaluation").text
    assert {key: verdicts(stage, run)[key] for key in ("T1", "T2")} == {"T1": "on_time", "T2": "unseen"}
    assert 'value="計時係が欠席"' in page
    assert "目標時間 1 / 1件が時間内でした。" in page
    before = stage.state(run).version
    assert desk.post(address, data=keyed("same", **unseen)).status_code == 303
    assert stage.state(run).version == before, "the same words again are no event"
    assert desk.post(address, data=keyed("late", **{"outcome-T2": "not_done"})).status_code == 303
    assert verdicts(stage, run)["T2"] == "late"
    stage.evaluate(run)
    assert json.loads(stage.close(run).content)["tasks_on_time"]["judged"] == 2


def test_x5_all_that_an_outcome_lacks_is_named_and_nothing_is_stored(
    stage: Stage, unrecorded: int, desk: FlaskClient
) -> None:
    run = unrecorded
    before = stage.state(run).version
    lacking = {"outcome-T1": "done", "minutes-T1": "すぐ", "outcome-T2": "unseen", "unseen-T2": " "}
    page = desk.post(f"/runs/{run}/evaluation/tasks", data=keyed("bad", **lacking))
    assert page.status_code == 422
    assert "終わった時間を分で入力してください。" in page.text
    assert "判定できない理由を入力してください。" in page.text
    assert 'value="すぐ"' in page.text
    assert stage.state(run).version == before


# --- Attendance -------------------------------------------------------------------------------------------------


def test_who_said_they_were_there_is_proposed_as_present(world: World, stage: Stage, desk: FlaskClient) -> None:
    run = stage.running()
    drill = drill_of(stage, run)
    world.browser(stage.players[0]).post(f"/drills/{drill}/follow/joined", data=keyed("join"))
    desk.post(f"/runs/{run}/end", data=keyed("end"))

    page = desk.get(f"/runs/{run}/evaluation").text

    ito, nakamura = (stage.participant_id(drill, player) for player in stage.players)
    assert chosen(page, f"attendance-{ito}") == "attended"
    assert chosen(page, f"attendance-{nakamura}") == "undecided"


def test_many_people_are_one_line_with_their_names_and_one_button_marks_the_rest(
    world: World, org: Org, stage: Stage, desk: FlaskClient
) -> None:
    drill = stage.drill()
    crowd = [world.person(org, f"参加 {number}", number=f"8{number:03d}").id for number in range(120)]
    with world.changing(org):
        schedule.add_participants(drill, crowd, ParticipantKind.PLAYER, by=stage.by, at=clock.now())

    start = desk.get(f"/drills/{drill}/start").text
    assert "121人はメールアドレスがありません。訓練のページで、紙の案内を作れます。" in start
    assert found(r"<summary>([^<]+)</summary><p>[^<]*参加 119", start) == "内訳を見る"

    run = stage.launched(drill)
    stage.add(run, Started(), 0)
    stage.add(run, Ended(), 30)
    page = desk.get(f"/runs/{run}/evaluation").text
    assert "必要なもの3件" in page  # two objectives and the attendance; what would be good to have is not counted
    assert "人の出欠が未記入です。" in page
    assert "未記入の122人も「参加」として保存する" in page

    everyone = {f"attendance-{row}": "undecided" for row in re.findall(r'name="attendance-(\d+)"', page)}
    absent = f"attendance-{stage.participant_id(drill, stage.players[0])}"
    sent = keyed("rest", rest="attended", **{**everyone, absent: "absent"})
    assert desk.post(f"/runs/{run}/evaluation/attendance", data=sent).status_code == 303

    marked = attendance_of(stage, drill)
    assert marked["伊藤 直樹"] == (Attendance.ABSENT, "")
    assert {each for name, each in marked.items() if name != "伊藤 直樹"} == {(Attendance.ATTENDED, "")}
    assert "出欠が未記入です" not in desk.get(f"/runs/{run}/evaluation").text


def test_an_excuse_names_its_reason_and_a_refusal_keeps_what_was_entered(stage: Stage, desk: FlaskClient) -> None:
    run = stage.ended()
    drill = drill_of(stage, run)
    ito, nakamura = (stage.participant_id(drill, player) for player in stage.players)
    entered = {f"attendance-{ito}": "absent", f"reason-{ito}": "急な来客", f"attendance-{nakamura}": "excused"}

    refused = desk.post(f"/runs/{run}/evaluation/attendance", data=keyed("one", **entered))

    assert refused.status_code == 422
    assert "中村 拓さんの免除の理由を入力してください。" in refused.text
    assert chosen(refused.text, f"attendance-{ito}") == "absent"
    assert 'value="急な来客"' in refused.text
    assert chosen(refused.text, f"attendance-{nakamura}") == "excused"
    assert {kept for kept, _reason in attendance_of(stage, drill).values()} == {Attendance.UNDECIDED}

    entered[f"reason-{nakamura}"] = "産休"
    assert desk.post(f"/runs/{run}/evaluation/attendance", data=keyed("two", **entered)).status_code == 303
    assert attendance_of(stage, drill) == {
        "田中 健一": (Attendance.UNDECIDED, ""),
        "伊藤 直樹": (Attendance.ABSENT, "急な来客"),
        "中村 拓": (Attendance.EXCUSED, "産休"),
    }


# --- Ratings ----------------------------------------------------------------------------------------------------


def test_an_evaluator_gives_an_opinion_and_the_lead_decides(
    world: World, org: Org, stage: Stage, desk: FlaskClient
) -> None:
    judge = world.person(org, "評価 太郎", number="0402")
    drill = stage.drill()
    with world.changing(org):
        schedule.add_participants(drill, [judge.id], ParticipantKind.EVALUATOR, by=stage.by, at=clock.now())
    run = stage.launched(drill)
    for step in ("start", "end"):
        desk.post(f"/runs/{run}/{step}", data=keyed(step))
    colleague = world.browser(judge)
    assert "あなたの意見として残ります" in colleague.get(f"/runs/{run}/evaluation").text

    opinion = {"rating-O1": "U", "comment-O1": "だれも数えなかった"}
    assert colleague.post(f"/runs/{run}/evaluation/ratings", data=keyed("opinion", **opinion)).status_code == 303
    lead = {"rating-O1": "S", "comment-O1": "数えたが遅かった"}
    assert desk.post(f"/runs/{run}/evaluation/ratings", data=keyed("lead", **lead)).status_code == 303

    page = desk.get(f"/runs/{run}/evaluation").text
    assert "評価 太郎: U" in page
    assert chosen(page, "rating-O1") == "S"
    assert chosen(colleague.get(f"/runs/{run}/evaluation").text, "rating-O1") == "U"
    assert colleague.post(f"/runs/{run}/record", data=keyed("close")).status_code == 404
    with world.inside(org):
        given = db.session.scalars(select(ObjectiveRating).order_by(ObjectiveRating.id)).all()
        assert [(each.rater_name, each.is_final) for each in given] == [("評価 太郎", False), ("田中 健一", True)]


@pytest.mark.parametrize(
    ("part", "fields", "words"),
    [
        pytest.param("ratings", {"comment-O1": "理由だけ"}, "説明だけが書かれた行", id="a reason without a rating"),
        pytest.param("ratings", {"rating-O9": "P"}, "この訓練にないもの", id="an objective of another play"),
        pytest.param("ratings", {"rating-O1": "P", "comment-O1": "長" * 2001}, "2000文字以内", id="too long"),
        pytest.param("criteria", {"note-E1": "見たことだけ"}, "説明だけが書かれた行", id="a sight without a result"),
        pytest.param("criteria", {"criterion-E9": "met"}, "この訓練にないもの", id="a criterion of another play"),
        pytest.param("follow-ups", {"due-T3": "2026-02-30"}, "「2026-02-30」という日はありません", id="no such day"),
        pytest.param("follow-ups", {"due-T9": "2026-05-30"}, "この訓練にないもの", id="a task of another play"),
        pytest.param("findings", {"kind": "fix", "text": ""}, "気付き: 入力してください", id="an empty finding"),
        pytest.param("findings", {"kind": "fix", "text": " "}, "気付き: 内容を入力してください", id="a blank finding"),
        pytest.param("findings", {"kind": "x", "text": "気"}, "種類: 選択肢から選んでください", id="no such kind"),
    ],
)
def test_x5_a_wrong_entry_is_named_and_nothing_is_kept(
    world: World, org: Org, stage: Stage, desk: FlaskClient, part: str, fields: dict[str, str], words: str
) -> None:
    run = stage.ended()
    before = rows(world, org)

    page = desk.post(f"/runs/{run}/evaluation/{part}", data=keyed("wrong", **fields))

    assert page.status_code == 422
    assert words in page.text
    assert "エラー: " in page.text
    assert rows(world, org) == before


def test_results_of_criteria_and_dates_of_follow_ups_are_kept(
    world: World, org: Org, stage: Stage, desk: FlaskClient
) -> None:
    run = stage.ended()
    assert "通常の操業へ戻す工程を示す" in desk.get(f"/runs/{run}/evaluation").text

    seen = {"criterion-E1": "partly", "note-E1": "運転手が漏れた"}
    assert desk.post(f"/runs/{run}/evaluation/criteria", data=keyed("seen", **seen)).status_code == 303
    due = keyed("due", **{"due-T3": "2026-05-29"})
    assert desk.post(f"/runs/{run}/evaluation/follow-ups", data=due).status_code == 303

    page = desk.get(f"/runs/{run}/evaluation").text
    assert chosen(page, "criterion-E1") == "partly"
    assert 'value="運転手が漏れた"' in page
    assert 'value="2026-05-29"' in page
    with world.inside(org):
        assert db.session.scalars(select(FollowUpDate.due_on)).one() == date(2026, 5, 29)


def test_p2_a_finding_sent_twice_is_one_and_a_withdrawn_ones_number_is_not_used_again(
    world: World, org: Org, stage: Stage, desk: FlaskClient
) -> None:
    run = stage.ended()
    findings = f"/runs/{run}/evaluation/findings"

    for _ in range(2):
        desk.post(findings, data=keyed("one", kind="fix", text="名簿が古い", plan_item="3(1)"))
    assert desk.post(f"{findings}/1/withdrawal", data=keyed("back")).status_code == 303
    assert desk.post(f"{findings}/1/withdrawal", data=keyed("back again")).status_code == 404
    desk.post(findings, data=keyed("two", kind="good", text="声がよく出ていた"))

    with world.inside(org):
        kept = db.session.scalars(select(Finding).order_by(Finding.number)).all()
        assert [(each.number, each.kind, each.withdrawn_at is None) for each in kept] == [
            (1, FindingKind.FIX, False),
            (2, FindingKind.GOOD, True),
        ]
    page = desk.get(f"/runs/{run}/evaluation").text
    assert "声がよく出ていた" in page
    assert "名簿が古い" not in page


# --- The record -------------------------------------------------------------------------------------------------


def test_a_rating_of_major_challenges_needs_its_reason_before_the_record_closes(
    world: World, org: Org, stage: Stage, desk: FlaskClient
) -> None:
    run = stage.evaluated()
    desk.post(f"/runs/{run}/evaluation/ratings", data=keyed("rate", **{"rating-O2": "M"}))

    page = desk.post(f"/runs/{run}/record", data=keyed("close"))

    assert page.status_code == 422
    assert "目標「本部を立ち上げる」の評価の理由を一言書いてください。" in page.text
    with world.inside(org):
        assert db.session.scalars(select(DrillRecord)).all() == []


def test_p2_a_record_closed_twice_is_one_revision(world: World, org: Org, stage: Stage, desk: FlaskClient) -> None:
    run = stage.evaluated()

    first = desk.post(f"/runs/{run}/record", data=keyed("close"))
    same = desk.post(f"/runs/{run}/record", data=keyed("close"))
    other = desk.post(f"/runs/{run}/record", data=keyed("other"))

    assert (first.status_code, same.status_code, other.status_code) == (303, 303, 409)
    assert "記録は確定しています" in other.text
    with world.inside(org):
        assert db.session.scalars(select(DrillRecord.revision)).all() == [1]


@pytest.mark.parametrize(
    ("part", "fields"),
    [
        ("evaluation/ratings", {"rating-O1": "U"}),
        ("evaluation/criteria", {"criterion-E1": "met"}),
        ("evaluation/findings", {"kind": "fix", "text": "後から"}),
        ("evaluation/follow-ups", {"due-T3": "2026-05-29"}),
        ("notes", {"text": "後から", "kind": "decision"}),
        ("tasks/T2/done", {}),
    ],
)
def test_a_closed_record_takes_nothing_more(
    world: World, org: Org, stage: Stage, desk: FlaskClient, part: str, fields: dict[str, str]
) -> None:
    run = stage.recorded()
    before = rows(world, org)

    assert desk.post(f"/runs/{run}/{part}", data=keyed("late", **fields)).status_code == 409

    assert rows(world, org) == before
    page = desk.get(f"/runs/{run}/evaluation").text
    assert "記録は確定しています" in page
    assert "目標の評価を保存する" not in page


def test_a_correction_needs_a_reason_and_leaves_the_first_revision_as_it_was(
    world: World, org: Org, stage: Stage, desk: FlaskClient
) -> None:
    run = stage.recorded()
    drill = drill_of(stage, run)
    with world.inside(org):
        first = db.session.scalars(select(DrillRecord)).one()

    refused = desk.post(f"/runs/{run}/correction", data=keyed("blank", reason=" "))
    assert refused.status_code == 422
    assert "理由: 理由を入力してください。" in refused.text
    assert desk.post(f"/runs/{run}/correction", data=keyed("reason", reason="評価の取り違え")).status_code == 303
    assert "記録を訂正しています" in desk.get(f"/drills/{drill}").text
    changed = {"rating-O1": "M", "comment-O1": "実際は間に合っていない"}
    assert desk.post(f"/runs/{run}/evaluation/ratings", data=keyed("rate", **changed)).status_code == 303
    assert desk.post(f"/runs/{run}/record", data=keyed("close")).status_code == 303

    with world.inside(org):
        one, two = db.session.scalars(select(DrillRecord).order_by(DrillRecord.revision)).all()
        assert (one.content, one.digest) == (first.content, first.digest)
        assert (two.revision, two.reason) == (2, "評価の取り違え")
        assert json.loads(two.content)["objectives"][0]["rating"] == "M"
        assert db.session.scalars(select(Drill)).one().correction_reason is None
    newest = desk.get(f"/drills/{drill}/record").text
    assert "実際は間に合っていない" in newest
    assert "評価の取り違え" in newest
    earlier = desk.get(f"/drills/{drill}/record?revision=1").text
    assert "これは前の版です" in earlier
    assert "実際は間に合っていない" not in earlier
    assert desk.get(f"/drills/{drill}/record?revision=3").status_code == 404


def test_the_record_shows_names_as_they_were_at_the_launch(
    world: World, org: Org, stage: Stage, desk: FlaskClient
) -> None:
    run = stage.recorded()
    drill = drill_of(stage, run)
    before = found(r"(?s)(<main.*</main>)", desk.get(f"/drills/{drill}/record").text)
    with world.changing(org):
        from drillhub.identity.models import Person

        person = db.session.scalars(select(Person).where(Person.id == stage.players[0].id)).one()
        person.family_name = "改姓"

    after = found(r"(?s)(<main.*</main>)", desk.get(f"/drills/{drill}/record").text)

    def content(page: str) -> str:
        return page.split('aria-labelledby="revisions"')[0]

    assert content(after) == content(before)
    assert "伊藤 直樹" in after


def test_the_record_is_read_by_those_who_report_and_by_nobody_else(
    world: World, org: Org, stage: Stage, general_affairs: Member, approver: Member, employee: Member
) -> None:
    run = stage.recorded()
    record = f"/drills/{drill_of(stage, run)}/record"

    for reader in (general_affairs, approver):
        page = world.browser(reader).get(record)
        assert page.status_code == 200
        assert "訂正を始める" not in page.text
        assert world.browser(reader).post(f"/runs/{run}/correction", data=keyed("c", reason="x")).status_code == 404
    for other in (employee, stage.players[0]):
        assert world.browser(other).get(record).status_code == 404


def test_the_review_goes_on_until_the_drill_is_complete(stage: Stage, desk: FlaskClient) -> None:
    drill = drill_of(stage, stage.recorded())

    for wanted, button in (
        ("under_review", "ふりかえりを始める"),
        ("reviewed", "ふりかえりを終えた"),
        ("closed", "この訓練を完了にする"),
    ):
        assert button in desk.get(f"/drills/{drill}").text
        assert desk.post(f"/drills/{drill}/status/{wanted}", data=keyed(wanted)).status_code == 303

    assert desk.post(f"/drills/{drill}/status/under_review", data=keyed("back")).status_code == 409


def test_a_record_takes_the_same_statements_however_long_it_is(
    app: Flask, world: World, org: Org, stage: Stage, desk: FlaskClient
) -> None:
    def count(drill: int) -> int:
        desk.get(f"/drills/{drill}/record")
        with counted_statements(app) as statements:
            assert desk.get(f"/drills/{drill}/record").status_code == 200
        return len(statements)

    run = stage.recorded()
    drill = drill_of(stage, run)
    few = count(drill)
    for number in range(3):
        desk.post(f"/runs/{run}/correction", data=keyed(f"why-{number}", reason="訂正"))
        desk.post(
            f"/runs/{run}/evaluation/findings", data=keyed(f"finding-{number}", kind="fix", text=f"気付き{number}")
        )
        assert desk.post(f"/runs/{run}/record", data=keyed(f"close-{number}")).status_code == 303
    assert count(drill) == few


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_administrator_reads_everything_in_both_languages(
    world: World, org: Org, stage: Stage, language: str
) -> None:
    run = stage.recorded()
    drill = drill_of(stage, run)
    browser = world.browser(world.person(org, "管理 一", Role.ADMINISTRATOR, number="0499"), language=language)

    for path in (f"/drills/{drill}", f"/drills/{drill}/record", f"/runs/{run}", f"/runs/{run}/evaluation"):
        page = browser.get(path)
        assert page.status_code == 200
        assert f'<html lang="{language}"' in page.text


# --- After a roll call ------------------------------------------------------------------------------------------


def test_the_roll_call_fills_in_the_attendance_and_one_press_saves_it(outside: Stage, desk: FlaskClient) -> None:
    ito, nakamura = outside.players
    run = outside.alarm()
    drill = drill_of(outside, run)
    outside.mark(run, ito, Mark.EXCUSED, 2, reason="休み・連絡済み")
    desk.post(f"/runs/{run}/end", data=keyed("end"))

    page = desk.get(f"/runs/{run}/evaluation").text

    assert "点呼の結果を入れてあります" in page
    assert "3人の出欠を保存する" in page
    ids = {member: outside.participant_id(drill, member) for member in (outside.trainer, ito, nakamura)}
    shown = {f"attendance-{each}": chosen(page, f"attendance-{each}") for each in ids.values()}
    assert list(shown.values()) == ["attended", "excused", "absent"]
    assert 'value="休み・連絡済み"' in page
    assert attendance_of(outside, drill)["伊藤 直樹"] == (Attendance.UNDECIDED, "")  # proposed, not stored

    reason = {f"reason-{ids[ito]}": "休み・連絡済み"}
    assert desk.post(f"/runs/{run}/evaluation/attendance", data=keyed("all", **shown, **reason)).status_code == 303
    assert attendance_of(outside, drill) == {
        "田中 健一": (Attendance.ATTENDED, ""),
        "伊藤 直樹": (Attendance.EXCUSED, "休み・連絡済み"),
        "中村 拓": (Attendance.ABSENT, ""),
    }
    assert "点呼の結果を入れてあります" not in desk.get(f"/runs/{run}/evaluation").text


def test_many_undecided_people_are_one_line_of_what_is_missing(outside: Stage, desk: FlaskClient) -> None:
    drill = outside.evacuation()
    with outside.world.changing(outside.org):
        ids = [added(f"6{number}") for number in range(5)]
        schedule.add_participants(drill, ids, ParticipantKind.PLAYER, by=outside.by, at=at(-60))
    run = outside.launched(drill)
    for step in ("start", "end"):
        desk.post(f"/runs/{run}/{step}", data=keyed(step))

    page = desk.get(f"/runs/{run}/evaluation").text

    assert "8人の出欠が未記入です。" in page
    assert "中村 拓さんの出欠が未記入です。" not in page


def added(number: str) -> int:
    person = Person(employee_number=number, family_name="人", given_name=number, created_at=clock.now())
    db.session.add(person)
    db.session.flush()
    return person.id


def test_the_record_and_the_drill_show_the_roll_call_with_its_times(outside: Stage, desk: FlaskClient) -> None:
    ito, nakamura = outside.players
    run = outside.alarm()
    drill = drill_of(outside, run)
    outside.mark(run, ito, Mark.PRESENT, 2)
    outside.mark(run, nakamura, Mark.MISSING, 3, place="2階の倉庫")
    outside.add(run, GuestAdded(uuid4(), GuestKind.PARTNER, "清掃の人", "みどり美装"), 3)
    outside.add(run, TaskDone("T1"), 4.8)
    outside.add(run, TaskDone("T2"), 12)
    outside.end_and_evaluate(run)
    outside.close(run)

    for page in (desk.get(f"/drills/{drill}").text, desk.get(f"/drills/{drill}/record").text):
        assert "33.3% （1 / 3人）" in page
        assert "4分48秒" in page
        assert "12分0秒" in page
        assert "避難訓練・消火訓練" in page
    assert "2階の倉庫" in page  # the record says names, and is kept for those who may read it
    assert "みどり美装" in page


def test_k11b_who_was_excused_from_the_roll_call_counts_neither_as_found_nor_as_there(
    outside: Stage, desk: FlaskClient
) -> None:
    ito, nakamura = outside.players
    run = outside.alarm()
    outside.mark(run, ito, Mark.EXCUSED, 2, reason="休み・連絡済み")
    outside.mark(run, nakamura, Mark.MISSING, 3, place="2階の倉庫")
    outside.add(run, GuestAdded(uuid4(), GuestKind.PARTNER, "清掃の人", "みどり美装"), 3)
    outside.end_and_evaluate(run)
    outside.close(run)

    assert "0.0% （0 / 2人）" in desk.get(f"/drills/{drill_of(outside, run)}/record").text


def test_a_record_without_a_roll_call_shows_none(stage: Stage, desk: FlaskClient) -> None:
    run = stage.recorded()
    drill = drill_of(stage, run)

    assert "人員確認率" not in desk.get(f"/drills/{drill}/record").text
    assert "人員確認率" not in desk.get(f"/drills/{drill}").text
