"""The tabletop exercises of the demonstration company."""

import random
from collections.abc import Iterator, Mapping, Sequence

from drillhub.audit import Actor
from drillhub.demo.cast import AT_EVERY_TABLE, SEATS
from drillhub.demo.play import Absence, Leaders, Play, Step, person_id
from drillhub.demo.texts import exercise_sayings
from drillhub.demo.timeline import Exercise
from drillhub.drills.events import ParticipantJoined, Started, TaskDone
from drillhub.drills.models import DrillParticipant
from drillhub.scenarios.content import Task


class Tabletop(Play):
    """Heads of departments around a table; they say when, in the story, they would have finished."""

    name = "の机上演習"
    place = "会議室"

    def __init__(self, exercise: Exercise, leaders: Leaders, people: Mapping[str, Actor], rng: random.Random) -> None:
        """people: employee number → who."""
        super().__init__(exercise, leaders, exercise_sayings()[exercise.scenario], rng)
        seated = (SEATS[role.id] for role in self.content.roles)
        self.table = tuple(dict.fromkeys((*seated, *AT_EVERY_TABLE)))
        self.people = people

    def invited(self) -> Sequence[int]:
        return [person_id(self.people[number]) for number in self.table]

    def roles_of(self, number: int) -> tuple[str, ...]:
        return tuple(role.id for role in self.content.roles if SEATS[role.id] == self.table[number])

    def share_away(self) -> float:
        return 0.15

    def script(self, players: Sequence[DrillParticipant], away: dict[int, Absence]) -> Iterator[Step]:
        yield 0, Started(), self.trainer
        for row in players:
            if row.id not in away:
                yield 0.2 + self.rng.random(), ParticipantJoined(row.id), self.trainer
        releases = self.releases()
        yield from self.released(releases)
        yield from self._tasks(releases)
        yield from self.said(5, self.minutes - 5)

    def _tasks(self, releases: dict[int, float]) -> Iterator[Step]:
        """The group states at which story time it would have finished each task that the story has room for."""
        story_end = max(each.story_min for each in self.content.injects)
        story_of = {each.seq: each.story_min for each in self.content.injects}
        done: dict[str, tuple[float, int]] = {}
        for task in self.content.tasks:
            start = _start_of(task, releases, story_of, done)
            if start is None or start[1] + task.target_min > story_end:
                continue
            factor = self.rng.uniform(0.5, 0.95) if self.rng.random() < self.skill else self.rng.uniform(1.1, 1.7)
            story = start[1] + round(task.target_min * factor)
            if story <= story_end:
                minute = min(start[0] + 3 + 4 * self.rng.random(), self.minutes - 2)
                done[task.id] = (minute, story)
                yield minute, TaskDone(task.id, story), self.trainer


def _start_of(
    task: Task, releases: dict[int, float], story_of: dict[int, int], done: dict[str, tuple[float, int]]
) -> tuple[float, int] | None:
    """(minute of the exercise, minute of the story) at which a task's watch starts; None when it never does."""
    if task.start_inject is not None:
        minute = releases.get(task.start_inject)
        return None if minute is None else (minute, story_of[task.start_inject])
    if task.start_task is not None:
        return done.get(task.start_task)
    return (min(releases.values()), 0)
