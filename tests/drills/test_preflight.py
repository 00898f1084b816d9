"""What to look at before an evacuation is started."""

from datetime import date

from drillhub.drills.life_cycle import DrillStatus
from drillhub.drills.preflight import Expected, PreflightItem, PreflightKind, preflight
from drillhub.drills.snapshot import ParticipantKind
from drillhub.vocabulary import DrillType
from tests.drills.build import scenario, task
from tests.drills.stage import SMALL_FIRE

DAY = date(2026, 4, 1)
CALLER = Expected("中村 拓", ParticipantKind.PLAYER, ("general_affairs",), has_address=True)
WARDEN = Expected("伊藤 直樹", ParticipantKind.PLAYER, ("sales_lead",), has_address=True)


def employees(count: int, *, has_address: bool = True) -> list[Expected]:
    return [Expected(f"人 {number}", ParticipantKind.PLAYER, (), has_address) for number in range(count)]


def items(participants: list[Expected], *, content=SMALL_FIRE, types=(DrillType.EVACUATION_DRILL,), place="南側"):
    return preflight(
        status=DrillStatus.PLANNED,
        going=None,
        has_deputy=True,
        planned_on=DAY,
        today=DAY,
        scenario=content,
        participants=participants,
        types=types,
        place=place,
    )


def kinds(found: tuple[PreflightItem, ...]) -> list[PreflightKind]:
    return [item.kind for item in found]


def test_an_evacuation_with_all_roles_played_has_nothing_to_look_at():
    assert items([CALLER, WARDEN]) == ()


def test_a_headcount_officer_is_asked_for_once_by_the_name_of_the_role():
    found = items([WARDEN, *employees(2)])

    assert kinds(found) == [PreflightKind.NOBODY_COUNTS, PreflightKind.NO_ROLE]


def test_any_player_of_the_role_may_call_the_roll_also_as_a_further_type():
    assert kinds(items([CALLER, *employees(1)], types=(DrillType.FIRE_DRILL, DrillType.EVACUATION_DRILL))) == [
        PreflightKind.NO_ROLE,
        PreflightKind.NOBODY_PLAYS,
    ]


def test_people_without_a_part_are_counted_not_named():
    (item,) = [each for each in items([CALLER, WARDEN, *employees(7)]) if each.kind is PreflightKind.NO_ROLE]

    assert (item.count, item.subject, item.blocking) == (7, "", False)


def test_where_people_gather_must_be_said():
    assert kinds(items([CALLER, WARDEN], place=" ")) == [PreflightKind.NO_PLACE]


def test_a_scenario_that_does_not_measure_the_roll_call_says_so():
    without = scenario(tasks=[task("T1", 5), task("T2", 5, role="sales_lead")])

    assert kinds(items([CALLER, WARDEN], content=without)) == [PreflightKind.NO_HEADCOUNT_TASK]


def test_a_group_too_large_for_the_scenario_is_named():
    assert PreflightKind.TOO_MANY in kinds(items([CALLER, WARDEN, *employees(11)]))


def test_a_discussion_asks_for_none_of_this():
    found = items([WARDEN, *employees(2)], types=(DrillType.TABLETOP_EXERCISE,), place="")

    assert kinds(found) == [PreflightKind.NOBODY_PLAYS]
