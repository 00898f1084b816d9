"""Who takes part in a drill: choosing people, their part, and the roles they play."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from drillhub.core import clock
from drillhub.core.errors import NotFound
from drillhub.core.i18n import _, _l, current_language, ngettext
from drillhub.core.text import search_key
from drillhub.drills import choosing, queries, schedule
from drillhub.drills.choosing import CandidateFilter
from drillhub.drills.models import DrillParticipant
from drillhub.drills.snapshot import ParticipantKind
from drillhub.identity.roles import Role
from drillhub.scenarios.content import ScenarioContent
from drillhub.web.doors import actor, page_number, requires, takes, writes
from drillhub.web.drills import words
from drillhub.web.drills.blueprint import band, bp
from drillhub.web.forms import Form, required

_KINDS = [SelectChoice(kind.value, kind.label) for kind in ParticipantKind]


class AddForm(Form):
    """People to add: those ticked, or everyone whom the filter shows."""

    people = SelectMultipleField(_l("加える人"), coerce=int, validate_choice=False)
    kind = SelectField(_l("立場"), [required()], choices=_KINDS)


class PartForm(Form):
    """The part of one participant."""

    kind = SelectField(_l("立場"), [required()], choices=_KINDS)
    roles = SelectMultipleField(_l("担当する役"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False))

    def offer(self, scenario: ScenarioContent) -> None:
        language = current_language()
        self.roles.choices = [SelectChoice(role.id, role.text(language)) for role in scenario.roles]


@bp.get("/drills/<int:drill_id>/participants")
@requires(Role.TRAINER, Role.ADMINISTRATOR)
def participants(drill_id: int) -> ResponseReturnValue:
    return _list_page(drill_id, AddForm(formdata=None))


@bp.post("/drills/<int:drill_id>/participants")
@requires(Role.TRAINER, Role.ADMINISTRATOR)
@takes(AddForm, "everyone")
@writes
def add_participants(drill_id: int) -> ResponseReturnValue:
    form = AddForm()
    if not form.validate():
        return _list_page(drill_id, form), 422
    everyone = "everyone" in request.form
    chosen = choosing.candidate_ids(drill_id, _filter()) if everyone else tuple(form.people.data or ())
    added = schedule.add_participants(drill_id, chosen, ParticipantKind(form.kind.data), by=actor(), at=clock.now())
    flash(ngettext("%(num)s人を加えました。", "%(num)s人を加えました。", added))
    return redirect(url_for(".participants", drill_id=drill_id), 303)


def _filter() -> CandidateFilter:
    department = request.args.get("department", "")
    site = request.args.get("site", "")
    return CandidateFilter(
        text=search_key(request.args.get("q", ""))[:100],
        department_id=int(department) if department.isdigit() else None,
        site_id=int(site) if site.isdigit() else None,
    )


def _list_page(drill_id: int, form: AddForm) -> str:
    drill = queries.drill(drill_id)
    wanted = _filter()
    return render_template(
        "drills/participants.html",
        drill=drill,
        scenario=queries.scenario_of(drill).content,
        taking_part=queries.participants(drill_id, page=page_number()),
        candidates=choosing.candidates(drill_id, wanted),
        of_site=choosing.candidates_count(drill_id, CandidateFilter(site_id=drill.site_id)),
        departments=choosing.departments(),
        sites=choosing.sites(),
        wanted=wanted,
        typed=request.args.get("q", ""),
        form=form,
        words=words,
        has_errors=bool(form.errors),
        drill_band=band(drill),
    )


@bp.get("/drills/<int:drill_id>/participants/<int:participant_id>")
@requires(Role.TRAINER, Role.ADMINISTRATOR)
def participant(drill_id: int, participant_id: int) -> ResponseReturnValue:
    row = _participant(drill_id, participant_id)
    return _part_page(row, PartForm(formdata=None, kind=row.kind.value, roles=list(row.role_ids)))


@bp.post("/drills/<int:drill_id>/participants/<int:participant_id>")
@requires(Role.TRAINER, Role.ADMINISTRATOR)
@takes(PartForm)
@writes
def change_part(drill_id: int, participant_id: int) -> ResponseReturnValue:
    row = _participant(drill_id, participant_id)
    form = PartForm()
    form.offer(queries.scenario_of(queries.drill(drill_id)).content)
    if not form.validate():
        return _part_page(row, form), 422
    schedule.change_part(
        participant_id,
        ParticipantKind(form.kind.data),
        tuple(form.roles.data or ()),
        by=actor(),
        at=clock.now(),
    )
    flash(_("%(name)sさんの役割を決めました。", name=row.person.name))
    return redirect(url_for(".participants", drill_id=drill_id), 303)


@bp.post("/drills/<int:drill_id>/participants/<int:participant_id>/removal")
@requires(Role.TRAINER, Role.ADMINISTRATOR)
@writes
def remove_participant(drill_id: int, participant_id: int) -> ResponseReturnValue:
    row = _participant(drill_id, participant_id)
    name = row.person.name
    schedule.remove_participant(participant_id, by=actor(), at=clock.now())
    flash(_("%(name)sさんを参加者から外しました。", name=name))
    return redirect(url_for(".participants", drill_id=drill_id), 303)


def _participant(drill_id: int, participant_id: int) -> DrillParticipant:
    row = choosing.participant(participant_id)
    if row.drill_id != drill_id:
        raise NotFound()
    return row


def _part_page(row: DrillParticipant, form: PartForm) -> str:
    drill = queries.drill(row.drill_id)
    form.offer(queries.scenario_of(drill).content)
    return render_template(
        "drills/participant.html",
        drill=drill,
        participant=row,
        form=form,
        has_errors=bool(form.errors),
        drill_band=band(drill),
    )
