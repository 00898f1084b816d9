"""The life of a drill, from the first idea to the closed file: its states and the ways between them."""

from enum import StrEnum
from typing import Final

from drillhub.core.i18n import LazyString, _l
from drillhub.drills.errors import ReasonMissing, TransitionRefused


class DrillStatus(StrEnum):
    DRAFT = "draft"
    PLANNED = "planned"  # has a date
    NOTIFIED = "notified"  # the invitations are out
    HELD = "held"  # a run was closed and its result recorded
    UNDER_REVIEW = "under_review"
    REVIEWED = "reviewed"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"  # waits for a new date
    MISSED = "missed"  # the date passed without the drill

    @property
    def label(self) -> LazyString:
        return _LABELS[self]

    @property
    def was_held(self) -> bool:
        return self in _HELD_OR_LATER

    @property
    def is_ahead(self) -> bool:
        """The drill has still to take place."""
        return self in AHEAD


AHEAD: Final = frozenset({DrillStatus.DRAFT, DrillStatus.PLANNED, DrillStatus.NOTIFIED})

_HELD_OR_LATER: Final = frozenset(
    {DrillStatus.HELD, DrillStatus.UNDER_REVIEW, DrillStatus.REVIEWED, DrillStatus.CLOSED}
)

_NEEDS_A_REASON: Final = frozenset({DrillStatus.CANCELLED, DrillStatus.POSTPONED, DrillStatus.MISSED})

_LABELS: Final[dict[DrillStatus, LazyString]] = {
    DrillStatus.DRAFT: _l("下書き"),
    DrillStatus.PLANNED: _l("予定"),
    DrillStatus.NOTIFIED: _l("案内済み"),
    DrillStatus.HELD: _l("実施済み"),
    DrillStatus.UNDER_REVIEW: _l("ふりかえり中"),
    DrillStatus.REVIEWED: _l("ふりかえり済み"),
    DrillStatus.CLOSED: _l("完了"),
    DrillStatus.CANCELLED: _l("取りやめ"),
    DrillStatus.POSTPONED: _l("延期"),
    DrillStatus.MISSED: _l("未実施"),
}

_WAYS: Final[dict[DrillStatus, frozenset[DrillStatus]]] = {
    DrillStatus.DRAFT: frozenset({DrillStatus.PLANNED, DrillStatus.CANCELLED}),
    DrillStatus.PLANNED: frozenset({DrillStatus.NOTIFIED, DrillStatus.HELD, *_NEEDS_A_REASON}),
    # Back to planned: the date was moved, so that everybody has to be invited anew.
    DrillStatus.NOTIFIED: frozenset({DrillStatus.PLANNED, DrillStatus.HELD, *_NEEDS_A_REASON}),
    DrillStatus.HELD: frozenset({DrillStatus.UNDER_REVIEW}),
    DrillStatus.UNDER_REVIEW: frozenset({DrillStatus.REVIEWED}),
    DrillStatus.REVIEWED: frozenset({DrillStatus.CLOSED}),
    DrillStatus.CLOSED: frozenset(),
    DrillStatus.CANCELLED: frozenset(),
    DrillStatus.POSTPONED: frozenset({DrillStatus.PLANNED, DrillStatus.CANCELLED}),
    DrillStatus.MISSED: frozenset(),
}


def may_become(now: DrillStatus, wanted: DrillStatus) -> bool:
    return wanted in _WAYS[now]


def require_transition(now: DrillStatus, wanted: DrillStatus, reason: str = "") -> None:
    """Raises TransitionRefused when there is no way, ReasonMissing when the way needs a reason and has none.

    Drills that did not take place as planned stay in reports, so their reason is part of the record.
    """
    if not may_become(now, wanted):
        raise TransitionRefused(now=now.label, wanted=wanted.label)
    if wanted in _NEEDS_A_REASON and not reason.strip():
        raise ReasonMissing("reason")
