"""`flask outbox …` and `flask audit verify`."""

import click
from flask import current_app
from flask.cli import with_appcontext

from drillhub.audit import OPERATOR, sealing
from drillhub.cli.doors import each_organisation, json_option, org_option, print_json, refusals, refuse
from drillhub.core import clock
from drillhub.core.i18n import _
from drillhub.core.transactions import transaction
from drillhub.identity import services as identity
from drillhub.notifications import sending, services
from drillhub.notifications.models import OutboxState


@click.group(help=_("送信箱のメール"))
def outbox() -> None:
    """Messages waiting to be sent."""


@outbox.command(name="list", help=_("すべての組織の新しいメールを並べます。"))
@json_option
@with_appcontext
def list_messages(as_json: bool) -> None:
    """List the newest messages of every organisation."""
    found = []
    for slug in each_organisation():
        for message in services.messages().items:
            found.append(
                {
                    "org": slug,
                    "id": message.id,
                    "state": message.state.value,
                    "kind": message.kind,
                    "queued_at": message.queued_at.isoformat(),
                    "attempts": message.attempts,
                    "last_error": message.last_error,
                }
            )
    if as_json:
        print_json(found)
    for row in [] if as_json else found:
        click.echo("\t".join(str(value) for value in row.values()))


@outbox.command(help=_("いま送るべきメールをすべて送ります。"))
@with_appcontext
def deliver() -> None:
    """Send everything that is due now."""
    config = current_app.config["DRILLHUB"]
    count = 0
    for _slug in each_organisation():
        while sent := sending.deliver_due(config.mail_server, config.mail_from):
            count += sent
    click.echo(_("%(count)s件を処理しました。", count=count))


@outbox.command(help=_("メールの送信を止めます。flask outbox resume で再開します。"))
@with_appcontext
def pause() -> None:
    """Send nothing until `flask outbox resume`."""
    for slug in each_organisation():
        with transaction():
            services.pause("paused by an operator", by=OPERATOR, at=clock.now())
        _tell(_("%(slug)s: 送信を止めました。送信待ちのメールは%(count)s件です。"), slug)


@outbox.command(help=_("メールの送信を再開します。バックアップから戻した後にも使います。"))
@with_appcontext
def resume() -> None:
    """Go on sending, also after a restore."""
    for slug in each_organisation():
        with transaction():
            services.resume(by=OPERATOR, at=clock.now())
        _tell(_("%(slug)s: 送信を再開しました。送信待ちのメールは%(count)s件です。"), slug)


def _tell(sentence: str, slug: str) -> None:
    click.echo(sentence % {"slug": slug, "count": services.counts()[OutboxState.QUEUED]})


@click.group(help=_("監査記録"))
def audit() -> None:
    """The audit trail."""


@audit.command(help=_("組織の監査記録のつながりをすべて確かめます。"))
@org_option
@json_option
@with_appcontext
@refusals
def verify(slug: str, as_json: bool) -> None:
    """Check every link of an organisation's audit trail."""
    identity.enter_organisation(slug)
    verdict = sealing.verify(at=clock.now())
    if as_json:
        print_json({"entries": verdict.entries, "broken_entry": verdict.broken_entry, "unsealed": verdict.unsealed})
    if verdict.broken_entry is not None:
        refuse(_("監査記録%(id)s番が、封をした後に変わっています。", id=verdict.broken_entry))
    if verdict.unsealed:
        refuse(_("封をされていない監査記録が%(count)s件あります。", count=verdict.unsealed))
    if not as_json:
        click.echo(_("監査記録%(count)s件を確かめました。変わったものはありません。", count=verdict.entries))
