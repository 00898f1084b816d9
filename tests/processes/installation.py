"""An installation that is run and killed like a real one: processes, ports, a database of its own."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from drillhub.app import create_app
from drillhub.config import Config
from drillhub.core import directory, tenancy
from drillhub.core.database import db
from drillhub.scheduling.lease import SchedulerLease, is_fresh
from tests.conftest import SECRET
from tests.support import databases
from tests.support.databases import TestDatabase
from tests.support.mail import free_port

REPOSITORY = Path(__file__).parents[2]
START_SECONDS = 40
STOP_SECONDS = 10


@dataclass(frozen=True)
class LeaseRow:
    """process: the id of the process that holds the lease."""

    process: int
    fence: int


class Installation:
    """One installation in a folder. `run` types a command, `serve` starts the service, `kill` ends it with -9.

    copy_of: begins with the database and files of another one, which nobody may be using.
    app: where the `flask` command finds the app.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        *,
        copy_of: "Installation | None" = None,
        app: str = "tests.processes.service",
        **environment: str,
    ) -> None:
        self.folder = folder
        self.app_name = app
        self.port = free_port()
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "DRILLHUB_TEST_ROOT": str(folder),
            "DRILLHUB_SECRET_KEY": SECRET,
            "DRILLHUB_BASE_URL": self.address,
            "PYTHONWARNINGS": "default",
            **environment,
        }
        self.database: TestDatabase | None = None
        if os.environ.get("TEST_DATABASE_URL"):
            self.database = databases.on_postgresql(
                f"processes_{name}", copied_from=copy_of.database if copy_of else None
            )
            self.environment["DRILLHUB_DATABASE_URL"] = self.database.url
            self.environment["DRILLHUB_OWNER_DATABASE_URL"] = self.database.owner_url or ""
        if copy_of is not None:
            shutil.copytree(copy_of.folder / "instance", folder / "instance")
        self.process: subprocess.Popen[bytes] | None = None
        self._app: Flask | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def config(self) -> Config:
        return Config.from_env(self.environment, root=self.folder)

    def command(self, *words: object) -> list[str]:
        return [sys.executable, "-m", "flask", "--app", self.app_name, *map(str, words)]

    def run(self, *words: object, **environment: str) -> subprocess.CompletedProcess[str]:
        """Type a command and wait for its end. environment: what is set differently for it alone."""
        return subprocess.run(
            self.command(*words),
            cwd=REPOSITORY,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def start(self, *words: object) -> subprocess.Popen[bytes]:
        """A process that goes on, in a group of its own so that it can be killed whole."""
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                self.command(*words),
                cwd=REPOSITORY,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def serve(self, *options: object) -> None:
        self.process = self.start("serve", "--port", self.port, *options)
        wait_until(lambda: self.status("/healthz") == 200, START_SECONDS, self.log)

    def status(self, path: str) -> int:
        """What the service answers to a reader without sign-in; 0 while nobody listens."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return 0

    def kill(self) -> None:
        """kill -9, the whole group: nothing is said goodbye to."""
        if self.process is not None:
            kill_group(self.process)
            self.process = None

    def kill_and_serve(self) -> None:
        self.kill()
        self.serve("--no-scheduler")

    def log(self) -> str:
        """What the processes that go on have printed so far."""
        return (self.folder / "log").read_text()

    @property
    def passphrase(self) -> str:
        return (self.folder / "instance" / "demo_passphrase").read_text().strip()

    @contextmanager
    def inside(self, slug: str = "demo") -> Iterator[None]:
        """Look at an organisation's rows, over a connection of the test's own."""
        if self._app is None:
            self._app = create_app(self.config)
        with self._app.app_context():
            org_id = directory.organisation_of_slug(slug)
            assert org_id is not None
            tenancy.bind(org_id)
            yield
            db.session.remove()

    def count(self, statement: Any) -> int:
        """What a counting statement finds in the demonstration company."""
        with self.inside():
            return db.session.scalar(statement) or 0

    def lease(self) -> LeaseRow | None:
        """Who runs the timetable, while the lease lasts."""
        with self.inside():
            row = db.session.execute(select(SchedulerLease.holder, SchedulerLease.fence)).one_or_none()
            return LeaseRow(int(row.holder.split(":")[1]), row.fence) if row and is_fresh() else None

    def close(self) -> None:
        self.kill()
        self.let_go()
        if self.database is not None:
            databases.drop_on_postgresql(self.database)

    def let_go(self) -> None:
        """Close the test's own connections."""
        if self._app is not None:
            with self._app.app_context():
                db.engine.dispose()


def kill_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_until(condition: Callable[[], Any], seconds: float, say: Callable[[], object] = lambda: "") -> float:
    """Wait for something to become true; gives the seconds it took. say: what a failure shows."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, say()
        time.sleep(0.05)
    return time.monotonic() - began
