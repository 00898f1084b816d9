"""Holding a drill while something about it is decided."""

from sqlalchemy import select

from drillhub.core.database import db
from drillhub.core.errors import NotFound
from drillhub.drills.models import Drill


def locked_drill(drill_id: int) -> Drill:
    """The drill, held by this transaction until it ends. Raises NotFound."""
    drill = db.session.scalar(
        select(Drill).where(Drill.id == drill_id).with_for_update().execution_options(populate_existing=True)
    )
    if drill is None:
        raise NotFound()
    return drill
