"""A company with a site and a small scenario, and drills on it at every stage. Made through the services."""

from dataclasses import dataclass
from datetime import date, time
from uuid import uuid4

from sqlalchemy import select

from drillhub.audit import OPERATOR, Actor
from drillhub.core.database import db
from drillhub.drills import evaluations, records, runs, schedule, task_outcomes
from drillhub.drills.evaluation import Attendance
from drillhub.drills.evaluations import AttendanceEntry, RatingEntry
from drillhub.drills.events import (
    Action,
    Ended,
    EventSource,
    HeadcountMarked,
    InjectReleased,
    Mark,
    NewEvent,
    RunEvent,
    Started,
    participant_subject,
)
from drillhub.drills.models import Drill, DrillParticipant, DrillRecord, Run
from drillhub.drills.run_log import state_of
from drillhub.drills.run_state import RunState
from drillhub.drills.schedule import Appointment, NewDrill
from drillhub.drills.snapshot import ParticipantKind
from drillhub.drills.task_outcomes import OutcomeEntry, TaskOutcome
from drillhub.identity.models import Department, Person, Site
from drillhub.scenarios.content import ScenarioContent
from drillhub.scenarios.models import ScenarioVersion
from drillhub.scenarios.services import import_scenarios
from drillhub.vocabulary import DrillType, TaskRating
from tests.drills.build import at, inject, scenario, task
from tests.support.world import Member, Org, World

SMALL_QUAKE = scenario(
    [
        inject(1, 0, 0, story_label_ja="14時05分", tasks=["T1", "T2"], expected_actions_ja=["姿勢を低くする"]),
        inject(2, 10, 60, story_label_ja="15時05分", to=["general_affairs"], body_ja="未回答は8名。"),
        inject(3, 15, 90, story_label_ja="15時35分", kind="contingency", to=["sales_lead"], title_ja="電話が鳴る"),
        inject(4, 20, 120, story_label_ja="16時05分", to=["sales_lead"], body_ja="明日の納品は可能か。"),
    ],
    [
        task("T1", 30, critical=True, ja="全員の安否を把握する"),
        task("T2", 90, role="sales_lead", ja="取引先へ第一報を出す", notice="first_notice"),
        task("T3", 10080, ja="通常の操業へ戻す工程を示す"),
    ],
)

# People gather and are counted: 中村, who plays general_affairs, calls the roll.
SMALL_FIRE = scenario(
    [
        inject(1, 0, 0, story_label_ja="10時30分", title_ja="ベルが鳴る"),
        inject(2, 5, 5, story_label_ja="10時35分", to=["general_affairs"], body_ja="来訪者が1人見当たらない。"),
    ],
    [
        task("T1", 5, role="sales_lead", critical=True, measure="evacuation_time_min", ja="全員が屋外へ出る"),
        task("T2", 10, critical=True, measure="headcount_time_min", ja="点呼を終える"),
        task("T3", 30, measure="all_clear_time_min", ja="終了を宣言する"),
    ],
    drill_types=["evacuation_drill", "fire_drill", "notification_drill"],
    title={"ja": "小さな火災", "en": "A small fire"},
)


def actor(member: Member) -> Actor:
    return Actor(member.id, member.name, "session")


