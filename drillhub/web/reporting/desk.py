"""What stands around a report on its page: its editions and exports, who signs it, and its approval."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from wtforms import StringField, TextAreaField

from drillhub.core import clock
from drillhub.core.errors import Invalid
from drillhub.core.i18n import _, _l, use_language
from drillhub.documents.cells import written
from drillhub.documents.charts import picture
from drillhub.reporting import editions, figure_words, notes, report_words
from drillhub.reporting.editions import Frozen
from drillhub.reporting.errors import ReportChanged
from drillhub.reporting.exports import ExportFormat
from drillhub.reporting.report import Signatures
from drillhub.web.doors import actor, me, today
from drillhub.web.forms import Form, at_most, strip
from drillhub.web.reporting.blueprint import APPROVERS, WRITERS, language
from drillhub.web.reporting.places import Place


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


Refused = NotesForm | ApprovalForm | None
# Shows the draft of a place; with a form that was refused, to be corrected.
Page = Callable[[Place, Refused], str]


def around_draft(place: Place, draft: Frozen[Any], refused: Refused) -> dict[str, Any]:
    """What the page of a draft needs beside the report itself.

    shown: what its preview shows: the newest edition, and the draft before there is one or where somebody asks for it.
    """
    approved = editions.editions(place.of, place.period)
    newest = editions.edition(place.of, place.period, approved[0].number) if approved else None
    wants_draft = refused is not None or request.args.get("preview") == "draft"
    return {
        **around_report(place, draft),
        "editions": approved,
        "newest_is": _newest_is(newest, draft),
        "shown": draft if newest is None or wants_draft else newest,
        "notes_form": refused if isinstance(refused, NotesForm) else NotesForm.of(draft.report.signatures),
        "approval_form": refused if isinstance(refused, ApprovalForm) else ApprovalForm(formdata=None),
        "ended": place.period.has_ended(draft.report.today),
        "may_write": me().acts_as(*WRITERS),
        "may_approve": me().acts_as(*APPROVERS),
        "has_errors": refused is not None,
    }


def _newest_is(newest: Frozen[Any] | None, draft: Frozen[Any]) -> str:
    """How the newest edition stands to the draft: "current", "outdated", or "older" than what reports now contain."""
    if newest is not None and newest.report.schema_version != draft.report.schema_version:
        return "older"
    return "current" if newest is not None and editions.says_the_same(draft, newest) else "outdated"


def sheet(template: str, place: Place, frozen: Frozen[Any], **more: Any) -> Markup:
    """The report as it is printed: in its own language, whatever the reader's is. more: what the template needs too."""
    with use_language(frozen.report.language):
        printed = render_template(template, **around_sheet(place, frozen), **more)
    return Markup(printed)  # noqa: S704 - a template's own output, escaped once


def around_sheet(place: Place, frozen: Frozen[Any]) -> dict[str, Any]:
    """What a sheet needs: the same document as the files, and how its blocks are shown."""
    return {**around_report(place, frozen), "document": place.of.document(frozen.report)}


def around_report(place: Place, frozen: Frozen[Any]) -> dict[str, Any]:
    """What every page of a report needs."""
    return {
        "place": place,
        "report": frozen.report,
        "digest": frozen.digest,
        "edition": frozen.edition,
        "formats": tuple(ExportFormat),
        "figure_words": figure_words,
        "report_words": report_words,
        "written": written,
        "picture": picture,
        "kind_of": lambda block: type(block).__name__.lower(),
    }


def write_notes(place: Place, page: Page) -> ResponseReturnValue:
    """Keep who made and checked the report."""
    form = NotesForm()
    if not form.validate():
        return page(place, form), 422
    notes.write(place.of.kind, place.period, form.value(), by=actor(), at=clock.now())
    flash(_("報告書の記入欄を保存しました。"))
    return redirect(place.url("page", _anchor="notes"), 303)


def approve(place: Place, page: Page) -> ResponseReturnValue:
    """Freeze what the approver was shown; what has changed since then has to be looked at first."""
    form = ApprovalForm()
    if not form.validate():
        return page(place, form), 422
    try:
        edition = editions.approve(
            place.of,
            place.period,
            language=language(),
            seen=request.form.get("seen", ""),
            reason=form.reason.data or "",
            today=today(),
            by=actor(),
            at=clock.now(),
        )
    except Invalid as error:
        form.accept_errors(error)
        return page(place, form), 422
    except ReportChanged as error:
        form.form_errors.append(str(error))
        return page(place, form), 409
    flash(_("報告書を承認しました（第%(number)s版）。", number=edition.number))
    return redirect(place.url("edition", number=edition.number), 303)
