"""What to propose as attendance, from what a run knows already: nobody types a roll call twice."""

from dataclasses import dataclass

from drillhub.drills.evaluation import Attendance
from drillhub.drills.events import Mark, participant_subject
from drillhub.drills.run_state import RunState
from drillhub.drills.snapshot import ParticipantKind


@dataclass(frozen=True)
class Proposal:
    """An attendance that somebody still has to confirm by saving it. reason: of an excuse."""

    attendance: Attendance
    reason: str = ""


_BY_MARK = {
    Mark.PRESENT: Attendance.ATTENDED,
    Mark.EXCUSED: Attendance.EXCUSED,
    Mark.MISSING: Attendance.ABSENT,
    Mark.UNCONFIRMED: Attendance.ABSENT,
}


def proposed(state: RunState, participant_id: int, person_id: int, kind: ParticipantKind) -> Proposal:
    """What a run suggests about a participant whose attendance was not decided.

    Players: where they were called, by the mark that counts; elsewhere by whether they said that they are there.
    Whoever leads, evaluates or observes was there when they did something in the run.
    """
    if kind is not ParticipantKind.PLAYER:
        return Proposal(Attendance.ATTENDED if person_id in state.acted else Attendance.UNDECIDED)
    if state.snapshot.takes_headcount and state.started_at is not None:
        made = state.headcount.last.get(participant_subject(participant_id))
        attendance = _BY_MARK[made.mark if made else Mark.UNCONFIRMED]
        return Proposal(attendance, made.reason if made and attendance is Attendance.EXCUSED else "")
    return Proposal(Attendance.ATTENDED if participant_id in state.joined else Attendance.UNDECIDED)
