"""A drill, the store of its organisation, and what people send."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from drillhub.evidence import queries
from drillhub.evidence.models import SubjectKind
from drillhub.evidence.queries import FileLine
from tests.drills.stage import Stage
from tests.support.world import Member, Org, World

Send = Callable[..., TestResponse]


@pytest.fixture
def stage(world: World, org: Org, trainer: Member) -> Stage:
    return Stage.set_up(world, org, trainer)


@pytest.fixture
def drill(stage: Stage) -> int:
    return stage.drill()


@pytest.fixture
def trainers(world: World, trainer: Member) -> FlaskClient:
    return world.browser(trainer)


@pytest.fixture
def send(drill: int, trainers: FlaskClient) -> Send:
    """Send files to the drill, as the trainer unless another browser is given."""

    def sending(
        *named: tuple[str, bytes], browser: FlaskClient | None = None, key: str = "key", note: str = "", to: int = drill
    ) -> TestResponse:
        data = {"_key": key, "note": note, "files": [(BytesIO(data), name) for name, data in named]}
        return post(browser or trainers, f"/drills/{to}/evidence", data)

    return sending


@pytest.fixture
def listed(world: World, org: Org, drill: int) -> Callable[[], tuple[FileLine, ...]]:
    """The files of the drill, withdrawn ones too."""

    def listing() -> tuple[FileLine, ...]:
        with world.inside(org):
            return queries.files_of(SubjectKind.DRILL, [drill], withdrawn=True)

    return listing


@pytest.fixture(autouse=True)
def disk(world: World, monkeypatch: pytest.MonkeyPatch, files: Path) -> Path:
    """An empty folder for the files of this test."""
    from dataclasses import replace

    config = world.app.config["DRILLHUB"]
    monkeypatch.setitem(world.app.config, "DRILLHUB", replace(config, files_directory=files))
    return files


def post(browser: FlaskClient, address: str, data: dict[str, object]) -> TestResponse:
    """Send a form with files; a large one goes through a temporary file, which the test client leaves open."""
    answer = browser.post(address, data=data, content_type="multipart/form-data")
    answer.request.environ["wsgi.input"].close()
    return answer


def on_disk(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
