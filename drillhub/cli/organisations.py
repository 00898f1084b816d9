"""`flask org …` and `flask admin …`."""

import click
from flask import current_app
from flask.cli import with_appcontext

from drillhub.audit import OPERATOR
from drillhub.cli.doors import json_option, org_option, print_json, refusals
from drillhub.cli.not_yet import not_yet
from drillhub.core import clock, directory
from drillhub.core.transactions import transaction
from drillhub.identity import services


@click.group()
def org() -> None:
    """Organisations."""


@org.command()
@click.option("--name", required=True, help="Name of the company.")
@click.option("--slug", required=True, help="Company code: lower-case letters, digits, hyphens.")
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


@org.command(name="list")
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


org.add_command(not_yet("export", "Exporting an organisation is not there yet."))
org.add_command(not_yet("import", "Importing an organisation is not there yet."))


@click.group()
def admin() -> None:
    """Administrators."""


@admin.command()
@org_option
@click.option("--name", required=True, help="Name of the person.")
@json_option
@with_appcontext
@refusals
def invite(slug: str, name: str, as_json: bool) -> None:
    """Print a one-time link with which the first administrator sets a password (72 hours)."""
    with transaction():
        services.enter_organisation(slug)
        token = services.invite_first_administrator(name, by=OPERATOR, at=clock.now())
    link = f"{current_app.config['DRILLHUB'].base_url}/activate/{token}"
    if as_json:
        print_json({"url": link})
    else:
        click.echo(link)
