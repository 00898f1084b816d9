"""One demonstration company for the tests of each file, served by a real process."""

from collections.abc import Iterator

import pytest

from tests.processes.installation import Installation
from tests.processes.person import Person


@pytest.fixture(scope="module")
def installation(
    request: pytest.FixtureRequest, worker: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    name = f"{request.module.__name__.rsplit('_', 1)[1]}_{worker}"
    made = Installation(tmp_path_factory.mktemp("installation"), name)
    built = made.run("demo", "--no-serve")
    assert built.returncode == 0, built.stderr
    made.serve("--no-scheduler")
    yield made
    made.close()


@pytest.fixture
def sign_in(installation: Installation):
    """Sign somebody of the demonstration in: by employee number."""

    def person(number: str) -> Person:
        return Person(installation.address).sign_in("demo", number, installation.passphrase)

    return person
