"""`flask report …`."""

from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from drillhub.audit import OPERATOR
from drillhub.cli.doors import org_option, refusals, refuse
from drillhub.cli.not_yet import not_yet
from drillhub.core import clock
from drillhub.core.i18n import _
from drillhub.core.transactions import transaction
from drillhub.identity.models import Organisation
from drillhub.identity.services import enter_organisation
from drillhub.reporting import editions, periods
from drillhub.reporting.exports import ExportFormat, export
from drillhub.reporting.periods import Period
from drillhub.reporting.report_types import ANNUAL

_FORMATS = [*(each.value for each in ExportFormat), "docx", "zip"]
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def report() -> None:
    """Reports as files."""


@report.command()
@org_option
@click.option("--fiscal-year", type=int, help="Year in which it begins; the last ended one when left out.")
@click.option("--from", "first_day", type=_DAY, help="First day, with --to.")
@click.option("--to", "last_day", type=_DAY, help="Last day, with --from.")
@click.option("--format", "format_name", type=click.Choice(_FORMATS), required=True)
@click.option("--encoding", type=click.Choice(["utf-8", "cp932"]), default="utf-8", help="Of a csv.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE")
@with_appcontext
@refusals
def annual(
    slug: str,
    fiscal_year: int | None,
    first_day: datetime | None,
    last_day: datetime | None,
    format_name: str,
    encoding: str,
    output: Path,
) -> None:
    """The annual implementation report: its newest edition, or the draft while nothing was approved."""
    if format_name not in set(ExportFormat):
        raise click.UsageError(f"The format {format_name} is not there yet.")
    if (first_day is None) != (last_day is None) or (fiscal_year is not None and first_day is not None):
        raise click.UsageError("Give either --fiscal-year, or both --from and --to.")
    organisation = enter_organisation(slug)
    today = clock.today(organisation.timezone)
    period = _period(organisation, fiscal_year, first_day, last_day)
    frozen = editions.to_export(ANNUAL, period, language="ja", today=today)
    made = export(frozen, ExportFormat(format_name), encoding=encoding)
    try:
        output.write_bytes(made.data)
    except OSError as error:
        refuse(_("%(file)s に書き込めませんでした（%(reason)s）。", file=output, reason=error.strerror))
    with transaction():
        editions.record_export(frozen, format_name, by=OPERATOR, at=clock.now())
    if made.replaced:
        characters = "".join(made.replaced)
        click.echo(_("この文字コードにない文字を〓にしました: %(characters)s", characters=characters), err=True)
    click.echo(_("%(file)s に書き込みました。", file=output))


def _period(
    organisation: Organisation, fiscal_year: int | None, first_day: datetime | None, last_day: datetime | None
) -> Period:
    start_month = organisation.fiscal_year_start_month
    if first_day is not None and last_day is not None:
        return periods.chosen(first_day.date(), last_day.date(), start_month)
    if fiscal_year is not None:
        return periods.fiscal_year(fiscal_year, start_month)
    return periods.last_ended_fiscal_year(clock.today(organisation.timezone), start_month)


for _name, _sentence in (
    ("status", "The implementation status report is not there yet."),
    ("renewal", "The renewal improvement history is not there yet."),
    ("quarterly", "The quarterly report is not there yet."),
    ("drill", "The report of one drill is not there yet."),
):
    report.add_command(not_yet(_name, _sentence))
