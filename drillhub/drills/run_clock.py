"""The two clocks of a run: time in the room, and time in the story.

Drill time is the sum of the running spans; pauses do not count. Story time is the incident's own time: at the
release of a planned inject it is that inject's time in the story; from there it moves at the pace at which the plan
leads to the next planned inject, and it waits there until the inject is released, because what has not happened in
the story yet cannot be passed. After the last inject it moves with drill time.

Both are exact (no floats): spans are timedeltas, the pace is a ratio of two integers.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

ZERO = timedelta(0)


@dataclass(frozen=True)
class RunClock:
    """Drill time. banked: the finished spans. latest: the latest instant seen, which time never falls behind."""

    banked: timedelta = ZERO
    running_since: datetime | None = None
    latest: datetime | None = None

    @property
    def is_running(self) -> bool:
        return self.running_since is not None

    def seen(self, at: datetime) -> "RunClock":
        """Take note of an instant. A server clock that steps back stands still here."""
        return replace(self, latest=self._not_before_latest(at))

    def start(self, at: datetime) -> "RunClock":
        """Begin a span; no effect while one is running."""
        if self.is_running:
            return self.seen(at)
        moment = self._not_before_latest(at)
        return replace(self, running_since=moment, latest=moment)

    def stop(self, at: datetime) -> "RunClock":
        """End the running span; no effect while none is."""
        if not self.is_running:
            return self.seen(at)
        moment = self._not_before_latest(at)
        return RunClock(banked=self.elapsed(moment), running_since=None, latest=moment)

    def elapsed(self, at: datetime) -> timedelta:
        """Drill time at an instant: Σ running spans. Never negative, never less than it was at `latest`."""
        if self.running_since is None:
            return self.banked
        return self.banked + (self._not_before_latest(at) - self.running_since)

    def _not_before_latest(self, at: datetime) -> datetime:
        return at if self.latest is None else max(at, self.latest)


@dataclass(frozen=True)
class StoryClock:
    """Story time from an anchor on. position, elapsed: story and drill time at the anchor.

    pace_story : pace_drill is how fast the story moves (in minutes of the plan). waits_at: the story time of the
    next planned inject, at which the story waits; None after the last one.
    """

    position: timedelta
    elapsed: timedelta
    pace_story: int = 1
    pace_drill: int = 1
    waits_at: timedelta | None = None

    def at(self, elapsed: timedelta) -> timedelta:
        """Story time since the incident when drill time is `elapsed`."""
        moved = (elapsed - self.elapsed) * self.pace_story // self.pace_drill
        position = self.position + max(moved, ZERO)
        return position if self.waits_at is None else max(self.position, min(position, self.waits_at))

    def is_waiting(self, elapsed: timedelta) -> bool:
        """Whether the story has come to the next planned inject and waits for its release."""
        return self.waits_at is not None and self.at(elapsed) >= self.waits_at


@dataclass(frozen=True)
class PlanPoint:
    """A planned inject on both axes, in minutes since the start of the drill and since the incident."""

    drill_min: int
    story_min: int


def story_clock_from(
    position: timedelta, elapsed: timedelta, here: PlanPoint | None, following: PlanPoint | None
) -> StoryClock:
    """The story clock that leads from a point of the plan to the next one.

    here: the last released planned inject (None before the first); following: the next planned inject that is
    still to come (None after the last).
    """
    if following is None:
        return StoryClock(position, elapsed)
    waits_at = timedelta(minutes=following.story_min)
    if here is None:
        return StoryClock(position, elapsed, waits_at=waits_at)
    story_gap = following.story_min - here.story_min
    drill_gap = following.drill_min - here.drill_min
    if drill_gap <= 0 or story_gap < 0:
        # Two injects planned for the same minute of the drill say nothing about pace; waiting still holds.
        return StoryClock(position, elapsed, waits_at=waits_at)
    return StoryClock(position, elapsed, story_gap, drill_gap, waits_at)
