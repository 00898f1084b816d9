"""An installation that is run and killed like a real one: processes, ports, a database of its own."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from flask import Flask

from drillhub.app import create_app
from drillhub.config import Config
from drillhub.core import directory, tenancy
from drillhub.core.database import db
from tests.conftest import SECRET
from tests.support import databases
from tests.support.mail import free_port

REPOSITORY = Path(__file__).parents[2]
READY_SECONDS = 40


class Installation:
    """One installation in a folder. `run` types a command, `serve` starts the service, `kill` ends it with -9."""

    def __init__(self, folder: Path, name: str, **environment: str) -> None:
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "DRILLHUB_TEST_ROOT": str(folder),
            "DRILLHUB_SECRET_KEY": SECRET,
            "PYTHONWARNINGS": "default",
            **environment,
        }
        if os.environ.get("TEST_DATABASE_URL"):
            database = databases.on_postgresql(f"processes_{name}")
            self.environment["DRILLHUB_DATABASE_URL"] = database.url
            self.environment["DRILLHUB_OWNER_DATABASE_URL"] = database.owner_url or ""
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self._app: Flask | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def command(self, *words: object) -> list[str]:
        return [sys.executable, "-m", "flask", "--app", "tests.processes.service", *map(str, words)]

    def run(self, *words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words),
            cwd=REPOSITORY,
            env=self.environment,
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
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=2):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        raise AssertionError(f"the service did not start: {(self.folder / 'log').read_text()}")

    def kill(self) -> None:
        """kill -9, the whole group: nothing is said goodbye to."""
        if self.process is not None:
            kill_group(self.process)
            self.process = None

    def kill_and_serve(self) -> None:
        self.kill()
        self.serve("--no-scheduler")

    @property
    def passphrase(self) -> str:
        return (self.folder / "instance" / "demo_passphrase").read_text().strip()

    @contextmanager
    def inside(self, slug: str = "demo") -> Iterator[None]:
        """Look at an organisation's rows, over a connection of the test's own."""
        if self._app is None:
            self._app = create_app(Config.from_env(self.environment, root=self.folder))
        with self._app.app_context():
            org_id = directory.organisation_of_slug(slug)
            assert org_id is not None
            tenancy.bind(org_id)
            yield
            db.session.remove()

    def close(self) -> None:
        self.kill()
        if self._app is not None:
            with self._app.app_context():
                db.engine.dispose()


def kill_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
