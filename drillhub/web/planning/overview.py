"""The plan at a glance, and its editions."""

from flask import render_template
from flask.typing import ResponseReturnValue

from drillhub.planning import queries
from drillhub.planning.change_review import TO_BE_ASKED
from drillhub.web.doors import me, page_number, requires, today
from drillhub.web.planning.blueprint import KEEPERS, READERS, bp, this_year


@bp.get("")
@requires(*READERS)
def index() -> ResponseReturnValue:
    page = queries.plan_page(this_year(), today=today())
    return render_template(
        "planning/index.html",
        page=page,
        editions=queries.editions(page.plan.id, page=page_number()) if page else None,
        countdown=queries.COUNTDOWN_DAYS,
        may_change=me().acts_as(*KEEPERS),
    )


@bp.get("/<int:plan_id>/editions/<int:number>")
@requires(*READERS)
def edition(plan_id: int, number: int) -> ResponseReturnValue:
    page = queries.edition(plan_id, number)
    return render_template(
        "planning/edition.html",
        plan=page.plan,
        edition=page.edition,
        content=page.content,
        review=page.review,
        to_be_asked=TO_BE_ASKED,
    )
