"""Verbs on the register of IT systems."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Final

from drillhub import audit
from drillhub.audit import Actor
from drillhub.core.database import db
from drillhub.planning.it_system_queries import entry_of
from drillhub.planning.models import ItSystem
from drillhub.planning.recovery_targets import SystemEntry
from drillhub.planning.registers import changed_facts, held

_FREE_TEXT: Final = frozenset({"name", "owner", "weakness", "backup"})


def add_system(entry: SystemEntry, *, by: Actor, at: datetime) -> ItSystem:
    """Put a system on the register. Raises what `SystemEntry.require_complete` raises."""
    entry = _stripped(entry)
    entry.require_complete()
    row = ItSystem(version=1, **asdict(entry))
    db.session.add(row)
    db.session.flush()
    facts = {name: value for name, value in asdict(entry).items() if name not in _FREE_TEXT}
    audit.record("it_system.added", by=by, at=at, subject=row, facts={"name": row.name, **facts})
    return row


def change_system(system_id: int, entry: SystemEntry, *, version: int, by: Actor, at: datetime) -> ItSystem:
    """Write a system anew; nothing happens when it says what is there already. version: that of the page.

    Raises NotFound, RegisterEntryChanged, and what `add_system` raises.
    """
    entry = _stripped(entry)
    entry.require_complete()
    row = held(ItSystem, system_id, version)
    facts = changed_facts(asdict(entry_of(row)), asdict(entry), free_text=_FREE_TEXT)
    if facts:
        for name, value in asdict(entry).items():
            setattr(row, name, value)
        row.version += 1
        audit.record("it_system.changed", by=by, at=at, subject=row, facts={"name": row.name, **facts})
    return row


def remove_system(system_id: int, *, version: int, by: Actor, at: datetime) -> None:
    """Take a system off the register. Raises NotFound, RegisterEntryChanged."""
    row = held(ItSystem, system_id, version)
    row.removed_at = at
    row.version += 1
    audit.record("it_system.removed", by=by, at=at, subject=row, facts={"name": row.name})


def _stripped(entry: SystemEntry) -> SystemEntry:
    return replace(
        entry,
        name=entry.name.strip(),
        owner=entry.owner.strip(),
        weakness=entry.weakness.strip(),
        backup=entry.backup.strip(),
    )
