"""The sentences of the improvement history: links of a chain, drafts for the next plan, and what is missing."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from drillhub.core import japanese_dates
from drillhub.core.i18n import LazyString, _, _l, current_language
from drillhub.improvement.life_cycle import DecisionResult, ProposalState
from drillhub.planning.models import CommitmentKind
from drillhub.reporting import figure_words
from drillhub.reporting.figures import Figure
from drillhub.reporting.kpis import Direction
from drillhub.reporting.renewal_values import Chain, Proposed, RenewalGap, RenewalGapCode, Step, Trend
from drillhub.reporting.report_words import day
from drillhub.reporting.status_values import StatusLine
from drillhub.reporting.status_words import item_name, measure_of
from drillhub.vocabulary import PlanItem

REPORT_NAME: Final = _l("更新審査の改善履歴")
NO_PROCEDURE: Final = _l(
    "認定には「更新」という手続きがなく、期間が終わる前に新しく申請（再申請、2回目以降の申請）します。"
    "この履歴は、その申請に添える実施状況報告書の根拠になります。"
)

_GAPS: Final[dict[RenewalGapCode, LazyString]] = {
    RenewalGapCode.MONTH_NOT_MET: _l("「%(subject)s」は、約束した%(month)sに実施の記録がありません。"),
    RenewalGapCode.MONTH_MADE_UP_FOR: _l("「%(subject)s」は、約束した%(month)sとは別の時期に実施しました。"),
    RenewalGapCode.MEASURE_NOT_DONE: _l("「%(subject)s」は、予定の%(month)sを過ぎて実施の記録がありません。"),
    RenewalGapCode.COMMITMENT_WITHOUT_EVIDENCE: _l("「%(subject)s」に、証跡のファイルがありません。"),
    RenewalGapCode.PROPOSAL_WITHOUT_EVIDENCE: _l(
        "改善提案「%(subject)s」（%(day)sに実施）に、証跡のファイルがありません。"
    ),
    RenewalGapCode.DRILL_WITHOUT_EVIDENCE: _l("「%(subject)s」（%(day)s）に、証跡のファイルがありません。"),
    RenewalGapCode.FINDING_WITHOUT_PROPOSAL: _l("気付き「%(subject)s」（%(day)s）が、改善提案になっていません。"),
    RenewalGapCode.ROW_NOT_CONFIRMED: _l("%(item)sの評価を、まだ人が確かめていません。"),
    RenewalGapCode.NOT_CHECKED: _l("作成した人と確認した人が入っていません。"),
}

_GROUPS: Final[tuple[tuple[LazyString, frozenset[RenewalGapCode]], ...]] = (
    (
        _l("約束の時期に実施していないもの"),
        frozenset({RenewalGapCode.MONTH_NOT_MET, RenewalGapCode.MONTH_MADE_UP_FOR, RenewalGapCode.MEASURE_NOT_DONE}),
    ),
    (_l("改善提案になっていない気付き"), frozenset({RenewalGapCode.FINDING_WITHOUT_PROPOSAL})),
    (
        _l("証跡のないもの"),
        frozenset(
            {
                RenewalGapCode.COMMITMENT_WITHOUT_EVIDENCE,
                RenewalGapCode.PROPOSAL_WITHOUT_EVIDENCE,
                RenewalGapCode.DRILL_WITHOUT_EVIDENCE,
            }
        ),
    ),
    (_l("確かめていないもの"), frozenset({RenewalGapCode.ROW_NOT_CONFIRMED, RenewalGapCode.NOT_CHECKED})),
)

# What is said of a chain, and the kind of its sign (done, late, todo, run, plan, none).
_STATES: Final[dict[ProposalState, tuple[str, LazyString]]] = {
    ProposalState.SUBMITTED: ("plan", _l("決裁を待っています")),
    ProposalState.UNDER_REVIEW: ("plan", _l("審議しています")),
    ProposalState.ADOPTED: ("run", _l("実施を待っています")),
    ProposalState.IN_PROGRESS: ("run", _l("実施しています")),
    ProposalState.IMPLEMENTED: ("run", _l("効果確認を待っています")),
    ProposalState.VERIFIED: ("done", _l("効果を確認")),
    ProposalState.CLOSED: ("done", _l("効果を確認")),
    ProposalState.REJECTED: ("none", _l("採択しなかった")),
    ProposalState.DEFERRED: ("plan", _l("保留しています")),
}


def gap_sentence(gap: RenewalGap) -> str:
    """What is missing, in one sentence."""
    facts = {
        "subject": gap.subject,
        "day": day(gap.day) if gap.day else "",
        "month": japanese_dates.month_name(gap.day, current_language()) if gap.day else "",
        "item": item_name(gap.item) if gap.item else "",
    }
    return str(_GAPS[gap.code]) % facts


def grouped(gaps: Sequence[RenewalGap]) -> Iterator[tuple[str, tuple[RenewalGap, ...]]]:
    """What is missing by what it is about, each group with its name; groups without a gap are left out."""
    for name, codes in _GROUPS:
        found = tuple(gap for gap in gaps if gap.code in codes)
        if found:
            yield str(name), found


def chain_state(chain: Chain) -> tuple[str, str]:
    """The kind of its sign, and how far it came in words."""
    if chain.proposed is None:
        return "todo", _("改善提案がまだない")
    line = chain.proposed.line
    if line.is_overdue:
        return "late", _("実施の期限を過ぎた")
    if line.state is ProposalState.CLOSED and line.verified_on is None:
        return "done", str(ProposalState.CLOSED.label)
    if line.state is ProposalState.MERGED:
        return "none", _("%(number)sに統合", number=chain.proposed.merged_into)
    kind, words = _STATES[line.state]
    return kind, str(words)


def item_number(item: PlanItem | None) -> str:
    """3(2)D, or "" when nobody said which part of the plan it is about."""
    return item.value if item else ""


def found(chain: Chain) -> tuple[str, str]:
    """Where and when it began, and what was noticed."""
    if chain.finding is not None:
        where = _("%(day)s %(title)s", day=day(chain.finding.held_on), title=chain.finding.drill_title)
        return where, chain.finding.text
    if chain.proposed is None:
        return day(chain.began_on), ""
    source = chain.proposed.line.source.label
    return _("%(day)s %(title)s", day=day(chain.began_on), title=source), chain.proposed.noticed


def proposed(chain: Chain) -> tuple[str, str]:
    """Number, day and proposer, and what was proposed."""
    if chain.proposed is None:
        return "", _("改善提案になっていない。")
    each = chain.proposed
    who = _("%(number)s %(day)s %(name)s", number=each.line.number, day=day(each.line.submitted_on), name=each.proposer)
    return who, each.text or each.line.title


def decided(each: Proposed) -> Iterator[tuple[str, str]]:
    """Each decision: when and by which body, and the result with its reason, conditions and date."""
    for decision in each.decisions:
        parts = [_DECISIONS[decision.result], decision.reason]
        if decision.conditions:
            parts.append(_("条件: %(text)s", text=decision.conditions))
        if decision.due_on:
            parts.append(_("期限: %(day)s", day=day(decision.due_on)))
        yield (
            _("%(day)s %(body)s", day=day(decision.decided_on), body=decision.body),
            (_("。").join(str(part).rstrip("。") for part in parts) + _("。")).rstrip(),
        )


_DECISIONS: Final[dict[DecisionResult, LazyString]] = {
    DecisionResult.ADOPTED: _l("採択"),
    DecisionResult.REJECTED: _l("不採択"),
    DecisionResult.DEFERRED: _l("保留"),
}


def implemented(each: Proposed) -> tuple[str, str] | None:
    """When and by whom; None while it is not, or never will be."""
    if each.line.implemented_on is None:
        return None
    return _("%(day)s %(name)s", day=day(each.line.implemented_on), name=each.line.owner), _("実施した。")


def verified(each: Proposed, day_known: date) -> Iterator[tuple[str, str]]:
    """Each drill that showed, or is to show, the effect. day_known: the last day the report knows of."""
    for verification in each.verifications:
        where = _("%(day)s %(title)s", day=day(verification.drill_on), title=verification.drill_title)
        if verification.result is None and verification.drill_on <= day_known:
            yield where, _("この訓練での結果がまだない。%(method)s", method=verification.method)
        elif verification.result is None:
            yield where, _("この訓練で確かめる。%(method)s", method=verification.method)
        else:
            yield where, _("%(result)s。%(note)s", result=verification.result.label, note=verification.note)


def plan_changed(each: Proposed, item: PlanItem | None) -> str:
    """Which part of which edition of the plan was changed; "" when none was."""
    if each.plan_edition is None:
        return ""
    if item is None:
        return _("計画 第%(number)s版", number=each.plan_edition)
    return _("計画 第%(number)s版 %(item)s %(label)s", number=each.plan_edition, item=item.value, label=item.label)


def step_words(step: Step) -> str:
    return str(step.label)


def trend_name(trend: Trend) -> str:
    """参加率（K04）."""
    return _("%(name)s（%(code)s）", name=figure_words.kpi(trend.figures[0]).name, code=trend.code)


def direction_words(trend: Trend) -> str:
    """Which way is better; "" where neither is."""
    direction = trend.figures[0].direction
    if direction is Direction.NEUTRAL:
        return ""
    return _("高いほどよい") if direction is Direction.HIGHER_BETTER else _("低いほどよい")


def trend_sentence(trend: Trend, years: list[str]) -> str:
    """The trend as a sentence, for those who do not see the picture. years: their names."""
    values = _("、").join(
        f"{year} {figure_words.figure_value(figure)}" for year, figure in zip(years, trend.figures, strict=True)
    )
    return _("%(name)s: %(values)s。", name=trend_name(trend), values=values)


def counted(figure: Figure) -> str:
    """What the value rests on: its fraction, or how many records."""
    text = figure_words.figure_fraction(figure) or _("%(count)s件", count=figure.n)
    return _("%(counted)s（参考値）", counted=text) if figure.is_reference_only else text


def current_measures(line: StatusLine, item: PlanItem) -> Iterator[str]:
    """Draft sentences for 現在の取組 of the next plan: what was done for an item, and nothing that was not."""
    for commitment in line.commitments:
        if commitment.plan_item is item and commitment.kind is CommitmentKind.MEASURE and commitment.done:
            done = japanese_dates.month_name(commitment.done[0].day, current_language())
            note = f" {commitment.done[0].note}".rstrip()
            yield _("「%(text)s」を%(month)sに実施した。%(note)s", text=commitment.text, month=done, note=note).strip()
    for each in line.improvements:
        if each.plan_item is item:
            done = japanese_dates.month_name(each.implemented_on, current_language())
            sentence = _(
                "「%(text)s」を%(month)sに実施した（改善提案 %(number)s）。",
                text=measure_of(each),
                month=done,
                number=each.number,
            )
            yield sentence + (_("後の訓練で効果を確かめた。") if each.was_verified else "")
