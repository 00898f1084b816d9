"""Giving a quiz to people: each is told once, in their language, and keeps the name of that day."""

from datetime import date, datetime

import pytest
from sqlalchemy import select, update

from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.identity import links, services
from drillhub.identity.errors import LinkUnusable
from drillhub.identity.models import Department, LinkPurpose, Person
from drillhub.learning import assignments
from drillhub.learning.errors import AudienceEmpty, DueDatePast, NotPublished, PersonUnknown
from drillhub.learning.models import Enrollment, QuizAssignment
from drillhub.learning.states import Audience
from drillhub.notifications import OutboxMessage
from tests.learning.build import single
from tests.learning.stage import DUE, START, Classroom, actor, at
from tests.support.rows import all_rows
from tests.support.world import Member


def enrollments(classroom: Classroom) -> list[Enrollment]:
    with classroom.world.inside(classroom.org):
        return list(db.session.scalars(select(Enrollment).order_by(Enrollment.id)))


def mails(classroom: Classroom) -> list[OutboxMessage]:
    with classroom.world.inside(classroom.org):
        wanted = select(OutboxMessage).where(OutboxMessage.kind == "quiz_assignment").order_by(OutboxMessage.id)
        return list(db.session.scalars(wanted))


def put_into(classroom: Classroom, member: Member, path: str) -> int:
    """Put somebody into a department of this path, made when it is new."""
    with classroom.world.changing(classroom.org):
        department = db.session.scalar(select(Department).where(Department.path == path))
        if department is None:
            department = Department(name=path.split(" / ")[-1], path=path)
            db.session.add(department)
            db.session.flush()
        db.session.execute(update(Person).where(Person.id == member.id).values(department_id=department.id))
        return department.id


def test_each_person_is_told_by_a_mail_with_a_link_of_their_own(classroom: Classroom):
    classroom.assign(classroom.quiz(pass_mark=70, time_limit_min=20))

    (mail,) = mails(classroom)
    assert (mail.to_address, mail.person_id) == ("ito@aoba.example", classroom.ito.id)
    assert mail.subject == "理解度テスト「避難の基本」のお願い"
    for line in (
        "伊藤 直樹 様",
        "問題の数: 6問",
        "期限: 2026年6月15日(月)",
        "合格: 70%以上",
        "制限時間: 始めてから20分",
    ):
        assert line in mail.body
    address = next(line for line in mail.body.split("\n") if line.startswith("https://drillhub.example/q/"))
    with classroom.world.app.app_context():
        link = links.open_link(address.rpartition("/")[2], LinkPurpose.QUIZ, at=at(0))
        assert (link.person_id, link.subject_id) == (classroom.ito.id, classroom.enrollment_id(classroom.ito))


def test_a_mail_without_a_limit_speaks_of_none_and_is_no_message_of_a_drill(classroom: Classroom):
    classroom.assign(classroom.quiz())

    assert "制限時間" not in mails(classroom)[0].body
    assert "【訓練】" not in mails(classroom)[0].subject


def test_the_mail_is_in_the_language_of_its_reader(classroom: Classroom):
    with classroom.world.changing(classroom.org):
        services.choose_language(classroom.ito.id, "en")

    classroom.assign(classroom.quiz())

    assert "Monday" in mails(classroom)[0].body or "15 June" in mails(classroom)[0].body


def test_people_without_an_address_are_named_and_have_the_quiz_all_the_same(classroom: Classroom):
    assigned = classroom.assign(classroom.quiz())

    assert (assigned.added, assigned.queued, assigned.unreachable, assigned.left) == (2, 1, ("中村 拓",), ())
    assert [(each.frozen_name, each.invited_at is not None) for each in enrollments(classroom)] == [
        ("伊藤 直樹", True),
        ("中村 拓", False),
    ]


def test_given_again_only_those_who_do_not_have_it_are_added_and_told(classroom: Classroom, employee: Member):
    quiz_id = classroom.quiz()
    first = classroom.assign(quiz_id, classroom.ito)

    again = classroom.assign(quiz_id, classroom.ito, employee)
    once_more = classroom.assign(quiz_id, classroom.ito, employee)

    assert first.assignment_id == again.assignment_id == once_more.assignment_id
    assert (again.added, again.unreachable) == (1, ("石田 亮",))
    assert (once_more.added, once_more.queued, once_more.unreachable) == (0, 0, ())
    assert len(mails(classroom)) == 1
    assert classroom.trail("quiz_assignments") == ["quiz.assigned", "quiz.assigned"]


def test_the_next_year_is_another_assignment_and_the_last_one_stays(classroom: Classroom):
    quiz_id = classroom.quiz()
    first = classroom.assign(quiz_id)
    before = enrollments(classroom)

    second = classroom.assign(quiz_id, due_on=date(2027, 6, 15), minute=60 * 24 * 365)

    assert second.assignment_id != first.assignment_id
    assert [(each.id, each.finished_at) for each in enrollments(classroom)[:2]] == [
        (each.id, each.finished_at) for each in before
    ]
    assert len(enrollments(classroom)) == 4


