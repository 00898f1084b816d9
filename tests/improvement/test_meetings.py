"""Management meetings: what comes to the table, what is decided, and what is refused."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from drillhub.core.database import db
from drillhub.core.errors import DrillHubError, TextTooLong
from drillhub.identity.models import Person, PersonStatus
from drillhub.improvement import meetings
from drillhub.improvement.decisions import Decision
from drillhub.improvement.errors import (
    DecisionReasonMissing,
    DeferralDateMissing,
    DueBeforeDecision,
    DueDateMissing,
    MeetingAhead,
    MeetingBeforeDecision,
    MeetingBeforeSubmission,
    MeetingChanged,
    MeetingEnded,
    MeetingHasDecisions,
    MeetingNotEmpty,
    MeetingUndecided,
    NotOnTheTable,
    OwnerMissing,
    ProposalChanged,
    ProposalUnwritten,
    ReasonMissing,
    TextMissing,
    TransitionRefused,
)
from drillhub.improvement.life_cycle import DecisionResult, ProposalState
from drillhub.improvement.meetings import MeetingPlan
from drillhub.improvement.models import ManagementMeeting, ProposalDecision
from drillhub.improvement.proposals import from_finding, merge
from tests.drills.stage import Stage, actor
from tests.improvement.table import Table, address_of, day, finding, moment
from tests.improvement.test_proposals import refused

PLAN = MeetingPlan("経営会議", day(10), "青葉 隆志", "議事録は別紙。")


def put(table: Table, meeting: int, *proposals: int, reason: str = "") -> int:
    return meetings.put_on_table(meeting, proposals, reason=reason, by=actor(table.office), at=moment(6))


def row(table: Table, meeting_id: int) -> ManagementMeeting:
    with table.world.inside(table.org):
        return db.session.scalars(select(ManagementMeeting).where(ManagementMeeting.id == meeting_id)).one()


# --- The table --------------------------------------------------------------------------------------------------


def test_several_proposals_come_to_the_table_at_once_and_coming_twice_changes_nothing(table: Table) -> None:
    one, two = table.proposal(), table.proposal()
    meeting = table.meeting()
    with table.world.changing(table.org):
        assert put(table, meeting, one, two, two) == 2
    with table.world.changing(table.org):
        assert put(table, meeting, one) == 0
    assert [table.state(each) for each in (one, two)] == [ProposalState.UNDER_REVIEW] * 2


def test_what_says_nothing_to_do_does_not_come_to_the_table(table: Table, stage: Stage) -> None:
    found = finding(stage, stage.ended())
    with table.world.changing(table.org):
        proposal_id = from_finding(*found, today=day(0), by=actor(table.trainer), at=moment(0)).id
    meeting = table.meeting()
    error = refused(table, lambda: put(table, meeting, proposal_id), ProposalUnwritten)
    assert "P2026-001" in str(error)


def test_a_meeting_decides_nothing_that_was_submitted_after_it(table: Table) -> None:
    proposal_id, early = table.proposal(), table.meeting(held_on=day(-1))
    refused(table, lambda: put(table, early, proposal_id), MeetingBeforeSubmission)


def test_what_was_decided_comes_up_again_only_with_a_reason(table: Table) -> None:
    proposal_id, later = table.adopted(), table.meeting(held_on=day(20))
    refused(table, lambda: put(table, later, proposal_id), ReasonMissing)
    with table.world.changing(table.org):
        put(table, later, proposal_id, reason="工事の見積もりが3倍になった。")
    assert table.state(proposal_id) is ProposalState.UNDER_REVIEW


def test_taken_off_the_table_it_stands_as_it_did_before(table: Table) -> None:
    for result, before in (
        (DecisionResult.DEFERRED, ProposalState.DEFERRED),
        (DecisionResult.REJECTED, ProposalState.REJECTED),
        (DecisionResult.ADOPTED, ProposalState.ADOPTED),
    ):
        proposal_id, later = table.decided(result), table.meeting(held_on=day(20))
        first_meeting = table.row(proposal_id).meeting_id
        with table.world.changing(table.org):
            put(table, later, proposal_id, reason="もう一度話し合う。")
        version = table.row(proposal_id).version
        with table.world.changing(table.org):
            meetings.take_off_table(proposal_id, version=version, by=actor(table.office), at=moment(12))
        assert table.state(proposal_id) is before
        assert table.row(proposal_id).meeting_id == first_meeting


def test_only_what_is_on_the_table_is_taken_off(table: Table) -> None:
    proposal_id = table.proposal()
    refused(
        table,
        lambda: meetings.take_off_table(proposal_id, version=2, by=actor(table.office), at=moment(6)),
        TransitionRefused,
    )


# --- Decisions --------------------------------------------------------------------------------------------------


def test_an_adoption_names_owner_due_date_and_conditions_and_keeps_its_reason(table: Table) -> None:
    proposal = table.row(table.adopted())
    with table.world.inside(table.org):
        decision = db.session.scalars(select(ProposalDecision)).one()
    assert (proposal.owner_name, proposal.due_on, proposal.decided_on) == ("石田 亮", day(30), day(10))
    assert decision.reason == "夜勤でも気付けるようにするため。"
    assert (decision.conditions, decision.decided_by, decision.number) == ("費用は30万円まで。", "青葉 隆志", 1)


def test_a_deferred_proposal_is_decided_again_at_a_later_meeting(table: Table) -> None:
    proposal_id, later = table.decided(DecisionResult.DEFERRED), table.meeting(held_on=day(10))
    assert table.row(proposal_id).deferred_until == day(40)
    table.reviewed(proposal_id, meeting_id=later)
    table.decide(proposal_id, later, table.adoption())
    with table.world.inside(table.org):
        found = db.session.scalars(select(ProposalDecision).order_by(ProposalDecision.number)).all()
    assert [(each.number, each.result) for each in found] == [
        (1, DecisionResult.DEFERRED),
        (2, DecisionResult.ADOPTED),
    ]
    assert table.row(proposal_id).deferred_until is None


def test_an_adoption_that_is_taken_back_leaves_no_owner(table: Table) -> None:
    proposal_id, later = table.adopted(), table.meeting(held_on=day(10))
    with table.world.changing(table.org):
        put(table, later, proposal_id, reason="費用が足りない。")
    table.decide(proposal_id, later, Decision(DecisionResult.REJECTED, "来年度の予算で考える。"))
    proposal = table.row(proposal_id)
    assert (proposal.state, proposal.owner_id, proposal.due_on) == (ProposalState.REJECTED, None, None)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        pytest.param({"reason": ""}, DecisionReasonMissing, id="no reason"),
        pytest.param({"reason": "長" * 2001}, TextTooLong, id="too long a reason"),
        pytest.param({"owner_id": None}, OwnerMissing, id="no owner"),
        pytest.param({"owner_id": 99_999}, OwnerMissing, id="an owner who is not in the register"),
        pytest.param({"due_on": None}, DueDateMissing, id="no due date"),
        pytest.param({"due_on": day(9)}, DueBeforeDecision, id="due before the meeting"),
        pytest.param({"result": DecisionResult.DEFERRED}, DeferralDateMissing, id="deferred without a day"),
        pytest.param({"result": DecisionResult.REJECTED, "reason": " "}, DecisionReasonMissing, id="a bare no"),
    ],
)
def test_an_incomplete_decision_is_refused_and_nothing_is_decided(
    table: Table, change: dict[str, object], error: type[DrillHubError]
) -> None:
    proposal_id, meeting = table.reviewed()
    decision = replace(table.adoption(), **change)  # type: ignore[arg-type]
    version = table.row(proposal_id).version
    refused(table, lambda: decide(table, meeting, proposal_id, decision, version=version), error)


def test_a_leaver_is_given_nothing_to_do(table: Table) -> None:
    proposal_id, meeting = table.reviewed()
    with table.world.changing(table.org):
        gone = db.session.scalars(select(Person).where(Person.id == table.employee.id)).one()
        gone.status, gone.left_on = PersonStatus.LEFT, day(5)
    version = table.row(proposal_id).version
    refused(table, lambda: decide(table, meeting, proposal_id, table.adoption(), version=version), OwnerMissing)


def decide(
    table: Table, meeting: int, proposal_id: int, decision: Decision, *, version: int, today: int = 10
) -> object:
    return meetings.decide(
        meeting,
        proposal_id,
        decision,
        version=version,
        today=day(today),
        address_of=address_of,
        by=actor(table.approver),
        at=moment(today),
    )


def test_the_second_of_two_who_decide_at_once_is_told_who_was_first(table: Table) -> None:
    proposal_id, meeting = table.reviewed()
    seen = table.row(proposal_id).version
    with table.world.changing(table.org):
        decide(table, meeting, proposal_id, table.adoption(), version=seen)
    rejection = Decision(DecisionResult.REJECTED, "費用に見合わない。")
    error = refused(table, lambda: decide(table, meeting, proposal_id, rejection, version=seen), ProposalChanged)
    assert "青葉 隆志さんがこの提案を変更しました" in str(error)
    assert table.state(proposal_id) is ProposalState.ADOPTED


def test_a_meeting_decides_on_its_own_table_alone(table: Table) -> None:
    proposal_id, _ = table.reviewed()
    other = table.meeting()
    version = table.row(proposal_id).version
    refused(table, lambda: decide(table, other, proposal_id, table.adoption(), version=version), NotOnTheTable)


def test_nothing_is_decided_before_the_day_of_the_meeting(table: Table) -> None:
    proposal_id, meeting = table.reviewed()
    version = table.row(proposal_id).version
    refused(
        table,
        lambda: decide(table, meeting, proposal_id, table.adoption(), version=version, today=9),
        MeetingAhead,
    )


# --- The meeting itself -----------------------------------------------------------------------------------------


def test_a_meeting_is_numbered_and_can_be_changed_until_it_ends(table: Table) -> None:
    meeting = table.meeting()
    by = actor(table.office)
    with table.world.changing(table.org):
        meetings.change_meeting(meeting, replace(PLAN, held_on=day(12)), version=1, by=by, at=moment(2))
    changed = row(table, meeting)
    assert (changed.number, changed.held_on, changed.minutes) == ("M2026-001", day(12), "議事録は別紙。")
    refused(table, lambda: meetings.change_meeting(meeting, PLAN, version=1, by=by, at=moment(3)), MeetingChanged)
    with table.world.changing(table.org):
        meetings.end_meeting(meeting, version=2, today=day(12), by=by, at=moment(12))
    refused(table, lambda: meetings.change_meeting(meeting, PLAN, version=3, by=by, at=moment(13)), MeetingEnded)
    proposal_id = table.proposal()
    refused(table, lambda: put(table, meeting, proposal_id), MeetingEnded)


@pytest.mark.parametrize(
    ("plan", "error"),
    [(replace(PLAN, body=" "), TextMissing), (replace(PLAN, minutes="長" * 2001), TextTooLong)],
)
def test_a_meeting_says_which_body_met(table: Table, plan: MeetingPlan, error: type[DrillHubError]) -> None:
    refused(table, lambda: meetings.plan_meeting(plan, by=actor(table.office), at=moment(1)), error)


def test_the_day_of_a_meeting_that_has_decided_stays(table: Table) -> None:
    proposal_id, meeting = table.reviewed()
    table.decide(proposal_id, meeting, table.adoption())
    moved = replace(PLAN, held_on=day(11))
    by = actor(table.office)
    refused(
        table, lambda: meetings.change_meeting(meeting, moved, version=1, by=by, at=moment(11)), MeetingHasDecisions
    )


def test_a_meeting_is_not_moved_to_before_what_it_decides_was_submitted(table: Table) -> None:
    _, meeting = table.reviewed()
    moved, by = replace(PLAN, held_on=day(-1)), actor(table.office)
    refused(
        table,
        lambda: meetings.change_meeting(meeting, moved, version=1, by=by, at=moment(6)),
        MeetingBeforeSubmission,
    )


def test_what_was_decided_is_not_decided_anew_by_an_earlier_meeting(table: Table) -> None:
    adopted, earlier = table.adopted(), table.meeting(held_on=day(9))  # decided on day 10
    error = refused(table, lambda: put(table, earlier, adopted, reason="費用"), MeetingBeforeDecision)
    assert "P2026-001" in str(error)
    later = table.meeting(held_on=day(10))
    with table.world.changing(table.org):
        put(table, later, adopted, reason="費用")
    moved, by = replace(PLAN, held_on=day(9)), actor(table.office)
    refused(
        table,
        lambda: meetings.change_meeting(later, moved, version=1, by=by, at=moment(6)),
        MeetingBeforeDecision,
    )


def test_a_meeting_whose_topic_was_merged_can_be_dropped(table: Table) -> None:
    """The merged proposal keeps the meeting that decided on it, not the one that never took place."""
    adopted, target, later = table.adopted(), table.proposal(), table.meeting(held_on=day(20))
    first, by = table.row(adopted).meeting_id, actor(table.office)
    fresh, _ = table.reviewed(meeting_id=later)
    with table.world.changing(table.org):
        put(table, later, adopted, reason="費用")
    number = table.row(target).number or ""
    for each in (adopted, fresh):
        version = table.row(each).version
        with table.world.changing(table.org):
            merge(each, number, version=version, address_of=address_of, by=by, at=moment(12))
    with table.world.changing(table.org):
        meetings.cancel_meeting(later, version=1, by=by, at=moment(13))
    assert [table.row(each).meeting_id for each in (adopted, fresh)] == [first, None]


def test_a_meeting_ends_when_everything_on_its_table_is_decided(table: Table) -> None:
    _, meeting = table.reviewed()
    by = actor(table.office)
    error = refused(
        table,
        lambda: meetings.end_meeting(meeting, version=1, today=day(10), by=by, at=moment(10)),
        MeetingUndecided,
    )
    assert "1件" in str(error)
    refused(table, lambda: meetings.end_meeting(meeting, version=1, today=day(9), by=by, at=moment(9)), MeetingAhead)


def test_a_meeting_that_does_not_take_place_is_dropped_while_nothing_hangs_on_it(table: Table) -> None:
    _, busy = table.reviewed()
    idle, by = table.meeting(), actor(table.office)
    refused(table, lambda: meetings.cancel_meeting(busy, version=1, by=by, at=moment(6)), MeetingNotEmpty)
    with table.world.changing(table.org):
        meetings.cancel_meeting(idle, version=1, by=by, at=moment(6))
    with table.world.inside(table.org):
        assert db.session.scalars(select(ManagementMeeting.id)).all() == [busy]
