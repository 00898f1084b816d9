"""Reads of the register of IT systems, in the order in which they are restored: by priority, then by RTO."""

from sqlalchemy import Select, select

from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.core.pagination import Page, paginate
from drillhub.planning.models import ItSystem
from drillhub.planning.recovery_targets import SystemEntry


def systems(*, page: int = 1, size: int = 50) -> Page[ItSystem]:
    """The register. Two statements."""
    return paginate(_register(), number=page, size=size)


def all_systems() -> tuple[ItSystem, ...]:
    """The whole register, for what is printed. One statement."""
    return tuple(db.session.scalars(_register()))


def system(system_id: int) -> ItSystem:
    """One system of the register. One statement. Raises NotFound."""
    found = db.session.scalar(select(ItSystem).where(ItSystem.id == system_id, ItSystem.removed_at.is_(None)))
    if found is None:
        raise NotFound()
    return found


def entry_of(row: ItSystem) -> SystemEntry:
    """What a row says, as somebody wrote it."""
    return SystemEntry(
        name=row.name,
        priority=row.priority,
        owner=row.owner,
        weakness=row.weakness,
        rto_hours=row.rto_hours,
        rpo_hours=row.rpo_hours,
        backup=row.backup,
        generations=row.generations,
    )


def _register() -> Select[ItSystem]:
    return (
        select(ItSystem)
        .where(ItSystem.removed_at.is_(None))
        .order_by(ItSystem.priority, ItSystem.rto_hours.asc().nulls_last(), ItSystem.id)
    )
