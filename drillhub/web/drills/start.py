"""The look before the start, and the launch that freezes everything."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.drills import choosing, queries, runs
from drillhub.web.doors import actor, signed_in, today, writes
from drillhub.web.drills.blueprint import band, bp, my_standing, require
from drillhub.web.drills.remarks import preflight_remarks


@bp.get("/drills/<int:drill_id>/start")
@signed_in
def start(drill_id: int) -> ResponseReturnValue:
    require(my_standing(drill_id).may_control)
    drill = queries.drill(drill_id)
    content = queries.scenario_of(drill).content
    items = choosing.preflight_of(drill, content, today=today())
    return render_template(
        "drills/start.html",
        drill=drill,
        content=content,
        counts=queries.participant_counts(drill_id),
        remarks=preflight_remarks(items, content),
        blocked=any(item.blocking for item in items),
        going=choosing.going_run(drill_id),
        drill_band=band(drill),
    )


@bp.post("/drills/<int:drill_id>/runs")
@signed_in
@writes
def launch(drill_id: int) -> ResponseReturnValue:
    require(my_standing(drill_id).may_control)
    run = runs.launch(drill_id, by=actor(), at=clock.now())
    return redirect(url_for(".console", run_id=run.id), 303)
