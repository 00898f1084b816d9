"""From the evaluation of a drill to improvement: a finding becomes a proposal, an effect is written."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.errors import DrillHubError, Invalid, NotFound
from drillhub.core.i18n import _
from drillhub.improvement import proposals, sheet, verifications
from drillhub.improvement.access import READ_PROPOSALS
from drillhub.improvement.life_cycle import VerificationResult
from drillhub.web.doors import actor, me, signed_in, takes, today, writes
from drillhub.web.drills.blueprint import bp, my_run, require
from drillhub.web.drills.evaluation import evaluation_page
from drillhub.web.drills.record import record_page
from drillhub.web.improvement.blueprint import address_of
from drillhub.web.improvement.forms import VerificationForm
from drillhub.web.improvement.part import may_propose_findings, may_write_effects, sent_form


@bp.post("/runs/<int:run_id>/evaluation/findings/<int:number>/proposal")
@signed_in
@writes
def propose_finding(run_id: int, number: int) -> ResponseReturnValue:
    """One click; pressed again, by anybody, it leads to the same proposal."""
    found = my_run(run_id)
    require(may_propose_findings(found.standing))
    made = proposals.from_finding(found.drill_id, number, today=today(), by=actor(), at=clock.now())
    flash(_("気付き %(number)s は、改善提案 %(proposal)s になりました。", number=number, proposal=made.number))
    if made.proposer_id == me().person_id or me().acts_as(*READ_PROPOSALS):
        return redirect(url_for("improvement.page", proposal_id=made.id), 303)
    return redirect(url_for(".evaluation", run_id=run_id, _anchor="findings"), 303)


@bp.post("/runs/<int:run_id>/evaluation/effects/<int:verification_id>")
@signed_in
@takes("effect-*")
@writes
def write_effect(run_id: int, verification_id: int) -> ResponseReturnValue:
    """What this drill showed of a proposal that was to be verified by it."""
    found = my_run(run_id)
    require(may_write_effects(found.standing))
    sheet.require_on_sheet(verification_id, found.drill_id)
    form = sent_form(verification_id)
    if not form.validate():
        return _again(run_id, form), 422
    result = VerificationResult(form.result.data)
    try:
        proposal = verifications.record_verification(
            verification_id,
            result,
            note=form.note.data or "",
            due_on=form.due_on.data,
            version=form.version.data,
            today=today(),
            address_of=address_of,
            by=actor(),
            at=clock.now(),
        )
    except NotFound:
        raise
    except Invalid as error:
        form.accept_errors(error)
        return _again(run_id, form), error.status
    except DrillHubError as error:
        return _again(run_id, form, refusal=str(error)), error.status
    flash(_("提案 %(number)s の効果を「%(result)s」と記録しました。", number=proposal.number, result=result.label))
    return redirect(_sheet_of(run_id), 303)


def _again(run_id: int, form: VerificationForm, *, refusal: str | None = None) -> str:
    """The page on which the form stood."""
    found = my_run(run_id)
    if found.standing.may_evaluate:
        return evaluation_page(run_id, effect=form, refusal=refusal)
    return record_page(found.drill_id, effect=form, refusal=refusal)


def _sheet_of(run_id: int) -> str:
    found = my_run(run_id)
    if found.standing.may_evaluate:
        return url_for(".evaluation", run_id=run_id, _anchor="effects")
    return url_for(".record", drill_id=found.drill_id, _anchor="effects")
