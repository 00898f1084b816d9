"""What the pages of learning say with values in it."""

from datetime import datetime

from drillhub.core import clock
from drillhub.core.i18n import _
from drillhub.web.doors import timezone
from drillhub.web.learning.sitting_page import ShownQuestion


def sitting_words() -> dict[str, str]:
    """What the script of the quiz says; it fills in what stands in braces."""
    return {
        "none": _("まだ答えていません"),
        "saving": _("保存中"),
        "saved": _("保存済み %(time)s", time="{time}"),
        "unsent": _("未送信（再送します）"),
        "held": _("未送信（この端末に残っています）"),
        "refused": _("保存できません: %(reason)s", reason="{reason}"),
        "conflict": _("どちらの回答にするか選んでください"),
        "items_left": _("あと%(count)sつ選ぶと保存します", count="{count}"),
        "all_saved": _("すべて保存済み %(time)s", time="{time}"),
        "all_unsent": _("未送信 %(count)s問（再送します）", count="{count}"),
        "all_held": _("未送信 %(count)s問（この端末に残っています）", count="{count}"),
        "look": _("確かめてください %(count)s問", count="{count}"),
        "nothing_yet": _("まだ回答は送信されていません"),
        "blank": _("回答なし"),
        "dot": _("問%(number)s %(state)s", number="{number}", state="{state}"),
        "question": _("問%(number)s", number="{number}"),
        "rank": _("%(number)s番目", number="{number}"),
        "no_rank": _("まだ"),
        "touch_in_order": _("1番目から順に押してください。もう一度押すと外れます。"),
        "left": _("残り %(time)s", time="{time}"),
        "minutes_left": _("残り時間は%(minutes)s分です。", minutes="{minutes}"),
        "offline": _("接続が切れています。回答はこの端末に残っていて、つながりしだい送ります。"),
        "not_submitted": _("提出できませんでした。接続を確かめて、もう一度「提出する」を押してください。"),
        "kept": _("入力した回答はこの端末に残っています。"),
        "reopen": _("画面を開き直して続ける"),
        "over": _("この理解度テストは終わっています。"),
        "to_result": _("結果を見る"),
        "no_storage": _("この端末には控えを残せません。接続が切れている間は、この画面を閉じないでください。"),
        "unanswered": _("まだ答えていない問題が%(count)sつあります", count="{count}"),
        "submit_anyway": _("%(count)s問を未回答のまま提出する", count="{count}"),
    }


def clock_face(milliseconds: int) -> str:
    """What is left of the time limit: 9:05. As the script of the quiz counts, rounded up to the second."""
    seconds = -(-max(0, milliseconds) // 1000)
    return f"{seconds // 60}:{seconds % 60:02d}"


def hour(value: datetime | None) -> str:
    """When something was saved, in the organisation's zone: 14:03."""
    return "" if value is None else clock.local(value, timezone()).strftime("%H:%M")


def saved_state(question: ShownQuestion) -> str:
    """What is true of a question as the page is made."""
    if question.is_unsaved:
        return _("まだ保存していません")
    if not question.is_answered:
        return _("まだ答えていません")
    return _("保存済み %(time)s", time=hour(question.saved_at))
