"""Raw rows for reports: drills with measured times, quizzes with attempts, meetings and what they decided.

Written straight into the tables, so that what a report says can be recounted from what was put in.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from drillhub.calendar.models import Slot
from drillhub.core.database import db
from drillhub.drills.life_cycle import DrillStatus
from drillhub.drills.models import Drill, DrillRecord
from drillhub.drills.record_content import canonical
from drillhub.drills.snapshot import digest_of
from drillhub.improvement.life_cycle import DecisionResult, ProposalSource, ProposalState, VerificationResult
from drillhub.improvement.models import (
    ImprovementProposal,
    ManagementMeeting,
    ProposalDecision,
    ProposalVerification,
)
from drillhub.learning.models import (
    Attempt,
    AttemptAnswer,
    Enrollment,
    Question,
    QuestionVersion,
    Quiz,
    QuizAssignment,
    QuizRevision,
)
from drillhub.learning.questions import Choice, SingleQuestion, Words, canonical_json
from drillhub.learning.states import AttemptState, Audience, RevisionStatus, SubmittedBy
from drillhub.vocabulary import DrillType, QuestionType
from tests.drills.stage import Stage

ZONE = "Asia/Tokyo"


def noon(day: date) -> datetime:
    return datetime.combine(day, time(3, 0), UTC)


@dataclass(frozen=True)
class Numbers:
    """What a drill's record says. Times in seconds from the alarm; on_site None: nobody was called.

    excused: of those accounted for. undone: measures of tasks that were never done.
    """

    invited: int = 10
    attended: int = 9
    evacuation: int | None = None
    headcount: int | None = None
    on_site: int | None = None
    accounted: int = 0
    excused: int = 0
    guests: int = 0
    undone: Sequence[str] = ()


@dataclass(frozen=True)
class Taken:
    """How one person took a quiz: the marks of each attempt out of the number of questions; none: not finished."""

    marks: Sequence[int] = ()


@dataclass
class Records:
    """Writes rows of one organisation. Call inside `world.changing(org)`; the stage has one recorded drill."""

    stage: Stage
    count: dict[str, int] = field(default_factory=dict)

    def number(self, letter: str) -> str:
        self.count[letter] = self.count.get(letter, 100) + 1
        return f"{letter}2026-{self.count[letter]}"

    def drill(self, day: date, *types: DrillType, numbers: Numbers = Numbers(), title: str = "避難訓練") -> int:
        """A drill held on a day, with a record like that of the stage's drill but for these numbers."""
        types = types or (DrillType.TABLETOP_EXERCISE,)
        pattern = db.session.scalars(select(DrillRecord).order_by(DrillRecord.id).limit(1)).one()
        first = db.session.scalars(select(Drill).where(Drill.id == pattern.drill_id)).one()
        slot = Slot(
            drill_type=types[0],
            further_types=[kind.value for kind in types[1:]],
            title=title,
            scheduled_for=day,
            planned_for=day,
            starts_at=time(12, 0),
            timezone=ZONE,
            duration_min=30,
            state_changed_at=noon(day),
            changed_at=noon(day),
        )
        db.session.add(slot)
        db.session.flush()
        drill = Drill(
            number=self.number("D"),
            slot_id=slot.id,
            scenario_version_id=first.scenario_version_id,
            title=title,
            drill_type=types[0],
            further_types=[kind.value for kind in types[1:]],
            site_id=first.site_id,
            facilitator_id=first.facilitator_id,
            local_date=day,
            local_time=time(12, 0),
            timezone=ZONE,
            duration_min=30,
            status=DrillStatus.CLOSED,
            status_changed_at=noon(day),
            held_on=day,
            ended_at=noon(day),
            reviewed_at=noon(day + timedelta(days=3)),
            created_at=noon(day),
        )
        db.session.add(drill)
        db.session.flush()
        slot.fulfilled_on, slot.fulfilled_by_kind, slot.fulfilled_by_id = day, "drill", drill.id
        content = _content(json.loads(pattern.content), drill, day, numbers)
        text = canonical(content)
        db.session.add(
            DrillRecord(
                drill_id=drill.id,
                run_id=pattern.run_id,
                revision=1,
                content=text,
                digest=digest_of(text),
                closed_at=noon(day),
                closed_by="田中 健一",
            )
        )
        db.session.flush()
        return drill.id

    def planned(self, day: date, *types: DrillType, title: str = "予定の訓練") -> int:
        """A place in the calendar on which nothing has taken place."""
        slot = Slot(
            drill_type=types[0],
            further_types=[kind.value for kind in types[1:]],
            title=title,
            scheduled_for=day,
            planned_for=day,
            starts_at=time(12, 0),
            timezone=ZONE,
            duration_min=30,
            state_changed_at=noon(day),
            changed_at=noon(day),
        )
        db.session.add(slot)
        db.session.flush()
        return slot.id

    def quiz(
        self,
        day: date,
        taken: Sequence[Taken],
        *,
        people: Sequence[int],
        due_on: date | None = None,
        questions: int = 4,
        pass_mark: int = 75,
        title: str = "避難の理解度テスト",
    ) -> int:
        """A quiz given to people on a day, and how each of them took it; of 3 marks the first 3 answers are right."""
        due = due_on or day + timedelta(days=14)
        quiz = Quiz(number=self.number("Q"), created_at=noon(day), created_by="田中 健一")
        db.session.add(quiz)
        db.session.flush()
        revision = QuizRevision(
            quiz_id=quiz.id,
            number=1,
            title=title,
            pass_mark=pass_mark,
            status=RevisionStatus.PUBLISHED,
            created_at=noon(day),
            published_at=noon(day),
        )
        db.session.add(revision)
        db.session.flush()
        versions = [self._question(quiz.number, position, day) for position in range(1, questions + 1)]
        assignment = QuizAssignment(
            revision_id=revision.id,
            audience=Audience.DEPARTMENT,
            audience_id=None,
            audience_label="営業部",
            assigned_on=day,
            due_on=due,
            due_at=noon(due) + timedelta(hours=12),
            timezone=ZONE,
            assigned_at=noon(day),
            assigned_by="田中 健一",
        )
        db.session.add(assignment)
        db.session.flush()
        for person_id, each in zip(people, taken, strict=False):
            self._taken(assignment, versions, person_id, each, pass_mark, noon(day + timedelta(days=1)))
        db.session.flush()
        return assignment.id

    def _question(self, quiz: str, position: int, day: date) -> int:
        question = Question(code=f"{quiz}-{position}", created_at=noon(day))
        db.session.add(question)
        db.session.flush()
        body = canonical_json(
            SingleQuestion(
                text=Words(f"{quiz}の問{position}"),
                explanation=Words("わけ"),
                choices=(Choice("a", Words("はい"), is_correct=True), Choice("b", Words("いいえ"))),
            )
        )
        version = QuestionVersion(
            question_id=question.id,
            number=1,
            question_type=QuestionType.SINGLE,
            body=body,
            digest=digest_of(body),
            created_at=noon(day),
            created_by="田中 健一",
        )
        db.session.add(version)
        db.session.flush()
        return version.id

    def _taken(
        self,
        assignment: QuizAssignment,
        versions: Sequence[int],
        person_id: int,
        taken: Taken,
        pass_mark: int,
        at: datetime,
    ) -> None:
        passed = [100 * marks >= pass_mark * len(versions) for marks in taken.marks]
        enrollment = Enrollment(
            assignment_id=assignment.id,
            person_id=person_id,
            frozen_name="人",
            finished_at=at if taken.marks else None,
            passed_at=at if any(passed) else None,
        )
        db.session.add(enrollment)
        db.session.flush()
        for number, marks in enumerate(taken.marks, start=1):
            attempt = Attempt(
                enrollment_id=enrollment.id,
                number=number,
                state=AttemptState.SUBMITTED,
                pass_mark=pass_mark,
                max_score=len(versions),
                score_numerator=marks,
                score_denominator=1,
                passed=passed[number - 1],
                started_at=at,
                submitted_at=at,
                submitted_by=SubmittedBy.PERSON,
            )
            db.session.add(attempt)
            db.session.flush()
            db.session.add_all(
                AttemptAnswer(
                    attempt_id=attempt.id,
                    position=position,
                    question_version_id=version,
                    max_mark=1,
                    fraction_numerator=int(position <= marks),
                    fraction_denominator=1,
                )
                for position, version in enumerate(versions, start=1)
            )

    def meeting(self, day: date, *, body: str = "経営会議") -> int:
        meeting = ManagementMeeting(
            number=self.number("M"),
            body=body,
            held_on=day,
            attendees="青葉、佐藤",
            minutes="提案を決裁した",
            ended_at=noon(day),
            created_at=noon(day),
            created_by="佐藤 美咲",
        )
        db.session.add(meeting)
        db.session.flush()
        return meeting.id

    def proposal(
        self, submitted_on: date, *, source: ProposalSource = ProposalSource.SUGGESTION, title: str = "棚を固定する"
    ) -> int:
        proposal = ImprovementProposal(
            number=self.number("P"),
            title=title,
            source=source,
            state=ProposalState.SUBMITTED,
            proposer_id=self.stage.trainer.id,
            proposer_name=self.stage.trainer.name,
            created_at=noon(submitted_on),
            submitted_on=submitted_on,
        )
        db.session.add(proposal)
        db.session.flush()
        return proposal.id

    def decide(
        self, proposal_id: int, meeting_id: int, result: DecisionResult, *, due_on: date | None = None, number: int = 1
    ) -> None:
        proposal = self._proposal(proposal_id)
        meeting = db.session.scalars(select(ManagementMeeting).where(ManagementMeeting.id == meeting_id)).one()
        later = meeting.held_on + timedelta(days=60)
        db.session.add(
            ProposalDecision(
                proposal_id=proposal_id,
                meeting_id=meeting_id,
                number=number,
                result=result,
                decided_on=meeting.held_on,
                reason="わけ",
                due_on=(due_on or later) if result is DecisionResult.ADOPTED else None,
                deferred_until=later if result is DecisionResult.DEFERRED else None,
                decided_by="青葉 隆志",
                at=noon(meeting.held_on),
            )
        )
        proposal.meeting_id, proposal.decided_on = meeting_id, meeting.held_on
        proposal.state = ProposalState(result.value)
        if result is DecisionResult.ADOPTED:
            owner = self.stage.players[0]
            proposal.due_on, proposal.owner_id, proposal.owner_name = due_on or later, owner.id, owner.name
        if result is DecisionResult.DEFERRED:
            proposal.deferred_until = later
        db.session.flush()

    def implement(self, proposal_id: int, day: date) -> None:
        proposal = self._proposal(proposal_id)
        proposal.state, proposal.implemented_on = ProposalState.IMPLEMENTED, day
        db.session.flush()

    def verify(self, proposal_id: int, drill_id: int, day: date) -> None:
        proposal = self._proposal(proposal_id)
        proposal.state, proposal.verified_on = ProposalState.VERIFIED, day
        db.session.add(
            ProposalVerification(
                proposal_id=proposal_id,
                drill_id=drill_id,
                planned_at=noon(day),
                planned_by="田中 健一",
                result=VerificationResult.EFFECTIVE,
                verified_on=day,
                verified_by="田中 健一",
                verified_at=noon(day),
            )
        )
        db.session.flush()

    def reopen(self, proposal_id: int) -> None:
        proposal = self._proposal(proposal_id)
        proposal.state = ProposalState.ADOPTED
        proposal.implemented_on = proposal.verified_on = None
        db.session.flush()

    def close(self, proposal_id: int, day: date) -> None:
        proposal = self._proposal(proposal_id)
        proposal.state, proposal.closed_on = ProposalState.CLOSED, day
        db.session.flush()

    def _proposal(self, proposal_id: int) -> ImprovementProposal:
        return db.session.scalars(select(ImprovementProposal).where(ImprovementProposal.id == proposal_id)).one()


