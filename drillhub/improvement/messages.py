"""Mails of improvement, each in its reader's language: the answer to who proposed, the task to who carries it out."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from drillhub import notifications
from drillhub.core.database import db
from drillhub.core.i18n import use_language
from drillhub.identity.models import Person, PersonStatus
from drillhub.improvement import texts
from drillhub.improvement.models import ImprovementProposal, ManagementMeeting, ProposalDecision
from drillhub.notifications import Message

# The address of a proposal's page, by the id of the proposal.
AddressOf = Callable[[int], str]


def tell_decision(
    proposal: ImprovementProposal,
    decision: ProposalDecision,
    meeting: ManagementMeeting,
    *,
    address_of: AddressOf,
    at: datetime,
) -> None:
    """Answer the proposer, and everyone whose proposal went into this one."""
    merged = db.session.scalars(select(ImprovementProposal).where(ImprovementProposal.merged_into_id == proposal.id))
    asked = [proposal, *merged]
    people = _people([each.proposer_id for each in asked])
    for each in asked:
        if person := people.get(each.proposer_id):
            with use_language(person.language):
                _queue(
                    person,
                    "proposal_decision",
                    f"{each.id}:{decision.id}",
                    texts.decision_subject(each),
                    texts.decision_body(person.name, each, proposal, decision, meeting, address_of(each.id)),
                    at=at,
                )


def tell_owner(proposal: ImprovementProposal, *, why: str, address_of: AddressOf, at: datetime) -> None:
    """Give the task to the owner. why: the reason of the adoption, the hand-over or the reopening."""
    if proposal.owner_id is None or proposal.due_on is None:
        raise ValueError("nobody has to carry this proposal out")
    if person := _people([proposal.owner_id]).get(proposal.owner_id):
        with use_language(person.language):
            _queue(
                person,
                "proposal_task",
                f"{proposal.id}:{proposal.version}",
                texts.task_subject(proposal),
                texts.task_body(person.name, proposal, proposal.due_on, why, address_of(proposal.id)),
                at=at,
            )


def tell_merged(
    proposal: ImprovementProposal, target: ImprovementProposal, *, address_of: AddressOf, at: datetime
) -> None:
    """Tell the proposer into which proposal theirs went."""
    if person := _people([proposal.proposer_id]).get(proposal.proposer_id):
        with use_language(person.language):
            _queue(
                person,
                "proposal_merged",
                f"{proposal.id}",
                texts.merged_subject(proposal),
                texts.merged_body(person.name, proposal, target, address_of(proposal.id)),
                at=at,
            )


def _people(person_ids: list[int]) -> dict[int, Person]:
    """Those who are still there, by id."""
    rows = db.session.scalars(select(Person).where(Person.id.in_(person_ids), Person.status != PersonStatus.LEFT))
    return {row.id: row for row in rows}


def _queue(person: Person, kind: str, cause: str, subject: str, body: str, *, at: datetime) -> None:
    message = Message(kind, person.email, person.id, subject, body, dedupe_key=f"{kind}:{cause}")
    notifications.queue(message, at=at)
