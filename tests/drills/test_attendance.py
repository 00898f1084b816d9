"""What a run proposes as attendance: the roll call is not typed twice."""

import pytest

from drillhub.drills.attendance import Proposal, proposed
from drillhub.drills.evaluation import Attendance
from drillhub.drills.events import Action, HeadcountMarked, Mark, ParticipantJoined, Started, participant_subject
from drillhub.drills.snapshot import LaunchSnapshot, ParticipantKind
from drillhub.vocabulary import DrillType
from tests.drills.build import Play, listed, snapshot

OUTSIDE = snapshot(drill_type=DrillType.EVACUATION_DRILL, roster=[listed(1)])
TABLE = snapshot(roster=[listed(1)])


def mark(mark: Mark, reason: str = "") -> HeadcountMarked:
    return HeadcountMarked(participant_subject(1), mark, reason)


def after(frozen: LaunchSnapshot, *actions: Action, kind: ParticipantKind = ParticipantKind.PLAYER, person: int = 101):
    play = Play(frozen)
    for minute, action in enumerate(actions):
        play.add(action, minute)
    return proposed(play.state, 1, person, kind)


@pytest.mark.parametrize(
    ("marks", "proposal"),
    [
        pytest.param([mark(Mark.PRESENT)], Proposal(Attendance.ATTENDED), id="present"),
        pytest.param([mark(Mark.EXCUSED, "休み")], Proposal(Attendance.EXCUSED, "休み"), id="excused with its reason"),
        pytest.param([mark(Mark.MISSING)], Proposal(Attendance.ABSENT), id="looked for and not found"),
        pytest.param([], Proposal(Attendance.ABSENT), id="never confirmed"),
        pytest.param([mark(Mark.PRESENT), mark(Mark.UNCONFIRMED)], Proposal(Attendance.ABSENT), id="taken back"),
        pytest.param([mark(Mark.MISSING), mark(Mark.PRESENT)], Proposal(Attendance.ATTENDED), id="found in the end"),
        pytest.param([ParticipantJoined(1)], Proposal(Attendance.ABSENT), id="on the phone, but never seen"),
    ],
)
def test_players_of_an_evacuation_are_proposed_by_the_mark_that_counts(marks: list[Action], proposal: Proposal):
    assert after(OUTSIDE, Started(), *marks) == proposal


def test_before_the_alarm_nothing_is_proposed():
    assert after(OUTSIDE) == Proposal(Attendance.UNDECIDED)


def test_at_a_table_who_said_they_are_there_is_proposed():
    assert after(TABLE, Started()) == Proposal(Attendance.UNDECIDED)
    assert after(TABLE, Started(), ParticipantJoined(1)) == Proposal(Attendance.ATTENDED)


def test_who_leads_was_there_when_they_did_something():
    """Everything in these runs is done by person 1."""
    leads = ParticipantKind.FACILITATOR
    assert after(OUTSIDE, Started(), kind=leads, person=1) == Proposal(Attendance.ATTENDED)
    assert after(OUTSIDE, Started(), kind=leads, person=2) == Proposal(Attendance.UNDECIDED)
