"""Sentences that improvement sends to people. Written in the language that is current: the reader's."""

from datetime import date

from drillhub.core.i18n import _, current_language
from drillhub.core.japanese_dates import long_date
from drillhub.improvement.life_cycle import DecisionResult
from drillhub.improvement.models import ImprovementProposal, ManagementMeeting, ProposalDecision


def decision_subject(proposal: ImprovementProposal) -> str:
    return _("改善提案 %(number)s の決定のお知らせ", number=proposal.number)


def decision_body(
    name: str,
    asked: ImprovementProposal,
    decided: ImprovementProposal,
    decision: ProposalDecision,
    meeting: ManagementMeeting,
    address: str,
) -> str:
    """asked: the reader's proposal; decided: the one that was decided, another when theirs was merged into it."""
    lines = [
        _("%(name)s 様", name=name),
        "",
        _(
            "ご提案「%(title)s」（%(number)s）について、次のとおり決まりました。",
            title=asked.title,
            number=asked.number,
        ),
        "",
        _("決定: %(result)s", result=decision.result.outcome),
        _("理由: %(reason)s", reason=decision.reason),
    ]
    if asked is not decided:
        lines.insert(3, _("提案 %(number)s と合わせて決めました。", number=decided.number))
    if decision.conditions:
        lines.append(_("条件: %(conditions)s", conditions=decision.conditions))
    if decision.result is DecisionResult.ADOPTED:
        lines.append(_("担当: %(name)s", name=decision.owner_name))
    if decision.due_on is not None:
        lines.append(_("期限: %(day)s", day=_day(decision.due_on)))
    if decision.deferred_until is not None:
        lines.append(_("次に決める日: %(day)s", day=_day(decision.deferred_until)))
    lines += [
        _("決めた会議: %(body)s（%(day)s）", body=meeting.body, day=_day(meeting.held_on)),
        "",
        _("その後の進み方は、次のページで確かめられます。"),
        address,
    ]
    return "\n".join(lines)


def task_subject(proposal: ImprovementProposal) -> str:
    return _("改善提案 %(number)s の担当のお知らせ", number=proposal.number)


def task_body(name: str, proposal: ImprovementProposal, due_on: date, why: str, address: str) -> str:
    """why: the reason of the adoption, the hand-over or the reopening."""
    lines = [
        _("%(name)s 様", name=name),
        "",
        _("改善提案 %(number)s「%(title)s」の担当は、あなたです。", number=proposal.number, title=proposal.title),
        "",
        _("行うこと: %(text)s", text=proposal.proposal),
        _("期限: %(day)s", day=_day(due_on)),
        _("理由: %(reason)s", reason=why),
        "",
        _("進み具合と、実施した日を、次のページに書いてください。"),
        address,
    ]
    return "\n".join(lines)


def merged_subject(proposal: ImprovementProposal) -> str:
    return _("改善提案 %(number)s の統合のお知らせ", number=proposal.number)


def merged_body(name: str, proposal: ImprovementProposal, target: ImprovementProposal, address: str) -> str:
    lines = [
        _("%(name)s 様", name=name),
        "",
        _(
            "ご提案「%(title)s」（%(number)s）は、次の提案に統合しました。",
            title=proposal.title,
            number=proposal.number,
        ),
        _("統合先: %(number)s %(title)s", number=target.number, title=target.title),
        "",
        _("統合先の提案の決定は、あなたにもお知らせします。"),
        address,
    ]
    return "\n".join(lines)


def _day(day: date) -> str:
    return long_date(day, current_language())
