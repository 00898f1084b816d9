"""The company's own days: what is off every week, its holidays, the months in which it is busy."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, DateField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from drillhub.calendar import company_calendar
from drillhub.calendar.company_calendar import LONGEST_NAME
from drillhub.calendar.national_holidays import national_holidays
from drillhub.core import clock
from drillhub.core.errors import Invalid, NotFound
from drillhub.core.i18n import LazyString, _, _l, current_language, ngettext
from drillhub.core.japanese_dates import month_of_year
from drillhub.core.text import one_line
from drillhub.web.calendar.blueprint import KEEPERS, bp, this_year, year_from
from drillhub.web.doors import actor, requires, takes, writes
from drillhub.web.forms import Form, at_most, required

WEEKDAYS = (_l("月曜日"), _l("火曜日"), _l("水曜日"), _l("木曜日"), _l("金曜日"), _l("土曜日"), _l("日曜日"))


def _line(value: str | None) -> str:
    return one_line(value or "")


def _month_name(month: int) -> LazyString:
    return LazyString(lambda: month_of_year(month, current_language()))


class WeekForm(Form):
    """What is off every week."""

    weekly_off = SelectMultipleField(
        _l("毎週の休み"),
        coerce=int,
        choices=[SelectChoice(number, name) for number, name in enumerate(WEEKDAYS)],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    works_on_national_holidays = BooleanField(_l("国民の祝日も働く"))


class HolidayForm(Form):
    """A holiday of one day or of several in a row."""

    name = StringField(_l("休日の名前"), [required(), at_most(LONGEST_NAME)], filters=[_line])
    first_day = DateField(_l("始まりの日"), [required()])
    last_day = DateField(_l("終わりの日"), [Optional()])


class BusyMonthForm(Form):
    """A month in which the company is busy."""

    month = SelectField(
        _l("忙しい月"),
        [required()],
        coerce=int,
        choices=[SelectChoice(month, _month_name(month)) for month in range(1, 13)],
    )
    reason = StringField(_l("忙しい理由"), [required(), at_most(LONGEST_NAME)], filters=[_line])


@bp.get("/company")
@requires(*KEEPERS)
def company() -> ResponseReturnValue:
    return _page()


@bp.post("/company/week")
@requires(*KEEPERS)
@takes(WeekForm)
@writes
def set_week() -> ResponseReturnValue:
    form = WeekForm()

    def save() -> str:
        company_calendar.set_week(
            form.weekly_off.data or (),
            works_on_national_holidays=form.works_on_national_holidays.data,
            by=actor(),
            at=clock.now(),
        )
        return _("毎週の休みを保存しました。")

    return _save(form, save, week=form)


@bp.post("/company/holidays")
@requires(*KEEPERS)
@takes(HolidayForm)
@writes
def add_holidays() -> ResponseReturnValue:
    form = HolidayForm()

    def save() -> str:
        first = form.first_day.data
        last = form.last_day.data or first
        added = company_calendar.add_holidays(first, last, form.name.data, by=actor(), at=clock.now())
        return ngettext("休日を%(num)s日入れました。", "休日を%(num)s日入れました。", added)

    return _save(form, save, holiday=form)


@bp.post("/company/holidays/<int:holiday_id>/removal")
@requires(*KEEPERS)
@writes
def remove_holiday(holiday_id: int) -> ResponseReturnValue:
    removed = company_calendar.remove_holiday(holiday_id, by=actor(), at=clock.now())
    flash(_("「%(name)s」を休日から外しました。", name=removed.name))
    return redirect(url_for(".company"), 303)


@bp.post("/company/busy-months")
@requires(*KEEPERS)
@takes(BusyMonthForm)
@writes
def set_busy_month() -> ResponseReturnValue:
    form = BusyMonthForm()

    def save() -> str:
        company_calendar.set_busy_month(form.month.data, form.reason.data, by=actor(), at=clock.now())
        return _("忙しい月を保存しました。")

    return _save(form, save, busy=form)


@bp.post("/company/busy-months/<int:month>/removal")
@requires(*KEEPERS)
@writes
def remove_busy_month(month: int) -> ResponseReturnValue:
    if not 1 <= month <= 12:
        raise NotFound()
    company_calendar.remove_busy_month(month, by=actor(), at=clock.now())
    flash(_("%(month)sを忙しい月から外しました。", month=month_of_year(month, current_language())))
    return redirect(url_for(".company"), 303)


def _save(form: Form, save: Callable[[], str], **forms: Form) -> ResponseReturnValue:
    if form.validate():
        try:
            flash(save())
        except Invalid as error:
            form.accept_errors(error)
        else:
            return redirect(url_for(".company"), 303)
    return _page(refused=form, **forms), 422


def _page(
    *,
    refused: Form | None = None,
    week: Form | None = None,
    holiday: Form | None = None,
    busy: Form | None = None,
) -> str:
    shown = year_from(request.args.get("year", ""))
    days = company_calendar.company_days(shown.first_day, shown.last_day)
    stored = {"weekly_off": sorted(days.weekly_off), "works_on_national_holidays": days.works_on_national_holidays}
    return render_template(
        "calendar/company.html",
        year=shown,
        this_year=this_year(),
        days=days,
        weekdays=WEEKDAYS,
        holidays=company_calendar.holidays(shown.first_day, shown.last_day),
        national=national_holidays(),
        unknown=days.unknown_years(shown.first_day, shown.last_day),
        refused=refused,
        week=week or WeekForm(formdata=None, data=stored),
        holiday=holiday or HolidayForm(formdata=None),
        busy=busy or BusyMonthForm(formdata=None),
        has_errors=refused is not None,
    )
