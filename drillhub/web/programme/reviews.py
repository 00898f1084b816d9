"""Reviews and inspections of the calendar: putting one in, and writing down what it came to."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from drillhub.calendar import reviews
from drillhub.calendar.reviews import LONGEST_ATTENDEES, LONGEST_TEXT, ReviewOutcome
from drillhub.core import clock
from drillhub.core.errors import Invalid
from drillhub.core.i18n import _, _l
from drillhub.drills import choosing
from drillhub.vocabulary import ReviewType
from drillhub.web.doors import actor, me, requires, takes, timezone, today, writes
from drillhub.web.forms import Form, at_most, required, strip
from drillhub.web.programme.blueprint import PLANNERS, READERS, bp


class ReviewForm(Form):
    """A review for the calendar."""

    review_type = SelectField(
        _l("見直しの種類"), [required()], choices=[SelectChoice(each.value, each.label) for each in ReviewType]
    )
    planned_for = DateField(_l("予定日"), [required()])
    site_id = SelectField(_l("対象"), coerce=int)

    def offer(self) -> "ReviewForm":
        self.site_id.choices = [
            SelectChoice(0, str(_("会社全体"))),
            *(SelectChoice(*each) for each in choosing.sites()),
        ]
        return self


class OutcomeForm(Form):
    """What a review came to."""

    held_on = DateField(_l("行った日"), [required()])
    attendees = StringField(_l("参加した人"), [at_most(LONGEST_ATTENDEES)], filters=[strip])
    findings = TextAreaField(_l("見直して分かったこと"), [required(), at_most(LONGEST_TEXT)], filters=[strip])
    decisions = TextAreaField(_l("決めたこと"), [at_most(LONGEST_TEXT)], filters=[strip])

    def value(self) -> ReviewOutcome:
        return ReviewOutcome(
            held_on=self.held_on.data,
            attendees=self.attendees.data or "",
            findings=self.findings.data or "",
            decisions=self.decisions.data or "",
        )


@bp.get("/reviews/new")
@requires(*PLANNERS)
def new_review() -> ResponseReturnValue:
    return render_template("programme/review_new.html", form=ReviewForm(formdata=None, site_id=0).offer())


@bp.post("/reviews")
@requires(*PLANNERS)
@takes(ReviewForm)
@writes
def add_review() -> ResponseReturnValue:
    form = ReviewForm().offer()
    if not form.validate():
        return render_template("programme/review_new.html", form=form, has_errors=True), 422
    slot = reviews.schedule_review(
        ReviewType(form.review_type.data),
        form.planned_for.data,
        site_id=form.site_id.data or None,
        trainer_id=None,
        timezone=timezone(),
        by=actor(),
        at=clock.now(),
    )
    flash(_("%(title)sを予定に入れました。", title=slot.title))
    return redirect(url_for(".review", slot_id=slot.id), 303)


@bp.get("/reviews/<int:slot_id>")
@requires(*READERS)
def review(slot_id: int) -> ResponseReturnValue:
    return _page(slot_id, OutcomeForm(formdata=None, held_on=today()))


@bp.post("/reviews/<int:slot_id>")
@requires(*PLANNERS)
@takes(OutcomeForm)
@writes
def record_review(slot_id: int) -> ResponseReturnValue:
    form = OutcomeForm()
    if form.validate():
        try:
            reviews.record_review(slot_id, form.value(), today=today(), by=actor(), at=clock.now())
        except Invalid as error:
            form.accept_errors(error)
        else:
            flash(_("見直しの結果を記録しました。"))
            return redirect(url_for(".review", slot_id=slot_id), 303)
    return _page(slot_id, form, has_errors=True), 422


def _page(slot_id: int, form: OutcomeForm, *, has_errors: bool = False) -> str:
    slot, record = reviews.review(slot_id)
    return render_template(
        "programme/review.html",
        slot=slot,
        record=record,
        form=form,
        may_record=me().acts_as(*PLANNERS),
        has_errors=has_errors,
    )
