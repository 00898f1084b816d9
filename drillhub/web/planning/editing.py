"""Entering and changing the plan."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.errors import Invalid
from drillhub.core.i18n import _
from drillhub.planning import plans, queries
from drillhub.web.doors import actor, me, requires, takes, today, writes
from drillhub.web.planning.blueprint import KEEPERS, bp, told
from drillhub.web.planning.forms import PlanForm


@bp.get("/edit")
@requires(*KEEPERS)
def edit() -> ResponseReturnValue:
    current = queries.in_force(today())
    if current is None:
        form = PlanForm(data={"edition": plans.NO_EDITION, "company_name": me().org_name})
    else:
        form = PlanForm.of(current.content, edition=current.edition.id)
    return render_template("planning/edit.html", form=form, is_first=current is None)


@bp.post("/edit")
@requires(*KEEPERS)
@takes(PlanForm)
@writes
def save() -> ResponseReturnValue:
    form = PlanForm()
    is_first = form.edition.data == plans.NO_EDITION
    if form.validate():
        try:
            if is_first:
                done = plans.enter(form.value(None), today=today(), by=actor(), at=clock.now())
            else:
                done = plans.change(form.value, seen=form.edition.data, today=today(), by=actor(), at=clock.now())
        except Invalid as error:
            form.accept_errors(error)
        else:
            saved = _("計画を保存しました（第%(number)s版）。", number=done.edition)
            told(done, saved if done.edition else _("変わったところはありません。"))
            return redirect(url_for(".index"), 303)
    return render_template("planning/edit.html", form=form, is_first=is_first, has_errors=True), 422
