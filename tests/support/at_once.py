"""Many at once: threads with a session each, on the real database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from drillhub.core.errors import DrillHubError


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gave, or the refusal it met. All begin together."""
    ready = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        ready.wait()
        try:
            return act()
        except DrillHubError as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
