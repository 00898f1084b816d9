"""What drills may refuse."""

from drillhub.core.errors import DrillHubError, Invalid
from drillhub.core.i18n import _l


class RunConflict(DrillHubError):
    """The run is no longer in the state in which this was asked; usually somebody else was faster."""

    code = "run_conflict"
    status = 409
    sentence = _l("いまの状態は「%(status)s」のため、この操作はできません。画面を新しくして、状態を確かめてください。")


class InjectAlreadyHandled(RunConflict):
    code = "inject_already_handled"
    sentence = _l("状況付与%(seq)sは、すでに出したか飛ばしています。画面を新しくして確かめてください。")


class TaskAlreadyDone(RunConflict):
    code = "task_already_done"
    sentence = _l("この作業は、すでに「できた」になっています。画面を新しくして確かめてください。")


class TaskNotDone(RunConflict):
    code = "task_not_done"
    sentence = _l("この作業は、まだ「できた」になっていません。画面を新しくして確かめてください。")


class NothingChanges(RunConflict):
    code = "nothing_changes"
    sentence = _l("すでにその状態です。画面を新しくして確かめてください。")


class NoHeadcountHere(DrillHubError):
    """Nobody gathers in this drill, so nobody is counted."""

    code = "no_headcount_here"
    sentence = _l("この訓練では点呼をしません。点呼をするのは、種類に避難訓練を含む訓練です。")


class StillUnaccounted(RunConflict):
    """The headcount was to be declared finished with more people open than somebody said they know of."""

    code = "still_unaccounted"
    sentence = _l("まだ%(count)s人を確認できていません。人数を確かめて、もう一度押してください。")


class EventIdReused(DrillHubError):
    """An event id was sent again with other content; the first one stays."""

    code = "event_id_reused"
    status = 422
    sentence = _l("同じ番号の記録がすでにあるため、受け付けませんでした。画面を新しくしてください。")


class UnknownInRun(Invalid):
    """An inject, task, note or criterion that this run does not have."""

    code = "unknown_in_run"
    sentence = _l("この訓練にないものが指定されました。画面を新しくして、もう一度お試しください。")


class TextMissing(Invalid):
    code = "text_missing"
    sentence = _l("内容を入力してください。")


class StoryTimeImpossible(Invalid):
    code = "story_time_impossible"
    sentence = _l("想定の時間は、0分以上の整数で入力してください。")


class TransitionRefused(DrillHubError):
    code = "transition_refused"
    sentence = _l("「%(now)s」の訓練は「%(wanted)s」にできません。")


class NotAhead(DrillHubError):
    code = "drill_not_ahead"
    sentence = _l("この訓練は、もう予定ではありません。")


class FixedAtLaunch(DrillHubError):
    code = "fixed_at_launch"
    sentence = _l("訓練を開始したため、参加者と役割は変更できません。あとから来た人は進行の画面で加えてください。")


class DayPassed(Invalid):
    code = "day_passed"
    sentence = _l("過ぎた日です。行った訓練をあとから入れるなら、「過ぎた日の訓練として入れる」を選んでください。")


class DayFarAway(Invalid):
    """facts: back, ahead, in years."""

    code = "day_far_away"
    sentence = _l("日付を確かめてください。%(back)s年前から%(ahead)s年先までの日を入力できます。")


class SlotTaken(DrillHubError):
    code = "slot_taken"
    sentence = _l("この予定には、すでに訓練があります。カレンダーからその訓練を開いてください。")


class SiteUnknown(Invalid):
    code = "site_unknown"
    sentence = _l("拠点を選んでください。")


class FacilitatorUnknown(Invalid):
    code = "facilitator_unknown"
    sentence = _l("名簿にいる人を選んでください。")


class DeputyIsFacilitator(Invalid):
    code = "deputy_is_facilitator"
    sentence = _l("代理には、進行役とは別の人を選んでください。")


class TaskTimeMissing(Invalid):
    """facts: task, in words."""

    code = "task_time_missing"
    sentence = _l("「%(task)s」は、終わった時間を分で入力してください。")


class TaskReasonMissing(Invalid):
    """facts: task, in words."""

    code = "task_reason_missing"
    sentence = _l("「%(task)s」は、判定できない理由を入力してください。")


class ReasonMissing(Invalid):
    code = "reason_missing"
    sentence = _l("理由を入力してください。")


class ExcuseMissing(ReasonMissing):
    """An excuse takes somebody out of the participation rate, so it says why."""

    code = "excuse_missing"
    sentence = _l("%(name)sさんの免除の理由を入力してください。")


class ChoiceMissing(Invalid):
    code = "choice_missing"
    sentence = _l("説明だけが書かれた行があります。その行の評価、結果または出欠も選んでください。")


class NotReadyToClose(DrillHubError):
    """missing: what the evaluation still lacks, as `evaluation.Gap` values."""

    code = "not_ready_to_close"
    sentence = _l("評価に足りないものがあるため、記録を確定できません。")


class NoRunToClose(DrillHubError):
    code = "no_run_to_close"
    sentence = _l("終了した進行がないため、記録を確定できません。")


class RunAlreadyGoing(DrillHubError):
    code = "run_already_going"
    sentence = _l("この訓練は、すでに開始の画面が開いています。")


class RecordClosed(DrillHubError):
    """The record is frozen; changes need a correction with a reason."""

    code = "record_closed"
    sentence = _l("記録は確定しています。直すときは、理由を書いて訂正を始めてください。")


class NotLaunchable(DrillHubError):
    code = "not_launchable"
    sentence = _l("開始の前に必要なものがそろっていません。")


class ParticipantUnknown(Invalid):
    code = "participant_unknown"
    sentence = _l("参加者に指定した人は名簿にいません。")
