"""What the demonstration company made of its findings: proposals, meetings that decide, drills that show the effect.

Everything happens on its day and in its order, as a diary: what is done on one day puts what follows into the diary.
Nothing happens after today.
"""

import heapq
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any, Final

from sqlalchemy import select

from drillhub.audit import Actor
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.demo import cast
from drillhub.demo.play import person_id
from drillhub.demo.texts import proposals as texts
from drillhub.demo.timeline import ZONE, meeting_days, month_of, this_year
from drillhub.drills.findings import FindingKind
from drillhub.drills.life_cycle import DrillStatus
from drillhub.drills.models import Drill, Finding
from drillhub.improvement import carrying_out, meetings, verifications
from drillhub.improvement import proposals as writing
from drillhub.improvement.decisions import Decision
from drillhub.improvement.life_cycle import (
    DecisionResult,
    Poete,
    Priority,
    ProposalSource,
    ProposalState,
    VerificationResult,
)
from drillhub.improvement.meetings import MeetingPlan
from drillhub.improvement.models import ImprovementProposal, ManagementMeeting
from drillhub.improvement.wording import Origin, Preparation, Wording
from drillhub.learning.models import Attempt, Enrollment
from drillhub.vocabulary import PlanItem

_BODY: Final = "経営会議"
_ATTENDEES: Final = "青葉社長、髙橋常務、伊藤部長、渡邉部長、佐藤課長（書記）"
_MINUTES: Final = "訓練の結果と改善の進み具合を確かめた。"
_AGAIN_DAYS: Final = 60  # for what has to be done anew
_ADOPTED_BECAUSE: Final = "効果が見込め、費用も予算の内に収まる。"
_DRAFT: Final = Wording(
    title="朝礼で避難の経路を歩く",
    finding="新しい人が避難の経路を図でしか知らない。",
)


@dataclass(frozen=True)
class Topic:
    """A proposal with what is to become of it: a line of `seed/demo/improvement.yaml`."""

    proposal_id: int
    line: Mapping[str, Any]


