"""One demonstration company, built by a real process; each file of tests is served a copy of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.processes.installation import Installation
from tests.processes.person import Person

SignIn = Callable[[str], Person]


@pytest.fixture(scope="session")
def built(worker: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The company as `flask demo` leaves it. Only to be copied from."""
    made = Installation(tmp_path_factory.mktemp("built"), f"built_{worker}")
    done = made.run("demo", "--no-serve")
    assert done.returncode == 0, done.stderr
    yield made
    made.close()


@pytest.fixture(scope="module")
def installation(
    request: pytest.FixtureRequest, worker: str, tmp_path_factory: pytest.TempPathFactory, built: Installation
) -> Iterator[Installation]:
    """Served without a scheduler, for all tests of a file."""
    name = request.module.__name__.rsplit(".", 1)[1].removeprefix("test_")
    made = Installation(tmp_path_factory.mktemp("installation"), f"{name}_{worker}", copy_of=built)
    try:
        made.serve("--no-scheduler")
        yield made
    finally:
        made.close()


@pytest.fixture
def own(worker: str, tmp_path: Path, built: Installation) -> Iterator[Installation]:
    """For one test, not served yet."""
    made = Installation(tmp_path, f"own_{worker}", copy_of=built)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def sign_in(installation: Installation) -> SignIn:
    """Sign somebody of the demonstration in: by employee number."""

    def person(number: str) -> Person:
        return Person(installation.address).sign_in("demo", number, installation.passphrase)

    return person
