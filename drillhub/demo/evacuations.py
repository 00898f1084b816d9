"""The evacuation drills of the demonstration company: everybody of a site goes out and is called by name."""

import random
from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import select

from drillhub.core.database import db
from drillhub.demo.play import Absence, Leaders, Play, Step, person_id
from drillhub.demo.texts import evacuation_sayings
from drillhub.demo.timeline import Exercise
from drillhub.drills.evaluation import Attendance
from drillhub.drills.events import (
    GuestAdded,
    GuestKind,
    HeadcountMarked,
    Mark,
    Started,
    TaskDone,
    guest_subject,
    participant_subject,
)
from drillhub.drills.models import DrillParticipant
from drillhub.identity.models import Employment, Person, PersonStatus, Site
from drillhub.scenarios.vocabulary import Measure
from drillhub.vocabulary import DrillType

# Who was on site besides the roster: kind, name, company.
_GUESTS: Final = (
    (GuestKind.VISITOR, "来訪者（運転手）", "東海運送"),
    (GuestKind.PARTNER, "清掃の担当 2人", "刈谷ビルサービス"),
    (GuestKind.VISITOR, "商談の来客", "三河精機"),
)
# Minutes from the alarm until the last person was out, and from there until the roll call was finished, in the order
# of the years; the company learns.
_OUT: Final = (4.2, 4.9, 6.1)
_CALLED: Final = (3.4, 5.0, 6.6)


class Evacuation(Play):
    """A drill in which drill time is the only time, measured by the stop-watches."""

    name = ""
    place = ""
    further_types = (DrillType.FIRE_DRILL, DrillType.NOTIFICATION_DRILL)

    def __init__(self, exercise: Exercise, leaders: Leaders, number: int, rng: random.Random) -> None:
        """number: how many evacuation drills came before it."""
        sayings = evacuation_sayings()
        super().__init__(exercise, leaders, sayings[number % len(sayings)], rng)

    def invited(self) -> Sequence[int]:
        """Everybody at work at the site, without those who lead the drill. The first on the list have tasks in it."""
        leading = {person_id(self.trainer), person_id(self.evaluator)}
        ids = db.session.scalars(
            select(Person.id)
            .join(Site, Site.id == Person.site_id)
            .where(Site.name == self.exercise.site, Person.status == PersonStatus.ACTIVE)
            .order_by(Person.employment == Employment.EXECUTIVE, Person.employee_number)
        )
        return [each for each in ids if each not in leading]

    def roles_of(self, number: int) -> tuple[str, ...]:
        """The first ones on the list have a task each; the others go out and are counted."""
        return (self.content.roles[number].id,) if number < len(self.content.roles) else ()

    def share_away(self) -> float:
        return 0.08

    def script(self, players: Sequence[DrillParticipant], away: dict[int, Absence]) -> Iterator[Step]:
        years = max(0, self.exercise.years_ago)
        out = _OUT[years] * self.rng.uniform(0.92, 1.08)
        called = out + _CALLED[years] * self.rng.uniform(0.92, 1.08)
        yield 0, Started(), self.trainer
        yield from self.released(self.releases())
        yield from self._tasks(out, called)
        yield from self._roll_call(players, away, out, called)
        yield from self.said(called + 1, self.minutes - 8)

    def _tasks(self, out: float, called: float) -> Iterator[Step]:
        for task in self.content.tasks:
            match task.measure:
                case Measure.EVACUATION_TIME_MIN:
                    minute = out
                case Measure.HEADCOUNT_TIME_MIN:
                    minute = called
                case Measure.ZONE_SWEEP_RATIO:
                    minute = out - 0.3
                case _:
                    in_time = self.rng.random() < self.skill
                    factor = self.rng.uniform(0.4, 0.9) if in_time else self.rng.uniform(1.1, 1.5)
                    minute = min(task.target_min * factor, self.minutes - 2)
            yield minute, TaskDone(task.id), self.evaluator

    def _roll_call(
        self, players: Sequence[DrillParticipant], away: dict[int, Absence], out: float, called: float
    ) -> Iterator[Step]:
        """Everybody is called between the last person's coming out and the end of the roll call."""
        by = self.trainer
        guests = [UUID(int=self.rng.getrandbits(128), version=4) for _ in range(self.rng.randint(1, len(_GUESTS)))]
        for guest, (kind, name, company) in zip(guests, _GUESTS, strict=False):
            yield 1.5 + self.rng.random(), GuestAdded(guest, kind, name, company), by
            yield self.rng.uniform(out, called), HeadcountMarked(guest_subject(guest), Mark.PRESENT), by
        for row in players:
            subject = participant_subject(row.id)
            minute = self.rng.uniform(max(1.0, out - 1.5), called - 0.05)
            absence = away.get(row.id)
            if absence is None:
                yield minute, HeadcountMarked(subject, Mark.PRESENT), by
            elif absence.attendance is Attendance.EXCUSED:
                yield minute, HeadcountMarked(subject, Mark.EXCUSED, absence.reason), by
            else:
                yield minute, HeadcountMarked(subject, Mark.MISSING), by
