"""Where the cadence rules stand in a fiscal year: the rules, the calendar and the plan's months put together."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import and_, select

from drillhub.calendar.occasions import Occasion, occasions_between
from drillhub.core.database import db
from drillhub.core.fiscal_year import FiscalYear, years_later
from drillhub.planning.models import Commitment, CommitmentFulfilment, CommitmentKind, Plan
from drillhub.programme.cadence import CadenceRule, CadenceWindow, RuleKind, Standing, standing
from drillhub.programme.rules import rules_in_force
from drillhub.vocabulary import ReviewType


@dataclass(frozen=True)
class YearStandings:
    """The rules of a year as of a day, and the same rules a year earlier, as of the same day.

    promised_months: what the certified plan names.
    """

    year: FiscalYear
    promised_months: "PromisedMonths"
    now: tuple[Standing, ...]
    a_year_ago: tuple[Standing, ...]

    @property
    def is_empty(self) -> bool:
        """Nothing took place in these two years and nothing is planned."""
        return not any(each.held or each.ahead for each in (*self.now, *self.a_year_ago))

    def of(self, key: str) -> tuple[Standing, Standing] | None:
        """A rule's standing now and a year ago, by its key; None for a rule that does not hold."""
        pairs = zip(self.now, self.a_year_ago, strict=True)
        return next((pair for pair in pairs if pair[0].rule.key == key), None)


@dataclass(frozen=True)
class Total:
    """All rules together. due: what should have taken place by that day."""

    done: int
    needed: int
    due: int


def total(standings: Iterable[Standing]) -> Total:
    """The sum over the yearly rules; more than a rule needs makes up for no other."""
    each = tuple(one for one in standings if one.rule.kind is RuleKind.YEARLY)
    return Total(sum(one.done for one in each), sum(one.needed for one in each), sum(one.due for one in each))


def year_standings(year: FiscalYear, *, today: date) -> YearStandings:
    """today: within the year. Four statements."""
    before = year.previous()
    occasions = occasions_of(before.first_day, year.last_day)
    promised = promises().on(today)
    rules = rules_in_force(year)[year]
    then = years_later(today, -1)
    return YearStandings(
        year=year,
        promised_months=promised,
        now=tuple(standing(rule, year, occasions, promised_months=promised.of(rule), today=today) for rule in rules),
        a_year_ago=tuple(
            standing(rule, before, occasions, promised_months=promised.of(rule), today=then) for rule in rules
        ),
    )


def cadence_windows(first_day: date, last_day: date, *, start_month: int, today: date) -> tuple[CadenceWindow, ...]:
    """The windows of the yearly rules whose last day lies between two days, both included, by that day.

    start_month: of the organisation's fiscal year. A fiscal year in which the calendar holds nothing at all has none:
    nobody kept it then. Four statements.
    """
    years = [FiscalYear.of(first_day, start_month)]
    while years[-1] < FiscalYear.of(last_day, start_month):
        years.append(years[-1].following())
    occasions, promised = occasions_of(years[0].first_day, years[-1].last_day), promises()
    rules = rules_in_force(*years)
    found: list[CadenceWindow] = []
    for year in years:
        if not any(year.contains(each.held_on or each.planned_for) for each in occasions):
            continue
        day = min(today, year.last_day)
        months = promised.on(day)
        for rule in rules[year]:
            if rule.kind is RuleKind.YEARLY:
                one = standing(rule, year, occasions, promised_months=months.of(rule), today=day)
                found += [window for window in one.windows if first_day <= window.to_day <= last_day]
    return tuple(sorted(found, key=lambda each: (each.to_day, each.rule.key)))


def occasions_of(first_day: date, last_day: date) -> tuple[Occasion, ...]:
    """What the calendar has between two days, and what was written down for the plan's promises. Two statements.

    What was written down on the day of a drill or review that keeps the same promise is that one again.
    """
    in_calendar = occasions_between(first_day, last_day)
    drilled = {each.held_on for each in in_calendar if each.is_drill}
    reviewed = {each.held_on for each in in_calendar if ReviewType.PLAN_REVIEW in each.types}
    rows = db.session.execute(
        select(Commitment.kind, Commitment.text, CommitmentFulfilment.done_on)
        .join(
            CommitmentFulfilment,
            and_(CommitmentFulfilment.org_id == Commitment.org_id, CommitmentFulfilment.commitment_id == Commitment.id),
        )
        .where(
            Commitment.kind.in_((CommitmentKind.TRAINING_EDUCATION, CommitmentKind.PLAN_REVIEW)),
            CommitmentFulfilment.withdrawn_at.is_(None),
            CommitmentFulfilment.done_on.between(first_day, last_day),
        )
        .order_by(CommitmentFulfilment.done_on, CommitmentFulfilment.id)
    )
    written_down = {}
    for kind, text, day in rows:
        is_training = kind is CommitmentKind.TRAINING_EDUCATION
        if day not in (drilled if is_training else reviewed):
            types = () if is_training else (ReviewType.PLAN_REVIEW,)
            written_down[kind, day] = Occasion(0, None, text, types, day, day, False, is_training=is_training)
    return (*in_calendar, *written_down.values())


@dataclass(frozen=True)
class PromisedMonths:
    """The months that a plan names, 1-12: for training, and for the review of the plan."""

    training: frozenset[int] = frozenset()
    review: frozenset[int] = frozenset()

    def of(self, rule: CadenceRule) -> tuple[int, ...]:
        """Those that a rule is due in, if it is one of those that the plan names months for."""
        if not rule.in_promised_months:
            return ()
        return tuple(sorted(self.review if ReviewType.PLAN_REVIEW in rule.review_types else self.training))


@dataclass(frozen=True)
class _Promises:
    """The months of each plan, the newest plan first."""

    by_plan: tuple[tuple[date, PromisedMonths], ...]

    def on(self, day: date) -> PromisedMonths:
        """Those of the plan in force on a day; before the first plan, those of the first."""
        begun = [months for starts_on, months in self.by_plan if starts_on <= day]
        return next(iter(begun), self.by_plan[-1][1] if self.by_plan else PromisedMonths())


def promises() -> _Promises:
    """What the plans promise. One statement."""
    rows = db.session.execute(
        select(Plan.period_starts_on, Commitment.kind, Commitment.planned_months)
        .outerjoin(
            Commitment,
            and_(
                Commitment.org_id == Plan.org_id,
                Commitment.plan_id == Plan.id,
                Commitment.kind.in_((CommitmentKind.TRAINING_EDUCATION, CommitmentKind.PLAN_REVIEW)),
                Commitment.withdrawn_at.is_(None),
            ),
        )
        .order_by(Plan.period_starts_on.desc(), Plan.id.desc())
    )
    named: dict[date, PromisedMonths] = {}
    for starts_on, kind, months in rows:
        known = named.get(starts_on, PromisedMonths())
        field = "review" if kind is CommitmentKind.PLAN_REVIEW else "training"
        named[starts_on] = replace(known, **{field: getattr(known, field) | frozenset(months or ())})
    return _Promises(tuple(named.items()))
