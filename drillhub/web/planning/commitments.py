"""What the plan promises: adding, changing, taking out, and what was done for it."""

from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.errors import Invalid, NotFound
from drillhub.core.i18n import _
from drillhub.drills import queries as drills
from drillhub.planning import plans, queries
from drillhub.planning.content import PlanContent, YearMonth
from drillhub.planning.queries import CommitmentLine
from drillhub.web.doors import actor, me, requires, takes, today, writes
from drillhub.web.planning.blueprint import KEEPERS, READERS, bp, current_plan, this_year, told
from drillhub.web.planning.forms import CommitmentForm, EditionForm, FulfilmentForm


@bp.get("/commitments/new")
@requires(*KEEPERS)
def new_commitment() -> ResponseReturnValue:
    current = current_plan()
    form = CommitmentForm(data={"edition": current.edition.id, "code": _next_code(current.content)})
    return render_template("planning/commitment_edit.html", form=form.in_months_of(this_year()), line=None)


@bp.post("/commitments")
@requires(*KEEPERS)
@takes(CommitmentForm)
@writes
def add_commitment() -> ResponseReturnValue:
    return _save(None)


@bp.get("/commitments/<int:commitment_id>")
@requires(*READERS)
def commitment(commitment_id: int) -> ResponseReturnValue:
    return _page(_line(commitment_id), FulfilmentForm(data={"done_on": today()}))


@bp.get("/commitments/<int:commitment_id>/edit")
@requires(*KEEPERS)
def edit_commitment(commitment_id: int) -> ResponseReturnValue:
    line = _promised(commitment_id)
    form = CommitmentForm(
        data={
            "edition": current_plan().edition.id,
            "code": line.code,
            "item": line.item.value,
            "kind": line.kind.value,
            "text": line.text,
            "planned_months": list(line.planned_months),
            "due": str(YearMonth.of(line.due_on)) if line.due_on else "",
        }
    )
    return render_template("planning/commitment_edit.html", form=form.in_months_of(this_year()), line=line)


@bp.post("/commitments/<int:commitment_id>/edit")
@requires(*KEEPERS)
@takes(CommitmentForm)
@writes
def change_commitment(commitment_id: int) -> ResponseReturnValue:
    return _save(_promised(commitment_id))


@bp.post("/commitments/<int:commitment_id>/removal")
@requires(*KEEPERS)
@takes(EditionForm)
@writes
def remove_commitment(commitment_id: int) -> ResponseReturnValue:
    line = _promised(commitment_id)
    saved = plans.change(
        partial(plans.without_promise, code=line.code),
        seen=EditionForm().edition.data,
        today=today(),
        by=actor(),
        at=clock.now(),
    )
    told(saved, _("「%(code)s」を計画から外しました。前の版と実施の記録は残っています。", code=line.code))
    return redirect(url_for(".index"), 303)


@bp.post("/commitments/<int:commitment_id>/fulfilments")
@requires(*KEEPERS)
@takes(FulfilmentForm)
@writes
def record_fulfilment(commitment_id: int) -> ResponseReturnValue:
    form, line = FulfilmentForm(), _line(commitment_id)
    if form.validate():
        try:
            plans.record_fulfilment(
                line.id, form.done_on.data, form.note.data or "", today=today(), by=actor(), at=clock.now()
            )
        except Invalid as error:
            form.accept_errors(error)
        else:
            flash(_("「%(code)s」の実施を記録しました。", code=line.code))
            return redirect(url_for(".commitment", commitment_id=line.id), 303)
    return _page(line, form, has_errors=True), 422


@bp.post("/commitments/<int:commitment_id>/fulfilments/<int:fulfilment_id>/withdrawal")
@requires(*KEEPERS)
@writes
def withdraw_fulfilment(commitment_id: int, fulfilment_id: int) -> ResponseReturnValue:
    line = _line(commitment_id)
    if fulfilment_id not in {each.id for each in line.fulfilments}:
        raise NotFound()
    plans.withdraw_fulfilment(fulfilment_id, by=actor(), at=clock.now())
    flash(_("実施の記録を取り消しました。"))
    return redirect(url_for(".commitment", commitment_id=line.id), 303)


def _page(line: CommitmentLine, form: FulfilmentForm, *, has_errors: bool = False) -> str:
    return render_template(
        "planning/commitment.html",
        line=line,
        drills=drills.titles(kept.ref_id for kept in line.kept_by if kept.kind == "drill"),
        form=form,
        current=queries.in_force(today()) if queries.is_promised(line.id, today=today()) else None,
        year=this_year(),
        today=today(),
        may_change=me().acts_as(*KEEPERS),
        has_errors=has_errors,
    )


def _save(line: CommitmentLine | None) -> ResponseReturnValue:
    form = CommitmentForm().in_months_of(this_year())
    current_plan()
    if form.validate():
        promise = form.value()
        try:
            saved = plans.change(
                partial(plans.with_promise, promise=promise, instead_of=line.code if line else None),
                seen=form.edition.data,
                today=today(),
                by=actor(),
                at=clock.now(),
            )
        except Invalid as error:
            form.accept_errors(error)
        else:
            told(saved, _("「%(code)s」を保存しました。", code=promise.code))
            return redirect(url_for(".index"), 303)
    return render_template("planning/commitment_edit.html", form=form, line=line, has_errors=True), 422


def _line(commitment_id: int) -> CommitmentLine:
    return queries.commitment(commitment_id, this_year(), today=today())


def _promised(commitment_id: int) -> CommitmentLine:
    """A commitment of the plan in force, the only ones that can be changed. Raises NotFound."""
    line = _line(commitment_id)
    if not queries.is_promised(line.id, today=today()):
        raise NotFound()
    return line


def _next_code(content: PlanContent) -> str:
    """C01, C02 …: the first number that is free."""
    taken = {each.code for each in content.commitments}
    return next(code for number in range(1, 1000) if (code := f"C{number:02d}") not in taken)
