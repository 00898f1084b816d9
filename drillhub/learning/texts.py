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
