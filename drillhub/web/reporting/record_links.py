"""Where the records behind reports are shown: one table from their kinds to pages."""

from typing import Any, Final

from flask import current_app, url_for

# Kind of a record → the endpoint of its page and the part of the address that takes its id.
_PAGES: Final = {
    "drill": ("drills.page", "drill_id"),
    "commitment": ("planning.commitment", "commitment_id"),
    "quiz_assignment": ("learning.assignment", "assignment_id"),
    "quiz": ("learning.quiz", "quiz_id"),
    "proposal": ("improvement.proposal", "proposal_id"),
    "meeting": ("improvement.meeting", "meeting_id"),
}
# Kind of a list → its endpoint.
_LISTS: Final = {
    "plan": "planning.index",
    "calendar": "drills.index",
    "slot": "drills.index",
    "quizzes": "learning.index",
    "meetings": "improvement.meetings",
}


def address_of(kind: str, record_id: int | None) -> str | None:
    """The page of a record or of a list; None where there is none."""
    if kind in _LISTS:
        return url_for(_LISTS[kind]) if _LISTS[kind] in current_app.view_functions else None
    endpoint, part = _PAGES.get(kind, ("", ""))
    if record_id is None or endpoint not in current_app.view_functions:
        return None
    values: dict[str, Any] = {part: record_id}
    return url_for(endpoint, **values)
