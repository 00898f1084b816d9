"""Small scenarios, snapshots and runs for the tests of the rules. Time is minutes after NOON."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from drillhub.drills.events import Action, EventSource, RunEvent
from drillhub.drills.run_state import RunState, fold
from drillhub.drills.snapshot import LaunchSnapshot, ParticipantKind, RosterEntry, TimeAxis
from drillhub.scenarios.content import ScenarioContent, from_dict
from drillhub.vocabulary import DrillType

NOON = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)  # 12:00 in Tokyo


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def minutes(value: float) -> timedelta:
    return timedelta(minutes=value)


def inject(seq: int, drill_min: int, story_min: int, **more: Any) -> dict[str, Any]:
    return {
        "seq": seq,
        "drill_min": drill_min,
        "story_min": story_min,
        "story_label_ja": f"{story_min}分",
        "kind": "contextual",
        "from_ja": "進行役",
        "to": ["all"],
        "channel": "in_person",
        "title_ja": f"状況{seq}",
        "body_ja": f"状況{seq}の内容",
        **more,
    }


def task(task_id: str, target_min: int, measured_from: str = "incident_start", **more: Any) -> dict[str, Any]:
    return {
        "id": task_id,
        "ja": f"作業{task_id}",
        "role": "general_affairs",
        "target_min": target_min,
        "measured_from": measured_from,
        "critical": False,
        "measure": "elapsed_min",
        "plan_item": "3(1)",
        **more,
    }


def scenario(
    injects: Iterable[dict[str, Any]] = (), tasks: Iterable[dict[str, Any]] = (), **more: Any
) -> ScenarioContent:
    return from_dict(
        {
            "schema_version": 1,
            "id": "small_quake",
            "code": "SC-T-01",
            "hazard": "earthquake",
            "completeness": "outline",
            "title": {"ja": "小さな地震", "en": "A small quake"},
            "summary": {"ja": "試験のための短い想定。"},
            "drill_types": ["tabletop_exercise"],
            "recommended_duration_min": 60,
            "recommended_group_size": {"min": 2, "max": 12},
            "audience": ["総務"],
            "plan_items": ["3(1)"],
            "premises": {"narrative_ja": "平日の昼に揺れた。"},
            "objectives": [
                {"id": "O1", "ja": "全員の安否を確認する", "capability": "life_safety"},
                {"id": "O2", "ja": "本部を立ち上げる", "capability": "command"},
            ],
            "roles": [
                {"id": "general_affairs", "ja": "総務部長", "en": "General affairs"},
                {"id": "sales_lead", "ja": "営業部長", "en": "Sales"},
            ],
            "injects": list(injects),
            "tasks": list(tasks),
            "evaluation_criteria": [
                {
                    "id": "E1",
                    "objective": "O1",
                    "ja": "来訪者も人数に入れた",
                    "method": "observed",
                    "pass_ja": "来訪者名簿と照合した",
                }
            ],
            **more,
        }
    )


def snapshot(
    injects: Iterable[dict[str, Any]] = (),
    tasks: Iterable[dict[str, Any]] = (),
    *,
    drill_type: DrillType = DrillType.TABLETOP_EXERCISE,
    duration_min: int = 60,
    roster: Iterable[RosterEntry] = (),
) -> LaunchSnapshot:
    return LaunchSnapshot(
        drill_number="D2026-001",
        title="小さな地震",
        drill_type=drill_type,
        further_types=(),
        site="本社",
        place="2階会議室",
        facilitator="田中 健一",
        deputy="",
        planned_date="2026-04-01",
        planned_time="12:00",
        timezone="Asia/Tokyo",
        axis=TimeAxis.of(drill_type),
        duration_min=duration_min,
        scenario_version=1,
        scenario_digest="0" * 64,
        scenario=scenario(injects, tasks),
        roster=tuple(roster),
    )


def listed(
    participant_id: int, name: str = "", department: str = "製造部", kind: ParticipantKind = ParticipantKind.PLAYER
) -> RosterEntry:
    """Somebody on the roster of the launch."""
    name = name or f"人 {participant_id}"
    return RosterEntry(participant_id, 100 + participant_id, name, department, "本社", "regular", kind, ())


class Play:
    """Writes the events of a run one after the other and folds them."""

    def __init__(self, frozen: LaunchSnapshot) -> None:
        self.frozen = frozen
        self.events: list[RunEvent] = []

    def add(
        self,
        action: Action,
        minute: float,
        *,
        event_id: UUID | None = None,
        source: EventSource = EventSource.DEVICE,
    ) -> RunEvent:
        event = RunEvent(
            event_id=event_id or uuid4(),
            seq=len(self.events) + 1,
            action=action,
            received_at=at(minute),
            actor_id=1,
            actor_name="田中 健一",
            source=source,
        )
        self.events.append(event)
        return event

    @property
    def state(self) -> RunState:
        return fold(self.frozen, self.events)
