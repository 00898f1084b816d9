"""One file of evidence: handing it out, withdrawing it, bringing it back."""

from pathlib import PurePath

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.errors import Invalid, NotFound
from drillhub.core.i18n import _
from drillhub.core.transactions import transaction
from drillhub.evidence import services
from drillhub.evidence.models import EvidenceFile
from drillhub.evidence.services import Download
from drillhub.identity.roles import Role
from drillhub.web.doors import actor, requires, signed_in, takes, writes
from drillhub.web.downloads import hand_out
from drillhub.web.evidence.blueprint import bp, store
from drillhub.web.evidence.forms import WithdrawalForm
from drillhub.web.evidence.places import place_of, require_rights


@bp.get("/evidence/<int:file_id>")
@signed_in
def download(file_id: int) -> ResponseReturnValue:
    """A picture as a copy without metadata, anything else as it came."""
    row = _find(file_id)
    if row.is_withdrawn:
        raise NotFound()
    return _hand_out(services.copy_to_show(row, store()), row)


@bp.post("/evidence/<int:file_id>/original")
@requires(Role.GENERAL_AFFAIRS)
def hand_out_original(file_id: int) -> ResponseReturnValue:
    """The file as it came, with all that a phone writes into a photo. Each time is an entry of its own in the trail."""
    row = _find(file_id)
    original = services.original(row, store())
    with transaction():
        services.note_hand_out(file_id, by=actor(), at=clock.now())
    return _hand_out(original, row)


@bp.get("/evidence/<int:file_id>/withdrawal")
@signed_in
def withdrawal(file_id: int) -> ResponseReturnValue:
    return _withdrawal_page(_find(file_id, keep=True), WithdrawalForm())


@bp.post("/evidence/<int:file_id>/withdrawal")
@signed_in
@takes(WithdrawalForm)
@writes
def withdraw(file_id: int) -> ResponseReturnValue:
    row = _find(file_id, keep=True)
    form = WithdrawalForm()
    if not form.validate():
        return _withdrawal_page(row, form, refused=True), 422
    if not row.is_withdrawn:
        try:
            services.withdraw(file_id, reason=form.reason.data, by=actor(), at=clock.now())
        except Invalid as error:
            form.accept_errors(error)
            return _withdrawal_page(row, form, refused=True), 422
        flash(_("「%(name)s」を取り下げました。ファイルと照合値は残っています。", name=row.file_name))
    return redirect(place_of(row).url, 303)


@bp.post("/evidence/<int:file_id>/reinstatement")
@signed_in
@writes
def bring_back(file_id: int) -> ResponseReturnValue:
    row = _find(file_id, keep=True)
    if row.is_withdrawn:
        services.bring_back(file_id, by=actor(), at=clock.now())
        flash(_("「%(name)s」を証跡に戻しました。", name=row.file_name))
    return redirect(place_of(row).url, 303)


def _find(file_id: int, *, keep: bool = False) -> EvidenceFile:
    row = services.find(file_id)
    require_rights(row, keep=keep)
    return row


def _withdrawal_page(row: EvidenceFile, form: WithdrawalForm, *, refused: bool = False) -> str:
    place = place_of(row)
    return render_template(
        "evidence/withdraw.html", row=row, form=form, place=place, drill_band=place.band, has_errors=refused
    )


def _hand_out(file: Download, row: EvidenceFile) -> ResponseReturnValue:
    ending = PurePath(file.name).suffix
    plain_name = f"evidence-{row.number}{ending if ending.isascii() else ''}"
    return hand_out(file.data, media_type=file.file_type.media_type, name=file.name, plain_name=plain_name)
