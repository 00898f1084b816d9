"""A cadence rule as pages show it: its name, its sign, and the strip of the year."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from drillhub.programme.cadence import Basis, RuleKind, RuleState, Standing
from drillhub.programme.rule_words import rule_name
from drillhub.programme.standings import YearStandings

_BASIS_TAGS: Final = {Basis.LEGAL: "legal", Basis.CERTIFICATION: "cert", Basis.GUIDE: "guide", Basis.COMPANY: "company"}
_STATE_SIGNS: Final = {
    RuleState.DONE: "done",
    RuleState.ON_TRACK: "plan",
    RuleState.DUE: "todo",
    RuleState.OVERDUE: "late",
    RuleState.NOTHING: "none",
}


@dataclass(frozen=True)
class RuleLine:
    """A rule with its strip: month → marks."""

    standing: Standing
    a_year_ago: Standing
    name: str
    basis: str
    sign: str
    marks: dict[int, list[str]]

    @property
    def is_yearly(self) -> bool:
        return self.standing.rule.kind is RuleKind.YEARLY


def rule_lines(standings: YearStandings) -> Iterator[RuleLine]:
    """All rules of a year."""
    for now, then in zip(standings.now, standings.a_year_ago, strict=True):
        yield rule_line(now, then, standings)


def by_site(lines: Iterable[RuleLine]) -> dict[str, list[RuleLine]]:
    """The lines of the whole company under "", those of each site under its name."""
    found: dict[str, list[RuleLine]] = {"": []}
    for line in lines:
        found.setdefault(line.standing.rule.site, []).append(line)
    return found


def rule_line(standing: Standing, a_year_ago: Standing, standings: YearStandings) -> RuleLine:
    """One rule, now and a year ago."""
    return RuleLine(
        standing=standing,
        a_year_ago=a_year_ago,
        name=rule_name(standing.rule),
        basis=basis_tag(standing.rule.basis),
        sign=_STATE_SIGNS[standing.state],
        marks=_marks(standing, standings.promised_months.of(standing.rule)),
    )


def basis_tag(basis: Basis) -> str:
    """The name of the tag in the design."""
    return _BASIS_TAGS[basis]


def _marks(standing: Standing, promised: tuple[int, ...]) -> dict[int, list[str]]:
    """What the strip shows in each month: promised, held, planned; late where one should have been held by its end."""
    marks: dict[int, list[str]] = {month: ["due"] for month in promised}
    open_ones = [each for each in standing.deadlines if each.met_by is None]
    late = standing.deadlines[: standing.due] if standing.rule.kind is RuleKind.YEARLY else ()
    ahead = [each.planned_for for each in standing.ahead]
    if standing.rule.kind is not RuleKind.YEARLY:
        ahead = [each.to_day for each in open_ones]
    for kind, days in (
        ("done", [each.held_on for each in standing.held]),
        ("plan", ahead),
        ("late", [each.to_day for each in late if each.met_by is None]),
    ):
        for day in days:
            found = marks.setdefault(day.month, []) if day is not None else []
            if not {"done", "plan", "late"} & set(found):
                found.append(kind)
    return marks
