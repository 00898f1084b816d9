"""What learning may refuse."""

from datetime import datetime

from drillhub.core.errors import DrillHubError, Invalid
from drillhub.core.i18n import _l

# --- A question -----------------------------------------------------------------------------------------------


class QuestionTextMissing(Invalid):
    code = "question_text_missing"
    sentence = _l("問題文を入力してください。")


class ExplanationMissing(Invalid):
    """Whoever answered wrongly learns from it, so a question never comes without."""

    code = "explanation_missing"
    sentence = _l("解説を入力してください。提出のあとに表示されます。")


class ChoicesTooFew(Invalid):
    code = "choices_too_few"
    sentence = _l("選択肢は2つ以上入力してください。")


class ItemsTooFew(Invalid):
    code = "items_too_few"
    sentence = _l("並べる項目は2つ以上入力してください。")


class ChoicesTooMany(Invalid):
    code = "choices_too_many"
    sentence = _l("選択肢や項目は%(maximum)sまでにしてください。")


class ChoiceEmpty(Invalid):
    code = "choice_empty"
    sentence = _l("内容のない選択肢や項目があります。入力するか、取り除いてください。")


class ChoicesAlike(Invalid):
    """Two that read alike, or two of the same id: nobody could tell which one was meant."""

    code = "choices_alike"
    sentence = _l("「%(text)s」が2つあります。違う内容にしてください。")


class CorrectMissing(Invalid):
    code = "correct_missing"
    sentence = _l("正解がありません。正解を選んでください。")


class CorrectNotOne(Invalid):
    code = "correct_not_one"
    sentence = _l("一つ選ぶ問題の正解は1つだけにしてください（いまは%(count)sつあります）。")


class OrderNotComplete(Invalid):
    code = "order_not_complete"
    sentence = _l("正しい順番には、すべての項目を1回ずつ入れてください。")


class NumberUnreadable(Invalid):
    code = "number_unreadable"
    sentence = _l("「%(text)s」は数値として読めません。72や0.5のように、数字だけで入力してください。")


class ToleranceNegative(Invalid):
    code = "tolerance_negative"
    sentence = _l("許容する差は0以上の数値にしてください。")


# --- A quiz ---------------------------------------------------------------------------------------------------


class TitleMissing(Invalid):
    code = "title_missing"
    sentence = _l("理解度テストの名前を入力してください。")


class NumberOutOfRange(Invalid):
    """facts: minimum, maximum."""

    code = "number_out_of_range"
    sentence = _l("%(minimum)sから%(maximum)sまでの整数で入力してください。")


class QuizItemUnknown(Invalid):
    code = "quiz_item_unknown"
    sentence = _l("選んだ問題がシナリオにありません。画面を新しくして、もう一度お試しください。")


class QuizItemUnsound(Invalid):
    """facts: item, its id in the scenario; reason."""

    code = "quiz_item_unsound"
    sentence = _l("シナリオの問題%(item)sは使えません。%(reason)s")


class TooManyQuestions(Invalid):
    code = "too_many_questions"
    sentence = _l("1つの理解度テストの問題は%(maximum)s問までです。")


class QuizEmpty(DrillHubError):
    code = "quiz_empty"
    sentence = _l("問題が1つもないため、公開できません。先に問題を加えてください。")


class NothingToEdit(DrillHubError):
    """All revisions are published: what people took stays as it was."""

    code = "nothing_to_edit"
    sentence = _l("公開した版は変更できません。直すときは、新しい版を作ってください。")


class NeverPublished(DrillHubError):
    code = "never_published"
    sentence = _l("まだ公開していないため、この操作はできません。")


# --- Giving it to people --------------------------------------------------------------------------------------


class NotPublished(DrillHubError):
    code = "not_published"
    sentence = _l("公開していない理解度テストは割り当てられません。先に公開してください。")


class AudienceEmpty(Invalid):
    code = "audience_empty"
    sentence = _l("受ける人がいません。受ける人を選んでください。")


class PersonUnknown(Invalid):
    code = "person_unknown"
    sentence = _l("選んだ人のなかに、名簿にいない人がいます。画面を新しくして、もう一度選んでください。")


class DueDatePast(Invalid):
    code = "due_date_past"
    sentence = _l("期限には、今日か今日よりあとの日を入れてください。")


# --- Taking it ------------------------------------------------------------------------------------------------


class AlreadyPassed(DrillHubError):
    code = "already_passed"
    sentence = _l("この理解度テストには、すでに合格しています。もう一度受ける必要はありません。")


class NoAttemptsLeft(DrillHubError):
    code = "no_attempts_left"
    sentence = _l("受けられる回数（%(limit)s回）を使い切りました。担当者にご相談ください。")


class AnswerUnreadable(Invalid):
    """Not the shape of an answer to this question: a page that is out of date, or no page of ours."""

    code = "answer_unreadable"
    sentence = _l("回答を読み取れませんでした。画面を新しくして、もう一度お答えください。")


class OrderIncomplete(Invalid):
    code = "order_incomplete"
    sentence = _l("順番は、1から%(count)sまでを1回ずつ選んでください。")


class AnswerConflict(DrillHubError):
    """Another tab or device saved an answer to this question meanwhile. Both are shown; the person chooses.

    response, rev, saved_at: what is stored now.
    """

    code = "answer_conflict"
    status = 409
    sentence = _l("別の画面で、この問題の回答が先に保存されています。どちらの回答にするか選んでください。")

    def __init__(self, *, position: int, response: object, rev: int, saved_at: datetime | None) -> None:
        self.position = position
        self.response = response
        self.rev = rev
        self.saved_at = saved_at
        super().__init__()


class EventIdReused(DrillHubError):
    """An event id was sent again with other content; the first one stays."""

    code = "event_id_reused"
    status = 422
    sentence = _l("同じ番号の記録がすでにあるため、受け付けませんでした。最初の回答は保存済みです。")


class AttemptSubmitted(DrillHubError):
    code = "attempt_submitted"
    status = 409
    sentence = _l("この理解度テストは、すでに提出しています。結果をご覧ください。")


class NotSubmittedYet(DrillHubError):
    """What is right is shown after submission only."""

    code = "not_submitted_yet"
    sentence = _l("この理解度テストは、まだ提出していません。回答を続けてください。")
