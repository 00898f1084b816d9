"""The blueprint that all pages of improvement share: what a reader may do, and how a refusal is answered."""

from collections.abc import Callable

from flask import Blueprint, current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from drillhub.core.errors import DrillHubError, Invalid, NotAllowed, NotFound
from drillhub.improvement import queries
from drillhub.improvement.access import Standing, may_read, standing
from drillhub.improvement.models import ImprovementProposal
from drillhub.web.doors import me
from drillhub.web.forms import Form

bp = Blueprint("improvement", __name__)


def address_of(proposal_id: int) -> str:
    """The address of a proposal's page, for mails."""
    base = current_app.config["DRILLHUB"].base_url
    return f"{base}{url_for('improvement.page', proposal_id=proposal_id)}"


def mine(proposal_id: int) -> tuple[ImprovementProposal, Standing]:
    """A proposal with the reader's place beside it. Raises NotFound for what is none of their business."""
    proposal = queries.proposal(proposal_id)
    place = standing(proposal, me().person_id, me().roles)
    if not may_read(proposal, place):
        raise NotFound()
    return proposal, place


def require(allowed: bool) -> None:
    """Raises NotAllowed to somebody who may see a proposal and not do this."""
    if not allowed:
        raise NotAllowed()


def attempt(
    change: Callable[[], str], page: Callable[[str | None], str], form: Form | None = None
) -> ResponseReturnValue:
    """Carry out a change and go to the address it gives.

    What is refused is shown on `page` with what was typed: at its field, or as a sentence on top.
    """
    if form is not None and not form.validate():
        return page(None), 422
    try:
        return redirect(change(), 303)
    except NotFound:
        raise
    except DrillHubError as error:
        if isinstance(error, Invalid) and form is not None:
            form.accept_errors(error)
            return page(None), error.status
        return page(str(error)), error.status
