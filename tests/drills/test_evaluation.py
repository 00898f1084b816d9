"""Ratings of several people, and what is missing before the record can be closed."""

from datetime import timedelta

import pytest

from drillhub.drills.evaluation import (
    Attendance,
    AttendanceMark,
    CriterionResult,
    GapKind,
    Rating,
    consolidate,
    gaps,
    participation,
)
from drillhub.vocabulary import TaskRating
from tests.drills.build import NOON


def rating(
    grade: str, rater: str = "小林 由美", *, comment: str = "", is_final: bool = False, minute: int = 0
) -> Rating:
    return Rating("O1", TaskRating(grade), comment, rater, NOON + timedelta(minutes=minute), is_final)


def test_what_all_raters_agree_on_holds():
    result = consolidate("O1", [rating("S", "小林"), rating("S", "鈴木")])

    assert result.rating is TaskRating.SOME_CHALLENGES


def test_differing_ratings_wait_for_a_decision_and_are_both_kept():
    result = consolidate("O1", [rating("P", "小林"), rating("M", "鈴木")])

    assert (result.rating, result.is_disputed, len(result.opinions)) == (None, True, 2)


def test_the_leads_decision_holds_and_the_opinions_stay():
    result = consolidate("O1", [rating("P", "小林"), rating("M", "鈴木"), rating("S", "田中", is_final=True)])

    assert (result.rating, len(result.opinions)) == (TaskRating.SOME_CHALLENGES, 3)


def test_the_latest_of_two_decisions_holds():
    result = consolidate(
        "O1", [rating("U", "田中", is_final=True, minute=9), rating("P", "鈴木", is_final=True, minute=1)]
    )

    assert result.rating is TaskRating.UNABLE


def test_ratings_of_other_objectives_do_not_count():
    assert consolidate("O2", [rating("P")]).rating is None


def missing(ratings, *, criteria=None, attendance=(), findings_count=1) -> list[tuple[GapKind, str, bool]]:
    found = gaps([consolidate("O1", ratings)], criteria or {}, attendance, findings_count=findings_count)
    return [(gap.kind, gap.subject, gap.blocking) for gap in found]


def test_a_complete_evaluation_lacks_nothing():
    present = AttendanceMark("伊藤 直樹", Attendance.ATTENDED, "")

    assert missing([rating("P")], criteria={"E1": CriterionResult.MET}, attendance=[present]) == []


def test_an_objective_without_rating_keeps_the_record_open():
    assert missing([]) == [(GapKind.NOT_RATED, "O1", True)]


def test_a_disputed_objective_keeps_the_record_open():
    assert missing([rating("P", "小林"), rating("M", "鈴木")]) == [(GapKind.DISPUTED, "O1", True)]


@pytest.mark.parametrize("grade", ["M", "U"])
def test_a_bad_rating_says_why(grade):
    assert missing([rating(grade)]) == [(GapKind.WHY_MISSING, "O1", True)]
    assert missing([rating(grade, comment="名簿が古く3人に届かなかった")]) == []


def test_everyones_attendance_is_known_and_an_excuse_has_its_reason():
    marks = [
        AttendanceMark("伊藤 直樹", Attendance.UNDECIDED, ""),
        AttendanceMark("中村 拓", Attendance.EXCUSED, ""),
        AttendanceMark("高橋 修", Attendance.EXCUSED, "出張"),
    ]

    assert missing([rating("P")], attendance=marks) == [
        (GapKind.ATTENDANCE_UNDECIDED, "伊藤 直樹", True),
        (GapKind.EXCUSE_MISSING, "中村 拓", True),
    ]


def test_open_criteria_and_missing_findings_are_named_but_do_not_block():
    assert missing([rating("P")], criteria={"E1": None}, findings_count=0) == [
        (GapKind.CRITERION_OPEN, "E1", False),
        (GapKind.NO_FINDINGS, "", False),
    ]


def test_excused_people_leave_the_participation_rate():
    counted = participation([Attendance.ATTENDED, Attendance.ATTENDED, Attendance.ABSENT, Attendance.EXCUSED])

    assert (counted.attended, counted.expected, counted.rate) == (2, 3, 2 / 3)


def test_a_rate_of_nobody_is_no_rate():
    assert participation([Attendance.EXCUSED]).rate is None
