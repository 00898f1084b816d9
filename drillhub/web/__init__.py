"""Pages: thin views that load, check the form, change inside one transaction and answer."""

from flask import Flask

from drillhub.web import (
    calendar,
    dashboard,
    development,
    drills,
    evidence,
    health,
    home,
    improvement,
    language,
    learning,
    outbox,
    people,
    planning,
    programme,
    reporting,
    scenarios,
    sign_in,
)


def register(app: Flask, *, development: bool) -> None:
    """Add every blueprint. The component page exists in development alone."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if development:
        app.register_blueprint(DEVELOPMENT)


BLUEPRINTS = [
    health.bp,
    sign_in.bp,
    language.bp,
    home.bp,
    learning.bp,
    dashboard.bp,
    calendar.bp,
    drills.bp,
    evidence.bp,
    improvement.bp,
    scenarios.bp,
    planning.bp,
    programme.bp,
    reporting.bp,
    people.bp,
    outbox.bp,
]
DEVELOPMENT = development.bp
