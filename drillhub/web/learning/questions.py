"""Writing the questions of a draft, one by one, with the look on a phone beside."""

from typing import Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.errors import Invalid, NotFound
from drillhub.core.i18n import _
from drillhub.learning import overview, quizzes
from drillhub.learning.overview import QuizPage, SlotLine
from drillhub.learning.questions import Question
from drillhub.vocabulary import QuestionType
from drillhub.web.doors import actor, many, requires, takes, writes
from drillhub.web.fields import Fields
from drillhub.web.forms import Form
from drillhub.web.learning.blueprint import TEACHERS, bp
from drillhub.web.learning.looks import Look, look_of
from drillhub.web.learning.question_forms import FORMS, QuestionForm, form_of

# Which of them come depends on the type of question. more: the button that asks for more lines.
FIELDS: Final[tuple[type[Form] | Fields | str, ...]] = (
    *FORMS.values(),
    "type",
    "slot",
    "more",
    many("choices-*", "items-*"),
)


@bp.get("/learning/quizzes/<int:quiz_id>/questions/new")
@requires(*TEACHERS)
def new_question(quiz_id: int) -> ResponseReturnValue:
    page = overview.quiz(quiz_id)
    return _page(page, FORMS[_type(request.args.get("type", ""))](formdata=None))


@bp.post("/learning/quizzes/<int:quiz_id>/questions")
@requires(*TEACHERS)
@takes(*FIELDS)
@writes
def add_question(quiz_id: int) -> ResponseReturnValue:
    page = overview.quiz(quiz_id)
    form = FORMS[_type(request.form.get("type", ""))]()
    if form.validate():
        try:
            slot = quizzes.add_question(
                quiz_id, form.value(), max_mark=form.max_mark.data or 0, by=actor(), at=clock.now()
            )
        except Invalid as error:
            form.accept_errors(error)
    if form.errors or form.form_errors:
        return _page(page, form, look=_look(form)), 422
    flash(_("問%(number)sを加えました。", number=slot.position))
    return redirect(url_for(".quiz", quiz_id=quiz_id, _anchor="questions"), 303)


@bp.get("/learning/quizzes/<int:quiz_id>/questions/<int:slot_id>")
@requires(*TEACHERS)
def question(quiz_id: int, slot_id: int) -> ResponseReturnValue:
    page = overview.quiz(quiz_id)
    slot = _slot(page, slot_id)
    if not page.is_draft:
        return redirect(url_for(".quiz", quiz_id=quiz_id), 303)
    return _page(page, form_of(slot.question, max_mark=slot.max_mark), slot, look_of(slot.question, slot.position))


@bp.post("/learning/quizzes/<int:quiz_id>/questions/<int:slot_id>")
@requires(*TEACHERS)
@takes(*FIELDS)
@writes
def change_question(quiz_id: int, slot_id: int) -> ResponseReturnValue:
    page = overview.quiz(quiz_id)
    slot = _slot(page, slot_id)
    form = FORMS[slot.question.type]()
    form.objective = slot.question.objective
    if form.validate():
        try:
            mark = form.max_mark.data or 0
            quizzes.change_question(slot_id, form.value(), max_mark=mark, by=actor(), at=clock.now())
        except Invalid as error:
            form.accept_errors(error)
    if form.errors or form.form_errors:
        return _page(page, form, slot, _look(form)), 422
    flash(_("問%(number)sを保存しました。", number=slot.position))
    return redirect(url_for(".quiz", quiz_id=quiz_id, _anchor="questions"), 303)


@bp.post("/learning/quizzes/<int:quiz_id>/questions/preview")
@requires(*TEACHERS)
@takes(*FIELDS)
def preview_question(quiz_id: int) -> ResponseReturnValue:
    """The page again with what was typed and its look, and with more lines when they were asked for. Saves nothing."""
    page = overview.quiz(quiz_id)
    slot_id = request.form.get("slot", "")
    slot = _slot(page, int(slot_id)) if slot_id.isdigit() else None
    form = FORMS[slot.question.type if slot else _type(request.form.get("type", ""))]()
    return _page(page, form, slot, _look(form))


@bp.post("/learning/quizzes/<int:quiz_id>/questions/<int:slot_id>/move")
@requires(*TEACHERS)
@takes("to")
@writes
def move_question(quiz_id: int, slot_id: int) -> ResponseReturnValue:
    slot = _slot(overview.quiz(quiz_id), slot_id)
    to = request.form.get("to", "")
    quizzes.move_question(slot_id, int(to) if to.isdigit() else slot.position, by=actor(), at=clock.now())
    return redirect(url_for(".quiz", quiz_id=quiz_id, _anchor="questions"), 303)


@bp.post("/learning/quizzes/<int:quiz_id>/questions/<int:slot_id>/removal")
@requires(*TEACHERS)
@writes
def remove_question(quiz_id: int, slot_id: int) -> ResponseReturnValue:
    slot = _slot(overview.quiz(quiz_id), slot_id)
    quizzes.remove_question(slot_id, by=actor(), at=clock.now())
    flash(_("問%(number)sを外しました。", number=slot.position))
    return redirect(url_for(".quiz", quiz_id=quiz_id, _anchor="questions"), 303)


def _type(name: str) -> QuestionType:
    return QuestionType(name) if name in set(QuestionType) else QuestionType.SINGLE


def _slot(page: QuizPage, slot_id: int) -> SlotLine:
    """A place in the newest revision of this quiz. Raises NotFound."""
    found = next((slot for slot in page.slots if slot.id == slot_id), None)
    if found is None:
        raise NotFound()
    return found


def _look(form: QuestionForm) -> Look | None:
    """What can be seen of what was typed, however unfinished."""
    try:
        typed: Question = form.value()
    except (Invalid, ValueError):
        return None
    return look_of(typed, 1) if typed.text.ja else None


def _page(page: QuizPage, form: QuestionForm, slot: SlotLine | None = None, look: Look | None = None) -> str:
    save_url = (
        url_for(".change_question", quiz_id=page.id, slot_id=slot.id)
        if slot
        else url_for(".add_question", quiz_id=page.id)
    )
    return render_template(
        "learning/question.html",
        page=page,
        form=form,
        slot=slot,
        look=look,
        types=tuple(QuestionType),
        save_url=save_url,
        preview_url=url_for(".preview_question", quiz_id=page.id),
        has_errors=bool(form.errors or form.form_errors),
    )
