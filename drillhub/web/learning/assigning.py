"""Giving a published quiz to people: those who were at a drill, a department, or people picked one by one.

Before anything is sent the page says how many people it concerns, and who cannot be reached by mail.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateField, HiddenField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice

from drillhub.core import clock
from drillhub.core.errors import Invalid, NotFound
from drillhub.core.i18n import _, _l, ngettext
from drillhub.drills import queries as drills
from drillhub.drills.attendees import attended_drills, attendee_ids
from drillhub.identity import register_queries as register
from drillhub.identity.register_queries import NamedPerson, PeopleFilter
from drillhub.learning import overview
from drillhub.learning.assignments import assign as assign_quiz
from drillhub.learning.assignments import department_members
from drillhub.learning.errors import AudienceEmpty
from drillhub.learning.overview import QuizPage, RevisionLine
from drillhub.learning.states import Audience
from drillhub.web import mail_words
from drillhub.web.doors import actor, requires, takes, timezone, today, writes
from drillhub.web.forms import Form, required
from drillhub.web.learning.blueprint import TEACHERS, bp, personal_address

DAYS_TO_TAKE_IT: Final = 14


class AssignForm(Form):
    """Which audience, and until when. count: how many people the preview named."""

    audience = HiddenField(default=Audience.DRILL.value)
    drill = SelectField(_l("訓練"), coerce=int)
    department = SelectField(_l("部署"), coerce=int)
    people = SelectMultipleField(_l("選んだ人"), coerce=int, validate_choice=False)
    due_on = DateField(_l("期限"), [required()])
    count = HiddenField()

    def offer(self) -> "AssignForm":
        self.drill.choices = [
            SelectChoice(each.id, f"{each.local_date:%Y/%m/%d} {each.title}") for each in attended_drills()
        ]
        self.department.choices = [SelectChoice(each.id, each.path) for each in register.departments()]
        return self

    @property
    def kind(self) -> Audience:
        chosen = self.audience.data or ""
        return Audience(chosen) if chosen in set(Audience) else Audience.DRILL


@dataclass(frozen=True)
class Chosen:
    """The people an audience stands for now. id: of the drill or department; label: its name, kept with the quiz."""

    id: int | None
    label: str
    people: tuple[NamedPerson, ...]

    @property
    def reachable(self) -> int:
        return sum(person.has_mail for person in self.people)

    @property
    def unreachable(self) -> tuple[str, ...]:
        return tuple(person.name for person in self.people if not person.has_mail)


@bp.get("/learning/quizzes/<int:quiz_id>/assignments/new")
@requires(*TEACHERS)
def new_assignment(quiz_id: int) -> ResponseReturnValue:
    page = overview.quiz(quiz_id)
    form = AssignForm(formdata=None, due_on=today() + timedelta(days=DAYS_TO_TAKE_IT)).offer()
    wanted = request.args.get("audience", "")
    form.audience.data = wanted if wanted in set(Audience) else Audience.DRILL.value
    drill = request.args.get("drill", "")
    if drill.isdigit() and int(drill) in {choice.value for choice in form.drill.choices or ()}:
        form.drill.data = int(drill)
    return _page(page, form)


@bp.post("/learning/quizzes/<int:quiz_id>/assignments/preview")
@requires(*TEACHERS)
@takes(AssignForm, "q", "in_department", "find", "everyone")
def preview_assignment(quiz_id: int) -> ResponseReturnValue:
    """How many people, and who cannot be reached; or the next people to pick from. Changes nothing."""
    page = overview.quiz(quiz_id)
    form = AssignForm().offer()
    if "everyone" in request.form:
        form.people.data = list(dict.fromkeys([*(form.people.data or ()), *register.person_ids(_filter())]))
    if {"find", "everyone"} & set(request.form):
        return _page(page, form)
    chosen = _checked(form)
    return _page(page, form, chosen), 200 if chosen else 422


@bp.post("/learning/quizzes/<int:quiz_id>/assignments")
@requires(*TEACHERS)
@takes(AssignForm)
@writes
def assign(quiz_id: int) -> ResponseReturnValue:
    page = overview.quiz(quiz_id)
    form = AssignForm().offer()
    chosen = _checked(form)
    if chosen is None:
        return _page(page, form), 422
    if form.count.data != str(len(chosen.people)):
        form.form_errors.append(_("受ける人の人数が変わりました。もう一度確かめてください。"))
        return _page(page, form, chosen), 422
    try:
        done = assign_quiz(
            _published(page).id,
            [person.id for person in chosen.people],
            audience=form.kind,
            audience_id=chosen.id,
            audience_label=chosen.label,
            due_on=_due_on(form),
            timezone=timezone(),
            address_of=personal_address,
            by=actor(),
            at=clock.now(),
        )
    except Invalid as error:
        form.accept_errors(error)
        return _page(page, form, chosen), 422
    if done.added:
        told = ngettext("%(num)s人に出しました。", "%(num)s人に出しました。", done.added)
        flash(told + mail_words.queued(done.queued))
    else:
        flash(_("この人たちには、すでに同じ期限で出しています。"))
    return redirect(url_for(".progress", assignment_id=done.assignment_id), 303)


def _checked(form: AssignForm) -> Chosen | None:
    """The people the form stands for, or None with what is wrong at its field."""
    form.validate()
    field = {Audience.DRILL: "drill", Audience.DEPARTMENT: "department", Audience.PEOPLE: "people"}[form.kind]
    # What the other two say does not matter.
    for other in {"drill", "department", "people"} - {field}:
        form[other].errors = []
    if form.due_on.data and form.due_on.data < today():
        form.due_on.errors = [_("期限には、今日か今日よりあとの日を入れてください。")]
    chosen = None if form[field].errors else _chosen(form)
    if chosen is not None and not chosen.people:
        form[field].errors = [str(AudienceEmpty(field))]
    return None if form[field].errors or form.due_on.errors else chosen


def _chosen(form: AssignForm) -> Chosen:
    if form.kind is Audience.DRILL:
        label = next(str(choice.label) for choice in form.drill.choices or () if choice.value == form.drill.data)
        return Chosen(form.drill.data, label, register.named(attendee_ids(form.drill.data)))
    if form.kind is Audience.DEPARTMENT:
        path, ids = department_members(form.department.data)
        return Chosen(form.department.data, path, register.named(ids))
    people = register.named(form.people.data or ())
    return Chosen(None, ngettext("選んだ%(num)s人", "選んだ%(num)s人", len(people)), people)


def _due_on(form: AssignForm) -> date:
    day: date = form.due_on.data
    return day


def _filter() -> PeopleFilter:
    department = request.form.get("in_department", "")
    return PeopleFilter(
        search=request.form.get("q", "")[:100],
        department_id=int(department) if department.isdigit() else None,
    )


def _published(page: QuizPage) -> RevisionLine:
    """Raises NotFound for a quiz that has not been published."""
    if page.published is None:
        raise NotFound()
    return page.published


def _page(page: QuizPage, form: AssignForm, chosen: Chosen | None = None) -> str:
    picks = form.kind is Audience.PEOPLE
    return render_template(
        "learning/assign.html",
        page=page,
        published=_published(page),
        form=form,
        chosen=chosen,
        picked=register.named(form.people.data or ()) if picks else (),
        candidates=register.people_page(_filter(), number=1) if picks else None,
        typed=request.form.get("q", ""),
        in_department=_filter().department_id,
        audiences=tuple(Audience),
        has_errors=bool(form.errors or form.form_errors),
    )


@bp.get("/learning/drills/<int:drill_id>")
@requires(*TEACHERS)
def for_drill(drill_id: int) -> ResponseReturnValue:
    """Which quiz to give to those who were at a drill."""
    return render_template(
        "learning/for_drill.html",
        drill=drills.drill(drill_id),
        attended=len(attendee_ids(drill_id)),
        quizzes=overview.quizzes(page=1),
        given=overview.assignments_of(Audience.DRILL, drill_id),
    )
