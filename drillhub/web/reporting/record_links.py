"""Where the records behind reports are shown, and what is missing is mended: one table from their kinds to pages."""

from collections.abc import Iterable
from typing import Any, Final

from flask import current_app, url_for

from drillhub.core.i18n import LazyString, _, _l
from drillhub.reporting.gaps import COMMITMENT, DRILL, MEETINGS, NOTE, PLAN, PROPOSAL, QUIZ_ASSIGNMENT, QUIZZES
from drillhub.reporting.status_values import StatusLine
from drillhub.web.access import access_of
from drillhub.web.doors import me

# Kind of a record → the endpoint of its page and the part of the address that takes its id.
PAGES: Final = {
    "drill": ("drills.page", "drill_id"),
    "commitment": ("planning.commitment", "commitment_id"),
    "quiz_assignment": ("learning.progress", "assignment_id"),
    "quiz": ("learning.quiz", "quiz_id"),
    "proposal": ("improvement.page", "proposal_id"),
    "meeting": ("improvement.meeting", "meeting_id"),
    "review": ("programme.review", "slot_id"),
}
# Kind of a list → its endpoint.
LISTS: Final = {
    "plan": "planning.index",
    "calendar": "drills.index",
    "slot": "drills.index",
    "cadence": "dashboard.page",
    "quizzes": "learning.quizzes",
    "meetings": "improvement.meetings_index",
}


def address_of(kind: str, record_id: int | None) -> str | None:
    """The page of a record or of a list; None where there is none, or none that this person may open."""
    if kind in LISTS:
        return url_for(LISTS[kind]) if _may_open(LISTS[kind]) else None
    endpoint, part = PAGES.get(kind, ("", ""))
    if record_id is None or not _may_open(endpoint):
        return None
    values: dict[str, Any] = {part: record_id}
    return url_for(endpoint, **values)


def _may_open(endpoint: str) -> bool:
    access = access_of(current_app, endpoint) if endpoint in current_app.view_functions else None
    return access is not None and (access.kind != "roles" or me().acts_as(*access.roles))


def record_urls(records: Iterable[tuple[str, int, str]]) -> dict[str, str]:
    """Number of a record, as it stands in a cell of a sheet → its page. records: kind, id and number of each."""
    found = ((number, address_of(kind, record_id)) for kind, record_id, number in records)
    return {number: url for number, url in found if url is not None}


def commitment_urls(lines: Iterable[StatusLine]) -> dict[str, str]:
    """The codes of what a plan promises → their pages."""
    return record_urls(("commitment", each.id, each.code) for line in lines for each in line.commitments)


_MENDED_BY: Final[dict[str, LazyString]] = {
    PLAN: _l("計画を開く"),
    COMMITMENT: _l("取組を開く"),
    DRILL: _l("訓練を開く"),
    QUIZ_ASSIGNMENT: _l("進み具合を見る"),
    QUIZZES: _l("理解度テストを開く"),
    PROPOSAL: _l("提案を開く"),
    MEETINGS: _l("会議の一覧を開く"),
}


def mended_at(kind: str, target_id: int | None) -> tuple[str, str | None]:
    """The button that leads to where a gap is mended: its words and its address."""
    if kind == NOTE:
        return _("入力する"), "#notes"
    words = _MENDED_BY.get(kind)
    if words is None:
        return _("訓練の一覧を開く"), url_for("drills.index")
    return str(words), address_of(kind, target_id)
