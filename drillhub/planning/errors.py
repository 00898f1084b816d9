"""What planning may refuse."""

from drillhub.core.errors import DrillHubError, Invalid
from drillhub.core.i18n import _l


class CommitmentNotDatable(Invalid):
    code = "commitment_day_ahead"
    sentence = _l("実施日には、今日までの日付を入力してください。")


class PlanFaulty(Invalid):
    """facts: fault, the sentence of the rule that is broken."""

    code = "plan_faulty"
    sentence = _l("%(fault)s")


class PlanChanged(DrillHubError):
    """facts: number of the edition that is in force now, name of who saved it."""

    code = "plan_changed"
    sentence = _l(
        "表示した後に、%(name)sさんが計画の第%(number)s版を保存しました。何も保存していません。いまの内容を確かめて、もう一度操作してください。"
    )


class PeriodTaken(Invalid):
    code = "period_taken"
    sentence = _l("この年月から始まる計画は、別に入っています。実施期間の始まりを確かめてください。")


class HazardTwice(Invalid):
    """facts: hazard, its label."""

    code = "hazard_twice"
    sentence = _l("「%(hazard)s」はすでに入っています。一覧から直してください。")


class FulfilmentTwice(Invalid):
    code = "fulfilment_twice"
    sentence = _l("この日の実施は、すでに記録されています。")


class CommitmentWithdrawn(DrillHubError):
    code = "commitment_withdrawn"
    sentence = _l("この取組は今の計画にはないため、実施を記録できません。")


class LevelMissing(Invalid):
    """facts: least, most: of the levels that can be chosen."""

    code = "level_missing"
    sentence = _l("%(least)sから%(most)sの中から選んでください。")


class NotAnAmount(Invalid):
    """facts: maximum."""

    code = "not_an_amount"
    sentence = _l("0以上%(maximum)s以下の数で入力してください。")


class RiskMeasureUnknown(Invalid):
    code = "risk_measure_unknown"
    sentence = _l("選んだ対策は、いまの計画にありません。画面を新しくして、選び直してください。")


class RegisterEntryChanged(DrillHubError):
    """Somebody else wrote the same entry of a register."""

    code = "register_entry_changed"
    sentence = _l(
        "表示した後に、この内容が変更されました。何も保存していません。いまの内容を確かめて、もう一度操作してください。"
    )
