"""Fixtures of the whole suite: one app and database a worker, emptied before each test."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from hypothesis import settings

from drillhub.app import create_app
from drillhub.config import Config
from drillhub.core.database import db
from drillhub.identity.roles import Role
from tests.support import databases
from tests.support.databases import TestDatabase
from tests.support.world import Member, Org, World

CHROMIUM = "/usr/bin/chromium"
# How long one example takes says nothing on a machine that does other work too.
settings.register_profile("drillhub", deadline=None)
settings.load_profile("drillhub")

SECRET = "a secret for tests, long enough to be accepted"


def pytest_configure(config: pytest.Config) -> None:
    """On the build machine a part that cannot run is a failure, not a gap that nobody sees."""
    if os.environ.get("CI") != "true":
        return
    if not os.access(CHROMIUM, os.X_OK):
        raise pytest.UsageError(f"{CHROMIUM} is missing: the browser tests cannot run.")
    if not os.environ.get("TEST_DATABASE_URL") and os.environ.get("DRILLHUB_SQLITE_PART") != "1":
        raise pytest.UsageError("TEST_DATABASE_URL is not set: the tests on PostgreSQL cannot run.")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of what only PostgreSQL has are part of a run on PostgreSQL alone; the browser walks of one on SQLite."""
    on_postgresql = bool(os.environ.get("TEST_DATABASE_URL"))
    elsewhere = "browser" if on_postgresql else "postgres"
    left_out = [item for item in items if item.get_closest_marker(elsewhere)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


@pytest.fixture(scope="session")
def database(worker: str, tmp_path_factory: pytest.TempPathFactory) -> TestDatabase:
    if os.environ.get("TEST_DATABASE_URL"):
        return databases.on_postgresql(worker)
    return databases.on_sqlite(tmp_path_factory.mktemp("database"))


@pytest.fixture(scope="session")
def config(database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Config:
    root = tmp_path_factory.mktemp("instance")
    env = {"DRILLHUB_SECRET_KEY": SECRET, "DRILLHUB_DATABASE_URL": database.url, "DRILLHUB_DEVELOPMENT": "1"}
    if database.owner_url:
        env["DRILLHUB_OWNER_DATABASE_URL"] = database.owner_url
    return Config.from_env(env, root=root)


@pytest.fixture(scope="session")
def migrated_app(config: Config, database: TestDatabase) -> Iterator[Flask]:
    app = create_app(config)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
    if database.template is not None:
        shutil.copyfile(database.url.removeprefix("sqlite:///"), database.template)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(migrated_app: Flask, database: TestDatabase) -> Iterator[Flask]:
    with migrated_app.app_context():
        db.engine.dispose()
    database.reset()
    yield migrated_app
    with migrated_app.app_context():
        db.session.remove()


@pytest.fixture
def world(app: Flask) -> World:
    return World(app)


@pytest.fixture
def org(world: World) -> Org:
    """The company of most tests."""
    return world.organisation()


@pytest.fixture
def employee(world: World, org: Org) -> Member:
    return world.person(org, "石田 亮", number="0101")


@pytest.fixture
def trainer(world: World, org: Org) -> Member:
    return world.person(org, "田中 健一", Role.TRAINER, number="0102", email="tanaka@aoba.example")


@pytest.fixture
def general_affairs(world: World, org: Org) -> Member:
    return world.person(org, "佐藤 美咲", Role.GENERAL_AFFAIRS, number="0103", email="sato@aoba.example")


@pytest.fixture
def approver(world: World, org: Org) -> Member:
    return world.person(org, "青葉 隆志", Role.APPROVER, number="0104", email="aoba@aoba.example")


@pytest.fixture
def administrator(world: World, org: Org) -> Member:
    return world.person(org, "小林 由美", Role.ADMINISTRATOR, number="0105", email="kobayashi@aoba.example")


@pytest.fixture
def outsider(world: World) -> Member:
    """Everything in another organisation."""
    other = world.organisation("other", "別会社株式会社")
    return world.person(
        other, "外山 一郎", Role.TRAINER, Role.GENERAL_AFFAIRS, Role.APPROVER, Role.ADMINISTRATOR, number="0101"
    )


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    return folder
