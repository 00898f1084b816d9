"""`flask org …` and `flask admin …`."""

import click
from flask import current_app
from flask.cli import with_appcontext

from drillhub.audit import OPERATOR
from drillhub.cli.doors import json_option, org_option, print_json, refusals
from drillhub.cli.not_yet import not_yet
from drillhub.core import clock, directory
from drillhub.core.i18n import _
from drillhub.core.transactions import transaction
from drillhub.identity import queries, services


@click.group(help=_("組織"))
def org() -> None:
    """Organisations."""


@org.command(help=_("組織を作ります。"))
@click.option("--name", required=True, help=_("会社の名前"))
@click.option("--slug", required=True, help=_("会社コード。英小文字、数字、ハイフン"))
@click.option("--fiscal-year-start", type=click.IntRange(1, 12), default=4, show_default=True)
@json_option
@with_appcontext
@refusals
def create(name: str, slug: str, fiscal_year_start: int, as_json: bool) -> None:
    """Create an organisation."""
    with transaction():
        organisation = services.create_organisation(
            name, slug, by=OPERATOR, at=clock.now(), fiscal_year_start_month=fiscal_year_start
        )
    if as_json:
        print_json({"slug": slug, "name": organisation.name, "fiscal_year_start": fiscal_year_start})
    else:
        click.echo(f"{slug}: {organisation.name}")


@org.command(name="list", help=_("すべての組織の会社コードを並べます。"))
@json_option
@with_appcontext
def list_organisations(as_json: bool) -> None:
    """List the codes of all organisations."""
    slugs = [slug for _id, slug in directory.organisations()]
    if as_json:
        print_json([{"slug": slug} for slug in slugs])
    else:
        for slug in slugs:
            click.echo(slug)


org.add_command(not_yet("export", _("組織の書き出しは、まだできません。")))
org.add_command(not_yet("import", _("組織の取り込みは、まだできません。")))


@click.group(help=_("管理者"))
def admin() -> None:
    """Administrators."""


@admin.command(help=_("最初の管理者がパスワードを設定するリンクを出します（1回だけ、72時間有効）。"))
@org_option
@click.option("--name", required=True, help=_("管理者の名前"))
@json_option
@with_appcontext
@refusals
def invite(slug: str, name: str, as_json: bool) -> None:
    """Print a one-time link with which the first administrator sets a password (72 hours)."""
    with transaction():
        services.enter_organisation(slug)
        invited = services.invite_first_administrator(name, by=OPERATOR, at=clock.now())
    link = f"{current_app.config['DRILLHUB'].base_url}/activate/{invited.token}"
    if as_json:
        print_json({"url": link, "company_code": queries.company_code(), "employee_number": invited.employee_number})
        return
    click.echo(link)
    click.echo(
        _(
            "パスワードを設定した後は、会社コード %(slug)s と社員番号 %(number)s でサインインできます。",
            slug=queries.company_code(),
            number=invited.employee_number,
        ),
        err=True,  # the link alone is the result
    )
