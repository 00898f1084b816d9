"""P1: what was acknowledged is there, once, after the server was killed the moment after."""

import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from drillhub.core.database import db
from drillhub.drills.models import Drill, Run, RunEventRow
from drillhub.evidence.models import EvidenceFile
from drillhub.identity.models import Person as Row
from drillhub.reporting.models import ReportEdition
from tests.processes.installation import Installation, kill_group

pytestmark = pytest.mark.processes

GENERAL_AFFAIRS, TRAINER, PRESIDENT = "0012", "0018", "0001"
HEADINGS = "社員番号,姓,名,メール\r\n"


def count(installation: Installation, statement) -> int:
    with installation.inside():
        return db.session.scalar(statement) or 0


def test_p1_an_imported_row_survives(installation: Installation, sign_in) -> None:
    office = sign_in(GENERAL_AFFAIRS)
    upload = office.form("/people/imports/new", "/people/imports")
    file = (HEADINGS + "9101,新井,一郎,\r\n9102,新井,二郎,\r\n").encode("cp932")
    shown = office.send_file(upload, "file", "追加.csv", file)
    assert shown.status == 303, shown.text
    form = office.form(shown.location, "/application")
    done = office.send(form)
    assert done.status == 303

    installation.kill_and_serve()

    rows = select(func.count(Row.id)).where(Row.employee_number.in_(["9101", "9102"]))
    assert count(installation, rows) == 2
    assert "新井 一郎" in office.get("/people?q=9101").text  # the session survived as well
    again = office.send(form)
    assert (again.status, again.location) == (303, done.location)
    assert count(installation, rows) == 2


@pytest.fixture(scope="module")
def run(installation: Installation) -> str:
    """The path of a run that was launched and started through the pages."""
    from tests.processes.person import Person

    trainer = Person(installation.address).sign_in("demo", TRAINER, installation.passphrase)
    with installation.inside():
        notified = select(Drill.id).where(Drill.status == "notified")
        drill = db.session.scalars(notified.order_by(Drill.local_date.desc()).limit(1)).one()
    launched = trainer.send(trainer.form(f"/drills/{drill}/start", "/runs"))
    assert launched.status == 303, launched.text
    started = trainer.send(trainer.form(launched.location, "/start"))
    assert started.status == 303
    return launched.location


def test_p1_a_released_inject_survives(installation: Installation, sign_in, run: str) -> None:
    trainer = sign_in(TRAINER)
    form = trainer.form(run, "/injects/1/release")
    done = trainer.send(form, as_json=True)
    assert done.status == 200, done.text

    installation.kill_and_serve()

    released = select(func.count(RunEventRow.id)).join(Run, Run.id == RunEventRow.run_id)
    released = released.where(RunEventRow.kind == "inject_released", Run.id == int(run.rsplit("/", 1)[1]))
    assert count(installation, released) == 1
    assert trainer.send(form, as_json=True).json() == done.json()
    assert count(installation, released) == 1


def test_p1_a_note_survives(installation: Installation, sign_in, run: str) -> None:
    trainer = sign_in(TRAINER)
    form = trainer.form(run, "/notes")
    done = trainer.send(form, as_json=True, text="停電の前に書いた", kind="decision")
    assert done.status == 200, done.text

    installation.kill_and_serve()

    assert trainer.get(run).text.count("停電の前に書いた") == 1
    again = trainer.send(form, as_json=True, text="停電の前に書いた", kind="decision")
    assert again.json() == done.json()
    assert trainer.get(run).text.count("停電の前に書いた") == 1


def test_p1_an_evidence_file_survives(installation: Installation, sign_in) -> None:
    trainer = sign_in(TRAINER)
    form = trainer.form("/drills/1/evidence/new", "/evidence")
    done = trainer.send_file(form, "files", "議事録.txt", "決めたこと\r\n".encode(), note="議事録")
    assert done.status == 303, done.text

    installation.kill_and_serve()

    kept = select(func.count(EvidenceFile.id)).where(EvidenceFile.file_name == "議事録.txt")
    assert count(installation, kept) == 1
    with installation.inside():
        file_id = db.session.scalars(select(EvidenceFile.id).where(EvidenceFile.file_name == "議事録.txt")).one()
    assert "決めたこと" in trainer.get(f"/evidence/{file_id}").text


def test_p1_an_approved_edition_survives(installation: Installation, sign_in) -> None:
    president = sign_in(PRESIDENT)
    year = max(re.findall(r"/reports/annual/(\d{4})", president.get("/reports").text))
    form = president.form(f"/reports/annual/{year}", "/approval")
    done = president.send(form)
    assert done.status == 303, done.text

    installation.kill_and_serve()

    editions = select(func.count(ReportEdition.id)).where(ReportEdition.period == f"fy{year}")
    assert count(installation, editions) == 1
    again = president.send(form)
    assert (again.status, again.location) == (303, done.location)
    assert count(installation, editions) == 1


def test_f30_eight_presses_at_once_have_one_effect(installation: Installation, sign_in, run: str) -> None:
    trainer = sign_in(TRAINER)
    form = trainer.form(run, "/notes")
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda _n: trainer.send(form, as_json=True, text="八回押した", kind="decision"), range(8))
        )
    assert {answer.status for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert trainer.get(run).text.count("八回押した") == 1


def test_f31_the_same_key_with_another_text_is_refused(installation: Installation, sign_in, run: str) -> None:
    trainer = sign_in(TRAINER)
    form = trainer.form(run, "/notes")
    assert trainer.send(form, as_json=True, text="はじめの文", kind="decision").status == 200
    assert trainer.send(form, as_json=True, text="別の文", kind="decision").status == 422
    page = trainer.get(run).text
    assert "はじめの文" in page
    assert "別の文" not in page


def test_f07_a_killed_import_leaves_nothing_or_all_of_it(installation: Installation) -> None:
    people = 1500
    file = installation.folder / "many.csv"
    lines = "".join(f"8{number:04d},多田,{number}号,\r\n" for number in range(people))
    file.write_bytes((HEADINGS + lines).encode("cp932"))
    rows = select(func.count(Row.id)).where(Row.family_name == "多田")
    words = ("people", "import", file, "--org", "demo")

    began = time.monotonic()
    looked = installation.run(*words, "--dry-run")
    assert looked.returncode == 0, looked.stderr
    length = time.monotonic() - began

    for part in (0.5, 0.75, 0.9, 1.0, 1.1, 1.2):
        process = installation.start(*words)
        try:
            process.wait(timeout=length * part)
        except subprocess.TimeoutExpired:
            kill_group(process)
        found = count(installation, rows)
        assert found in {0, people}
    finished = installation.run(*words)
    assert finished.returncode == 0, finished.stderr
    assert count(installation, rows) == people
