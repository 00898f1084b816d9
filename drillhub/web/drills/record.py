"""The record of a drill, as it was frozen: any of its revisions, ready to print."""

import json

from flask import render_template, request
from flask.typing import ResponseReturnValue

from drillhub.core.errors import NotFound
from drillhub.drills import queries
from drillhub.web.doors import me, signed_in
from drillhub.web.drills import words
from drillhub.web.drills.blueprint import band, bp, my_standing, require
from drillhub.web.drills.run_forms import ReasonForm
from drillhub.web.improvement.forms import VerificationForm
from drillhub.web.improvement.part import part_of_drill
from drillhub.web.learning.blueprint import TEACHERS


@bp.get("/drills/<int:drill_id>/record")
@signed_in
def record(drill_id: int) -> ResponseReturnValue:
    return record_page(drill_id)


def record_page(
    drill_id: int,
    *,
    reason: ReasonForm | None = None,
    effect: VerificationForm | None = None,
    refusal: str | None = None,
) -> str:
    """The revision in force, or the one the address names. reason, effect: a form that was refused, as it was sent."""
    standing = my_standing(drill_id)
    require(standing.reads_drills or standing.may_evaluate)
    revisions = queries.records_of(drill_id)
    wanted = request.args.get("revision", "")
    number = int(wanted) if wanted.isdigit() else None
    shown = next((each for each in revisions if number is None or each.revision == number), None)
    if shown is None:
        raise NotFound()
    drill = queries.drill(drill_id)
    return render_template(
        "drills/record.html",
        drill=drill,
        shown=shown,
        revisions=revisions,
        content=json.loads(shown.content),
        standing=standing,
        may_quiz=me().acts_as(*TEACHERS),
        reason=reason or ReasonForm(formdata=None),
        effect=effect,
        improvement=part_of_drill(drill_id, shown.run_id, standing, refused=effect),
        refusal=refusal,
        has_errors=bool(refusal or (reason and reason.errors) or (effect and effect.errors)),
        words=words,
        drill_band=band(drill),
    )
