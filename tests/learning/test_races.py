"""Many at once: threads with a session each, on the real database."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select

from drillhub.core.database import db
from drillhub.core.errors import DrillHubError
from drillhub.learning import jobs, overview, quizzes
from drillhub.learning.errors import AnswerConflict, AttemptSubmitted, NothingToEdit
from drillhub.learning.models import Attempt, Enrollment
from drillhub.learning.states import AttemptEventKind, SubmittedBy
from drillhub.notifications import OutboxMessage
from tests.learning.build import RIGHT, multiple, single
from tests.learning.stage import Classroom, at
from tests.support.at_once import at_once


def count(classroom: Classroom, model: type) -> int:
    with classroom.world.inside(classroom.org):
        return db.session.scalar(select(func.count(model.id))) or 0  # type: ignore[attr-defined]


def test_lt20_twenty_presses_on_start_begin_one_attempt(classroom: Classroom):
    classroom.assign(classroom.quiz())
    enrollment_id = classroom.enrollment_id(classroom.ito)

    found = at_once(*[lambda: classroom.start(classroom.ito, enrollment_id=enrollment_id)] * 20)

    assert len(set(found)) == 1
    assert count(classroom, Attempt) == 1
    assert len(classroom.answers(found[0])) == 6
    assert [event.kind for event in classroom.events(found[0])] == [AttemptEventKind.STARTED]


def test_lt21_many_presses_on_submit_give_one_result(classroom: Classroom):
    attempt_id = classroom.started()
    classroom.answer_all(attempt_id, RIGHT)
    event_id = uuid4()

    found = at_once(
        *[lambda: classroom.submit(attempt_id, event_id=event_id).score] * 6,
        *[lambda: classroom.submit(attempt_id).score] * 6,
    )

    refused = [each for each in found if isinstance(each, AttemptSubmitted)]
    assert {each for each in found if each not in refused} == {6}
    assert [event.kind for event in classroom.events(attempt_id)].count(AttemptEventKind.SUBMITTED) == 1
    assert classroom.trail("attempts").count("attempt.submitted") == 1


def test_lt26_tabs_at_once_save_different_questions_and_one_answer_to_each(classroom: Classroom):
    attempt_id = classroom.started([single("b") for _ in range(8)])

    found = at_once(
        *[lambda position=position: classroom.save(attempt_id, position, "b") for position in range(1, 9)],
        lambda: classroom.save(attempt_id, 1, "a"),
    )

    conflicts = [each for each in found if isinstance(each, AnswerConflict)]
    assert [each.position for each in conflicts] == [1]
    assert [answer.rev for answer in classroom.answers(attempt_id)] == [1] * 8
    assert [event.seq for event in classroom.events(attempt_id)] == list(range(1, 10))


def test_p2_one_answer_sent_by_many_at_once_is_saved_once(classroom: Classroom):
    attempt_id = classroom.started()
    event_id = uuid4()

    found = at_once(*[lambda: classroom.save(attempt_id, 1, "b", event_id=event_id)] * 10)

    assert len({(each.rev, each.saved_at) for each in found}) == 1
    assert classroom.answers(attempt_id)[0].rev == 1


def test_dt38_answers_in_time_win_over_the_timetable_whoever_comes_first(classroom: Classroom):
    def timetable() -> int:
        with classroom.world.inside(classroom.org):
            return jobs.submit_overdue(at(11.01))

    for _ in range(5):
        classroom.assign(classroom.quiz([single("b"), single("b")], time_limit_min=10))
        attempt_id = classroom.start(classroom.ito)

        found = at_once(
            timetable,
            lambda attempt_id=attempt_id: classroom.save(attempt_id, 1, "b", minute=10.99),
            lambda attempt_id=attempt_id: classroom.save(attempt_id, 2, "b", minute=10.99),
            timetable,
        )

        attempt = classroom.attempt(attempt_id)
        assert not [each for each in found if isinstance(each, DrillHubError)]
        assert (attempt.score, attempt.passed, attempt.submitted_by) == (2, True, SubmittedBy.TIMEOUT)
        assert [event.kind for event in classroom.events(attempt_id)].count(AttemptEventKind.SUBMITTED) == 1


def test_the_timetable_and_the_person_submit_at_once_and_one_of_them_does(classroom: Classroom):
    attempt_id = classroom.started(time_limit_min=10)
    classroom.answer_all(attempt_id, RIGHT, minute=9)

    def timetable() -> int:
        with classroom.world.inside(classroom.org):
            return jobs.submit_overdue(at(11.01))

    at_once(timetable, lambda: classroom.submit(attempt_id, minute=10.9), timetable)

    attempt = classroom.attempt(attempt_id)
    assert (attempt.score, attempt.submitted_at) == (6, at(10))
    assert [event.kind for event in classroom.events(attempt_id)].count(AttemptEventKind.SUBMITTED) == 1


def test_lt20_after_failing_many_presses_begin_one_further_attempt(classroom: Classroom):
    classroom.assign(classroom.quiz([single("b")], attempt_limit=2))
    first = classroom.take(classroom.ito, ["a"])
    enrollment_id = classroom.enrollment_id(classroom.ito)

    found = at_once(*[lambda: classroom.start(classroom.ito, minute=10, enrollment_id=enrollment_id)] * 10)

    assert len(set(found)) == 1
    assert found[0] != first
    assert count(classroom, Attempt) == 2


def test_given_by_two_at_once_it_is_given_and_told_once(classroom: Classroom):
    quiz_id = classroom.quiz()

    found = at_once(*[lambda: classroom.assign(quiz_id)] * 4)

    assert sorted(each.added for each in found) == [0, 0, 0, 2]
    assert len({each.assignment_id for each in found}) == 1
    assert (count(classroom, Enrollment), count(classroom, OutboxMessage)) == (2, 1)


def test_two_who_publish_and_edit_at_once_never_publish_half_a_change(classroom: Classroom):
    quiz_id = classroom.quiz([single()], published=False)

    def verb(change: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
        with classroom.world.changing(classroom.org):
            return change(*arguments, **more, by=classroom.by, at=at(0))

    found = at_once(
        lambda: verb(quizzes.publish, quiz_id),
        lambda: verb(quizzes.add_question, quiz_id, multiple()),
        lambda: verb(quizzes.publish, quiz_id),
    )

    with classroom.world.inside(classroom.org):
        page = overview.quiz(quiz_id)
    assert not page.is_draft
    assert len(page.slots) == (1 if isinstance(found[1], NothingToEdit) else 2)
    assert sum(isinstance(each, NothingToEdit) for each in (found[0], found[2])) == 1
