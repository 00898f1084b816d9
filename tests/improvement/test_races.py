"""Several people at once on the same proposal: one effect, and a clear word to whoever was second."""

from collections.abc import Callable

from sqlalchemy import select

from drillhub.core.database import db
from drillhub.improvement import meetings, proposals, verifications
from drillhub.improvement.decisions import Decision
from drillhub.improvement.errors import (
    MergeTargetMissing,
    ProposalChanged,
    TransitionRefused,
    VerificationOver,
)
from drillhub.improvement.life_cycle import DecisionResult, ProposalState, VerificationResult
from drillhub.improvement.models import ImprovementProposal, ProposalDecision, ProposalEvent
from tests.drills.stage import Stage, actor
from tests.improvement.table import Table, address_of, day, finding, later_drill, moment
from tests.support.at_once import at_once
from tests.support.world import Member


def in_one_transaction(table: Table, change: Callable[[], object]) -> Callable[[], object]:
    def act() -> object:
        with table.world.changing(table.org):
            return change()

    return act


def test_of_approvers_who_decide_at_once_one_decides_and_the_others_are_told(table: Table) -> None:
    proposal_id, meeting = table.reviewed()
    seen = table.row(proposal_id).version
    rejection = Decision(DecisionResult.REJECTED, "費用に見合わない。")

    def decide(decision: Decision) -> Callable[[], object]:
        return in_one_transaction(
            table,
            lambda: (
                meetings.decide(
                    meeting,
                    proposal_id,
                    decision,
                    version=seen,
                    today=day(10),
                    address_of=address_of,
                    by=actor(table.approver),
                    at=moment(10),
                ).result
            ),
        )

    found = at_once(*[decide(table.adoption()), decide(rejection)] * 3)

    assert [type(each) for each in found].count(ProposalChanged) == 5
    with table.world.inside(table.org):
        decisions = db.session.scalars(select(ProposalDecision)).all()
        events = db.session.scalars(select(ProposalEvent.seq).order_by(ProposalEvent.seq)).all()
    assert len(decisions) == 1
    assert events == [1, 2, 3]


def test_p2_many_who_press_at_once_make_one_proposal_of_a_finding(table: Table, stage: Stage) -> None:
    found_at = finding(stage, stage.ended())

    def press(who: Member) -> Callable[[], object]:
        return in_one_transaction(
            table, lambda: proposals.from_finding(*found_at, today=day(0), by=actor(who), at=moment(0)).id
        )

    found = at_once(*[press(table.trainer), press(table.office)] * 4)

    assert len(set(found)) == 1
    with table.world.inside(table.org):
        assert len(db.session.scalars(select(ImprovementProposal)).all()) == 1


def test_proposals_submitted_at_once_have_numbers_of_their_own(table: Table) -> None:
    def submit() -> object:
        return table.proposal()

    found = at_once(*[submit] * 8)

    with table.world.inside(table.org):
        numbers = db.session.scalars(select(ImprovementProposal.number).order_by(ImprovementProposal.number)).all()
    assert len(set(found)) == 8
    assert numbers == [f"P2026-{number:03d}" for number in range(1, 9)]


def test_two_proposals_are_never_merged_into_each_other(table: Table) -> None:
    one, two = table.proposal(), table.proposal()

    def merge(proposal_id: int, into: int) -> Callable[[], object]:
        target = table.row(into).number or ""
        version = table.row(proposal_id).version
        return in_one_transaction(
            table,
            lambda: (
                proposals.merge(
                    proposal_id, target, version=version, address_of=address_of, by=actor(table.office), at=moment(2)
                ).id
            ),
        )

    found = at_once(merge(one, two), merge(two, one))

    assert len([each for each in found if isinstance(each, MergeTargetMissing)]) == 1
    assert sorted(table.state(each) for each in (one, two)) == [ProposalState.MERGED, ProposalState.SUBMITTED]


def test_an_effect_is_written_once_by_whoever_was_first(table: Table, stage: Stage) -> None:
    proposal_id = table.implemented()
    waiting = table.expecting(proposal_id, later_drill(stage))
    seen = table.row(proposal_id).version

    def write(result: VerificationResult) -> Callable[[], object]:
        return in_one_transaction(
            table,
            lambda: (
                verifications.record_verification(
                    waiting,
                    result,
                    note="見えたこと",
                    due_on=day(60),
                    version=seen,
                    today=day(40),
                    address_of=address_of,
                    by=actor(table.trainer),
                    at=moment(40),
                ).state
            ),
        )

    found = at_once(*[write(VerificationResult.EFFECTIVE), write(VerificationResult.NOT_EFFECTIVE)] * 2)

    refused = (ProposalChanged, VerificationOver, TransitionRefused)
    assert len([each for each in found if isinstance(each, refused)]) == 3
