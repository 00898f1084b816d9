"""How proposals are put into words and signs on pages."""

from datetime import date
from typing import Any

from drillhub.core import japanese_dates
from drillhub.core.i18n import _, current_language
from drillhub.improvement.life_cycle import DecisionResult, ProposalEventKind, ProposalState, VerificationResult
from drillhub.improvement.models import ProposalEvent
from drillhub.improvement.queries import ProposalRow

# The sign of each state; see the macro `status`.
KINDS = {
    ProposalState.DRAFT: "plan",
    ProposalState.SUBMITTED: "plan",
    ProposalState.UNDER_REVIEW: "run",
    ProposalState.DEFERRED: "plan",
    ProposalState.ADOPTED: "plan",
    ProposalState.IN_PROGRESS: "run",
    ProposalState.IMPLEMENTED: "run",
    ProposalState.VERIFIED: "done",
    ProposalState.CLOSED: "done",
    ProposalState.REJECTED: "none",
    ProposalState.MERGED: "none",
}
DECISION_KINDS = {DecisionResult.ADOPTED: "done", DecisionResult.REJECTED: "none", DecisionResult.DEFERRED: "plan"}


def day(value: date) -> str:
    return japanese_dates.long_date(value, current_language())


def short_day(value: date) -> str:
    return japanese_dates.short_date(value, current_language())


def status_of(row: ProposalRow, today: date) -> tuple[str, str]:
    """(sign, words) of how a proposal stands today, the most pressing fact of it."""
    if row.owner_vacant:
        return "todo", _("担当者が不在")
    if row.is_overdue(today) and row.due_on is not None:
        return "late", _("%(days)s日超過", days=(today - row.due_on).days)
    match row.state:
        case ProposalState.UNDER_REVIEW if row.meeting_on is not None:
            return "run", _("%(day)sの議題", day=short_day(row.meeting_on))
        case ProposalState.DEFERRED if row.deferred_until is not None:
            passed = row.deferred_until <= today
            return ("late" if passed else "plan"), _("保留（%(day)sまで）", day=short_day(row.deferred_until))
        case ProposalState.IMPLEMENTED:
            return _status_of_effect(row)
    return KINDS[row.state], str(row.state.label)


def _status_of_effect(row: ProposalRow) -> tuple[str, str]:
    if row.awaits_verification or row.verifying is None:
        return "todo", _("確かめる訓練が未定")
    if row.verifying.is_over:
        return "run", _("効果を書けます")
    return "plan", _("%(day)sの訓練で確認", day=short_day(row.verifying.day))


def event_words(event: ProposalEvent) -> str:
    """What happened, in one line; what somebody wrote with it follows as its text."""
    facts: dict[str, Any] = event.facts
    match event.kind:
        case ProposalEventKind.SUBMITTED:
            return _("提出しました")
        case ProposalEventKind.WITHDRAWN:
            return _("提出を取り下げて、下書きに戻しました")
        case ProposalEventKind.PREPARED:
            return _("審議のために内容を整えました")
        case ProposalEventKind.REVIEW_STARTED:
            return _("会議 %(number)s の議題にしました", number=facts["meeting"])
        case ProposalEventKind.REVIEW_ENDED:
            return _("議題から外しました")
        case ProposalEventKind.DECIDED:
            return _("会議 %(number)s で「%(result)s」と決まりました", number=facts["meeting"], result=_outcome(facts))
        case ProposalEventKind.PROGRESS_NOTED:
            return _("進み具合を書きました")
        case ProposalEventKind.OWNER_CHANGED:
            return _("担当を%(name)s、期限を%(day)sにしました", name=facts["owner"], day=_iso(facts["due_on"]))
        case ProposalEventKind.IMPLEMENTED:
            return _("%(day)sに実施しました", day=_iso(facts["on"]))
        case ProposalEventKind.VERIFICATION_PLANNED:
            return _("訓練 %(number)s で効果を確かめることにしました", number=facts["drill"])
        case ProposalEventKind.VERIFIED:
            result = VerificationResult(facts["result"]).label
            return _("訓練 %(number)s で「%(result)s」でした", number=facts["drill"], result=result)
        case ProposalEventKind.REOPENED:
            return _("もう一度行うことにしました（新しい期限 %(day)s）", day=_iso(facts["due_on"]))
        case ProposalEventKind.CLOSED:
            return _("完了にしました")
        case ProposalEventKind.MERGED:
            return _("提案 %(number)s に統合しました", number=facts["into"])


def before_words(event: ProposalEvent) -> list[tuple[str, str]]:
    """(field, what it said before) of a working out that changed a text."""
    names = {"proposal": _("提案"), "cause": _("原因や背景"), "expected_effect": _("見込む効果")}
    before = event.facts.get("before", {}) if event.kind is ProposalEventKind.PREPARED else {}
    return [(names[name], text) for name, text in before.items() if name in names and text]


def _outcome(facts: dict[str, Any]) -> str:
    return str(DecisionResult(facts["result"]).outcome)


def _iso(text: str) -> str:
    return day(date.fromisoformat(text))
