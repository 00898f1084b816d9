"""Sentences that learning sends to people. Written in the language that is current: the reader's."""

from datetime import date

from drillhub.core.i18n import _, current_language
from drillhub.core.japanese_dates import long_date
from drillhub.learning.models import QuizRevision


def assignment_subject(revision: QuizRevision) -> str:
    return str(_("理解度テスト「%(title)s」のお願い", title=revision.title))


def assignment_body(name: str, revision: QuizRevision, *, questions: int, due_on: date, address: str) -> str:
    """To somebody who has been given a quiz. address: the personal page on which it is taken."""
    lines = [
        _("%(name)s 様", name=name),
        "",
        _("次の理解度テストにお答えください。"),
        "",
        _("理解度テスト: %(title)s", title=revision.title),
        _("問題の数: %(count)s問", count=questions),
        _("期限: %(date)s", date=long_date(due_on, current_language())),
        _("合格: %(percent)s%%以上", percent=revision.pass_mark),
    ]
    if revision.time_limit_min is not None:
        lines.append(_("制限時間: 始めてから%(minutes)s分", minutes=revision.time_limit_min))
    lines += [
        "",
        _("次のあなた専用のページからお答えください。サインインは要りません。"),
        address,
        "",
        _("回答は1問ごとに保存されます。途中でページを閉じても、続きから再開できます。"),
        _("このリンクはあなただけのものです。ほかの人に転送しないでください。"),
    ]
    return "\n".join(lines)


def reminder_subject(revision: QuizRevision) -> str:
    return str(_("理解度テスト「%(title)s」がまだ終わっていません", title=revision.title))


def reminder_body(name: str, revision: QuizRevision, *, due_on: date, is_overdue: bool, address: str) -> str:
    """To somebody who has not passed yet. address: a new personal page; an earlier one goes on working."""
    day = long_date(due_on, current_language())
    when = _("期限（%(date)s）を過ぎましたが、いまからでも受けられます。", date=day) if is_overdue else None
    lines = [
        _("%(name)s 様", name=name),
        "",
        _("理解度テスト「%(title)s」が、まだ合格になっていません。", title=revision.title),
        when or _("%(date)sまでにお答えください。", date=day),
        "",
        _("次のあなた専用のページからお答えください。サインインは要りません。"),
        address,
        "",
        _("途中まで答えている場合は、続きから再開できます。"),
        _("このリンクはあなただけのものです。ほかの人に転送しないでください。"),
    ]
    return "\n".join(lines)
