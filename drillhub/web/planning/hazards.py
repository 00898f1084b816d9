"""The hazards that the plan assumes: what is expected, what the hazard map says, and which one it is."""

from functools import partial

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from drillhub.core import clock
from drillhub.core.errors import Invalid, NotFound
from drillhub.core.i18n import _, _l
from drillhub.planning import plans
from drillhub.planning.content import LONGEST_TEXT, AssumedHazard
from drillhub.planning.queries import InForce
from drillhub.vocabulary import Hazard
from drillhub.web.doors import actor, requires, takes, today, writes
from drillhub.web.forms import at_most, strip
from drillhub.web.planning.blueprint import KEEPERS, bp, current_plan, told
from drillhub.web.planning.forms import EditionForm
from drillhub.web.planning.forms import line as one_line


class AssumptionForm(EditionForm):
    """What the plan says of a hazard."""

    text = TextAreaField(_l("想定と影響"), [at_most(LONGEST_TEXT)], filters=[strip])
    figure = StringField(_l("ハザードマップなどの数字"), [at_most(200)], filters=[one_line])
    source = StringField(_l("出典"), [at_most(200)], filters=[one_line])

    def of(self, hazard: Hazard) -> AssumedHazard:
        return AssumedHazard(hazard, self.text.data or "", self.figure.data or "", self.source.data or "")


class HazardForm(AssumptionForm):
    """A hazard of item 2 that is added."""

    hazard = SelectField(_l("災害などの種類"), choices=[SelectChoice(each.value, each.label) for each in Hazard])

    def value(self) -> AssumedHazard:
        return self.of(Hazard(self.hazard.data))


@bp.get("/hazards/new")
@requires(*KEEPERS)
def new_hazard() -> ResponseReturnValue:
    current = current_plan()
    form = HazardForm(data={"edition": current.edition.id})
    form.hazard.choices = [each for each in form.hazard.choices if current.content.hazard(Hazard(each.value)) is None]
    return render_template("planning/hazard_edit.html", form=form, assumed=None)


@bp.post("/hazards")
@requires(*KEEPERS)
@takes(HazardForm)
@writes
def add_hazard() -> ResponseReturnValue:
    form = HazardForm()
    current_plan()
    if form.validate():
        assumed = form.value()
        try:
            saved = plans.change(
                partial(plans.with_new_hazard, assumed=assumed),
                seen=form.edition.data,
                today=today(),
                by=actor(),
                at=clock.now(),
            )
        except Invalid as error:
            form.accept_errors(error)
        else:
            return _saved(saved, assumed)
    return render_template("planning/hazard_edit.html", form=form, assumed=None, has_errors=True), 422


@bp.get("/hazards/<hazard>/edit")
@requires(*KEEPERS)
def edit_hazard(hazard: str) -> ResponseReturnValue:
    current = current_plan()
    assumed = _assumed(current, hazard)
    form = AssumptionForm(formdata=None, obj=assumed, edition=current.edition.id)
    return render_template("planning/hazard_edit.html", form=form, assumed=assumed)


@bp.post("/hazards/<hazard>/edit")
@requires(*KEEPERS)
@takes(AssumptionForm)
@writes
def change_hazard(hazard: str) -> ResponseReturnValue:
    form, assumed = AssumptionForm(), _assumed(current_plan(), hazard)
    if form.validate():
        written = form.of(assumed.hazard)
        saved = plans.change(
            partial(plans.with_hazard, assumed=written),
            seen=form.edition.data,
            today=today(),
            by=actor(),
            at=clock.now(),
        )
        return _saved(saved, written)
    return render_template("planning/hazard_edit.html", form=form, assumed=assumed, has_errors=True), 422


@bp.post("/hazards/<hazard>/removal")
@requires(*KEEPERS)
@takes(EditionForm)
@writes
def remove_hazard(hazard: str) -> ResponseReturnValue:
    assumed = _assumed(current_plan(), hazard)
    saved = plans.change(
        partial(plans.without_hazard, hazard=assumed.hazard),
        seen=EditionForm().edition.data,
        today=today(),
        by=actor(),
        at=clock.now(),
    )
    told(saved, _("「%(hazard)s」を想定から外しました。前の版は残っています。", hazard=assumed.hazard.label))
    return redirect(url_for(".index", _anchor="hazards"), 303)


def _assumed(current: InForce, hazard: str) -> AssumedHazard:
    found = current.content.hazard(Hazard(hazard)) if hazard in set(Hazard) else None
    if found is None:
        raise NotFound()
    return found


def _saved(saved: plans.Comparison, assumed: AssumedHazard) -> ResponseReturnValue:
    told(saved, _("「%(hazard)s」を保存しました。", hazard=assumed.hazard.label))
    return redirect(url_for(".index", _anchor="hazards"), 303)
