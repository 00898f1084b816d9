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
