"""The official status report: its six rows with the proof of each, and the page on which a person confirms a row."""

from typing import Any, Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from wtforms import RadioField, StringField, TextAreaField, ValidationError

from drillhub.core import clock
from drillhub.core.errors import Invalid
from drillhub.core.i18n import _, _l
from drillhub.planning.content import YearMonth
from drillhub.reporting import status_rows, status_words
from drillhub.reporting.editions import Frozen
from drillhub.reporting.errors import StatusRowChanged
from drillhub.reporting.status_gaps import line_gap
from drillhub.reporting.status_layout import planned_text
from drillhub.reporting.status_ratings import StatusItem, StatusRating
from drillhub.reporting.status_rules import LONGEST_ROW_TEXT, StatusText, checked, needs_start
from drillhub.reporting.status_values import StatusGap, StatusGapCode, StatusLine, StatusReport
from drillhub.web.doors import actor, me, requires, takes, timezone, today, writes
from drillhub.web.forms import Form, at_most, required, strip
from drillhub.web.reporting import desk
from drillhub.web.reporting.blueprint import READERS, WRITERS, bp
from drillhub.web.reporting.desk import Refused
from drillhub.web.reporting.places import Place, plan_place
from drillhub.web.reporting.record_links import address_of, commitment_urls

# The rows as they are named in addresses.
_ITEMS: Final = {item.name.lower(): item for item in StatusItem}
_NAMES: Final = {item: name for name, item in _ITEMS.items()}
_READY: Final = {
    StatusGapCode.ROW_NOT_CONFIRMED: ("plan", _l("下書き")),
    StatusGapCode.REASON_MISSING: ("todo", _l("理由と方針が必要")),
    StatusGapCode.START_MISSING: ("todo", _l("着手の年月が必要")),
    StatusGapCode.PROPOSAL_CHANGED: ("late", _l("評価案が変わった")),
}
_ROW: Final = f"/status/<int:plan_id>/rows/<any({', '.join(_ITEMS)}):item>"


class RowForm(Form):
    """What a person says of a row. Which fields are needed depends on the rating (`status_rules`)."""

    rating = RadioField(_l("評価"), [required()])
    text = TextAreaField(_l("実施した内容"), [at_most(LONGEST_ROW_TEXT)], filters=[strip])
    reason = TextAreaField(_l("不十分だった理由"), [at_most(LONGEST_ROW_TEXT)], filters=[strip])
    policy = TextAreaField(_l("改善の方針"), [at_most(LONGEST_ROW_TEXT)], filters=[strip])
    planned_start = StringField(_l("着手する予定の年月"), filters=[strip])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rating.choices = [(each.value, status_words.rating_words(each)) for each in StatusRating]

    def validate_planned_start(self, field: Any) -> None:
        if field.data and _month(field.data) is None:
            raise ValidationError(_("年月は 2026-04 の形で入力してください。"))

    @classmethod
    def of(cls, line: StatusLine, report: StatusReport) -> "RowForm":
        """What was confirmed, or the proposal with its draft."""
        said = line.confirmed.said if line.confirmed else None
        start = said.planned_start if said else line.next_due if needs_start(line.proposed) else None
        return cls(
            data={
                "rating": line.rating.value,
                "text": said.text if said else status_words.draft_text(line, report.drills, report.quizzes),
                "reason": said.reason if said else "",
                "policy": said.policy if said else "",
                "planned_start": str(start) if start else "",
            }
        )

    def check(self) -> None:
        if self.rating.data in set(StatusRating):
            checked(self.value(), this_month=YearMonth.of(today()))

    def value(self) -> StatusText:
        return StatusText(
            rating=StatusRating(self.rating.data),
            text=self.text.data or "",
            reason=self.reason.data or "",
            policy=self.policy.data or "",
            planned_start=_month(self.planned_start.data) if self.planned_start.data else None,
        )


@bp.get("/status/<int:plan_id>")
@requires(*READERS)
def status(plan_id: int) -> ResponseReturnValue:
    return status_page(plan_place("status", plan_id))


def status_page(place: Place, refused: Refused = None) -> str:
    """The table as the records stand."""
    draft = place.draft()
    plan_id = place.parts["plan_id"]
    around = desk.around_draft(place, draft, refused)
    return render_template(
        "reporting/status.html",
        **around,
        sheet=status_sheet(place, around["shown"]),
        words=status_words,
        rows=[(line, row_url(plan_id, line.item), ready_words(line)) for line in draft.report.lines],
        gaps=[_gap(gap, plan_id) for gap in draft.report.gaps],
    )


