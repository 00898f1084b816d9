"""Before the decision: working a proposal out, putting it on a table, merging it into another."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.i18n import _
from drillhub.improvement import meetings, proposals
from drillhub.improvement.access import PREPARE_MEETINGS, PREPARE_PROPOSALS
from drillhub.improvement.errors import MeetingMissing
from drillhub.improvement.models import ImprovementProposal
from drillhub.web.doors import actor, requires, takes, writes
from drillhub.web.improvement.blueprint import address_of, attempt, bp, mine
from drillhub.web.improvement.forms import MergerForm, PreparationForm, ReviewForm, VersionedForm
from drillhub.web.improvement.page import page_of, review_form


@bp.get("/improvement/proposals/<int:proposal_id>/preparation")
@requires(*PREPARE_PROPOSALS)
def preparation(proposal_id: int) -> ResponseReturnValue:
    proposal, _place = mine(proposal_id)
    return _form_page("preparation", proposal, PreparationForm.of(proposal))


@bp.post("/improvement/proposals/<int:proposal_id>/preparation")
@requires(*PREPARE_PROPOSALS)
@takes(PreparationForm)
@writes
def prepare(proposal_id: int) -> ResponseReturnValue:
    proposal, _place = mine(proposal_id)
    form = PreparationForm()

    def change() -> str:
        proposals.prepare(proposal_id, form.value(), version=form.version.data, by=actor(), at=clock.now())
        flash(_("内容を整えました。前の文面は履歴に残っています。"))
        return url_for(".page", proposal_id=proposal_id)

    return attempt(change, lambda refusal: _form_page("preparation", proposal, form, refusal), form)


@bp.get("/improvement/proposals/<int:proposal_id>/review")
@requires(*PREPARE_MEETINGS)
def review(proposal_id: int) -> ResponseReturnValue:
    proposal, _place = mine(proposal_id)
    return _form_page("review", proposal, review_form(ReviewForm(formdata=None)))


@bp.post("/improvement/proposals/<int:proposal_id>/review")
@requires(*PREPARE_MEETINGS)
@takes(ReviewForm)
@writes
def start_review(proposal_id: int) -> ResponseReturnValue:
    """Put it on the table of the chosen meeting; sent from its page, from the board, or from the page of its own."""
    proposal, _place = mine(proposal_id)
    form = review_form(ReviewForm())

    def change() -> str:
        if not form.meeting_id.data:
            raise MeetingMissing("meeting_id")
        reason, ids = form.reason.data or "", [proposal_id]
        meetings.put_on_table(form.meeting_id.data, ids, reason=reason, by=actor(), at=clock.now())
        flash(_("提案 %(number)s を会議の議題に入れました。", number=proposal.number))
        return url_for(".meeting", meeting_id=form.meeting_id.data)

    return attempt(change, lambda refusal: _form_page("review", proposal, form, refusal), form)


@bp.post("/improvement/proposals/<int:proposal_id>/review/end")
@requires(*PREPARE_MEETINGS)
@takes(VersionedForm)
@writes
def end_review(proposal_id: int) -> ResponseReturnValue:
    proposal, _place = mine(proposal_id)
    form, meeting_id = VersionedForm(), proposal.meeting_id

    def change() -> str:
        meetings.take_off_table(proposal_id, version=form.version.data, by=actor(), at=clock.now())
        flash(_("提案 %(number)s を議題から外しました。", number=proposal.number))
        return url_for(".meeting", meeting_id=meeting_id)

    return attempt(change, lambda refusal: page_of(proposal_id, refusal=refusal), form)


@bp.get("/improvement/proposals/<int:proposal_id>/merger")
@requires(*PREPARE_PROPOSALS)
def merger(proposal_id: int) -> ResponseReturnValue:
    proposal, _place = mine(proposal_id)
    return _form_page("merger", proposal, MergerForm(formdata=None, version=proposal.version))


@bp.post("/improvement/proposals/<int:proposal_id>/merger")
@requires(*PREPARE_PROPOSALS)
@takes(MergerForm)
@writes
def merge(proposal_id: int) -> ResponseReturnValue:
    proposal, _place = mine(proposal_id)
    form = MergerForm()

    def change() -> str:
        target, version = form.target.data or "", form.version.data
        into = proposals.merge(proposal_id, target, version=version, address_of=address_of, by=actor(), at=clock.now())
        flash(_("提案 %(number)s を %(target)s に統合しました。", number=proposal.number, target=into.number))
        return url_for(".page", proposal_id=into.id)

    return attempt(change, lambda refusal: _form_page("merger", proposal, form, refusal), form)


def _form_page(
    name: str,
    proposal: ImprovementProposal,
    form: PreparationForm | ReviewForm | MergerForm,
    refusal: str | None = None,
) -> str:
    return render_template(
        f"improvement/{name}.html",
        proposal=proposal,
        form=form,
        refusal=refusal,
        has_errors=bool(form.errors or refusal),
    )
