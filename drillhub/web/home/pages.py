"""The home page and the menu."""

from itertools import islice

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from drillhub.drills import queries as drills
from drillhub.drills.access import READ_DRILLS
from drillhub.web.doors import me, signed_in, today
from drillhub.web.home.cards import cards_for

bp = Blueprint("home", __name__)
MOST_CARDS = 3


@bp.get("/")
@signed_in
def page() -> ResponseReturnValue:
    person, day = me(), today()
    reads_all = person.acts_as(*READ_DRILLS)
    return render_template(
        "home/page.html",
        day=day,
        cards=list(islice(cards_for(person, day), MOST_CARDS)),
        ahead=drills.drills_ahead(today=day, person_id=None if reads_all else person.person_id),
        reads_all=reads_all,
    )


@bp.get("/menu")
@signed_in
def menu() -> ResponseReturnValue:
    return render_template("home/menu.html")
