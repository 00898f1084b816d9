"""The states of a proposal and the ways between them: no walk leads to a state that must not be."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from drillhub.drills.life_cycle import DrillStatus
from drillhub.improvement.decisions import Decision
from drillhub.improvement.errors import (
    DecisionReasonMissing,
    DeferralDateMissing,
    DeferralNotLater,
    DueBeforeDecision,
    DueDateMissing,
    OwnerMissing,
    TransitionRefused,
)
from drillhub.improvement.life_cycle import (
    DecisionResult,
    ProposalEventKind,
    ProposalState,
    VerificationResult,
    can_verify,
    is_overdue,
    may,
    needs_reason_to_review,
)
from drillhub.improvement.models import ImprovementProposal

S = ProposalState
K = ProposalEventKind
MEETING = date(2026, 4, 11)


def test_the_main_way_leads_from_a_draft_to_its_end():
    proposal = draft()
    seen = [proposal.state]
    for step in (
        lambda: proposal.submit("P2026-001", on=MEETING),
        lambda: proposal.start_review(1),
        lambda: proposal.decide(adoption(), owner_name="石田 亮", on=MEETING),
        lambda: proposal.note_progress(),
        lambda: proposal.implement(on=MEETING),
        lambda: proposal.verify(VerificationResult.EFFECTIVE, on=MEETING),
        lambda: proposal.close(on=MEETING, plan_edition=None),
    ):
        step()
        seen.append(proposal.state)
    assert seen == [
        S.DRAFT,
        S.SUBMITTED,
        S.UNDER_REVIEW,
        S.ADOPTED,
        S.IN_PROGRESS,
        S.IMPLEMENTED,
        S.VERIFIED,
        S.CLOSED,
    ]
    assert proposal.version == 8


@pytest.mark.parametrize("state", [S.MERGED])
def test_what_was_merged_stays_merged(state):
    assert not any(may(state, what) for what in K)


def test_a_closed_proposal_can_only_be_reopened():
    assert [what for what in K if may(S.CLOSED, what)] == [K.REOPENED]


@pytest.mark.parametrize("state", [S.REJECTED, S.ADOPTED, S.IN_PROGRESS])
def test_a_decision_that_stands_is_undone_only_with_a_reason(state):
    assert may(state, K.REVIEW_STARTED)
    assert needs_reason_to_review(state)


@pytest.mark.parametrize("state", [S.SUBMITTED, S.DEFERRED])
def test_what_waits_for_a_decision_comes_to_the_table_without_a_word(state):
    assert not needs_reason_to_review(state)


@pytest.mark.parametrize(
    ("decision", "refusal"),
    [
        pytest.param({"reason": " "}, DecisionReasonMissing, id="no reason"),
        pytest.param({"owner_id": None}, OwnerMissing, id="adopted without an owner"),
        pytest.param({"due_on": None}, DueDateMissing, id="adopted without a due date"),
        pytest.param({"due_on": MEETING - timedelta(1)}, DueBeforeDecision, id="due before the meeting"),
        pytest.param({"result": DecisionResult.REJECTED, "reason": ""}, DecisionReasonMissing, id="no to everything"),
        pytest.param({"result": DecisionResult.DEFERRED}, DeferralDateMissing, id="deferred for ever"),
        pytest.param(
            {"result": DecisionResult.DEFERRED, "deferred_until": MEETING}, DeferralNotLater, id="deferred to now"
        ),
    ],
)
def test_each_decision_says_what_it_needs(decision, refusal):
    with pytest.raises(refusal):
        adoption(**decision).require_complete(MEETING)


def test_a_complete_decision_passes():
    adoption().require_complete(MEETING)
    adoption(due_on=MEETING).require_complete(MEETING)


@pytest.mark.parametrize(
    ("state", "due", "overdue"),
    [
        (S.ADOPTED, MEETING - timedelta(1), True),
        (S.IN_PROGRESS, MEETING - timedelta(1), True),
        (S.IN_PROGRESS, MEETING, False),
        (S.IMPLEMENTED, MEETING - timedelta(1), False),
        (S.UNDER_REVIEW, MEETING - timedelta(1), False),
        (S.SUBMITTED, None, False),
    ],
)
def test_overdue_follows_from_state_and_day(state, due, overdue):
    assert is_overdue(state, due, today=MEETING) is overdue


@pytest.mark.parametrize(
    ("status", "days", "can"),
    [
        (DrillStatus.PLANNED, 1, True),
        (DrillStatus.NOTIFIED, 1, True),
        (DrillStatus.HELD, 1, True),
        (DrillStatus.CLOSED, 1, True),
        (DrillStatus.HELD, 0, False),
        (DrillStatus.HELD, -1, False),
        (DrillStatus.PLANNED, -1, False),
        (DrillStatus.CANCELLED, 1, False),
        (DrillStatus.MISSED, 1, False),
        (DrillStatus.POSTPONED, 1, False),
    ],
)
def test_only_a_later_drill_that_takes_place_shows_the_effect(status, days, can):
    assert can_verify(MEETING, status, MEETING + timedelta(days)) is can


# --- Random walks -----------------------------------------------------------------------------------------------

Step = tuple[str, int]
STEPS = some.lists(
    some.tuples(
        some.sampled_from(
            [
                "submit",
                "withdraw",
                "start_review",
                "end_review",
                "adopt",
                "reject",
                "defer",
                "note",
                "hand_over",
                "implement",
                "expect",
                "effective",
                "partly",
                "not",
                "reopen",
                "close",
                "merge",
            ]
        ),
        some.integers(0, 3),
    ),
    max_size=40,
)


@given(steps=STEPS)
def test_no_walk_leads_to_a_state_that_must_not_be(steps: list[Step]) -> None:
    proposal, on, reasons = draft(), MEETING, []
    for what, days in steps:
        on += timedelta(days)
        before = values(proposal)
        try:
            take(proposal, what, on, reasons)
        except TransitionRefused:
            assert values(proposal) == before  # a refusal changes nothing
        require_legal(proposal)
        if proposal.state.was_adopted:
            assert reasons
            assert all(reasons)


def take(proposal: ImprovementProposal, what: str, on: date, reasons: list[str]) -> None:
    """One step; the decisions that were taken leave their reasons."""
    match what:
        case "submit":
            proposal.submit("P2026-001", on=on)
        case "withdraw":
            proposal.withdraw()
        case "start_review":
            proposal.start_review(1)
        case "end_review":
            back = S.DEFERRED if proposal.deferred_until else S.ADOPTED if proposal.owner_id else S.SUBMITTED
            proposal.end_review(back, None)
        case "adopt" | "reject" | "defer":
            decision = {
                "adopt": adoption(due_on=on),
                "reject": Decision(DecisionResult.REJECTED, "費用に見合わない。"),
                "defer": Decision(DecisionResult.DEFERRED, "見積もり待ち。", deferred_until=on + timedelta(1)),
            }[what]
            decision.require_complete(on)
            proposal.decide(decision, owner_name="石田 亮", on=on)
            reasons.append(decision.reason)
        case "note":
            proposal.note_progress()
        case "hand_over":
            proposal.hand_over(2, "髙木 恵", on)
        case "implement":
            proposal.implement(on=on)
        case "expect":
            proposal.expect_verification()
        case "effective":
            proposal.verify(VerificationResult.EFFECTIVE, on=on)
        case "partly":
            proposal.verify(VerificationResult.PARTLY_EFFECTIVE, on=on)
        case "not":
            proposal.verify(VerificationResult.NOT_EFFECTIVE, on=on)
            proposal.reopen(on)
        case "reopen":
            proposal.reopen(on)
        case "close":
            proposal.close(on=on, plan_edition=None)
        case "merge":
            proposal.merge_into(99, None)


def require_legal(proposal: ImprovementProposal) -> None:
    """What the constraints of the table say, and that dates follow each other."""
    state = proposal.state
    assert (proposal.number is None) == (proposal.submitted_on is None)
    assert state is S.DRAFT or proposal.submitted_on is not None
    assert (state is S.MERGED) == (proposal.merged_into_id is not None)
    assert state is not S.DEFERRED or proposal.deferred_until is not None
    assert (state in {S.IMPLEMENTED, S.VERIFIED, S.CLOSED}) == (proposal.implemented_on is not None)
    assert (state in {S.VERIFIED, S.CLOSED}) == (proposal.verified_on is not None)
    assert (state is S.CLOSED) == (proposal.closed_on is not None)
    if state.was_adopted:
        assert proposal.decided_on is not None
        assert proposal.owner_id is not None
        assert proposal.due_on is not None
    days = [proposal.submitted_on, proposal.decided_on, proposal.implemented_on, proposal.verified_on]
    known = [each for each in days if each is not None]
    assert known == sorted(known)


def values(proposal: ImprovementProposal) -> dict[str, object]:
    return {key: value for key, value in vars(proposal).items() if not key.startswith("_")}


def draft() -> ImprovementProposal:
    return ImprovementProposal(title="塗装室からベルが聞こえない", state=S.DRAFT, version=1)


def adoption(**more: object) -> Decision:
    given = {"result": DecisionResult.ADOPTED, "reason": "夜勤のため。", "owner_id": 1, "due_on": date(2026, 5, 1)}
    return Decision(**{**given, **more})  # type: ignore[arg-type]
