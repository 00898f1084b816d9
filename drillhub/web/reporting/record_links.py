"""Where the records behind reports are shown: one table from their kinds to pages."""

from typing import Any, Final

from flask import current_app, url_for

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
}
# Kind of a list → its endpoint.
LISTS: Final = {
    "plan": "planning.index",
    "calendar": "drills.index",
    "slot": "drills.index",
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
