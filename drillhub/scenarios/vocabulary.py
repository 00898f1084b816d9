"""The closed lists of words that a scenario file may use, with their names for people."""

from enum import StrEnum
from typing import Final

from drillhub.core.i18n import LazyString, _l


class Completeness(StrEnum):
    """How much of a scenario is written out. An outline is usable, but shorter."""

    FULL = "full"
    OUTLINE = "outline"

    @property
    def label(self) -> LazyString:
        return _COMPLETENESS_LABELS[self]


class InjectKind(StrEnum):
    """Whether an inject is part of the story, or kept back for when play stalls."""

    CONTEXTUAL = "contextual"
    CONTINGENCY = "contingency"

    @property
    def label(self) -> LazyString:
        return _INJECT_KIND_LABELS[self]


class Channel(StrEnum):
    """How an inject reaches the players (伝達手段)."""

    BROADCAST = "broadcast"
    CHAT = "chat"
    DOCUMENT = "document"
    EMAIL = "email"
    FAX = "fax"
    IN_PERSON = "in_person"
    MONITOR = "monitor"
    NEWS = "news"
    PHONE = "phone"
    RADIO = "radio"
    SMS = "sms"
    SOCIAL_MEDIA = "social_media"
    OTHER = "other"

    @property
    def label(self) -> LazyString:
        return _CHANNEL_LABELS[self]


class MeasureUnit(StrEnum):
    """What the value of a measure is."""

    MINUTES = "minutes"
    RATIO = "ratio"
    COUNT = "count"
    YES_NO = "yes_no"


class Measure(StrEnum):
    """What is measured of a task. Times are minutes from the task's `measured_from`."""

    ELAPSED_MIN = "elapsed_min"
    ACTIVATION_TIME_MIN = "activation_time_min"
    EVACUATION_TIME_MIN = "evacuation_time_min"
    HEADCOUNT_TIME_MIN = "headcount_time_min"
    ACCOUNTED_RATE = "accounted_rate"
    MISSING_COUNT = "missing_count"
    ZONE_SWEEP_RATIO = "zone_sweep_ratio"
    ALL_CLEAR_TIME_MIN = "all_clear_time_min"
    SHUTDOWN_TIME_MIN = "shutdown_time_min"
    CONTAINMENT_TIME_MIN = "containment_time_min"
    CONFIRMED_RATE_AT_DEADLINE = "confirmed_rate_at_deadline"
    PROXY_CONFIRMED_COUNT = "proxy_confirmed_count"
    RESEND_COUNT = "resend_count"
    RESTORE_DURATION_MIN = "restore_duration_min"
    BACKUP_VERIFICATION_MIN = "backup_verification_min"
    RECOVERY_TIME_ACTUAL_MIN = "recovery_time_actual_min"
    RPO_ACTUAL_MIN = "rpo_actual_min"
    DETECT_TO_RECOVERY_START_MIN = "detect_to_recovery_start_min"
    RESUMED_CRITICAL_RATIO = "resumed_critical_ratio"
    CROSS_TRAINED_RATIO = "cross_trained_ratio"
    SAFETY_BRIEFING_RATIO = "safety_briefing_ratio"
    MOVED_ASSET_RATIO = "moved_asset_ratio"
    GENERATOR_START_MIN = "generator_start_min"
    RESTORE_TIME_MIN = "restore_time_min"
    VERIFIED_BEFORE_PAYMENT = "verified_before_payment"
    REVIEW_WITHIN_14D = "review_within_14d"

    @property
    def label(self) -> LazyString:
        return _MEASURE_LABELS[self]

    @property
    def unit(self) -> MeasureUnit:
        return _MEASURE_UNITS.get(self, MeasureUnit.MINUTES)

    @property
    def is_elapsed_time(self) -> bool:
        """Whether a task's `target_min` judges it.

        A target limits elapsed time only. Ratios, counts, yes/no and the span of lost data are judged by an
        evaluation criterion.
        """
        return self.unit is MeasureUnit.MINUTES and self is not Measure.RPO_ACTUAL_MIN


