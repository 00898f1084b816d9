"""Commands: parse, call the same service as the page, print what happened."""

from flask import Flask

from drillhub.cli import (
    backup,
    calendar,
    demo,
    doctor,
    not_yet,
    organisations,
    outbox,
    people,
    plan,
    reports,
    scenarios,
    serve,
)


def register(app: Flask) -> None:
    """Add every command of DrillHub to `flask`."""
    for command in COMMANDS:
        app.cli.add_command(command)


COMMANDS = [
    organisations.org,
    organisations.admin,
    people.people,
    plan.plan,
    scenarios.scenarios,
    calendar.calendar,
    reports.report,
    demo.demo,
    serve.serve,
    serve.scheduler,
    outbox.outbox,
    outbox.audit,
    backup.backup,
    doctor.doctor,
    *not_yet.groups(),
]
