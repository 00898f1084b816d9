"""Taking a proposal into the calendar."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from sqlalchemy import select

from drillhub.audit import Actor
from drillhub.calendar import slots
from drillhub.calendar.slots import NewSlot
from drillhub.core.database import db
from drillhub.core.fiscal_year import FiscalYear
from drillhub.drills import schedule
from drillhub.drills.schedule import Appointment, NewDrill
from drillhub.identity.models import Organisation
from drillhub.programme.errors import DayNotPossible, NothingChosen, ProposalOutdated
from drillhub.programme.proposal import propose
from drillhub.programme.question import question_for
from drillhub.programme.values import ProposedPlace
from drillhub.programme.words import title_on_record
from drillhub.scenarios import queries as scenarios
from drillhub.scenarios.queries import LibraryRow
from drillhub.vocabulary import DrillType

STARTS_AT: Final = time(10, 0)


@dataclass(frozen=True)
class Accepted:
    """What came of it. places: taken into the calendar; drills: those of them that have a scenario and a leader."""

    places: int
    drills: int


def accept(
    year: FiscalYear,
    keys: Collection[str],
    *,
    fixed: Mapping[str, date],
    today: date,
    timezone: str,
    by: Actor,
    at: datetime,
) -> Accepted:
    """Put the chosen places of the proposal into the calendar; those with scenario, site and leader become drills.

    fixed: days that somebody chose, by key. The proposal is made anew under a lock: what is not in it any more is
    refused. Raises NothingChosen, ProposalOutdated, DayNotPossible, YearOver; then nothing is changed.
    """
    if not keys:
        raise NothingChosen("places")
    # One proposal is accepted after the other: two people must not both plan the same quarter.
    db.session.execute(select(Organisation.id).with_for_update())
    found = propose(question_for(year, today=today, fixed=fixed))
    chosen = [each for each in found.places if each.key in keys]
    if len(chosen) != len(set(keys)):
        raise ProposalOutdated()
    for each in chosen:
        if each.day <= today or not year.contains(each.day):
            raise DayNotPossible("places", title=title_on_record(each), day=each.day.isoformat())
    library = {row.code: row for row in scenarios.choices()}
    return Accepted(len(chosen), sum(_take(each, library, timezone=timezone, by=by, at=at) for each in chosen))


def _take(place: ProposedPlace, library: Mapping[str, LibraryRow], *, timezone: str, by: Actor, at: datetime) -> bool:
    """Put one place into the calendar; says whether it became a drill."""
    further = tuple(each for each in place.activities[1:] if isinstance(each, DrillType))
    slot = slots.schedule_slot(
        NewSlot(
            drill_type=place.drill_type,
            review_type=place.review_type,
            title=title_on_record(place),
            site_id=place.site_id,
            trainer_id=place.trainer_id,
            planned_for=place.day,
            starts_at=STARTS_AT,
            timezone=timezone,
            duration_min=place.duration_min,
            further_types=further,
            with_partners=place.with_partners,
            scenario_code=place.scenario.code if place.scenario else "",
            it_system_id=place.system.id if place.system else None,
        ),
        by=by,
        at=at,
    )
    db.session.flush()
    if not (place.drill_type and place.scenario and place.site_id and place.trainer_id):
        return False
    schedule.schedule_drill(
        NewDrill(
            scenario_version_id=library[place.scenario.code].version_id,
            title=slot.title,
            drill_type=place.drill_type,
            site_id=place.site_id,
            appointment=Appointment(
                place="",
                local_date=place.day,
                local_time=STARTS_AT,
                duration_min=place.duration_min,
                facilitator_id=place.trainer_id,
            ),
            further_types=further,
        ),
        slot_id=slot.id,
        timezone=timezone,
        by=by,
        at=at,
    )
    return True
