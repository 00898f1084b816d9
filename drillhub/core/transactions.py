"""Write transactions, opened at the doors: pages, commands and jobs. Services never commit."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from drillhub.core.database import db
from drillhub.core.errors import Busy

# SQLite has one writer. Its own busy handler sleeps and is unfair; queueing the threads of our one process here
# keeps the slowest write short. PostgreSQL needs neither this nor BEGIN IMMEDIATE.
_one_writer = threading.Lock()
_WAIT_SECONDS = 10


def check_before_writing(check: Callable[[], None]) -> None:
    """Have every transaction of this session begin with a check; what it raises undoes the transaction.

    For jobs: a process that was frozen and wakes after another took over must not write any more.
    """
    db.session().info["check_before_writing"] = check


@contextmanager
def transaction() -> Iterator[None]:
    """Everything inside is saved whole at the end, or not at all when an exception leaves the block.

    Starts afresh: a read transaction that is still open ends here, and rows read before are read again when
    they are next used, so that a rule never decides on what was true before the lock. Keep slow work (hashing,
    files, mail) outside. Raises Busy when SQLite's writer cannot be had within 10 seconds.
    """
    session = db.session()
    if session.info.get("writing"):
        raise RuntimeError("transactions do not nest: services never open one")
    session.rollback()
    serialised = db.engine.dialect.name == "sqlite"
    if serialised and not _one_writer.acquire(timeout=_WAIT_SECONDS):
        raise Busy()
    session.info["writing"] = True
    try:
        if serialised:
            session.connection(execution_options={"write": True})
        if check := session.info.get("check_before_writing"):
            check()
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("writing", None)
        if serialised:
            _one_writer.release()
