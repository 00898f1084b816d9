"""`flask serve` and `flask scheduler run`."""

import signal
import sys
import threading
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from drillhub.cli.doors import refuse
from drillhub.core.database import db
from drillhub.core.i18n import _
from drillhub.core.schema import schema_problem
from drillhub.scheduling.timetable import Timetable

THREADS = 16


@click.command(help=_("DrillHubを動かします。"))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help=_("プロセスの数（2以上はPostgreSQLのみ）"),
)
@click.option("--no-scheduler", is_flag=True, help=_("予定は flask scheduler run に任せます。"))
@click.option("--tls-cert", type=click.Path(exists=True, dir_okay=False), help=_("httpsの証明書"))
@click.option("--tls-key", type=click.Path(exists=True, dir_okay=False), help=_("証明書の秘密鍵"))
@with_appcontext
def serve(host: str, port: int, workers: int, no_scheduler: bool, tls_cert: str | None, tls_key: str | None) -> None:
    """Serve DrillHub."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    config = app.config["DRILLHUB"]
    if workers > 1 and config.on_sqlite:
        refuse(_("SQLiteでは1プロセスで動かします。--workers を2以上にするには、PostgreSQLを設定してください。"))
    if workers > 1 and not no_scheduler:
        refuse(_("--workers を2以上にするときは --no-scheduler を付け、flask scheduler run を別に起動してください。"))
    if bool(tls_cert) != bool(tls_key):
        refuse(_("--tls-cert と --tls-key は両方を指定してください。"))
    if host not in {"127.0.0.1", "localhost", "::1"} and not config.secure:
        refuse(
            _(
                "暗号化なしのhttpで待ち受けられるのは 127.0.0.1 だけです。DRILLHUB_BASE_URL を https:// にし、"
                "リバースプロキシを置くか、--tls-cert と --tls-key を指定してください。"
            )
        )
    if problem := schema_problem():
        refuse(problem)
    db.session.remove()
    db.engine.dispose()  # connections must not be shared with the processes that are about to be made
    run_server(app, host, port, workers, with_scheduler=not no_scheduler, tls=(tls_cert, tls_key))


def run_server(
    app: Flask,
    host: str,
    port: int,
    workers: int,
    *,
    with_scheduler: bool,
    tls: tuple[str | None, str | None] = (None, None),
) -> None:
    """Serve until told to stop. gunicorn where it exists, waitress on Windows."""
    if sys.platform == "win32":
        _run_waitress(app, host, port, with_scheduler=with_scheduler)
        return
    from gunicorn.app.base import BaseApplication

    options: dict[str, Any] = {
        "bind": f"{host}:{port}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": THREADS,
        "keepalive": 30,  # longer than the pause between two polls, or phones would reconnect for each
        "timeout": 60,
        "graceful_timeout": 30,
        "max_requests": 0,
        "accesslog": None,  # addresses carry personal links; they are not written down
        "errorlog": "-",
        "loglevel": "warning",
        "certfile": tls[0],
        "keyfile": tls[1],
        "limit_request_line": 4094,
        "limit_request_fields": 60,
    }

    class Server(BaseApplication):  # type: ignore[misc]
        timetable: Timetable | None = None

        def load_config(self) -> None:
            for name, value in options.items():
                if value is not None:
                    self.cfg.set(name, value)
            if with_scheduler:
                self.cfg.set("post_worker_init", self._start)
                self.cfg.set("worker_exit", self._stop)

        def load(self) -> Flask:
            return app

        def _start(self, _worker: object) -> None:
            Server.timetable = Timetable(app)
            Server.timetable.start()

        def _stop(self, _server: object, _worker: object) -> None:
            if Server.timetable is not None:
                Server.timetable.stop()

    Server().run()


def _run_waitress(app: Flask, host: str, port: int, *, with_scheduler: bool) -> None:
    import waitress

    timetable = Timetable(app) if with_scheduler else None
    if timetable:
        timetable.start()
    try:
        # The default of 100 connections stops answering at the 99th browser that keeps one open.
        waitress.serve(app, host=host, port=port, threads=THREADS, connection_limit=2000, asyncore_use_poll=True)
    finally:
        if timetable:
            timetable.stop()


@click.group(help=_("予定を動かすプロセス"))
def scheduler() -> None:
    """The timetable as a process of its own."""


@scheduler.command(name="run", help=_("予定を動かします。いくつ起動しても働くのは1つで、ほかは交代に備えて待ちます。"))
@with_appcontext
def run_scheduler() -> None:
    """Run the timetable; with several, one works and the others wait to take over."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if problem := schema_problem():
        refuse(problem)
    db.session.remove()
    timetable = Timetable(app)
    timetable.start()
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_arguments: stopped.set())
    stopped.wait()
    timetable.stop()
