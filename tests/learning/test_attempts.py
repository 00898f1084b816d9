"""Taking a quiz: nothing saved is lost, nothing counts twice, nobody else sees it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from drillhub.audit import Actor
from drillhub.core.append_only import WrittenOnce
from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.learning import attempts, overview, quizzes
from drillhub.learning.errors import (
    AlreadyPassed,
    AnswerConflict,
    AnswerUnreadable,
    AttemptSubmitted,
    EventIdReused,
    NoAttemptsLeft,
    NotSubmittedYet,
)
from drillhub.learning.grading import grade
from drillhub.learning.models import AttemptEvent
from drillhub.learning.responses import response_of
from drillhub.learning.states import AttemptEventKind, AttemptState, Outcome, SubmittedBy
from tests.learning.build import ONE_OF_EACH, RIGHT, WRONG, multiple, ordering, short_text, single, true_false
from tests.learning.stage import Classroom, actor, at
from tests.support.rows import all_rows, counted_statements

SAVED = AttemptEventKind.ANSWER_SAVED


# --- Beginning and resuming -----------------------------------------------------------------------------------


def test_an_attempt_asks_every_question_of_the_revision_in_its_order(classroom: Classroom):
    sitting = classroom.sitting(classroom.started())

    assert [question.asked.type for question in sitting.questions] == [question.type for question in ONE_OF_EACH]
    assert [question.position for question in sitting.questions] == [1, 2, 3, 4, 5, 6]
    assert sitting.answered == 0
    assert (sitting.title, sitting.attempt_number, sitting.remaining) == ("避難の基本", 1, None)


def test_starting_again_gives_the_attempt_that_is_open(classroom: Classroom):
    first = classroom.started()

    assert classroom.start(classroom.ito, minute=3) == first
    assert [event.kind for event in classroom.events(first)] == [AttemptEventKind.STARTED]


def test_lt05_resuming_shows_the_same_questions_order_answers_and_clock(classroom: Classroom):
    attempt_id = classroom.started(time_limit_min=20)
    classroom.answer_all(attempt_id, RIGHT, minute=2)
    before = classroom.sitting(attempt_id, minute=5)

    classroom.start(classroom.ito, minute=7)
    after = classroom.sitting(attempt_id, minute=7)

    assert after.questions == before.questions
    assert after.deadline_at == before.deadline_at == at(20)
    assert (before.remaining, after.remaining) == (timedelta(minutes=15), timedelta(minutes=13))


def test_lt02_what_was_acknowledged_is_shown_by_every_browser(classroom: Classroom):
    attempt_id = classroom.started()
    typed = ["a", ["a", "d"], True, "７２時間", ["d", "c", "b", "a"], " 正門前 "]
    shown = ["a", ["a", "d"], True, "72", ["d", "c", "b", "a"], "正門前"]

    for position, raw in enumerate(typed, start=1):
        saved = classroom.save(attempt_id, position, raw)
        question = classroom.sitting(attempt_id).questions[position - 1]
        assert (saved.counted, saved.rev, saved.response) == (True, 1, shown[position - 1])
        assert (question.response, question.rev, question.saved_at) == (shown[position - 1], 1, at(1))

    assert classroom.sitting(attempt_id).answered == 6


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 5), st.sampled_from([RIGHT, WRONG, [None] * 6])), max_size=8))
def test_lt02_whatever_is_saved_in_whatever_order_the_last_answers_are_shown_and_graded(
    classroom: Classroom, steps: list[tuple[int, list[object]]]
):
    classroom.assign(classroom.quiz())
    attempt_id = classroom.start(classroom.ito)
    expected: list[object] = [None] * 6
    for place, answers in steps:
        rev = classroom.sitting(attempt_id).questions[place].rev
        classroom.save(attempt_id, place + 1, answers[place], base_rev=rev)
        expected[place] = answers[place]
        assert [question.response for question in classroom.sitting(attempt_id).questions] == expected

    score = sum(
        grade(question, response_of(question, raw)) for question, raw in zip(ONE_OF_EACH, expected, strict=True)
    )
    assert classroom.submit(attempt_id).score == score


def test_an_answer_can_be_taken_back(classroom: Classroom):
    attempt_id = classroom.started()
    classroom.save(attempt_id, 1, "b")

    saved = classroom.save(attempt_id, 1, None, base_rev=1)

    assert (saved.response, saved.rev) == (None, 2)
    assert classroom.sitting(attempt_id).answered == 0


def test_an_order_nobody_touched_is_not_answered(classroom: Classroom):
    attempt_id = classroom.started([ordering()])
    shown = [option.id for option in classroom.sitting(attempt_id).questions[0].asked.options]

    assert classroom.sitting(attempt_id).answered == 0
    classroom.submit(attempt_id)

    assert classroom.result(attempt_id).questions[0].outcome is Outcome.UNANSWERED
    assert shown != ["a", "b", "c", "d"]


def test_lt43_an_attempt_keeps_its_questions_marks_and_pass_mark_when_the_quiz_goes_on(classroom: Classroom):
    quiz_id = classroom.quiz([single("b"), true_false(False)], pass_mark=50)
    classroom.assign(quiz_id)
    attempt_id = classroom.start(classroom.ito)
    asked = classroom.sitting(attempt_id).questions

    with classroom.world.changing(classroom.org):
        quizzes.next_revision(quiz_id, by=classroom.by, at=at(1))
        slot_id = first_slot(classroom, quiz_id)
        quizzes.change_question(slot_id, single("a"), max_mark=10, by=classroom.by, at=at(1))
        quizzes.save_settings(quiz_id, quizzes.QuizSettings("別の名前", pass_mark=100), by=classroom.by, at=at(1))
        quizzes.publish(quiz_id, by=classroom.by, at=at(1))

    assert classroom.sitting(attempt_id).questions == asked
    classroom.answer_all(attempt_id, ["b", True])
    classroom.submit(attempt_id)
    result = classroom.result(attempt_id)
    assert (result.grade.score, result.grade.max_score, result.grade.pass_mark) == (1, 2, 50)
    assert result.grade.passed


def first_slot(classroom: Classroom, quiz_id: int) -> int:
    return overview.quiz(quiz_id).slots[0].id


# --- Saving ---------------------------------------------------------------------------------------------------


def test_lt26_two_tabs_answer_different_questions_and_both_are_saved(classroom: Classroom):
    attempt_id = classroom.started()

    classroom.save(attempt_id, 1, "b", base_rev=0)
    classroom.save(attempt_id, 3, True, base_rev=0)

    assert [answer.response for answer in classroom.answers(attempt_id)][:3] == ["b", None, True]


def test_lt26_of_two_tabs_on_one_question_the_second_gets_what_is_stored_for_it_alone(classroom: Classroom):
    attempt_id = classroom.started()
    classroom.save(attempt_id, 1, "b", base_rev=0)
    events = classroom.events(attempt_id)

    with pytest.raises(AnswerConflict) as refused:
        classroom.save(attempt_id, 1, "a", base_rev=0, minute=2)

    conflict = refused.value
    assert conflict.status == 409
    assert (conflict.position, conflict.response, conflict.rev, conflict.saved_at) == (1, "b", 1, at(1))
    assert len(classroom.events(attempt_id)) == len(events)
    assert classroom.save(attempt_id, 1, "a", base_rev=1, minute=3).rev == 2


def test_two_tabs_that_give_the_same_answer_do_not_disagree(classroom: Classroom):
    attempt_id = classroom.started()
    classroom.save(attempt_id, 1, "b", base_rev=0)

    assert classroom.save(attempt_id, 1, "b", base_rev=0).rev == 2


def test_p2_an_answer_sent_again_under_its_id_is_one_save_with_the_same_reply(classroom: Classroom):
    attempt_id = classroom.started()
    event_id = uuid4()

    first = classroom.save(attempt_id, 1, "b", event_id=event_id)
    classroom.save(attempt_id, 1, "a", base_rev=1, minute=2)
    again = classroom.save(attempt_id, 1, "b", event_id=event_id, minute=3)

    assert again == first
    assert classroom.answers(attempt_id)[0].response == "a"
    assert [event.kind for event in classroom.events(attempt_id)].count(SAVED) == 2


def test_f31_the_same_id_with_another_answer_is_refused_and_the_first_stays(
    classroom: Classroom, caplog: pytest.LogCaptureFixture
):
    attempt_id = classroom.started()
    event_id = uuid4()
    classroom.save(attempt_id, 1, "b", event_id=event_id)
    before = all_rows(classroom.world, classroom.org)

    for position, raw in ((1, "a"), (2, ["a"])):
        with pytest.raises(EventIdReused) as refused:
            classroom.save(attempt_id, position, raw, base_rev=1, event_id=event_id, minute=2)
        assert refused.value.status == 422

    assert all_rows(classroom.world, classroom.org) == before
    assert "other content" in caplog.text


def test_what_is_no_answer_is_refused_and_nothing_changes(classroom: Classroom):
    attempt_id = classroom.started()
    before = all_rows(classroom.world, classroom.org)

    with pytest.raises(AnswerUnreadable):
        classroom.save(attempt_id, 1, "x")
    with pytest.raises(NotFound):
        classroom.save(attempt_id, 7, "a")

    assert all_rows(classroom.world, classroom.org) == before


def test_every_answer_is_kept_with_how_and_when_it_came(classroom: Classroom):
    attempt_id = classroom.started()
    with classroom.world.changing(classroom.org):
        attempts.save_answer(
            attempt_id,
            1,
            "a",
            base_rev=0,
            event_id=uuid4(),
            by=Actor(classroom.ito.id, classroom.ito.name, "link"),
            at=at(1),
            device_at=at(0.9),
        )
    classroom.save(attempt_id, 1, "b", base_rev=1, minute=2)

    kept = [(event.seq, event.payload, event.at, event.device_at, event.via) for event in classroom.events(attempt_id)]
    assert kept == [
        (1, None, at(0), None, "session"),
        (2, {"response": "a", "rev": 1}, at(1), at(0.9), "link"),
        (3, {"response": "b", "rev": 2}, at(2), None, "session"),
    ]
    assert classroom.attempt(attempt_id).rev == 3


def test_events_are_written_once(classroom: Classroom):
    attempt_id = classroom.started()

    with pytest.raises(WrittenOnce):
        change_a_moment(classroom, attempt_id)


def change_a_moment(classroom: Classroom, attempt_id: int) -> None:
    with classroom.world.changing(classroom.org):
        db.session.scalars(select(AttemptEvent).where(AttemptEvent.attempt_id == attempt_id)).one().at = at(9)


def test_a_save_takes_as_many_statements_after_many_as_after_none(classroom: Classroom):
    attempt_id = classroom.started()

    def statements(rev: int) -> int:
        with counted_statements(classroom.world.app) as noted:
            classroom.save(attempt_id, 1, "ab"[rev % 2], base_rev=rev)
        return len(noted)

    first = statements(0)
    for rev in range(1, 30):
        classroom.save(attempt_id, 1, "ab"[rev % 2], base_rev=rev)

    assert statements(30) == first
    assert first <= 10


# --- Submitting -----------------------------------------------------------------------------------------------


def test_everything_right_passes_and_everything_wrong_does_not(classroom: Classroom):
    quiz_id = classroom.quiz()
    classroom.assign(quiz_id)

    passed = classroom.take(classroom.learners[0], RIGHT)
    failed = classroom.take(classroom.learners[1], WRONG)

    assert (classroom.attempt(passed).score, classroom.attempt(passed).passed) == (6, True)
    assert (classroom.attempt(failed).score, classroom.attempt(failed).passed) == (0, False)


def test_lt06_the_score_is_out_of_the_whole_layout_whatever_was_answered(classroom: Classroom):
    attempt_id = classroom.started([single("b") for _ in range(5)])
    classroom.save(attempt_id, 2, "b")

    classroom.submit(attempt_id)

    result = classroom.result(attempt_id)
    assert (result.grade.score, result.grade.max_score, result.grade.percent) == (1, 5, 20)
    assert len(result.questions) == 5


def test_lt21_a_second_press_on_submit_gives_the_first_result(classroom: Classroom):
    attempt_id = classroom.started()
    classroom.answer_all(attempt_id, RIGHT)
    event_id = uuid4()

    first = classroom.submit(attempt_id, event_id=event_id, minute=5)
    again = classroom.submit(attempt_id, event_id=event_id, minute=6)

    assert (again.submitted_at, again.score) == (first.submitted_at, first.score) == (at(5), 6)
    assert [event.kind for event in classroom.events(attempt_id)].count(AttemptEventKind.SUBMITTED) == 1
    assert classroom.trail("attempts") == ["attempt.started", "attempt.submitted"]


def test_lt21_another_submission_is_refused_clearly_and_nothing_changes(app, classroom: Classroom):
    attempt_id = classroom.started()
    classroom.submit(attempt_id)
    before = all_rows(classroom.world, classroom.org)

    with app.test_request_context(), pytest.raises(AttemptSubmitted) as refused:
        classroom.submit(attempt_id, minute=6)

    assert str(refused.value) == "この理解度テストは、すでに提出しています。結果をご覧ください。"
    assert refused.value.status == 409
    assert all_rows(classroom.world, classroom.org) == before


def test_after_submission_no_answer_is_taken(classroom: Classroom):
    attempt_id = classroom.started()
    classroom.submit(attempt_id)

    with pytest.raises(AttemptSubmitted):
        classroom.save(attempt_id, 1, "b", minute=6)


def test_an_answers_id_is_no_id_for_a_submission(classroom: Classroom):
    attempt_id = classroom.started()
    event_id = uuid4()
    classroom.save(attempt_id, 1, "b", event_id=event_id)

    with pytest.raises(EventIdReused):
        classroom.submit(attempt_id, event_id=event_id)

    assert classroom.attempt(attempt_id).state is AttemptState.IN_PROGRESS


def test_f02_submission_score_and_trail_are_one(classroom: Classroom, monkeypatch: pytest.MonkeyPatch):
    attempt_id = classroom.started()
    classroom.answer_all(attempt_id, RIGHT)
    before = all_rows(classroom.world, classroom.org)

    def dies(*_arguments: object, **_facts: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(attempts.audit, "record", dies)
        with pytest.raises(KeyboardInterrupt):
            classroom.submit(attempt_id)

    assert all_rows(classroom.world, classroom.org) == before
    assert classroom.submit(attempt_id).passed


def test_the_result_shows_what_was_not_right_first_with_the_explanation(classroom: Classroom):
    attempt_id = classroom.started([single("b"), multiple("ac"), short_text("正門前")])
    classroom.answer_all(attempt_id, ["b", ["a"]])
    classroom.submit(attempt_id)

    result = classroom.result(attempt_id)

    assert [(each.position, each.outcome) for each in result.questions] == [
        (2, Outcome.WRONG),
        (3, Outcome.UNANSWERED),
        (1, Outcome.RIGHT),
    ]
    assert result.questions[0].question.explanation.ja == "煙は急に広がる。荷物より命。"
    assert (result.right, result.grade.percent, result.grade.passed, result.submitted_by) == (
        1,
        33,
        False,
        SubmittedBy.PERSON,
    )


def test_lt49_before_submission_nothing_tells_what_is_right(classroom: Classroom):
    attempt_id = classroom.started()
    classroom.answer_all(attempt_id, WRONG)

    text = repr(classroom.sitting(attempt_id))

    assert "煙は急に広がる" not in text
    assert not any(word in text for word in ("correct", "accepted", "explanation", "fraction", "tolerance", "key"))
    with pytest.raises(NotSubmittedYet):
        classroom.result(attempt_id)


# --- Again ----------------------------------------------------------------------------------------------------


def test_who_failed_begins_a_new_attempt_and_the_first_stays(classroom: Classroom):
    classroom.assign(classroom.quiz())
    first = classroom.take(classroom.ito, WRONG)

    second = classroom.take(classroom.ito, RIGHT, minute=10)

    assert second != first
    assert (classroom.attempt(first).passed, classroom.attempt(second).passed) == (False, True)
    assert (classroom.attempt(first).number, classroom.attempt(second).number) == (1, 2)
    assert [answer.response for answer in classroom.answers(first)] == list(WRONG)


def test_who_passed_begins_no_further_attempt(classroom: Classroom):
    classroom.assign(classroom.quiz())
    classroom.take(classroom.ito, RIGHT)

    with pytest.raises(AlreadyPassed):
        classroom.start(classroom.ito, minute=10)


def test_attempts_are_as_many_as_the_quiz_allows(app, classroom: Classroom):
    classroom.assign(classroom.quiz(attempt_limit=2))
    classroom.take(classroom.ito, WRONG)
    classroom.take(classroom.ito, WRONG, minute=10)

    with app.test_request_context(), pytest.raises(NoAttemptsLeft) as refused:
        classroom.start(classroom.ito, minute=20)

    assert str(refused.value) == "受けられる回数（2回）を使い切りました。担当者にご相談ください。"


# --- Whose it is ----------------------------------------------------------------------------------------------


def test_somebody_elses_attempt_does_not_exist(classroom: Classroom, trainer, outsider):
    attempt_id = classroom.started()
    enrollment_id = classroom.enrollment_id(classroom.ito)
    before = all_rows(classroom.world, classroom.org)

    for other in (classroom.learners[1], trainer):
        for attempted in (
            lambda other=other: classroom.start(other, enrollment_id=enrollment_id),
            lambda other=other: classroom.save(attempt_id, 1, "b", by=other),
            lambda other=other: classroom.submit(attempt_id, by=other),
            lambda other=other: classroom.sitting(attempt_id, by=other),
            lambda other=other: classroom.result(attempt_id, by=other),
        ):
            with pytest.raises(NotFound):
                attempted()
    with pytest.raises(NotFound), classroom.world.changing(outsider.org):
        attempts.submit(attempt_id, uuid4(), by=actor(classroom.ito), at=at(1))

    assert all_rows(classroom.world, classroom.org) == before