def test_names_and_departments_stay_those_of_the_day_it_was_given(classroom: Classroom):
    department_id = put_into(classroom, classroom.ito, "本社 / 営業部")
    classroom.assign(classroom.quiz())

    with classroom.world.changing(classroom.org):
        db.session.execute(update(Department).where(Department.id == department_id).values(path="本社 / 第一営業部"))
        db.session.execute(update(Person).where(Person.id == classroom.ito.id).values(family_name="井藤"))

    assert [(each.frozen_name, each.frozen_department) for each in enrollments(classroom)] == [
        ("伊藤 直樹", "本社 / 営業部"),
        ("中村 拓", ""),
    ]


def test_the_due_date_ends_at_midnight_of_the_organisation(classroom: Classroom):
    classroom.assign(classroom.quiz())

    with classroom.world.inside(classroom.org):
        assignment = db.session.scalars(select(QuizAssignment)).one()
    assert (assignment.assigned_on, assignment.due_on) == (date(2026, 6, 1), DUE)
    assert assignment.due_at == datetime.fromisoformat("2026-06-16T00:00:00+09:00")


def test_leavers_are_left_out_and_named(classroom: Classroom, employee: Member):
    with classroom.world.changing(classroom.org):
        person = db.session.scalars(select(Person).where(Person.id == employee.id)).one()
        services.mark_left([person], on=date(2026, 5, 31), by=classroom.by, at=at(-60))

    assigned = classroom.assign(classroom.quiz(), classroom.ito, employee)

    assert (assigned.added, assigned.left) == (1, ("石田 亮",))


def test_a_leavers_link_opens_nothing(classroom: Classroom):
    classroom.assign(classroom.quiz())
    token = mails(classroom)[0].body.partition("https://drillhub.example/q/")[2].split("\n")[0]
    with classroom.world.changing(classroom.org):
        person = db.session.scalars(select(Person).where(Person.id == classroom.ito.id)).one()
        services.mark_left([person], on=date(2026, 6, 2), by=classroom.by, at=at(60))

    with classroom.world.app.app_context(), pytest.raises(LinkUnusable):
        links.open_link(token, LinkPurpose.QUIZ, at=at(61))


def test_a_quiz_is_given_to_nobody_by_mistake(app, classroom: Classroom, outsider: Member):
    published, draft = classroom.quiz(), classroom.quiz([single()], published=False)
    before = all_rows(classroom.world, classroom.org)

    with pytest.raises(NotPublished):
        classroom.assign(draft)
    with app.test_request_context(), pytest.raises(DueDatePast) as past:
        classroom.assign(published, due_on=date(2026, 5, 31))
    with pytest.raises(PersonUnknown) as unknown:
        classroom.assign(published, classroom.ito, outsider)
    with pytest.raises(AudienceEmpty) as empty, classroom.world.changing(classroom.org):
        assignments.assign(
            classroom.revision_id(published),
            [],
            audience=Audience.DRILL,
            audience_id=1,
            audience_label="",
            due_on=DUE,
            timezone="Asia/Tokyo",
            address_of=str,
            by=classroom.by,
            at=START,
        )

    assert str(past.value) == "期限には、今日か今日よりあとの日を入れてください。"
    assert (past.value.field, unknown.value.field, empty.value.field) == ("due_on", "people", "people")
    assert all_rows(classroom.world, classroom.org) == before


def test_it_may_be_due_today(classroom: Classroom):
    assert classroom.assign(classroom.quiz(), due_on=date(2026, 6, 1)).added == 2


def test_a_revision_of_another_organisation_does_not_exist(classroom: Classroom, outsider: Member):
    revision_id = classroom.revision_id(classroom.quiz())

    with pytest.raises(NotFound), classroom.world.changing(outsider.org):
        assignments.assign(
            revision_id,
            [outsider.id],
            audience=Audience.PEOPLE,
            audience_id=None,
            audience_label="",
            due_on=DUE,
            timezone="Asia/Tokyo",
            address_of=str,
            by=actor(outsider),
            at=START,
        )


def test_a_department_is_everybody_in_it_and_below(classroom: Classroom, employee: Member):
    put_into(classroom, classroom.ito, "本社 / 営業部")
    put_into(classroom, classroom.learners[1], "本社 / 営業部 / 一課")
    put_into(classroom, employee, "本社 / 営業部門外")
    with classroom.world.inside(classroom.org):
        sales = db.session.scalars(select(Department.id).where(Department.path == "本社 / 営業部")).one()
        path, ids = assignments.department_members(sales)

    assert (path, set(ids)) == ("本社 / 営業部", {classroom.ito.id, classroom.learners[1].id})
    with pytest.raises(NotFound), classroom.world.inside(classroom.org):
        assignments.department_members(99)
