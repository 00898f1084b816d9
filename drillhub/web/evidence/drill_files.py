"""Adding evidence to a drill."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.i18n import _, ngettext
from drillhub.evidence import intake, services
from drillhub.evidence.errors import FileRefused
from drillhub.evidence.intake import StoredFile
from drillhub.evidence.models import SubjectKind
from drillhub.evidence.services import Added, Subject
from drillhub.web.doors import actor, signed_in, submit, takes
from drillhub.web.drills.blueprint import band
from drillhub.web.evidence.blueprint import bp, drill_to_keep, store
from drillhub.web.evidence.forms import UploadForm


@bp.get("/drills/<int:drill_id>/evidence/new")
@signed_in
def new_in_drill(drill_id: int) -> ResponseReturnValue:
    return _page(drill_id, UploadForm())


@bp.post("/drills/<int:drill_id>/evidence")
@signed_in
@takes(UploadForm)
def add_to_drill(drill_id: int) -> ResponseReturnValue:
    """Take the files in before the transaction; when one is refused, none is kept."""
    drill_to_keep(drill_id)
    form = UploadForm()
    if not form.validate():
        return _page(drill_id, form, refused=True), 422
    files = form.value()
    try:
        stored = intake.take_in(files, store())
        return submit(lambda: _enter(drill_id, stored, form.note.data or ""))
    except FileRefused as error:
        form.accept_errors(error)
        return _page(drill_id, form, refused=True), 422
    finally:
        for _name, stream in files:
            stream.close()


def _enter(drill_id: int, stored: Sequence[StoredFile], note: str) -> ResponseReturnValue:
    drill_to_keep(drill_id)
    subject = Subject(SubjectKind.DRILL, drill_id)
    _tell(services.add_files(stored, subject, note=note, by=actor(), at=clock.now()))
    return redirect(url_for("drills.page", drill_id=drill_id, _anchor="evidence"), 303)


def _tell(added: Sequence[Added]) -> None:
    count = sum(file.is_new for file in added)
    if count:
        flash(ngettext("証跡を1つ保存しました。", "証跡を%(num)dつ保存しました。", count))
    for name in sorted({file.row.file_name for file in added if not file.is_new}):
        flash(_("「%(name)s」と同じ内容のファイルはすでにあるため、加えていません。", name=name))


def _page(drill_id: int, form: UploadForm, *, refused: bool = False) -> str:
    drill = drill_to_keep(drill_id)
    return render_template("evidence/new.html", form=form, drill=drill, drill_band=band(drill), has_errors=refused)
