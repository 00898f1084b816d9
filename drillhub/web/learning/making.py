"""A new quiz: by hand, or with questions of a scenario."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Optional

from drillhub.core import clock
from drillhub.core.errors import Invalid
from drillhub.core.i18n import _, _l, current_language, ngettext
from drillhub.learning import quizzes
from drillhub.learning.quizzes import QuizSettings
from drillhub.scenarios import queries as scenarios
from drillhub.scenarios.models import ScenarioVersion
from drillhub.web.doors import actor, requires, takes, writes
from drillhub.web.forms import Form, at_most, required, strip
from drillhub.web.learning.blueprint import TEACHERS, bp


class SettingsForm(Form):
    """What a quiz is called and asks for."""

    title = StringField(_l("名前"), [required(), at_most(200)], filters=[strip])
    instructions = TextAreaField(_l("説明"), [at_most(2000)], filters=[strip])
    pass_mark = IntegerField(_l("合格の基準（%）"), [required()], default=80)
    time_limit_min = IntegerField(_l("時間の制限（分）"), [Optional()])
    attempt_limit = IntegerField(_l("受けられる回数"), [Optional()])

    def check(self) -> None:
        self.value().require_valid()

    def value(self) -> QuizSettings:
        return QuizSettings(
            title=self.title.data or "",
            instructions=self.instructions.data or "",
            pass_mark=self.pass_mark.data or 0,
            time_limit_min=self.time_limit_min.data,
            attempt_limit=self.attempt_limit.data,
        )


class FromScenarioForm(SettingsForm):
    items = SelectMultipleField(_l("使う問題"), [required()], validate_choice=False)


@bp.get("/learning/quizzes/new")
@requires(*TEACHERS)
def new_quiz() -> ResponseReturnValue:
    return _new_page(SettingsForm(formdata=None))


@bp.post("/learning/quizzes")
@requires(*TEACHERS)
@takes(SettingsForm)
@writes
def create_quiz() -> ResponseReturnValue:
    form = SettingsForm()
    if not form.validate():
        return _new_page(form), 422
    try:
        quiz = quizzes.create_quiz(form.value(), by=actor(), at=clock.now())
    except Invalid as error:
        form.accept_errors(error)
        return _new_page(form), 422
    flash(_("下書きを作りました。次に、問題を加えてください。"))
    return redirect(url_for(".quiz", quiz_id=quiz.id), 303)


def _new_page(form: SettingsForm) -> str:
    sizes = scenarios.quiz_sizes()
    return render_template(
        "learning/new.html",
        form=form,
        sizes=sizes,
        scenarios=[each for each in scenarios.choices() if each.version_id in sizes],
        has_errors=bool(form.errors or form.form_errors),
    )


@bp.get("/learning/quizzes/new/<int:version_id>")
@requires(*TEACHERS)
def new_from_scenario(version_id: int) -> ResponseReturnValue:
    version = scenarios.version_to_play(version_id)
    form = FromScenarioForm(
        formdata=None,
        title=_("理解度確認 %(title)s", title=version.title(current_language())),
        items=[item.id for item in version.content.quiz],
    )
    return _from_scenario_page(version, form)


@bp.post("/learning/quizzes/new/<int:version_id>")
@requires(*TEACHERS)
@takes(FromScenarioForm)
@writes
def create_from_scenario(version_id: int) -> ResponseReturnValue:
    version = scenarios.version_to_play(version_id)
    form = FromScenarioForm()
    if not form.validate():
        return _from_scenario_page(version, form), 422
    chosen = [item.id for item in version.content.quiz if item.id in (form.items.data or ())]
    try:
        quiz = quizzes.quiz_from_scenario(version_id, chosen, form.value(), by=actor(), at=clock.now())
    except Invalid as error:
        form.accept_errors(error)
        return _from_scenario_page(version, form), 422
    flash(ngettext("1問の下書きを作りました。", "%(num)d問の下書きを作りました。", len(chosen)))
    return redirect(url_for(".quiz", quiz_id=quiz.id), 303)


def _from_scenario_page(version: ScenarioVersion, form: FromScenarioForm) -> str:
    return render_template(
        "learning/new_from_scenario.html",
        version=version,
        scenario=version.content,
        form=form,
        has_errors=bool(form.errors or form.form_errors),
    )
