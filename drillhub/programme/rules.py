"""The cadence rules that hold for a company: those that come with DrillHub, and what the company chose for each.

A choice is never changed: a further one holds from its fiscal year on, and the years before keep theirs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from drillhub import audit
from drillhub.audit import Actor
from drillhub.core.database import db
from drillhub.core.errors import NameMissing, NotFound, TextTooLong, check_all, require
from drillhub.core.fiscal_year import FiscalYear
from drillhub.core.pagination import Page, paginate
from drillhub.identity.models import Organisation, Site
from drillhub.programme.cadence import Basis, CadenceRule, RuleKind
from drillhub.programme.cadence_file import MOST_DAYS, PackScope, rule_packs, standard_rules
from drillhub.programme.errors import (
    RuleChanged,
    RuleMonthsTooMany,
    RuleNumberUnlikely,
    RuleOfOneSite,
    RuleTypesMissing,
)
from drillhub.programme.models import CadenceChoice
from drillhub.vocabulary import DrillType

MOST_PER_YEAR: Final = 12
LONGEST_NAME: Final = 100
LONGEST_NOTE: Final = 500
# Before the number of a rule of the company's own.
OWN: Final = "OWN"


@dataclass(frozen=True)
class RuleEntry:
    """What somebody chooses for a rule. per_year: of a yearly rule; days: of one that hangs on each drill.

    months: 1-12, in which it is wanted; none: spread over the year. name and drill_types: of a rule of the company's
    own.
    """

    is_on: bool
    per_year: int | None = None
    days: int | None = None
    months: tuple[int, ...] = ()
    note: str = ""
    name: str = ""
    drill_types: tuple[DrillType, ...] = ()

    def require_possible(self, kind: RuleKind, *, is_own: bool) -> None:
        """Raises RuleNumberUnlikely, RuleMonthsTooMany, TextTooLong, NameMissing, RuleTypesMissing by field."""
        yearly = kind is RuleKind.YEARLY
        with_days = kind in (RuleKind.BEFORE_EACH, RuleKind.AFTER_EACH)
        check_all(
            partial(
                require,
                not yearly or 1 <= (self.per_year or 0) <= MOST_PER_YEAR,
                RuleNumberUnlikely("per_year", maximum=MOST_PER_YEAR),
            ),
            partial(
                require,
                not with_days or 1 <= (self.days or 0) <= MOST_DAYS,
                RuleNumberUnlikely("days", maximum=MOST_DAYS),
            ),
            partial(
                require,
                not yearly or len(self.months) <= (self.per_year or 0),
                RuleMonthsTooMany("months", months=len(self.months), per_year=self.per_year or 0),
            ),
            partial(require, len(self.note) <= LONGEST_NOTE, TextTooLong("note", maximum=LONGEST_NOTE)),
            partial(require, not is_own or bool(self.name.strip()), NameMissing("name")),
            partial(require, len(self.name) <= LONGEST_NAME, TextTooLong("name", maximum=LONGEST_NAME)),
            partial(require, not is_own or bool(self.drill_types), RuleTypesMissing("drill_types")),
        )


@dataclass(frozen=True)
class ChosenRule:
    """A rule for the company or a site as it holds in a fiscal year.

    rule: with the numbers that were chosen. choice: the last one, None while the company follows what comes with
    DrillHub. number: that of the last choice ever made, 0 for none; it may hold only from a later year on.
    """

    rule: CadenceRule
    is_on: bool
    choice: CadenceChoice | None
    number: int


def chosen_rules(year: FiscalYear) -> tuple[ChosenRule, ...]:
    """Every rule of the company, on or off, then those of each site, by the order of the rules. One statement."""
    return _chosen_in(year, _choices())


def rules_in_force(*years: FiscalYear) -> dict[FiscalYear, tuple[CadenceRule, ...]]:
    """What is asked for in each of these years, each part that is counted apart. One statement."""
    rows = _choices()
    return {
        year: tuple(part for each in _chosen_in(year, rows) if each.is_on for part in each.rule.parts) for year in years
    }


def _choices() -> Sequence[CadenceChoice]:
    return db.session.scalars(
        select(CadenceChoice)
        .outerjoin(Site, (Site.org_id == CadenceChoice.org_id) & (Site.id == CadenceChoice.site_id))
        .options(contains_eager(CadenceChoice.site))
        .order_by(Site.name.is_not(None), Site.name, CadenceChoice.number)
    ).all()


def _chosen_in(year: FiscalYear, rows: Sequence[CadenceChoice]) -> tuple[ChosenRule, ...]:
    last: dict[tuple[int | None, str], CadenceChoice] = {}
    numbers: dict[tuple[int | None, str], int] = {}
    names: dict[int | None, str] = {None: ""}
    for row in rows:
        key = (row.site_id, row.rule_id)
        numbers[key] = row.number
        if row.site is not None:
            names[row.site_id] = row.site.name
        if row.valid_from <= year.last_day:
            last[key] = row
    return tuple(_chosen(numbers, last, names))


def _chosen(
    numbers: dict[tuple[int | None, str], int],
    last: dict[tuple[int | None, str], CadenceChoice],
    names: dict[int | None, str],
) -> Iterator[ChosenRule]:
    standard = {rule.id: rule for rule in standard_rules()}
    for site_id, site in names.items():
        own = sorted({rule_id for place, rule_id in numbers if place == site_id and rule_id not in standard})
        for rule_id in (*standard, *own):
            choice = last.get((site_id, rule_id))
            if rule_id not in standard and choice is None:
                continue  # its first choice holds from a later year on
            if site_id is not None and (site_id, rule_id) not in numbers:
                continue
            rule = standard.get(rule_id) or _own_rule(rule_id, choice)
            is_on = choice.is_on if choice else rule.default_on and site_id is None
            rule = replace(_with(rule, choice), site_id=site_id, site=site)
            yield ChosenRule(rule, is_on, choice, numbers.get((site_id, rule_id), 0))


def _with(rule: CadenceRule, choice: CadenceChoice | None) -> CadenceRule:
    if choice is None:
        return rule
    return replace(
        rule,
        per_year=choice.per_year or rule.per_year,
        days=choice.days or rule.days,
        months=tuple(choice.months),
    )


def _own_rule(rule_id: str, choice: CadenceChoice | None) -> CadenceRule:
    return CadenceRule(
        id=rule_id,
        ja=choice.name if choice else rule_id,
        en=choice.name if choice else rule_id,
        basis=Basis.COMPANY,
        drill_types=tuple(map(DrillType, choice.drill_types if choice else ())),
        per_year=(choice.per_year if choice else None) or 1,
        in_promised_months=False,
        default_on=False,
    )


def chosen_rule(rule_id: str, site_id: int | None, year: FiscalYear) -> ChosenRule:
    """One rule for the company or a site, also before anything was chosen for it. Raises NotFound. Two statements."""
    found = next((e for e in chosen_rules(year) if (e.rule.id, e.rule.site_id) == (rule_id, site_id)), None)
    if found is not None:
        return found
    rule = _standard(rule_id)
    if site_id is None:
        raise NotFound()
    return ChosenRule(replace(rule, site_id=site_id, site=_site(site_id).name), is_on=False, choice=None, number=0)


def choices_of(rule_id: str, site_id: int | None, *, number: int = 1) -> Page[CadenceChoice]:
    """What was chosen for a rule, the newest first. Two statements."""
    where = CadenceChoice.site_id.is_(None) if site_id is None else CadenceChoice.site_id == site_id
    query = select(CadenceChoice).where(CadenceChoice.rule_id == rule_id, where).order_by(CadenceChoice.number.desc())
    return paginate(query, number=number)


def choose(
    rule_id: str, site_id: int | None, entry: RuleEntry, year: FiscalYear, *, seen: int, by: Actor, at: datetime
) -> CadenceChoice:
    """Choose what a rule asks for from a fiscal year on. seen: the number of the last choice that the page showed.

    Raises NotFound, RuleChanged, and what `RuleEntry.require_possible` raises.
    """
    _lock()
    found = chosen_rule(rule_id, site_id, year)
    if found.number != seen:
        raise RuleChanged()
    is_own = rule_id.startswith(OWN)
    entry.require_possible(found.rule.kind, is_own=is_own)
    return _append(rule_id, site_id, entry, year.first_day, is_own=is_own, by=by, at=at)


def add_own_rule(entry: RuleEntry, site_id: int | None, year: FiscalYear, *, by: Actor, at: datetime) -> CadenceChoice:
    """A rule of the company's own. Raises NotFound (site) and what `RuleEntry.require_possible` raises."""
    entry.require_possible(RuleKind.YEARLY, is_own=True)
    if site_id is not None:
        _site(site_id)
    _lock()
    taken = db.session.scalars(
        select(CadenceChoice.rule_id).where(CadenceChoice.rule_id.startswith(OWN)).distinct()
    ).all()
    rule_id = f"{OWN}{max((int(each.removeprefix(OWN)) for each in taken), default=0) + 1:02d}"
    return _append(rule_id, site_id, entry, year.first_day, is_own=True, by=by, at=at)