@dataclass
class Stage:
    """The cast of a drill. Moments are minutes after NOON on 1 April 2026, 12:00 in Tokyo."""

    world: World
    org: Org
    trainer: Member
    players: list[Member]
    site_id: int
    version_id: int

    @classmethod
    def set_up(cls, world: World, org: Org, trainer: Member, content: ScenarioContent = SMALL_QUAKE) -> "Stage":
        with world.changing(org):
            site = Site(name="本社")
            department = Department(name="営業部", path="本社 / 営業部")
            db.session.add_all([site, department])
            import_scenarios([content], by=OPERATOR, at=at(0))
            db.session.flush()
            version_id = db.session.scalars(select(ScenarioVersion.id)).one()
            site_id, department_id = site.id, department.id
        ito = world.person(org, "伊藤 直樹", number="0201", email="ito@aoba.example")
        nakamura = world.person(org, "中村 拓", number="0202")
        with world.changing(org):
            person = db.session.scalars(select(Person).where(Person.id == ito.id)).one()
            person.department_id, person.site_id = department_id, site_id
        return cls(world, org, trainer, [ito, nakamura], site_id, version_id)

    @property
    def by(self) -> Actor:
        return actor(self.trainer)

    def new_drill(self, **more: object) -> NewDrill:
        values = {
            "scenario_version_id": self.version_id,
            "title": "小さな地震の机上演習",
            "drill_type": DrillType.TABLETOP_EXERCISE,
            "site_id": self.site_id,
            "appointment": self.appointment(),
            "past_is_meant": True,
        }
        return NewDrill(**{**values, **more})  # type: ignore[arg-type]

    def appointment(self, **more: object) -> Appointment:
        values = {
            "place": "2階会議室",
            "local_date": date(2026, 4, 1),
            "local_time": time(12, 0),
            "duration_min": 30,
            "facilitator_id": self.trainer.id,
        }
        return Appointment(**{**values, **more})  # type: ignore[arg-type]

    def drill(self, *, minute: float = -60, **more: object) -> int:
        """A drill in the calendar with both players: 伊藤 as sales_lead, 中村 as general_affairs."""
        with self.world.changing(self.org):
            drill = schedule.schedule_drill(self.new_drill(**more), timezone="Asia/Tokyo", by=self.by, at=at(minute))
            ids = [player.id for player in self.players]
            schedule.add_participants(drill.id, ids, ParticipantKind.PLAYER, by=self.by, at=at(minute))
            for player, role in zip(self.players, ("sales_lead", "general_affairs"), strict=False):
                participant = self._participant(drill.id, player)
                schedule.change_part(participant.id, ParticipantKind.PLAYER, (role,), by=self.by, at=at(minute))
            return drill.id

    def evacuation(self, **more: object) -> int:
        """A drill of SMALL_FIRE in the calendar. The stage must have been set up with it."""
        types = {"drill_type": DrillType.EVACUATION_DRILL, "further_types": (DrillType.FIRE_DRILL,)}
        return self.drill(**{"title": "火災の避難訓練", **types, **more})

    def alarm(self) -> int:
        """A run of an evacuation whose alarm went off at minute 0."""
        run_id = self.launched(self.evacuation())
        self.add(run_id, Started(), 0)
        return run_id

    def mark(self, run_id: int, member: Member, mark: Mark, minute: float, **more: str) -> RunEvent:
        """One tap of the roll call."""
        with self.world.inside(self.org):
            drill_id = self.run(run_id).drill_id
        subject = participant_subject(self.participant_id(drill_id, member))
        return self.add(run_id, HeadcountMarked(subject, mark, **more), minute)  # type: ignore[arg-type]

    def launched(self, drill_id: int | None = None) -> int:
        with self.world.changing(self.org):
            return runs.launch(drill_id or self._plan(), by=self.by, at=at(-5)).id

    def _plan(self) -> int:
        version = db.session.scalars(select(Drill.id)).all()
        return version[-1]

    def running(self) -> int:
        """A run that was started at minute 0, with the first inject released."""
        drill_id = self.drill()
        run_id = self.launched(drill_id)
        self.add(run_id, Started(), 0)
        self.add(run_id, InjectReleased(1), 0)
        return run_id

    def ended(self, *, minute: float = 30) -> int:
        run_id = self.running()
        self.add(run_id, Ended(), minute)
        return run_id

    def evaluated(self) -> int:
        """An ended run whose evaluation lacks nothing that would block the record."""
        run_id = self.running()
        self.end_and_evaluate(run_id)
        return run_id

    def end_and_evaluate(self, run_id: int) -> None:
        self.add(run_id, Ended(), 30)
        self.evaluate(run_id)

    def evaluate(self, run_id: int) -> None:
        """Everybody was there, what nobody had recorded was not finished, and the objectives were reached."""
        with self.world.changing(self.org):
            rows = db.session.scalars(select(DrillParticipant)).all()
            entries = [AttendanceEntry(row.id, Attendance.ATTENDED) for row in rows]
            evaluations.mark_attendance(run_id, entries, by=self.by, at=at(31))
            ratings = [RatingEntry("O1", TaskRating.PERFORMED), RatingEntry("O2", TaskRating.SOME_CHALLENGES)]
            evaluations.rate(run_id, ratings, is_final=True, by=self.by, at=at(31))
            self.leave_unrecorded(run_id)

    def leave_unrecorded(self, run_id: int, *, minute: float = 31) -> None:
        """Say of every task whose end nobody recorded that it was not finished; call inside a change."""
        waiting = task_outcomes.to_be_told(state_of(self.run(run_id)))
        entries = [OutcomeEntry(each.task.id, TaskOutcome.NOT_DONE) for each in waiting]
        task_outcomes.tell(run_id, entries, by=self.by, at=at(minute))

    def recorded(self) -> int:
        run_id = self.evaluated()
        self.close(run_id)
        return run_id

    def close(self, run_id: int, *, minute: float = 40) -> DrillRecord:
        with self.world.changing(self.org):
            return records.close_record(run_id, by=self.by, at=at(minute))

    def add(self, run_id: int, action: Action, minute: float, *, by: Actor | None = None) -> RunEvent:
        """One event of a run, in a transaction of its own."""
        with self.world.changing(self.org):
            new = NewEvent(uuid4(), action, EventSource.DEVICE)
            return runs.append_event(run_id, new, by=by or self.by, at=at(minute))

    def state(self, run_id: int) -> RunState:
        with self.world.inside(self.org):
            return state_of(self.run(run_id))

    def run(self, run_id: int) -> Run:
        """The row of a run; call inside the organisation."""
        return db.session.scalars(select(Run).where(Run.id == run_id)).one()

    def participant_id(self, drill_id: int, member: Member) -> int:
        with self.world.inside(self.org):
            return self._participant(drill_id, member).id

    def _participant(self, drill_id: int, member: Member) -> DrillParticipant:
        return db.session.scalars(
            select(DrillParticipant).where(
                DrillParticipant.drill_id == drill_id, DrillParticipant.person_id == member.id
            )
        ).one()
