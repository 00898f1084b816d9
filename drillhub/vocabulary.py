"""The words that several rooms share: kinds of drill, items of the certified plan, hazards, ratings, types of question.

Closed lists with their names for people. No rules and no database: any module above `core` may use them.
"""

from enum import StrEnum
from typing import Final

from drillhub.core.i18n import LazyString, _l


class ExerciseClass(StrEnum):
    """The two families of exercise (HSEEP 2020): people talk, or people move and operate."""

    DISCUSSION_BASED = "discussion_based"
    OPERATIONS_BASED = "operations_based"

    @property
    def label(self) -> LazyString:
        return _EXERCISE_CLASS_LABELS[self]


class DrillType(StrEnum):
    """What kind of drill it is. A drill has one main type and may have further ones."""

    TABLETOP_EXERCISE = "tabletop_exercise"
    EVACUATION_DRILL = "evacuation_drill"
    FIRE_DRILL = "fire_drill"
    NOTIFICATION_DRILL = "notification_drill"
    SAFETY_CONFIRMATION_DRILL = "safety_confirmation_drill"
    RESTORE_DRILL = "restore_drill"
    SHUTDOWN_DRILL = "shutdown_drill"
    RELOCATION_DRILL = "relocation_drill"
    CALL_TREE_DRILL = "call_tree_drill"
    REMOTE_WORK_DRILL = "remote_work_drill"
    PHISHING_DRILL = "phishing_drill"
    COMPREHENSIVE_EXERCISE = "comprehensive_exercise"
    SEMINAR = "seminar"
    WALKTHROUGH = "walkthrough"

    @property
    def label(self) -> LazyString:
        return _DRILL_TYPE_LABELS[self]

    @property
    def exercise_class(self) -> ExerciseClass:
        return ExerciseClass.DISCUSSION_BASED if self in _DISCUSSIONS else ExerciseClass.OPERATIONS_BASED


class ReviewType(StrEnum):
    """What a company looks at again in the course of a year."""

    PLAN_REVIEW = "plan_review"
    PARTIAL_INSPECTION = "partial_inspection"
    ANNUAL_REVIEW = "annual_review"
    KPI_REVIEW = "kpi_review"

    @property
    def label(self) -> LazyString:
        return _REVIEW_TYPE_LABELS[self]


class PlanItem(StrEnum):
    """A part of item 3 of the certified plan, numbered as in the application form."""

    RESPONSE = "3(1)"
    PEOPLE = "3(2)A"
    EQUIPMENT = "3(2)B"
    FUNDS = "3(2)C"
    INFORMATION = "3(2)D"
    TAX_EQUIPMENT = "3(3)"
    COOPERATION = "3(4)"
    PROMOTION = "3(5)"

    @property
    def label(self) -> LazyString:
        """The name without the number: write both, as in `3(1) 初動対応の内容`."""
        return _PLAN_ITEM_LABELS[self]


class Hazard(StrEnum):
    """What happens to the company."""

    EARTHQUAKE = "earthquake"
    TSUNAMI = "tsunami"
    FLOOD = "flood"
    TYPHOON = "typhoon"
    LANDSLIDE = "landslide"
    SNOW = "snow"
    VOLCANO = "volcano"
    FIRE = "fire"
    POWER_OUTAGE = "power_outage"
    PANDEMIC = "pandemic"
    CYBER = "cyber"
    IT = "it"
    SUPPLY_CHAIN = "supply_chain"
    COMPOUND = "compound"
    OTHER = "other"

    @property
    def label(self) -> LazyString:
        return _HAZARD_LABELS[self]


class TaskRating(StrEnum):
    """How an objective or a task was performed (the four grades of HSEEP 2020)."""

    PERFORMED = "P"
    SOME_CHALLENGES = "S"
    MAJOR_CHALLENGES = "M"
    UNABLE = "U"

    @property
    def label(self) -> LazyString:
        return _TASK_RATING_LABELS[self]

    @property
    def meaning(self) -> LazyString:
        """One sentence that tells an evaluator when to choose this grade."""
        return _TASK_RATING_MEANINGS[self]

    @property
    def achieved(self) -> bool:
        """Whether the objective was reached. M reached it too, but at a price."""
        return self is not TaskRating.UNABLE


