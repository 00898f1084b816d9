"""The timetable: which work is looked for how often. APScheduler is the clock and nothing more."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from drillhub.audit import sealing
from drillhub.core import clock, directory, submissions, tenancy
from drillhub.core.transactions import check_before_writing, transaction
from drillhub.drills import jobs as drill_jobs
from drillhub.learning import jobs as learning_jobs
from drillhub.notifications import sending
from drillhub.reporting import exports
from drillhub.scheduling.lease import Lease, LeaseLost

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """Work that is looked for in each organisation. every: seconds between two looks.

    It opens its own transactions; each of them checks this process's fence before it writes.
    """

    name: str
    every: float
    work: Callable[[Flask], None]


def _send_mail(app: Flask) -> None:
    config = app.config["DRILLHUB"]
    while sending.deliver_due(config.mail_server, config.mail_from):
        pass


def _seal_audit(_app: Flask) -> None:
    at = clock.now()
    if sealing.has_pending(at=at):
        with transaction():
            sealing.seal_pending(at=at)


def _release_injects(_app: Flask) -> None:
    drill_jobs.release_due_injects(clock.now())


def _submit_overdue_attempts(_app: Flask) -> None:
    learning_jobs.submit_overdue(clock.now())


def _print_editions(_app: Flask) -> None:
    exports.keep_files(at=clock.now())


def _forget_what_expired(_app: Flask) -> None:
    with transaction():
        submissions.forget_old(at=clock.now())
        directory.forget_expired(at=clock.now())


JOBS: Final = (
    Job("send mail", 2, _send_mail),
    Job("release injects", 1, _release_injects),
    Job("submit attempts whose time is over", 5, _submit_overdue_attempts),
    Job("seal the audit trail", 5, _seal_audit),
    Job("print approved reports", 10, _print_editions),
    Job("forget what expired", timedelta(hours=6).total_seconds(), _forget_what_expired),
)


class Timetable:
    """The clock of one process: it keeps trying for the lease, and works while it holds it."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.lease = Lease()
        self.clock = BackgroundScheduler(
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 3600}, timezone="UTC"
        )

    def start(self) -> None:
        self.clock.add_job(self._keep_lease, "interval", seconds=1, id="lease", next_run_time=clock.now())
        for job in JOBS:
            self.clock.add_job(self.run, "interval", seconds=job.every, args=[job], id=job.name)
        self.clock.start()

    def stop(self) -> None:
        """Finish what is running, then let go of the lease."""
        self.clock.shutdown(wait=True)
        with self.app.app_context():
            self.lease.release()

    def _keep_lease(self) -> None:
        with self.app.app_context():
            held = self.lease.fence
            try:
                holds = self.lease.renew()
            except Exception:
                self.lease.fence = None
                log.exception("the scheduler lease could not be renewed")
                return
            if holds and held is None:
                log.info("this process runs the timetable (fence %s)", self.lease.fence)

    def run(self, job: Job) -> None:
        """Look for a job's work in every organisation, each in a session of its own."""
        if self.lease.fence is None:
            return
        with self.app.app_context():
            organisations = directory.organisations()
        for org_id, slug in organisations:
            try:
                self._run_in(org_id, job)
            except LeaseLost:
                self.lease.fence = None
                log.warning("the timetable went to another process during %s", job.name)
                return
            except Exception:
                # One organisation's trouble must not keep the others' mail from going out.
                log.exception("%s failed for organisation %s", job.name, slug)

    def _run_in(self, org_id: int, job: Job) -> None:
        with self.app.app_context():
            tenancy.bind(org_id)
            check_before_writing(self.lease.check)
            job.work(self.app)
