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
