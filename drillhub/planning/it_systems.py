"""The register of IT systems: what each needs to come back, and in which order. Verbs and reads.

RTO (目標復旧時間) is how long it may take until a system works again, RPO (目標復旧時点) how old its data may be then;
both are in hours. The four plans of an IT-BCP are read from it.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy import select

from drillhub import audit
from drillhub.audit import Actor
from drillhub.core.database import db
from drillhub.core.errors import NotFound, check_all, require
from drillhub.core.i18n import LazyString, _l
from drillhub.planning.errors import NameMissing, NotAnAmount, PriorityMissing, SystemChanged, TextTooLong
from drillhub.planning.models import ItSystem

PRIORITIES: Final[dict[int, LazyString]] = {
    1: _l("1 最初に戻す"),
    2: _l("2 次に戻す"),
    3: _l("3 後でよい"),
}
LONGEST_NAME: Final = 200
LONGEST_TEXT: Final = 1000
MOST_HOURS: Final = 8760  # a year
MOST_GENERATIONS: Final = 1000


@dataclass(frozen=True)
class SystemEntry:
    """What somebody writes about a system. rto_hours, rpo_hours, generations: None while not decided."""

    name: str
    priority: int
    owner: str = ""
    weakness: str = ""
    rto_hours: int | None = None
    rpo_hours: int | None = None
    backup: str = ""
    generations: int | None = None

    def require_complete(self) -> None:
        """Raises NameMissing, PriorityMissing, TextTooLong, NotAnAmount, each naming its field."""
        check_all(
            partial(require, bool(self.name.strip()), NameMissing("name")),
            partial(require, self.priority in PRIORITIES, PriorityMissing("priority")),
            *(
                partial(require, len(text.strip()) <= most, TextTooLong(field, maximum=most))
                for field, text, most in (
                    ("name", self.name, LONGEST_NAME),
                    ("owner", self.owner, LONGEST_NAME),
                    ("weakness", self.weakness, LONGEST_TEXT),
                    ("backup", self.backup, LONGEST_TEXT),
                )
            ),
            *(
                partial(require, 0 <= (amount or 0) <= most, NotAnAmount(field, maximum=f"{most:,}"))
                for field, amount, most in (
                    ("rto_hours", self.rto_hours, MOST_HOURS),
                    ("rpo_hours", self.rpo_hours, MOST_HOURS),
                    ("generations", self.generations, MOST_GENERATIONS),
                )
            ),
        )


def systems() -> tuple[ItSystem, ...]:
    """The register in the order in which systems are restored: by priority, then by RTO. One statement."""
    return tuple(
        db.session.scalars(
            select(ItSystem)
            .where(ItSystem.removed_at.is_(None))
            .order_by(ItSystem.priority, ItSystem.rto_hours.asc().nulls_last(), ItSystem.id)
        )
    )


def system(system_id: int) -> ItSystem:
    """One system of the register. Raises NotFound."""
    found = db.session.scalar(select(ItSystem).where(ItSystem.id == system_id, ItSystem.removed_at.is_(None)))
    if found is None:
        raise NotFound()
    return found


def add_system(entry: SystemEntry, *, by: Actor, at: datetime) -> ItSystem:
    """Put a system on the register. Raises what `SystemEntry.require_complete` raises."""
    entry.require_complete()
    row = ItSystem(version=1)
    _write(row, entry)
    db.session.add(row)
    db.session.flush()
    audit.record("it_system.added", by=by, at=at, subject=row, facts={"name": row.name})
    return row


def change_system(system_id: int, entry: SystemEntry, *, version: int, by: Actor, at: datetime) -> ItSystem:
    """Write a system anew. version: that of the page it was changed on.

    Raises NotFound, SystemChanged, and what `add_system` raises.
    """
    entry.require_complete()
    row = _locked(system_id, version)
    before = (row.priority, row.rto_hours, row.rpo_hours)
    _write(row, entry)
    row.version += 1
    after = (row.priority, row.rto_hours, row.rpo_hours)
    facts = {"name": row.name, "before": before, "after": after}
    audit.record("it_system.changed", by=by, at=at, subject=row, facts=facts)
    return row


def remove_system(system_id: int, *, version: int, by: Actor, at: datetime) -> None:
    """Take a system off the register. Raises NotFound, SystemChanged."""
    row = _locked(system_id, version)
    row.removed_at = at
    row.version += 1
    audit.record("it_system.removed", by=by, at=at, subject=row, facts={"name": row.name})


def _locked(system_id: int, version: int) -> ItSystem:
    row = db.session.scalar(
        select(ItSystem)
        .where(ItSystem.id == system_id, ItSystem.removed_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound()
    if row.version != version:
        raise SystemChanged()
    return row


def _write(row: ItSystem, entry: SystemEntry) -> None:
    row.name, row.owner, row.priority = entry.name.strip(), entry.owner.strip(), entry.priority
    row.weakness, row.backup = entry.weakness.strip(), entry.backup.strip()
    row.rto_hours, row.rpo_hours, row.generations = entry.rto_hours, entry.rpo_hours, entry.generations
