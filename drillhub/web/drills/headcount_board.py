"""The board of a roll call, for whoever leads: who is not confirmed yet, department by department, and the times."""

from dataclasses import dataclass
from typing import Final

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.errors import NotFound
from drillhub.core.i18n import LazyString, _l
from drillhub.drills import roll_call
from drillhub.drills.access import Standing
from drillhub.drills.errors import RunConflict
from drillhub.drills.events import Action, Ended, Started, TaskDone, TaskReopened
from drillhub.drills.roll_call import HeadcountView
from drillhub.drills.task_watches import TaskWatch
from drillhub.scenarios.vocabulary import Measure
from drillhub.web.doors import signed_in, takes, writes
from drillhub.web.drills import words
from drillhub.web.drills.blueprint import band, bp, my_run, require
from drillhub.web.drills.events import EVENT_ID, OPEN_PEOPLE, append, receipt
from drillhub.web.drills.polling import etag_of, is_known, not_changed, with_etag
from drillhub.web.error_pages import wants_json

# More names than this nobody reads on a board; the departments below say where the others are.
NAMED: Final = 20

# What is measured at a gathering, by the name of its button in addresses.
_MEASURED: Final[dict[str, Measure]] = {
    "everyone-out": Measure.EVACUATION_TIME_MIN,
    "finished": Measure.HEADCOUNT_TIME_MIN,
}
_TITLES: Final[dict[str, LazyString]] = {
    "everyone-out": _l("最後の人が外に出た"),
    "finished": _l("点呼完了"),
}


@dataclass(frozen=True)
class MeasuredTime:
    """One of the times of a gathering. watches: of the tasks that measure it; none where the scenario has none."""

    moment: str
    title: LazyString
    watches: tuple[TaskWatch, ...]

    @property
    def watch(self) -> TaskWatch | None:
        return next(iter(self.watches), None)


def measured_times(view: HeadcountView) -> tuple[MeasuredTime, ...]:
    return tuple(MeasuredTime(moment, _TITLES[moment], view.watches(measure)) for moment, measure in _MEASURED.items())


@bp.get("/runs/<int:run_id>/headcount/board")
@signed_in
def headcount_board(run_id: int) -> ResponseReturnValue:
    return board_page(run_id, my_run(run_id).standing)


@bp.get("/runs/<int:run_id>/headcount/board/live")
@signed_in
def headcount_board_live(run_id: int) -> ResponseReturnValue:
    found = my_run(run_id)
    require(found.standing.may_note)
    etag = etag_of(run_id, found.version)
    if is_known(etag):
        return not_changed(etag)
    view = roll_call.headcount(run_id, at=clock.now())
    page = render_template("drills/headcount_board_live.html", **parts(view, found.standing))
    return with_etag(page, etag_of(run_id, view.state.version))


def board_page(run_id: int, standing: Standing, *, refusal: str | None = None) -> str:
    """The board. refusal: why nothing was done. Raises NotFound for a run in which nobody is called."""
    require(standing.may_note)
    view = roll_call.headcount(run_id, at=clock.now())
    return render_template(
        "drills/headcount_board.html",
        **parts(view, standing),
        refusal=refusal,
        has_errors=bool(refusal),
        drill_band=band(view.drill),
        live_url=url_for(".headcount_board_live", run_id=run_id),
        etag=etag_of(run_id, view.state.version),
    )


def parts(view: HeadcountView, standing: Standing) -> dict[str, object]:
    """What the parts of the board need."""
    return {
        "view": view,
        "state": view.state,
        "run": view.run,
        "roll": view.roll,
        "times": measured_times(view),
        "standing": standing,
        "named": NAMED,
        "words": words,
    }


@bp.post("/runs/<int:run_id>/headcount/board/<any(start, 'everyone-out', finished, end):moment>")
@signed_in
@takes(EVENT_ID, OPEN_PEOPLE)
@writes
def mark_moment(run_id: int, moment: str) -> ResponseReturnValue:
    """The alarm, the last person out, the roll call finished, the end: each by one button."""
    standing = my_run(run_id).standing
    require(standing.may_evaluate if moment in _MEASURED else standing.may_control)
    view = roll_call.headcount(run_id, at=clock.now())
    action: Action
    match moment:
        case "start":
            action = Started()
        case "end":
            action = Ended()
        case _:
            action = TaskDone(_task_of(view, moment))
    return _receipt(run_id, standing, action)


@bp.post("/runs/<int:run_id>/headcount/board/<any('everyone-out', finished):moment>/undo")
@signed_in
@takes(EVENT_ID)
@writes
def undo_moment(run_id: int, moment: str) -> ResponseReturnValue:
    standing = my_run(run_id).standing
    require(standing.may_evaluate)
    view = roll_call.headcount(run_id, at=clock.now())
    return _receipt(run_id, standing, TaskReopened(_task_of(view, moment)))


def _task_of(view: HeadcountView, moment: str) -> str:
    """The task whose watch a button stops. Raises NotFound where the scenario measures no such time."""
    watches = view.watches(_MEASURED[moment])
    if not watches:
        raise NotFound()
    return watches[0].task.id


def _receipt(run_id: int, standing: Standing, action: Action) -> ResponseReturnValue:
    try:
        event = append(run_id, action)
    except RunConflict as error:
        if wants_json():
            raise
        return board_page(run_id, standing, refusal=str(error)), error.status
    return receipt(event, url_for(".headcount_board", run_id=run_id))
