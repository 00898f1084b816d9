"""The hazards that the plan assumes: what is expected, what the hazard map says, and which one it is."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from drillhub.core import clock
from drillhub.core.errors import NotFound
from drillhub.core.i18n import _, _l
from drillhub.planning import plans, queries
from drillhub.planning.content import LONGEST_TEXT, AssumedHazard, PlanContent
from drillhub.vocabulary import Hazard
from drillhub.web.doors import actor, requires, takes, today, writes
from drillhub.web.forms import Form, at_most, strip
from drillhub.web.planning.blueprint import KEEPERS, bp, told
from drillhub.web.planning.forms import line as one_line


class HazardForm(Form):
    """A hazard of item 2. hazard: chosen when it is added, and fixed after."""

    hazard = SelectField(
        _l("災害などの種類"), choices=[SelectChoice(each.value, each.label) for each in Hazard], validate_choice=False
    )
    text = TextAreaField(_l("想定と影響"), [at_most(LONGEST_TEXT)], filters=[strip])
    figure = StringField(_l("ハザードマップなどの数字"), [at_most(200)], filters=[one_line])
    source = StringField(_l("出典"), [at_most(200)], filters=[one_line])

    def value(self, hazard: Hazard) -> AssumedHazard:
        return AssumedHazard(hazard, self.text.data or "", self.figure.data or "", self.source.data or "")


@bp.get("/hazards/new")
@requires(*KEEPERS)
def new_hazard() -> ResponseReturnValue:
    return _page(HazardForm(), _content(), None)


@bp.post("/hazards")
@requires(*KEEPERS)
@takes(HazardForm)
@writes
def add_hazard() -> ResponseReturnValue:
    form, content = HazardForm(), _content()
    chosen = Hazard(form.hazard.data) if form.hazard.data in set(Hazard) else None
    if form.validate() and chosen is not None and content.hazard(chosen) is None:
        return _save(content, form.value(chosen))
    if chosen is None:
        form.hazard.errors = [_("選択肢から選んでください。")]
    elif content.hazard(chosen) is not None:
        form.hazard.errors = [_("「%(hazard)s」はすでに入っています。一覧から直してください。", hazard=chosen.label)]
    return _page(form, content, None, has_errors=True), 422


@bp.get("/hazards/<hazard>/edit")
@requires(*KEEPERS)
def edit_hazard(hazard: str) -> ResponseReturnValue:
    content = _content()
    assumed = _assumed(content, hazard)
    return _page(HazardForm(formdata=None, obj=assumed), content, assumed)


@bp.post("/hazards/<hazard>/edit")
@requires(*KEEPERS)
@takes(HazardForm)
@writes
def change_hazard(hazard: str) -> ResponseReturnValue:
    content = _content()
    assumed, form = _assumed(content, hazard), HazardForm()
    if form.validate():
        return _save(content, form.value(assumed.hazard))
    return _page(form, content, assumed, has_errors=True), 422


@bp.post("/hazards/<hazard>/removal")
@requires(*KEEPERS)
@writes
def remove_hazard(hazard: str) -> ResponseReturnValue:
    content = _content()
    assumed = _assumed(content, hazard)
    saved = plans.save(plans.without_hazard(content, assumed.hazard), by=actor(), at=clock.now())
    told(saved, _("「%(hazard)s」を想定から外しました。前の版は残っています。", hazard=assumed.hazard.label))
    return redirect(url_for(".index", _anchor="hazards"), 303)


def _content() -> PlanContent:
    plan = queries.plan_in_force(today())
    if plan is None:
        raise NotFound()
    return plans.current_content(plan)


def _assumed(content: PlanContent, hazard: str) -> AssumedHazard:
    found = content.hazard(Hazard(hazard)) if hazard in set(Hazard) else None
    if found is None:
        raise NotFound()
    return found


def _save(content: PlanContent, assumed: AssumedHazard) -> ResponseReturnValue:
    saved = plans.save(plans.with_hazard(content, assumed), by=actor(), at=clock.now())
    told(saved, _("「%(hazard)s」を保存しました。", hazard=assumed.hazard.label))
    return redirect(url_for(".index", _anchor="hazards"), 303)


def _page(form: HazardForm, content: PlanContent, assumed: AssumedHazard | None, *, has_errors: bool = False) -> str:
    form.hazard.choices = [
        SelectChoice(each.value, each.label) for each in Hazard if content.hazard(each) is None or assumed is not None
    ]
    return render_template("planning/hazard_edit.html", form=form, assumed=assumed, has_errors=has_errors)
