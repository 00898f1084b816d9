"""P1: what was acknowledged is there, once, after the server was killed the moment after."""

import re
import time

import pytest
from sqlalchemy import func, select

from drillhub.core.database import db
from drillhub.evidence.models import EvidenceFile
from drillhub.identity.models import Person as Row
from drillhub.improvement.models import ProposalDecision
from drillhub.learning.models import Attempt, AttemptEvent
from drillhub.learning.states import AttemptEventKind
from drillhub.reporting.models import ReportEdition
from tests.processes.conftest import SignIn
from tests.processes.exercise import (
    GENERAL_AFFAIRS,
    PRESIDENT,
    TRAINER,
    evacuation_ahead,
    events,
    go_live,
    proposal_at_a_meeting,
    somebody_to_count,
    somebody_with_a_quiz,
)
from tests.processes.installation import Installation, wait_until
from tests.processes.person import PageForm

pytestmark = pytest.mark.processes

HEADINGS = "社員番号,姓,名,メール\r\n"


@pytest.fixture(scope="module")
def run(installation: Installation) -> str:
    return go_live(installation)


def test_p1_an_imported_row_survives(installation: Installation, sign_in: SignIn) -> None:
    office = sign_in(GENERAL_AFFAIRS)
    upload = office.form("/people/imports/new", "/people/imports")
    file = (HEADINGS + "9101,新井,一郎,\r\n9102,新井,二郎,\r\n").encode("cp932")
    shown = office.send_file(upload, "file", "追加.csv", file)
    assert shown.status == 303, shown.text

    installation.kill_and_serve()

    form = office.form(shown.location, "/application")  # the preview survived, and so did the sign-in
    done = office.send(form)
    assert done.status == 303

    installation.kill_and_serve()

    rows = select(func.count(Row.id)).where(Row.employee_number.in_(["9101", "9102"]))
    assert installation.count(rows) == 2
    assert "新井 一郎" in office.get("/people?q=9101").text
    again = office.send(form)
    assert (again.status, again.location) == (303, done.location)
    assert installation.count(rows) == 2


def test_p1_a_released_inject_survives(installation: Installation, sign_in: SignIn, run: str) -> None:
    trainer = sign_in(TRAINER)
    form = trainer.form(run, "/injects/1/release")
    done = trainer.send(form, as_json=True)
    assert done.status == 200, done.text

    installation.kill_and_serve()

    assert "/injects/1/release" not in trainer.get(run).text
    released = events(run, "inject_released")
    assert installation.count(released) == 1
    assert trainer.send(form, as_json=True).json() == done.json()
    assert installation.count(released) == 1


def test_p1_a_note_survives(installation: Installation, sign_in: SignIn, run: str) -> None:
    trainer = sign_in(TRAINER)
    form = trainer.form(run, "/notes")
    done = trainer.send(form, as_json=True, text="停電の前に書いた", kind="decision")
    assert done.status == 200, done.text

    installation.kill_and_serve()

    assert trainer.get(run).text.count("停電の前に書いた") == 1
    assert installation.count(events(run, "decision_noted")) == 1
    again = trainer.send(form, as_json=True, text="停電の前に書いた", kind="decision")
    assert again.json() == done.json()
    assert trainer.get(run).text.count("停電の前に書いた") == 1


def test_p1_a_headcount_mark_survives(installation: Installation, sign_in: SignIn) -> None:
    trainer = sign_in(TRAINER)
    console = go_live(installation, evacuation_ahead(installation))
    form = trainer.form(*somebody_to_count(trainer, console))
    done = trainer.send(form, as_json=True, mark="present")
    assert done.status == 200, done.text

    installation.kill_and_serve()

    marks = events(console, "headcount_marked")
    assert installation.count(marks) == 1
    again = trainer.send(form, as_json=True, mark="present")
    assert again.json() == done.json()
    assert installation.count(marks) == 1


