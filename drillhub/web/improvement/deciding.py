"""The decision of a meeting on one proposal. The approver alone."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue

from drillhub.core import clock
from drillhub.core.i18n import _
from drillhub.improvement import meeting_queries, meetings
from drillhub.improvement.access import DECIDE
from drillhub.improvement.owners import possible_owners
from drillhub.web.doors import actor, requires, takes, today, writes
from drillhub.web.improvement.blueprint import address_of, attempt, bp, mine
from drillhub.web.improvement.forms import DecisionForm
from drillhub.web.improvement.meetings import meeting_page


@bp.post("/improvement/meetings/<int:meeting_id>/proposals/<int:proposal_id>/decision")
@requires(*DECIDE)
@takes(DecisionForm)
@writes
def decide(meeting_id: int, proposal_id: int) -> ResponseReturnValue:
    """Written down with who decided, when, at which meeting; goes on to the next proposal of the table."""
    meeting = meeting_queries.meeting(meeting_id)
    proposal, _place = mine(proposal_id)
    form = DecisionForm()
    form.offer(possible_owners())
    form.decided_on = meeting.held_on

    def change() -> str:
        made = meetings.decide(
            meeting_id,
            proposal_id,
            form.value(),
            version=form.version.data,
            today=today(),
            address_of=address_of,
            by=actor(),
            at=clock.now(),
        )
        flash(_("提案 %(number)s は「%(result)s」と決まりました。", number=proposal.number, result=made.result.outcome))
        return url_for(".meeting", meeting_id=meeting_id)

    return attempt(change, lambda refusal: meeting_page(meeting_id, decision=form, refusal=refusal), form)