class QuestionType(StrEnum):
    """The types of question."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    NUMERIC = "numeric"
    ORDERING = "ordering"
    SHORT_TEXT = "short_text"

    @property
    def label(self) -> LazyString:
        return _QUESTION_TYPE_LABELS[self]


_DISCUSSIONS: Final = frozenset({DrillType.TABLETOP_EXERCISE, DrillType.SEMINAR, DrillType.WALKTHROUGH})

_EXERCISE_CLASS_LABELS: Final[dict[ExerciseClass, LazyString]] = {
    ExerciseClass.DISCUSSION_BASED: _l("話し合う訓練"),
    ExerciseClass.OPERATIONS_BASED: _l("体を動かす訓練"),
}

_DRILL_TYPE_LABELS: Final[dict[DrillType, LazyString]] = {
    DrillType.TABLETOP_EXERCISE: _l("机上演習"),
    DrillType.EVACUATION_DRILL: _l("避難訓練"),
    DrillType.FIRE_DRILL: _l("消火訓練"),
    DrillType.NOTIFICATION_DRILL: _l("通報訓練"),
    DrillType.SAFETY_CONFIRMATION_DRILL: _l("安否確認訓練"),
    DrillType.RESTORE_DRILL: _l("復旧訓練"),
    DrillType.SHUTDOWN_DRILL: _l("緊急停止訓練"),
    DrillType.RELOCATION_DRILL: _l("代替拠点移動訓練"),
    DrillType.CALL_TREE_DRILL: _l("連絡網訓練"),
    DrillType.REMOTE_WORK_DRILL: _l("在宅勤務訓練"),
    DrillType.PHISHING_DRILL: _l("標的型メール訓練"),
    DrillType.COMPREHENSIVE_EXERCISE: _l("総合訓練"),
    DrillType.SEMINAR: _l("研修"),
    DrillType.WALKTHROUGH: _l("読み合わせ"),
}

_REVIEW_TYPE_LABELS: Final[dict[ReviewType, LazyString]] = {
    ReviewType.PLAN_REVIEW: _l("計画の見直し"),
    ReviewType.PARTIAL_INSPECTION: _l("部分点検"),
    ReviewType.ANNUAL_REVIEW: _l("総合レビュー"),
    ReviewType.KPI_REVIEW: _l("KPIレビュー"),
}

_PLAN_ITEM_LABELS: Final[dict[PlanItem, LazyString]] = {
    PlanItem.RESPONSE: _l("対応手順"),
    PlanItem.PEOPLE: _l("人員体制の対策"),
    PlanItem.EQUIPMENT: _l("設備の対策"),
    PlanItem.FUNDS: _l("資金の対策"),
    PlanItem.INFORMATION: _l("重要情報の保護"),
    PlanItem.TAX_EQUIPMENT: _l("設備等の種類"),
    PlanItem.COOPERATION: _l("協力する者と協力の内容"),
    PlanItem.PROMOTION: _l("平時の推進体制"),
}

_HAZARD_LABELS: Final[dict[Hazard, LazyString]] = {
    Hazard.EARTHQUAKE: _l("地震"),
    Hazard.TSUNAMI: _l("津波"),
    Hazard.FLOOD: _l("水害"),
    Hazard.TYPHOON: _l("台風・暴風"),
    Hazard.LANDSLIDE: _l("土砂災害"),
    Hazard.SNOW: _l("大雪"),
    Hazard.VOLCANO: _l("火山噴火"),
    Hazard.FIRE: _l("火災"),
    Hazard.POWER_OUTAGE: _l("停電"),
    Hazard.PANDEMIC: _l("感染症"),
    Hazard.CYBER: _l("サイバー攻撃"),
    Hazard.IT: _l("情報システムの障害"),
    Hazard.SUPPLY_CHAIN: _l("供給の途絶"),
    Hazard.COMPOUND: _l("複合災害"),
    Hazard.OTHER: _l("その他"),
}

_TASK_RATING_LABELS: Final[dict[TaskRating, LazyString]] = {
    TaskRating.PERFORMED: _l("支障なくできた"),
    TaskRating.SOME_CHALLENGES: _l("一部に支障があったができた"),
    TaskRating.MAJOR_CHALLENGES: _l("大きな支障があったができた"),
    TaskRating.UNABLE: _l("できなかった"),
}

_TASK_RATING_MEANINGS: Final[dict[TaskRating, LazyString]] = {
    TaskRating.PERFORMED: _l("目標を達成し、ほかの作業への悪い影響や危険がありませんでした。"),
    TaskRating.SOME_CHALLENGES: _l("目標は達成しましたが、手際や手順に改善できる点がありました。"),
    TaskRating.MAJOR_CHALLENGES: _l(
        "目標は達成しましたが、ほかの作業への悪い影響、危険の増加、手順からの逸脱がありました。"
    ),
    TaskRating.UNABLE: _l("目標を達成できませんでした。"),
}

_QUESTION_TYPE_LABELS: Final[dict[QuestionType, LazyString]] = {
    QuestionType.SINGLE: _l("一つ選ぶ"),
    QuestionType.MULTIPLE: _l("すべて選ぶ"),
    QuestionType.TRUE_FALSE: _l("正誤"),
    QuestionType.NUMERIC: _l("数値"),
    QuestionType.ORDERING: _l("並べ替え"),
    QuestionType.SHORT_TEXT: _l("短文"),
}
