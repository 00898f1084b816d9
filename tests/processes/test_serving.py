"""Starting and stopping: what is refused, and what a process says of itself."""

import http.client
import signal
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from subprocess import CompletedProcess

import psycopg
import pytest

from tests.processes.conftest import SignIn
from tests.processes.exercise import TRAINER, events, go_live
from tests.processes.installation import STOP_SECONDS, Installation, wait_until

pytestmark = pytest.mark.processes


def test_without_a_scheduler_it_lives_but_is_not_ready(installation: Installation) -> None:
    assert installation.status("/healthz") == 200
    assert installation.status("/readyz") == 503


REFUSED = {
    "no secret": ({"DRILLHUB_SECRET_KEY": ""}, (), "DRILLHUB_SECRET_KEY がありません"),
    "a short secret": ({"DRILLHUB_SECRET_KEY": "short"}, (), "短すぎます"),
    "plain http in public": ({"DRILLHUB_BASE_URL": "http://drills.example.jp"}, (), "127.0.0.1 だけです"),
    "listening in public without https": ({}, ("--host", "0.0.0.0"), "127.0.0.1"),
    "half a certificate": ({}, ("--tls-cert", __file__), "--tls-key"),
    "two workers with one database file": ({"DRILLHUB_DATABASE_URL": "sqlite:///one.db"}, ("--workers", "2"), "SQLite"),
    "two workers with a scheduler each": ({}, ("--workers", "2"), "--workers"),
    "a database of nobody's making": ({"DRILLHUB_DATABASE_URL": "sqlite:///new.db"}, (), "flask db upgrade"),
}


@pytest.fixture(scope="module")
def refused(installation: Installation) -> dict[str, CompletedProcess[str]]:
    """All these starts side by side."""

    def start(name: str) -> CompletedProcess[str]:
        environment, options, _said = REFUSED[name]
        return installation.run("serve", "--port", installation.port, *options, **environment)

    with ThreadPoolExecutor(4) as pool:
        return dict(zip(REFUSED, pool.map(start, REFUSED), strict=True))


@pytest.mark.parametrize("name", REFUSED)
def test_a_start_that_would_not_be_safe_is_refused_in_a_sentence(
    refused: dict[str, CompletedProcess[str]], name: str
) -> None:
    result = refused[name]
    assert result.returncode == 1, result.stdout
    assert REFUSED[name][2] in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_each_wrong_setting_has_its_own_sentence(installation: Installation) -> None:
    wrong = {"DRILLHUB_SECRET_KEY": "short", "DRILLHUB_MAIL_URL": "mail.example.jp", "DRILLHUB_LOG_FORMAT": "xml"}
    result = installation.run("serve", **wrong)
    assert result.returncode == 1
    sentences = result.stderr.splitlines()
    assert len(sentences) == len(wrong)
    for name in wrong:
        assert [name in sentence for sentence in sentences].count(True) == 1


def test_an_empty_database_is_made_ready_by_its_commands(worker: str, tmp_path: Path) -> None:
    site = Installation(tmp_path, f"empty_{worker}")
    try:
        for words in (("db", "upgrade"), ("db", "check"), ("org", "create", "--name", "青葉", "--slug", "aoba")):
            done = site.run(*words)
            assert done.returncode == 0, done.stderr
        site.serve()
        wait_until(lambda: site.status("/readyz") == 200, 10, site.log)
    finally:
        site.close()


@pytest.fixture(scope="module")
def run(installation: Installation) -> str:
    return go_live(installation)


def test_told_to_stop_it_finishes_the_request_in_hand(installation: Installation, sign_in: SignIn, run: str) -> None:
    trainer = sign_in(TRAINER)
    form = trainer.form(run, "/notes")
    idle = http.client.HTTPConnection("127.0.0.1", installation.port)
    idle.request("GET", "/healthz")
    assert idle.getresponse().read()  # and the connection stays open, as a browser's does
    process = installation.process
    assert process is not None
    with ThreadPoolExecutor(1) as pool, closing(idle):
        with writing_held_up(installation):
            answer = pool.submit(trainer.send, form, as_json=True, text="止める直前", kind="decision")
            time.sleep(0.5)
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            time.sleep(0.7)
            assert process.poll() is None
            assert not answer.done()
        assert answer.result(timeout=STOP_SECONDS).status == 200
    assert process.wait(timeout=STOP_SECONDS) == 0
    assert time.monotonic() - began < STOP_SECONDS
    assert installation.status("/healthz") == 0

    installation.serve("--no-scheduler")
    assert installation.count(events(run, "decision_noted")) == 1


@contextmanager
def writing_held_up(installation: Installation) -> Iterator[None]:
    """Somebody else holds what every change needs: SQLite's writer, or the table of form keys."""
    if installation.database is None:
        with closing(sqlite3.connect(installation.config.sqlite_path, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("ROLLBACK")
    else:
        address = (installation.database.owner_url or "").replace("+psycopg", "")
        with psycopg.connect(address) as connection:
            connection.execute("LOCK TABLE submissions IN EXCLUSIVE MODE")
            yield
            connection.rollback()
