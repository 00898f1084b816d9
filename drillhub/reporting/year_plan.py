"""The plan of a fiscal year as a document: what is planned in which month, and when the company does not work."""

from collections.abc import Sequence
from datetime import date

from drillhub.calendar.views import CalendarEntry
from drillhub.calendar.working_days import CompanyDays
from drillhub.core.fiscal_year import FiscalYear
from drillhub.core.i18n import _, current_language
from drillhub.core.japanese_dates import month_name, month_of_year, with_wareki
from drillhub.documents.blocks import Block, Column, Document, Heading, Nothing, Paragraph, Section, Table


def year_plan(
    year: FiscalYear, entries: Sequence[CalendarEntry], days: CompanyDays, *, organisation: str, today: date
) -> Document:
    """The plan as it stands today, in the current language."""
    language = current_language()
    return Document(
        title=_("年間計画"),
        subtitle=_("%(year)s年度", year=year.year),
        organisation=organisation,
        language="en" if language == "en" else "ja",
        dated=today,
        edition=_("%(day)sの時点", day=with_wareki(today, language)),
        cover=(
            (str(_("期間")), _span(year.first_day, year.last_day)),
            (str(_("予定の数")), str(_("%(count)s件", count=len(entries)))),
        ),
        stamps=((str(_("作成")), ""), (str(_("確認")), ""), (str(_("承認")), "")),
        sections=(
            Section("A", _("訓練の予定"), tuple(_planned(year, entries))),
            Section("B", _("休日と忙しい月"), tuple(_days_off(year, days))),
        ),
    )


def _span(first_day: date, last_day: date) -> str:
    language = current_language()
    first, last = with_wareki(first_day, language), with_wareki(last_day, language)
    return str(_("%(first)sから%(last)sまで", first=first, last=last))


def _planned(year: FiscalYear, entries: Sequence[CalendarEntry]) -> list[Block]:
    blocks: list[Block] = []
    for month in year.months():
        first = date(*month, 1)
        blocks.append(Heading(month_name(first, current_language())))
        found = [each for each in entries if (each.day.year, each.day.month) == month]
        blocks.append(_table(found) if found else Nothing(_("予定はありません。")))
    return blocks


def _table(entries: Sequence[CalendarEntry]) -> Table:
    columns = (
        Column(_("日付"), "date", 1.4),
        Column(_("時刻"), width=0.7),
        Column(_("訓練"), width=3),
        Column(_("種類"), width=1.8),
        Column(_("拠点"), width=1.4),
        Column(_("担当"), width=1.4),
        Column(_("状態"), width=1.3),
    )
    rows = tuple(
        (
            each.day,
            each.starts_at.strftime("%H:%M"),
            each.title,
            str(_("・")).join(str(kind.label) for kind in each.types),
            each.site or str(_("全社")),
            each.trainer or str(_("未定")),
            str(each.sign.label),
        )
        for each in entries
    )
    return Table(_("%(count)s件", count=len(entries)), columns, rows)


def _days_off(year: FiscalYear, days: CompanyDays) -> list[Block]:
    blocks: list[Block] = []
    off = {**{day: str(name) for day, name in days.national.items()}, **days.company}
    if off:
        columns = (Column(_("日付"), "date", 1), Column(_("休日の名前"), width=3))
        blocks.append(Table(_("国民の祝日と会社の休日"), columns, tuple(sorted(off.items()))))
    else:
        blocks.append(Nothing(_("休日は入っていません。")))
    if unknown := days.unknown_years(year.first_day, year.last_day):
        years = str(_("、")).join(str(each) for each in unknown)
        blocks.append(Paragraph(_("%(years)s年の国民の祝日は分かっていません。", years=years)))
    if days.busy_months:
        columns = (Column(_("忙しい月"), width=1), Column(_("忙しい理由"), width=3))
        language = current_language()
        busy = tuple((month_of_year(month, language), reason) for month, reason in days.busy_months.items())
        blocks.append(Table(_("忙しい月"), columns, busy))
    return blocks
