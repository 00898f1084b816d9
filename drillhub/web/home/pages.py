"""The home page and the menu."""

from datetime import date
from itertools import islice

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from drillhub.core.fiscal_year import FiscalYear
from drillhub.drills import queries as drills
from drillhub.drills.access import READ_DRILLS
from drillhub.identity import queries as identity
from drillhub.identity.sign_in import SignedIn
from drillhub.programme.standings import Total, total, year_standings
from drillhub.web.doors import me, signed_in, today
from drillhub.web.home.cards import cards_for
from drillhub.web.reporting.blueprint import READERS

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
        promises=_promises(person, day),
    )


def _promises(person: SignedIn, day: date) -> tuple[Total, Total] | None:
    """What was promised and held this year, and a year ago; None for those who have no dashboard, or before a start."""
    if not person.acts_as(*READERS):
        return None
    standings = year_standings(FiscalYear.of(day, person.fiscal_year_start_month), today=day)
    return None if standings.is_empty else (total(standings.now), total(standings.a_year_ago))


@bp.get("/menu")
@signed_in
def menu() -> ResponseReturnValue:
    return render_template("home/menu.html", company_code=identity.company_code())
