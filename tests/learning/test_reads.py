"""What people see of their quizzes, what trainers see of people, and what reports count."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import update

from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.identity.models import Department, Person
from drillhub.learning import overview, progress, queries, quizzes, results
from drillhub.learning.progress import DepartmentProgress, Progress
from drillhub.learning.queries import MyQuizzes
from drillhub.learning.results import AssignmentResult, MissedQuestion
from drillhub.learning.states import Audience, Standing
from tests.learning.build import multiple, single, true_false
from tests.learning.stage import DUE, Classroom, at
from tests.support.rows import counted_statements
from tests.support.world import Member

THREE = [single("b"), multiple("ac"), true_false(False)]
ALL_RIGHT, ONE_RIGHT, NONE_RIGHT = ["b", ["a", "c"], False], ["b", ["a"], True], ["a", ["b"], True]
A_DAY = 24 * 60


def mine(classroom: Classroom, member: Member, *, minute: float = 10) -> MyQuizzes:
    with classroom.world.inside(classroom.org):
        return queries.my_quizzes(member.id, at=at(minute))


def seen(classroom: Classroom, assignment_id: int, *, minute: float = 10, **more) -> Progress:
    with classroom.world.inside(classroom.org):
        return progress.progress(assignment_id, at=at(minute), **more)


def counted(
    classroom: Classroom, first: date, last: date, *, until: date | None = None
) -> tuple[AssignmentResult, ...]:
    with classroom.world.inside(classroom.org):
        return results.assignment_results(first, last, until=until or last, missed=True)


# --- The person -----------------------------------------------------------------------------------------------


def test_a_quiz_is_to_do_until_it_is_passed(classroom: Classroom):
    classroom.assign(classroom.quiz(THREE, pass_mark=60))
    (quiz,) = mine(classroom, classroom.ito).to_do
    assert (quiz.number, quiz.title, quiz.questions, quiz.due_on) == ("Q2026-001", "避難の基本", 3, DUE)
    assert (quiz.standing, quiz.attempts, quiz.attempt_id, quiz.percent, quiz.may_start) == (
        Standing.NOT_STARTED,
        0,
        None,
        None,
        True,
    )

    first = classroom.start(classroom.ito)
    (quiz,) = mine(classroom, classroom.ito).to_do
    assert (quiz.standing, quiz.attempt_id, quiz.may_start) == (Standing.IN_PROGRESS, first, False)

    classroom.answer_all(first, ONE_RIGHT)
    classroom.submit(first)
    (quiz,) = mine(classroom, classroom.ito).to_do
    assert (quiz.standing, quiz.attempts, quiz.percent, quiz.may_start) == (Standing.FAILED, 1, 33, True)

    classroom.take(classroom.ito, ALL_RIGHT, minute=6)
    found = mine(classroom, classroom.ito, minute=20)
    assert found.to_do == ()
    (done,) = found.done.items
    assert (done.standing, done.attempts, done.percent, done.may_start) == (Standing.PASSED, 2, 100, False)


def test_without_attempts_left_there_is_nothing_to_do(classroom: Classroom):
    classroom.assign(classroom.quiz(THREE, attempt_limit=1))
    classroom.take(classroom.ito, NONE_RIGHT)

    found = mine(classroom, classroom.ito)

    assert found.to_do == ()
    assert (found.done.items[0].standing, found.done.items[0].attempts_left) == (Standing.FAILED, 0)
    assert found.done.items[0].may_start is False


def test_the_last_attempt_is_to_do_while_it_is_open(classroom: Classroom):
    classroom.assign(classroom.quiz(THREE, attempt_limit=1))
    classroom.start(classroom.ito)

    assert len(mine(classroom, classroom.ito).to_do) == 1


def test_a_quiz_whose_time_is_up_says_so_before_the_timetable_ran(classroom: Classroom):
    classroom.started(time_limit_min=5)

    assert mine(classroom, classroom.ito, minute=5.5).to_do[0].standing is Standing.IN_PROGRESS
    assert mine(classroom, classroom.ito, minute=6.1).to_do[0].standing is Standing.TIME_IS_UP


def test_overdue_begins_after_midnight_and_ends_with_passing(classroom: Classroom):
    classroom.assign(classroom.quiz(THREE))
    midnight = 14 * A_DAY + 14 * 60  # 15 June, 24:00 in Tokyo

    assert mine(classroom, classroom.ito, minute=midnight - 1).to_do[0].is_overdue is False
    assert mine(classroom, classroom.ito, minute=midnight).to_do[0].is_overdue is True
    classroom.take(classroom.ito, ALL_RIGHT, minute=midnight + 1)
    assert mine(classroom, classroom.ito, minute=midnight + 60).done.items[0].is_overdue is False


def test_the_nearest_due_date_comes_first(classroom: Classroom):
    classroom.assign(classroom.quiz(THREE, title="あとで"), due_on=date(2026, 7, 1))
    classroom.assign(classroom.quiz(THREE, title="さきに"), due_on=date(2026, 6, 3))

    assert [quiz.title for quiz in mine(classroom, classroom.ito).to_do] == ["さきに", "あとで"]


def test_nobody_sees_the_quizzes_of_somebody_else(classroom: Classroom, employee: Member):
    classroom.assign(classroom.quiz(THREE))

    assert mine(classroom, employee).to_do == ()
    with pytest.raises(NotFound), classroom.world.inside(classroom.org):
        queries.cover(classroom.enrollment_id(classroom.ito), employee.id, at=at(0))


def test_before_the_start_people_read_what_awaits_them_and_what_came_so_far(classroom: Classroom):
    classroom.assign(classroom.quiz(THREE, instructions="落ち着いて", time_limit_min=5, attempt_limit=3))
    classroom.take(classroom.ito, ONE_RIGHT)
    classroom.start(classroom.ito, minute=10)

    with classroom.world.inside(classroom.org):
        cover = queries.cover(classroom.enrollment_id(classroom.ito), classroom.ito.id, at=at(12))

    assert (cover.quiz.instructions, cover.quiz.time_limit_min, cover.quiz.attempts_left) == ("落ち着いて", 5, 1)
    assert [(each.number, each.grade and each.grade.percent, each.submitted_at) for each in cover.attempts] == [
        (1, 33, at(5))
    ]


# --- The trainer ----------------------------------------------------------------------------------------------


def test_progress_counts_everybody_once(classroom: Classroom, employee: Member, general_affairs: Member):
    quiz_id = classroom.quiz(THREE, pass_mark=100, time_limit_min=30)
    assigned = classroom.assign(quiz_id, classroom.ito, classroom.learners[1], employee, general_affairs)
    classroom.take(classroom.ito, ALL_RIGHT)
    classroom.take(employee, ONE_RIGHT)
    classroom.start(general_affairs)

    found = seen(classroom, assigned.assignment_id)

    assert found.counts == {
        Standing.NOT_STARTED: 1,
        Standing.IN_PROGRESS: 1,
        Standing.TIME_IS_UP: 0,
        Standing.FAILED: 1,
        Standing.PASSED: 1,
    }
    assert {(each.name, each.standing, each.percent, each.was_told) for each in found.people.items} == {
        ("伊藤 直樹", Standing.PASSED, 100, True),
        ("中村 拓", Standing.NOT_STARTED, None, False),
        ("石田 亮", Standing.FAILED, 33, False),
        ("佐藤 美咲", Standing.IN_PROGRESS, None, True),
    }
    assert (found.result.assigned, found.result.finished, found.result.passed) == (4, 2, 1)
    assert seen(classroom, assigned.assignment_id, minute=40).counts[Standing.TIME_IS_UP] == 1


def test_progress_shows_one_standing_when_asked(classroom: Classroom):
    assigned = classroom.assign(classroom.quiz(THREE))
    classroom.take(classroom.ito, ALL_RIGHT)

    found = seen(classroom, assigned.assignment_id, only=Standing.NOT_STARTED)

    assert [each.name for each in found.people.items] == ["中村 拓"]
    assert found.counts[Standing.PASSED] == 1


def test_progress_is_shown_by_department(classroom: Classroom):
    with classroom.world.changing(classroom.org):
        department = Department(name="営業部", path="本社 / 営業部")
        db.session.add(department)
        db.session.flush()
        db.session.execute(update(Person).where(Person.id == classroom.ito.id).values(department_id=department.id))
    assigned = classroom.assign(classroom.quiz(THREE))
    classroom.take(classroom.ito, ALL_RIGHT)

    assert seen(classroom, assigned.assignment_id).departments == (
        DepartmentProgress("", 1, 0, 0),
        DepartmentProgress("本社 / 営業部", 1, 1, 1),
    )


def test_an_assignment_of_another_organisation_does_not_exist(classroom: Classroom, outsider: Member):
    assigned = classroom.assign(classroom.quiz(THREE))

    with pytest.raises(NotFound), classroom.world.inside(outsider.org):
        progress.progress(assigned.assignment_id, at=at(0))


def test_a_drill_shows_what_its_people_were_given(classroom: Classroom):
    classroom.assign(
        classroom.quiz(THREE), audience=Audience.DRILL, audience_id=7, audience_label="D2026-001 秋の避難訓練"
    )
    classroom.take(classroom.ito, ALL_RIGHT)

    with classroom.world.inside(classroom.org):
        (line,) = overview.assignments_of(Audience.DRILL, 7)
        assert overview.assignments_of(Audience.DEPARTMENT, 7) == ()
        assert overview.assignments().items == (line,)

    assert (line.number, line.audience_label, line.assigned, line.finished, line.passed) == (
        "Q2026-001",
        "D2026-001 秋の避難訓練",
        2,
        1,
        1,
    )


# --- The report -----------------------------------------------------------------------------------------------


def test_results_of_a_period_by_the_first_attempt(classroom: Classroom, employee: Member):
    quiz_id = classroom.quiz(THREE, pass_mark=60)
    classroom.assign(quiz_id, classroom.ito, classroom.learners[1], employee, audience_label="避難訓練の参加者")
    classroom.take(classroom.ito, ONE_RIGHT)
    classroom.take(classroom.ito, ALL_RIGHT, minute=10)
    classroom.take(employee, ALL_RIGHT, minute=30 * A_DAY)

    (result,) = counted(classroom, date(2026, 4, 1), date(2027, 3, 31))

    assert (result.number, result.title, result.revision, result.audience_label) == (
        "Q2026-001",
        "避難の基本",
        1,
        "避難訓練の参加者",
    )
    assert (result.assigned_on, result.due_on) == (date(2026, 6, 1), DUE)
    assert (result.assigned, result.finished, result.finished_in_time) == (3, 2, 1)
    assert (result.passed, result.passed_first) == (2, 1)
    assert result.mean_percent == (Fraction(100, 3) + 100) / 2
    assert result.missed == (
        MissedQuestion(2, "持ち出すものをすべて選ぶ。", 1, 2),
        MissedQuestion(3, "扉は開けたままにする。", 1, 2),
    )


def test_the_questions_missed_most_come_first_three_at_most(classroom: Classroom):
    classroom.assign(classroom.quiz([single("b") for _ in range(5)]))
    classroom.take(classroom.learners[0], ["b", "a", "a", "b", None])
    classroom.take(classroom.learners[1], ["b", "a", "b", "a", "a"])

    (result,) = counted(classroom, date(2026, 6, 1), date(2026, 6, 1))

    assert [(each.position, each.right, each.answered) for each in result.missed] == [(2, 0, 2), (5, 0, 2), (3, 1, 2)]


def test_a_quiz_nobody_finished_has_no_mean(classroom: Classroom):
    classroom.started(THREE)

    (result,) = counted(classroom, date(2026, 6, 1), date(2026, 6, 30))

    assert (result.finished, result.mean_percent, result.missed) == (0, None, ())
    assert counted(classroom, date(2025, 4, 1), date(2026, 5, 31)) == ()


def test_lt43_results_of_a_year_stay_when_the_quiz_goes_on(classroom: Classroom):
    quiz_id = classroom.quiz(THREE)
    classroom.assign(quiz_id)
    classroom.take(classroom.ito, ONE_RIGHT)
    before = counted(classroom, date(2026, 4, 1), date(2027, 3, 31))

    with classroom.world.changing(classroom.org):
        quizzes.next_revision(quiz_id, by=classroom.by, at=at(60))
        slot = overview.quiz(quiz_id).slots[1]
        quizzes.change_question(slot.id, multiple("a"), max_mark=5, by=classroom.by, at=at(60))
        quizzes.publish(quiz_id, by=classroom.by, at=at(60))
    classroom.assign(quiz_id, due_on=date(2027, 6, 1), minute=365 * A_DAY)

    assert counted(classroom, date(2026, 4, 1), date(2027, 3, 31)) == before


def test_what_is_submitted_after_a_day_is_not_known_at_its_end(classroom: Classroom):
    other = classroom.learners[1]
    classroom.assign(classroom.quiz(THREE, pass_mark=60), classroom.ito, other)
    classroom.take(classroom.ito, NONE_RIGHT, minute=10)
    day = at(10).date()
    classroom.take(classroom.ito, ALL_RIGHT, minute=A_DAY + 10)
    classroom.take(other, ALL_RIGHT, minute=A_DAY + 10)

    (then,) = counted(classroom, day, day)
    assert (then.assigned, then.finished, then.finished_in_time, then.passed, then.passed_first) == (2, 1, 1, 0, 0)
    assert (then.mean_percent, [line.answered for line in then.missed]) == (0, [1, 1, 1])
    (later,) = counted(classroom, day, day, until=day + timedelta(days=1))
    assert (later.finished, later.passed, later.passed_first) == (2, 2, 1)


# --- For many as for few --------------------------------------------------------------------------------------


def test_statements_are_as_few_for_a_thousand_people_as_for_ten(classroom: Classroom):
    def statements(count: int) -> dict[str, int]:
        people = hire(classroom, count)
        quiz_id = classroom.quiz(THREE)
        sent = {}
        with counted_statements(classroom.world.app) as noted:
            assigned = classroom.assign(quiz_id, *people)
        sent["assign"] = len(noted)
        assert (assigned.added, assigned.queued) == (count, count)
        for person in people[:5]:
            classroom.take(person, ONE_RIGHT)
        reads = {
            "progress": lambda: progress.progress(assigned.assignment_id, at=at(10)),
            "results": lambda: results.assignment_results(
                date(2026, 4, 1), date(2027, 3, 31), until=date(2027, 3, 31), missed=True
            ),
            "quizzes": overview.quizzes,
            "quiz": lambda: overview.quiz(quiz_id),
            "assignments": overview.assignments,
            "mine": lambda: queries.my_quizzes(people[0].id, at=at(10)),
        }
        for name, read in reads.items():
            with classroom.world.inside(classroom.org), counted_statements(classroom.world.app) as noted:
                read()
            sent[name] = len(noted)
        return sent

    few, many = statements(10), statements(1000)

    assert many == few
    assert few["results"] <= 8
    assert few["progress"] <= 12


def hire(classroom: Classroom, count: int) -> list[Member]:
    """Many people with mail addresses, entered at once."""
    with classroom.world.changing(classroom.org):
        people = [
            Person(
                employee_number=f"N{count}-{number}",
                family_name="多田",
                given_name=f"{number}",
                email=f"tada{number}@aoba.example",
                created_at=at(-100),
            )
            for number in range(count)
        ]
        db.session.add_all(people)
        db.session.flush()
        return [Member(person.id, classroom.org, person.name) for person in people]
