"""A large company with three fiscal years of records, for measuring reports: drills and proposals through the services,
attempts as rows, since answering a quiz for a thousand people one answer after the other takes minutes."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final
from uuid import uuid4

from sqlalchemy import select

from drillhub.audit import OPERATOR, Actor
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.drills import evaluations, headcounts, records, runs, schedule
from drillhub.drills.evaluation import Attendance
from drillhub.drills.evaluations import AttendanceEntry, RatingEntry
from drillhub.drills.events import Action, Ended, NewEvent, Started, TaskDone
from drillhub.drills.findings import FindingKind, NewFinding
from drillhub.drills.models import DrillParticipant, Run
from drillhub.drills.schedule import Appointment, NewDrill
from drillhub.drills.snapshot import ParticipantKind
from drillhub.identity.models import Department, Person, Site
from drillhub.identity.roles import Role
from drillhub.improvement import proposals
from drillhub.learning import assignments, quizzes
from drillhub.learning.models import Attempt, AttemptAnswer, Enrollment, QuizSlot
from drillhub.learning.quizzes import QuizSettings
from drillhub.learning.states import AttemptState, Audience, SubmittedBy
from drillhub.planning import plans
from drillhub.planning.plan_file import read_plan
from drillhub.scenarios.models import Scenario, ScenarioVersion
from drillhub.scenarios.services import load_library
from drillhub.vocabulary import DrillType, TaskRating
from tests.support.world import Member, Org, World

ZONE: Final = "Asia/Tokyo"
FIRST_YEAR: Final = 2024
YEARS: Final = 3
DRILL_MONTHS: Final = (5, 11)
_PLAN: Final = Path(__file__).parents[1] / "seed" / "plans" / "aoba_seiko.yaml"
FINDINGS: Final = 40  # of each drill; each becomes a proposal


def build(world: World, people: int, *, at_drill: int | None = None) -> Org:
    """An organisation of so many people with two evacuation drills, a quiz and proposals in each year.

    at_drill: how many take part in each drill, everybody without it. The quiz of the last year goes to everybody, those
    of the years before to those who took part.
    """
    org = world.organisation(f"of-{people}", "大きな会社")
    trainer = world.person(org, "田中 健一", Role.TRAINER, number="0001")
    _people(world, org, people)
    with world.changing(org):
        load_library(by=OPERATOR, at=_at(FIRST_YEAR, 4, 1))
        plan = read_plan(_PLAN.name, _PLAN.read_bytes()).content
        if plan is None:
            raise ValueError("the plan of the demonstration cannot be read")
        plans.save(plan, by=OPERATOR, at=_at(FIRST_YEAR, 4, 1))
    for year in range(FIRST_YEAR, FIRST_YEAR + YEARS):
        for month in DRILL_MONTHS:
            _evacuation(world, org, trainer, year, month, at_drill)
        _quiz(world, org, trainer, year, None if year == FIRST_YEAR + YEARS - 1 else at_drill)
    return org


def _at(year: int, month: int, day: int, minutes: float = 0) -> datetime:
    return clock.instant(date(year, month, day), 10, 0, ZONE) + timedelta(minutes=minutes)


def _people(world: World, org: Org, people: int) -> None:
    with world.changing(org):
        site = Site(name="本社工場")
        departments = [Department(name=f"製造{number}課", path=f"製造部 / 製造{number}課") for number in range(1, 21)]
        db.session.add_all([site, *departments])
        db.session.flush()
        db.session.add_all(
            Person(
                employee_number=f"Y{number}",
                family_name="新井",
                given_name=str(number),
                department_id=departments[number % len(departments)].id,
                site_id=site.id,
                created_at=clock.now(),
            )
            for number in range(people - 1)
        )


def _scenario() -> ScenarioVersion:
    return db.session.scalars(
        select(ScenarioVersion)
        .join(Scenario, Scenario.id == ScenarioVersion.scenario_id)
        .where(Scenario.slug == "fire_evacuation", ScenarioVersion.number == Scenario.current_number)
    ).one()


def _evacuation(world: World, org: Org, trainer: Member, year: int, month: int, at_drill: int | None) -> None:
    by = Actor(trainer.id, trainer.name, "session")
    with world.changing(org):
        version = _scenario()
        people = _everybody_but(trainer)[:at_drill]
        new = NewDrill(
            scenario_version_id=version.id,
            title="避難訓練",
            drill_type=DrillType.EVACUATION_DRILL,
            site_id=db.session.scalars(select(Site.id)).one(),
            appointment=Appointment("構内", date(year, month, 12), time(10, 0), 40, trainer.id),
        )
        drill = schedule.schedule_drill(new, timezone=ZONE, by=by, at=_at(year, month, 1))
        schedule.add_participants(drill.id, people, ParticipantKind.PLAYER, by=by, at=_at(year, month, 1))
        run = runs.launch(drill.id, by=by, at=_at(year, month, 12))
        run_id, drill_id = run.id, drill.id

        def happens(action: Action, minutes: float) -> None:
            runs.append_event(run_id, NewEvent(uuid4(), action), by=by, at=_at(year, month, 12, minutes))

        happens(Started(), 0)
        seen = db.session.scalars(select(Run.version).where(Run.id == run_id)).one()
        headcounts.mark_everyone(run_id, uuid4(), seen=seen, by=by, at=_at(year, month, 12, 8))
        for task in version.content.tasks:
            happens(TaskDone(task.id), min(task.target_min * 0.9, 30))
        happens(Ended(), 35)
        at = _at(year, month, 12, 60)
        rows = db.session.scalars(select(DrillParticipant.id).where(DrillParticipant.drill_id == drill_id))
        evaluations.mark_attendance(run_id, [AttendanceEntry(row, Attendance.ATTENDED) for row in rows], by=by, at=at)
        ratings = [RatingEntry(each.id, TaskRating.PERFORMED) for each in version.content.objectives]
        evaluations.rate(run_id, ratings, is_final=True, by=by, at=at)
        found = [
            evaluations.add_finding(run_id, NewFinding(FindingKind.FIX, f"直す点 {number}"), by=by, at=at)
            for number in range(FINDINGS)
        ]
        db.session.flush()
        records.close_record(run_id, by=by, at=at)
        for finding in found:
            proposals.from_finding(
                drill_id, finding.number, today=date(year, month, 14), by=by, at=_at(year, month, 14)
            )


def _everybody_but(trainer: Member) -> Sequence[int]:
    return db.session.scalars(select(Person.id).where(Person.id != trainer.id).order_by(Person.id)).all()


def _quiz(world: World, org: Org, trainer: Member, year: int, at_most: int | None) -> None:
    by = Actor(trainer.id, trainer.name, "session")
    at = _at(year, 6, 1)
    with world.changing(org):
        version = _scenario()
        items = [item.id for item in version.content.quiz]
        quiz = quizzes.quiz_from_scenario(version.id, items, QuizSettings(title=f"理解度テスト {year}"), by=by, at=at)
        db.session.flush()
        revision_id = quizzes.publish(quiz.id, by=by, at=at).id
        people = [trainer.id, *_everybody_but(trainer)][:at_most]
        given = assignments.assign(
            revision_id,
            people,
            audience=Audience.PEOPLE,
            audience_id=None,
            audience_label="全員",
            due_on=date(year, 6, 30),
            timezone=ZONE,
            address_of=lambda token: f"/q/{token}",
            by=by,
            at=at,
        )
        slots = db.session.scalars(select(QuizSlot).where(QuizSlot.revision_id == revision_id)).all()
        rows = db.session.scalars(select(Enrollment).where(Enrollment.assignment_id == given.assignment_id)).all()
        for start in range(0, len(rows), 200):
            _finish(rows[start : start + 200], slots, _at(year, 6, 10))


def _finish(rows: Sequence[Enrollment], slots: Sequence[QuizSlot], at: datetime) -> None:
    """Everyone has all right but one question, which two of three know."""
    attempts = []
    for number, row in enumerate(rows):
        row.finished_at = row.passed_at = at
        wrong = int(number % 3 == 0)
        attempts.append(
            Attempt(
                enrollment_id=row.id,
                number=1,
                state=AttemptState.SUBMITTED,
                pass_mark=70,
                max_score=len(slots),
                score_numerator=len(slots) - wrong,
                score_denominator=1,
                passed=True,
                started_at=at,
                submitted_at=at,
                submitted_by=SubmittedBy.PERSON,
            )
        )
    db.session.add_all(attempts)
    db.session.flush()
    db.session.add_all(
        AttemptAnswer(
            attempt_id=attempt.id,
            position=slot.position,
            question_version_id=slot.question_version_id,
            max_mark=1,
            response="a",
            rev=1,
            saved_at=at,
            fraction_numerator=int(slot.position > 1 or attempt.score_numerator == len(slots)),
            fraction_denominator=1,
        )
        for attempt in attempts
        for slot in slots
    )
    db.session.flush()
