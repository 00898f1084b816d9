"""The chain of a proposal (改善のつながり): from what was noticed to the change of the plan, in six steps."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from drillhub.core import japanese_dates
from drillhub.core.i18n import _, current_language, pgettext
from drillhub.improvement.history import ProposalFact
from drillhub.improvement.life_cycle import ProposalState


@dataclass(frozen=True)
class ChainStep:
    """One step. lines: when, where, who. is_open: it has still to happen."""

    name: str
    lines: tuple[str, ...]
    text: str
    is_open: bool = False


def chain_of(fact: ProposalFact, *, noticed: str = "") -> tuple[ChainStep, ...]:
    """noticed: where it was noticed, in words (a drill and its day)."""
    return tuple(_steps(fact, noticed))


def _steps(fact: ProposalFact, noticed: str) -> Iterator[ChainStep]:
    yield ChainStep(_("気付き"), _lines(noticed or str(fact.source.label)), fact.finding_text)
    yield ChainStep(
        _("改善提案 %(number)s", number=fact.number),
        _lines(_day(fact.submitted_on), fact.proposer),
        fact.proposal,
        is_open=not fact.proposal,
    )
    yield _decision(fact)
    if fact.state in {ProposalState.REJECTED, ProposalState.MERGED}:
        return
    again = _("%(count)s回、やり直しています。", count=fact.reopened_count) if fact.reopened_count else ""
    yield ChainStep(
        pgettext("chain", "実施"),
        _lines(_day(fact.implemented_on) or _due(fact.due_on), fact.owner),
        fact.implementation + again,
        is_open=fact.implemented_on is None,
    )
    yield _verification(fact)
    yield _plan(fact)


def _decision(fact: ProposalFact) -> ChainStep:
    name = _("決裁")
    if fact.merged_into:
        return ChainStep(name, (), _("提案 %(number)s に統合しました。", number=fact.merged_into))
    if not fact.decisions:
        return ChainStep(name, (), "", is_open=True)
    last = fact.decisions[-1]
    text = _("%(result)s。%(note)s", result=last.result.outcome, note=last.reason)
    open_again = fact.state in {ProposalState.UNDER_REVIEW, ProposalState.DEFERRED}
    return ChainStep(name, _lines(_day(last.decided_on), last.body), text, is_open=open_again)


def _verification(fact: ProposalFact) -> ChainStep:
    name = _("効果確認")
    named = [each for each in fact.verifications if not each.withdrawn]
    if not named:
        return ChainStep(name, (), "", is_open=True)
    last = named[-1]
    lines = _lines(_day(last.drill_on), last.drill_title)
    if last.result is None:
        return ChainStep(name, lines, last.method, is_open=True)
    still = fact.verified_on is None
    return ChainStep(name, (*lines, str(last.result.label)), last.note, is_open=still)


def _plan(fact: ProposalFact) -> ChainStep:
    name = _("計画の改訂")
    if fact.state is not ProposalState.CLOSED:
        return ChainStep(name, (), "", is_open=True)
    if fact.plan_edition is None:
        return ChainStep(name, _lines(_day(fact.closed_on)), _("改訂は要りませんでした。"))
    return ChainStep(name, _lines(_day(fact.closed_on)), _("第%(number)s版に反映しました。", number=fact.plan_edition))


def _lines(*lines: str) -> tuple[str, ...]:
    return tuple(line for line in lines if line)


def _day(day: date | None) -> str:
    return japanese_dates.plain_date(day, current_language()) if day is not None else ""


def _due(day: date | None) -> str:
    return _("期限 %(day)s", day=_day(day)) if day is not None else ""
