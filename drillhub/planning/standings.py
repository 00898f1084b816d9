"""Where the cadence rules stand in a fiscal year: the rules, the calendar and the plan's months put together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select

from drillhub.core.database import db
from drillhub.core.fiscal_year import FiscalYear, years_later
from drillhub.planning.cadence import CadenceRule, CadenceWindow, Occasion, Standing, standing
from drillhub.planning.cadence_file import standard_rules
from drillhub.planning.models import Commitment, CommitmentKind, Plan, Slot, SlotState
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
    """today: within the year. Two statements."""
    before = year.previous()
    occasions = _occasions(before.first_day, year.last_day)
    promised = _promises().on(today)
    rules = _rules()
    then = years_later(today, -1)
    return YearStandings(
        year=year,
        promised_months=tuple(month for _year, month in year.months() if month in promised),
        now=tuple(standing(rule, year, occasions, promised_months=promised, today=today) for rule in rules),
        a_year_ago=tuple(standing(rule, before, occasions, promised_months=promised, today=then) for rule in rules),
    )


def cadence_windows(first_day: date, last_day: date, *, start_month: int, today: date) -> tuple[CadenceWindow, ...]:
    """The windows of the rules whose last day lies between two days, both included, by that day.

    start_month: of the organisation's fiscal year. A fiscal year in which the calendar holds nothing at all has none:
    nobody kept it then. Two statements.
    """
    year, last = FiscalYear.of(first_day, start_month), FiscalYear.of(last_day, start_month)
    occasions, promises = _occasions(year.first_day, last.last_day), _promises()
    found: list[CadenceWindow] = []
    while year <= last:
        day = min(today, year.last_day)
        standings = [standing(rule, year, occasions, promised_months=promises.on(day), today=day) for rule in _rules()]
        if any(year.contains(each.held_on or each.planned_for) for each in occasions):
            found += [window for each in standings for window in each.windows if first_day <= window.to_day <= last_day]
        year = year.following()
    return tuple(sorted(found, key=lambda each: (each.to_day, each.rule.id)))


def _rules() -> list[CadenceRule]:
    return [rule for rule in standard_rules() if rule.default_on]


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


@dataclass(frozen=True)
class _Promises:
    """The months that each plan names for training, 1-12, the newest plan first."""

    by_plan: tuple[tuple[date, frozenset[int]], ...]

    def on(self, day: date) -> frozenset[int]:
        """Those of the plan in force on a day; before the first plan, those of the first."""
        begun = [months for starts_on, months in self.by_plan if starts_on <= day]
        return next(iter(begun), self.by_plan[-1][1] if self.by_plan else frozenset())


def _promises() -> _Promises:
    """One statement."""
    rows = db.session.execute(
        select(Plan.period_starts_on, Commitment.planned_months)
        .outerjoin(
            Commitment,
            and_(
                Commitment.org_id == Plan.org_id,
                Commitment.plan_id == Plan.id,
                Commitment.kind == CommitmentKind.TRAINING_EDUCATION,
                Commitment.withdrawn_at.is_(None),
            ),
        )
        .order_by(Plan.period_starts_on.desc(), Plan.id.desc())
    )
    named: dict[date, frozenset[int]] = {}
    for starts_on, months in rows:
        named[starts_on] = named.get(starts_on, frozenset()) | frozenset(months or ())
    return _Promises(tuple(named.items()))
