"""Proposing without signing in, by the personal link of a drill or of a quiz: a form and a receipt, nothing else."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.errors import Invalid, NotFound
from drillhub.core.i18n import _
from drillhub.drills import queries as drills
from drillhub.identity.models import LinkPurpose
from drillhub.improvement import origins, proposals, queries
from drillhub.improvement.life_cycle import ProposalSource
from drillhub.improvement.wording import Origin
from drillhub.web.doors import actor, by_link, link, takes, today, writes
from drillhub.web.drills.blueprint import Band, band
from drillhub.web.improvement.blueprint import bp
from drillhub.web.improvement.forms import ProposalForm


@dataclass(frozen=True)
class Door:
    """A page behind a link. url: of this form; back: of the page it was opened from."""

    origin: Origin
    words: str
    url: str
    back: str
    drill_band: Band | None = None


@bp.get("/follow/<token>/proposal")
@by_link(LinkPurpose.DRILL_PARTICIPATION)
def propose_at_drill(token: str) -> ResponseReturnValue:
    return _page(_drill_door(token))


@bp.post("/follow/<token>/proposal")
@by_link(LinkPurpose.DRILL_PARTICIPATION)
@takes(ProposalForm)
@writes
def create_at_drill(token: str) -> ResponseReturnValue:
    return _create(_drill_door(token))


@bp.get("/q/<token>/proposal")
@by_link(LinkPurpose.QUIZ)
def propose_at_quiz(token: str) -> ResponseReturnValue:
    return _page(_quiz_door(token))


@bp.post("/q/<token>/proposal")
@by_link(LinkPurpose.QUIZ)
@takes(ProposalForm)
@writes
def create_at_quiz(token: str) -> ResponseReturnValue:
    return _create(_quiz_door(token))


def _drill_door(token: str) -> Door:
    drill = drills.drill(_subject())
    return Door(
        Origin(ProposalSource.DRILL, drill_id=drill.id),
        _("訓練「%(title)s」から", title=drill.title),
        url_for(".propose_at_drill", token=token),
        url_for("drills.follow_by_link", token=token),
        band(drill),
    )


def _quiz_door(token: str) -> Door:
    attempt_id = origins.last_attempt(_subject(), link().person_id)
    title = origins.own_result(attempt_id, link().person_id)
    return Door(
        Origin(ProposalSource.QUIZ, attempt_id=attempt_id),
        _("理解度テスト「%(title)s」の結果から", title=title),
        url_for(".propose_at_quiz", token=token),
        url_for("learning.cover_by_link", token=token),
    )


def _subject() -> int:
    subject_id = link().subject_id
    if subject_id is None:
        raise NotFound()
    return subject_id


def _create(door: Door) -> ResponseReturnValue:
    form = ProposalForm()
    if not form.validate():
        return _page(door, form), 422
    try:
        made = proposals.propose(form.value(), door.origin, today=today(), by=actor(), at=clock.now())
    except Invalid as error:
        form.accept_errors(error)
        return _page(door, form), error.status
    return redirect(f"{door.url}?sent={made.number}", 303)


def _page(door: Door, form: ProposalForm | None = None) -> str:
    """The form, or after it was sent the receipt with the number."""
    number = request.args.get("sent", "") if form is None else ""
    return render_template(
        "improvement/by_link.html",
        door=door,
        form=form or ProposalForm(formdata=None),
        sent=queries.own_by_number(number, link().person_id, door.origin) if number else None,
        person=link().person,
        has_errors=bool(form and (form.errors or form.form_errors)),
        drill_band=door.drill_band,
    )
