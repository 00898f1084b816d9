"""The facilitator's console: the whole page, for people with and without script."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.i18n import current_language
from drillhub.drills import live
from drillhub.drills.access import Standing
from drillhub.drills.release_plan import HOLD_AFTER
from drillhub.web.doors import signed_in
from drillhub.web.drills import words
from drillhub.web.drills.blueprint import band, bp, my_run, require
from drillhub.web.drills.polling import etag_of, is_known, not_changed, with_etag
from drillhub.web.drills.run_forms import NoteForm, ReasonForm
from drillhub.web.forms import Form


@bp.get("/runs/<int:run_id>")
@signed_in
def console(run_id: int) -> ResponseReturnValue:
    found = my_run(run_id)
    require(found.standing.may_note)
    return console_page(run_id, found.standing)


@bp.get("/runs/<int:run_id>/live")
@signed_in
def console_live(run_id: int) -> ResponseReturnValue:
    """The parts of the console that change, each in an element with `data-live-part`."""
    found = my_run(run_id)
    require(found.standing.may_note)
    etag = etag_of(run_id, found.version)
    if is_known(etag):
        return not_changed(etag)
    view = live.console(run_id, at=clock.now())
    page = render_template("drills/console_live.html", **parts(view, found.standing))
    # The version that was shown, not the one asked for first: the run may have gone on between the two reads.
    return with_etag(page, etag_of(run_id, view.state.version))


def console_page(
    run_id: int,
    standing: Standing,
    *,
    note: NoteForm | None = None,
    refused: Form | None = None,
    refusal: str | None = None,
) -> str:
    """The console. note: the note form as it was sent. refused: another form that was refused, shown on top.

    refusal: why nothing was done, when it was not for an input.
    """
    view = live.console(run_id, at=clock.now())
    return render_template(
        "drills/console.html",
        **parts(view, standing),
        note=note or NoteForm(formdata=None),
        refused=refused,
        refusal=refusal,
        has_errors=bool((note and note.errors) or refused or refusal),
        drill_band=band(view.drill),
        live_url=url_for(".console_live", run_id=run_id),
        etag=etag_of(run_id, view.state.version),
    )


def parts(view: live.ConsoleView, standing: Standing) -> dict[str, object]:
    """What the parts of the console need that are replaced while it is open."""
    return {
        "view": view,
        "state": view.state,
        "run": view.run,
        "standing": standing,
        "words": words,
        "hold_after_minutes": int(HOLD_AFTER.total_seconds() // 60),
        "reason": ReasonForm(formdata=None),
        "language": current_language(),
    }
