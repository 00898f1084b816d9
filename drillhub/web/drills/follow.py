"""A player's page, on the phone: signed in, or by the personal link of the invitation. Both show the same."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import jsonify, render_template, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.errors import Invalid, NotFound
from drillhub.drills import live, queries, runs
from drillhub.drills.errors import RunConflict
from drillhub.drills.events import RunEvent, TaskDone
from drillhub.drills.live import FollowVersion
from drillhub.identity.models import LinkPurpose
from drillhub.web.doors import actor, by_link, link, me, signed_in, takes, writes
from drillhub.web.drills import words
from drillhub.web.drills.blueprint import Band, band, bp
from drillhub.web.drills.events import EVENT_ID, append, event_id, receipt
from drillhub.web.drills.polling import etag_of, is_known, not_changed, with_etag
from drillhub.web.drills.run_forms import DecisionForm
from drillhub.web.error_pages import wants_json


@dataclass(frozen=True)
class Door:
    """The addresses of a player's page. by_link: opened by a personal link, without sign-in."""

    page: str
    live: str
    joined: str
    note: str
    propose: str
    by_link: bool

    def headcount(self, run_id: int) -> str:
        """The roll call, for whoever counts."""
        return f"{self.page}/headcount" if self.by_link else url_for(".headcount", run_id=run_id)

    def task_done(self, task: str) -> str:
        return f"{self.page}/tasks/{task}/done"


def _signed_in_door(drill_id: int) -> Door:
    here = url_for(".follow", drill_id=drill_id)
    propose = url_for("improvement.new", drill=drill_id)
    return Door(here, f"{here}/live", f"{here}/joined", f"{here}/notes", propose, by_link=False)


def _link_door(token: str) -> Door:
    here = url_for(".follow_by_link", token=token)
    propose = url_for("improvement.propose_at_drill", token=token)
    return Door(here, f"{here}/live", f"{here}/joined", f"{here}/notes", propose, by_link=True)


# --- Signed in --------------------------------------------------------------------------------------------------


@bp.get("/drills/<int:drill_id>/follow")
@signed_in
def follow(drill_id: int) -> ResponseReturnValue:
    return _page(_mine(drill_id), _signed_in_door(drill_id))


@bp.get("/drills/<int:drill_id>/follow/live")
@signed_in
def follow_live(drill_id: int) -> ResponseReturnValue:
    return _live(_mine(drill_id), _signed_in_door(drill_id))


@bp.post("/drills/<int:drill_id>/follow/joined")
@signed_in
@takes(EVENT_ID)
@writes
def joined(drill_id: int) -> ResponseReturnValue:
    return _joined(_mine(drill_id), _signed_in_door(drill_id))


@bp.post("/drills/<int:drill_id>/follow/notes")
@signed_in
@takes(DecisionForm, EVENT_ID)
@writes
def decide(drill_id: int) -> ResponseReturnValue:
    return _decide(_mine(drill_id), _signed_in_door(drill_id))


@bp.post("/drills/<int:drill_id>/follow/tasks/<task>/done")
@signed_in
@takes(EVENT_ID)
@writes
def own_task_done(drill_id: int, task: str) -> ResponseReturnValue:
    return _own_task_done(_mine(drill_id), _signed_in_door(drill_id), task)


def _mine(drill_id: int) -> FollowVersion:
    return live.follow_version(drill_id, me().person_id)


# --- By the personal link ---------------------------------------------------------------------------------------


@bp.get("/follow/<token>")
@by_link(LinkPurpose.DRILL_PARTICIPATION)
def follow_by_link(token: str) -> ResponseReturnValue:
    return _page(_linked(), _link_door(token))


@bp.get("/follow/<token>/live")
@by_link(LinkPurpose.DRILL_PARTICIPATION)
def follow_live_by_link(token: str) -> ResponseReturnValue:
    return _live(_linked(), _link_door(token))


@bp.post("/follow/<token>/joined")
@by_link(LinkPurpose.DRILL_PARTICIPATION)
@takes(EVENT_ID)
@writes
def joined_by_link(token: str) -> ResponseReturnValue:
    return _joined(_linked(), _link_door(token))


