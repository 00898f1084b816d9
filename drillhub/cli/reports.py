"""`flask report …`."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn

import click
from flask.cli import with_appcontext

from drillhub.audit import OPERATOR
from drillhub.cli.doors import json_option, org_option, print_json, refuse
from drillhub.cli.not_yet import not_yet
from drillhub.core import clock
from drillhub.core.errors import DrillHubError
from drillhub.core.i18n import _
from drillhub.core.transactions import transaction
from drillhub.identity.models import Organisation
from drillhub.identity.services import enter_organisation
from drillhub.planning.queries import plan_in_force
from drillhub.reporting import editions, periods, plan_sources
from drillhub.reporting.errors import NoPlan
from drillhub.reporting.exports import ExportFormat, export
from drillhub.reporting.periods import Period
from drillhub.reporting.report_types import ANNUAL, RENEWAL, STATUS

_FORMATS = [*(each.value for each in ExportFormat), "docx", "zip"]
_DAY = click.DateTime(["%Y-%m-%d"])


@dataclass(frozen=True)
class Wanted:
    """What a command was asked for. fiscal_year, first_day, last_day: None when left out."""

    slug: str
    fiscal_year: int | None
    first_day: datetime | None
    last_day: datetime | None
    format_name: str
    encoding: str
    output: Path
    as_json: bool


@click.group(help=_("報告書のファイル"))
def report() -> None:
    """Reports as files."""


def _command(name: str, help: str) -> Callable[[Callable[[Wanted], None]], click.Command]:
    """A command with the options that every report has."""

    def make(run: Callable[[Wanted], None]) -> click.Command:
        @report.command(name, help=help)
        @org_option
        @click.option("--fiscal-year", type=int, help=_("年度が始まる年"))
        @click.option("--from", "first_day", type=_DAY, help=_("最初の日。--to とともに"))
        @click.option("--to", "last_day", type=_DAY, help=_("最後の日。--from とともに"))
        @click.option("--format", "format_name", type=click.Choice(_FORMATS), required=True)
        @click.option("--encoding", type=click.Choice(["utf-8", "cp932"]), default="utf-8", help=_("csvの文字コード"))
        @click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE")
        @json_option
        @with_appcontext
        def command(**options: Any) -> None:
            wanted = Wanted(**options)
            if wanted.format_name not in set(ExportFormat):
                raise click.UsageError(_("%(name)s の形では、まだ書き出せません。", name=wanted.format_name))
            half = (wanted.first_day is None) != (wanted.last_day is None)
            if half or (wanted.fiscal_year is not None and wanted.first_day is not None):
                raise click.UsageError(_("--fiscal-year か、--from と --to の両方を指定してください。"))
            try:
                run(wanted)
            except DrillHubError as error:
                _refused(wanted, str(error))

        return command

    return make


@_command("annual", _("年次実施状況報告書。期間を省くと、最後に終わった年度"))
def annual(wanted: Wanted) -> None:
    _write(ANNUAL, wanted, _last_ended)


@_command("status", _("申請に添える実施状況報告書。期間を省くと、いまの計画の期間"))
def status(wanted: Wanted) -> None:
    _write(STATUS, wanted, _current_plan)


@_command("renewal", _("更新のときの改善の履歴。期間を省くと、いまの計画の期間"))
def renewal(wanted: Wanted) -> None:
    _write(RENEWAL, wanted, _current_plan)


def _write(of: Any, wanted: Wanted, default: Callable[[Organisation, date], Period]) -> None:
    """The newest edition of the period, or its draft while nothing was approved. The file is whole or not there."""
    organisation = enter_organisation(wanted.slug)
    today = clock.today(organisation.timezone)
    period = _chosen(wanted, organisation) or default(organisation, today)
    if of is not ANNUAL:
        period = plan_sources.as_plan_period(period)
    frozen = editions.to_export(of, period, language="ja", today=today)
    made = export(frozen, ExportFormat(wanted.format_name), encoding=wanted.encoding)
    try:
        wanted.output.write_bytes(made.data)
    except OSError as error:
        sentence = _("%(file)s に書き込めませんでした（%(reason)s）。", file=wanted.output, reason=error.strerror)
        _refused(wanted, sentence)
    with transaction():
        editions.record_export(frozen, wanted.format_name, by=OPERATOR, at=clock.now())
    if made.replaced:
        characters = "".join(made.replaced)
        click.echo(_("この文字コードにない文字を〓にしました: %(characters)s", characters=characters), err=True)
    if not wanted.as_json:
        click.echo(_("%(file)s に書き込みました。", file=wanted.output))
        return
    print_json(
        {
            "report": of.kind.value,
            "period": period.key,
            "first_day": period.first_day,
            "last_day": period.last_day,
            "edition": frozen.edition,
            "format": wanted.format_name,
            "file": str(wanted.output),
            "digest": frozen.digest,
            "gaps": len(frozen.report.gaps),
            "replaced": list(made.replaced),
        }
    )


def _refused(wanted: Wanted, sentence: str) -> NoReturn:
    if wanted.as_json:
        print_json({"refused": [{"reason": sentence}]})
        sys.exit(1)
    refuse(sentence)


def _chosen(wanted: Wanted, organisation: Organisation) -> Period | None:
    start_month = organisation.fiscal_year_start_month
    if wanted.first_day is not None and wanted.last_day is not None:
        return periods.chosen(wanted.first_day.date(), wanted.last_day.date(), start_month)
    return periods.fiscal_year(wanted.fiscal_year, start_month) if wanted.fiscal_year is not None else None


def _last_ended(organisation: Organisation, today: date) -> Period:
    return periods.last_ended_fiscal_year(today, organisation.fiscal_year_start_month)


def _current_plan(_organisation: Organisation, today: date) -> Period:
    plan = plan_in_force(today)
    if plan is None:
        raise NoPlan()
    return periods.plan_period(plan.period_starts_on, plan.period_ends_on)


for _name, _sentence in (
    ("quarterly", _("四半期の報告は、まだ書き出せません。")),
    ("drill", _("訓練ごとの報告は、まだ書き出せません。")),
):
    report.add_command(not_yet(_name, _sentence))
