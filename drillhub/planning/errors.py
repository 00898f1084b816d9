"""What planning may refuse."""

from drillhub.core.errors import DrillHubError, Invalid
from drillhub.core.i18n import _l


class ReasonMissing(Invalid):
    code = "reason_missing"
    sentence = _l("理由を入力してください。報告書に残ります。")


class SlotOver(DrillHubError):
    code = "slot_over"
    sentence = _l("この予定はすでに実施済み、または中止されているため、変更できません。")


class CommitmentNotDatable(Invalid):
    code = "commitment_day_ahead"
    sentence = _l("実施日には、今日までの日付を入力してください。")


class PlanFaulty(Invalid):
    """facts: fault, the sentence of the rule that is broken."""

    code = "plan_faulty"
    sentence = _l("%(fault)s")


class FulfilmentTwice(Invalid):
    code = "fulfilment_twice"
    sentence = _l("この日の実施は、すでに記録されています。")


class CommitmentWithdrawn(DrillHubError):
    code = "commitment_withdrawn"
    sentence = _l("この取組は今の計画にはないため、実施を記録できません。")


class NameMissing(Invalid):
    code = "name_missing"
    sentence = _l("名前を入力してください。")


class NotAnAmount(Invalid):
    """facts: maximum."""

    code = "not_an_amount"
    sentence = _l("0以上%(maximum)s以下の数で入力してください。")


class PriorityMissing(Invalid):
    code = "priority_missing"
    sentence = _l("優先度を選んでください。")


class SystemChanged(DrillHubError):
    code = "system_changed"
    sentence = _l(
        "表示した後に、このシステムが変更されました。何も保存していません。いまの内容を確かめて、もう一度操作してください。"
    )


class RiskTitleMissing(Invalid):
    code = "risk_title_missing"
    sentence = _l("リスクの名前を入力してください。")


class RiskLevelMissing(Invalid):
    code = "risk_level_missing"
    sentence = _l("1から5の中から選んでください。")


class RiskDamageUnlikely(Invalid):
    code = "risk_damage_unlikely"
    sentence = _l("損害額は、0以上の万円単位の数で入力してください。")


class TextTooLong(Invalid):
    """facts: maximum, in characters."""

    code = "text_too_long"
    sentence = _l("%(maximum)s文字以内で入力してください。")


class RiskMeasureUnknown(Invalid):
    code = "risk_measure_unknown"
    sentence = _l("選んだ取組が計画にありません。画面を新しくして、選び直してください。")


class RiskChanged(DrillHubError):
    code = "risk_changed"
    sentence = _l(
        "表示した後に、このリスクが変更されました。何も保存していません。いまの内容を確かめて、もう一度操作してください。"
    )


class NoWorkingDay(Invalid):
    code = "no_working_day"
    sentence = _l("一週間のうち、働く曜日を1つ以上残してください。")


class DaysTheWrongWay(Invalid):
    code = "days_the_wrong_way"
    sentence = _l("終わりの日は、始まりの日と同じか、後の日にしてください。")


class HolidayTooLong(Invalid):
    """facts: maximum, in days."""

    code = "holiday_too_long"
    sentence = _l("一度に入れられるのは%(maximum)s日までです。分けて入れてください。")


class MonthUnknown(Invalid):
    code = "month_unknown"
    sentence = _l("月を選んでください。")
