"""Why a row of a figure was counted as it was."""

from enum import StrEnum
from typing import Final

from drillhub.core.i18n import LazyString, _l


class RowReason(StrEnum):
    HELD = "held"
    NOT_HELD = "not_held"
    HELD_LATER = "held_later"
    NOT_DUE_YET = "not_due_yet"
    MOVED_AWAY = "moved_away"
    ATTENDANCE = "attendance"
    NOBODY_EXPECTED = "nobody_expected"
    ON_TIME = "on_time"
    LATE = "late"
    BY_CRITERION = "by_criterion"
    BEYOND_THE_STORY = "beyond_the_story"
    NEVER_STARTED = "never_started"
    ENDED_EARLIER = "ended_earlier"
    NOT_RECORDED = "not_recorded"
    UNSEEN = "unseen"
    REVIEWED_IN_TIME = "reviewed_in_time"
    REVIEWED_LATE = "reviewed_late"
    NOT_REVIEWED = "not_reviewed"
    REVIEW_NOT_DUE = "review_not_due"
    MEASURED = "measured"
    NOT_MEASURED = "not_measured"
    ACCOUNTED_FOR = "accounted_for"
    NO_HEADCOUNT = "no_headcount"
    QUIZ_FINISHED = "quiz_finished"
    QUIZ_NOT_DUE = "quiz_not_due"
    QUIZ_PASSED = "quiz_passed"
    NOBODY_FINISHED = "nobody_finished"
    SUBMITTED = "submitted"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    DEFERRED = "deferred"
    MERGED = "merged"
    NOT_DECIDED = "not_decided"
    IMPLEMENTED = "implemented"
    NOT_IMPLEMENTED = "not_implemented"
    IMPLEMENTED_IN_TIME = "implemented_in_time"
    IMPLEMENTED_LATE = "implemented_late"
    OVERDUE = "overdue"
    DUE_LATER = "due_later"
    WINDOW_KEPT = "window_kept"
    WINDOW_MISSED = "window_missed"

    @property
    def label(self) -> LazyString:
        return _REASON_LABELS[self]


_REASON_LABELS: Final = {
    RowReason.HELD: _l("実施した"),
    RowReason.NOT_HELD: _l("実施していない"),
    RowReason.HELD_LATER: _l("期間の後に実施した"),
    RowReason.NOT_DUE_YET: _l("期日がまだ来ていない"),
    RowReason.MOVED_AWAY: _l("期間の外の日に移した"),
    RowReason.ATTENDANCE: _l("参加した人 ÷ 参加するはずの人"),
    RowReason.NOBODY_EXPECTED: _l("参加するはずの人がいない"),
    RowReason.ON_TIME: _l("目標内"),
    RowReason.LATE: _l("超過"),
    RowReason.BY_CRITERION: _l("時間ではなく、評価の観点で判定"),
    RowReason.BEYOND_THE_STORY: _l("目標が想定の終わりより後"),
    RowReason.NEVER_STARTED: _l("測り始める出来事が起きなかった"),
    RowReason.ENDED_EARLIER: _l("目標の時間になる前に終わった"),
    RowReason.NOT_RECORDED: _l("終わったかどうかの記録がない"),
    RowReason.UNSEEN: _l("終わったかどうかを見た人がいない"),
    RowReason.REVIEWED_IN_TIME: _l("14日以内にレビュー済み"),
    RowReason.REVIEWED_LATE: _l("レビューが14日を過ぎた"),
    RowReason.NOT_REVIEWED: _l("レビューがまだ（14日を過ぎた）"),
    RowReason.REVIEW_NOT_DUE: _l("レビューの期限前"),
    RowReason.MEASURED: _l("測った時間"),
    RowReason.NOT_MEASURED: _l("時間を測っていない"),
    RowReason.ACCOUNTED_FOR: _l("確認した人 ÷ その場にいた人"),
    RowReason.NO_HEADCOUNT: _l("点呼の記録がない"),
    RowReason.QUIZ_FINISHED: _l("受け終えた人 ÷ 割り当てた人"),
    RowReason.QUIZ_NOT_DUE: _l("期限がまだ来ていない"),
    RowReason.QUIZ_PASSED: _l("合格した人 ÷ 受け終えた人"),
    RowReason.NOBODY_FINISHED: _l("受け終えた人がいない"),
    RowReason.SUBMITTED: _l("期間中に提出された"),
    RowReason.ADOPTED: _l("採択した"),
    RowReason.REJECTED: _l("採択しなかった"),
    RowReason.DEFERRED: _l("保留した"),
    RowReason.MERGED: _l("ほかの提案にまとめた"),
    RowReason.NOT_DECIDED: _l("採否がまだ決まっていない"),
    RowReason.IMPLEMENTED: _l("実施済み"),
    RowReason.NOT_IMPLEMENTED: _l("まだ実施していない"),
    RowReason.IMPLEMENTED_IN_TIME: _l("期限までに実施"),
    RowReason.IMPLEMENTED_LATE: _l("期限の後に実施"),
    RowReason.OVERDUE: _l("期限を過ぎて未実施"),
    RowReason.DUE_LATER: _l("期限がまだ来ていない"),
    RowReason.WINDOW_KEPT: _l("期限までに実施"),
    RowReason.WINDOW_MISSED: _l("期限までに実施していない"),
}
