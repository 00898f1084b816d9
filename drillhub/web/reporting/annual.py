"""The annual report: one year with its gaps and preview, an edition as it was approved, its notes and its approval."""

from collections.abc import Iterator

from flask import render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from drillhub.reporting import annual_words, editions
from drillhub.reporting.annual_values import AnnualReport, SectionCode
from drillhub.reporting.editions import Frozen
from drillhub.web.doors import requires, takes, writes
from drillhub.web.reporting import desk
from drillhub.web.reporting.blueprint import APPROVERS, READERS, WRITERS, bp
from drillhub.web.reporting.desk import ApprovalForm, NotesForm, Refused
from drillhub.web.reporting.places import Place, annual_place
from drillhub.web.reporting.record_links import mended_at, record_urls


@bp.get("/annual/<int:year>")
@requires(*READERS)
def annual(year: int) -> ResponseReturnValue:
    return annual_page(annual_place(year))


def annual_page(place: Place, refused: Refused = None) -> str:
    """One year as the records stand."""
    draft = place.draft()
    around = desk.around_draft(place, draft, refused)
    return render_template(
        "reporting/annual.html",
        **around,
        document=place.of.document(draft.report),
        sheet=_sheet(place, around["shown"]),
        cover_title=SectionCode.COVER.title,
        gaps=[
            (gap, annual_words.gap_sentence(gap), *mended_at(gap.target_kind, gap.target_id))
            for gap in draft.report.gaps
        ],
    )


@bp.get("/annual/<int:year>/editions/<int:number>")
@requires(*READERS)
def edition(year: int, number: int) -> ResponseReturnValue:
    place = annual_place(year)
    frozen = editions.edition(place.of, place.period, number)
    return render_template(
        "reporting/edition.html",
        sheet=_sheet(place, frozen),
        opened=(),
        **desk.around_sheet(place, frozen),
    )


@bp.post("/annual/<int:year>/notes")
@requires(*WRITERS)
@takes(NotesForm)
@writes
def write_notes(year: int) -> ResponseReturnValue:
    return desk.write_notes(annual_place(year), annual_page)


@bp.post("/annual/<int:year>/approval")
@requires(*APPROVERS)
@takes(ApprovalForm, "seen")
@writes
def approve(year: int) -> ResponseReturnValue:
    return desk.approve(annual_place(year), annual_page)


def _sheet(place: Place, frozen: Frozen[AnnualReport]) -> Markup:
    return desk.sheet(
        "reporting/_preview.html",
        place,
        frozen,
        cover_title=SectionCode.COVER.title,
        record_urls=record_urls(_records_of(frozen.report)),
        year=place.period.number,
        before=annual_words.compared_with(frozen.report),
    )


def _records_of(report: AnnualReport) -> Iterator[tuple[str, int, str]]:
    """What the sheet names by number."""
    yield from (("drill", drill.id, drill.number) for drill in report.drills.held)
    yield from (("quiz", quiz.quiz_id, quiz.number) for quiz in report.education)
    yield from (("proposal", line.id, line.number) for line in report.proposals)
    yield from (("meeting", meeting.id, meeting.number) for meeting in report.meetings)
