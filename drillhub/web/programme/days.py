"""On which days the company works: national holidays shown, its own days off and busy months entered."""

from datetime import date, timedelta

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from drillhub.calendar import working_days
from drillhub.calendar.working_days import LONGEST_NAME, DaysOff
from drillhub.core import clock
from drillhub.core.errors import Invalid
from drillhub.core.fiscal_year import FiscalYear
from drillhub.core.i18n import _, _l, current_language
from drillhub.core.japanese_dates import month_of_year
from drillhub.web.doors import actor, requires, takes, writes
from drillhub.web.forms import Form, at_most, required, strip
from drillhub.web.programme.blueprint import PLANNERS, bp, chosen_year, this_year


class DaysOffForm(Form):
    """Days off of the company."""

    first_day = DateField(_l("最初の日"), [required()])
    last_day = DateField(_l("最後の日"), [required()])
    name = StringField(_l("休みの名前"), [required(), at_most(LONGEST_NAME)], filters=[strip])

    def value(self) -> DaysOff:
        return DaysOff(self.first_day.data, self.last_day.data, self.name.data or "")


class BusyForm(Form):
    """The months in which the company has no time for drills."""

    months = SelectMultipleField(
        _l("繁忙期の月"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    reason = StringField(_l("繁忙期の理由"), [at_most(LONGEST_NAME)], filters=[strip])

    def offer(self, year: FiscalYear) -> "BusyForm":
        self.months.choices = [
            SelectChoice(month, month_of_year(month, current_language())) for _year, month in year.months()
        ]
        return self


@bp.get("/days")
@requires(*PLANNERS)
def days() -> ResponseReturnValue:
    return _page()


@bp.post("/days")
@requires(*PLANNERS)
@takes(DaysOffForm)
@writes
def add_days_off() -> ResponseReturnValue:
    form = DaysOffForm()
    if form.validate():
        try:
            row = working_days.add_days_off(form.value(), by=actor(), at=clock.now())
        except Invalid as error:
            form.accept_errors(error)
        else:
            flash(_("「%(name)s」を会社の休みに入れました。", name=row.name))
            return redirect(url_for(".days"), 303)
    return _page(days_off=form), 422


@bp.post("/days/<int:days_off_id>/removal")
@requires(*PLANNERS)
@writes
def remove_days_off(days_off_id: int) -> ResponseReturnValue:
    working_days.remove_days_off(days_off_id, by=actor(), at=clock.now())
    flash(_("会社の休みから外しました。"))
    return redirect(url_for(".days"), 303)


@bp.post("/days/busy-months")
@requires(*PLANNERS)
@takes(BusyForm)
@writes
def set_busy_months() -> ResponseReturnValue:
    form = BusyForm().offer(this_year())
    if not form.validate():
        return _page(busy=form), 422
    months = form.months.data or ()
    working_days.set_busy_months(months, form.reason.data or "", by=actor(), at=clock.now())
    flash(_("繁忙期を保存しました。次の提案から、この月を避けます。"))
    return redirect(url_for(".days"), 303)


def _page(*, days_off: DaysOffForm | None = None, busy: BusyForm | None = None) -> str:
    year, this = chosen_year(), this_year()
    known = working_days.working_days()
    months = known.busy_months
    return render_template(
        "programme/days.html",
        rows=working_days.days_off(),
        national=_national_holidays(year),
        year=year,
        years=(this, this.following()),
        days_off=days_off or DaysOffForm(formdata=None),
        busy=busy or BusyForm(formdata=None, months=sorted(months), reason=next(iter(months.values()), "")).offer(this),
        has_errors=bool((days_off and days_off.errors) or (busy and busy.errors)),
    )


def _national_holidays(year: FiscalYear) -> list[tuple[date, str]]:
    found = []
    day = year.first_day
    while day <= year.last_day:
        name = working_days.national_holiday(day)
        if name:
            found.append((day, name))
        day += timedelta(days=1)
    return found
