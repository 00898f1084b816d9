"""What reporting may refuse."""

from drillhub.core.errors import DrillHubError, Invalid
from drillhub.core.i18n import _l


class PeriodUnreadable(Invalid):
    """facts: text."""

    code = "period_unreadable"
    sentence = _l("「%(text)s」という期間は作れません。会計年度、または始まりと終わりの日を選んでください。")


class PeriodBackwards(Invalid):
    """facts: first; last (ISO dates)."""

    code = "period_backwards"
    sentence = _l("期間の終わり %(last)s が、始まり %(first)s より前です。")


class PeriodTooLong(Invalid):
    """facts: years."""

    code = "period_too_long"
    sentence = _l("期間は%(years)s年以内にしてください。")


class PeriodNotBegun(Invalid):
    """facts: first (ISO date)."""

    code = "period_not_begun"
    sentence = _l("この期間は %(first)s に始まります。始まってから報告書を作れます。")


class ReportChanged(DrillHubError):
    """What the approver was shown is not what would be frozen now."""

    code = "report_changed"
    sentence = _l(
        "表示した後に記録が変わりました。報告書をもう一度確かめてから承認してください。まだ承認していません。"
    )


class ReasonForNewEdition(Invalid):
    code = "reason_for_new_edition"
    sentence = _l("この期間には承認済みの版があります。新しい版にする理由を入力してください。")


class TextTooLong(Invalid):
    """facts: maximum."""

    code = "text_too_long"
    sentence = _l("%(maximum)s文字以内で入力してください。")
