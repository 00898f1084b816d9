"""The list of people, a person, and changing them by hand."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.errors import Invalid
from drillhub.core.i18n import _
from drillhub.identity import register, register_queries
from drillhub.identity.models import Person, PersonStatus
from drillhub.identity.register import PersonDetails
from drillhub.identity.register_queries import PeopleFilter
from drillhub.identity.roles import Role
from drillhub.web.doors import actor, me, page_number, requires, takes, today, writes
from drillhub.web.people.blueprint import KEEPERS, bp
from drillhub.web.people.forms import LeavingForm, PersonForm, RolesForm, line


@bp.get("")
@requires(*KEEPERS)
def index() -> ResponseReturnValue:
    wanted = _wanted()
    return render_template(
        "people/index.html",
        page=register_queries.people_page(wanted, number=page_number()),
        wanted=wanted,
        counts=register_queries.counts(),
        departments=register_queries.departments(),
        sites=register_queries.sites(),
        statuses=tuple(PersonStatus),
    )


def _wanted() -> PeopleFilter:
    """The filter of the address. Nonsense narrows nothing."""
    status = request.args.get("status", "")
    return PeopleFilter(
        search=line(request.args.get("q"))[:100],
        department_id=request.args.get("department", type=_id),
        site_id=request.args.get("site", type=_id),
        status=PersonStatus(status) if status in set(PersonStatus) else None,
    )


def _id(text: str) -> int:
    number = int(text)
    if not 0 < number < 2**31:
        raise ValueError(text)
    return number


@bp.get("/new")
@requires(*KEEPERS)
def new() -> ResponseReturnValue:
    return render_template("people/new.html", form=_offering(PersonForm()))


@bp.post("")
@requires(*KEEPERS)
@takes(PersonForm)
@writes
def add() -> ResponseReturnValue:
    form = _offering(PersonForm())
    return _save(
        form,
        "people/new.html",
        lambda details: register.add_person(details, by=actor(), at=clock.now()),
        _("名簿に加えました。"),
    )


@bp.get("/<int:person_id>")
@requires(*KEEPERS)
def person(person_id: int) -> ResponseReturnValue:
    return _person_page(person_id)


@bp.get("/<int:person_id>/edit")
@requires(*KEEPERS)
def edit(person_id: int) -> ResponseReturnValue:
    found = register.find_person(person_id)
    return render_template("people/edit.html", form=_offering(PersonForm.of(found)), person=found)


@bp.post("/<int:person_id>")
@requires(*KEEPERS)
@takes(PersonForm)
@writes
def change(person_id: int) -> ResponseReturnValue:
    form = _offering(PersonForm())
    return _save(
        form,
        "people/edit.html",
        lambda details: register.change_person(person_id, details, by=actor(), at=clock.now()),
        _("変更を保存しました。"),
        person=register.find_person(person_id),
    )


@bp.post("/<int:person_id>/roles")
@requires(*KEEPERS)
@takes(RolesForm)
@writes
def give_roles(person_id: int) -> ResponseReturnValue:
    form = RolesForm()
    if not form.validate():
        return _person_page(person_id, roles_form=form), 422
    roles = form.value()
    if Role.ADMINISTRATOR not in me().roles:
        # The box is not shown to them, so leaving it out does not mean taking it away.
        roles |= register.assigned_roles(person_id) & {Role.ADMINISTRATOR}
    register.give_roles(person_id, roles, giver_roles=me().roles, by=actor(), at=clock.now())
    flash(_("役割を保存しました。"))
    return redirect(url_for(".person", person_id=person_id), 303)


@bp.post("/<int:person_id>/leave-of-absence")
@requires(*KEEPERS)
@writes
def start_leave(person_id: int) -> ResponseReturnValue:
    register.set_on_leave(person_id, True, by=actor(), at=clock.now())
    flash(_("休職にしました。"))
    return redirect(url_for(".person", person_id=person_id), 303)


@bp.post("/<int:person_id>/return-to-work")
@requires(*KEEPERS)
@writes
def end_leave(person_id: int) -> ResponseReturnValue:
    register.set_on_leave(person_id, False, by=actor(), at=clock.now())
    flash(_("在籍に戻しました。"))
    return redirect(url_for(".person", person_id=person_id), 303)


@bp.post("/<int:person_id>/departure")
@requires(*KEEPERS)
@takes(LeavingForm)
@writes
def depart(person_id: int) -> ResponseReturnValue:
    form = LeavingForm()
    if form.validate():
        try:
            gone = register.leave(person_id, on=form.value(), today=today(), by=actor(), at=clock.now())
        except Invalid as error:
            form.accept_errors(error)
        else:
            if gone:
                flash(_("退職にしました。サインインと回答のリンクは使えなくなりました。"))
            else:
                flash(_("退職の予定を保存しました。最後の在籍日の翌日に退職にします。"))
            return redirect(url_for(".person", person_id=person_id), 303)
    return _person_page(person_id, leaving_form=form), 422


@bp.post("/<int:person_id>/comeback")
@requires(*KEEPERS)
@writes
def come_back(person_id: int) -> ResponseReturnValue:
    register.take_back(person_id, by=actor(), at=clock.now())
    flash(_("在籍に戻しました。役割とパスワードは、あらためて設定してください。"))
    return redirect(url_for(".person", person_id=person_id), 303)


def _person_page(
    person_id: int, *, roles_form: RolesForm | None = None, leaving_form: LeavingForm | None = None
) -> str:
    page = register_queries.person_page(person_id, at=clock.now())
    return render_template(
        "people/person.html",
        page=page,
        person=page.person,
        roles_form=roles_form or _roles_form(page.roles),
        leaving_form=leaving_form or LeavingForm(formdata=None),
        is_administrator=Role.ADMINISTRATOR in me().roles,
        has_errors=bool(roles_form or leaving_form),
    )


def _roles_form(roles: tuple[Role, ...]) -> RolesForm:
    form = RolesForm(formdata=None, roles=[role.value for role in roles])
    if Role.ADMINISTRATOR not in me().roles:
        form.roles.choices = [choice for choice in form.roles.choices if choice.value != Role.ADMINISTRATOR.value]
    return form


def _offering(form: PersonForm) -> PersonForm:
    return form.offer(register_queries.departments(), register_queries.sites())


def _save(
    form: PersonForm,
    template: str,
    save: Callable[[PersonDetails], Person],
    message: str,
    **context: object,
) -> ResponseReturnValue:
    """Save what the form says and show the person, or show the form again with what to correct."""
    if form.validate():
        try:
            saved = save(form.value())
        except Invalid as error:
            form.accept_errors(error)
        else:
            flash(message)
            return redirect(url_for(".person", person_id=saved.id), 303)
    return render_template(template, form=form, has_errors=True, **context), 422
