"""The blueprint that all pages of drills share, and how a view finds what its reader may see."""

from dataclasses import dataclass

from flask import Blueprint

from drillhub.core.errors import NotFound
from drillhub.drills import live, queries
from drillhub.drills.access import Standing
from drillhub.drills.live import LiveVersion
from drillhub.drills.models import Drill
from drillhub.web.doors import me

bp = Blueprint("drills", __name__)


@dataclass(frozen=True)
class Band:
    """The yellow tape over every page of a drill."""

    title: str
    place: str


def band(drill: Drill) -> Band:
    """What the tape says of a drill. Needs the drill's type, title and place only."""
    return Band(f"{drill.drill_type.label} {drill.title}", drill.place)


def my_standing(drill_id: int) -> Standing:
    """The reader's place in a drill. One statement."""
    return queries.standing_in(drill_id, me().person_id, me().roles)


def my_run(run_id: int) -> LiveVersion:
    """A run and the reader's place in it. One statement. Raises NotFound."""
    return live.version(run_id, me().person_id, me().roles)


def require(allowed: bool) -> None:
    """To somebody without the right a page looks missing. Raises NotFound."""
    if not allowed:
        raise NotFound()
