"""The staff file: choose it, look at what it would change, bring it in."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.errors import Invalid
from drillhub.core.i18n import _
from drillhub.core.text import one_line
from drillhub.documents.errors import TableUnreadable
from drillhub.identity import register_queries, staff_import
from drillhub.identity.errors import RegisterChanged
from drillhub.identity.staff_comparison import Decision, Outcome, StaffImportPreview
from drillhub.identity.staff_file import StaffFile
from drillhub.identity.staff_import import Choices, Source, StaffImportResult, StagedImport
from drillhub.web.doors import actor, requires, submit, takes, today, writes
from drillhub.web.people.blueprint import KEEPERS, bp
from drillhub.web.people.forms import ApplicationForm, StaffFileForm


@bp.get("/imports/new")
@requires(*KEEPERS)
def new_import() -> ResponseReturnValue:
    return render_template(
        "people/import_new.html", form=StaffFileForm(), file=None, refused=(), last=register_queries.last_imports()
    )


@bp.post("/imports")
@requires(*KEEPERS)
@takes(StaffFileForm)
def upload_staff_file() -> ResponseReturnValue:
    """Read the file before the transaction; keep it for the preview when nothing is wrong with it."""
    form = StaffFileForm()
    if not form.validate():
        return _upload_again(form)
    try:
        file, source = staff_import.read(form.file.data.read(), one_line(form.file.data.filename or "")[:255])
    except TableUnreadable as error:
        form.accept_errors(error)
        return _upload_again(form)
    if not file.is_accepted:
        return _refused(form, file, staff_import.preview(file, today=today()))
    return submit(lambda: _stage(form, file, source))


def _stage(form: StaffFileForm, file: StaffFile, source: Source) -> ResponseReturnValue:
    shown = staff_import.preview(file, today=today())
    if shown.refused:
        return _refused(form, file, shown)
    row = staff_import.stage(file, shown, source, by=actor(), at=clock.now())
    return redirect(url_for(".staff_import_page", import_id=row.id), 303)


def _upload_again(form: StaffFileForm) -> ResponseReturnValue:
    page = render_template(
        "people/import_new.html",
        form=form,
        file=None,
        refused=(),
        last=register_queries.last_imports(),
        has_errors=True,
    )
    return page, 422


def _refused(form: StaffFileForm, file: StaffFile, shown: StaffImportPreview) -> ResponseReturnValue:
    page = render_template(
        "people/import_new.html", form=form, file=file, refused=shown.refused, last=(), has_errors=True
    )
    return page, 422


@bp.get("/imports/<int:import_id>")
@requires(*KEEPERS)
def staff_import_page(import_id: int) -> ResponseReturnValue:
    row = staff_import.find(import_id)
    if row.result is not None:
        return render_template("people/import_done.html", row=row, result=StaffImportResult(**row.result))
    staged = staff_import.staged(import_id, at=clock.now(), today=today())
    return _preview_page(staged, ApplicationForm(formdata=None), {})


def _preview_page(staged: StagedImport, form: ApplicationForm, decisions: dict[int, Decision]) -> str:
    return render_template(
        "people/import_preview.html",
        row=staged.row,
        file=staged.file,
        preview=staged.preview,
        outcomes=Outcome,
        form=form,
        decisions=decisions,
        has_errors=bool(form.form_errors),
    )


@bp.post("/imports/<int:import_id>/application")
@requires(*KEEPERS)
@takes(ApplicationForm, "row-*")
def apply_staff_import(import_id: int) -> ResponseReturnValue:
    """Do what the preview showed. When the register changed meanwhile, show the preview as it is now."""
    form = ApplicationForm()
    decisions = _decisions()
    choices = Choices(decisions, bool(form.absent_have_left.data))
    try:
        return submit(lambda: _apply(import_id, choices))
    except RegisterChanged as error:
        sentence = str(error)
        return submit(lambda: _show_again(import_id, sentence))
    except Invalid as error:
        form.accept_errors(error)
        staged = staff_import.staged(import_id, at=clock.now(), today=today())
        return _preview_page(staged, form, decisions), 422


def _apply(import_id: int, choices: Choices) -> ResponseReturnValue:
    staff_import.apply(import_id, choices, by=actor(), at=clock.now(), today=today())
    return redirect(url_for(".staff_import_page", import_id=import_id), 303)


def _show_again(import_id: int, sentence: str) -> ResponseReturnValue:
    staff_import.show_again(import_id, at=clock.now(), today=today())
    flash(sentence, "error")
    return redirect(url_for(".staff_import_page", import_id=import_id), 303)


def _decisions() -> dict[int, Decision]:
    """The answers of the form: fields named `row-<number>`. Anything else is no answer."""
    return {
        int(name.removeprefix("row-")): Decision(value)
        for name, value in request.form.items()
        if name.startswith("row-") and name.removeprefix("row-").isdigit() and value in set(Decision)
    }


@bp.post("/imports/<int:import_id>/discard")
@requires(*KEEPERS)
@writes
def discard_staff_import(import_id: int) -> ResponseReturnValue:
    staff_import.discard(import_id, by=actor(), at=clock.now())
    flash(_("取り込みをやめました。名簿は変わっていません。"))
    return redirect(url_for(".index"), 303)
