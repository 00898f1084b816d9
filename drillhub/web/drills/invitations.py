"""The invitations of a drill: mails, and slips of paper with a code to scan for whom no mail reaches."""

import segno
from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.i18n import _, ngettext
from drillhub.core.transactions import transaction
from drillhub.drills import invitations, queries
from drillhub.identity.roles import Role
from drillhub.notifications import services as outbox
from drillhub.web.doors import actor, requires, writes
from drillhub.web.drills.blueprint import band, bp


@bp.post("/drills/<int:drill_id>/invitations")
@requires(Role.TRAINER, Role.ADMINISTRATOR)
@writes
def invite(drill_id: int) -> ResponseReturnValue:
    sent = invitations.invite(drill_id, address_of=_address_of, by=actor(), at=clock.now())
    flash(_what_became_of(sent.queued))
    return redirect(url_for(".page", drill_id=drill_id), 303)


def _what_became_of(count: int) -> str:
    """What happens now to so many mails: they go out, or somebody has to do something first."""
    if not count:
        return _("新しく案内を送る人はいません。")
    if current_app.config["DRILLHUB"].mail_server is None:
        return ngettext(
            "%(num)s人への案内を送信箱に保管しました。メールが設定されていないため、送られません。",
            "%(num)s人への案内を送信箱に保管しました。メールが設定されていないため、送られません。",
            count,
        )
    if outbox.current_pause() is not None:
        return ngettext(
            "%(num)s人への案内を送信待ちに入れました。送信が止められているため、再開するまで送られません。",
            "%(num)s人への案内を送信待ちに入れました。送信が止められているため、再開するまで送られません。",
            count,
        )
    return ngettext("%(num)s人への案内を送信待ちに入れました。", "%(num)s人への案内を送信待ちに入れました。", count)


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
