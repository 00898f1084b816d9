"""Departments: the tree, add, rename and move."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.errors import Invalid
from drillhub.core.i18n import _
from drillhub.identity import register, register_queries
from drillhub.identity.models import Department
from drillhub.identity.register import DepartmentDetails
from drillhub.web.doors import actor, requires, takes, writes
from drillhub.web.people.blueprint import KEEPERS, bp
from drillhub.web.people.forms import DepartmentForm


@bp.get("/departments")
@requires(*KEEPERS)
def departments() -> ResponseReturnValue:
    return render_template("people/departments.html", departments=register_queries.departments())


@bp.get("/departments/new")
@requires(*KEEPERS)
def new_department() -> ResponseReturnValue:
    return render_template("people/department.html", form=_offering(DepartmentForm(), None), department=None)


@bp.post("/departments")
@requires(*KEEPERS)
@takes(DepartmentForm)
@writes
def add_department() -> ResponseReturnValue:
    return _save(
        _offering(DepartmentForm(), None),
        lambda details: register.add_department(details, by=actor(), at=clock.now()),
        department=None,
    )


@bp.get("/departments/<int:department_id>")
@requires(*KEEPERS)
def edit_department(department_id: int) -> ResponseReturnValue:
    department = register.find_department(department_id)
    form = DepartmentForm(name=department.name, parent_id=str(department.parent_id or ""))
    return render_template("people/department.html", form=_offering(form, department), department=department)


@bp.post("/departments/<int:department_id>")
@requires(*KEEPERS)
@takes(DepartmentForm)
@writes
def change_department(department_id: int) -> ResponseReturnValue:
    department = register.find_department(department_id)
    return _save(
        _offering(DepartmentForm(), department),
        lambda details: register.change_department(department_id, details, by=actor(), at=clock.now()),
        department=department,
    )


def _offering(form: DepartmentForm, moving: Department | None) -> DepartmentForm:
    """The places a department can go to: anywhere but below itself."""
    rows = register_queries.departments()
    if moving is not None:
        rows = tuple(row for row in rows if row.id != moving.id and not row.path.startswith(f"{moving.path} / "))
    return form.offer(rows)


def _save(
    form: DepartmentForm, save: Callable[[DepartmentDetails], Department], *, department: Department | None
) -> ResponseReturnValue:
    if form.validate():
        try:
            save(form.value())
        except Invalid as error:
            form.accept_errors(error)
        else:
            flash(_("部署を保存しました。"))
            return redirect(url_for(".departments"), 303)
    return render_template("people/department.html", form=form, department=department, has_errors=True), 422
