"""`flask scenarios …`."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from drillhub.audit import OPERATOR
from drillhub.cli.doors import dry_run_option, json_option, org_option, print_json, refusals, refuse
from drillhub.core import clock
from drillhub.core.i18n import _
from drillhub.core.transactions import transaction
from drillhub.documents.problems import Problem
from drillhub.identity.services import enter_organisation
from drillhub.scenarios.errors import CodeTaken
from drillhub.scenarios.reading import MAX_BYTES, Reading, SourceFile, read_scenarios
from drillhub.scenarios.services import Comparison, compare, import_scenarios

paths_argument = click.argument(
    "paths",
    nargs=-1,
    required=True,
    metavar="PATH…",
    type=click.Path(exists=True, readable=True, path_type=Path),
)


@click.group(help=_("シナリオのファイル"))
def scenarios() -> None:
    """Scenario files."""


@scenarios.command(help=_("シナリオのファイルかフォルダーを確かめ、直すところをファイルと行で知らせます。"))
@paths_argument
@json_option
@with_appcontext
def validate(paths: tuple[Path, ...], as_json: bool) -> None:
    """Check scenario files, or folders of them, and name every problem by file and line."""
    files = list(_files(paths))
    _refuse_problems(files, read_scenarios(files), as_json)
    if as_json:
        print_json({"read": len(files), "refused": [], "warnings": []})
    else:
        click.echo(_("%(count)s件のシナリオを確かめました。問題はありません。", count=len(files)))


@scenarios.command(
    name="import",
    help=_("シナリオのファイルかフォルダーを組織に登録します。すべて登録するか、何も変えないかのどちらかです。"),
)
@paths_argument
@org_option
@dry_run_option
@json_option
@with_appcontext
@refusals
def import_files(paths: tuple[Path, ...], slug: str, dry_run: bool, as_json: bool) -> None:
    """Take scenario files, or folders of them, over into an organisation's library: all or none."""
    files = list(_files(paths))
    reading = read_scenarios(files)
    _refuse_problems(files, reading, as_json)
    try:
        done = _carry_out(reading, slug, dry_run=dry_run)
    except CodeTaken as error:
        if as_json:
            # It is the file as a whole that cannot come in beside what is there: there is no line to name.
            refused = {"file": error.facts["slug"], "row": None, "field": "code", "reason": str(error)}
            print_json(_result(len(files), Comparison(), [refused]))
        raise
    if as_json:
        print_json(_result(len(files), done, []))
    else:
        _print_result(done, dry_run=dry_run)


def _carry_out(reading: Reading, slug: str, *, dry_run: bool) -> Comparison:
    if dry_run:
        enter_organisation(slug)
        return compare(reading.contents)
    with transaction():
        enter_organisation(slug)
        return import_scenarios(reading.contents, by=OPERATOR, at=clock.now())


def _files(paths: Iterable[Path]) -> Iterator[SourceFile]:
    """The files themselves, and of folders every .yaml and .yml in them, by name."""
    for path in paths:
        if path.is_dir():
            inside = sorted(entry for entry in path.iterdir() if entry.suffix in (".yaml", ".yml"))
            if not inside:
                refuse(_("%(folder)s に YAML のファイルがありません。", folder=path))
        else:
            inside = [path]
        for file in inside:
            with file.open("rb") as stream:
                # One byte more than is accepted is enough to see that it is too much.
                yield SourceFile(str(file), stream.read(MAX_BYTES + 1))


def _refuse_problems(files: list[SourceFile], reading: Reading, as_json: bool) -> None:
    if not reading.problems:
        return
    if as_json:
        print_json(_result(len(files), Comparison(), [_refused(problem) for problem in reading.problems]))
    refuse(*(str(problem) for problem in reading.problems))


def _refused(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.file,
        "row": problem.line,
        "field": problem.path,
        "reason": str(problem.sentence),
    }


def _result(read: int, done: Comparison, refused: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "read": read,
        "added": len(done.added),
        "changed": len(done.changed),
        "left": len(done.left),
        "refused": refused,
        "warnings": [],
    }


def _print_result(done: Comparison, *, dry_run: bool) -> None:
    for slug in done.added:
        click.echo(_("追加: %(slug)s", slug=slug))
    for slug in done.changed:
        click.echo(_("新しい版: %(slug)s", slug=slug))
    for slug in done.left:
        click.echo(_("変更なし: %(slug)s", slug=slug))
    if dry_run:
        click.echo(_("確かめただけで、登録はしていません。"))
