"""Taking somebody in after the launch: they came late, and the record says so."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from drillhub.core import clock
from drillhub.core.errors import Invalid
from drillhub.core.i18n import _, _l, current_language
from drillhub.core.text import search_key
from drillhub.drills import choosing, live, runs
from drillhub.drills.choosing import CandidateFilter
from drillhub.drills.snapshot import ParticipantKind
from drillhub.web.doors import actor, signed_in, takes, writes
from drillhub.web.drills.blueprint import band, bp, my_run, require
from drillhub.web.drills.events import EVENT_ID, event_id
from drillhub.web.forms import Form, required

# Those who lead were decided with the plan.
_KINDS = [SelectChoice(kind.value, kind.label) for kind in ParticipantKind if kind is not ParticipantKind.FACILITATOR]

# During a drill somebody is looked for by name; a longer list only delays it.
_SHOWN = 20


class LatecomerForm(Form):
    """Who came, and their part."""

    person = RadioField(_l("加える人"), [required()], coerce=int, validate_choice=False)
    kind = SelectField(_l("立場"), [required()], choices=_KINDS)
    roles = SelectMultipleField(_l("担当する役"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False))


@bp.get("/runs/<int:run_id>/latecomers")
@signed_in
def latecomers(run_id: int) -> ResponseReturnValue:
    require(my_run(run_id).standing.may_control)
    return _page(run_id, LatecomerForm(formdata=None, kind=ParticipantKind.PLAYER.value))


@bp.post("/runs/<int:run_id>/latecomers")
@signed_in
@takes(LatecomerForm, EVENT_ID)
@writes
def add_latecomer(run_id: int) -> ResponseReturnValue:
    require(my_run(run_id).standing.may_control)
    form = LatecomerForm()
    form.roles.choices = _roles(live.console(run_id, at=clock.now()))
    if not form.validate():
        return _page(run_id, form), 422
    try:
        added = runs.add_late(
            run_id,
            form.person.data,
            ParticipantKind(form.kind.data),
            tuple(form.roles.data or ()),
            event_id=event_id(),
            by=actor(),
            at=clock.now(),
        )
    except Invalid as error:
        form.accept_errors(error)
        return _page(run_id, form), 422
    flash(_("%(name)sさんを加えました。", name=added.frozen_name))
    return redirect(url_for(".console", run_id=run_id), 303)


def _page(run_id: int, form: LatecomerForm) -> str:
    view = live.console(run_id, at=clock.now())
    typed = request.args.get("q", "")
    candidates = choosing.candidates(view.drill.id, CandidateFilter(text=search_key(typed)[:100]), size=_SHOWN)
    form.roles.choices = _roles(view)
    return render_template(
        "drills/latecomers.html",
        run=view.run,
        drill=view.drill,
        candidates=candidates,
        typed=typed,
        form=form,
        has_errors=bool(form.errors),
        drill_band=band(view.drill),
    )


def _roles(view: live.ConsoleView) -> list[SelectChoice]:
    language = current_language()
    return [SelectChoice(role.id, role.text(language)) for role in view.state.snapshot.scenario.roles]
