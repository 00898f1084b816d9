"""The rows and ratings of the official 実施状況報告書: fixed lists of the application form."""

from enum import StrEnum
from typing import Final

from drillhub.core.i18n import LazyString, _l


class StatusItem(StrEnum):
    """The rows of the table, in its order: the parts of item 3, and what was written voluntarily."""

    RESPONSE = "3(1)"
    MEASURES = "3(2)"
    EQUIPMENT = "3(3)"
    COOPERATION = "3(4)"
    PROMOTION = "3(5)"
    OTHER = "other"

    @property
    def label(self) -> LazyString:
        return _ITEM_LABELS[self]


_ITEM_LABELS: Final = {
    StatusItem.RESPONSE: _l("初動対応の内容"),
    StatusItem.MEASURES: _l("事前対策（人員体制・設備・資金・重要情報）"),
    StatusItem.EQUIPMENT: _l("設備等の種類"),
    StatusItem.COOPERATION: _l("協力する者と協力の内容"),
    StatusItem.PROMOTION: _l("平時の推進体制"),
    StatusItem.OTHER: _l("その他の任意の記載事項"),
}


class StatusRating(StrEnum):
    """How far what the plan promised was carried out. not_started and not_applicable look alike in print."""

    AS_PLANNED = "as_planned"
    MOSTLY_AS_PLANNED = "mostly_as_planned"
    INSUFFICIENT = "insufficient"
    HARDLY = "hardly"
    NOT_STARTED = "not_started"
    NOT_APPLICABLE = "not_applicable"

    @property
    def symbol(self) -> str:
        """The sign of the form. The dash of not_started is the full-width one."""
        return _SYMBOLS[self]

    @property
    def label(self) -> LazyString:
        return _RATING_LABELS[self]


_SYMBOLS: Final = {
    StatusRating.AS_PLANNED: "◎",
    StatusRating.MOSTLY_AS_PLANNED: "○",
    StatusRating.INSUFFICIENT: "△",
    StatusRating.HARDLY: "×",
    StatusRating.NOT_STARTED: "－",
    StatusRating.NOT_APPLICABLE: "-",
}

_RATING_LABELS: Final = {
    StatusRating.AS_PLANNED: _l("計画どおり実施"),
    StatusRating.MOSTLY_AS_PLANNED: _l("おおむね計画どおり実施"),
    StatusRating.INSUFFICIENT: _l("実施したが不十分"),
    StatusRating.HARDLY: _l("ほとんど実施していない"),
    StatusRating.NOT_STARTED: _l("未着手"),
    StatusRating.NOT_APPLICABLE: _l("該当なし"),
}
