"""After the adoption: progress, hand-over, carrying out, verification by a later drill, closing, reopening."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from drillhub.core.database import db
from drillhub.core.errors import DrillHubError
from drillhub.drills import schedule
from drillhub.drills.life_cycle import DrillStatus
from drillhub.improvement import carrying_out, verifications
from drillhub.improvement.errors import (
    DrillCannotVerify,
    DrillHasShown,
    DrillMissing,
    DrillNotOver,
    DueBeforeDecision,
    DueDateMissing,
    DueInPast,
    EditionNotLater,
    ImplementationDateMissing,
    ImplementedBeforeAdoption,
    ImplementedBeforeReopening,
    ImplementedInFuture,
    OwnerMissing,
    ProposalChanged,
    ReasonMissing,
    TextMissing,
    TransitionRefused,
    VerificationNoteMissing,
    VerificationOver,
)
from drillhub.improvement.life_cycle import DecisionResult, ProposalState, VerificationResult
from drillhub.improvement.models import ProposalEvent, ProposalVerification
from drillhub.notifications.models import OutboxMessage
from drillhub.planning import plans
from tests.drills.stage import Stage, actor
from tests.improvement.table import Table, address_of, day, hold, later_drill, moment
from tests.improvement.test_proposals import refused
from tests.planning.build import content

EFFECTIVE, PARTLY, NOT = (
    VerificationResult.EFFECTIVE,
    VerificationResult.PARTLY_EFFECTIVE,
    VerificationResult.NOT_EFFECTIVE,
)


def mails(table: Table, kind: str) -> list[OutboxMessage]:
    with table.world.inside(table.org):
        return list(db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)))


# --- Progress, hand-over ----------------------------------------------------------------------------------------


def test_the_first_note_of_progress_says_that_work_has_begun(table: Table) -> None:
    proposal_id = table.adopted()
    for text in ("業者を選んでいる。", "来週に工事する。"):
        with table.world.changing(table.org):
            carrying_out.note_progress(proposal_id, text, by=actor(table.employee), at=moment(12))
    assert table.state(proposal_id) is ProposalState.IN_PROGRESS


def test_an_empty_note_and_a_note_on_what_was_not_adopted_are_refused(table: Table) -> None:
    adopted, waiting = table.adopted(), table.proposal()
    by = actor(table.employee)
    refused(table, lambda: carrying_out.note_progress(adopted, " ", by=by, at=moment(12)), TextMissing)
    refused(table, lambda: carrying_out.note_progress(waiting, "済", by=by, at=moment(12)), TransitionRefused)


def hand_over(table: Table, proposal_id: int, **more: Any) -> object:
    values: dict[str, Any] = {
        "owner_id": table.office.id,
        "due_on": day(50),
        "reason": "石田さんが産休に入るため。",
        "version": table.row(proposal_id).version,
    } | more
    return carrying_out.hand_over(proposal_id, address_of=address_of, by=actor(table.office), at=moment(13), **values)


def test_a_hand_over_keeps_who_had_it_before_and_tells_who_has_it_now(table: Table) -> None:
    proposal_id = table.adopted()
    with table.world.changing(table.org):
        hand_over(table, proposal_id)
    row = table.row(proposal_id)
    with table.world.inside(table.org):
        event = db.session.scalars(select(ProposalEvent).order_by(ProposalEvent.seq.desc())).first()
    assert (row.owner_name, row.due_on) == ("佐藤 美咲", day(50))
    assert event is not None
    assert event.facts["before"] == {"owner": "石田 亮", "due_on": "2026-05-01"}
    assert [each.to_address for each in mails(table, "proposal_task")] == ["sato@aoba.example"]


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"reason": ""}, ReasonMissing),
        ({"owner_id": None}, OwnerMissing),
        ({"due_on": None}, DueDateMissing),
        ({"due_on": day(9)}, DueBeforeDecision),
        ({"version": 1}, ProposalChanged),
    ],
)
def test_an_incomplete_hand_over_is_refused(table: Table, more: dict[str, Any], error: type[DrillHubError]) -> None:
    proposal_id = table.adopted()
    refused(table, lambda: hand_over(table, proposal_id, **more), error)


# --- Carrying out -----------------------------------------------------------------------------------------------


def implement(table: Table, proposal_id: int, on: date | None) -> object:
    version = table.row(proposal_id).version
    by = actor(table.employee)
    return carrying_out.implement(proposal_id, on, version=version, today=day(20), by=by, at=moment(20))


@pytest.mark.parametrize(
    ("on", "error"),
    [(day(21), ImplementedInFuture), (day(9), ImplementedBeforeAdoption), (None, ImplementationDateMissing)],
)
def test_it_is_carried_out_between_the_adoption_and_today(
    table: Table, on: date | None, error: type[DrillHubError]
) -> None:
    proposal_id = table.adopted()
    refused(table, lambda: implement(table, proposal_id, on), error)


@pytest.mark.parametrize("on", [day(10), day(20)])
def test_the_day_of_the_adoption_and_today_count(table: Table, on: date) -> None:
    proposal_id = table.adopted()
    with table.world.changing(table.org):
        implement(table, proposal_id, on)
    assert table.row(proposal_id).implemented_on == on


@pytest.mark.parametrize("result", [DecisionResult.REJECTED, DecisionResult.DEFERRED])
def test_what_was_not_adopted_is_not_carried_out(table: Table, result: DecisionResult) -> None:
    proposal_id = table.decided(result)
    refused(table, lambda: implement(table, proposal_id, day(20)), TransitionRefused)


# --- Verification -----------------------------------------------------------------------------------------------


def expect(table: Table, proposal_id: int, drill_id: int | None) -> object:
    version = table.row(proposal_id).version
    return verifications.plan_verification(
        proposal_id, drill_id, version=version, by=actor(table.trainer), at=moment(21)
    )


@pytest.mark.parametrize("number", [0, 20])
def test_verification_by_an_earlier_drill_is_refused(table: Table, stage: Stage, number: int) -> None:
    """Nor by one on the very day: it may have been held before the work was done."""
    proposal_id = table.implemented()
    earlier = later_drill(stage, number=number, held=False)
    error = refused(table, lambda: expect(table, proposal_id, earlier), DrillCannotVerify)
    assert "2026年4月21日" in str(error)


@pytest.mark.parametrize("status", [DrillStatus.CANCELLED, DrillStatus.POSTPONED, DrillStatus.MISSED])
def test_a_drill_that_does_not_take_place_shows_nothing(table: Table, stage: Stage, status: DrillStatus) -> None:
    proposal_id = table.implemented()
    drill_id = later_drill(stage, held=False)
    with table.world.changing(table.org):
        schedule.change_status(drill_id, status, reason="台風", by=stage.by, at=moment(22))
    refused(table, lambda: expect(table, proposal_id, drill_id), DrillCannotVerify)


def test_a_verification_names_a_drill_of_the_company(table: Table) -> None:
    proposal_id = table.implemented()
    refused(table, lambda: expect(table, proposal_id, None), DrillMissing)
    refused(table, lambda: expect(table, proposal_id, 99_999), DrillMissing)


def test_only_what_was_carried_out_is_verified(table: Table, stage: Stage) -> None:
    proposal_id, drill_id = table.adopted(), later_drill(stage, held=False)
    refused(table, lambda: expect(table, proposal_id, drill_id), TransitionRefused)


def test_another_drill_takes_the_place_of_the_one_named_before(table: Table, stage: Stage) -> None:
    proposal_id = table.implemented()
    first = table.expecting(proposal_id, later_drill(stage, held=False))
    table.expecting(proposal_id, later_drill(stage, number=36, held=False))
    with table.world.inside(table.org):
        rows = db.session.scalars(select(ProposalVerification).order_by(ProposalVerification.id)).all()
    assert [(each.id == first, each.withdrawn_at is None) for each in rows] == [(True, False), (False, True)]
    with pytest.raises(VerificationOver):
        table.verify(first, EFFECTIVE)


@pytest.mark.parametrize("result", [EFFECTIVE, PARTLY])
def test_a_shown_effect_verifies_and_the_proposal_can_be_closed(
    table: Table, stage: Stage, result: VerificationResult
) -> None:
    proposal_id = table.verified(stage, result)
    row = table.row(proposal_id)
    assert (row.state, row.verified_on) == (ProposalState.VERIFIED, day(40))
    with table.world.changing(table.org):
        plans.save(content(), by=stage.by, at=moment(10))
    with table.world.changing(table.org):
        carrying_out.close(proposal_id, 1, version=row.version, today=day(41), by=actor(table.office), at=moment(41))
    row = table.row(proposal_id)
    assert (row.state, row.closed_on, row.plan_edition) == (ProposalState.CLOSED, day(41), 1)


def test_an_improvement_without_effect_is_reopened_with_what_was_seen_as_the_reason(table: Table, stage: Stage) -> None:
    proposal_id = table.verified(stage, NOT)
    row = table.row(proposal_id)
    with table.world.inside(table.org):
        last = db.session.scalars(select(ProposalEvent).order_by(ProposalEvent.seq.desc()).limit(2)).all()
    assert (row.state, row.implemented_on, row.due_on) == (ProposalState.IN_PROGRESS, None, day(60))
    assert [each.kind.value for each in last] == ["reopened", "verified"]
    assert {each.text for each in last} == {"40秒で全員が気付いた。"}


@pytest.mark.parametrize(
    ("result", "more", "error"),
    [
        (EFFECTIVE, {"note": " "}, VerificationNoteMissing),
        (NOT, {"note": "変わらない。"}, DueDateMissing),
        (NOT, {"note": "変わらない。", "due_on": day(39)}, DueInPast),
    ],
)
def test_a_verification_says_what_was_seen_and_until_when_it_is_done_anew(
    table: Table, stage: Stage, result: VerificationResult, more: dict[str, Any], error: type[DrillHubError]
) -> None:
    waiting = table.expecting(table.implemented(), later_drill(stage))
    before = all_of(table)
    with pytest.raises(error):
        table.verify(waiting, result, **more)
    assert all_of(table) == before


def all_of(table: Table) -> object:
    from tests.support.rows import all_rows

    return all_rows(table.world, table.org)


def test_a_drill_shows_nothing_before_it_is_over(table: Table, stage: Stage) -> None:
    waiting = table.expecting(table.implemented(), later_drill(stage, held=False))
    with pytest.raises(DrillNotOver):
        table.verify(waiting, EFFECTIVE)


def test_a_drill_that_was_held_earlier_than_planned_shows_nothing(table: Table, stage: Stage) -> None:
    """Named for a later day, but launched on the day of the work."""
    drill_id = later_drill(stage, held=False)
    waiting = table.expecting(table.implemented(), drill_id)
    hold(stage, drill_id, number=20)
    with pytest.raises(DrillCannotVerify):
        table.verify(waiting, EFFECTIVE)


def test_a_verification_is_written_once(table: Table, stage: Stage) -> None:
    waiting = table.expecting(table.implemented(), later_drill(stage))
    table.verify(waiting, EFFECTIVE)
    with pytest.raises(VerificationOver):
        table.verify(waiting, NOT, due_on=day(60))


# --- Closing, reopening -----------------------------------------------------------------------------------------


def reopen(table: Table, proposal_id: int, **more: Any) -> object:
    values: dict[str, Any] = {
        "reason": "7月の訓練でまた聞こえなかった。",
        "due_on": day(90),
        "version": table.row(proposal_id).version,
        "today": day(60),
    } | more
    return carrying_out.reopen(proposal_id, address_of=address_of, by=actor(table.trainer), at=moment(60), **values)


def test_a_closed_proposal_is_reopened_when_the_defect_comes_back(table: Table, stage: Stage) -> None:
    proposal_id = table.closed(stage)
    with table.world.changing(table.org):
        reopen(table, proposal_id)
    row = table.row(proposal_id)
    assert (row.state, row.due_on) == (ProposalState.IN_PROGRESS, day(90))
    assert (row.implemented_on, row.verified_on, row.closed_on) == (None, None, None)


def test_reopening_takes_back_the_drill_that_was_named(table: Table, stage: Stage) -> None:
    proposal_id = table.implemented()
    waiting = table.expecting(proposal_id, later_drill(stage))
    with table.world.changing(table.org):
        reopen(table, proposal_id, today=day(25))
    with pytest.raises(VerificationOver):
        table.verify(waiting, EFFECTIVE)


@pytest.mark.parametrize(
    ("more", "error"),
    [({"reason": ""}, ReasonMissing), ({"due_on": None}, DueDateMissing), ({"due_on": day(59)}, DueInPast)],
)
def test_reopening_needs_a_reason_and_a_new_due_date(
    table: Table, stage: Stage, more: dict[str, Any], error: type[DrillHubError]
) -> None:
    proposal_id = table.closed(stage)
    refused(table, lambda: reopen(table, proposal_id, **more), error)


def again(table: Table, proposal_id: int, on: date) -> object:
    version = table.row(proposal_id).version
    by = actor(table.employee)
    return carrying_out.implement(proposal_id, on, version=version, today=day(70), by=by, at=moment(70))


def test_what_had_no_effect_is_not_carried_out_anew_before_that_was_seen(table: Table, stage: Stage) -> None:
    """Else the drill that showed nothing, or another of the time before, could show its effect."""
    proposal_id = table.verified(stage, NOT)  # written on day 40
    error = refused(table, lambda: again(table, proposal_id, day(39)), ImplementedBeforeReopening)
    assert "2026年5月11日" in str(error)
    with table.world.changing(table.org):
        again(table, proposal_id, day(40))
    assert table.row(proposal_id).implemented_on == day(40)


def test_a_drill_shows_the_effect_of_a_proposal_once(table: Table, stage: Stage) -> None:
    proposal_id, drill_id = table.implemented(), later_drill(stage)
    table.verify(table.expecting(proposal_id, drill_id), EFFECTIVE)
    with table.world.changing(table.org):
        reopen(table, proposal_id, today=day(30))
    with table.world.changing(table.org):
        again(table, proposal_id, day(30))
    refused(table, lambda: expect(table, proposal_id, drill_id), DrillHasShown)


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(1, id="made the day before the adoption"),
        pytest.param(7, id="never made"),
    ],
)
def test_a_plan_is_changed_because_of_a_proposal_after_its_adoption_or_not_at_all(
    table: Table, stage: Stage, number: int
) -> None:
    proposal_id = table.verified(stage)
    with table.world.changing(table.org):
        plans.save(content(), by=stage.by, at=moment(9))
    with table.world.changing(table.org):
        plans.save(replace(content(), purpose="従業員と取引先を守る。"), by=stage.by, at=moment(10))
    row = table.row(proposal_id)
    with table.world.inside(table.org):
        assert carrying_out.revisions(row, today=day(41)) == (2,)
    refused(
        table,
        lambda: carrying_out.close(
            proposal_id, number, version=row.version, today=day(41), by=actor(table.office), at=moment(41)
        ),
        EditionNotLater,
    )


def test_what_was_not_verified_is_not_closed(table: Table) -> None:
    proposal_id = table.implemented()
    version = table.row(proposal_id).version
    refused(
        table,
        lambda: carrying_out.close(
            proposal_id, None, version=version, today=day(41), by=actor(table.office), at=moment(41)
        ),
        TransitionRefused,
    )
