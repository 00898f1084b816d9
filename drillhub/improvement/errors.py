"""What improvement may refuse."""

from drillhub.core.errors import DrillHubError, Invalid
from drillhub.core.i18n import _l


class TransitionRefused(DrillHubError):
    """facts: state, the label of the state it is in."""

    code = "proposal_transition_refused"
    sentence = _l(
        "この提案はいま「%(state)s」のため、この操作はできません。何も変えていません。画面を新しくして確かめてください。"
    )


class ProposalChanged(DrillHubError):
    """Somebody else was faster. facts: name, who changed it last."""

    code = "proposal_changed"
    sentence = _l(
        "表示した後に、%(name)sさんがこの提案を変更しました。何も保存していません。いまの内容を確かめて、もう一度操作してください。"
    )


class MeetingChanged(DrillHubError):
    code = "meeting_changed"
    sentence = _l(
        "表示した後に、この会議の記録が変わりました。何も保存していません。いまの内容を確かめて、もう一度操作してください。"
    )


class MeetingEnded(DrillHubError):
    """facts: number."""

    code = "meeting_ended"
    sentence = _l("会議 %(number)s は終了しています。別の会議の議題にしてください。")


class MeetingAhead(DrillHubError):
    """facts: number."""

    code = "meeting_ahead"
    sentence = _l("会議 %(number)s の日はまだ来ていません。決定は、会議の日から書けます。")


class MeetingUndecided(DrillHubError):
    """facts: count, how many proposals still wait for their decision."""

    code = "meeting_undecided"
    sentence = _l("まだ決まっていない議題が%(count)s件あります。決定を書くか、議題から外してください。")


class MeetingHasDecisions(Invalid):
    code = "meeting_has_decisions"
    sentence = _l("決定を書いた会議の開催日は変えられません。")


class MeetingNotEmpty(DrillHubError):
    code = "meeting_not_empty"
    sentence = _l("議題や決定がある会議は取り消せません。")


class NotOnTheTable(DrillHubError):
    """facts: number of the meeting."""

    code = "not_on_the_table"
    sentence = _l("この提案は、会議 %(number)s の議題に入っていません。画面を新しくして確かめてください。")


class MeetingBeforeSubmission(Invalid):
    """facts: number of the proposal."""

    code = "meeting_before_submission"
    sentence = _l("提案 %(number)s は、この会議の日より後に提出されています。")


class MeetingBeforeDecision(Invalid):
    """facts: number of the proposal."""

    code = "meeting_before_decision"
    sentence = _l("提案 %(number)s は、この会議の日より後に決定されています。決定の日以降の会議を選んでください。")


class MeetingMissing(Invalid):
    code = "meeting_missing"
    sentence = _l("議題に入れる会議を選んでください。")


class ProposalUnwritten(Invalid):
    """facts: number of the proposal."""

    code = "proposal_unwritten"
    sentence = _l("提案 %(number)s には、何をするかがまだ書かれていません。書いてから議題に入れてください。")


class TitleMissing(Invalid):
    code = "title_missing"
    sentence = _l("題名を入力してください。")


class FindingMissing(Invalid):
    code = "finding_text_missing"
    sentence = _l("気付いたことを入力してください。")


class ProposalTextMissing(Invalid):
    code = "proposal_text_missing"
    sentence = _l("どうすればよいと思うかを入力してください。")


class TextMissing(Invalid):
    code = "text_missing"
    sentence = _l("内容を入力してください。")


class FindingIsGood(DrillHubError):
    code = "finding_is_good"
    sentence = _l("「良い点」の気付きは改善提案にしません。「直す点」だけを提案にできます。")


class AlreadySubmitted(DrillHubError):
    code = "already_submitted"
    sentence = _l("一度提出した提案は削除できません。履歴に残ります。")


class DecisionReasonMissing(Invalid):
    code = "decision_reason_missing"
    sentence = _l("決定の理由を入力してください。提案した人に届き、改善履歴に残ります。")


class ReasonMissing(Invalid):
    code = "reason_missing"
    sentence = _l("理由を入力してください。履歴に残ります。")


class OwnerMissing(Invalid):
    code = "owner_missing"
    sentence = _l("担当する人を名簿から選んでください。")


class DueDateMissing(Invalid):
    code = "due_date_missing"
    sentence = _l("いつまでに行うか、期限を入力してください。")


class DueBeforeDecision(Invalid):
    code = "due_before_decision"
    sentence = _l("期限には、決定の日以降の日付を入力してください。")


class DueInPast(Invalid):
    code = "due_in_past"
    sentence = _l("新しい期限には、今日以降の日付を入力してください。")


class DeferralDateMissing(Invalid):
    code = "deferral_date_missing"
    sentence = _l("次に決める日を入力してください。")


class DeferralNotLater(Invalid):
    code = "deferral_not_later"
    sentence = _l("次に決める日には、会議の日より後の日付を入力してください。")


class ImplementationDateMissing(Invalid):
    code = "implementation_date_missing"
    sentence = _l("実施した日を入力してください。")


class ImplementedInFuture(Invalid):
    code = "implemented_in_future"
    sentence = _l("実施した日には、今日までの日付を入力してください。")


class ImplementedBeforeAdoption(Invalid):
    """facts: day (as people read it)."""

    code = "implemented_before_adoption"
    sentence = _l("採択した日（%(day)s）より前の日付です。実施した日を確かめてください。")


class ImplementedBeforeReopening(Invalid):
    """facts: day (as people read it)."""

    code = "implemented_before_reopening"
    sentence = _l("もう一度行うと決めた日（%(day)s）より前の日付です。実施した日を確かめてください。")


class DrillMissing(Invalid):
    code = "verifying_drill_missing"
    sentence = _l("効果を確かめる訓練を選んでください。")


class DrillCannotVerify(Invalid):
    """facts: day, when it was carried out (as people read it)."""

    code = "drill_cannot_verify"
    sentence = _l(
        "効果は、実施した日（%(day)s）より後に行う訓練で確かめます。"
        "それ以前の訓練や、取りやめた訓練、日程の決まっていない訓練は選べません。"
    )


class DrillHasShown(Invalid):
    code = "drill_has_shown"
    sentence = _l("この訓練では、この提案の効果をすでに確かめています。別の訓練を選んでください。")


class DrillNotOver(DrillHubError):
    code = "verifying_drill_not_over"
    sentence = _l("この訓練はまだ終わっていません。訓練が終わってから、効果を書いてください。")


class VerificationOver(DrillHubError):
    code = "verification_over"
    sentence = _l("この効果確認は、すでに書かれたか、別の訓練に変わっています。画面を新しくして確かめてください。")


class VerificationNoteMissing(Invalid):
    code = "verification_note_missing"
    sentence = _l("訓練で何が見えたかを入力してください。改善履歴に残ります。")


class MergeTargetMissing(Invalid):
    code = "merge_target_missing"
    sentence = _l("統合する先の提案を番号で選んでください。下書き、不採択、統合済みの提案には統合できません。")


class OthersMergedInto(DrillHubError):
    """facts: numbers of the proposals that went into this one."""

    code = "others_merged_into"
    sentence = _l("この提案には %(numbers)s が統合されているため、下書きに戻せません。")


class EditionNotLater(Invalid):
    """facts: number."""

    code = "plan_edition_not_later"
    sentence = _l(
        "認定計画の第%(number)s版は、この提案を採択した日より後に作った版ではありません。"
        "採択した後に作った版を選ぶか、「計画の改訂は要らない」を選んでください。"
    )
