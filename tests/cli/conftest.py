"""An installation of its own on SQLite, in a folder of its own, for commands that concern the whole of it."""

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from click.testing import Result
from flask import Flask

from drillhub.app import create_app
from drillhub.config import Config
from drillhub.core.database import db
from tests.conftest import SECRET


class Installation:
    """A migrated installation on SQLite; `run` types a command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = Config.from_env({"DRILLHUB_SECRET_KEY": SECRET}, root=folder)
        self.app: Flask = create_app(self.config)
        with self.app.app_context():
            flask_migrate.upgrade()

    def run(self, *words: object) -> Result:
        return self.app.test_cli_runner().invoke(args=[str(word) for word in words])

    def close(self) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    made = Installation(tmp_path)
    yield made
    made.close()
