"""F07: an import that is killed, wherever it is, leaves nothing or all of it, and a further one comes through."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from drillhub.audit.models import AuditEntry
from drillhub.core.database import db
from drillhub.identity.models import Department
from drillhub.identity.models import Person as Row
from tests.processes.installation import REPOSITORY, Installation

pytestmark = pytest.mark.processes

FEW, MANY = 5, 1200
LATER_AND_LATER = tuple(tenths / 10 for tenths in range(1, 20))


class Importer:
    """`flask people import` of a file, run again and again. ends: "killed", or the exit code."""

    def __init__(self, installation: Installation, file: Path) -> None:
        words = (sys.executable, "-m", "tests.processes.again_and_again", "people", "import", file, "--org", "demo")
        self.process = subprocess.Popen(
            [str(word) for word in words],
            cwd=REPOSITORY,
            env=installation.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._answer() == "ready"

    def run(self, how: str) -> str:
        assert self.process.stdin is not None
        self.process.stdin.write(how + "\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@contextmanager
def importer(site: Installation, people: int) -> Iterator[Importer]:
    """Imports a file with so many new people, all of a new department."""
    file = site.folder / "many.csv"
    lines = "".join(f"8{number:04d},多田,{number}号,本社,新しい部\r\n" for number in range(people))
    file.write_bytes(("社員番号,姓,名,拠点,部署\r\n" + lines).encode("cp932"))
    made = Importer(site, file)
    yield made
    made.process.communicate(timeout=10)


def imported(site: Installation) -> tuple[int, int, int]:
    """People, departments and entries in the trail that an import leaves."""
    with site.inside():
        return (
            db.session.scalar(select(func.count(Row.id)).where(Row.family_name == "多田")) or 0,
            db.session.scalar(select(func.count(Department.id)).where(Department.name == "新しい部")) or 0,
            db.session.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.action == "staff_import.applied"))
            or 0,
        )


def test_f07_an_import_killed_before_any_of_its_statements_leaves_nothing(own: Installation) -> None:
    nothing = imported(own)
    assert nothing[:2] == (0, 0)
    with importer(own, FEW) as each:
        for step in range(1, 200):
            ended = each.run(f"statement {step}")
            if ended != "killed":
                break
            assert imported(own) == nothing, step
    assert ended == "0"
    assert step > 2 * 10  # the sweep went through reading, staging, writing and committing
    assert imported(own) == (FEW, 1, nothing[2] + 1)


def test_f07_an_import_killed_at_any_moment_leaves_nothing_or_all_of_it(own: Installation) -> None:
    nothing = imported(own)
    everything = (MANY, 1, nothing[2] + 1)
    kills = 0
    with importer(own, MANY) as each:
        for seconds in LATER_AND_LATER:
            kills += each.run(f"seconds {seconds:.2f}") == "killed"
            if imported(own) != nothing:
                break
        else:
            assert each.run("never") == "0"
    assert kills > 3
    assert imported(own) == everything
