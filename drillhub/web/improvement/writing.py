"""Writing a proposal: from anywhere in the product, as a draft, and taking it back."""

from dataclasses import dataclass

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.errors import NotFound
from drillhub.core.i18n import _
from drillhub.drills import queries as drills
from drillhub.improvement import origins, proposals
from drillhub.improvement.access import PREPARE_PROPOSALS
from drillhub.improvement.life_cycle import ProposalSource, ProposalState
from drillhub.improvement.models import ImprovementProposal
from drillhub.improvement.wording import Origin
from drillhub.web.doors import actor, me, signed_in, takes, today, writes
from drillhub.web.improvement.blueprint import attempt, bp, mine
from drillhub.web.improvement.forms import DraftForm, ProposalForm, VersionedForm
from drillhub.web.improvement.page import page_of


@dataclass(frozen=True)
class From:
    """Where a new proposal comes from, in words. back: the address people came from."""

    origin: Origin
    words: str
    back: str


@bp.get("/improvement/proposals/new")
@signed_in
def new() -> ResponseReturnValue:
    form = ProposalForm(formdata=None, drill_id=_number("drill"), attempt_id=_number("attempt"))
    return _new_page(form, _from(form))


@bp.post("/improvement/proposals")
@signed_in
@takes(ProposalForm, "draft")
@writes
def create() -> ResponseReturnValue:
    form = ProposalForm()
    came = _from(form)

    def change() -> str:
        if "draft" in request.form:
            made = proposals.save_new_draft(form.value(), came.origin, by=actor(), at=clock.now())
            flash(_("下書きを保存しました。まだ提出していません。"))
        else:
            made = proposals.propose(form.value(), came.origin, today=today(), by=actor(), at=clock.now())
            flash(_("改善提案 %(number)s を提出しました。決まったことは、この画面に表示します。", number=made.number))
        return url_for(".page", proposal_id=made.id)

    return attempt(change, lambda refusal: _new_page(form, came, refusal), form)


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isdigit() and len(text) < 10 else None


def _from(form: ProposalForm) -> From:
    """A drill the person has to do with, their own result, or nothing in particular. Raises NotFound."""
    if form.attempt_id.data is not None:
        title = origins.own_result(form.attempt_id.data, me().person_id)
        origin = Origin(ProposalSource.QUIZ, attempt_id=form.attempt_id.data)
        return From(origin, _("理解度テスト「%(title)s」の結果から", title=title), url_for(".own"))
    if form.drill_id.data is not None:
        drill_id = form.drill_id.data
        standing = drills.standing_in(drill_id, me().person_id, me().roles)
        if not standing.reads_drills and standing.participant_id is None:
            raise NotFound()
        drill = drills.drill(drill_id)
        back = url_for("drills.page", drill_id=drill_id)
        return From(Origin(ProposalSource.DRILL, drill_id), _("訓練「%(title)s」から", title=drill.title), back)
    known = {each.value for each in ProposalSource}
    source = form.source.data if me().acts_as(*PREPARE_PROPOSALS) and form.source.data in known else ""
    return From(Origin(ProposalSource(source or ProposalSource.SUGGESTION)), "", url_for(".index"))


def _new_page(form: ProposalForm, came: From, refusal: str | None = None) -> str:
    return render_template(
        "improvement/new.html",
        form=form,
        came=came,
        chooses_source=me().acts_as(*PREPARE_PROPOSALS) and not came.words,
        refusal=refusal,
        has_errors=bool(form.errors or refusal),
    )


# --- Drafts -----------------------------------------------------------------------------------------------------


@bp.get("/improvement/proposals/<int:proposal_id>/edit")
@signed_in
def edit(proposal_id: int) -> ResponseReturnValue:
    proposal = _own_draft(proposal_id)
    form = DraftForm(
        formdata=None,
        version=proposal.version,
        title=proposal.title,
        finding=proposal.finding,
        proposal=proposal.proposal,
        expected_effect=proposal.expected_effect,
    )
    return _edit_page(proposal, form)


@bp.post("/improvement/proposals/<int:proposal_id>/edit")
@signed_in
@takes(DraftForm, "draft")
@writes
def save(proposal_id: int) -> ResponseReturnValue:
    proposal = _own_draft(proposal_id)
    form = DraftForm()

    def change() -> str:
        version = form.version.data
        if "draft" in request.form:
            proposals.save_draft(proposal_id, form.value(), version=version, by=actor(), at=clock.now())
            flash(_("下書きを保存しました。まだ提出していません。"))
        else:
            wording, day = form.value(), today()
            made = proposals.submit(proposal_id, wording, version=version, today=day, by=actor(), at=clock.now())
            flash(_("改善提案 %(number)s を提出しました。決まったことは、この画面に表示します。", number=made.number))
        return url_for(".page", proposal_id=proposal_id)

    return attempt(change, lambda refusal: _edit_page(proposal, form, refusal), form)


@bp.post("/improvement/proposals/<int:proposal_id>/deletion")
@signed_in
@takes(VersionedForm)
@writes
def delete(proposal_id: int) -> ResponseReturnValue:
    _own(proposal_id)
    form = VersionedForm()

    def change() -> str:
        proposals.delete_draft(proposal_id, version=form.version.data, by=actor(), at=clock.now())
        flash(_("下書きを削除しました。"))
        return url_for(".own")

    return attempt(change, lambda refusal: page_of(proposal_id, refusal=refusal), form)


@bp.post("/improvement/proposals/<int:proposal_id>/withdrawal")
@signed_in
@takes(VersionedForm)
@writes
def withdraw(proposal_id: int) -> ResponseReturnValue:
    _own(proposal_id)
    form = VersionedForm()

    def change() -> str:
        proposals.withdraw(proposal_id, version=form.version.data, by=actor(), at=clock.now())
        flash(_("提出を取り下げました。直して、もう一度提出できます。"))
        return url_for(".edit", proposal_id=proposal_id)

    return attempt(change, lambda refusal: page_of(proposal_id, refusal=refusal), form)


def _own(proposal_id: int) -> ImprovementProposal:
    """Somebody else's proposal looks missing here, to the office too. Raises NotFound."""
    proposal, place = mine(proposal_id)
    if not place.proposes:
        raise NotFound()
    return proposal


def _own_draft(proposal_id: int) -> ImprovementProposal:
    proposal = _own(proposal_id)
    if proposal.state is not ProposalState.DRAFT:
        raise NotFound()
    return proposal


def _edit_page(proposal: ImprovementProposal, form: DraftForm, refusal: str | None = None) -> str:
    return render_template(
        "improvement/edit.html",
        proposal=proposal,
        form=form,
        refusal=refusal,
        has_errors=bool(form.errors or refusal),
    )
