"""Sending the invitations of a drill."""

from flask import current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.i18n import _, ngettext
from drillhub.drills import invitations
from drillhub.identity.roles import Role
from drillhub.web.doors import actor, requires, writes
from drillhub.web.drills.blueprint import bp


@bp.post("/drills/<int:drill_id>/invitations")
@requires(Role.TRAINER, Role.ADMINISTRATOR)
@writes
def invite(drill_id: int) -> ResponseReturnValue:
    sent = invitations.invite(drill_id, address_of=_address_of, by=actor(), at=clock.now())
    if sent.queued:
        flash(
            ngettext(
                "%(num)s人への案内を送信待ちに入れました。", "%(num)s人への案内を送信待ちに入れました。", sent.queued
            )
        )
    else:
        flash(_("新しく案内を送る人はいません。"))
    return redirect(url_for(".page", drill_id=drill_id), 303)


def _address_of(token: str) -> str:
    base = current_app.config["DRILLHUB"].base_url
    return f"{base}{url_for('.follow_by_link', token=token)}"
