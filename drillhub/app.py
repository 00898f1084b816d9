"""The composition root: puts extensions, pages, commands and error pages together into one app."""

import os
import sys
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from drillhub import cli, tables, web
from drillhub.config import Config, ConfigError
from drillhub.core.database import db, engine_options
from drillhub.core.logs import set_up_logging
from drillhub.web import access, addresses, error_pages, extensions, fields, headers, page_context

ROOT = Path(__file__).resolve().parent.parent


def app_from_environment(root: Path) -> Flask:
    """The app with the settings of the environment; what is wrong with them ends the start, one sentence each."""
    try:
        return create_app(Config.from_env(os.environ, root=root))
    except ConfigError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)  # noqa: T201 - logging is not set up yet
        sys.exit(1)


def create_app(config: Config) -> Flask:
    """Build the app. Raises RuntimeError when a view says nothing about who may use it."""
    app = Flask(
        "drillhub",
        root_path=str(ROOT / "drillhub"),
        template_folder=str(ROOT / "templates"),
        instance_path=str(config.instance_directory),
    )
    app.config.update(
        DRILLHUB=config,
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(config.database_url),
        # Idle time of a sign-in: the cookie's signature carries the time and is renewed by each request.
        PERMANENT_SESSION_LIFETIME=60 * 60,
        SESSION_COOKIE_NAME="__Host-drillhub" if config.secure else "drillhub",
        SESSION_COOKIE_SECURE=config.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        MAX_CONTENT_LENGTH=1_000_000,
        MAX_FORM_MEMORY_SIZE=200_000,
        MAX_FORM_PARTS=200,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session; a form left open over lunch still works
        BABEL_DEFAULT_LOCALE="ja",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "drillhub" / "translations"),
        RATELIMIT_STORAGE_URI="memory://",
        RATELIMIT_HEADERS_ENABLED=False,
    )
    if config.trusted_proxies:
        count = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    config.instance_directory.mkdir(parents=True, exist_ok=True, mode=0o700)

    tables.load()
    set_up_logging(config.log_format)
    db.init_app(app)
    # Before the cross-site check: somebody whose session has ended is led to the sign-in, not told of a broken form.
    app.before_request(access.check)
    extensions.init_app(app, migrations=ROOT / "migrations")
    addresses.init_app(app)
    page_context.init_app(app)
    web.register(app, development=config.development)
    app.before_request(fields.check)
    headers.init_app(app, https=config.secure)
    error_pages.init_app(app)
    cli.register(app)

    if missing := access.unmarked(app):
        raise RuntimeError(f"views without an access mark: {', '.join(missing)}")
    return app
