"""`flask plan import`."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from drillhub.audit import OPERATOR
from drillhub.cli.doors import dry_run_option, json_option, org_option, print_json, refusals, refuse
from drillhub.core import clock
from drillhub.core.i18n import _
from drillhub.core.transactions import transaction
from drillhub.documents.problems import Problem
from drillhub.identity.services import enter_organisation
from drillhub.planning import plans
from drillhub.planning.change_review import TO_BE_ASKED
from drillhub.planning.plan_file import read_plan
from drillhub.planning.plans import Comparison


@click.group(help=_("認定を受けた計画"))
def plan() -> None:
    """The certified plan."""


@plan.command(
    name="import",
    help=_("計画のファイル（yamlかjson）を取り込みます。計画の項目、取組と実施予定月、期間、認定の記録が入ります。"),
)
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@org_option
@dry_run_option
@json_option
@with_appcontext
@refusals
def import_file(file: Path, slug: str, dry_run: bool, as_json: bool) -> None:
    """Take a plan over from a file: items 1 to 3, commitments with their months, period, certificate."""
    reading = read_plan(file.name, file.read_bytes())
    if reading.content is None:
        if as_json:
            print_json(_refused(reading.problems))
        refuse(*([] if as_json else map(str, reading.problems)))
    if dry_run:
        enter_organisation(slug)
        done = plans.compare(reading.content)
    else:
        with transaction():
            enter_organisation(slug)
            done = plans.save(reading.content, by=OPERATOR, at=clock.now())
    if as_json:
        print_json(_result(done))
        return
    click.echo(
        _(
            "取組 追加 %(added)s、変更 %(changed)s、外れるもの %(withdrawn)s、変更なし %(unchanged)s",
            added=len(done.added),
            changed=len(done.changed),
            withdrawn=len(done.withdrawn),
            unchanged=len(done.unchanged),
        )
    )
    if dry_run:
        click.echo(_("確かめただけで、計画は変わっていません。"))
    elif done.edition is None:
        click.echo(_("計画はすでに同じ内容です。何も変えていません。"))
    else:
        click.echo(_("計画を取り込みました（第%(number)s版）。", number=done.edition))
    if done.change_required:
        click.echo(TO_BE_ASKED)


def _result(done: Comparison) -> dict[str, object]:
    """Counts are of commitments, what can be counted in a plan. left: as they were."""
    return {
        "read": len(done.added) + len(done.changed) + len(done.unchanged),
        "added": len(done.added),
        "changed": len(done.changed),
        "left": len(done.unchanged),
        "withdrawn": len(done.withdrawn),
        "refused": [],
        "warnings": [str(TO_BE_ASKED)] if done.change_required else [],
        "edition": done.edition,
    }


def _refused(problems: tuple[Problem, ...]) -> dict[str, object]:
    return {
        "read": 0,
        "added": 0,
        "changed": 0,
        "left": 0,
        "withdrawn": 0,
        "refused": [
            {"row": problem.line, "field": problem.path, "reason": str(problem.sentence)} for problem in problems
        ],
        "warnings": [],
    }
