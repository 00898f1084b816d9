"""The end of a time limit: what came in time counts, what came late is kept, and nobody is left open."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from drillhub.learning import jobs
from drillhub.learning.states import AttemptEventKind, AttemptState, SubmittedBy
from drillhub.scheduling.timetable import JOBS
from tests.learning.build import RIGHT, single
from tests.learning.stage import Classroom, at
from tests.support.rows import all_rows

SAVED, LATE = AttemptEventKind.ANSWER_SAVED, AttemptEventKind.ANSWER_LATE


@pytest.mark.parametrize(("seconds", "counts"), [(-1, True), (0, True), (59, True), (60, True), (61, False)])
def test_lt01_what_arrives_up_to_a_minute_after_the_end_counts(classroom: Classroom, seconds: int, counts: bool):
    attempt_id = classroom.started(time_limit_min=10)

    saved = classroom.save(attempt_id, 1, "b", minute=10 + seconds / 60)

    assert saved.counted is counts
    assert saved.remaining == timedelta(seconds=max(0, -seconds))
    assert classroom.answers(attempt_id)[0].response == ("b" if counts else None)
    assert classroom.events(attempt_id)[-1].kind is (SAVED if counts else LATE)


def test_lt01_a_late_answer_is_kept_not_counted_and_the_reply_says_so(classroom: Classroom):
    attempt_id = classroom.started(time_limit_min=10)
    classroom.save(attempt_id, 1, "b", minute=9)
    event_id = uuid4()

    late = classroom.save(attempt_id, 2, ["a", "c"], minute=12, event_id=event_id)
    again = classroom.save(attempt_id, 2, ["a", "c"], minute=13, event_id=event_id)

    assert (late.counted, again.counted) == (False, False)
    assert [(event.kind, event.position) for event in classroom.events(attempt_id)][-2:] == [
        (AttemptEventKind.SUBMITTED, None),
        (LATE, 2),
    ]
    result = classroom.result(attempt_id, minute=13)
    assert (result.grade.score, result.submitted_by, result.late_answers) == (1, SubmittedBy.TIMEOUT, 1)


def test_dt37_the_browser_submits_when_time_runs_out(classroom: Classroom):
    attempt_id = classroom.started(time_limit_min=10)
    classroom.answer_all(attempt_id, RIGHT, minute=9)

    attempt = classroom.submit(attempt_id, minute=10.5)

    assert (attempt.submitted_by, attempt.submitted_at, attempt.score) == (SubmittedBy.PERSON, at(10), 6)


def test_dt37_whoever_never_comes_back_is_submitted_once_with_what_was_saved(classroom: Classroom):
    attempt_id = classroom.started(time_limit_min=10)
    classroom.answer_all(attempt_id, RIGHT[:3], minute=4)

    with classroom.world.inside(classroom.org):
        assert jobs.submit_overdue(at(10.9)) == 0
        assert jobs.submit_overdue(at(11.1)) == 1
        assert jobs.submit_overdue(at(11.2)) == 0

    attempt = classroom.attempt(attempt_id)
    assert (attempt.score, attempt.submitted_by, attempt.submitted_at) == (3, SubmittedBy.TIMEOUT, at(10))
    assert attempt.submitted_via == ""
    assert [event.kind for event in classroom.events(attempt_id)].count(AttemptEventKind.SUBMITTED) == 1


def test_dt37_whoever_comes_back_late_finds_it_submitted(classroom: Classroom):
    attempt_id = classroom.started(time_limit_min=10)
    classroom.save(attempt_id, 1, "b", minute=9)

    assert classroom.start(classroom.ito, minute=60) == attempt_id

    attempt = classroom.attempt(attempt_id)
    assert (attempt.state, attempt.submitted_by, attempt.submitted_at) == (
        AttemptState.SUBMITTED,
        SubmittedBy.TIMEOUT,
        at(10),
    )


def test_dt37_pressing_submit_late_submits_what_was_saved_in_time(classroom: Classroom):
    attempt_id = classroom.started(time_limit_min=10)
    classroom.save(attempt_id, 1, "b", minute=9)
    event_id = uuid4()

    late = classroom.submit(attempt_id, event_id=event_id, minute=30)

    assert (late.submitted_by, late.submitted_at, late.score) == (SubmittedBy.TIMEOUT, at(10), 1)
    assert classroom.submit(attempt_id, event_id=event_id, minute=31).submitted_at == at(10)


def test_reading_changes_nothing_and_is_right_before_the_timetable_ran(classroom: Classroom):
    attempt_id = classroom.started(time_limit_min=10)
    classroom.answer_all(attempt_id, RIGHT, minute=4)
    before = all_rows(classroom.world, classroom.org)

    assert classroom.sitting(attempt_id, minute=12).is_over
    foreseen = classroom.result(attempt_id, minute=12)
    assert all_rows(classroom.world, classroom.org) == before

    with classroom.world.inside(classroom.org):
        jobs.submit_overdue(at(13))
    assert classroom.result(attempt_id, minute=14).grade == foreseen.grade
    assert classroom.result(attempt_id, minute=14).submitted_at == foreseen.submitted_at


def test_dt38_an_answer_that_came_in_time_counts_although_the_timetable_was_faster(classroom: Classroom):
    attempt_id = classroom.started([single("b")], time_limit_min=10)
    with classroom.world.inside(classroom.org):
        jobs.submit_overdue(at(11.01))
    assert classroom.attempt(attempt_id).passed is False

    saved = classroom.save(attempt_id, 1, "b", minute=10.99)

    attempt = classroom.attempt(attempt_id)
    assert saved.counted
    assert (attempt.score, attempt.passed, attempt.submitted_at) == (1, True, at(10))
    assert classroom.trail("attempts")[-2:] == ["attempt.submitted", "attempt.graded_again"]


def test_the_timetable_looks_for_attempts_whose_time_is_over(classroom: Classroom):
    attempt_id = classroom.started(time_limit_min=10)
    (job,) = [job for job in JOBS if job.name == "submit attempts whose time is over"]

    with classroom.world.inside(classroom.org), time_machine.travel(at(12), tick=False):
        job.work(classroom.world.app)

    assert job.every <= 10
    assert classroom.attempt(attempt_id).submitted_by is SubmittedBy.TIMEOUT


def test_without_a_limit_nothing_ends_an_attempt(classroom: Classroom):
    attempt_id = classroom.started()

    with classroom.world.inside(classroom.org):
        assert jobs.submit_overdue(at(60 * 24 * 400)) == 0
    assert classroom.save(attempt_id, 1, "b", minute=60 * 24 * 400).counted