class Notice(StrEnum):
    """Which step of the notice timeline a task is."""

    FIRST_NOTICE = "first_notice"
    STATUS_REPORT = "status_report"
    NEXT_UPDATE = "next_update"

    @property
    def label(self) -> LazyString:
        return _NOTICE_LABELS[self]


class TargetBasis(StrEnum):
    """Where the target of a task comes from."""

    LEGAL = "legal"
    CERTIFICATION = "certification"
    GUIDE = "guide"
    MANUAL = "manual"
    COMPANY = "company"

    @property
    def label(self) -> LazyString:
        return _TARGET_BASIS_LABELS[self]


class PremiseBasis(StrEnum):
    """Where the value of a premise comes from."""

    ASSUMPTION = "assumption"
    GUIDE = "guide"
    OFFICIAL = "official"

    @property
    def label(self) -> LazyString:
        return _PREMISE_BASIS_LABELS[self]


class CriterionMethod(StrEnum):
    """How an evaluator finds out whether a criterion is met."""

    MEASURED = "measured"
    OBSERVED = "observed"

    @property
    def label(self) -> LazyString:
        return _CRITERION_METHOD_LABELS[self]


def capability_label(capability: str) -> LazyString | str:
    """The name of a capability (能力). A company may use its own word: it is then its own name."""
    return _CAPABILITY_LABELS.get(capability, capability)


_COMPLETENESS_LABELS: Final[dict[Completeness, LazyString]] = {
    Completeness.FULL: _l("完成"),
    Completeness.OUTLINE: _l("概要のみ"),
}

_INJECT_KIND_LABELS: Final[dict[InjectKind, LazyString]] = {
    InjectKind.CONTEXTUAL: _l("筋書き"),
    InjectKind.CONTINGENCY: _l("予備"),
}

_CHANNEL_LABELS: Final[dict[Channel, LazyString]] = {
    Channel.BROADCAST: _l("放送"),
    Channel.CHAT: _l("チャット"),
    Channel.DOCUMENT: _l("書面"),
    Channel.EMAIL: _l("メール"),
    Channel.FAX: _l("ファクス"),
    Channel.IN_PERSON: _l("口頭"),
    Channel.MONITOR: _l("画面"),
    Channel.NEWS: _l("報道"),
    Channel.PHONE: _l("電話"),
    Channel.RADIO: _l("無線"),
    Channel.SMS: _l("ショートメッセージ"),
    Channel.SOCIAL_MEDIA: _l("SNS"),
    Channel.OTHER: _l("その他の手段"),
}

_MEASURE_LABELS: Final[dict[Measure, LazyString]] = {
    Measure.ELAPSED_MIN: _l("所要時間"),
    Measure.ACTIVATION_TIME_MIN: _l("発信・起動までの時間"),
    Measure.EVACUATION_TIME_MIN: _l("避難完了までの時間"),
    Measure.HEADCOUNT_TIME_MIN: _l("点呼完了までの時間"),
    Measure.ACCOUNTED_RATE: _l("人員確認率"),
    Measure.MISSING_COUNT: _l("未確認の人数"),
    Measure.ZONE_SWEEP_RATIO: _l("見回りを終えた区画の割合"),
    Measure.ALL_CLEAR_TIME_MIN: _l("終了宣言までの時間"),
    Measure.SHUTDOWN_TIME_MIN: _l("停止完了までの時間"),
    Measure.CONTAINMENT_TIME_MIN: _l("広がりを止めるまでの時間"),
    Measure.CONFIRMED_RATE_AT_DEADLINE: _l("期限時点の確認率"),
    Measure.PROXY_CONFIRMED_COUNT: _l("代理入力で確認した人数"),
    Measure.RESEND_COUNT: _l("再送の件数"),
    Measure.RESTORE_DURATION_MIN: _l("復元の所要時間"),
    Measure.BACKUP_VERIFICATION_MIN: _l("バックアップ検証時間"),
    Measure.RECOVERY_TIME_ACTUAL_MIN: _l("復旧にかかった時間"),
    Measure.RPO_ACTUAL_MIN: _l("失われたデータの範囲"),
    Measure.DETECT_TO_RECOVERY_START_MIN: _l("検知から復旧開始までの時間"),
    Measure.RESUMED_CRITICAL_RATIO: _l("重要業務の再開率"),
    Measure.CROSS_TRAINED_RATIO: _l("代役がいる作業の割合"),
    Measure.SAFETY_BRIEFING_RATIO: _l("安全教育を受けた人の割合"),
    Measure.MOVED_ASSET_RATIO: _l("移した物の割合"),
    Measure.GENERATOR_START_MIN: _l("発電機の起動までの時間"),
    Measure.RESTORE_TIME_MIN: _l("通電までの時間"),
    Measure.VERIFIED_BEFORE_PAYMENT: _l("支払い前の本人確認"),
    Measure.REVIEW_WITHIN_14D: _l("14日以内のふりかえり"),
}

