"""Planning a drill in three steps: scenario, date and people in charge, participants. And changing the plan."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, DateField, IntegerField, SelectField, SelectMultipleField, StringField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from drillhub.core import clock
from drillhub.core.errors import Invalid
from drillhub.core.i18n import _, _l, current_language
from drillhub.drills import choosing, queries, schedule
from drillhub.drills.life_cycle import DrillStatus
from drillhub.drills.models import Drill
from drillhub.drills.schedule import LONGEST_MINUTES, Appointment, NewDrill
from drillhub.identity.roles import Role
from drillhub.scenarios import queries as scenarios
from drillhub.scenarios.models import ScenarioVersion
from drillhub.vocabulary import DrillType
from drillhub.web.doors import actor, me, requires, takes, writes
from drillhub.web.drills.blueprint import band, bp
from drillhub.web.drills.index import page_of
from drillhub.web.drills.run_forms import ReasonForm
from drillhub.web.forms import Form, at_most, required, strip


class AppointmentForm(Form):
    """When, in which room, and under whom."""

    place = StringField(_l("場所"), [at_most(200)], filters=[strip])
    local_date = DateField(_l("日付"), [required()])
    local_time = TimeField(_l("開始時刻"), [required()])
    duration_min = IntegerField(
        _l("所要時間（分）"),
        [required(), NumberRange(1, LONGEST_MINUTES, _l("1分から14日までの分数を入力してください。"))],
    )
    facilitator_id = SelectField(_l("進行役"), [required()], coerce=int)
    deputy_id = SelectField(_l("進行役の代理"), coerce=int)

    def offer_people(self, people: Sequence[tuple[int, str]]) -> None:
        choices = [SelectChoice(*each) for each in people]
        self.facilitator_id.choices = choices
        self.deputy_id.choices = [SelectChoice(0, str(_("決めない"))), *choices]

    def appointment(self) -> Appointment:
        return Appointment(
            place=self.place.data or "",
            local_date=self.local_date.data,
            local_time=self.local_time.data,
            duration_min=self.duration_min.data,
            facilitator_id=self.facilitator_id.data,
            deputy_id=self.deputy_id.data or None,
        )


class DrillForm(AppointmentForm):
    """A new drill of a chosen scenario."""

    title = StringField(_l("訓練の名前"), [required(), at_most(200)], filters=[strip])
    drill_type = SelectField(_l("訓練の種類"), [required()])
    further_types = SelectMultipleField(
        _l("あわせて行う種類"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    site_id = SelectField(_l("拠点"), [required()], coerce=int)
    past_is_meant = BooleanField(_l("過ぎた日の訓練として入れる"))

    def value(self, version_id: int) -> NewDrill:
        return NewDrill(
            scenario_version_id=version_id,
            title=self.title.data or "",
            drill_type=DrillType(self.drill_type.data),
            site_id=self.site_id.data,
            appointment=self.appointment(),
            further_types=tuple(DrillType(each) for each in self.further_types.data or ()),
            past_is_meant=self.past_is_meant.data,
        )


class PlanForm(AppointmentForm):
    """A changed plan. reason: needed when the day or the hour changes."""

    reason = StringField(_l("変更の理由"), [at_most(2000)], filters=[strip])


@bp.get("/drills/new")
@requires(Role.TRAINER, Role.ADMINISTRATOR)
def choose_scenario() -> ResponseReturnValue:
    return render_template("drills/choose_scenario.html", scenarios=scenarios.choices())


@bp.get("/drills/new/<int:version_id>")
@requires(Role.TRAINER, Role.ADMINISTRATOR)
def new(version_id: int) -> ResponseReturnValue:
    version = scenarios.version_to_play(version_id)
    content = version.content
    form = DrillForm(
        formdata=None,
        title=version.title(current_language()),
        drill_type=content.drill_types[0].value,
        further_types=[kind.value for kind in content.combined_types],
        duration_min=version.duration_min,
        facilitator_id=me().person_id,
    )
    return _new_page(version, form)


@bp.post("/drills/new/<int:version_id>")
@requires(Role.TRAINER, Role.ADMINISTRATOR)
@takes(DrillForm)
@writes
def create(version_id: int) -> ResponseReturnValue:
    version = scenarios.version_to_play(version_id)
    form = DrillForm()
    _offer(form, version)
    if not form.validate():
        return _new_page(version, form), 422
    try:
        drill = schedule.schedule_drill(form.value(version_id), timezone=me().timezone, by=actor(), at=clock.now())
    except Invalid as error:
        form.accept_errors(error)
        return _new_page(version, form), 422
    flash(_("訓練 %(number)s を予定に入れました。次に、参加者を選んでください。", number=drill.number))
    return redirect(url_for(".participants", drill_id=drill.id), 303)


def _new_page(version: ScenarioVersion, form: DrillForm) -> str:
    _offer(form, version)
    return render_template("drills/new.html", version=version, form=form, has_errors=bool(form.errors))


def _offer(form: DrillForm, version: ScenarioVersion) -> None:
    suited = version.content.drill_types
    others = tuple(kind for kind in DrillType if kind not in suited)
    choices = [SelectChoice(kind.value, str(kind.label)) for kind in (*suited, *others)]
    form.drill_type.choices = form.further_types.choices = choices
    form.site_id.choices = [SelectChoice(*each) for each in choosing.sites()]
    form.offer_people(choosing.possible_leaders(me().person_id))


@bp.get("/drills/<int:drill_id>/plan")
@requires(Role.TRAINER, Role.ADMINISTRATOR)
def plan(drill_id: int) -> ResponseReturnValue:
    drill = queries.drill(drill_id)
    form = PlanForm(
        formdata=None,
        place=drill.place,
        local_date=drill.local_date,
        local_time=drill.local_time,
        duration_min=drill.duration_min,
        facilitator_id=drill.facilitator_id,
        deputy_id=drill.deputy_id or 0,
    )
    return _plan_page(drill, form)


@bp.post("/drills/<int:drill_id>/plan")
@requires(Role.TRAINER, Role.ADMINISTRATOR)
@takes(PlanForm)
@writes
def change_plan(drill_id: int) -> ResponseReturnValue:
    drill = queries.drill(drill_id)
    form = PlanForm()
    form.offer_people(_people(drill))
    if not form.validate():
        return _plan_page(drill, form), 422
    try:
        schedule.change_plan(drill_id, form.appointment(), reason=form.reason.data or "", by=actor(), at=clock.now())
    except Invalid as error:
        form.accept_errors(error)
        return _plan_page(drill, form), 422
    flash(_("予定を変更しました。"))
    return redirect(url_for(".page", drill_id=drill_id), 303)


def _plan_page(drill: Drill, form: PlanForm) -> str:
    form.offer_people(_people(drill))
    return render_template(
        "drills/plan.html", drill=drill, form=form, has_errors=bool(form.errors), drill_band=band(drill)
    )


def _people(drill: Drill) -> tuple[tuple[int, str], ...]:
    return choosing.possible_leaders(drill.facilitator_id, drill.deputy_id)


@bp.post("/drills/<int:drill_id>/status/<any(cancelled, postponed, missed, under_review, reviewed, closed):wanted>")
@requires(Role.TRAINER, Role.ADMINISTRATOR)
@takes(ReasonForm)
@writes
def change_status(drill_id: int, wanted: str) -> ResponseReturnValue:
    form = ReasonForm()
    try:
        schedule.change_status(drill_id, DrillStatus(wanted), reason=form.reason.data or "", by=actor(), at=clock.now())
    except Invalid as error:
        form.accept_errors(error)
        return page_of(drill_id, reason=form), 422
    flash(_("訓練の状態を「%(status)s」にしました。", status=DrillStatus(wanted).label))
    return redirect(url_for(".page", drill_id=drill_id), 303)
