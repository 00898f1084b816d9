"""The register of risks: the matrix and the order, and entering, changing and taking off a risk."""

from decimal import Decimal
from typing import Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from drillhub.core import clock
from drillhub.core.errors import Invalid
from drillhub.core.i18n import LazyString, _, _l
from drillhub.drills.queries import last_held_by_hazard
from drillhub.planning import risk_queries, risks
from drillhub.planning.risk_queries import RiskLine
from drillhub.planning.risk_rating import (
    IMPACTS,
    LEVELS,
    LIKELIHOODS,
    LONGEST_NOTE,
    LONGEST_TITLE,
    RiskBand,
    RiskEntry,
    band_of,
)
from drillhub.vocabulary import Hazard
from drillhub.web.doors import actor, me, page_number, requires, takes, today, writes
from drillhub.web.forms import AmountField, ValidationError, at_most, required, strip
from drillhub.web.planning.blueprint import KEEPERS, READERS, bp
from drillhub.web.planning.forms import VersionForm
from drillhub.web.planning.forms import line as one_line
from drillhub.web.scenarios.blueprint import READERS as SCENARIO_READERS

_TEN_THOUSAND: Final = 10_000


def _level_choices(words: dict[int, LazyString]) -> list[SelectChoice]:
    return [SelectChoice(level, _l("%(level)s %(words)s", level=level, words=words[level])) for level in LEVELS]


def in_ten_thousands(yen: int) -> str:
    """An amount in 万円, to the yen: 12,345,000 is 1,234.5."""
    amount = f"{Decimal(yen) / _TEN_THOUSAND:,f}"
    return amount.rstrip("0").rstrip(".") if "." in amount else amount


class RiskForm(VersionForm):
    """A risk. damage: in 万円, as amounts of this size are written."""

    title = StringField(_l("リスク"), [required(), at_most(LONGEST_TITLE)], filters=[one_line])
    hazard = SelectField(_l("災害などの種類"), choices=[SelectChoice(each.value, each.label) for each in Hazard])
    likelihood = RadioField(_l("起こりやすさ"), [required()], coerce=int, choices=_level_choices(LIKELIHOODS))
    impact = RadioField(_l("影響の大きさ"), [required()], coerce=int, choices=_level_choices(IMPACTS))
    damage = AmountField(_l("見込む損害額（万円）"))
    note = TextAreaField(_l("想定と根拠"), [at_most(LONGEST_NOTE)], filters=[strip])
    # The register knows which measures may be chosen, and says so in its own words.
    measures = SelectMultipleField(
        _l("備え（計画の対策）"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )

    def offer(self, line: RiskLine | None) -> "RiskForm":
        """Name the measures that can be chosen: those of the plan in force, and those the risk has already."""
        choices = {each.id: (each.code, each.text) for each in risk_queries.possible_measures(today())}
        choices |= {each.commitment_id: (each.code, each.text) for each in (line.measures if line else ())}
        self.measures.choices = [
            SelectChoice(key, f"{code} {text}")
            for key, (code, text) in sorted(choices.items(), key=lambda each: each[1])
        ]
        return self

    def validate_damage(self, field: AmountField) -> None:
        if field.data is not None and field.data * _TEN_THOUSAND % 1:
            raise ValidationError(_("1円より細かい金額は入力できません。"))

    def value(self) -> RiskEntry:
        return RiskEntry(
            title=self.title.data,
            hazard=Hazard(self.hazard.data),
            likelihood=self.likelihood.data,
            impact=self.impact.data,
            damage_yen=None if self.damage.data is None else int(self.damage.data * _TEN_THOUSAND),
            note=self.note.data or "",
        )


@bp.get("/risks")
@requires(*READERS)
def risk_register() -> ResponseReturnValue:
    cell = _cell()
    page = risk_queries.risks(cell=cell, today=today(), page=page_number())
    return render_template(
        "planning/risks.html",
        page=page,
        cell_shown=cell,
        kept={"likelihood": cell[0], "impact": cell[1]} if cell else {},
        cells=risk_queries.cells(),
        levels=LEVELS,
        bands=RiskBand,
        band_of=band_of,
        in_ten_thousands=in_ten_thousands,
        exercised=last_held_by_hazard({each.line.entry.hazard for each in page.items}),
        may_change=me().acts_as(*KEEPERS),
        reads_scenarios=me().acts_as(*SCENARIO_READERS),
    )


def _cell() -> tuple[int, int] | None:
    """The cell of the matrix that the address names; None for all of it, and for nonsense."""
    levels = {str(level): level for level in LEVELS}
    likelihood, impact = (levels.get(request.args.get(name, "")) for name in ("likelihood", "impact"))
    return (likelihood, impact) if likelihood and impact else None


@bp.get("/risks/new")
@requires(*KEEPERS)
def new_risk() -> ResponseReturnValue:
    return render_template("planning/risk_edit.html", form=RiskForm().offer(None), line=None)


@bp.post("/risks")
@requires(*KEEPERS)
@takes(RiskForm)
@writes
def add_risk() -> ResponseReturnValue:
    return _save(None)


@bp.get("/risks/<int:risk_id>/edit")
@requires(*KEEPERS)
def edit_risk(risk_id: int) -> ResponseReturnValue:
    line = risk_queries.risk(risk_id, today=today())
    entry = line.entry
    form = RiskForm(
        formdata=None,
        obj=entry,
        version=line.version,
        hazard=entry.hazard.value,
        damage=None if entry.damage_yen is None else Decimal(entry.damage_yen) / _TEN_THOUSAND,
        measures=[each.commitment_id for each in line.measures],
    )
    return render_template("planning/risk_edit.html", form=form.offer(line), line=line)


@bp.post("/risks/<int:risk_id>/edit")
@requires(*KEEPERS)
@takes(RiskForm)
@writes
def change_risk(risk_id: int) -> ResponseReturnValue:
    return _save(risk_queries.risk(risk_id, today=today()))


@bp.post("/risks/<int:risk_id>/removal")
@requires(*KEEPERS)
@takes(VersionForm)
@writes
def remove_risk(risk_id: int) -> ResponseReturnValue:
    line = risk_queries.risk(risk_id, today=today())
    risks.remove_risk(line.id, version=VersionForm().version.data, by=actor(), at=clock.now())
    flash(_("「%(title)s」を台帳から外しました。", title=line.entry.title))
    return redirect(url_for(".risk_register"), 303)


def _save(line: RiskLine | None) -> ResponseReturnValue:
    form = RiskForm().offer(line)
    if form.validate():
        entry, chosen = form.value(), form.measures.data or ()
        version, day, by, at = form.version.data, today(), actor(), clock.now()
        try:
            if line is None:
                risks.add_risk(entry, chosen, today=day, by=by, at=at)
            else:
                risks.change_risk(line.id, entry, chosen, version=version, today=day, by=by, at=at)
        except Invalid as error:
            form.accept_errors(error)
        else:
            flash(_("「%(title)s」を保存しました。", title=entry.title))
            return redirect(url_for(".risk_register"), 303)
    return render_template("planning/risk_edit.html", form=form, line=line, has_errors=True), 422