_MEASURE_UNITS: Final[dict[Measure, MeasureUnit]] = {
    Measure.ACCOUNTED_RATE: MeasureUnit.RATIO,
    Measure.ZONE_SWEEP_RATIO: MeasureUnit.RATIO,
    Measure.CONFIRMED_RATE_AT_DEADLINE: MeasureUnit.RATIO,
    Measure.RESUMED_CRITICAL_RATIO: MeasureUnit.RATIO,
    Measure.CROSS_TRAINED_RATIO: MeasureUnit.RATIO,
    Measure.SAFETY_BRIEFING_RATIO: MeasureUnit.RATIO,
    Measure.MOVED_ASSET_RATIO: MeasureUnit.RATIO,
    Measure.MISSING_COUNT: MeasureUnit.COUNT,
    Measure.PROXY_CONFIRMED_COUNT: MeasureUnit.COUNT,
    Measure.RESEND_COUNT: MeasureUnit.COUNT,
    Measure.VERIFIED_BEFORE_PAYMENT: MeasureUnit.YES_NO,
    Measure.REVIEW_WITHIN_14D: MeasureUnit.YES_NO,
}

_NOTICE_LABELS: Final[dict[Notice, LazyString]] = {
    Notice.FIRST_NOTICE: _l("第一報"),
    Notice.STATUS_REPORT: _l("状況報告"),
    Notice.NEXT_UPDATE: _l("次回更新の予告"),
}

_TARGET_BASIS_LABELS: Final[dict[TargetBasis, LazyString]] = {
    TargetBasis.LEGAL: _l("法令"),
    TargetBasis.CERTIFICATION: _l("認定を受けた計画"),
    TargetBasis.GUIDE: _l("推奨の目安"),
    TargetBasis.MANUAL: _l("手引き"),
    TargetBasis.COMPANY: _l("自社の定め"),
}

_PREMISE_BASIS_LABELS: Final[dict[PremiseBasis, LazyString]] = {
    PremiseBasis.ASSUMPTION: _l("自社の仮定"),
    PremiseBasis.GUIDE: _l("推奨の目安"),
    PremiseBasis.OFFICIAL: _l("公表された数値"),
}

_CRITERION_METHOD_LABELS: Final[dict[CriterionMethod, LazyString]] = {
    CriterionMethod.MEASURED: _l("計測"),
    CriterionMethod.OBSERVED: _l("観察"),
}

_CAPABILITY_LABELS: Final[dict[str, LazyString]] = {
    "accountability": _l("人員の把握"),
    "asset_protection": _l("設備と情報の保護"),
    "command": _l("指揮"),
    "communication": _l("連絡"),
    "containment": _l("被害の封じ込め"),
    "continuity": _l("業務の継続"),
    "control": _l("統制"),
    "data_quality": _l("連絡先の正確さ"),
    "decision": _l("判断"),
    "finance": _l("資金"),
    "improvement": _l("改善"),
    "inclusion": _l("全員の参加"),
    "investigation": _l("調査"),
    "legal_reporting": _l("届出と報告"),
    "life_safety": _l("人命の安全"),
    "measurement": _l("計測"),
    "prevention": _l("再発防止"),
    "recovery": _l("復旧"),
    "resource": _l("人員の手配"),
    "response": _l("初動対応"),
    "safety_confirmation": _l("安否確認"),
    "validation": _l("業務での確認"),
    "welfare": _l("健康と生活"),
}
