"""What to look at before a drill is started: what forbids the start, and what somebody should know."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from drillhub.drills.life_cycle import DrillStatus
from drillhub.drills.run_state import RunStatus
from drillhub.drills.snapshot import ParticipantKind, headcount_roles, takes_headcount
from drillhub.scenarios.content import EVERYONE, ScenarioContent
from drillhub.vocabulary import DrillType


class PreflightKind(StrEnum):
    NOT_AHEAD = "not_ahead"  # the drill was held, cancelled, postponed …
    RUN_GOING = "run_going"
    NO_PLAYERS = "no_players"
    NO_DEPUTY = "no_deputy"
    OTHER_DAY = "other_day"
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    NOBODY_PLAYS = "nobody_plays"  # a role that receives injects or has tasks
    NOBODY_COUNTS = "nobody_counts"  # no player calls the roll
    NO_HEADCOUNT_TASK = "no_headcount_task"  # the scenario does not measure how long the roll call takes
    NO_PLACE = "no_place"  # where people gather
    NO_ROLE = "no_role"  # players who act with everybody, and have no part of their own
    NO_ADDRESS = "no_address"


@dataclass(frozen=True)
class PreflightItem:
    """subject: the role id or the person's name it is about; "" when it is about the drill.

    count: how many people it is about, where they are not named one by one.
    """

    kind: PreflightKind
    subject: str = ""
    blocking: bool = False
    count: int = 0


@dataclass(frozen=True)
class Expected:
    """A participant as far as the preflight is concerned."""

    name: str
    kind: ParticipantKind
    roles: tuple[str, ...]
    has_address: bool


def preflight(
    *,
    status: DrillStatus,
    going: RunStatus | None,
    has_deputy: bool,
    planned_on: date,
    today: date,
    scenario: ScenarioContent,
    participants: Sequence[Expected],
    types: Sequence[DrillType] = (),
    place: str = "",
) -> tuple[PreflightItem, ...]:
    """Everything worth saying, what forbids the start first. going: the state of a run that is not over yet."""
    players = [each for each in participants if each.kind is ParticipantKind.PLAYER]
    found: list[PreflightItem] = []
    if not (status.is_ahead and status is not DrillStatus.DRAFT):
        found.append(PreflightItem(PreflightKind.NOT_AHEAD, blocking=True))
    if going is not None:
        found.append(PreflightItem(PreflightKind.RUN_GOING, blocking=True))
    if not players:
        found.append(PreflightItem(PreflightKind.NO_PLAYERS, blocking=True))
    if not has_deputy:
        found.append(PreflightItem(PreflightKind.NO_DEPUTY))
    if planned_on != today:
        found.append(PreflightItem(PreflightKind.OTHER_DAY))
    size = scenario.recommended_group_size
    if players and len(players) < size.min:
        found.append(PreflightItem(PreflightKind.TOO_FEW))
    if len(players) > size.max:
        found.append(PreflightItem(PreflightKind.TOO_MANY))
    if takes_headcount(types):
        found += _before_a_headcount(scenario, players, place)
    unplayed = _unplayed(scenario, players)
    if any(item.kind is PreflightKind.NOBODY_COUNTS for item in found):
        unplayed = [role for role in unplayed if role not in headcount_roles(scenario)]
    found += [PreflightItem(PreflightKind.NOBODY_PLAYS, role) for role in unplayed]
    found += [PreflightItem(PreflightKind.NO_ADDRESS, each.name) for each in participants if not each.has_address]
    return tuple(found)


def _before_a_headcount(scenario: ScenarioContent, players: Sequence[Expected], place: str) -> Iterator[PreflightItem]:
    if not place.strip():
        yield PreflightItem(PreflightKind.NO_PLACE)
    callers = headcount_roles(scenario)
    if not callers:
        yield PreflightItem(PreflightKind.NO_HEADCOUNT_TASK)
    elif all(callers.isdisjoint(each.roles) for each in players):
        yield PreflightItem(PreflightKind.NOBODY_COUNTS)
    without_role = sum(not each.roles for each in players)
    if without_role:
        yield PreflightItem(PreflightKind.NO_ROLE, count=without_role)


def _unplayed(scenario: ScenarioContent, players: Sequence[Expected]) -> list[str]:
    """Roles that the scenario needs and nobody plays, in the order of the scenario."""
    played = {role for each in players for role in each.roles}
    needed = {role for inject in scenario.injects for role in inject.to} | {task.role for task in scenario.tasks}
    return [role.id for role in scenario.roles if role.id in needed - played - {EVERYONE}]
