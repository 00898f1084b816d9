"""Where the cadence rules stand in a fiscal year: the rules, the calendar and the plan's months put together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select

from drillhub.core.database import db
from drillhub.core.fiscal_year import FiscalYear, years_later
from drillhub.planning.cadence import Occasion, Standing, standing
from drillhub.planning.cadence_file import standard_rules
from drillhub.planning.models import Commitment, CommitmentKind, Slot, SlotState
from drillhub.planning.queries import plan_in_force
from drillhub.vocabulary import DrillType

_GIVEN_UP = frozenset({SlotState.POSTPONED, SlotState.CANCELLED, SlotState.MISSED})


@dataclass(frozen=True)
class YearStandings:
    """The rules of a year as of a day, and the same rules a year earlier, as of the same day.

    promised_months: what the certified plan names for training, 1-12 in the order of the year.
    """

    year: FiscalYear
    promised_months: tuple[int, ...]
    now: tuple[Standing, ...]
    a_year_ago: tuple[Standing, ...]

    @property
    def is_empty(self) -> bool:
        """Nothing took place in these two years and nothing is planned."""
        return not any(each.held or each.ahead for each in (*self.now, *self.a_year_ago))

    def of(self, rule_id: str) -> tuple[Standing, Standing] | None:
        """A rule's standing now and a year ago, by its id; None for a rule that does not hold."""
        pairs = zip(self.now, self.a_year_ago, strict=True)
        return next((pair for pair in pairs if pair[0].rule.id == rule_id), None)


@dataclass(frozen=True)
class Total:
    """All rules together. due: what should have taken place by that day."""

    done: int
    needed: int
    due: int


def total(standings: Iterable[Standing]) -> Total:
    """The sum over rules; more than a rule needs makes up for no other."""
    each = tuple(standings)
    return Total(sum(one.done for one in each), sum(one.needed for one in each), sum(one.due for one in each))


def year_standings(year: FiscalYear, *, today: date) -> YearStandings:
    """today: within the year. Three statements."""
    before = year.previous()
    occasions = _occasions(before.first_day, year.last_day)
    promised = _promised_months(today)
    rules = [rule for rule in standard_rules() if rule.default_on]
    then = years_later(today, -1)
    return YearStandings(
        year=year,
        promised_months=tuple(month for _year, month in year.months() if month in promised),
        now=tuple(standing(rule, year, occasions, promised_months=promised, today=today) for rule in rules),
        a_year_ago=tuple(standing(rule, before, occasions, promised_months=promised, today=then) for rule in rules),
    )


def _occasions(first_day: date, last_day: date) -> tuple[Occasion, ...]:
    """What the calendar has between two days, or what took place in them."""
    rows = db.session.execute(
        select(
            Slot.id,
            Slot.title,
            Slot.drill_type,
            Slot.further_types,
            Slot.planned_for,
            Slot.fulfilled_on,
            Slot.fulfilled_by_id,
            Slot.state,
        ).where(
            or_(
                and_(Slot.planned_for >= first_day, Slot.planned_for <= last_day),
                and_(Slot.fulfilled_on >= first_day, Slot.fulfilled_on <= last_day),
            )
        )
    )
    return tuple(
        Occasion(
            slot_id=row.id,
            drill_id=row.fulfilled_by_id,
            title=row.title,
            types=(row.drill_type, *map(DrillType, row.further_types)),
            planned_for=row.planned_for,
            held_on=row.fulfilled_on,
            was_given_up=row.state in _GIVEN_UP,
        )
        for row in rows
    )


def _promised_months(today: date) -> frozenset[int]:
    plan = plan_in_force(today)
    if plan is None:
        return frozenset()
    rows = db.session.scalars(
        select(Commitment.planned_months).where(
            Commitment.plan_id == plan.id,
            Commitment.kind == CommitmentKind.TRAINING_EDUCATION,
            Commitment.withdrawn_at.is_(None),
        )
    )
    return frozenset(month for months in rows for month in months)
