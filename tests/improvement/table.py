"""A company at its management table: proposals at every stage of their life. Made through the services.

Days count from DAY, 1 April 2026, on which the drills of tests/drills take place.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from drillhub.core.database import db
from drillhub.drills import evaluations, runs
from drillhub.drills.events import Ended, Started
from drillhub.drills.findings import FindingKind, NewFinding
from drillhub.improvement import carrying_out, meetings, proposals, verifications
from drillhub.improvement.decisions import Decision
from drillhub.improvement.life_cycle import DecisionResult, ProposalState, VerificationResult
from drillhub.improvement.meetings import MeetingPlan
from drillhub.improvement.models import ImprovementProposal, ProposalVerification
from drillhub.improvement.wording import Origin, Wording
from drillhub.vocabulary import PlanItem
from tests.drills.build import at
from tests.drills.stage import Stage, actor
from tests.support.world import Member, Org, World

DAY = date(2026, 4, 1)
BELL = Wording(
    "塗装室からベルが聞こえない",
    "塗装室の3人が警報に気付かなかった。",
    "塗装室に回転灯を付ける。",
    "全員が1分以内に気付く",
)
FIX = "名簿が古く、3人に連絡できなかった。前日に直す。"


def day(number: int) -> date:
    return DAY + timedelta(days=number)


def moment(number: int) -> datetime:
    return at(0) + timedelta(days=number)


def address_of(proposal_id: int) -> str:
    return f"https://drillhub.example/improvement/proposals/{proposal_id}"


@dataclass
class Table:
    """The people of improvement, and verbs that bring a proposal to a stage. Steps take place on fixed days.

    Day 0: proposed. Day 10: decided. Day 20: carried out, due on day 30. Day 40: verified. Day 41: closed.
    """

    world: World
    org: Org
    employee: Member
    trainer: Member
    office: Member
    approver: Member
    wording: Wording = BELL

    def proposal(self, *, by: Member | None = None, origin: Origin | None = None) -> int:
        with self.world.changing(self.org):
            who = actor(by or self.employee)
            return proposals.propose(self.wording, origin or Origin(), today=day(0), by=who, at=moment(0)).id

    def meeting(self, *, held_on: date | None = None, body: str = "経営会議") -> int:
        with self.world.changing(self.org):
            plan = MeetingPlan(body, held_on or day(10), "青葉 隆志、佐藤 美咲")
            meeting = meetings.plan_meeting(plan, by=actor(self.office), at=moment(1))
            db.session.flush()
            return meeting.id

    def reviewed(self, proposal_id: int | None = None, *, meeting_id: int | None = None) -> tuple[int, int]:
        """(proposal, meeting) with the proposal on the meeting's table."""
        proposal_id = proposal_id or self.proposal()
        meeting_id = meeting_id or self.meeting()
        with self.world.changing(self.org):
            meetings.put_on_table(meeting_id, [proposal_id], by=actor(self.office), at=moment(5))
        return proposal_id, meeting_id

    def adoption(self, **more: Any) -> Decision:
        decision = Decision(
            DecisionResult.ADOPTED,
            "夜勤でも気付けるようにするため。",
            conditions="費用は30万円まで。",
            owner_id=self.employee.id,
            due_on=day(30),
        )
        return replace(decision, **more)

    def decide(self, proposal_id: int, meeting_id: int, decision: Decision, *, by: Member | None = None) -> None:
        with self.world.changing(self.org):
            meetings.decide(
                meeting_id,
                proposal_id,
                decision,
                version=self._row(proposal_id).version,
                today=day(10),
                address_of=address_of,
                by=actor(by or self.approver),
                at=moment(10),
            )

    def decided(self, result: DecisionResult) -> int:
        """A proposal with this decision."""
        proposal_id, meeting_id = self.reviewed()
        decisions = {
            DecisionResult.ADOPTED: self.adoption(),
            DecisionResult.REJECTED: Decision(DecisionResult.REJECTED, "別の工事で解消するため。"),
            DecisionResult.DEFERRED: Decision(DecisionResult.DEFERRED, "見積もりを待つ。", deferred_until=day(40)),
        }
        self.decide(proposal_id, meeting_id, decisions[result])
        return proposal_id

    def adopted(self) -> int:
        return self.decided(DecisionResult.ADOPTED)

    def implemented(self, proposal_id: int | None = None, *, on: date | None = None) -> int:
        proposal_id = proposal_id or self.adopted()
        with self.world.changing(self.org):
            carrying_out.implement(
                proposal_id,
                on or day(20),
                remark="回転灯を2台付けた。",
                version=self._row(proposal_id).version,
                today=day(20),
                by=actor(self.employee),
                at=moment(20),
            )
        return proposal_id

    def expecting(self, proposal_id: int, drill_id: int) -> int:
        """The id of the verification that waits for this drill."""
        with self.world.changing(self.org):
            return verifications.plan_verification(
                proposal_id,
                drill_id,
                method="ベルが鳴ってから気付くまでを計る。",
                version=self._row(proposal_id).version,
                by=actor(self.trainer),
                at=moment(21),
            ).id

    def verify(self, verification_id: int, result: VerificationResult, **more: Any) -> None:
        with self.world.changing(self.org):
            row = db.session.scalars(
                select(ProposalVerification).where(ProposalVerification.id == verification_id)
            ).one()
            values = {"note": "40秒で全員が気付いた。", "due_on": None, "today": day(40), "at": moment(40)} | more
            verifications.record_verification(
                verification_id,
                result,
                version=self._row(row.proposal_id).version,
                address_of=address_of,
                by=actor(self.trainer),
                **values,
            )

    def verified(self, stage: Stage, result: VerificationResult = VerificationResult.EFFECTIVE) -> int:
        """A proposal whose effect a drill on day 35 showed."""
        proposal_id = self.implemented()
        self.verify(self.expecting(proposal_id, later_drill(stage)), result, due_on=day(60))
        return proposal_id

    def closed(self, stage: Stage) -> int:
        proposal_id = self.verified(stage)
        with self.world.changing(self.org):
            carrying_out.close(
                proposal_id,
                None,
                version=self._row(proposal_id).version,
                today=day(41),
                by=actor(self.office),
                at=moment(41),
            )
        return proposal_id

    def state(self, proposal_id: int) -> ProposalState:
        return self.row(proposal_id).state

    def row(self, proposal_id: int) -> ImprovementProposal:
        with self.world.inside(self.org):
            return self._row(proposal_id)

    def _row(self, proposal_id: int) -> ImprovementProposal:
        return db.session.scalars(select(ImprovementProposal).where(ImprovementProposal.id == proposal_id)).one()


def later_drill(stage: Stage, *, number: int = 35, held: bool = True) -> int:
    """A drill planned for a later day. held: its run has ended, and its evaluation is open."""
    drill_id = stage.drill(appointment=stage.appointment(local_date=day(number)))
    if held:
        hold(stage, drill_id, number=number)
    return drill_id


def hold(stage: Stage, drill_id: int, *, number: int = 35) -> int:
    """Run a drill on a day, to its end; gives the run."""
    with stage.world.changing(stage.org):
        run_id = runs.launch(drill_id, by=stage.by, at=moment(number)).id
    stage.add(run_id, Started(), number * 1440)
    stage.add(run_id, Ended(), number * 1440 + 30)
    return run_id


def finding(stage: Stage, run_id: int, *, kind: FindingKind = FindingKind.FIX, text: str = FIX) -> tuple[int, int]:
    """(drill, number) of a finding of an ended run."""
    with stage.world.changing(stage.org):
        new = NewFinding(kind, text, "異動のたびに直していない。", PlanItem.RESPONSE)
        found = evaluations.add_finding(run_id, new, by=stage.by, at=at(35))
        return found.drill_id, found.number