def take_pack(pack_id: str, site_id: int | None, year: FiscalYear, *, by: Actor, at: datetime) -> int:
    """Turn on the rules of a pack from a fiscal year on; gives how many were off. Numbers that were chosen stay.

    Raises NotFound (pack, site), RuleOfOneSite for a pack that is taken for a site and was given none, or the reverse.
    """
    pack = next((each for each in rule_packs() if each.id == pack_id), None)
    if pack is None:
        raise NotFound()
    if (pack.scope is PackScope.SITE) != (site_id is not None):
        raise RuleOfOneSite("site_id")
    if site_id is not None:
        _site(site_id)
    _lock()
    found = {(each.rule.id, each.rule.site_id): each for each in chosen_rules(year)}
    turned_on = 0
    for rule_id in pack.rule_ids:
        rule = _standard(rule_id)
        before = found.get((rule_id, site_id))
        if before is not None and before.is_on:
            continue
        kept = before.rule if before else rule
        entry = RuleEntry(is_on=True, per_year=kept.per_year or None, days=kept.days, months=kept.months)
        _append(rule_id, site_id, entry, year.first_day, is_own=False, by=by, at=at)
        turned_on += 1
    return turned_on


def take_none(site_id: int, year: FiscalYear, *, by: Actor, at: datetime) -> None:
    """Note that no pack applies to a site: its rules are off, and nobody asks again. Raises NotFound."""
    _site(site_id)
    _lock()
    found = {each.rule.id: each for each in chosen_rules(year) if each.rule.site_id == site_id}
    known = [each for pack in rule_packs() if pack.scope is PackScope.SITE for each in pack.rule_ids]
    for rule_id in known if not found else [each for each in known if each in found and found[each].is_on]:
        rule = found[rule_id].rule if rule_id in found else _standard(rule_id)
        entry = RuleEntry(is_on=False, per_year=rule.per_year or None, days=rule.days, months=rule.months)
        _append(rule_id, site_id, entry, year.first_day, is_own=False, by=by, at=at)


