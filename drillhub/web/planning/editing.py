"""Entering and changing the plan."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.errors import Invalid
from drillhub.core.i18n import _
from drillhub.planning import plans, queries
from drillhub.planning.content import PlanContent
from drillhub.web.doors import actor, me, requires, takes, today, writes
from drillhub.web.planning.blueprint import KEEPERS, bp, told
from drillhub.web.planning.forms import PlanForm


@bp.get("/edit")
@requires(*KEEPERS)
def edit() -> ResponseReturnValue:
    before = _before()
    form = PlanForm.of(before) if before else PlanForm(data={"company_name": me().org_name})
    return render_template("planning/edit.html", form=form, before=before)


@bp.post("/edit")
@requires(*KEEPERS)
@takes(PlanForm)
@writes
def save() -> ResponseReturnValue:
    form, before = PlanForm(), _before()
    if form.validate():
        try:
            done = plans.save(form.value(before), by=actor(), at=clock.now())
        except Invalid as error:
            form.accept_errors(error)
        else:
            saved = _("計画を保存しました（第%(number)s版）。", number=done.edition)
            told(done, saved if done.edition else _("変わったところはありません。"))
            return redirect(url_for(".index"), 303)
    return render_template("planning/edit.html", form=form, before=before, has_errors=True), 422


def _before() -> PlanContent | None:
    plan = queries.plan_in_force(today())
    return plans.current_content(plan) if plan else None
