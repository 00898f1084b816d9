"""Adding evidence to a drill or a proposal."""

from collections.abc import Callable, Sequence

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.i18n import _, ngettext
from drillhub.evidence import intake, services
from drillhub.evidence.errors import FileRefused
from drillhub.evidence.intake import StoredFile
from drillhub.evidence.services import Added
from drillhub.web.doors import actor, signed_in, submit, takes
from drillhub.web.evidence.blueprint import bp, store
from drillhub.web.evidence.forms import UploadForm
from drillhub.web.evidence.places import Place, drill_to_keep, proposal_to_keep


@bp.get("/drills/<int:drill_id>/evidence/new")
@signed_in
def new_in_drill(drill_id: int) -> ResponseReturnValue:
    return _page(drill_to_keep(drill_id), UploadForm())


@bp.post("/drills/<int:drill_id>/evidence")
@signed_in
@takes(UploadForm)
def add_to_drill(drill_id: int) -> ResponseReturnValue:
    return _add(lambda: drill_to_keep(drill_id))


@bp.get("/improvement/proposals/<int:proposal_id>/evidence/new")
@signed_in
def new_in_proposal(proposal_id: int) -> ResponseReturnValue:
    return _page(proposal_to_keep(proposal_id), UploadForm())


@bp.post("/improvement/proposals/<int:proposal_id>/evidence")
@signed_in
@takes(UploadForm)
def add_to_proposal(proposal_id: int) -> ResponseReturnValue:
    return _add(lambda: proposal_to_keep(proposal_id))


def _add(find: Callable[[], Place]) -> ResponseReturnValue:
    """Take the files in before the transaction; when one is refused, none is kept. find: the place, as it is now."""
    place = find()
    form = UploadForm()
    if not form.validate():
        return _page(place, form, refused=True), 422
    files = form.value()
    try:
        stored = intake.take_in(files, store())
        return submit(lambda: _enter(find(), stored, form.note.data or ""))
    except FileRefused as error:
        form.accept_errors(error)
        return _page(find(), form, refused=True), 422
    finally:
        for _name, stream in files:
            stream.close()


def _enter(place: Place, stored: Sequence[StoredFile], note: str) -> ResponseReturnValue:
    _tell(services.add_files(stored, place.subject, note=note, by=actor(), at=clock.now()))
    return redirect(place.url, 303)


def _tell(added: Sequence[Added]) -> None:
    count = sum(file.is_new for file in added)
    if count:
        flash(ngettext("証跡を1つ保存しました。", "証跡を%(num)dつ保存しました。", count))
    for name in sorted({file.row.file_name for file in added if not file.is_new}):
        flash(_("「%(name)s」と同じ内容のファイルはすでにあるため、加えていません。", name=name))


def _page(place: Place, form: UploadForm, *, refused: bool = False) -> str:
    return render_template("evidence/new.html", form=form, place=place, drill_band=place.band, has_errors=refused)