def test_p1_a_decision_survives(installation: Installation, sign_in: SignIn) -> None:
    office, president = sign_in(GENERAL_AFFAIRS), sign_in(PRESIDENT)
    meeting, proposal_id = proposal_at_a_meeting(installation, office)
    form = president.form(meeting, f"/proposals/{proposal_id}/decision")
    done = president.send(form, result="rejected", reason="停電の前に決めた")
    assert done.status == 303, done.text

    installation.kill_and_serve()

    decisions = select(func.count(ProposalDecision.id)).where(ProposalDecision.proposal_id == proposal_id)
    assert installation.count(decisions) == 1
    assert president.get(meeting).text.count("停電の前に決めた") == 1
    again = president.send(form, result="rejected", reason="停電の前に決めた")
    assert (again.status, again.location) == (303, done.location)
    assert installation.count(decisions) == 1


def test_p1_an_answer_and_a_submission_survive(installation: Installation, sign_in: SignIn) -> None:
    employee, enrollment_id = somebody_with_a_quiz(installation)
    person = sign_in(employee)
    started = person.send(person.form(f"/learning/mine/{enrollment_id}", "/attempts"))
    form = person.form(started.location, "/answers")
    untouched = {name: value for name, value in form.fields.items() if not name.startswith("answer-")}
    saved = person.send(PageForm(form.action, untouched), **{"answer-1": "a"})
    assert saved.status == 303, saved.text

    installation.kill_and_serve()

    attempt_id = int(started.location.rsplit("/", 1)[1])
    saves = select(func.count(AttemptEvent.id)).where(
        AttemptEvent.attempt_id == attempt_id, AttemptEvent.kind == AttemptEventKind.ANSWER_SAVED
    )
    assert installation.count(saves) == 1
    form = person.form(started.location, "/answers")
    submission = PageForm(f"{started.location}/submission", form.fields)
    done = person.send(submission, confirmed="1")
    assert done.status == 303, done.text

    installation.kill_and_serve()

    scored = select(func.count(Attempt.id)).where(Attempt.id == attempt_id, Attempt.score_numerator.is_not(None))
    assert installation.count(scored) == 1
    again = person.send(submission, confirmed="1")
    assert (again.status, again.location) == (303, done.location)
    assert installation.count(saves) == 1


def test_p1_an_evidence_file_survives(installation: Installation, sign_in: SignIn) -> None:
    trainer = sign_in(TRAINER)
    form = trainer.form("/drills/1/evidence/new", "/evidence")
    content = "決めたこと\r\n".encode()
    done = trainer.send_file(form, "files", "議事録.txt", content, note="議事録")
    assert done.status == 303, done.text

    installation.kill_and_serve()

    kept = select(func.count(EvidenceFile.id)).where(EvidenceFile.file_name == "議事録.txt")
    assert installation.count(kept) == 1
    with installation.inside():
        file_id = db.session.scalars(select(EvidenceFile.id).where(EvidenceFile.file_name == "議事録.txt")).one()
    assert "決めたこと" in trainer.get(f"/evidence/{file_id}").text
    again = trainer.send_file(form, "files", "議事録.txt", content, note="議事録")
    assert (again.status, again.location) == (303, done.location)
    assert installation.count(kept) == 1


def test_p1_an_approved_edition_survives(installation: Installation, sign_in: SignIn) -> None:
    president = sign_in(PRESIDENT)
    year = max(re.findall(r"/reports/annual/(\d{4})", president.get("/reports").text))
    form = president.form(f"/reports/annual/{year}", "/approval")
    done = president.send(form)
    assert done.status == 303, done.text
    frozen = select(ReportEdition.number, ReportEdition.digest).where(ReportEdition.period == f"fy{year}")

    installation.kill_and_serve()

    with installation.inside():
        [(number, digest)] = db.session.execute(frozen).all()
    assert number == 1
    assert digest[:4] in president.get(done.location).text
    again = president.send(form)
    assert (again.status, again.location) == (303, done.location)
    with installation.inside():
        assert db.session.execute(frozen).all() == [(number, digest)]


def test_p8_after_a_kill_it_is_ready_within_ten_seconds_without_repair(own: Installation) -> None:
    own.serve()
    wait_until(own.lease, 10, own.log)
    killed = own.lease()
    own.kill()
    began = time.monotonic()
    own.serve()
    wait_until(lambda: own.lease() not in {None, killed}, 20, own.log)  # the dead process's lease runs out first
    assert own.status("/readyz") == 200
    assert time.monotonic() - began < 10
