"""What the yearly rules still ask for, once all that is planned takes place. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from drillhub.calendar.deadlines import Deadline
from drillhub.programme.cadence import CadenceRule, RuleKind, standing
from drillhub.programme.values import ProposalQuestion


@dataclass(frozen=True)
class Need:
    """One thing that a rule still asks for. number: counts its deadlines from 1; of: how many there are.

    from_day, to_day: its turn: the part of its time that no other deadline of the rule has.
    """

    rule: CadenceRule
    number: int
    of: int
    from_day: date
    to_day: date
    is_promised: bool

    @property
    def key(self) -> str:
        return f"{self.rule.key}.{self.number}"

    @property
    def is_wish(self) -> bool:
        return not self.rule.activities and not self.rule.with_partners


def open_needs(question: ProposalQuestion) -> tuple[tuple[Need, ...], int]:
    """What the yearly rules still ask for when all that is planned takes place, and how much of it is met already."""
    needs: list[Need] = []
    met = 0
    for rule in question.rules:
        if rule.kind is not RuleKind.YEARLY:
            continue
        months = question.promised_months.get(rule.key, ())
        found = standing(rule, question.year, question.occasions, promised_months=months, today=question.today)
        still_open = _open_of(rule, found.deadlines, is_promised=bool(months))
        left = _without_planned(still_open, [each.planned_for for each in found.ahead])
        needs += left
        met += found.needed - len(left)
    return tuple(needs), met


def _open_of(rule: CadenceRule, deadlines: Sequence[Deadline], *, is_promised: bool) -> list[Need]:
    found = []
    for index, each in enumerate(deadlines):
        if each.met_by is not None:
            continue
        earlier = [other.to_day for other in deadlines[:index] if other.to_day < each.to_day]
        begins = max([each.from_day, *(day + timedelta(1) for day in earlier)])
        one_month = (each.from_day.year, each.from_day.month) == (each.to_day.year, each.to_day.month)
        found.append(Need(rule, index + 1, len(deadlines), begins, each.to_day, is_promised and one_month))
    return found


def _without_planned(needs: list[Need], planned: Sequence[date]) -> list[Need]:
    """What is left when each planned day fulfils the need in whose turn it lies, else the next one that it is early
    for, else one that it is late for.
    """
    left = list(needs)
    others = []
    for day in planned:
        own = next((each for each in left if each.from_day <= day <= each.to_day), None)
        if own is None:
            others.append(day)
        else:
            left.remove(own)
    for day in others:
        later = next((each for each in left if day < each.from_day and not each.is_promised), None)
        late = next((each for each in left if each.to_day < day), None)
        fulfilled = later or late
        if fulfilled is not None:
            left.remove(fulfilled)
    return left
