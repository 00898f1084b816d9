"""The page of one quiz: its draft to work on, its revisions, publishing, and whom it was given to."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.errors import Invalid
from drillhub.core.i18n import _
from drillhub.learning import overview
from drillhub.learning import quizzes as verbs
from drillhub.learning.overview import QuizPage
from drillhub.vocabulary import QuestionType
from drillhub.web.doors import actor, requires, takes, writes
from drillhub.web.learning.blueprint import TEACHERS, bp
from drillhub.web.learning.looks import look_of
from drillhub.web.learning.making import SettingsForm


@bp.get("/learning/quizzes/<int:quiz_id>")
@requires(*TEACHERS)
def quiz(quiz_id: int) -> ResponseReturnValue:
    """The newest revision: a draft can be worked on here."""
    return _page(overview.quiz(quiz_id))


@bp.get("/learning/quizzes/<int:quiz_id>/revisions/<int:number>")
@requires(*TEACHERS)
def revision(quiz_id: int, number: int) -> ResponseReturnValue:
    return _page(overview.quiz(quiz_id, number))


def _page(page: QuizPage) -> str:
    return render_template(
        "learning/quiz.html",
        page=page,
        revision=page.revision,
        looks=[look_of(slot.question, slot.position) for slot in page.slots],
        types=tuple(QuestionType),
    )


@bp.get("/learning/quizzes/<int:quiz_id>/settings")
@requires(*TEACHERS)
def settings(quiz_id: int) -> ResponseReturnValue:
    page = overview.quiz(quiz_id)
    if not page.is_draft:
        return redirect(url_for(".quiz", quiz_id=quiz_id), 303)
    form = SettingsForm(formdata=None, obj=page.revision)
    return render_template("learning/settings.html", page=page, form=form)


@bp.post("/learning/quizzes/<int:quiz_id>/settings")
@requires(*TEACHERS)
@takes(SettingsForm)
@writes
def save_settings(quiz_id: int) -> ResponseReturnValue:
    page = overview.quiz(quiz_id)
    form = SettingsForm()
    if form.validate():
        try:
            verbs.save_settings(quiz_id, form.value(), by=actor(), at=clock.now())
        except Invalid as error:
            form.accept_errors(error)
    if form.errors or form.form_errors:
        return render_template("learning/settings.html", page=page, form=form, has_errors=True), 422
    flash(_("設定を下書きに保存しました。"))
    return redirect(url_for(".quiz", quiz_id=quiz_id), 303)


@bp.post("/learning/quizzes/<int:quiz_id>/publication")
@requires(*TEACHERS)
@writes
def publish(quiz_id: int) -> ResponseReturnValue:
    published = verbs.publish(quiz_id, by=actor(), at=clock.now())
    flash(_("第%(number)s版を公開しました。受ける人を選んで出せます。", number=published.number))
    return redirect(url_for(".quiz", quiz_id=quiz_id), 303)


@bp.post("/learning/quizzes/<int:quiz_id>/drafts")
@requires(*TEACHERS)
@writes
def next_revision(quiz_id: int) -> ResponseReturnValue:
    draft = verbs.next_revision(quiz_id, by=actor(), at=clock.now())
    flash(_("第%(number)s版の下書きを作りました。受けた人の結果と前の版は変わりません。", number=draft.number))
    return redirect(url_for(".quiz", quiz_id=quiz_id), 303)


@bp.post("/learning/quizzes/<int:quiz_id>/drafts/discard")
@requires(*TEACHERS)
@writes
def discard_draft(quiz_id: int) -> ResponseReturnValue:
    verbs.discard_draft(quiz_id, by=actor(), at=clock.now())
    flash(_("下書きを捨てました。公開した版に戻りました。"))
    return redirect(url_for(".quiz", quiz_id=quiz_id), 303)
