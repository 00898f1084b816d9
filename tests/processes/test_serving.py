"""Starting and stopping: what is refused, and what a process says of itself."""

import signal
import time
import urllib.request

import pytest

from tests.processes.installation import Installation, kill_group
from tests.processes.person import Person
from tests.support.mail import mail_server

pytestmark = pytest.mark.processes


def status(installation: Installation, path: str) -> int:
    return Person(installation.address).get(path).status


def test_without_a_scheduler_it_lives_but_is_not_ready(installation: Installation) -> None:
    assert status(installation, "/healthz") == 200
    assert status(installation, "/readyz") == 503


def test_told_to_stop_it_ends_by_itself(installation: Installation) -> None:
    assert installation.process is not None
    installation.process.send_signal(signal.SIGTERM)
    assert installation.process.wait(timeout=30) == 0
    installation.serve("--no-scheduler")
    assert status(installation, "/healthz") == 200


@pytest.mark.parametrize(
    ("environment", "words", "said"),
    [
        pytest.param({"DRILLHUB_SECRET_KEY": ""}, ("serve",), "DRILLHUB_SECRET_KEY is missing", id="no secret"),
        pytest.param({"DRILLHUB_SECRET_KEY": "short"}, ("serve",), "too short", id="a short secret"),
        pytest.param(
            {"DRILLHUB_BASE_URL": "http://drills.example.jp"},
            ("serve",),
            "plain http is for 127.0.0.1",
            id="public http",
        ),
        pytest.param({}, ("serve", "--host", "0.0.0.0"), "127.0.0.1", id="listening in public without https"),
        pytest.param({}, ("serve", "--tls-cert", __file__), "--tls-key", id="half a certificate"),
        pytest.param({}, ("serve", "--workers", "2"), "--workers", id="two workers with one database file"),
    ],
)
def test_a_start_that_would_not_be_safe_is_refused_in_a_sentence(
    installation: Installation, environment: dict[str, str], words: tuple[str, ...], said: str
) -> None:
    changed = Installation.__new__(Installation)
    changed.__dict__.update(installation.__dict__)
    changed.environment = {**installation.environment, **environment}
    result = changed.run(*words, "--port", installation.port + 1)
    assert result.returncode == 1, result.stdout
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_mail_goes_out_through_a_real_server_while_it_serves(tmp_path, worker: str) -> None:
    with mail_server() as (server, mailbox):
        site = Installation(tmp_path, f"mail_{worker}", DRILLHUB_MAIL_URL=f"smtp://{server.host}:{server.port}")
        try:
            assert site.run("demo", "--no-serve").returncode == 0
            assert mailbox.messages == []  # mail of the past stays in the outbox
            site.serve()
            office = Person(site.address).sign_in("demo", "0012", site.passphrase)
            page = office.get("/people?q=0021").text
            person = page.split("/people/")[1:]
            number = next(part.split('"')[0] for part in person if part.split('"')[0].isdigit())
            sent = office.send(office.form(f"/people/{number}", "/invitation"))
            assert sent.status == 303, sent.text
            deadline = time.monotonic() + 30
            while not mailbox.messages and time.monotonic() < deadline:
                time.sleep(0.1)
            [message] = mailbox.messages
            assert "suzuki" in str(message["To"])
            assert "/activate/" in message.get_content()
            with urllib.request.urlopen(f"{site.address}/readyz", timeout=5) as answer:
                assert answer.status == 200
        finally:
            site.close()


@pytest.mark.postgres
def test_d2_another_scheduler_takes_over_when_the_first_is_killed(tmp_path, worker: str) -> None:
    site = Installation(tmp_path, f"lease_{worker}")
    assert site.run("demo", "--no-serve").returncode == 0
    site.serve("--no-scheduler")
    first = site.start("scheduler", "run")
    try:
        _wait_until(lambda: status(site, "/readyz") == 200)
        second = site.start("scheduler", "run")
        try:
            time.sleep(2)
            kill_group(first)
            _wait_until(lambda: status(site, "/readyz") == 503, seconds=15)
            _wait_until(lambda: status(site, "/readyz") == 200, seconds=15)
        finally:
            kill_group(second)
    finally:
        kill_group(first)
        site.close()


def _wait_until(condition, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)
