"""The sentences of the annual report, for its pages and files: facts and codes become words here."""

from datetime import date
from typing import Final

from drillhub.core import japanese_dates
from drillhub.core.i18n import LazyString, _, _l, current_language, pgettext
from drillhub.reporting import report_words
from drillhub.reporting.annual_values import AnnualReport, Gap, PromisedMonth, RequirementOutcome
from drillhub.reporting.drill_facts import PlannedDrill
from drillhub.reporting.gap_codes import GapCode
from drillhub.reporting.plan_facts import CommitmentLine
from drillhub.reporting.report_words import day
from drillhub.vocabulary import TaskRating

REPORT_NAME: Final = _l("年次実施状況報告書")

_GAPS: Final[dict[GapCode, LazyString]] = {
    GapCode.NO_PLAN: _l("認定を受けた計画が入っていません。"),
    GapCode.NO_CERTIFICATE: _l("認定番号か認定日が入っていません。"),
    GapCode.NO_COMPANY_DETAILS: _l("代表者か住所が入っていません。"),
    GapCode.NOT_CHECKED: _l("作成した人と確認した人が入っていません。"),
    GapCode.NO_COMMENT: _l("経営者のコメントがありません。"),
    GapCode.NO_DRILL_HELD: _l("期間中に実施した訓練がありません。"),
    GapCode.MONTH_NOT_MET: _l("計画に書いた%(month)sに、訓練の記録がありません。"),
    GapCode.NO_EDUCATION: _l("期間中に行った教育（理解度テストや研修）の記録がありません。"),
    GapCode.NO_STRUCTURE: _l("平時の推進体制が計画に入っていません。"),
    GapCode.NO_MEETING: _l("改善提案を決裁する会議の記録が、期間中にありません。"),
    GapCode.NOT_HELD_WITHOUT_REASON: _l("「%(subject)s」（%(day)s）を行わなかった理由がありません。"),
    GapCode.RECORD_NOT_CLOSED: _l("「%(subject)s」（%(day)s）の記録がまだ確定していません。"),
    GapCode.RATINGS_INCOMPLETE: _l("「%(subject)s」（%(day)s）に、評価のない目標があります。"),
    GapCode.NO_FINDINGS: _l("「%(subject)s」（%(day)s）に、気付きがありません。"),
    GapCode.REVIEW_LATE: _l("「%(subject)s」（%(day)s）のふりかえりが、期限を%(number)s日過ぎています。"),
    GapCode.EVACUATION_WITHOUT_HEADCOUNT: _l("「%(subject)s」（%(day)s）に、点呼の記録がありません。"),
    GapCode.QUIZ_WITHOUT_RESULTS: _l("「%(subject)s」（期限 %(day)s）を受け終えた人が1人もいません。"),
    GapCode.QUIZ_UNFINISHED: _l("「%(subject)s」（期限 %(day)s）を受け終えていない人が%(number)s人います。"),
    GapCode.PROPOSAL_OVERDUE: _l("改善提案「%(subject)s」が、期限（%(day)s）を%(number)s日過ぎています。"),
    GapCode.REVIEW_NOT_RECORDED: _l("計画の見直しの記録がありません。"),
    GapCode.MEASURE_OVERDUE: _l("「%(subject)s」が期限（%(month)s）を過ぎています。"),
    GapCode.COMMUNICATION_NOT_RECORDED: _l("取組の社内周知の記録がありません。"),
    GapCode.NEXT_YEAR_EMPTY: _l("次年度の訓練がまだ予定されていません。"),
    GapCode.NO_EVIDENCE: _l("「%(subject)s」（%(day)s）に、証跡のファイルがありません。"),
}


def compared_with(report: AnnualReport) -> str:
    """What its figures stand beside, as a heading."""
    return report_words.compared_with(report.period, report.today) if report.schema_version > 2 else _("前期")


def gap_sentence(gap: Gap) -> str:
    """What is missing, in one sentence."""
    facts = {
        "subject": gap.subject,
        "day": day(gap.day) if gap.day else "",
        "month": japanese_dates.month_name(gap.day, current_language()) if gap.day else "",
        "number": gap.number,
    }
    return str(_GAPS[gap.code]) % facts


def months_text(months: tuple[PromisedMonth, ...]) -> str:
    """6月（実施）、9月（未実施）: the promised months and whether each was kept."""
    return (
        _("、").join(
            _(
                "%(month)s（%(state)s）",
                month=japanese_dates.month_of_year(each.month, current_language()),
                state=_state(each),
            )
            for each in months
        )
        or "—"
    )


def _state(month: PromisedMonth) -> str:
    if month.done_on is not None:
        return _("実施")
    return pgettext("commitment", "未実施") if month.is_over else _("これから")


def days_text(outcome: RequirementOutcome) -> str:
    """All days on which it was done."""
    return _("、").join(day(each) for each in outcome.done_on) or "—"


def commitment_state(line: CommitmentLine, as_of: date) -> str:
    """実施, 遅れ or 予定, with the last day it was done. as_of: `Report.as_of`."""
    if line.done_on is not None:
        return _("実施（%(day)s）", day=day(line.done_on))
    return _("遅れ") if line.is_overdue(as_of) else _("予定")


def rating_name(rating: TaskRating | None) -> str:
    """P 支障なくできた."""
    return f"{rating.value} {rating.label}" if rating else _("評価なし")


def slot_state(slot: PlannedDrill, today: date) -> str:
    """What became of a place in the calendar, as far as it was known on a day."""
    if slot.held_on is not None and slot.held_on <= today:
        return _("実施（%(day)s）", day=day(slot.held_on))
    if slot.awaits_record and slot.planned_for <= today:
        return _("記録の確定待ち")
    return str(slot.state.label)
