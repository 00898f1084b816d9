"""The page of one proposal: what comes next first, then its chain, what it says, evidence, and its history."""

from dataclasses import dataclass

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from drillhub.core.i18n import _, current_language
from drillhub.core.japanese_dates import long_date
from drillhub.drills import queries as drills
from drillhub.improvement import carrying_out, history, meeting_queries, origins, queries, sheet
from drillhub.improvement.access import Standing
from drillhub.improvement.life_cycle import ProposalSource, ProposalState
from drillhub.improvement.models import ImprovementProposal
from drillhub.web.doors import me, signed_in, today
from drillhub.web.evidence.part import part_of_proposal
from drillhub.web.forms import Form
from drillhub.web.improvement import words
from drillhub.web.improvement.blueprint import bp, mine
from drillhub.web.improvement.chain import chain_of
from drillhub.web.improvement.forms import (
    ClosingForm,
    ImplementationForm,
    ProgressForm,
    ReviewForm,
    VerificationPlanForm,
)


@bp.get("/improvement/proposals/<int:proposal_id>")
@signed_in
def page(proposal_id: int) -> ResponseReturnValue:
    return page_of(proposal_id)


def page_of(proposal_id: int, *, refused: Form | None = None, refusal: str | None = None) -> str:
    """refused: a form of this page as it was sent, shown again; refusal: why nothing was done, shown on top."""
    proposal, place = mine(proposal_id)
    fact = history.proposal_fact(proposal_id)
    noticed = _noticed(proposal)
    return render_template(
        "improvement/page.html",
        proposal=proposal,
        place=place,
        row=queries.row(proposal_id),
        steps=chain_of(fact, noticed=noticed.words) if fact else (),
        fact=fact,
        noticed=noticed,
        forms=_forms(proposal, place, refused),
        refused=refused,
        refusal=refusal,
        merged=queries.merged_into(proposal_id),
        target=queries.reference(proposal.merged_into_id) if proposal.merged_into_id else None,
        events=queries.events_of(proposal_id),
        evidence=None if proposal.is_private else part_of_proposal(proposal_id, may_keep=place.may_carry_out),
        today=today(),
        words=words,
        has_errors=bool(refusal or (refused and refused.errors)),
    )


@dataclass(frozen=True)
class Noticed:
    """Where it was noticed, in words. url: the page that shows it, None when this reader may not see it."""

    words: str
    url: str | None = None


def _noticed(proposal: ImprovementProposal) -> Noticed:
    if proposal.drill_id is not None:
        drill = drills.drill(proposal.drill_id)
        day = long_date(drill.held_on or drill.local_date, current_language())
        standing = drills.standing_in(drill.id, me().person_id, me().roles)
        reads = standing.reads_drills or standing.participant_id is not None
        return Noticed(f"{drill.title} {day}", url_for("drills.page", drill_id=drill.id) if reads else None)
    if proposal.attempt_id is not None:
        title = origins.own_result(proposal.attempt_id, proposal.proposer_id)
        return Noticed(_("理解度テスト「%(title)s」", title=title))
    return Noticed("" if proposal.source is ProposalSource.SUGGESTION else str(proposal.source.label))


def _forms(proposal: ImprovementProposal, place: Standing, refused: Form | None) -> dict[str, Form]:
    """The forms of what comes next in this state, for who may do it; the one that was refused as it was sent."""
    version = proposal.version
    match proposal.state:
        case ProposalState.SUBMITTED | ProposalState.DEFERRED if place.prepares_meetings:
            return {"review": review_form(_again(refused, ReviewForm) or ReviewForm(formdata=None))}
        case ProposalState.ADOPTED | ProposalState.IN_PROGRESS if place.may_carry_out:
            return {
                "progress": _again(refused, ProgressForm) or ProgressForm(formdata=None),
                "implementation": _again(refused, ImplementationForm)
                or ImplementationForm(formdata=None, version=version),
            }
        case ProposalState.IMPLEMENTED if place.prepares:
            form = _again(refused, VerificationPlanForm) or VerificationPlanForm(formdata=None, version=version)
            return {"verification": verification_plan_form(form, proposal)}
        case ProposalState.VERIFIED if place.reads_all:
            form = _again(refused, ClosingForm) or ClosingForm(formdata=None, version=version)
            form.offer(carrying_out.revisions(proposal, today=today()))
            return {"closing": form}
    return {}


def _again(refused: Form | None, kind: type[Form]) -> Form | None:
    return refused if type(refused) is kind else None


def review_form(form: ReviewForm) -> ReviewForm:
    """With the meetings that can still decide."""
    form.offer(
        [
            (
                each.id,
                _("%(day)s %(body)s（%(number)s）", day=words.day(each.held_on), body=each.body, number=each.number),
            )
            for each in meeting_queries.open_meetings()
        ]
    )
    return form


def verification_plan_form(form: VerificationPlanForm, proposal: ImprovementProposal) -> VerificationPlanForm:
    """With the drills that can show the effect."""
    done = proposal.implemented_on
    form.offer(
        [(each.id, f"{words.day(each.day)} {each.title} {each.number}") for each in sheet.verifying_drills(done)]
        if done is not None
        else []
    )
    return form
