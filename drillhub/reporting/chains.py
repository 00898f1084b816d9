"""From findings and proposals to chains: what was noticed, and what became of it as far as a period knows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from drillhub.improvement.history import ProposalFact, VerificationFact
from drillhub.reporting.drill_facts import DrillEntry
from drillhub.reporting.improvement_sources import concerns, proposal_line
from drillhub.reporting.periods import Period
from drillhub.reporting.renewal_values import Chain, FoundInDrill, Proposed
from drillhub.vocabulary import PlanItem


def chains_of(
    drills: Iterable[DrillEntry],
    proposals: Iterable[ProposalFact],
    *,
    finding_ids: Mapping[tuple[int, int], int],
    edition_days: Mapping[int, date],
    years: Sequence[Period],
    period: Period,
    today: date,
) -> tuple[Chain, ...]:
    """Every finding with its proposal, and every proposal that comes from elsewhere; the newest last.

    drills: held in the period, by day. finding_ids: (drill, number within it) → the finding's id. edition_days: the
    days on which editions of the plan were saved.
    """
    concerned = [fact for fact in proposals if concerns(fact, period, today=today)]
    by_finding = {fact.finding_id: fact for fact in concerned if fact.finding_id is not None}
    known = set()
    chains = []
    for finding, item, finding_id in _findings(drills, finding_ids):
        fact = by_finding.get(finding_id) if finding_id is not None else None
        proposed = _proposed(fact, edition_days, period, today) if fact else None
        known |= {fact.id} if fact else set()
        plan_item = fact.plan_item if fact and fact.plan_item else item
        chains.append(Chain(finding.held_on, _year(finding.held_on, years), plan_item, finding, proposed))
    for fact in concerned:
        if fact.id not in known:
            proposed = _proposed(fact, edition_days, period, today)
            began_on = proposed.line.submitted_on
            chains.append(Chain(began_on, _year(began_on, years), fact.plan_item, None, proposed))
    return tuple(sorted(chains, key=lambda chain: chain.began_on))


def _findings(
    drills: Iterable[DrillEntry], finding_ids: Mapping[tuple[int, int], int]
) -> Iterator[tuple[FoundInDrill, PlanItem | None, int | None]]:
    for drill in drills:
        for each in drill.findings:
            found = FoundInDrill(
                drill_id=drill.id,
                drill_number=drill.number,
                drill_title=drill.title,
                drill_type=drill.drill_type,
                held_on=drill.held_on,
                number=each.number,
                text=each.text,
                cause=each.cause,
            )
            yield found, each.plan_item, finding_ids.get((drill.id, each.number))


def _proposed(fact: ProposalFact, edition_days: Mapping[int, date], period: Period, today: date) -> Proposed:
    day = period.known_until(today)
    edition = fact.plan_edition
    is_known = edition is not None and edition in edition_days and edition_days[edition] <= day
    return Proposed(
        line=proposal_line(fact, period, today=today),
        noticed=fact.finding_text,
        text=fact.proposal,
        proposer=fact.proposer,
        decisions=tuple(each for each in fact.decisions if each.decided_on <= day),
        verifications=tuple(each for each in fact.verifications if _is_told(each, day)),
        merged_into=fact.merged_into,
        plan_edition=edition if is_known else None,
    )


def _is_told(verification: VerificationFact, day: date) -> bool:
    """With a result once there was one; without, unless another drill was named instead."""
    if verification.verified_on is not None:
        return verification.verified_on <= day
    return not verification.withdrawn


def _year(day: date, years: Sequence[Period]) -> int:
    return next((year.number for year in years if day <= year.last_day), years[-1].number)
