"""The year's proposal: what the rules still ask for, spread over working days. Pure and deterministic.

Rules that any drill fulfils are wishes: places of other rules are drawn into their months, and only what is left gets a
place of its own. Weekends, holidays and the company's days off are never proposed; busy months only when nothing else
is left, and then it says so.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from drillhub.calendar.occasions import Activity, Occasion
from drillhub.core.fiscal_year import FiscalYear
from drillhub.programme.cadence import CadenceRule, RuleKind
from drillhub.programme.needs import Need, open_needs
from drillhub.programme.values import (
    LEAD_DAYS,
    Month,
    Proposal,
    ProposalQuestion,
    ProposalSite,
    ProposedPlace,
    Remark,
    Said,
    ScenarioOffer,
    SystemOffer,
    Unsatisfied,
)
from drillhub.vocabulary import DrillType, Hazard, ReviewType

# Drills that are held as one: people leave the building, somebody puts the fire out, somebody calls.
_TOGETHER: Final = frozenset({DrillType.EVACUATION_DRILL, DrillType.FIRE_DRILL, DrillType.NOTIFICATION_DRILL})
# What a rule that any drill fulfils gets when no other drill falls into its time.
_USUAL: Final = DrillType.TABLETOP_EXERCISE
# The whole company at once, wherever people are.
_COMPANY_WIDE: Final = frozenset({DrillType.SAFETY_CONFIRMATION_DRILL, DrillType.CALL_TREE_DRILL})
_BEST_WEEKDAYS: Final = (1, 2, 3)  # Tuesday to Thursday
# What speaks against a day, each in days that it may be away from the middle of its time instead. The first three
# outweigh a whole year.
_OF_BUSY_MONTH: Final = 4000
_OF_NOBODY_FREE: Final = 2000
_OF_SAME_SITE: Final = 1000
_OF_NEIGHBOUR: Final = 12
_OF_SAME_MONTH: Final = 5
_OF_WEEKS_END: Final = 2


class _Draft:
    """A place while the proposal is made."""

    def __init__(
        self, need: Need, day: date, activities: tuple[Activity, ...], site: ProposalSite | None, *, is_fixed: bool
    ) -> None:
        self.need = need
        self.day = day
        self.activities = activities
        self.site = site
        self.is_fixed = is_fixed
        self.trainer_id: int | None = None
        self.needs = [need]
        self.concerns: list[Said] = []

    @property
    def is_drill(self) -> bool:
        return isinstance(self.activities[0], DrillType)


def propose(question: ProposalQuestion) -> Proposal:
    """Days for everything that is asked for and has none. The same question gives the same proposal."""
    needs, met = open_needs(question)
    plan = _Plan(question)
    unsatisfied: list[Unsatisfied] = []
    wanted = [each for each in needs if each.key not in question.left_out]
    unsatisfied += [
        Unsatisfied(each.rule, each.number, Said(Remark.LEFT_OUT)) for each in needs if each.key in question.left_out
    ]
    plan.wishes = [each for each in wanted if each.is_wish]
    for need in sorted(wanted, key=_order):
        if need.key not in question.fixed and plan.join(need):
            continue
        refusal = plan.place(need)
        if refusal is not None:
            unsatisfied.append(Unsatisfied(need.rule, need.number, refusal))
    order = {rule.key: index for index, rule in enumerate(question.rules)}
    return Proposal(
        places=plan.finished(),
        unsatisfied=tuple(sorted(unsatisfied, key=lambda each: (order[each.rule.key], each.number))),
        met_already=met,
    )


def _order(need: Need) -> tuple[bool, bool, bool, date, str, int]:
    """Wishes last; else what has least choice first: one site before the company, a promised month before a quarter."""
    return (need.is_wish, need.rule.site_id is None, not need.is_promised, need.to_day, need.rule.key, need.number)


class _Plan:
    """The places found so far, and what they take: days of sites and trainers, turns of sites, scenarios, systems."""

    def __init__(self, question: ProposalQuestion) -> None:
        self.question = question
        self.sites = {each.id: each for each in question.sites}
        self.drafts: list[_Draft] = []
        self.wishes: list[Need] = []
        self.trainer_days = set(question.trainer_days)
        self.site_days = Counter((each.site_id, _day(each)) for each in question.occasions if not each.was_given_up)
        self.days = Counter(_day(each) for each in question.occasions if not each.was_given_up)
        self.months = Counter(
            (_day(each).year, _day(each).month) for each in question.occasions if not each.was_given_up
        )
        self.last_at: dict[tuple[int, Activity], date] = {}
        self.times_at: Counter[tuple[int, Activity]] = Counter()
        for each in question.occasions:
            if each.site_id is None or each.was_given_up:
                continue
            for kind in each.types:
                spot = (each.site_id, kind)
                self.last_at[spot] = max(self.last_at.get(spot, date.min), _day(each))
                self.times_at[spot] += question.year.contains(_day(each))
        self.trainer_load: Counter[int] = Counter(trainer for trainer, _on in question.trainer_days)
        self.notice_days: dict[int | None, list[CadenceRule]] = defaultdict(list)
        for rule in question.rules:
            if rule.kind is RuleKind.BEFORE_EACH:
                self.notice_days[rule.site_id].append(rule)

    # --- Joining what stands already ------------------------------------------------------------------------------

    def join(self, need: Need) -> bool:
        """Let a need be fulfilled by a place that was found for another; says whether there was one."""
        for draft in sorted(self.drafts, key=lambda each: (each.day, each.need.key)):
            is_in_time = need.from_day <= draft.day <= need.to_day
            if not is_in_time or any(each.rule.key == need.rule.key for each in draft.needs):
                continue
            if self._fits(need, draft):
                if not set(need.rule.activities) & set(draft.activities) and need.rule.activities:
                    draft.activities = (*draft.activities, need.rule.activities[0])
                draft.needs.append(need)
                return True
        return False

    def _fits(self, need: Need, draft: _Draft) -> bool:
        rule = need.rule
        if rule.with_partners or draft.need.rule.with_partners:
            return False
        if rule.site_id is not None and (draft.site is None or draft.site.id != rule.site_id):
            return False
        if not rule.activities:
            return draft.is_drill
        if set(rule.activities) & set(draft.activities):
            return True
        both = {*rule.activities, *draft.activities}
        return rule.site_id is not None and draft.need.rule.site_id == rule.site_id and both <= _TOGETHER

    # --- Finding a day --------------------------------------------------------------------------------------------

    def place(self, need: Need) -> Said | None:
        """Give a need a place of its own; gives the reason when that cannot be done."""
        activities = self._activities(need)
        site = self._site(need, activities)
        fixed = self.question.fixed.get(need.key)
        if fixed is not None:
            draft = _Draft(need, fixed, activities, site, is_fixed=True)
            draft.concerns += self._concerns_of_fixed(draft)
            self._take(draft)
            return None
        first, last = self._window(need, activities, site)
        late = first > last
        if late:
            last = self.question.year.last_day
        if first > last:
            return Said(Remark.NO_TIME_LEFT)
        day = self._best_day(need, site, first, last, late=late)
        if day is None:
            return Said(Remark.NO_WORKING_DAY, {"first": first, "last": last})
        draft = _Draft(need, day, activities, site, is_fixed=False)
        if late:
            draft.concerns.append(Said(Remark.AFTER_DEADLINE, {"day": need.to_day}))
        self._take(draft)
        return None

    def _activities(self, need: Need) -> tuple[Activity, ...]:
        return need.rule.activities[:1] or (_USUAL,)

    def _site(self, need: Need, activities: tuple[Activity, ...]) -> ProposalSite | None:
        """The rule's own site; for the company the one whose turn it is: least often this year, longest ago."""
        if need.rule.site_id is not None:
            return self.sites.get(need.rule.site_id)
        main = activities[0]
        if isinstance(main, ReviewType) or main in _COMPANY_WIDE or not self.question.sites:
            return None
        return min(
            self.question.sites,
            key=lambda each: (
                self.times_at[each.id, main],
                self.last_at.get((each.id, main), date.min),
                -each.headcount,
                each.name,
            ),
        )

    def _notice_days(self, activities: tuple[Activity, ...], site: ProposalSite | None) -> int:
        rules = [*self.notice_days[None], *(self.notice_days[site.id] if site else ())]
        return max((rule.days or 0 for rule in rules if set(rule.activities) & set(activities)), default=0)

    def _window(self, need: Need, activities: tuple[Activity, ...], site: ProposalSite | None) -> tuple[date, date]:
        """The need's turn, as far as it is ahead with time to prepare."""
        lead = max(LEAD_DAYS, self._notice_days(activities, site) + 1)
        return max(need.from_day, self.question.today + timedelta(lead), self.question.year.first_day), need.to_day

    def _best_day(self, need: Need, site: ProposalSite | None, first: date, last: date, *, late: bool) -> date | None:
        """The working day with the least against it. Wishes draw the place into their months."""
        days = [first + timedelta(number) for number in range((last - first).days + 1)]
        days = [each for each in days if self.question.closed(each) is None]
        if not days:
            return None
        for wish in self._open_wishes(need):
            drawn = [each for each in days if wish.from_day <= each <= wish.to_day]
            if drawn:
                days = drawn
                break
        ideal = days[0] if late else days[len(days) // 2]
        return min(days, key=lambda each: (self._against(each, site) + abs((each - ideal).days), each))

    def _open_wishes(self, need: Need) -> Iterator[Need]:
        if need.is_wish or not any(isinstance(each, DrillType) for each in need.rule.activities):
            return
        for wish in self.wishes:
            is_here = wish.rule.site_id is None or wish.rule.site_id == need.rule.site_id
            has_one = any(wish.from_day <= each.day <= wish.to_day and each.is_drill for each in self.drafts)
            if wish.is_promised and is_here and not has_one:
                yield wish

    def _against(self, day: date, site: ProposalSite | None) -> int:
        """What speaks against a day, in days that it may be away from the ideal one."""
        busy = day.month in self.question.busy_months
        nobody = site is not None and not self._free_trainers(site, day)
        same_site = self.site_days[site.id if site else None, day] > 0
        near = sum(self.days[day + timedelta(offset)] for offset in range(-2, 3))
        return (
            _OF_BUSY_MONTH * busy
            + _OF_NOBODY_FREE * nobody
            + _OF_SAME_SITE * same_site
            + _OF_NEIGHBOUR * near
            + _OF_SAME_MONTH * self.months[day.year, day.month]
            + _OF_WEEKS_END * (day.weekday() not in _BEST_WEEKDAYS)
        )

    def _free_trainers(self, site: ProposalSite, day: date) -> list[int]:
        return [each for each in site.trainer_ids if (each, day) not in self.trainer_days]

    def _concerns_of_fixed(self, draft: _Draft) -> Iterator[Said]:
        """What is wrong with a day that somebody chose. It stays: they know better."""
        question, day, need = self.question, draft.day, draft.need
        closed = question.closed(day)
        if closed is not None:
            yield Said(Remark.CLOSED, {"why": closed})
        if day > need.to_day:
            yield Said(Remark.AFTER_DEADLINE, {"day": need.to_day})
        elif day < need.from_day:
            yield Said(Remark.BEFORE_ITS_TURN)
        if day.month in question.busy_months:
            yield Said(Remark.BUSY)
        if day <= question.today:
            yield Said(Remark.NOT_AHEAD)
        elif not question.year.contains(day):
            yield Said(Remark.OUTSIDE_YEAR)
        elif day - question.today <= timedelta(self._notice_days(draft.activities, draft.site)):
            yield Said(Remark.NOTICE_TOO_LATE)
        if draft.site is not None and self.site_days[draft.site.id, day]:
            yield Said(Remark.SAME_SITE, {"site": draft.site.name})

    def _take(self, draft: _Draft) -> None:
        self.drafts.append(draft)
        self.days[draft.day] += 1
        self.months[draft.day.year, draft.day.month] += 1
        self.site_days[draft.site.id if draft.site else None, draft.day] += 1
        if draft.site is not None:
            spot = (draft.site.id, draft.activities[0])
            self.times_at[spot] += 1
            self.last_at[spot] = max(self.last_at.get(spot, date.min), draft.day)
        everybody = (
            draft.site.trainer_ids
            if draft.site
            else tuple(dict.fromkeys(trainer for site in self.question.sites for trainer in site.trainer_ids))
        )
        free = [each for each in everybody if (each, draft.day) not in self.trainer_days]
        if free:
            place = {trainer: index for index, trainer in enumerate(everybody)}
            draft.trainer_id = min(free, key=lambda each: (self.trainer_load[each], place[each]))
            self.trainer_load[draft.trainer_id] += 1
            self.trainer_days.add((draft.trainer_id, draft.day))
        elif everybody:
            draft.concerns.append(Said(Remark.NO_TRAINER_FREE))
        else:
            draft.concerns.append(Said(Remark.NO_TRAINER))

    # --- Telling what was found -----------------------------------------------------------------------------------

    def finished(self) -> tuple[ProposedPlace, ...]:
        """The places by day, each with its scenario or system and the sentences about it."""
        played: dict[str, date] = {}
        hazards: dict[Hazard, date] = {}
        restored: dict[int, date] = {}
        for offer in self.question.scenarios:
            last = max(offer.last_held.values(), default=None)
            if last is not None:
                played[offer.code] = last
                hazards[offer.hazard] = max(hazards.get(offer.hazard, date.min), last)
        restored |= {each.id: each.last_held for each in self.question.systems if each.last_held is not None}
        found = []
        for draft in sorted(self.drafts, key=lambda each: (each.day, each.need.key)):
            system = self._system(draft, restored)
            scenario = self._scenario(draft, played, hazards)
            found.append(self._told(draft, scenario, system, hazards))
            if scenario is not None:
                played[scenario.code] = hazards[scenario.hazard] = draft.day
            if system is not None:
                restored[system.id] = draft.day
        return tuple(found)

    def _scenario(self, draft: _Draft, played: dict[str, date], hazards: dict[Hazard, date]) -> ScenarioOffer | None:
        """A scenario that fits all its types, of the hazard that was not exercised for longest; then by the risks."""
        if not draft.is_drill:
            return None
        kinds = {each for each in draft.activities if isinstance(each, DrillType)}
        fitting = [each for each in self.question.scenarios if kinds <= each.drill_types]
        if not fitting:
            main = draft.activities[0]
            fitting = [each for each in self.question.scenarios if main in each.drill_types]
        return min(
            fitting,
            key=lambda each: (
                hazards.get(each.hazard, date.min),
                played.get(each.code, date.min),
                each.risk_rank,
                each.code,
            ),
            default=None,
        )

    def _system(self, draft: _Draft, restored: dict[int, date]) -> SystemOffer | None:
        if draft.activities[0] is not DrillType.RESTORE_DRILL:
            return None
        order = {each.id: index for index, each in enumerate(self.question.systems)}
        return min(
            self.question.systems, key=lambda each: (restored.get(each.id, date.min), order[each.id]), default=None
        )

    def _told(
        self,
        draft: _Draft,
        scenario: ScenarioOffer | None,
        system: SystemOffer | None,
        hazards: dict[Hazard, date],
    ) -> ProposedPlace:
        notice = self._notice_days(draft.activities, draft.site)
        notice_by = draft.day - timedelta(notice) if notice else None
        concerns = list(draft.concerns)
        if draft.day.month in self.question.busy_months and not draft.is_fixed:
            concerns.append(Said(Remark.ALL_BUSY))
        if draft.is_drill and scenario is None:
            concerns.append(Said(Remark.NO_SCENARIO))
        if draft.site is not None and len(draft.site.trainer_ids) == 1:
            concerns.append(Said(Remark.ONE_TRAINER))
        return ProposedPlace(
            key=draft.need.key,
            day=draft.day,
            activities=draft.activities,
            site_id=draft.site.id if draft.site else None,
            trainer_id=draft.trainer_id,
            rules=tuple(each.rule for each in draft.needs),
            scenario=scenario,
            system=system,
            why=tuple(self._why(draft, scenario, system, hazards)),
            concerns=tuple(concerns),
            notice_by=notice_by,
            is_fixed=draft.is_fixed,
            with_partners=draft.need.rule.with_partners,
        )

    def _why(
        self,
        draft: _Draft,
        scenario: ScenarioOffer | None,
        system: SystemOffer | None,
        hazards: dict[Hazard, date],
    ) -> Iterator[Said]:
        for need in draft.needs:
            if need.is_promised and need.from_day <= draft.day <= need.to_day:
                yield Said(Remark.PROMISED, {"rule": need.rule, "month": Month(need.to_day.month)})
            else:
                facts = {"rule": need.rule, "number": need.number, "count": need.of, "day": need.to_day}
                yield Said(Remark.NUMBERED, facts)
        months = _months_between(draft.need.from_day, draft.need.to_day)
        busy = tuple(Month(each) for each in months if each in self.question.busy_months)
        if busy and draft.day.month not in self.question.busy_months and not draft.is_fixed:
            yield Said(Remark.BUSY_AVOIDED, {"months": busy})
        if draft.site is not None and draft.need.rule.site_id is None:
            last = max(
                (
                    _day(each)
                    for each in self.question.occasions
                    if each.site_id == draft.site.id and draft.activities[0] in each.types and not each.was_given_up
                ),
                default=None,
            )
            if last is None:
                yield Said(Remark.FIRST_AT_SITE, {"site": draft.site.name})
            else:
                yield Said(Remark.TURN_OF_SITE, {"site": draft.site.name, "day": last})
        if scenario is not None:
            before = hazards.get(scenario.hazard)
            if before is None:
                yield Said(Remark.NEW_HAZARD, {"hazard": scenario.hazard.label})
            elif not self.question.year.contains(before):
                yield Said(Remark.OLD_HAZARD, {"hazard": scenario.hazard.label, "day": before})
        if system is not None:
            yield Said(Remark.TURN_OF_SYSTEM, {"system": system.name})


def _day(occasion: Occasion) -> date:
    return occasion.held_on or occasion.planned_for


def _months_between(first: date, last: date) -> tuple[int, ...]:
    """The months that two days of one fiscal year span, 1-12, in order."""
    span = FiscalYear(first.year, first.month).months()
    return tuple(month for year, month in span if (year, month) <= (last.year, last.month))
