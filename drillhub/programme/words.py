"""What a proposal says of a place and of what has none, in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from drillhub.core import japanese_dates
from drillhub.core.i18n import LazyString, _, _l, current_language, use_language
from drillhub.programme.cadence import CadenceRule
from drillhub.programme.rule_words import rule_name
from drillhub.programme.values import Month, ProposedPlace, Remark, Said
from drillhub.vocabulary import DrillType

_SENTENCES: Final[Mapping[Remark, LazyString]] = {
    Remark.PROMISED: _l("%(rule)s: 計画に書いた%(month)s"),
    Remark.NUMBERED: _l("%(rule)s: %(count)s回のうち%(number)s回目（%(day)sまで）"),
    Remark.BUSY_AVOIDED: _l("繁忙期の%(months)sを避けました"),
    Remark.FIRST_AT_SITE: _l("%(site)sではまだ行っていません"),
    Remark.TURN_OF_SITE: _l("%(site)sの番です（前回 %(day)s）"),
    Remark.NEW_HAZARD: _l("%(hazard)sはまだ訓練していません"),
    Remark.OLD_HAZARD: _l("%(hazard)sの訓練は%(day)sが最後です"),
    Remark.TURN_OF_SYSTEM: _l("戻す番のシステムは%(system)sです"),
    Remark.AFTER_DEADLINE: _l("期限の%(day)sを過ぎています"),
    Remark.ALL_BUSY: _l("期間の全部が繁忙期です"),
    Remark.NO_SCENARIO: _l("合うシナリオがまだありません"),
    Remark.ONE_TRAINER: _l("担当できる人が1人だけです"),
    Remark.NO_TRAINER_FREE: _l("担当できる人は全員、この日に別の予定があります"),
    Remark.NO_TRAINER: _l("担当できる人（訓練担当）がいません"),
    Remark.CLOSED: _l("休みの日です（%(why)s）"),
    Remark.BEFORE_ITS_TURN: _l("前の回の期間に入っています"),
    Remark.BUSY: _l("繁忙期です"),
    Remark.NOT_AHEAD: _l("今日より後の日を選んでください"),
    Remark.OUTSIDE_YEAR: _l("この年度の日を選んでください"),
    Remark.NOTICE_TOO_LATE: _l("消防への事前通報が間に合いません"),
    Remark.SAME_SITE: _l("同じ日に、%(site)sで別の予定があります"),
    Remark.LEFT_OUT: _l("提案から外しました。"),
    Remark.NO_TIME_LEFT: _l("年度の残りに、準備の間に合う日がありません。"),
    Remark.NO_WORKING_DAY: _l("%(first)sから%(last)sまでに、働く日がありません。"),
}


def sentence(said: Said) -> str:
    """The remark in the current language."""
    return str(_SENTENCES[said.remark]) % {name: _shown(value) for name, value in said.facts.items()}


def title(place: ProposedPlace) -> str:
    """What the place is called in the current language."""
    main = place.activities[0]
    if place.system is not None:
        return _("%(kind)s（%(system)s）", kind=main.label, system=place.system.name)
    if place.scenario is not None and main is DrillType.TABLETOP_EXERCISE:
        return place.scenario.title
    return _("・").join(str(each.label) for each in place.activities)


def title_on_record(place: ProposedPlace) -> str:
    """What the calendar keeps: in Japanese, whoever accepts the proposal."""
    with use_language("ja"):
        return title(place)


def _shown(value: Any) -> str:
    if isinstance(value, date):
        return japanese_dates.short_date(value, current_language())
    if isinstance(value, CadenceRule):
        return rule_name(value)
    if isinstance(value, Month):
        return japanese_dates.month_of_year(value.number, current_language())
    if isinstance(value, tuple):
        return _("・").join(map(_shown, value))
    return str(value)
