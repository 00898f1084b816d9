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
