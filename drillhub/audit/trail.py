"""Writing the trail: every change that matters calls `record` in its own transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from drillhub.audit.models import AuditEntry
from drillhub.core.database import Base, db


@dataclass(frozen=True)
class Actor:
    """Who acts. person_id is None for the system and for operators; name is what the trail shows.

    via: session (signed in), link (personal link), cli (operator's command), job (the timetable).
    """

    person_id: int | None
    name: str
    via: Literal["session", "link", "cli", "job"]


OPERATOR = Actor(None, "operator", "cli")
TIMETABLE = Actor(None, "timetable", "job")


def record(
    action: str, *, by: Actor, at: datetime, subject: Base | None = None, facts: dict[str, Any] | None = None
) -> None:
    """Add one entry to the trail of the bound organisation.

    action: "noun.verb_in_past", such as "run.ended". subject: the row it happened to; it is flushed here when it
    has no id yet. facts: ids, counts, codes and digests only.
    """
    if subject is not None and getattr(subject, "id", None) is None:
        db.session.flush()
    db.session.add(
        AuditEntry(
            action=action,
            at=at,
            actor_id=by.person_id,
            actor_name=by.name,
            via=by.via,
            subject_type=subject.__tablename__ if subject is not None else "",
            subject_id=getattr(subject, "id", None),
            facts=facts or {},
        )
    )
