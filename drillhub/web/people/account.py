"""Letting somebody sign in: an invitation by mail, or a slip of paper with a code to scan."""

import segno
from flask import current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from drillhub.core import clock
from drillhub.core.errors import NotFound
from drillhub.core.i18n import _, use_language
from drillhub.identity import invitations, queries, register, services
from drillhub.identity.models import Person
from drillhub.web.doors import actor, me, requires, writes
from drillhub.web.people.blueprint import KEEPERS, bp

# The token is in no table. Until it is printed it lives in the signed cookie of the one who made it.
_SLIP = "invitation_slip"


@bp.post("/<int:person_id>/invitation")
@requires(*KEEPERS)
@writes
def invite(person_id: int) -> ResponseReturnValue:
    sent = invitations.invite_by_mail(
        person_id, address_of=_address_of, giver_roles=me().roles, by=actor(), at=clock.now()
    )
    if sent:
        flash(_("サインインの案内を送信待ちに入れました。"))
    else:
        flash(_("メールアドレスがないため、送れません。紙の案内を作ってください。"), "error")
    return redirect(url_for(".person", person_id=person_id), 303)


@bp.post("/<int:person_id>/invitation-slip")
@requires(*KEEPERS)
@writes
def make_slip(person_id: int) -> ResponseReturnValue:
    token = invitations.invite_on_paper(person_id, giver_roles=me().roles, by=actor(), at=clock.now())
    session[_SLIP] = {"person_id": person_id, "token": token}
    return redirect(url_for(".slip", person_id=person_id), 303)


@bp.get("/<int:person_id>/invitation-slip")
@requires(*KEEPERS)
def slip(person_id: int) -> ResponseReturnValue:
    """The slip that this browser made last; 404 for any other person."""
    made = session.get(_SLIP)
    if not made or made["person_id"] != person_id:
        raise NotFound()
    person = register.find_person(person_id)
    return render_template("people/slip.html", person=person, sheet=_sheet(person, _address_of(made["token"])))


def _sheet(person: Person, address: str) -> Markup:
    """What is printed: in the language of the one who reads it, whatever the page around it is in."""
    with use_language(person.language):
        sheet = render_template(
            "people/_slip_sheet.html",
            person=person,
            organisation=queries.organisation(),
            company_code=queries.company_code(),
            address=address,
            picture=segno.make(address, error="m").svg_data_uri(scale=5, border=4, dark="#000", light="#fff"),
            hours=int(services.ACTIVATION_LIFETIME.total_seconds() // 3600),
        )
    return Markup(sheet)  # noqa: S704 - a template's own output, escaped once


def _address_of(token: str) -> str:
    base = current_app.config["DRILLHUB"].base_url
    return f"{base}{url_for('sign_in.activation', token=token)}"
