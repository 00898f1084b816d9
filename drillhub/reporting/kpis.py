"""The dictionary of key figures: each is defined once, here, with its formula in words and how it is judged.

A figure whose records are not kept yet is listed by reports as 記録なし, never as zero.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from drillhub.core.i18n import LazyString, _l


class Direction(StrEnum):
    """Which way is better."""

    HIGHER_BETTER = "higher_better"
    LOWER_BETTER = "lower_better"
    NEUTRAL = "neutral"


class Unit(StrEnum):
    COUNT = "count"
    PERCENT = "percent"
    SECONDS = "seconds"
    MINUTES = "minutes"
    DAYS = "days"

    @property
    def label(self) -> LazyString:
        """The unit as it stands behind a number, without a blank; of a count it is the KPI that says what."""
        return _UNIT_LABELS[self]


_UNIT_LABELS: Final = {
    Unit.COUNT: _l("件"),
    Unit.PERCENT: _l("%"),
    Unit.SECONDS: _l("秒"),
    Unit.MINUTES: _l("分"),
    Unit.DAYS: _l("日"),
}


@dataclass(frozen=True)
class Kpi:
    """One key figure.

    id: stable name for programs. formula: how it is counted, in a sentence. target: default target in `unit`;
    None when there is none or when it is relative (then target_text says which). target_share: of the previous year's
    value, for a target relative to it.
    """

    code: str
    id: str
    name: LazyString
    formula: LazyString
    unit: Unit
    direction: Direction
    target: Decimal | None = None
    target_text: LazyString | None = None
    target_share: Decimal | None = None


_UP, _DOWN, _NEUTRAL = Direction.HIGHER_BETTER, Direction.LOWER_BETTER, Direction.NEUTRAL
_TENTH_LESS: Final = _l("前年より10%短い時間")
_NINE_TENTHS: Final = Decimal("0.9")

KPIS: Final[tuple[Kpi, ...]] = (
    Kpi(
        "K01",
        "drills_held",
        _l("訓練実施回数"),
        _l("期間中に実施し、結果を記録した訓練の回数。複数の種別を兼ねた訓練も、合計では1回と数えます。"),
        Unit.COUNT,
        _UP,
        Decimal(1),
        _l("期限が来た分の、周期の決まりの回数の合計。少なくとも1回"),
    ),
    Kpi(
        "K02",
        "drill_plan_achievement_rate",
        _l("訓練計画達成率"),
        _l(
            "期間中に実施した予定の訓練 ÷ 期間中に期日が来た予定の訓練。"
            "取りやめて新しい日を決めていないものも分母に入れます。"
        ),
        Unit.PERCENT,
        _UP,
        Decimal(100),
    ),
    Kpi(
        "K03",
        "cadence_compliance_rate",
        _l("周期遵守率"),
        _l(
            "期限までに訓練を実施した周期 ÷ 期間中に期限が来た周期。"
            "遅れて実施した訓練は、その周期を守ったことにはなりません。"
        ),
        Unit.PERCENT,
        _UP,
        Decimal(100),
    ),
    Kpi(
        "K04",
        "participation_rate",
        _l("参加率"),
        _l("訓練に参加した人 ÷（招いた人 − 免除した人）。実施した訓練の人数を合計して割ります。"),
        Unit.PERCENT,
        _UP,
        Decimal(90),
    ),
    Kpi(
        "K05",
        "safety_confirmation_rate_30m",
        _l("安否確認成功率（30分）"),
        _l("30分以内に本人の回答か上長の代理入力で確認できた人 ÷ 対象の人。"),
        Unit.PERCENT,
        _UP,
        Decimal(90),
    ),
    Kpi(
        "K06",
        "safety_self_response_rate_30m",
        _l("30分以内本人回答率"),
        _l("30分以内に本人が回答した人 ÷ 対象の人。"),
        Unit.PERCENT,
        _UP,
        Decimal(70),
    ),
    Kpi(
        "K07",
        "safety_confirmation_rate_final",
        _l("最終安否確認率"),
        _l("締め切り（12時間）までに確認できた人 ÷ 対象の人。"),
        Unit.PERCENT,
        _UP,
        Decimal(100),
    ),
    Kpi(
        "K08",
        "safety_response_t50",
        _l("安否の回答時間（T50）"),
        _l("対象の人の50%が自分で回答するまでの分数。"),
        Unit.MINUTES,
        _DOWN,
        Decimal(30),
    ),
    Kpi(
        "K09",
        "unreachable_rate",
        _l("連絡不達率"),
        _l("届く連絡手段が1つもない人 ÷ 対象の人。"),
        Unit.PERCENT,
        _DOWN,
        Decimal(3),
    ),
    Kpi(
        "K10",
        "evacuation_time",
        _l("避難完了時間"),
        _l("警報から最後の人が外に出るまでの時間。期間中に測った訓練の中央値です。"),
        Unit.SECONDS,
        _DOWN,
        target_text=_TENTH_LESS,
        target_share=_NINE_TENTHS,
    ),
    Kpi(
        "K11",
        "headcount_time",
        _l("点呼完了時間"),
        _l("警報から点呼が終わるまでの時間。期間中に測った訓練の中央値です。"),
        Unit.SECONDS,
        _DOWN,
        target_text=_TENTH_LESS,
        target_share=_NINE_TENTHS,
    ),
    Kpi(
        "K11b",
        "accounted_rate",
        _l("人員確認率"),
        _l("点呼で所在を確認できた人 ÷ その場にいた人（来訪者などを含む）。訓練の人数を合計して割ります。"),
        Unit.PERCENT,
        _UP,
        Decimal(100),
    ),
    Kpi(
        "K12",
        "task_on_time_rate",
        _l("目標時間内達成率"),
        _l("目標の時間内に終えた作業 ÷ 訓練の中で判定した作業。重要な作業は別にも数えます。"),
        Unit.PERCENT,
        _UP,
        Decimal(80),
    ),
    Kpi(
        "K13",
        "notice_timeline_rate",
        _l("連絡時刻表遵守率"),
        _l("時間内に出した連絡（第一報・状況報告・次の予告）÷ 訓練の中で判定した連絡。"),
        Unit.PERCENT,
        _UP,
        Decimal(100),
    ),
    Kpi(
        "K14",
        "backup_verification_time",
        _l("バックアップ検証時間"),
        _l("復旧の開始から業務の確認が済むまでの分数。期間中の復旧訓練の中央値です。"),
        Unit.MINUTES,
        _DOWN,
        target_text=_TENTH_LESS,
    ),
    Kpi(
        "K15",
        "rto_attainment_rate",
        _l("RTO達成率"),
        _l("目標復旧時間の内に復旧した復旧訓練 ÷ 復旧訓練。"),
        Unit.PERCENT,
        _UP,
        Decimal(100),
    ),
    Kpi(
        "K16",
        "rpo_attainment_rate",
        _l("RPO達成率"),
        _l("失われたデータが目標復旧時点の内に収まった復旧訓練 ÷ 復旧訓練。"),
        Unit.PERCENT,
        _UP,
        Decimal(100),
    ),
    Kpi(
        "K17",
        "detect_to_recovery_start",
        _l("検知から復旧開始までの平均時間"),
        _l("検知から復旧作業を始めるまでの分数の平均。復旧訓練と実際の事故を合わせて数えます。"),
        Unit.MINUTES,
        _DOWN,
        target_text=_TENTH_LESS,
    ),
    Kpi(
        "K18",
        "critical_resumption_48h",
        _l("重要業務再開率（48時間）"),
        _l("48時間の時点で再開と判定した重要業務 ÷ 対象の重要業務。"),
        Unit.PERCENT,
        _UP,
        Decimal(80),
    ),
    Kpi(
        "K19",
        "course_completion_rate",
        _l("受講率"),
        _l("理解度テストを受け終えた人 ÷ 割り当てた人。期間中に割り当て、期限が来たテストの人数を合計して割ります。"),
        Unit.PERCENT,
        _UP,
        Decimal(95),
    ),
    Kpi(
        "K20",
        "quiz_pass_rate",
        _l("理解度テスト合格率"),
        _l("合格した人 ÷ 受け終えた人。期間中に割り当てたテストの人数を合計して割ります。"),
        Unit.PERCENT,
        _UP,
        Decimal(90),
    ),
    Kpi(
        "K21",
        "proposals_submitted",
        _l("改善提案件数"),
        _l("期間中に提出された改善提案の件数。"),
        Unit.COUNT,
        _UP,
        target_text=_l("20人あたり四半期に1件"),
    ),
    Kpi(
        "K22",
        "proposal_adoption_rate",
        _l("改善提案採択率"),
        _l("採択した提案 ÷ 期間中に採否を決めた提案。保留は数えません。"),
        Unit.PERCENT,
        _NEUTRAL,
    ),
    Kpi(
        "K23",
        "proposal_implementation_rate",
        _l("改善提案実施率"),
        _l("期間中に提出され採択された提案のうち、報告日（終わった期間は最終日）に実施済みのもの ÷ 採択した提案。"),
        Unit.PERCENT,
        _UP,
        Decimal(80),
    ),
    Kpi(
        "K24",
        "proposal_on_time_rate",
        _l("改善期限内実施率"),
        _l("期限までに実施した提案 ÷ 期間中に期限が来た採択済みの提案。"),
        Unit.PERCENT,
        _UP,
        Decimal(80),
    ),
    Kpi(
        "K25",
        "proposals_overdue",
        _l("改善の期限超過件数"),
        _l("採択され、まだ実施しておらず、報告日（終わった期間は最終日）に期限を過ぎている提案の件数。"),
        Unit.COUNT,
        _DOWN,
        Decimal(0),
    ),
    Kpi(
        "K26",
        "review_within_14d_rate",
        _l("訓練後レビュー期限内率"),
        _l(
            "終了から14日以内にレビューが済んだ訓練 ÷ 実施した訓練。"
            "14日がまだ過ぎていない、レビュー前の訓練は数えません。"
        ),
        Unit.PERCENT,
        _UP,
        Decimal(100),
    ),
    Kpi(
        "K27",
        "internal_communication_rate",
        _l("社内周知実施率"),
        _l("結果を社内に知らせた訓練 ÷ 実施した訓練。"),
        Unit.PERCENT,
        _UP,
        Decimal(100),
    ),
    Kpi(
        "K28",
        "contact_update_lead_days",
        _l("連絡先更新日数"),
        _l("人事の異動から連絡先の更新までの日数の中央値。"),
        Unit.DAYS,
        _DOWN,
        Decimal(0),
    ),
    Kpi(
        "K29",
        "inspection_done_rate",
        _l("部分点検・総合レビューの実施率"),
        _l("実施した点検とレビュー ÷ 期間中に期日が来た点検とレビュー。"),
        Unit.PERCENT,
        _UP,
        Decimal(100),
    ),
)

_BY_CODE: Final = {kpi.code: kpi for kpi in KPIS}


def kpi_of(code: str) -> Kpi | None:
    """The key figure of a code such as K04, or None."""
    return _BY_CODE.get(code)


def kpi(code: str) -> Kpi:
    """The key figure of a code that is known to exist. Raises KeyError."""
    return _BY_CODE[code]
