"""The states of a drill and the ways between them."""

from itertools import pairwise

import pytest

from drillhub.drills.errors import ReasonMissing, TransitionRefused
from drillhub.drills.life_cycle import DrillStatus, may_become, require_transition
from drillhub.drills.run_state import RunStatus
from drillhub.drills.stages import stage_of

S = DrillStatus


def test_a_drill_goes_from_draft_to_closed_in_this_order():
    order = [S.DRAFT, S.PLANNED, S.NOTIFIED, S.HELD, S.UNDER_REVIEW, S.REVIEWED, S.CLOSED]

    assert all(may_become(now, then) for now, then in pairwise(order))


@pytest.mark.parametrize("status", [S.CANCELLED, S.MISSED, S.CLOSED])
def test_what_is_over_stays_as_it_is(status):
    assert not any(may_become(status, wanted) for wanted in S)


@pytest.mark.parametrize("status", [S.HELD, S.UNDER_REVIEW, S.REVIEWED, S.CLOSED])
def test_a_drill_that_was_held_cannot_be_cancelled(status):
    with pytest.raises(TransitionRefused):
        require_transition(status, S.CANCELLED, "理由")


def test_a_postponed_drill_gets_a_new_date():
    assert may_become(S.POSTPONED, S.PLANNED)


@pytest.mark.parametrize("wanted", [S.CANCELLED, S.POSTPONED, S.MISSED])
def test_not_holding_a_drill_as_planned_needs_a_reason(wanted):
    with pytest.raises(ReasonMissing):
        require_transition(S.PLANNED, wanted, " ")
    require_transition(S.PLANNED, wanted, "台風の接近")


@pytest.mark.parametrize(
    ("status", "run", "words"),
    [
        pytest.param(DrillStatus.NOTIFIED, None, "案内済み", id="never started"),
        pytest.param(DrillStatus.NOTIFIED, RunStatus.OPEN, "案内済み", id="the console is open, nothing began"),
        pytest.param(DrillStatus.PLANNED, RunStatus.PAUSED, "実施中", id="under way"),
        pytest.param(DrillStatus.PLANNED, RunStatus.ANSWERING, "実施・記録待ち", id="ended, no record yet"),
        pytest.param(DrillStatus.NOTIFIED, RunStatus.STOPPED, "案内済み", id="broken off: it is still to take place"),
        pytest.param(DrillStatus.REVIEWED, RunStatus.CLOSED, "ふりかえり済み", id="recorded"),
    ],
)
def test_p6_a_drill_is_called_by_its_run_until_its_record_is_closed(
    status: DrillStatus, run: RunStatus | None, words: str
) -> None:
    assert str(stage_of(status, run).label) == words
