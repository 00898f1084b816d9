"""What the calendar may refuse."""

from drillhub.core.errors import DrillHubError, Invalid
from drillhub.core.i18n import _l


class ReasonMissing(Invalid):
    code = "reason_missing"
    sentence = _l("理由を入力してください。報告書に残ります。")


class SlotOver(DrillHubError):
    code = "slot_over"
    sentence = _l("この予定はすでに実施済み、または中止されているため、変更できません。")


class ReviewDayUnlikely(Invalid):
    code = "review_day_unlikely"
    sentence = _l("行った日には、今日までの日付を入力してください。")


class ReviewTextMissing(Invalid):
    code = "review_text_missing"
    sentence = _l("見直して分かったことを入力してください。問題がなければ、そのように書きます。")


class NotAReview(DrillHubError):
    code = "not_a_review"
    sentence = _l("この予定は訓練です。訓練の画面から進めてください。")


class DaysBackwards(Invalid):
    code = "days_backwards"
    sentence = _l("最後の日は、最初の日と同じか、それより後にしてください。")


class DaysTooMany(Invalid):
    """facts: maximum."""

    code = "days_too_many"
    sentence = _l("一度に入れられる休みは%(maximum)s日までです。分けて入れてください。")
