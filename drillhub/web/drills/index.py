"""The list of drills, and the page of one."""

import json
from dataclasses import dataclass

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from drillhub.core.fiscal_year import FiscalYear
from drillhub.drills import queries
from drillhub.drills.access import READ_DRILLS, RUN_DRILLS
from drillhub.drills.life_cycle import AHEAD, DrillStatus, may_become
from drillhub.drills.queries import DrillFilter
from drillhub.drills.reach import Reach, needing_paper, reach_counts
from drillhub.drills.stages import stage_of
from drillhub.improvement import sheet
from drillhub.web.doors import me, page_number, signed_in, today
from drillhub.web.drills import words
from drillhub.web.drills.blueprint import band, bp, my_standing, require
from drillhub.web.drills.run_forms import ReasonForm
from drillhub.web.evidence.part import part_of_drill
from drillhub.web.learning.blueprint import TEACHERS
from drillhub.web.scenarios.blueprint import READERS as SCENARIO_READERS

# Groups of states by which the list can be narrowed.
_GROUPS: dict[str, frozenset[DrillStatus]] = {
    "ahead": AHEAD,
    "awaits_record": AHEAD,
    "held": frozenset(status for status in DrillStatus if status.was_held),
    "not_held": frozenset({DrillStatus.CANCELLED, DrillStatus.POSTPONED, DrillStatus.MISSED}),
}


@dataclass(frozen=True)
class ListChoice:
    """What the address asks for. year: the calendar year in which the fiscal year begins; None for all."""

    year: int | None
    group: str

    def filter(self, *, start_month: int, person_id: int | None) -> DrillFilter:
        period = FiscalYear(self.year, start_month) if self.year is not None else None
        return DrillFilter(
            first_day=period.first_day if period else None,
            last_day=period.last_day if period else None,
            statuses=_GROUPS.get(self.group, frozenset()),
            person_id=person_id,
            awaits_record=self.group == "awaits_record" if self.group else None,
        )

    def address(self) -> dict[str, str]:
        """The query of the address that asks for the same."""
        chosen = {"year": str(self.year) if self.year is not None else "", "group": self.group}
        return {key: value for key, value in chosen.items() if value}


@bp.get("/drills")
@signed_in
def index() -> ResponseReturnValue:
    """All drills for those who may read them; for everyone else the drills they take part in."""
    reads_all = me().acts_as(*READ_DRILLS)
    start_month = me().fiscal_year_start_month
    this_year = FiscalYear.of(today(), start_month).year
    choice = _choice(this_year)
    wanted = choice.filter(start_month=start_month, person_id=None if reads_all else me().person_id)
    return render_template(
        "drills/index.html",
        page=queries.drills(wanted, page=page_number()),
        choice=choice,
        years=range(this_year + 1, this_year - 5, -1),
        reads_all=reads_all,
        may_plan=me().acts_as(*RUN_DRILLS),
    )


def _choice(this_year: int) -> ListChoice:
    year = request.args.get("year", "")
    group = request.args.get("group", "")
    in_reach = year.isdigit() and this_year - 50 < int(year) < this_year + 50
    return ListChoice(int(year) if in_reach else None, group if group in _GROUPS else "")


@bp.get("/drills/<int:drill_id>")
@signed_in
def page(drill_id: int) -> ResponseReturnValue:
    standing = my_standing(drill_id)
    if standing.plays and not standing.reads_drills:
        return redirect(url_for(".follow", drill_id=drill_id), 303)
    require(standing.reads_drills or standing.may_note)
    return page_of(drill_id)


def page_of(drill_id: int, *, reason: ReasonForm | None = None) -> str:
    """The page of a drill. reason: the form for leaving the plan, as it was refused."""
    standing = my_standing(drill_id)
    drill = queries.drill(drill_id)
    version = queries.scenario_of(drill)
    runs = queries.runs_of(drill_id)
    revisions = queries.records_of(drill_id)
    return render_template(
        "drills/page.html",
        drill=drill,
        scenario=version,
        reads_scenario=me().acts_as(*SCENARIO_READERS),
        standing=standing,
        counts=queries.participant_counts(drill_id),
        reaches=reach_counts(drill_id),
        on_paper=needing_paper(drill_id) if drill.status.is_ahead and standing.runs_drills else (),
        sends_mail=current_app.config["DRILLHUB"].mail_server is not None,
        runs=runs,
        stage=stage_of(drill.status, runs[0].status if runs else None),
        records=revisions,
        content=json.loads(revisions[0].content) if revisions else None,
        next_states=[status for status in DrillStatus if may_become(drill.status, status)],
        evidence=part_of_drill(drill_id),
        effects=sheet.lines_of(drill_id),
        may_quiz=drill.status.was_held and me().acts_as(*TEACHERS),
        words=words,
        reason=reason or ReasonForm(formdata=None),
        has_errors=bool(reason and reason.errors),
        drill_band=band(drill),
        DrillStatus=DrillStatus,
        Reach=Reach,
    )