def sites_without_rules() -> tuple[Site, ...]:
    """Sites for which nothing was chosen yet: somebody should say what kind of building they are. One statement."""
    chosen = select(CadenceChoice.site_id).where(CadenceChoice.site_id.is_not(None))
    return tuple(db.session.scalars(select(Site).where(Site.id.not_in(chosen)).order_by(Site.name)))


def _append(
    rule_id: str, site_id: int | None, entry: RuleEntry, valid_from: date, *, is_own: bool, by: Actor, at: datetime
) -> CadenceChoice:
    last = db.session.scalar(select(func.max(CadenceChoice.number)).where(CadenceChoice.rule_id == rule_id))
    choice = CadenceChoice(
        rule_id=rule_id,
        number=(last or 0) + 1,
        site_id=site_id,
        is_on=entry.is_on,
        per_year=entry.per_year,
        days=entry.days,
        months=sorted(set(entry.months)),
        name=entry.name.strip() if is_own else "",
        drill_types=[each.value for each in entry.drill_types] if is_own else [],
        note=entry.note.strip(),
        valid_from=valid_from,
        created_at=at,
        created_by_name=by.name,
    )
    db.session.add(choice)
    db.session.flush()
    facts = {
        "rule": rule_id,
        "site": site_id,
        "on": entry.is_on,
        "per_year": entry.per_year,
        "days": entry.days,
        "months": list(choice.months),
        "from": valid_from.isoformat(),
    }
    audit.record("cadence.chosen", by=by, at=at, subject=choice, facts=facts)
    return choice


def _standard(rule_id: str) -> CadenceRule:
    rule = next((each for each in standard_rules() if each.id == rule_id), None)
    if rule is None:
        raise NotFound()
    return rule


def _site(site_id: int) -> Site:
    site = db.session.scalar(select(Site).where(Site.id == site_id))
    if site is None:
        raise NotFound()
    return site


def _lock() -> None:
    """Choices are made one after the other, so that two pages cannot both be the newest."""
    db.session.execute(select(Organisation.id).with_for_update())
