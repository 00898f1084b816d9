"""The words that every report uses: days, periods, editions, and what is not there."""

from datetime import date
from typing import Final

from drillhub.core import japanese_dates
from drillhub.core.i18n import _, _l, current_language
from drillhub.planning.models import CommitmentKind
from drillhub.reporting.periods import Period, PeriodKind
from drillhub.reporting.plan_facts import CommitmentLine
from drillhub.reporting.report import Report

NO_RECORD: Final = _l("記録なし")
NOT_FILLED_IN: Final = _l("未記入")


def day(value: date) -> str:
    """2025年6月10日."""
    return japanese_dates.plain_date(value, current_language())


def period_name(period: Period) -> str:
    """2025年度, 2年目, the months of a 実施期間, or both days."""
    if period.kind is PeriodKind.FISCAL_YEAR:
        return _("%(year)s年度", year=period.number)
    if period.kind is PeriodKind.PLAN_YEAR:
        return _("%(number)s年目", number=period.number)
    if period.kind is PeriodKind.PLAN:
        return _("実施期間 %(months)s", months=months(period.first_day, period.last_day))
    return period_days(period)


def months(first: date, last: date) -> str:
    """2024年4月から2027年3月まで."""
    language = current_language()
    begin, end = japanese_dates.month_name(first, language), japanese_dates.month_name(last, language)
    return _("%(first)sから%(last)sまで", first=begin, last=end)


def compared_with(period: Period, today: date) -> str:
    """What the figures of a period stand beside, as a heading."""
    return _("前期") if period.has_ended(today) else _("前年の同じ日まで")


def period_days(period: Period) -> str:
    """Both days, in the era and the Western year."""
    language = current_language()
    first = japanese_dates.with_wareki(period.first_day, language)
    last = japanese_dates.with_wareki(period.last_day, language)
    return _("%(first)sから%(last)sまで", first=first, last=last)


def edition_name(report: Report) -> str:
    """第1版 of an approved report, 下書き of a draft."""
    return _("第%(number)s版", number=report.edition.number) if report.edition else _("下書き（未承認）")


def when_promised(line: CommitmentLine) -> str:
    """The months or the month in which a commitment is due."""
    if line.kind is not CommitmentKind.MEASURE and line.planned_months:
        return _("、").join(japanese_dates.month_of_year(month, current_language()) for month in line.planned_months)
    return japanese_dates.month_name(line.due_on, current_language()) if line.due_on else "—"
