"""What the registers of risks and of IT systems share: an entry held by its version, and what a change changes."""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from sqlalchemy import select

from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.planning.errors import RegisterEntryChanged
from drillhub.planning.models import ItSystem, Risk

Entry = TypeVar("Entry", Risk, ItSystem)


def held(register: type[Entry], entry_id: int, version: int) -> Entry:
    """An entry of a register, held by this transaction until it ends. version: of the page it was seen on.

    Raises NotFound, RegisterEntryChanged.
    """
    row = db.session.scalar(
        select(register)
        .where(register.id == entry_id, register.removed_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound()
    if row.version != version:
        raise RegisterEntryChanged()
    return row


def changed_facts(before: Mapping[str, Any], after: Mapping[str, Any], *, free_text: Collection[str]) -> dict[str, Any]:
    """For the trail: which fields of an entry differ, and what they said before and say now. Empty when none does.

    Both have the same fields. free_text: those of which the trail says that they changed, but not what they say.
    """
    fields = [name for name, value in after.items() if before[name] != value]
    told = [name for name in fields if name not in free_text]
    return (
        {
            "fields": fields,
            "before": {name: before[name] for name in told},
            "after": {name: after[name] for name in told},
        }
        if fields
        else {}
    )
