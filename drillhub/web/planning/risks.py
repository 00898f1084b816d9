"""The register of risks: the matrix and the order, and entering, changing and taking off a risk."""

from datetime import date

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import IntegerField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from drillhub.core import clock
from drillhub.core.errors import Invalid
from drillhub.core.i18n import LazyString, _, _l
from drillhub.drills.queries import last_held_by_hazard
from drillhub.planning import risk_queries, risks
from drillhub.planning.risk_queries import RiskLine
from drillhub.planning.risk_rating import IMPACTS, LEVELS, LIKELIHOODS, LONGEST_NOTE, LONGEST_TITLE, RiskEntry, band_of
from drillhub.vocabulary import Hazard
from drillhub.web.doors import actor, me, requires, takes, today, writes
from drillhub.web.forms import Form, at_most, required, strip
from drillhub.web.planning.blueprint import KEEPERS, READERS, bp
from drillhub.web.planning.forms import line as one_line
from drillhub.web.scenarios.blueprint import READERS as SCENARIO_READERS

_TEN_THOUSAND = 10_000


def _level_choices(words: dict[int, LazyString]) -> list[SelectChoice]:
    return [SelectChoice(level, _l("%(level)s %(words)s", level=level, words=words[level])) for level in LEVELS]


class RiskForm(Form):
    """A risk. damage: in 万円, as amounts of this size are written."""

    version = IntegerField(_l("版"), [Optional()], widget=HiddenInput())
    title = StringField(_l("リスク"), [required(), at_most(LONGEST_TITLE)], filters=[one_line])
    hazard = SelectField(_l("災害などの種類"), choices=[SelectChoice(each.value, each.label) for each in Hazard])
    likelihood = RadioField(_l("起こりやすさ"), [required()], coerce=int, choices=_level_choices(LIKELIHOODS))
    impact = RadioField(_l("影響の大きさ"), [required()], coerce=int, choices=_level_choices(IMPACTS))
    damage = IntegerField(_l("見込む損害額（万円）"), [Optional()])
    note = TextAreaField(_l("想定と根拠"), [at_most(LONGEST_NOTE)], filters=[strip])
    measures = SelectMultipleField(
        _l("備え（計画の対策）"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def offer(self, day: date, *also: risk_queries.MeasureLine) -> "RiskForm":
        """Name the measures that can be chosen: those of the plan in force, and those the risk has already."""
        choices = dict(risk_queries.possible_measures(day))
        choices |= {each.commitment_id: f"{each.code} {each.text}" for each in also}
        self.measures.choices = list(choices.items())
        return self

    def value(self) -> RiskEntry:
        return RiskEntry(
            title=self.title.data,
            hazard=Hazard(self.hazard.data),
            likelihood=self.likelihood.data,
            impact=self.impact.data,
            damage_yen=None if self.damage.data is None else self.damage.data * _TEN_THOUSAND,
            note=self.note.data or "",
        )


@bp.get("/risks")
@requires(*READERS)
def risk_register() -> ResponseReturnValue:
    lines = risk_queries.risks()
    return render_template(
        "planning/risks.html",
        lines=lines,
        levels=LEVELS,
        cells=_cells(lines),
        band_of=band_of,
        exercised=last_held_by_hazard({each.hazard for each in lines}),
        today=today(),
        may_change=me().acts_as(*KEEPERS),
        reads_scenarios=me().acts_as(*SCENARIO_READERS),
    )


@bp.get("/risks/new")
@requires(*KEEPERS)
def new_risk() -> ResponseReturnValue:
    return render_template("planning/risk_edit.html", form=RiskForm().offer(today()), line=None)


@bp.post("/risks")
@requires(*KEEPERS)
@takes(RiskForm)
@writes
def add_risk() -> ResponseReturnValue:
    return _save(None)


@bp.get("/risks/<int:risk_id>/edit")
@requires(*KEEPERS)
def edit_risk(risk_id: int) -> ResponseReturnValue:
    line = risk_queries.risk(risk_id)
    form = RiskForm(
        formdata=None,
        version=line.version,
        title=line.title,
        hazard=line.hazard.value,
        likelihood=line.likelihood,
        impact=line.impact,
        damage=None if line.damage_yen is None else line.damage_yen // _TEN_THOUSAND,
        note=line.note,
        measures=[each.commitment_id for each in line.measures],
    )
    return render_template("planning/risk_edit.html", form=form.offer(today(), *line.measures), line=line)


@bp.post("/risks/<int:risk_id>/edit")
@requires(*KEEPERS)
@takes(RiskForm)
@writes
def change_risk(risk_id: int) -> ResponseReturnValue:
    return _save(risk_queries.risk(risk_id))


class RiskVersionForm(Form):
    """Which version of a risk the page showed."""

    version = IntegerField(_l("版"), [required()], widget=HiddenInput())


@bp.post("/risks/<int:risk_id>/removal")
@requires(*KEEPERS)
@takes(RiskVersionForm)
@writes
def remove_risk(risk_id: int) -> ResponseReturnValue:
    line = risk_queries.risk(risk_id)
    risks.remove_risk(line.id, version=RiskVersionForm().version.data or 0, by=actor(), at=clock.now())
    flash(_("「%(title)s」を台帳から外しました。", title=line.title))
    return redirect(url_for(".risk_register"), 303)


def _cells(lines: tuple[RiskLine, ...]) -> dict[tuple[int, int], list[RiskLine]]:
    """The risks of each cell of the matrix, by (likelihood, impact)."""
    return {
        (likelihood, impact): [each for each in lines if (each.likelihood, each.impact) == (likelihood, impact)]
        for likelihood in LEVELS
        for impact in LEVELS
    }


def _save(line: RiskLine | None) -> ResponseReturnValue:
    form = RiskForm().offer(today(), *(line.measures if line else ()))
    if form.validate():
        chosen = form.measures.data or ()
        try:
            if line is None:
                risks.add_risk(form.value(), chosen, by=actor(), at=clock.now())
            else:
                version = form.version.data or 0
                risks.change_risk(line.id, form.value(), chosen, version=version, by=actor(), at=clock.now())
        except Invalid as error:
            form.accept_errors(error)
        else:
            flash(_("「%(title)s」を保存しました。", title=form.title.data))
            return redirect(url_for(".risk_register"), 303)
    return render_template("planning/risk_edit.html", form=form, line=line, has_errors=True), 422
