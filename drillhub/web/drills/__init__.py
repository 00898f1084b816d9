"""Pages of drills: planning one, running it live, following it as a player, evaluating and recording it."""

from drillhub.web.drills import (  # noqa: F401 - the modules add their views to the blueprint
    console,
    evaluation,
    follow,
    headcount,
    headcount_board,
    headcount_marks,
    improving,
    index,
    invitations,
    latecomers,
    participants,
    plan,
    record,
    run_actions,
    start,
)
from drillhub.web.drills.blueprint import bp

__all__ = ["bp"]