@bp.get(_ROW)
@requires(*READERS)
def status_row(plan_id: int, item: str) -> ResponseReturnValue:
    """A row with the records its proposal rests on."""
    return _row_page(plan_place("status", plan_id), _ITEMS[item])


@bp.post(_ROW)
@requires(*WRITERS)
@takes(RowForm, "seen")
@writes
def confirm_status_row(plan_id: int, item: str) -> ResponseReturnValue:
    place, form = plan_place("status", plan_id), RowForm()
    if not form.validate():
        return _row_page(place, _ITEMS[item], form), 422
    try:
        status_rows.confirm(
            plan_id,
            _ITEMS[item],
            form.value(),
            proposed=place.draft().report.line(_ITEMS[item]).proposed,
            seen=_seen(),
            timezone=timezone(),
            by=actor(),
            at=clock.now(),
        )
    except Invalid as error:
        form.accept_errors(error)
        return _row_page(place, _ITEMS[item], form), 422
    except StatusRowChanged as error:
        form.form_errors.append(str(error))
        return _row_page(place, _ITEMS[item], form), 409
    flash(_("「%(item)s」の評価を確認しました。", item=status_words.item_name(_ITEMS[item])))
    return redirect(place.url("page", _anchor="rows"), 303)


@bp.post(f"{_ROW}/withdrawal")
@requires(*WRITERS)
@takes("seen")
@writes
def withdraw_status_row(plan_id: int, item: str) -> ResponseReturnValue:
    place = plan_place("status", plan_id)
    try:
        status_rows.withdraw(plan_id, _ITEMS[item], seen=_seen(), by=actor(), at=clock.now())
    except StatusRowChanged as error:
        report = place.draft().report
        form = RowForm.of(report.line(_ITEMS[item]), report)
        form.form_errors.append(str(error))
        return _row_page(place, _ITEMS[item], form), 409
    flash(_("「%(item)s」の確認を取り消しました。評価案に戻りました。", item=status_words.item_name(_ITEMS[item])))
    return redirect(place.url("page", _anchor="rows"), 303)


def _seen() -> int:
    """The version of the row that was shown, 0 for none."""
    seen = request.form.get("seen", "")
    return int(seen[:6]) if seen.isdigit() else 0


def _row_page(place: Place, item: StatusItem, refused: RowForm | None = None) -> str:
    report = place.draft().report
    line = report.line(item)
    plan_id = place.parts["plan_id"]
    return render_template(
        "reporting/status_row.html",
        place=place,
        report=report,
        line=line,
        row_url=row_url(plan_id, item),
        withdrawal_url=url_for(".withdraw_status_row", plan_id=plan_id, item=_NAMES[item]),
        planned=planned_text(line),
        form=refused or RowForm.of(line, report),
        words=status_words,
        drills=report.drills if item in {StatusItem.RESPONSE, StatusItem.PROMOTION} else (),
        quizzes=report.quizzes if item is StatusItem.PROMOTION else (),
        address_of=address_of,
        may_write=me().acts_as(*WRITERS),
        this_month=YearMonth.of(today()),
        has_errors=refused is not None,
    )


def status_sheet(place: Place, frozen: Frozen[StatusReport]) -> Markup:
    return desk.sheet("reporting/_sheet.html", place, frozen, record_urls=commitment_urls(frozen.report.lines))


def row_url(plan_id: int, item: StatusItem) -> str:
    return url_for("reporting.status_row", plan_id=plan_id, item=_NAMES[item])


def _gap(gap: StatusGap, plan_id: int) -> tuple[str, str, str, str]:
    """The sentence, where it is, and the button that mends it."""
    sentence = status_words.gap_sentence(gap)
    if gap.item is not None:
        return sentence, _("項目ごとの評価"), _("確かめる"), row_url(plan_id, gap.item)
    if gap.code is StatusGapCode.NOT_CHECKED:
        return sentence, _("表紙"), _("入力する"), "#notes"
    return sentence, _("表紙"), _("計画を開く"), url_for("planning.index")


def ready_words(line: StatusLine) -> tuple[str, str]:
    """The kind of its sign, and whether a row is ready."""
    gap = line_gap(line)
    if gap is None:
        return ("done", _("確認済み")) if line.confirmed else ("none", _("対象外"))
    return _READY[gap.code][0], str(_READY[gap.code][1])


def _month(text: str) -> YearMonth | None:
    try:
        return YearMonth.parse(text)
    except ValueError:
        return None