@bp.post("/follow/<token>/notes")
@by_link(LinkPurpose.DRILL_PARTICIPATION)
@takes(DecisionForm, EVENT_ID)
@writes
def decide_by_link(token: str) -> ResponseReturnValue:
    return _decide(_linked(), _link_door(token))


@bp.post("/follow/<token>/tasks/<task>/done")
@by_link(LinkPurpose.DRILL_PARTICIPATION)
@takes(EVENT_ID)
@writes
def own_task_done_by_link(token: str, task: str) -> ResponseReturnValue:
    return _own_task_done(_linked(), _link_door(token), task)


def _linked() -> FollowVersion:
    opened = link()
    if opened.subject_id is None:
        raise NotFound()
    return live.follow_version(opened.subject_id, opened.person_id)


# --- The same for both ------------------------------------------------------------------------------------------


def _page(found: FollowVersion, door: Door, form: DecisionForm | None = None, *, refusal: str | None = None) -> str:
    if found.run_id is None:
        drill = queries.drill(found.drill_id)
        return render_template(
            "drills/follow_waiting.html", drill=drill, door=door, etag=_etag(found), drill_band=band(drill)
        )
    view = live.player(found.run_id, found.participant_id, at=clock.now())
    return render_template(
        "drills/follow.html",
        view=view,
        state=view.state,
        door=door,
        words=words,
        form=form or DecisionForm(formdata=None),
        refusal=refusal,
        etag=_etag(found),
        has_errors=bool(refusal or (form and (form.errors or form.form_errors))),
        drill_band=Band(f"{view.drill.drill_type.label} {view.drill.title}", view.drill.place),
    )


def _live(found: FollowVersion, door: Door) -> ResponseReturnValue:
    etag = _etag(found)
    if is_known(etag):
        return not_changed(etag)
    if found.run_id is None:
        return with_etag(render_template("drills/follow_waiting_live.html"), etag)
    view = live.player(found.run_id, found.participant_id, at=clock.now())
    page = render_template("drills/follow_live.html", view=view, state=view.state, door=door, words=words)
    return with_etag(page, etag_of(found.run_id, view.state.version, reader=found.participant_id))


def _etag(found: FollowVersion) -> str:
    return etag_of(found.run_id or 0, found.version, reader=found.participant_id)


def _joined(found: FollowVersion, door: Door) -> ResponseReturnValue:
    run_id = _run_of(found)
    return _receipt(found, door, lambda: runs.join(run_id, found.person_id, event_id(), by=actor(), at=clock.now()))


def _decide(found: FollowVersion, door: Door) -> ResponseReturnValue:
    run_id = _run_of(found)
    form = DecisionForm()
    if not form.validate():
        if wants_json():
            return jsonify(code="invalid", message=str(form.text.errors[0] if form.text.errors else "")), 422
        return _page(found, door, form), 422
    return _receipt(found, door, lambda: append(run_id, form.value()), form)


def _own_task_done(found: FollowVersion, door: Door, task: str) -> ResponseReturnValue:
    """A player reports a task of an own role; tasks of others look missing."""
    run_id = _run_of(found)
    view = live.player(run_id, found.participant_id, at=clock.now())
    if all(task != each.task.id for each in view.tasks):
        raise NotFound()
    return _receipt(found, door, lambda: append(run_id, TaskDone(task)))


def _receipt(
    found: FollowVersion, door: Door, add: Callable[[], RunEvent], form: DecisionForm | None = None
) -> ResponseReturnValue:
    """Add an event. A refusal is said on the page as it is now, with what was typed."""
    try:
        event = add()
    except (RunConflict, Invalid) as error:
        if wants_json():
            raise
        if form is not None and isinstance(error, Invalid):
            form.accept_errors(error)
            return _page(found, door, form), error.status
        return _page(found, door, form, refusal=str(error)), error.status
    return receipt(event, door.page)


def _run_of(found: FollowVersion) -> int:
    if found.run_id is None:
        raise NotFound()
    return found.run_id