def _content(content: dict[str, Any], drill: Drill, day: date, numbers: Numbers) -> dict[str, Any]:
    """The pattern's record with the numbers of this drill."""
    content["drill"] |= {
        "number": drill.number,
        "title": drill.title,
        "type": drill.drill_type.value,
        "further_types": drill.further_types,
        "planned_date": day.isoformat(),
    }
    content["run"] |= {"held_on": day.isoformat(), "ended_at": noon(day).isoformat()}
    expected = numbers.invited
    content["participation"] = {
        "invited": expected,
        "excused": 0,
        "expected": expected,
        "attended": numbers.attended,
    }
    for task in content["tasks"]:
        task["measure"] = "elapsed_min"
    pattern = content["tasks"][0]
    times = (("evacuation_time_min", numbers.evacuation), ("headcount_time_min", numbers.headcount))
    content["tasks"] += [
        {**pattern, "id": measure, "measure": measure, "elapsed_seconds": seconds}
        for measure, seconds in times
        if seconds is not None
    ]
    content["tasks"] += [
        {**pattern, "id": f"{measure}_2", "measure": measure, "elapsed_seconds": None} for measure in numbers.undone
    ]
    if numbers.on_site is not None:
        content["headcount"] = {
            "on_site": numbers.on_site,
            "accounted": numbers.accounted,
            "present": numbers.accounted - numbers.excused,
            "excused": numbers.excused,
            "missing": [{"name": "人", "department": "", "mark": "unconfirmed", "place": ""}]
            * (numbers.on_site - numbers.accounted),
            "guests": [{"name": "来客", "company": "取引先", "kind": "visitor", "mark": "present"}] * numbers.guests,
            "declared_seconds": numbers.headcount,
        }
    return content
