"""Feeds for calendar programs: the page of their links, and the file itself."""

from flask import current_app, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.i18n import _, use_language
from drillhub.core.transactions import transaction
from drillhub.documents.calendar_file import MEDIA_TYPE, write_calendar
from drillhub.drills import feeds as rules
from drillhub.drills.access import READ_DRILLS
from drillhub.drills.feeds import FeedScope
from drillhub.identity.models import LinkPurpose
from drillhub.web.calendar.blueprint import bp
from drillhub.web.doors import actor, by_link, link, me, signed_in, today, writes


@bp.get("/feeds")
@signed_in
def feeds() -> ResponseReturnValue:
    return _page()


@bp.post("/feeds/<any(own, organisation):scope>")
@signed_in
def renew_feed(scope: str) -> ResponseReturnValue:
    """The page with the address is the answer, because the link is kept nowhere: a repeat makes another one."""
    with transaction():
        wanted = FeedScope[scope.upper()]
        token = rules.renew(me().person_id, wanted, by=actor(), at=clock.now())
    base = current_app.config["DRILLHUB"].base_url
    return _page(made=wanted, address=f"{base}{url_for('.feed', token=token)}")


@bp.post("/feeds/<any(own, organisation):scope>/revocation")
@signed_in
@writes
def revoke_feed(scope: str) -> ResponseReturnValue:
    if rules.give_up(me().person_id, FeedScope[scope.upper()], by=actor(), at=clock.now()):
        flash(_("リンクを無効にしました。カレンダーには、もう新しい予定が届きません。"))
    return redirect(url_for(".feeds"), 303)


def _page(*, made: FeedScope | None = None, address: str = "") -> str:
    offered = [FeedScope.OWN, *([FeedScope.ORGANISATION] if me().acts_as(*READ_DRILLS) else [])]
    return render_template(
        "calendar/feeds.html",
        offered=offered,
        open_feeds=rules.open_feeds(me().person_id, at=clock.now()),
        made=made,
        address=address,
        FeedScope=FeedScope,
    )


@bp.get("/<token>.ics")
@by_link(LinkPurpose.CALENDAR_FEED)
def feed(token: str) -> ResponseReturnValue:  # noqa: ARG001 - the door opens it
    """The file. Its tag is of its content, so that a program that has it already is told so."""
    opened = link()
    with use_language(opened.person.language):
        content = write_calendar(
            _("%(company)sの訓練", company=g.organisation.name), rules.appointments_by(opened, today=today())
        )
    response = make_response(content)
    response.headers["Content-Type"] = MEDIA_TYPE
    response.add_etag()
    return response.make_conditional(request)
