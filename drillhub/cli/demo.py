"""`flask demo`: the demonstration company, built if need be and served on this machine."""

import shutil

import click
import flask_migrate
from flask import Flask, current_app
from flask.cli import with_appcontext

from drillhub.cli.doors import refuse
from drillhub.cli.serve import run_server
from drillhub.config import Config
from drillhub.core import clock, directory
from drillhub.core.database import db
from drillhub.core.i18n import _
from drillhub.demo import company
from drillhub.demo.cast import passphrase
from drillhub.demo.timeline import ZONE

HOST = "127.0.0.1"


@click.command(help=_("見本の会社を作り、このパソコンで動かします。"))
@click.option("--reset", is_flag=True, help=_("見本を最初から作り直します。"))
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-serve", is_flag=True, help=_("作るだけで、動かしません。"))
@with_appcontext
def demo(reset: bool, port: int, no_serve: bool) -> None:
    """Build the demonstration company and serve it on this machine."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    config: Config = app.config["DRILLHUB"]
    flask_migrate.upgrade()
    known = {slug for _id, slug in directory.organisations()}
    half_built = company.SLUG in known and company.NEIGHBOUR not in known
    if known and (reset or half_built):
        _remove(config, known)
        flask_migrate.upgrade()
    words = passphrase(config.instance_directory)
    if not company.is_complete():
        company.build(app, words, today=clock.today(ZONE), tell=click.echo)
        db.session.remove()  # what was read before is out of date
    _print_sign_ins(app, words)
    if no_serve:
        return
    click.echo(_("http://%(host)s:%(port)s を開いてください。止めるには Ctrl+C を押します。", host=HOST, port=port))
    db.session.remove()
    db.engine.dispose()
    run_server(app, HOST, port, 1, with_scheduler=True)


def _remove(config: Config, known: set[str]) -> None:
    """Take the demonstration away; never anything else."""
    if others := sorted(known - {company.SLUG, company.NEIGHBOUR}):
        refuse(_("ほかの組織（%(slugs)s）の記録があるため、作り直せません。", slugs=", ".join(others)))
    if not config.on_sqlite:
        refuse(_("PostgreSQLの見本は作り直せません。空のデータベースを用意してください。"))
    db.session.remove()
    db.engine.dispose()
    for ending in ("", "-wal", "-shm"):
        config.sqlite_path.with_name(config.sqlite_path.name + ending).unlink(missing_ok=True)
    if config.files_directory.is_relative_to(config.instance_directory):
        shutil.rmtree(config.files_directory, ignore_errors=True)


def _print_sign_ins(app: Flask, words: str) -> None:
    click.echo(_("サインインに使うもの（会社コードは demo）:"))
    for each in company.sign_ins(app):
        roles = "・".join(str(role.label) for role in each.roles) or _("従業員")
        click.echo(f"  {each.number}  {each.name}（{roles}）")
    click.echo(_("パスワードは全員同じです: %(words)s", words=words))
