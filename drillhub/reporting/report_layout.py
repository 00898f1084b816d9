"""What every report has in print: the cover, the boxes 作成・確認・承認, the edition and the day it bears."""

from collections.abc import Iterable, Iterator
from datetime import date

from drillhub.core import japanese_dates
from drillhub.core.i18n import LazyString, _, current_language
from drillhub.documents.blocks import Document, Section
from drillhub.reporting import report_words as words
from drillhub.reporting.report import Report


def printed(report: Report, name: LazyString, sections: Iterable[Section], *, notes: tuple[str, ...]) -> Document:
    """A report as a document, dated by its day and never by the clock. In the report's language."""
    return Document(
        title=str(name),
        subtitle=words.period_name(report.period),
        organisation=report.organisation,
        language=report.language,
        dated=report.edition.approved_on if report.edition else report.today,
        edition=words.edition_name(report),
        cover=tuple(cover(report)),
        stamps=(
            (_("作成"), report.signatures.prepared_by),
            (_("確認"), report.signatures.checked_by),
            (_("承認"), report.edition.approved_by if report.edition else ""),
        ),
        sections=tuple(sections),
        notes=notes,
    )


def cover(report: Report) -> Iterator[tuple[str, str]]:
    """Names with their values. What the plan does not say is 未記入."""
    yield _("会社名"), report.organisation
    yield _("期間"), words.period_days(report.period)
    yield _("版"), words.edition_name(report)
    if report.edition is None:
        yield _("作成日"), _wareki(report.today)
    else:
        yield _("承認日"), _wareki(report.edition.approved_on)
        if report.edition.reason:
            yield _("この版にした理由"), report.edition.reason
    plan = report.plan
    if plan is None:
        yield _("認定を受けた計画"), str(words.NO_RECORD)
        return
    for name, value in (
        (_("法人番号"), plan.corporate_number),
        (_("代表者"), plan.representative),
        (_("住所"), plan.address),
        (_("計画"), plan.title),
        (_("認定番号"), plan.certification_number),
        (_("認定日"), _wareki(plan.certified_on)),
        (_("実施期間"), words.months(plan.first_day, plan.last_day)),
        (_("計画の形"), _("連携型") if plan.is_joint else _("単独型")),
        (_("想定する自然災害など"), _("、").join(str(each.label) for each in plan.hazards)),
    ):
        yield name, value or str(words.NOT_FILLED_IN)


def _wareki(day: date | None) -> str:
    return japanese_dates.with_wareki(day, current_language()) if day else ""
