"""The annual report: the list of years, one year with its gaps and preview, and an edition as it was approved."""

from typing import Final

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField, TextAreaField

from drillhub.core import clock
from drillhub.core.i18n import _, _l
from drillhub.documents.cells import written
from drillhub.reporting import annual_words, editions, figure_words, notes, report_words
from drillhub.reporting.annual_layout import document
from drillhub.reporting.annual_values import AnnualReport, Gap, SectionCode
from drillhub.reporting.exports import ExportFormat
from drillhub.reporting.gaps import COMMITMENT, DRILL, MEETINGS, NOTE, PLAN, PROPOSAL, QUIZ_ASSIGNMENT, QUIZZES
from drillhub.reporting.models import ReportKind
from drillhub.reporting.overview import annual_years
from drillhub.reporting.periods import Period
from drillhub.reporting.report import Signatures
from drillhub.reporting.report_types import ANNUAL
from drillhub.web.doors import actor, me, requires, takes, today, writes
from drillhub.web.forms import Form, at_most, strip
from drillhub.web.reporting.blueprint import APPROVERS, READERS, WRITERS, bp, language, period_of
from drillhub.web.reporting.record_links import address_of


class NotesForm(Form):
    """What cannot be counted."""

    prepared_by = StringField(_l("作成した人"), [at_most(notes.LONGEST_NAME)], filters=[strip])
    checked_by = StringField(_l("確認した人"), [at_most(notes.LONGEST_NAME)], filters=[strip])
    comment = TextAreaField(_l("経営者のコメント"), [at_most(notes.LONGEST_COMMENT)], filters=[strip])

    @classmethod
    def of(cls, written_so_far: Signatures) -> "NotesForm":
        return cls(
            data={
                "prepared_by": written_so_far.prepared_by,
                "checked_by": written_so_far.checked_by,
                "comment": written_so_far.comment,
            }
        )

    def value(self) -> Signatures:
        return Signatures(self.prepared_by.data or "", self.checked_by.data or "", self.comment.data or "")


class ApprovalForm(Form):
    reason = StringField(_l("新しい版にする理由"), [at_most(editions.LONGEST_REASON)], filters=[strip])


@bp.get("")
@requires(*READERS)
def index() -> ResponseReturnValue:
    return render_template(
        "reporting/index.html",
        years=annual_years(today(), me().fiscal_year_start_month),
        period_days=report_words.period_days,
    )


@bp.get("/annual/<int:year>")
@requires(*READERS)
def annual(year: int) -> ResponseReturnValue:
    return annual_page(period_of(year))


def annual_page(
    period: Period, *, notes_form: NotesForm | None = None, approval_form: ApprovalForm | None = None
) -> str:
    """One year as the records stand. The forms, as they were refused."""
    draft = editions.draft(ANNUAL, period, language=language(), today=today())
    approved = editions.editions(ANNUAL, period)
    newest = editions.edition(ANNUAL, period, approved[0].number) if approved else None
    return render_template(
        "reporting/annual.html",
        **preview_of(draft.report),
        digest=draft.digest,
        gaps=[(gap, annual_words.gap_sentence(gap), *_mended_at(gap)) for gap in draft.report.gaps],
        editions=approved,
        changed_since=newest is not None and not editions.says_the_same(draft, newest),
        formats=tuple(ExportFormat),
        notes_form=notes_form or NotesForm.of(draft.report.signatures),
        approval_form=approval_form or ApprovalForm(formdata=None),
        may_write=me().acts_as(*WRITERS),
        may_approve=me().acts_as(*APPROVERS),
        has_errors=notes_form is not None or approval_form is not None,
    )


@bp.get("/annual/<int:year>/editions/<int:number>")
@requires(*READERS)
def edition(year: int, number: int) -> ResponseReturnValue:
    frozen = editions.edition(ANNUAL, period_of(year), number)
    return render_template(
        "reporting/edition.html",
        **preview_of(frozen.report),
        digest=frozen.digest,
        number=number,
        formats=tuple(ExportFormat),
    )


@bp.post("/annual/<int:year>/notes")
@requires(*WRITERS)
@takes(NotesForm)
@writes
def write_notes(year: int) -> ResponseReturnValue:
    period, form = period_of(year), NotesForm()
    if not form.validate():
        return annual_page(period, notes_form=form), 422
    notes.write(ReportKind.ANNUAL, period, form.value(), by=actor(), at=clock.now())
    flash(_("報告書の記入欄を保存しました。"))
    return redirect(url_for(".annual", year=year, _anchor="notes"), 303)


def preview_of(report: AnnualReport) -> dict[str, object]:
    """What a preview shows: the same document as the files, with figures and drills as links."""
    return {
        "report": report,
        "document": document(report),
        "cover_title": SectionCode.COVER.title,
        "words": annual_words,
        "figure_words": figure_words,
        "report_words": report_words,
        "written": written,
        "kind_of": lambda block: type(block).__name__.lower(),
        "record_urls": _record_urls(report),
        "year": report.period.number,
    }


def _record_urls(report: AnnualReport) -> dict[str, str]:
    """Number of a record, as it stands in a cell → its page."""
    records = (
        *(("drill", drill.id, drill.number) for drill in report.drills.held),
        *(("quiz", quiz.quiz_id, quiz.number) for quiz in report.education),
        *(("proposal", line.id, line.number) for line in report.proposals),
        *(("meeting", meeting.id, meeting.number) for meeting in report.meetings),
    )
    found = ((number, address_of(kind, record_id)) for kind, record_id, number in records)
    return {number: url for number, url in found if url is not None}


_MENDED_BY: Final = {
    PLAN: _l("計画を開く"),
    COMMITMENT: _l("取組を開く"),
    DRILL: _l("訓練を開く"),
    QUIZ_ASSIGNMENT: _l("進み具合を見る"),
    QUIZZES: _l("理解度テストを開く"),
    PROPOSAL: _l("提案を開く"),
    MEETINGS: _l("会議の一覧を開く"),
}


def _mended_at(gap: Gap) -> tuple[str, str | None]:
    """The button that leads to where a gap is mended: its words and its address."""
    if gap.target_kind == NOTE:
        return _("入力する"), "#notes"
    words = _MENDED_BY.get(gap.target_kind)
    if words is None:
        return _("訓練の一覧を開く"), url_for("drills.index")
    return str(words), address_of(gap.target_kind, gap.target_id)
