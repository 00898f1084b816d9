"""Dying with kill -9 before a chosen statement or commit reaches the database."""

import os
import signal
from itertools import count
from typing import Any

from sqlalchemy import Engine, event


def die_before(number: int) -> None:
    """Kill this process before its Nth statement or commit from now on."""
    steps = count(1)

    def step(*_arguments: Any) -> None:
        if next(steps) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", step)
    event.listen(Engine, "commit", step)
