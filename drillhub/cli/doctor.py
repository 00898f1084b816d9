"""`flask doctor`: every finding about this installation in one sentence."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import DatabaseError

from drillhub.audit import sealing
from drillhub.cli.doors import each_organisation, json_option, print_json, refuse
from drillhub.config import Config
from drillhub.core import clock
from drillhub.core.i18n import _
from drillhub.core.private_files import is_open_to_others
from drillhub.core.schema import schema_problem
from drillhub.core.soundness import database_advice, database_problems
from drillhub.core.tenancy import bound_org_id
from drillhub.evidence.services import verify_all
from drillhub.evidence.storage import Store
from drillhub.notifications import sending, services
from drillhub.scheduling import lease

_LOW_DISK_BYTES = 1_000_000_000


@click.command(help=_("この環境を確かめます。直すところがあれば終了コードは1、助言だけなら0です。"))
@json_option
@with_appcontext
def doctor(as_json: bool) -> None:
    """Check this installation. Exit code 1 when something needs mending; advice alone is 0."""
    config: Config = current_app.config["DRILLHUB"]
    problems = [*_places(config), *_database(config)]
    advice = list(_advice(config)) if not problems else []
    if as_json:
        print_json({"problems": problems, "advice": advice})
    if problems:
        refuse(*([] if as_json else problems))
    if as_json:
        return
    for sentence in advice:
        click.echo(sentence)
    if advice:
        click.echo(_("壊れているところはありません。上の%(count)s件を確かめてください。", count=len(advice)))
    else:
        click.echo(_("直すところはありません。"))


def _places(config: Config) -> Iterator[str]:
    """Folders that must be there, can be written and have room."""
    for folder in {config.instance_directory, config.files_directory}:
        existing = _nearest(folder)
        if not os.access(existing, os.W_OK):
            yield _("%(folder)s に書き込めません。", folder=existing)
        elif shutil.disk_usage(existing).free < _LOW_DISK_BYTES:
            yield _("%(folder)s のあるディスクの空きが1GBを切っています。", folder=existing)


def _nearest(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder


def _database(config: Config) -> Iterator[str]:
    try:
        if problem := schema_problem():
            yield problem
            return
        yield from database_problems()
    except DatabaseError as error:
        yield _("データベースにつながりません（%(reason)s）。", reason=error.orig)
        return
    for slug in each_organisation():
        verdict = sealing.verify(at=clock.now())
        if verdict.broken_entry is not None:
            yield _("%(slug)s: 監査記録%(id)s番が、封をした後に変わっています。", slug=slug, id=verdict.broken_entry)
        for lost in verify_all(Store(config.files_directory, bound_org_id())).lost:
            yield _(
                "%(slug)s: 証跡%(number)s番「%(name)s」のファイルがないか、変わっています。",
                slug=slug,
                number=lost.number,
                name=lost.file_name,
            )


def _advice(config: Config) -> Iterator[str]:
    """What works, but not as an operator may think."""
    for path in {config.instance_directory, config.files_directory}:
        if is_open_to_others(path):
            yield _(
                "%(folder)s は、このコンピューターのほかの利用者も開けます。chmod 700 %(folder)s で閉じてください。",
                folder=path,
            )
    yield from database_advice()
    if not lease.is_fresh():
        yield _("予定を動かすプロセスがありません。flask serve か flask scheduler run を起動してください。")
    if config.mail_server is None:
        yield _("DRILLHUB_MAIL_URL がないので、メールは送らずに送信箱へ保管します。")
    for slug in each_organisation():
        if sending.is_paused():
            yield _("%(slug)s: メールの送信を止めています。flask outbox resume で再開します。", slug=slug)
        if count := services.needs_attention():
            yield _(
                "%(slug)s: 届かなかったメールが%(count)s件あります。送信箱で確かめてください。", slug=slug, count=count
            )
