"""The proposal of the year: days for what the rules still ask for, changed by hand, and taken into the calendar."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.errors import DrillHubError
from drillhub.core.fiscal_year import FiscalYear
from drillhub.core.i18n import _
from drillhub.identity.queries import names
from drillhub.programme import words
from drillhub.programme.accepting import accept
from drillhub.programme.proposal import propose
from drillhub.programme.question import question_for
from drillhub.programme.rule_words import rule_name
from drillhub.web.doors import actor, requires, takes, timezone, today, writes
from drillhub.web.programme.blueprint import PLANNERS, bp, chosen_year, this_year
from drillhub.web.rule_lines import basis_tag

# Fields of a row: the day as it stands, the day that was proposed, whether the place is wanted, whether its day stays.
_DAY, _PROPOSED, _KEPT, _LOCKED = "day-", "proposed-", "kept-", "locked-"
_FIELDS: Final = ("year", f"{_DAY}*", f"{_PROPOSED}*", f"{_KEPT}*", f"{_LOCKED}*")


@dataclass(frozen=True)
class _Decided:
    """What somebody decided on the page, by key of the place.

    days: as they stand in the rows; fixed: those of them that were locked or changed; kept: the places that are wanted;
    left_out: those that the page showed and that are not; unreadable: keys whose day is not a day.
    """

    days: dict[str, date]
    fixed: dict[str, date]
    kept: frozenset[str]
    left_out: frozenset[str]
    unreadable: frozenset[str]


@bp.get("/proposal")
@requires(*PLANNERS)
def proposal() -> ResponseReturnValue:
    return _page(chosen_year(), {}, frozenset())


@bp.post("/proposal")
@requires(*PLANNERS)
@takes(*_FIELDS)
def propose_again() -> ResponseReturnValue:
    """The proposal made anew around the days that were locked or changed. Nothing is stored."""
    decided = _decided()
    return _page(chosen_year(), decided.fixed, decided.left_out, unreadable=decided.unreadable)


@bp.post("/proposal/acceptance")
@requires(*PLANNERS)
@takes(*_FIELDS)
@writes
def accept_proposal() -> ResponseReturnValue:
    year, decided = chosen_year(), _decided()
    if decided.unreadable:
        return _page(year, decided.fixed, decided.left_out, unreadable=decided.unreadable), 422
    fixed = {key: day for key, day in decided.days.items() if key in decided.kept}
    try:
        done = accept(year, decided.kept, fixed=fixed, today=today(), timezone=timezone(), by=actor(), at=clock.now())
    except DrillHubError as error:
        return _page(year, decided.fixed, decided.left_out, problem=str(error)), error.status
    flash(
        _(
            "%(places)s件を年間計画に入れました。うち%(drills)s件は、シナリオと進行役が決まった訓練です。",
            places=done.places,
            drills=done.drills,
        )
    )
    return redirect(url_for("drills.index"), 303)


def _decided() -> _Decided:
    form = request.form
    days, fixed, unreadable = {}, {}, set()
    shown = [name.removeprefix(_DAY) for name in form if name.startswith(_DAY)]
    for key in shown:
        try:
            days[key] = date.fromisoformat(form[f"{_DAY}{key}"])
        except ValueError:
            unreadable.add(key)
            continue
        if f"{_LOCKED}{key}" in form or form[f"{_DAY}{key}"] != form.get(f"{_PROPOSED}{key}"):
            fixed[key] = days[key]
    kept = frozenset(key for key in shown if f"{_KEPT}{key}" in form)
    return _Decided(days, fixed, kept, frozenset(shown) - kept, frozenset(unreadable))


def _page(
    year: FiscalYear,
    fixed: Mapping[str, date],
    left_out: frozenset[str],
    *,
    unreadable: frozenset[str] = frozenset(),
    problem: str = "",
) -> str:
    asked = question_for(year, today=today(), fixed=fixed, left_out=left_out)
    found = propose(asked)
    this = this_year()
    return render_template(
        "programme/proposal.html",
        proposal=found,
        rows=[(place, words.title(place)) for place in found.places],
        sentence=words.sentence,
        rule_name=rule_name,
        basis_tag=basis_tag,
        sites={site.id: site.name for site in asked.sites},
        trainers=names({place.trainer_id for place in found.places}),
        year=year,
        years=(this, this.following()),
        first_day=max(year.first_day, today() + timedelta(days=1)),
        unreadable=unreadable,
        problem=problem,
    )
