"""After the adoption: progress, hand-over, carrying out, naming the drill that shows the effect, closing, reopening."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.i18n import _
from drillhub.improvement import carrying_out, verifications
from drillhub.improvement.access import PREPARE_MEETINGS, PREPARE_PROPOSALS, READ_PROPOSALS
from drillhub.improvement.models import ImprovementProposal
from drillhub.improvement.owners import possible_owners
from drillhub.web.doors import actor, requires, signed_in, takes, today, writes
from drillhub.web.improvement.blueprint import address_of, attempt, bp, mine, require
from drillhub.web.improvement.forms import (
    ClosingForm,
    HandOverForm,
    ImplementationForm,
    ProgressForm,
    ReopeningForm,
    VerificationPlanForm,
)
from drillhub.web.improvement.page import page_of, verification_plan_form


@bp.post("/improvement/proposals/<int:proposal_id>/progress")
@signed_in
@takes(ProgressForm)
@writes
def note_progress(proposal_id: int) -> ResponseReturnValue:
    _proposal, place = mine(proposal_id)
    require(place.may_carry_out)
    form = ProgressForm()

    def change() -> str:
        carrying_out.note_progress(proposal_id, form.text.data or "", by=actor(), at=clock.now())
        flash(_("進み具合を保存しました。"))
        return url_for(".page", proposal_id=proposal_id)

    return attempt(change, lambda refusal: page_of(proposal_id, refused=form, refusal=refusal), form)


@bp.post("/improvement/proposals/<int:proposal_id>/implementation")
@signed_in
@takes(ImplementationForm)
@writes
def implement(proposal_id: int) -> ResponseReturnValue:
    _proposal, place = mine(proposal_id)
    require(place.may_carry_out)
    form = ImplementationForm()

    def change() -> str:
        carrying_out.implement(
            proposal_id,
            form.implemented_on.data,
            remark=form.remark.data or "",
            version=form.version.data,
            today=today(),
            by=actor(),
            at=clock.now(),
        )
        flash(_("実施済みにしました。次は、後の訓練で効果を確かめます。"))
        return url_for(".page", proposal_id=proposal_id)

    return attempt(change, lambda refusal: page_of(proposal_id, refused=form, refusal=refusal), form)


@bp.get("/improvement/proposals/<int:proposal_id>/hand-over")
@requires(*PREPARE_MEETINGS)
def hand_over(proposal_id: int) -> ResponseReturnValue:
    proposal, _place = mine(proposal_id)
    form = HandOverForm(
        formdata=None, version=proposal.version, owner_id=proposal.owner_id or 0, due_on=proposal.due_on
    )
    return _hand_over_page(proposal, form)


@bp.post("/improvement/proposals/<int:proposal_id>/hand-over")
@requires(*PREPARE_MEETINGS)
@takes(HandOverForm)
@writes
def change_owner(proposal_id: int) -> ResponseReturnValue:
    proposal, _place = mine(proposal_id)
    form = HandOverForm()
    form.offer(possible_owners())

    def change() -> str:
        carrying_out.hand_over(
            proposal_id,
            form.owner_id.data or None,
            form.due_on.data,
            reason=form.reason.data or "",
            version=form.version.data,
            address_of=address_of,
            by=actor(),
            at=clock.now(),
        )
        flash(_("担当と期限を変えました。"))
        return url_for(".page", proposal_id=proposal_id)

    return attempt(change, lambda refusal: _hand_over_page(proposal, form, refusal), form)


def _hand_over_page(proposal: ImprovementProposal, form: HandOverForm, refusal: str | None = None) -> str:
    form.offer(possible_owners())
    return render_template(
        "improvement/hand_over.html",
        proposal=proposal,
        form=form,
        refusal=refusal,
        has_errors=bool(form.errors or refusal),
    )


@bp.post("/improvement/proposals/<int:proposal_id>/verification")
@requires(*PREPARE_PROPOSALS)
@takes(VerificationPlanForm)
@writes
def plan_verification(proposal_id: int) -> ResponseReturnValue:
    """Name the drill that shows the effect; what it showed is written on that drill's evaluation sheet."""
    proposal, _place = mine(proposal_id)
    form = verification_plan_form(VerificationPlanForm(), proposal)

    def change() -> str:
        verifications.plan_verification(
            proposal_id,
            form.drill_id.data or None,
            method=form.method.data or "",
            version=form.version.data,
            by=actor(),
            at=clock.now(),
        )
        flash(_("効果を確かめる訓練を決めました。その訓練の評価の画面に、この提案が載ります。"))
        return url_for(".page", proposal_id=proposal_id)

    return attempt(change, lambda refusal: page_of(proposal_id, refused=form, refusal=refusal), form)


@bp.post("/improvement/proposals/<int:proposal_id>/closing")
@requires(*READ_PROPOSALS)
@takes(ClosingForm)
@writes
def close(proposal_id: int) -> ResponseReturnValue:
    mine(proposal_id)
    form = ClosingForm()

    def change() -> str:
        edition, version = form.plan_edition.data or None, form.version.data
        carrying_out.close(proposal_id, edition, version=version, today=today(), by=actor(), at=clock.now())
        flash(_("完了にしました。改善履歴に、つながりが残ります。"))
        return url_for(".page", proposal_id=proposal_id)

    return attempt(change, lambda refusal: page_of(proposal_id, refused=form, refusal=refusal), form)


@bp.get("/improvement/proposals/<int:proposal_id>/reopening")
@requires(*READ_PROPOSALS)
def reopening(proposal_id: int) -> ResponseReturnValue:
    proposal, _place = mine(proposal_id)
    return _reopening_page(proposal, ReopeningForm(formdata=None, version=proposal.version))


@bp.post("/improvement/proposals/<int:proposal_id>/reopening")
@requires(*READ_PROPOSALS)
@takes(ReopeningForm)
@writes
def reopen(proposal_id: int) -> ResponseReturnValue:
    proposal, _place = mine(proposal_id)
    form = ReopeningForm()

    def change() -> str:
        carrying_out.reopen(
            proposal_id,
            reason=form.reason.data or "",
            due_on=form.due_on.data,
            version=form.version.data,
            today=today(),
            address_of=address_of,
            by=actor(),
            at=clock.now(),
        )
        flash(_("もう一度行うことにしました。担当者に知らせます。"))
        return url_for(".page", proposal_id=proposal_id)

    return attempt(change, lambda refusal: _reopening_page(proposal, form, refusal), form)


def _reopening_page(proposal: ImprovementProposal, form: ReopeningForm, refusal: str | None = None) -> str:
    return render_template(
        "improvement/reopening.html",
        proposal=proposal,
        form=form,
        refusal=refusal,
        has_errors=bool(form.errors or refusal),
    )
