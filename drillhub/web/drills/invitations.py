"""The invitations of a drill: mails, and slips of paper with a code to scan for whom no mail reaches."""

import segno
from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.i18n import _
from drillhub.core.transactions import transaction
from drillhub.drills import invitations, queries
from drillhub.identity.roles import Role
from drillhub.web import mail_words
from drillhub.web.doors import actor, requires, writes
from drillhub.web.drills.blueprint import band, bp


@bp.post("/drills/<int:drill_id>/invitations")
@requires(Role.TRAINER, Role.ADMINISTRATOR)
@writes
def invite(drill_id: int) -> ResponseReturnValue:
    sent = invitations.invite(drill_id, address_of=_address_of, by=actor(), at=clock.now())
    flash(mail_words.queued(sent.queued) if sent.queued else _("新しく案内を送る人はいません。"))
    return redirect(url_for(".page", drill_id=drill_id), 303)


@bp.post("/drills/<int:drill_id>/invitation-slips")
@requires(Role.TRAINER, Role.ADMINISTRATOR)
def make_slips(drill_id: int) -> ResponseReturnValue:
    """The slips themselves are the answer, because their links are kept nowhere: a repeat makes further ones."""
    with transaction():
        slips = invitations.invite_on_paper(drill_id, address_of=_address_of, by=actor(), at=clock.now())
    if not slips:
        flash(_("紙の案内が必要な人はいません。"))
        return redirect(url_for(".page", drill_id=drill_id), 303)
    drill = queries.drill(drill_id)
    return render_template(
        "drills/slips.html",
        drill=drill,
        slips=[(slip, _picture(slip.address)) for slip in slips],
        drill_band=band(drill),
    )


def _picture(address: str) -> str:
    return segno.make(address, error="m").svg_data_uri(scale=4, border=4, dark="#000", light="#fff")


def _address_of(token: str) -> str:
    base = current_app.config["DRILLHUB"].base_url
    return f"{base}{url_for('.follow_by_link', token=token)}"