class Diary:
    """The improvement of three years. people: employee number → who acts."""

    def __init__(self, people: Mapping[str, Actor], address: str, today: date) -> None:
        self.people = people
        self.address = address
        self.today = today
        self.entries: list[tuple[date, int, Callable[[], None]]] = []
        self.order = count()
        self.topics: dict[int, Topic] = {}
        self.of_finding: dict[str, int] = {}  # the text of a finding → its proposal
        self.failed: set[int] = set()  # proposals whose effect did not show at first

    def write(self) -> Iterator[None]:
        """Do everything in its order; a pause after each entry, for the caller's transactions."""
        self._enter_findings()
        self._enter_suggestions()
        self._enter_meetings()
        while self.entries:
            self.day, _order, act = heapq.heappop(self.entries)
            act()
            db.session.flush()
            yield
        writing.save_new_draft(_DRAFT, Origin(), by=self._employee, at=clock.now())
        yield

    def _enter(self, day: date, act: Callable[[], None]) -> None:
        if day <= self.today:
            heapq.heappush(self.entries, (day, next(self.order), act))

    # --- Where proposals come from ------------------------------------------------------------------------------

    def _enter_findings(self) -> None:
        rows = db.session.execute(
            select(Finding.drill_id, Finding.number.label("finding"), Finding.text, Drill.held_on, Drill.number)
            .join(Drill, Drill.id == Finding.drill_id)
            .where(Finding.kind == FindingKind.FIX, Drill.held_on.is_not(None))
            .order_by(Drill.held_on, Finding.number)
        )
        for row in rows:
            self._enter(row.held_on + timedelta(days=7), self._finding(row.drill_id, row.finding, row.text, row.number))

    def _finding(self, drill_id: int, finding: int, text: str, drill_number: str) -> Callable[[], None]:
        def act() -> None:
            if text in self.of_finding:
                self._seen_again(self.of_finding[text], f"{drill_number}でも同じことが見られた。{text}")
                return
            line = texts()["findings"][text]
            proposal = writing.from_finding(drill_id, finding, today=self.day, by=self._trainer, at=self._at(9))
            self.of_finding[text] = proposal.id
            self._prepare(proposal, line)

        return act

    def _seen_again(self, proposal_id: int, reason: str) -> None:
        """A defect that comes back opens its proposal again; one that is still being mended stays as it is."""
        proposal = self._proposal(proposal_id)
        if proposal.state is not ProposalState.CLOSED:
            return
        due_on = self.day + timedelta(days=_AGAIN_DAYS)
        carrying_out.reopen(
            proposal_id,
            reason=reason,
            due_on=due_on,
            version=proposal.version,
            today=self.day,
            address_of=self._address_of,
            by=self._office,
            at=self._at(11),
        )
        self._carry_out(self.topics[proposal_id], due_on)

    def _enter_suggestions(self) -> None:
        for line in texts()["suggestions"]:
            if "days_ago" in line:
                day = self.today - timedelta(days=line["days_ago"])
            else:
                day = month_of(self.today, line["years_ago"], line["month"]) + timedelta(days=24)
            self._enter(day, self._suggestion(line, Origin(), self.people[line["by"]]))
        for line in texts()["from_quiz"]:
            found = self._failed_attempt(line["years_ago"])
            if found is not None:
                attempt_id, by, day = found
                origin = Origin(ProposalSource.QUIZ, attempt_id=attempt_id)
                self._enter(day, self._suggestion(line, origin, by))

    def _suggestion(self, line: Mapping[str, Any], origin: Origin, by: Actor) -> Callable[[], None]:
        def act() -> None:
            wording = Wording(line["title"], line["finding"], line["proposal"], line["effect"])
            proposal = writing.propose(wording, origin, today=self.day, by=by, at=self._at(12))
            db.session.flush()
            self._prepare(proposal, line)

        return act

    def _failed_attempt(self, years_ago: int) -> tuple[int, Actor, date] | None:
        """An attempt of that year which fell short, who made it, and the day after it."""
        year = this_year(self.today).year - years_ago
        first = clock.instant(date(year, 4, 1), 0, 0, ZONE)
        row = db.session.execute(
            select(Attempt.id, Attempt.submitted_at, Enrollment.person_id, Enrollment.frozen_name)
            .join(Enrollment, Enrollment.id == Attempt.enrollment_id)
            .where(Attempt.passed.is_(False), Attempt.submitted_at >= first)
            .order_by(Attempt.submitted_at, Attempt.id)
            .limit(1)
        ).one_or_none()
        if row is None:
            return None
        day = clock.local(row.submitted_at, ZONE).date() + timedelta(days=1)
        return row.id, Actor(row.person_id, row.frozen_name, "session"), day

    def _prepare(self, proposal: ImprovementProposal, line: Mapping[str, Any]) -> None:
        """General affairs works it out some days before the meeting, and lets it go into another one if it says so."""
        self.topics[proposal.id] = Topic(proposal.id, line)
        item = PlanItem(line["plan_item"]) if "plan_item" in line else proposal.plan_item
        said = Preparation(
            cause=proposal.cause,
            proposal=line["proposal"],
            expected_effect=line["effect"],
            plan_item=item,
            poete=Poete(line["poete"]),
            priority=Priority(line["priority"]),
        )
        writing.prepare(proposal.id, said, version=proposal.version, by=self._office, at=self._at(16))
        for topic in list(self.topics.values()):
            self._merge(topic)

    def _merge(self, topic: Topic) -> None:
        proposal = self._proposal(topic.proposal_id)
        if "merge" not in topic.line or proposal.state is not ProposalState.SUBMITTED:
            return
        target = next((each for each in self.topics.values() if each.line.get("title") == topic.line["merge"]), None)
        if target is not None:
            writing.merge(
                proposal.id,
                self._proposal(target.proposal_id).number or "",
                version=proposal.version,
                address_of=self._address_of,
                by=self._office,
                at=self._at(17),
            )

    # --- The management meetings --------------------------------------------------------------------------------

    def _enter_meetings(self) -> None:
        for held_on in meeting_days(self.today):
            # What is prepared for a meeting that lies ahead is on its table now.
            self._enter(min(held_on - timedelta(days=7), self.today), self._meeting(held_on))

    def _meeting(self, held_on: date) -> Callable[[], None]:
        def act() -> None:
            plan = MeetingPlan(_BODY, held_on, _ATTENDEES, _MINUTES if held_on <= self.today else "")
            meeting = meetings.plan_meeting(plan, by=self._office, at=self._at(10))
            db.session.flush()
            waiting = [each for each in self.topics.values() if self._waits(each, held_on)]
            if held_on > self.today:
                waiting = [each for each in waiting if self._submitted_days_ago(each) > 7]
            meetings.put_on_table(meeting.id, [each.proposal_id for each in waiting], by=self._office, at=self._at(10))
            self._enter(held_on, self._decisions(meeting, waiting))

        return act

    def _waits(self, topic: Topic, held_on: date) -> bool:
        proposal = self._proposal(topic.proposal_id)
        if proposal.state is ProposalState.DEFERRED:
            return proposal.deferred_until is not None and proposal.deferred_until <= held_on
        return proposal.state is ProposalState.SUBMITTED

    def _submitted_days_ago(self, topic: Topic) -> int:
        submitted = self._proposal(topic.proposal_id).submitted_on
        return (self.today - submitted).days if submitted else 0

    def _decisions(self, meeting: ManagementMeeting, waiting: list[Topic]) -> Callable[[], None]:
        def act() -> None:
            for minutes, topic in enumerate(waiting):
                proposal = self._proposal(topic.proposal_id)
                decision = self._decision(topic.line, meeting.held_on)
                meetings.decide(
                    meeting.id,
                    proposal.id,
                    decision,
                    version=proposal.version,
                    today=self.day,
                    address_of=self._address_of,
                    by=self._president,
                    at=self._at(10) + timedelta(minutes=6 * minutes),
                )
                if decision.due_on is not None:
                    self._carry_out(topic, decision.due_on)
            now = db.session.scalars(select(ManagementMeeting).where(ManagementMeeting.id == meeting.id)).one()
            meetings.end_meeting(now.id, version=now.version, today=self.day, by=self._office, at=self._at(12))

        return act

    def _decision(self, line: Mapping[str, Any], held_on: date) -> Decision:
        result = DecisionResult(line.get("decision", "adopted"))
        if result is DecisionResult.REJECTED:
            return Decision(result, line["reason"])
        if result is DecisionResult.DEFERRED:
            return Decision(result, line["reason"], deferred_until=held_on + timedelta(days=line["wait"]))
        return Decision(
            result,
            line.get("reason", _ADOPTED_BECAUSE),
            conditions=line.get("conditions", ""),
            owner_id=person_id(self.people[line["owner"]]),
            due_on=held_on + timedelta(days=line["days"]),
        )

    # --- Carrying out and showing the effect --------------------------------------------------------------------

    def _carry_out(self, topic: Topic, due_on: date) -> None:
        if "late" not in topic.line:
            # Work has begun where something is under way for long enough; what is far off has not been touched.
            if (due_on - self.day).days <= 90:
                self._enter(self.day + timedelta(days=18), self._progress(topic))
            return
        self._enter(self.day + timedelta(days=14), self._progress(topic))
        self._enter(max(due_on + timedelta(days=topic.line["late"]), self.day), self._done(topic))

    def _progress(self, topic: Topic) -> Callable[[], None]:
        def act() -> None:
            if self._proposal(topic.proposal_id).state in {ProposalState.ADOPTED, ProposalState.IN_PROGRESS}:
                text = "見積もりを取り、段取りを決めた。"
                carrying_out.note_progress(topic.proposal_id, text, by=self._owner(topic), at=self._at(15))

        return act

    def _done(self, topic: Topic) -> Callable[[], None]:
        def act() -> None:
            proposal = self._proposal(topic.proposal_id)
            carrying_out.implement(
                proposal.id,
                self.day,
                remark=topic.line["done"],
                version=proposal.version,
                today=self.day,
                by=self._owner(topic),
                at=self._at(16),
            )
            drill = self._verifying_drill(proposal, held="shown" in topic.line)
            if drill is not None:
                method = topic.line.get("effect", "")
                verification = verifications.plan_verification(
                    proposal.id, drill.id, method=method, version=proposal.version, by=self._trainer, at=self._at(17)
                )
                if "shown" in topic.line:
                    day = (drill.held_on or drill.local_date) + timedelta(days=5 if drill.held_on else 2)
                    self._enter(day, self._shown(topic, verification.id))

        return act

    def _verifying_drill(self, proposal: ImprovementProposal, *, held: bool) -> Drill | None:
        """The next drill after today in the diary: of the type it came from first, then any."""
        came_from = db.session.scalar(select(Drill.drill_type).where(Drill.id == proposal.drill_id))
        out = (DrillStatus.CANCELLED, DrillStatus.MISSED, DrillStatus.POSTPONED)
        after = db.session.scalars(
            select(Drill).where(Drill.local_date > self.day, Drill.status.not_in(out)).order_by(Drill.local_date)
        ).all()
        over = [drill for drill in after if drill.local_date <= self.today]
        wanted = over if held and over else after
        return next((drill for drill in wanted if drill.drill_type is came_from), wanted[0] if wanted else None)

    def _shown(self, topic: Topic, verification_id: int) -> Callable[[], None]:
        def act() -> None:
            proposal = self._proposal(topic.proposal_id)
            if proposal.state is not ProposalState.IMPLEMENTED:
                return
            failed_before = proposal.id in self.failed
            result = VerificationResult(topic.line.get("effect_shown", "effective"))
            if failed_before:
                result = VerificationResult.EFFECTIVE
            due_on = self.day + timedelta(days=_AGAIN_DAYS)
            proposal = verifications.record_verification(
                verification_id,
                result,
                note="荷物は1つもなく、全員が通れた。" if failed_before else topic.line["shown"],
                due_on=due_on if result is VerificationResult.NOT_EFFECTIVE else None,
                version=proposal.version,
                today=self.day,
                address_of=self._address_of,
                by=self.people[cast.EVALUATOR.number],
                at=self._at(15),
            )
            if result is VerificationResult.NOT_EFFECTIVE:
                self.failed.add(proposal.id)
                self._carry_out(topic, due_on)
            else:
                self._enter(self.day + timedelta(days=21), self._closed(topic))

        return act

    def _closed(self, topic: Topic) -> Callable[[], None]:
        def act() -> None:
            proposal = self._proposal(topic.proposal_id)
            if proposal.state is ProposalState.VERIFIED:
                edition = 2 if topic.line.get("plan") else None
                carrying_out.close(
                    proposal.id, edition, version=proposal.version, today=self.day, by=self._office, at=self._at(17)
                )

        return act

    # --- Who and when -------------------------------------------------------------------------------------------

    def _proposal(self, proposal_id: int) -> ImprovementProposal:
        return db.session.scalars(select(ImprovementProposal).where(ImprovementProposal.id == proposal_id)).one()

    def _at(self, hour: int) -> datetime:
        """An hour of the day in the diary; of today, a moment ago."""
        return min(clock.instant(self.day, hour, 0, ZONE), clock.now())

    def _address_of(self, proposal_id: int) -> str:
        return f"{self.address}/improvement/proposals/{proposal_id}"

    def _owner(self, topic: Topic) -> Actor:
        return self.people[topic.line["owner"]]

    @property
    def _trainer(self) -> Actor:
        return self.people[cast.TRAINER.number]

    @property
    def _office(self) -> Actor:
        return self.people[cast.GENERAL_AFFAIRS.number]

    @property
    def _president(self) -> Actor:
        return self.people[cast.PRESIDENT.number]

    @property
    def _employee(self) -> Actor:
        return self.people[cast.EMPLOYEE.number]
