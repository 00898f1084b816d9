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


class StatusTextMissing(Invalid):
    code = "status_text_missing"
    sentence = _l("「計画どおり」「おおむね計画どおり」の評価には、実施した内容を入力してください。")


class StatusReasonMissing(Invalid):
    code = "status_reason_missing"
    sentence = _l("「不十分」「ほとんど実施していない」の評価には、その理由を入力してください。")


class StatusPolicyMissing(Invalid):
    code = "status_policy_missing"
    sentence = _l("「不十分」「ほとんど実施していない」の評価には、改善の方針を入力してください。")


class StatusStartMissing(Invalid):
    code = "status_start_missing"
    sentence = _l("「未着手」の評価には、着手する予定の年月を 2026-04 の形で入力してください。")


class StatusStartPassed(Invalid):
    code = "status_start_passed"
    sentence = _l("着手する予定の年月には、今月か、これから先の月を入力してください。")


class StatusRowChanged(DrillHubError):
    """Somebody else confirmed or changed the row after it was shown."""

    code = "status_row_changed"
    sentence = _l("表示した後に、ほかの人がこの行を変えました。内容を確かめて、もう一度保存してください。")


class NoPlan(DrillHubError):
    code = "no_plan"
    sentence = _l("認定を受けた計画がまだ入っていません。計画を取り込んでから、この報告書を作ってください。")


class EditionFileBroken(DrillHubError):
    """facts: format."""

    code = "edition_file_broken"
    status = 500
    sentence = _l(
        "保管していた%(format)sのファイルが、承認したときのものと違います。渡さずに、管理者へ知らせてください。"
        "内容はJSONで書き出せます。"
    )
