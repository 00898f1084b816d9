"""What a proposal of the year is made from, read from the rooms that know it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from functools import partial
from typing import Final

from sqlalchemy import func, select

from drillhub.calendar.company_calendar import company_days
from drillhub.calendar.models import Slot, SlotState
from drillhub.calendar.working_days import CompanyDays
from drillhub.core.database import db
from drillhub.core.fiscal_year import FiscalYear, years_later
from drillhub.core.i18n import LazyString
from drillhub.drills.models import Drill
from drillhub.identity.models import Person, PersonRole, PersonStatus
from drillhub.identity.register_queries import sites
from drillhub.identity.roles import Role
from drillhub.planning import it_system_queries, risk_queries
from drillhub.programme.errors import YearOver
from drillhub.programme.rules import rules_in_force
from drillhub.programme.standings import occasions_of, promises
from drillhub.programme.values import ProposalQuestion, ProposalSite, ScenarioOffer, SystemOffer
from drillhub.scenarios import queries as scenarios
from drillhub.scenarios.models import ScenarioVersion
from drillhub.vocabulary import Hazard

# How far back turns are counted: what a site, a hazard or a system had within this time.
YEARS_BACK: Final = 3


def question_for(
    year: FiscalYear,
    *,
    today: date,
    fixed: Mapping[str, date] | None = None,
    left_out: Collection[str] = (),
) -> ProposalQuestion:
    """The question as of today. fixed, left_out: what somebody decided on the page (`ProposalQuestion`).

    Seventeen statements, whatever the size of the company. Raises YearOver.
    """
    if year.last_day <= today:
        raise YearOver()
    rules = rules_in_force(year)[year]
    days = company_days(year.first_day, year.last_day)
    promised = promises().on(max(today, year.first_day))
    return ProposalQuestion(
        year=year,
        today=today,
        rules=rules,
        occasions=occasions_of(years_later(year.first_day, -YEARS_BACK), year.last_day),
        promised_months={rule.key: promised.of(rule) for rule in rules},
        sites=_sites(),
        closed=partial(_closed, days),
        busy_months=days.busy_months,
        trainer_days=_trainer_days(year),
        scenarios=_scenarios(),
        systems=_systems(),
        fixed=dict(fixed or {}),
        left_out=frozenset(left_out),
    )


def _closed(days: CompanyDays, day: date) -> str | LazyString | None:
    off = days.day_off(day)
    return None if off is None else off.name or off.reason.label


def _sites() -> tuple[ProposalSite, ...]:
    """Trainers of a site come first, by employee number; the others may travel."""
    rows = db.session.execute(
        select(Person.id, Person.site_id)
        .join(PersonRole, (PersonRole.org_id == Person.org_id) & (PersonRole.person_id == Person.id))
        .where(PersonRole.role == Role.TRAINER, Person.status == PersonStatus.ACTIVE)
        .order_by(Person.employee_number)
    ).all()
    return tuple(
        ProposalSite(
            id=site.id,
            name=site.name,
            headcount=site.people,
            trainer_ids=tuple(row.id for row in sorted(rows, key=lambda each: each.site_id != site.id)),
        )
        for site in sites()
    )


def _trainer_days(year: FiscalYear) -> frozenset[tuple[int, date]]:
    rows = db.session.execute(
        select(Slot.trainer_id, Slot.planned_for).where(
            Slot.trainer_id.is_not(None),
            Slot.planned_for.between(year.first_day, year.last_day),
            Slot.state.in_((SlotState.PLANNED, SlotState.MOVED)),
        )
    )
    return frozenset((trainer, day) for trainer, day in rows if trainer is not None)


def _scenarios() -> tuple[ScenarioOffer, ...]:
    last_held: dict[int, dict[int, date]] = defaultdict(dict)
    rows = db.session.execute(
        select(ScenarioVersion.scenario_id, Drill.site_id, func.max(func.coalesce(Drill.held_on, Drill.local_date)))
        .join(ScenarioVersion, ScenarioVersion.id == Drill.scenario_version_id)
        .group_by(ScenarioVersion.scenario_id, Drill.site_id)
    )
    for scenario_id, site_id, day in rows:
        last_held[scenario_id][site_id] = day
    ranks: dict[Hazard, int] = {}
    for each in risk_queries.hazards_by_weight():
        ranks.setdefault(each, len(ranks))
    return tuple(
        ScenarioOffer(
            code=row.code,
            title=row.title("ja"),
            hazard=row.hazard,
            drill_types=frozenset(row.drill_types),
            risk_rank=ranks.get(row.hazard, len(ranks)),
            last_held=last_held.get(row.scenario_id, {}),
        )
        for row in scenarios.choices()
    )


def _systems() -> tuple[SystemOffer, ...]:
    rows = db.session.execute(
        select(Slot.it_system_id, func.max(func.coalesce(Slot.fulfilled_on, Slot.planned_for)))
        .where(Slot.it_system_id.is_not(None), Slot.state.in_((SlotState.PLANNED, SlotState.MOVED)))
        .group_by(Slot.it_system_id)
    )
    last = {system_id: day for system_id, day in rows}
    return tuple(SystemOffer(each.id, each.name, last.get(each.id)) for each in it_system_queries.all_systems())
