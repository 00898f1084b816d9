"""What a drill is called: its state, and from the start of a run until its record is closed what the run says.

A drill is held only when a record says so; until then it stays planned, whatever happened meanwhile.
"""

from enum import StrEnum
from typing import Final

from drillhub.core.i18n import LazyString, _l
from drillhub.drills.life_cycle import DrillStatus
from drillhub.drills.run_state import RunStatus


class RunStage(StrEnum):
    UNDER_WAY = "under_way"
    AWAITS_RECORD = "awaits_record"

    @property
    def label(self) -> LazyString:
        return _LABELS[self]


_LABELS: Final = {
    RunStage.UNDER_WAY: _l("実施中"),
    RunStage.AWAITS_RECORD: _l("実施・記録待ち"),
}


def stage_of(status: DrillStatus, run: RunStatus | None) -> DrillStatus | RunStage:
    """run: where the latest run stands, None before the first."""
    if status.is_ahead and run is RunStatus.ANSWERING:
        return RunStage.AWAITS_RECORD
    if status.is_ahead and run is not None and run.is_live:
        return RunStage.UNDER_WAY
    return status
