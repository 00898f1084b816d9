"""F30, F31: however often and from wherever a form is sent, one effect."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from drillhub.core.database import db
from drillhub.identity.models import Person as Row
from drillhub.improvement.models import ProposalDecision
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
)
from tests.processes.installation import Installation
from tests.processes.person import Answer, PageForm, Person

pytestmark = pytest.mark.processes

PRESSES = 8


@pytest.fixture(scope="module")
def run(installation: Installation) -> str:
    return go_live(installation)


def press(person: Person, form: PageForm, *, as_json: bool = False, **values: str) -> list[Answer]:
    """The same form, sent from eight threads at once."""
    with ThreadPoolExecutor(PRESSES) as pool:
        sent = [pool.submit(person.send, form, as_json=as_json, **values) for _ in range(PRESSES)]
        return [each.result() for each in sent]


def test_f30_a_note_sent_eight_times_at_once_is_one(installation: Installation, sign_in: SignIn, run: str) -> None:
    trainer = sign_in(TRAINER)
    before = installation.count(events(run, "decision_noted"))
    answers = press(trainer, trainer.form(run, "/notes"), as_json=True, text="八回押した", kind="decision")
    assert {answer.status for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert trainer.get(run).text.count("八回押した") == 1
    assert installation.count(events(run, "decision_noted")) == before + 1


def test_f30_an_import_applied_eight_times_at_once_is_one(installation: Installation, sign_in: SignIn) -> None:
    office = sign_in(GENERAL_AFFAIRS)
    file = "社員番号,姓,名,メール\r\n9301,二宮,三郎,\r\n".encode("cp932")
    uploads = office.form("/people/imports/new", "/people/imports")
    shown = office.send_file(uploads, "file", "追加.csv", file)
    answers = press(office, office.form(shown.location, "/application"))
    assert {(answer.status, answer.location) for answer in answers} == {(303, shown.location)}
    assert installation.count(select(func.count(Row.id)).where(Row.employee_number == "9301")) == 1


def test_f30_two_tabs_release_an_inject_once_and_the_second_says_so(
    installation: Installation, sign_in: SignIn, run: str
) -> None:
    trainer = sign_in(TRAINER)
    one, other = (trainer.form(run, "/injects/1/release") for _tab in range(2))
    assert one.fields["_key"] != other.fields["_key"]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(trainer.send, (one, other)))
    assert sorted(answer.status for answer in answers) == [303, 409]
    [late] = [answer for answer in answers if answer.status == 409]
    assert "エラー:" in late.text
    assert installation.count(events(run, "inject_released")) == 1


def test_f30_a_mark_of_the_roll_call_pressed_eight_times_at_once_is_one(
    installation: Installation, sign_in: SignIn
) -> None:
    trainer = sign_in(TRAINER)
    console = go_live(installation, evacuation_ahead(installation))
    form = trainer.form(*somebody_to_count(trainer, console))
    answers = press(trainer, form, as_json=True, mark="present")
    assert {answer.status for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert installation.count(events(console, "headcount_marked")) == 1


def test_f30_of_two_tabs_that_decide_on_a_proposal_one_does_and_the_other_is_told(
    installation: Installation, sign_in: SignIn
) -> None:
    president = sign_in(PRESIDENT)
    meeting, proposal_id = proposal_at_a_meeting(installation, sign_in(GENERAL_AFFAIRS))
    tabs = [president.form(meeting, f"/proposals/{proposal_id}/decision") for _tab in range(2)]
    reasons = ("費用が足りない", "ほかの対策で足りる")
    with ThreadPoolExecutor(2 * PRESSES) as pool:
        sent = [
            pool.submit(president.send, tab, result="rejected", reason=reason)
            for _press in range(PRESSES)
            for tab, reason in zip(tabs, reasons, strict=True)
        ]
        answers = [each.result() for each in sent]
    assert sorted({answer.status for answer in answers}) == [303, 409]
    assert all("エラー:" in answer.text for answer in answers if answer.status == 409)
    decided = select(ProposalDecision.reason).where(ProposalDecision.proposal_id == proposal_id)
    with installation.inside():
        [reason] = db.session.scalars(decided)
    assert reason in reasons


def test_f31_the_same_key_with_another_text_is_refused(installation: Installation, sign_in: SignIn, run: str) -> None:
    trainer = sign_in(TRAINER)
    form = trainer.form(run, "/notes")
    assert trainer.send(form, as_json=True, text="はじめの文", kind="decision").status == 200
    assert trainer.send(form, as_json=True, text="別の文", kind="decision").status == 422
    page = trainer.get(run).text
    assert "はじめの文" in page
    assert "別の文" not in page


@pytest.mark.postgres
def test_f30_presses_that_reach_different_processes_have_one_effect(own: Installation) -> None:
    own.serve("--workers", 3, "--no-scheduler")
    console = go_live(own)
    trainer = Person(own.address).sign_in("demo", TRAINER, own.passphrase)
    for number in range(5):
        answers = press(trainer, trainer.form(console, "/notes"), as_json=True, text=f"{number}回目", kind="decision")
        assert {answer.status for answer in answers} == {200}, [answer.text for answer in answers]
        assert len({answer.text for answer in answers}) == 1
        assert own.count(events(console, "decision_noted")) == number + 1
