"""`flask backup create|verify|restore`: the installation on SQLite and its files, in one archive."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import DatabaseError

from drillhub import audit
from drillhub.audit import OPERATOR
from drillhub.cli.doors import each_organisation, json_option, print_json, refusals, refuse
from drillhub.config import Config
from drillhub.core import backup as archive
from drillhub.core import clock
from drillhub.core.database import db
from drillhub.core.i18n import _
from drillhub.core.schema import current_revision, schema_problem
from drillhub.core.transactions import transaction
from drillhub.drills import runs
from drillhub.notifications import services as outbox
from drillhub.scheduling import lease

file_argument = click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))


@click.group(help=_("データベースと証跡のファイルのバックアップ"))
def backup() -> None:
    """Backups of the database and all files."""


@backup.command(help=_("バックアップを書き出します。サービスは動いたままで構いません。"))
@file_argument
@json_option
@with_appcontext
@refusals
def create(file: Path, as_json: bool) -> None:
    """Write a backup; the service may go on working."""
    config = _on_sqlite()
    if problem := schema_problem():
        refuse(problem)
    made = archive.create(
        file.absolute(),
        database=config.sqlite_path,
        files=config.files_directory,
        revision=current_revision() or "",
        at=clock.now(),
    )
    _print(file, made, as_json, _("%(file)s に書き込みました。", file=file))


@backup.command(help=_("バックアップをすべて読み、中のファイルを照合値とくらべます。"))
@file_argument
@json_option
@with_appcontext
@refusals
def verify(file: Path, as_json: bool) -> None:
    """Read a whole backup and compare every file with its digest."""
    _print(file, archive.verify(file), as_json, _("%(file)s はすべて読めて、変わったところはありません。", file=file))


@backup.command(help=_("バックアップから元に戻します。メールの送信は flask outbox resume まで止まります。"))
@file_argument
@json_option
@with_appcontext
@refusals
def restore(file: Path, as_json: bool) -> None:
    """Put a backup in place. Sending stays paused until `flask outbox resume`."""
    config = _on_sqlite()
    if config.sqlite_path.exists() and _somebody_works():
        refuse(_("DrillHubが動いています。止めてから、もう一度実行してください。"))
    db.session.remove()
    db.engine.dispose()
    at = clock.now()
    manifest, kept = archive.restore(file, database=config.sqlite_path, files=config.files_directory, at=at)
    for _slug in each_organisation():
        with transaction():
            outbox.pause("restored from a backup", by=OPERATOR, at=at)
            paused = runs.pause_all(by=OPERATOR, at=at)
            made = manifest.created_at.isoformat()
            audit.record("backup.restored", by=OPERATOR, at=at, facts={"made_at": made, "paused_runs": paused})
    sentences = [_("%(file)s から元に戻しました。", file=file)]
    if kept is not None:
        sentences.append(_("前のデータベースは %(kept)s に残しました。", kept=kept))
    sentences.append(_("メールの送信は止めてあります。flask outbox resume で再開してください。"))
    if problem := schema_problem():
        sentences.append(problem)
    _print(file, manifest, as_json, *sentences)


def _on_sqlite() -> Config:
    config: Config = current_app.config["DRILLHUB"]
    if not config.on_sqlite:
        refuse(
            _(
                "このコマンドはSQLiteのためのものです。PostgreSQLでは pg_dump でデータベースを、"
                "%(files)s の複製でファイルを保存してください。",
                files=config.files_directory,
            )
        )
    return config


def _somebody_works() -> bool:
    """Whether a process holds the timetable. A database that cannot be read holds nobody up."""
    try:
        return lease.is_fresh()
    except DatabaseError:
        return False


def _print(file: Path, manifest: archive.Manifest, as_json: bool, *sentences: str) -> None:
    if as_json:
        print_json(
            {
                "file": str(file),
                "created_at": manifest.created_at.isoformat(),
                "revision": manifest.revision,
                "entries": len(manifest.entries),
                "size_bytes": manifest.size_bytes,
            }
        )
        return
    for sentence in sentences:
        click.echo(sentence)
